// What the debtor has said and the server has not acknowledged: kept, and sent again under the same cid.

const KEY = "unsent"; // in this tab only, and only until acknowledged
const ACK_LIMIT = 12_000; // milliseconds without an ack before the connection is held for dead

export class Outbox {
  #frames = new Map(); #send; #overdue; #timer = null;

  /** `send(frame)` is false without a connection; `overdue()` is called when an ack does not come. */
  constructor(send, overdue) {
    this.#send = send;
    this.#overdue = overdue;
    try {
      for (const frame of JSON.parse(sessionStorage.getItem(KEY) ?? "[]")) this.#frames.set(frame.cid, frame);
    } catch {
      // no storage, or nothing readable in it: messages are then kept in memory only
    }
  }

  /** Frames not acknowledged yet, the oldest first. */
  get waiting() {
    return [...this.#frames.values()];
  }

  /** Keep the frame and send it if that is possible. `shown` is what the thread shows for it. */
  put(frame, shown) {
    this.#frames.set(frame.cid, { ...frame, shown });
    this.#save();
    this.#give(this.#frames.get(frame.cid));
  }

  /** Send all that waits, in order: after a connection was made. */
  flush() {
    for (const frame of this.waiting) this.#give(frame);
  }

  /** The server has answered for that cid: kept no longer. */
  settle(cid) {
    const frame = this.#frames.get(cid);
    this.#frames.delete(cid);
    this.#save();
    this.#watch();
    return frame;
  }

  forget() {
    this.#frames.clear();
    this.#save();
    clearTimeout(this.#timer);
  }

  #give({ shown: _, ...frame }) {
    if (this.#send(frame)) this.#watch();
  }

  #watch() {
    clearTimeout(this.#timer);
    if (this.#frames.size > 0) {
      this.#timer = setTimeout(() => this.#frames.size > 0 && this.#overdue(), ACK_LIMIT);
    }
  }

  #save() {
    try {
      if (this.#frames.size === 0) sessionStorage.removeItem(KEY);
      else sessionStorage.setItem(KEY, JSON.stringify(this.waiting));
    } catch {
      // as above
    }
  }
}
