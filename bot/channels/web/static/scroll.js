// Keeps the end of the thread in sight, but never pulls away what is being read.

const NEAR = 60; // pixels from the end that still count as the end
const BURST = 4_000; // milliseconds: messages that come together are read from the first of them

export class Scroll {
  #log; #newer; #anchor = null; #anchoredAt = 0; #asked = false;

  constructor(log, newer) {
    this.#log = log;
    this.#newer = newer;
    log.addEventListener("scroll", () => this.#mark(), { passive: true });
    newer.addEventListener("click", () => {
      this.toEnd();
      log.focus({ preventScroll: true });
    });
    let height = log.clientHeight;
    new ResizeObserver(() => {
      // a keyboard that opens must not cover the last words
      if (log.scrollHeight - log.scrollTop - height < NEAR) this.toEnd();
      height = log.clientHeight;
      this.#mark();
    }).observe(log);
  }

  /** Before a message is put in: whether the end is in sight. */
  before() {
    return this.#left() < NEAR || this.#asked;
  }

  /** After it was put in. */
  after(atEnd, message) {
    if (message.from === "you") {
      this.#anchor = null;
      this.#ask(() => this.toEnd());
      return;
    }
    if (!atEnd) {
      this.#mark();
      return;
    }
    if (this.#anchor === null || !this.#anchor.isConnected || Date.now() - this.#anchoredAt > BURST) {
      this.#anchor = message.node;
      this.#anchoredAt = Date.now();
    }
    this.#ask(() => this.#toAnchor());
  }

  toEnd() {
    this.#log.scrollTop = this.#log.scrollHeight;
    if (!this.#isBox()) this.#log.lastElementChild?.scrollIntoView({ block: "nearest" });
    this.#mark();
  }

  #ask(move) {
    this.#asked = true;
    requestAnimationFrame(() => {
      this.#asked = false;
      move();
    });
  }

  #toAnchor() {
    if (!this.#isBox()) {
      this.#anchor?.scrollIntoView({ block: "nearest" });
      return;
    }
    const end = this.#log.scrollHeight - this.#log.clientHeight;
    this.#log.scrollTop = Math.min(end, (this.#anchor?.offsetTop ?? end) - 12);
    this.#mark();
  }

  /** On very low screens the page scrolls, not the thread. */
  #isBox() {
    return getComputedStyle(this.#log).overflowY !== "visible";
  }

  #left() {
    return this.#log.scrollHeight - this.#log.scrollTop - this.#log.clientHeight;
  }

  #mark() {
    this.#newer.hidden = !this.#isBox() || this.#left() < NEAR;
  }
}
