// ---- words and nodes ----

function isActive(status) {
  return status === "waiting" || status === "running";
}

function element(tag, className) {
  const node = document.createElement(tag);
  node.className = className;
  return node;
}

function button(className, onClick) {
  const node = element("button", className);
  node.type = "button";
  node.addEventListener("click", onClick);
  return node;
}

/** Shows a text, or hides its node; untouched when nothing changed, for screen readers. */
function show(node, text) {
  const wanted = text ?? "";
  if (node.textContent !== wanted) node.textContent = wanted;
  node.hidden = wanted === "";
}

/** Plotly reads a little HTML in its texts; ours are meant as they stand. */
function plain(text) {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

function fillIn(template, values) {
  return template.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

function formatNumber(value, language, digits = 0) {
  if (value == null) return "";
  return new Intl.NumberFormat(language, { maximumFractionDigits: digits }).format(value);
}

/** A rate, with one digit after the point where it is small. */
function formatRate(value, language) {
  return formatNumber(value, language, value < 10 ? 1 : 0);
}

function formatPercent(fraction, language) {
  const style = { style: "percent", maximumFractionDigits: 0 };
  return new Intl.NumberFormat(language, style).format(Math.floor(100 * fraction) / 100);
}

/** Seconds as `12 sec`, `3 min 5 sec` or `2 hr 7 min`, in the viewer's language. */
function formatDuration(seconds, language) {
  if (seconds == null) return "";
  const whole = Math.max(0, Math.round(seconds));
  const unit = (value, name) => {
    const style = { style: "unit", unit: name, unitDisplay: "short" };
    return new Intl.NumberFormat(language, style).format(value);
  };
  if (whole < 60) return unit(whole, "second");
  const rest = whole % 60;
  if (whole < 3600) return `${unit(Math.floor(whole / 60), "minute")} ${unit(rest, "second")}`;
  const minutes = Math.floor((whole % 3600) / 60);
  return `${unit(Math.floor(whole / 3600), "hour")} ${unit(minutes, "minute")}`;
}

/** What is kept while the browser's tab is open; a browser may refuse to keep anything. */
const session = {
  read(name) {
    try {
      return window.sessionStorage.getItem(name);
    } catch {
      return null;
    }
  },
  write(name, value) {
    try {
      window.sessionStorage.setItem(name, value);
    } catch {
      // Then the choice holds until the page is left.
    }
  },
};

/** Loads Plotly once for all charts of a page; a failed load may be tried again. */
function loadScript(path) {
  window.pgLivePlotly ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = path;
    script.onload = () => resolve(window.Plotly);
    script.onerror = () => {
      script.remove();
      window.pgLivePlotly = undefined;
      reject(new Error(`${path} cannot be loaded`));
    };
    document.head.append(script);
  });
  return window.pgLivePlotly;
}
