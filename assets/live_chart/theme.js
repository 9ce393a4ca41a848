// ---- theme ----

/** After Okabe and Ito, darkened or lightened to a contrast of 3 or more to the background. */
const PALETTE = {
  light: ["#0072b2", "#d55e00", "#00855f", "#b5508a", "#946200", "#2b83b8", "#5b4fc4", "#5f6673"],
  dark: ["#56b4e9", "#f0974b", "#2fc79a", "#e79ac6", "#f0d442", "#9cc9ff", "#b3a6ff", "#b4bac8"],
};
/** With more runs than colours, the colours come again with the next of these. */
const DASHES = ["solid", "dash", "dot", "dashdot"];

/** The theme's colours as Streamlit's CSS variables have them now. */
function readTheme(root) {
  const probe = getComputedStyle(root.querySelector(".pg-live-probe"));
  const text = channels(probe.color);
  const background = channels(probe.backgroundColor);
  const raised = channels(probe.borderTopColor);
  const font = getComputedStyle(root).fontFamily;
  const dark = luminance(background) < luminance(text);
  return {
    signature: [text, background, raised, font].join(),
    font,
    text: rgb(text),
    background: rgb(background),
    raised: rgb(raised),
    quiet: rgb(text, 0.78),
    line: rgb(text, 0.3),
    grid: rgb(text, 0.12),
    palette: dark ? PALETTE.dark : PALETTE.light,
  };
}

function channels(color) {
  return (color.match(/[\d.]+/g) ?? [0, 0, 0]).slice(0, 3).map(Number);
}

function rgb([red, green, blue], alpha = 1) {
  return `rgba(${red},${green},${blue},${alpha})`;
}

function luminance([red, green, blue]) {
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** Colour and dashes of the run in this place among those overlaid. */
function strokeOf(index, { palette }) {
  const round = Math.floor(index / palette.length);
  return { color: palette[index % palette.length], dash: DASHES[round % DASHES.length] };
}

/** `#rrggbb` as the colour of an area through which the grid shows. */
function translucent(color) {
  return rgb([1, 3, 5].map((start) => parseInt(color.slice(start, start + 2), 16)), 0.2);
}
