// ---- the feed of one run ----

const POLL_ACTIVE = 250;
const POLL_BEGINNING = 80; // until a run that was just started has a first point, for BEGINNING
const BEGINNING = 3000;
const POLL_WAITING = 1000; // of a run among several; a single one is as good as active
const POLL_SETTLING = 1000; // just after a run ended, for as long as SETTLING
const SETTLING = 5000;
const POLL_IDLE = 3000; // so that a resume from another browser shows
const POLL_REFUSED = 10000;
const RETRY_FIRST = 500;
const RETRY_LONGEST = 5000;
const ANSWER_TIMEOUT = 10000;
/** So many runs are asked for at full pace; with more, each of them less often. */
const RUNS_AT_FULL_PACE = 4;

/** Follows one run: asks its feed for what is new, and keeps its points and its state. */
class RunFeed {
  /**
   * @param {LiveChart} owner
   * @param {typeof Points | typeof Bins} Kept what a series of this run is kept in
   */
  constructor(owner, Kept) {
    this.owner = owner;
    this.Kept = Kept;
    this.cursor = 0;
    this.revision = 0;
    this.points = new Map();
    this.status = null;
    this.message = null;
    this.position = null;
    this.progress = null;
    this.refused = null;
    this.lost = false;
    this.inactiveSince = null;
    this.begun = performance.now();
    this.retry = RETRY_FIRST;
    this.stopped = false;
  }

  /** Takes what the page knows of the run: address, name and status. */
  receive(entry) {
    if (!this.entry) this.status = entry.status;
    if (this.entry?.status !== entry.status) this.known = entry.status;
    this.entry = entry;
  }

  stop() {
    this.stopped = true;
    clearTimeout(this.timer);
    this.request?.abort();
  }

  onVisibility() {
    if (document.hidden) clearTimeout(this.timer);
    else this.poll();
  }

  schedule(delay) {
    clearTimeout(this.timer);
    if (this.stopped || document.hidden) return;
    this.timer = setTimeout(() => this.poll(), delay);
  }

  async poll() {
    if (this.stopped || document.hidden || this.request) return;
    clearTimeout(this.timer);
    this.request = new AbortController();
    const timeout = setTimeout(() => this.request.abort(), ANSWER_TIMEOUT);
    let delay = null;
    try {
      delay = await this.ask(this.request.signal);
    } catch {
      if (!this.stopped) delay = this.onLost();
    } finally {
      clearTimeout(timeout);
    }
    this.request = null;
    this.schedule(delay);
  }

  /** Asks the feed once. Returns the milliseconds until it is asked again. */
  async ask(signal) {
    const response = await fetch(this.address(), { signal, cache: "no-store" });
    if (this.stopped) return 0;
    if (response.status === 404 || response.status === 403) {
      const { not_found: notFound, forbidden } = this.owner.data.labels;
      return this.onRefused(response.status === 404 ? notFound : forbidden);
    }
    if (!response.ok) throw new Error(`The feed answered ${response.status}`);
    const answer = await response.json();
    if (this.stopped) return 0;
    this.take(answer);
    return this.pace();
  }

  address() {
    const url = new URL(this.entry.address, window.location.origin);
    if (url.origin !== window.location.origin) throw new Error("The feed is another site's");
    url.searchParams.set("after", this.cursor);
    url.searchParams.set("revision", this.revision);
    url.searchParams.set("language", this.owner.data.language);
    return url;
  }

  pace() {
    const runs = this.owner.feeds.length;
    const stretch = Math.max(1, runs / RUNS_AT_FULL_PACE);
    const beginning = this.cursor === 0 && performance.now() - this.begun < BEGINNING;
    if (isActive(this.status) && beginning && runs === 1) return POLL_BEGINNING;
    if (this.status === "waiting" && runs > 1) return POLL_WAITING * stretch;
    if (isActive(this.status)) return POLL_ACTIVE * stretch;
    const settling = performance.now() - this.inactiveSince < SETTLING;
    return (settling ? POLL_SETTLING : POLL_IDLE) * stretch;
  }

  take(answer) {
    this.lost = false;
    this.refused = null;
    this.retry = RETRY_FIRST;
    this.revision = answer.revision;
    this.cursor = answer.cursor;
    this.message = answer.message;
    this.position = answer.position;
    this.progress = answer.progress ?? null;
    const changed = this.changeStatus(answer.status);
    this.owner.onAnswer(this.append(answer.series ?? {}, answer.reset), answer.reset || changed);
  }

  /**
   * Returns whether the status is another one; tells the page when it does not know it yet.
   *
   * A run that begins is offered the same as one that waits, so its page is drawn anew for that
   * only where it lists runs: drawing takes the time in which the first points would show.
   */
  changeStatus(status) {
    const changed = status !== this.status;
    if (isActive(status)) this.inactiveSince = null;
    else if (changed || this.inactiveSince === null) this.inactiveSince = performance.now();
    this.status = status;
    const alike = isActive(status) && isActive(this.known) && this.owner.data.mode !== "overlay";
    if (status !== this.known && !alike) {
      this.known = status;
      this.owner.setTriggerValue("status", status);
    }
    return changed;
  }

  /** Stores new points. Returns for each new key whether earlier points of it changed, too. */
  append(series, reset) {
    if (reset) this.points.clear();
    const changed = new Map();
    for (const [key, { x, y }] of Object.entries(series)) {
      if (!this.points.has(key)) this.points.set(key, new this.Kept());
      changed.set(key, this.points.get(key).append(x, y) === true);
    }
    return changed;
  }

  onRefused(sentence) {
    this.lost = false;
    this.refused = sentence;
    this.owner.report();
    return POLL_REFUSED;
  }

  onLost() {
    this.lost = true;
    this.owner.report();
    const delay = this.retry;
    this.retry = Math.min(2 * this.retry, RETRY_LONGEST);
    return delay;
  }

  /** The part of its steps that a run has made; all of them once it has ended. */
  share() {
    const { step, steps } = this.progress ?? {};
    if (!isActive(this.status) && this.status !== "paused") return 1;
    return steps > 0 ? Math.min(1, step / steps) : 0;
  }

  /**
   * What one step counts on the horizontal axis, or null where that is not known.
   * @param {"step" | "epoch" | "seconds"} unit
   */
  scale(unit) {
    const { step, steps, epochs, seconds } = this.progress ?? {};
    if (unit === "epoch") return steps > 0 ? epochs / steps : null;
    if (unit === "seconds") return step > 0 ? seconds / step : null;
    return 1;
  }
}
