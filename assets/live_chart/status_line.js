// ---- the line above the charts ----

/** What a group of runs is as a whole: the first of these that one of them is. */
const STATUSES = ["running", "waiting", "paused", "failed", "diverged", "stopped", "finished"];

function overallStatus(feeds) {
  return STATUSES.find((status) => feeds.some((feed) => feed.status === status)) ?? "none";
}

/** One run's status, or `2 of 5 finished, 2 training, 1 waiting`. */
function statusText({ feeds, data: { labels, language } }) {
  if (feeds.length < 2) return labels[`status_${overallStatus(feeds)}`];
  const count = (status) => feeds.filter((feed) => feed.status === status).length;
  const words = (status) => {
    const values = { count: count(status), total: feeds.length };
    for (const name of ["count", "total"]) values[name] = formatNumber(values[name], language);
    return fillIn(labels[`count_${status}`], values);
  };
  const others = STATUSES.filter((status) => status !== "finished" && count(status) > 0);
  return [words("finished"), ...others.map(words)].join(labels.separator);
}

/** What there is to say about the runs; of several, each sentence once with the names it is for. */
function sentences({ feeds, data: { labels } }) {
  const names = new Map();
  for (const { refused, message, entry } of feeds) {
    const sentence = refused ?? message;
    if (sentence) names.set(sentence, [...(names.get(sentence) ?? []), entry.name]);
  }
  const lines = [...names].map(([sentence, runs]) => {
    if (runs.length === feeds.length) return sentence;
    return fillIn(labels.about_runs, { runs: runs.join(labels.separator), sentence });
  });
  return lines.join("\n") || null;
}

function reportStatus(chart) {
  const { root, feeds, data, parts } = chart;
  const { labels } = data;
  const text = statusText(chart);
  const status = overallStatus(feeds);
  root.dataset.status = status;
  const statuses = feeds.map((feed) => feed.status).join();
  // Read out when it changes, but neither when the page opens nor in another language once more.
  if (chart.statuses !== undefined && chart.statuses !== statuses) parts.spoken.textContent = text;
  chart.statuses = statuses;
  parts.status.textContent = text;
  show(parts.notice, feeds.some((feed) => feed.lost) ? labels.connection_lost : null);
  show(parts.message, sentences(chart) ?? (chart.plotlyMissing ? labels.charts_missing : null));
  parts.bar.setAttribute("aria-label", labels.progress);
}

function reportProgress({ feeds, data: { labels, language }, parts }) {
  const fact = (part, wanted, values) => {
    show(parts[part], wanted ? fillIn(labels[part], values) : null);
  };
  const only = feeds.length === 1 ? feeds[0] : null;
  reportRun(only, fact, language);
  const speeds = feeds
    .filter(({ status }) => status === "running")
    .map(({ progress }) => progress?.examples_per_second ?? 0);
  const examples = speeds.reduce((a, b) => a + b, 0);
  fact("examples", examples > 0, { rate: formatRate(examples, language) });
  const shares = feeds.map((feed) => feed.share());
  const share = only ? stepShare(only) : meanOf(shares);
  show(parts.share, feeds.length > 1 ? formatPercent(share, language) : null);
  parts.bar.setAttribute("aria-valuenow", Math.floor(100 * share));
  parts.fill.style.width = `${100 * share}%`;
}

/** The facts that only a single run has. */
function reportRun(feed, fact, language) {
  const number = (value) => formatNumber(value, language);
  const duration = (value) => formatDuration(value, language);
  const { status, position } = feed ?? {};
  const { step, steps, epoch, epochs, rate, seconds, remaining } = feed?.progress ?? {};
  const running = status === "running";
  const begun = status !== "waiting" || step > 0;
  fact("epoch", begun && epochs > 0, { epoch: number(epoch), epochs: number(epochs) });
  fact("step", begun && steps > 0, { step: number(step), steps: number(steps) });
  fact("rate", running && rate != null, { rate: formatRate(rate, language) });
  fact("elapsed", begun && steps > 0 && seconds != null, { duration: duration(seconds) });
  fact("remaining", running && remaining != null, { duration: duration(remaining) });
  const queued = status === "waiting" && position != null;
  fact("position", queued, { position: number(position) });
}

/** A single run's bar stands where the run does, also when it ended early. */
function stepShare({ progress }) {
  return progress?.steps > 0 ? Math.min(1, progress.step / progress.steps) : 0;
}

function meanOf(values) {
  return values.length > 0 ? values.reduce((a, b) => a + b) / values.length : 0;
}
