/** Making and changing nodes of the page. Texts are always set as text, never as HTML. */

/**
 * Makes a node.
 * @param {string} tag
 * @param {string} name what follows `pg-ex-` in its class; "" for none
 * @param {Record<string, unknown>} attributes `text` sets the text; null and false are left out
 * @param {...(Node | string)} children
 */
export function make(tag, name = "", attributes = {}, ...children) {
  const node = document.createElement(tag);
  if (name) node.className = name.split(" ").map((word) => `pg-ex-${word}`).join(" ");
  for (const [key, value] of Object.entries(attributes)) {
    if (key === "text") node.textContent = value;
    else if (value != null && value !== false) node.setAttribute(key, value === true ? "" : value);
  }
  node.append(...children);
  return node;
}

/** Makes a button with a help text. */
export function button(text, help, onClick, name = "button") {
  const node = make("button", name, { type: "button", title: help, text });
  node.addEventListener("click", onClick);
  return node;
}

/** Makes buttons of which one is chosen: `options` are [value, text, help]. */
export function choice(label, options, onChoose) {
  const node = make("div", "choice", { role: "group", "aria-label": label });
  const buttons = new Map();
  for (const [value, text, help] of options) {
    buttons.set(value, button(text, help, () => onChoose(value)));
  }
  node.append(...buttons.values());
  const choose = (value) => {
    for (const [own, item] of buttons) item.setAttribute("aria-pressed", String(own === value));
  };
  return { node, buttons, choose };
}

/** Sets a text; leaves the node alone when nothing changed, for screen readers. */
export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/** Makes these nodes the children; leaves them alone if they are, for focus and pointers. */
export function place(parent, nodes) {
  const now = [...parent.children];
  const same = now.length === nodes.length && now.every((node, i) => node === nodes[i]);
  if (!same) parent.replaceChildren(...nodes);
}

/** Makes as many children as there are items, then tells each its item. */
export function sync(parent, items, create, update) {
  while (parent.children.length > items.length) parent.lastElementChild.remove();
  while (parent.children.length < items.length) parent.append(create(parent.children.length));
  items.forEach((item, index) => update(parent.children[index], item, index));
}
