// What comes first after the page opens is the thread so far: it is not read out from the beginning.

const QUIET = 120; // milliseconds without a frame end the replay
const LONGEST = 1_500;
const LONG_THREAD = 5; // frames: a fresh conversation's welcome is read out

export class Replay {
  #log; #give; #frames = null; #done = false; #quiet = null; #limit = null;

  constructor(log, give) {
    this.#log = log;
    this.#give = give;
  }

  /** A connection was made. Only the first of the page is a replay; later ones bring news. */
  begin() {
    if (this.#done) return;
    this.#done = true;
    this.#frames = [];
    this.#limit = setTimeout(() => this.#end(), LONGEST);
  }

  take(frame) {
    if (this.#frames === null) {
      this.#give(frame);
      return;
    }
    this.#frames.push(frame);
    clearTimeout(this.#quiet);
    this.#quiet = setTimeout(() => this.#end(), QUIET);
  }

  #end() {
    if (this.#frames === null) return;
    clearTimeout(this.#quiet);
    clearTimeout(this.#limit);
    const frames = this.#frames;
    this.#frames = null;
    const isLong = frames.filter((frame) => frame?.type === "message").length > LONG_THREAD;
    if (isLong) this.#log.setAttribute("aria-live", "off");
    for (const frame of frames) this.#give(frame);
    if (isLong) setTimeout(() => this.#log.setAttribute("aria-live", "polite"), 1_000);
  }
}
