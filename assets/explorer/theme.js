/** The theme's colours, and the colour map for values around zero. */

/** Blue for what is above zero, orange for what is below: told apart by colour-blind eyes, too. */
const ENDS = {
  light: { zero: [255, 255, 255], above: [18, 63, 160], below: [179, 76, 0] },
  dark: { zero: [12, 14, 22], above: [140, 190, 255], below: [255, 164, 84] },
};

/** @param {HTMLElement} probe a node whose text and background have the theme's colours */
export function readTheme(probe) {
  const style = getComputedStyle(probe);
  const text = channels(style.color);
  const background = channels(style.backgroundColor);
  const dark = luminance(background) < luminance(text);
  return {
    signature: [text, background].join(),
    dark,
    text: css(text),
    quiet: css(text, 0.75),
    mark: dark ? "#fde047" : "#be185d",
    ...(dark ? ENDS.dark : ENDS.light),
  };
}

/** The colour of a value, where `limit` is the size that has the full colour. */
export function colour(value, limit, theme) {
  const share = limit > 0 ? Math.min(1, Math.abs(value) / limit) : 0;
  const end = value < 0 ? theme.below : theme.above;
  return theme.zero.map((zero, i) => Math.round(zero + (end[i] - zero) * share));
}

/** A faint colour for a value, on which text of the theme stays readable. */
export function tint(value, limit, theme) {
  const share = limit > 0 ? Math.min(1, Math.abs(value) / limit) : 0;
  return css(value < 0 ? theme.below : theme.above, 0.42 * share);
}

/**
 * Colours of the bytes 0 to 255 as pixels of an ImageData.
 * @param {number} low the value that 0 stands for
 * @param {number} high the value that 255 stands for
 * @returns {Uint32Array} (256,)
 */
export function colourTable(low, high, theme) {
  const limit = Math.max(Math.abs(low), Math.abs(high));
  const bytes = new Uint8ClampedArray(1024);
  for (let i = 0; i < 256; i += 1) {
    bytes.set([...colour(low + ((high - low) * i) / 255, limit, theme), 255], 4 * i);
  }
  return new Uint32Array(bytes.buffer);
}

/** Draws a picture of values in [0, 1], grey or in colours, into a canvas of its size. */
export function drawPicture(canvas, { shape, data }, scale = 1) {
  const [depth, height, width] = shape;
  if (canvas.width !== width || canvas.height !== height) {
    Object.assign(canvas, { width, height });
  }
  const image = new ImageData(width, height);
  const size = width * height;
  for (let i = 0; i < size; i += 1) {
    for (let c = 0; c < 3; c += 1) {
      image.data[4 * i + c] = 255 * scale * data[depth === 3 ? c * size + i : i];
    }
    image.data[4 * i + 3] = 255;
  }
  canvas.getContext("2d").putImageData(image, 0, 0);
}

export function css([red, green, blue], alpha = 1) {
  return `rgba(${red}, ${green}, ${blue}, ${alpha})`;
}

function channels(text) {
  return (text.match(/[\d.]+/g) ?? [0, 0, 0]).slice(0, 3).map(Number);
}

function luminance([red, green, blue]) {
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
