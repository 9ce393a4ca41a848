/** Sentences and numbers in the viewer's language. */

const MINUS = "\u2212";

export class Words {
  /**
   * @param {Record<string, string>} labels every sentence by its name, with {placeholders}
   * @param {string} language
   */
  constructor(labels, language) {
    this.labels = labels;
    this.language = language;
  }

  say(name, values = {}) {
    const filled = (whole, key) => String(values[key] ?? whole);
    return this.labels[name].replace(/\{(\w+)\}/g, filled);
  }

  /** A count, with the separators of the language. */
  count(value) {
    return new Intl.NumberFormat(this.language).format(value);
  }

  /** A fraction as percent; never rounded up to certainty, nor down to impossibility. */
  percent(fraction) {
    if (fraction == null || Number.isNaN(fraction)) return "–";
    const shown = fraction < 1 ? Math.min(fraction, 0.999) : fraction;
    if (shown > 0 && shown < 0.001) return `<${this.percent(0.001)}`;
    const digits = (shown > 0.99 && shown < 1) || shown < 0.1 ? 1 : 0;
    const options = { style: "percent", maximumFractionDigits: digits };
    return new Intl.NumberFormat(this.language, options).format(shown);
  }

  /** A number with some decimals, or in powers of ten where it has no room for its digits. */
  decimal(value, digits = 3) {
    if (!Number.isFinite(value)) return "–";
    const options =
      Math.abs(value) >= 1e5
        ? { notation: "scientific", maximumSignificantDigits: 2 }
        : { minimumFractionDigits: digits, maximumFractionDigits: digits, signDisplay: "negative" };
    return new Intl.NumberFormat(this.language, options).format(value).replace("-", MINUS);
  }
}
