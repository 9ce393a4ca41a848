// ---- legends ----

/** The level to reach, among the keys of series; no series is called so. */
const LEVEL = "level";
const LEVEL_DASH = "dash";

/**
 * Fills a node with a button for each entry, which hides or shows what it names.
 *
 * Not Plotly's own legend: that one takes its lines from the chart, squeezes it where the page is
 * narrow, and cannot be reached with the keyboard.
 * @param {{id: string, name: string, color: string, dash: string, shown: boolean}[]} entries
 */
function layOutLegend(node, entries, title, onPress) {
  node.hidden = entries.length === 0;
  while (node.children.length > entries.length) node.lastChild.remove();
  while (node.children.length < entries.length) {
    const key = button("pg-live-key", () => onPress(key.dataset.id));
    key.append(element("span", "pg-live-swatch"), element("span", "pg-live-name"));
    node.append(key);
  }
  entries.forEach(({ id, name, color, dash, shown }, index) => {
    const key = node.children[index];
    key.dataset.id = id;
    key.title = title;
    key.setAttribute("aria-pressed", shown);
    key.firstChild.style.borderTop = `3px ${dash === "solid" ? "solid" : "dashed"} ${color}`;
    key.lastChild.textContent = name;
  });
}

/** Overlaid runs have one legend for all charts. */
function runEntries({ style, feeds, hidden, theme }) {
  if (style !== "overlay") return [];
  return feeds.map(({ entry: { address, name } }, index) => {
    return { id: address, name, ...strokeOf(index, theme), shown: !hidden.has(address) };
  });
}

/** What is drawn in one chart, where it is several things: its series and the level to reach. */
function seriesEntries({ owner: { style, theme }, chart: { series, level }, hidden }) {
  if (style === "overlay" || (series.length < 2 && !level)) return [];
  const entries = series.map(({ key, name, color_index: place }) => {
    const stroke = strokeOf(place % theme.palette.length, theme);
    return { id: key, name, ...stroke, shown: !hidden.has(key) };
  });
  if (!level) return entries;
  const stroke = { color: theme.text, dash: LEVEL_DASH };
  return [...entries, { id: LEVEL, name: level.name, ...stroke, shown: !hidden.has(LEVEL) }];
}

/** Hides what was shown, or the other way round. */
function toggle(hidden, id) {
  if (!hidden.delete(id)) hidden.add(id);
}
