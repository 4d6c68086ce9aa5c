// The proof of identity ends after idle time: said before, in time to stay, and kept to without the server.

const WARN = 120; // seconds before
const LAST = 30;
const SLACK = 3; // the server clears first if it can be reached
const PING_EVERY = 60_000; // milliseconds: writing counts as being there

export class Expiry {
  #end = null; #timer = null; #stage = null; #lastPing = 0; #on;

  /** `on` has warn("soon" | "now" | null), end(), ping(). */
  constructor(on) {
    this.#on = on;
    document.addEventListener("visibilitychange", () => document.hidden || this.#look());
  }

  /** The server's word: seconds left, or null where nothing expires. */
  set(seconds) {
    this.#end = Number.isFinite(seconds) ? Date.now() + seconds * 1000 : null;
    this.#look();
  }

  /** The debtor is writing. */
  active() {
    if (this.#end !== null && Date.now() - this.#lastPing > PING_EVERY) this.stay();
  }

  /** The debtor wants to stay. */
  stay() {
    this.#lastPing = Date.now();
    this.#on.ping();
  }

  #look() {
    clearTimeout(this.#timer);
    const left = this.#end === null ? Infinity : (this.#end - Date.now()) / 1000;
    if (left <= -SLACK) {
      this.#end = null;
      this.#show(null);
      this.#on.end();
      return;
    }
    this.#show(left > WARN ? null : left > LAST ? "soon" : "now");
    if (left === Infinity) return;
    const next = left > WARN ? left - WARN : left > LAST ? left - LAST : left + SLACK;
    this.#timer = setTimeout(() => this.#look(), Math.min(next * 1000 + 50, 2 ** 30));
  }

  #show(stage) {
    if (stage === this.#stage) return;
    this.#stage = stage;
    this.#on.warn(stage);
  }
}
