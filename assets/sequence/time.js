/** Days since 1970 as dates, and round ones among them. */

const DAY = 86_400_000;
const YEARS = [1, 2, 5, 10, 20, 50, 100, 200];
const MOST = 12;

/** A day in the viewer's language. */
export function moment(day, language) {
  const options = { dateStyle: "medium", timeZone: "UTC" };
  return new Intl.DateTimeFormat(language, options).format(new Date(day * DAY));
}

/** Round dates between two days: years, months or days, as there is room for. */
export function dates(from, to, language) {
  const years = (to - from) / 365.25;
  if (years >= 3) return firstsOfYears(from, to, YEARS.find((step) => years / step <= MOST) ?? 500);
  if (years * 12 >= 3) return firstsOfMonths(from, to, years > 1 ? 3 : 1, language);
  const step = Math.max(1, Math.ceil((to - from) / MOST));
  const found = [];
  for (let day = Math.ceil(from); day <= to; day += step) {
    found.push({ at: day, text: formatted(day, { day: "numeric", month: "short" }, language) });
  }
  return found;
}

function firstsOfYears(from, to, step) {
  const first = new Date(from * DAY).getUTCFullYear();
  const found = [];
  for (let year = Math.ceil(first / step) * step; ; year += step) {
    const at = Date.UTC(year, 0, 1) / DAY;
    if (at > to) return found;
    if (at >= from) found.push({ at, text: String(year) });
  }
}

function firstsOfMonths(from, to, step, language) {
  const start = new Date(from * DAY);
  const found = [];
  for (let month = 0; ; month += step) {
    const at = Date.UTC(start.getUTCFullYear(), month, 1) / DAY;
    if (at > to) return found;
    const text = formatted(at, { month: "short", year: "2-digit" }, language);
    if (at >= from) found.push({ at, text });
  }
}

function formatted(day, options, language) {
  const format = new Intl.DateTimeFormat(language, { ...options, timeZone: "UTC" });
  return format.format(new Date(day * DAY));
}
