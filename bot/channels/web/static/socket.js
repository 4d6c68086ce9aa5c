// One WebSocket that comes back by itself, asking each time for what it has not seen.

const FIRST_WAIT = 500; // milliseconds
const LONGEST_WAIT = 20_000;
const CONNECT_LIMIT = 10_000;
const STEADY_AFTER = 5_000; // a connection that lived this long starts the waits anew
const ASLEEP = 20_000; // a page hidden this long may hold a dead connection
const SESSION_OVER = 4401; // the server does not know the cookie any more

export class Socket {
  #url; #after; #on; #socket = null; #timer = null; #limit = null; #tries = 0; #openedAt = 0; #hiddenAt = null;
  #stopped = false;

  /** `after()` tells the last seq seen; `on` has open(), lost(), data(frame), over(). */
  constructor(url, after, on) {
    this.#url = url;
    this.#after = after;
    this.#on = on;
    window.addEventListener("online", () => this.#hurry());
    window.addEventListener("offline", () => this.reopen());
    document.addEventListener("visibilitychange", () => this.#seen());
  }

  get isOpen() {
    return this.#socket?.readyState === WebSocket.OPEN;
  }

  connect() {
    clearTimeout(this.#timer);
    if (this.#stopped) return;
    const address = new URL(this.#url, location.href);
    address.protocol = location.protocol === "https:" ? "wss:" : "ws:";
    address.searchParams.set("after", String(this.#after()));
    address.searchParams.set("lang", document.documentElement.lang); // a fresh conversation begins in it
    const socket = new WebSocket(address);
    this.#socket = socket;
    this.#limit = setTimeout(() => this.reopen(), CONNECT_LIMIT);
    socket.addEventListener("open", () => {
      if (socket !== this.#socket) return;
      clearTimeout(this.#limit);
      this.#openedAt = Date.now();
      this.#on.open();
    });
    socket.addEventListener("message", (event) => socket === this.#socket && this.#read(event.data));
    socket.addEventListener("close", (event) => socket === this.#socket && this.#closed(event.code));
  }

  /** Send a frame now. False when there is no connection. */
  send(frame) {
    if (!this.isOpen) return false;
    this.#socket.send(JSON.stringify(frame));
    return true;
  }

  /** Drop a connection that may be dead, and make another. */
  reopen() {
    const old = this.#socket;
    if (old === null) return;
    this.#socket = null;
    old.close();
    this.#closed(0);
  }

  /** Close for good. */
  stop() {
    this.#stopped = true;
    clearTimeout(this.#timer);
    clearTimeout(this.#limit);
    const old = this.#socket;
    this.#socket = null;
    old?.close();
  }

  #read(data) {
    let frame;
    try {
      frame = JSON.parse(data);
    } catch {
      return; // not ours to understand; the next connection brings what was missed
    }
    this.#on.data(frame);
  }

  #closed(code) {
    clearTimeout(this.#limit);
    this.#socket = null;
    if (this.#stopped) return;
    if (code === SESSION_OVER) {
      this.stop();
      this.#on.over();
      return;
    }
    if (this.#openedAt && Date.now() - this.#openedAt > STEADY_AFTER) this.#tries = 0;
    this.#openedAt = 0;
    this.#on.lost();
    const wait = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** this.#tries) * (0.7 + 0.6 * Math.random());
    this.#tries += 1;
    this.#timer = setTimeout(() => this.connect(), wait);
  }

  #hurry() {
    if (this.#socket !== null || this.#stopped) return;
    this.#tries = 0;
    this.connect();
  }

  #seen() {
    if (document.hidden) {
      this.#hiddenAt = Date.now();
    } else if (this.#socket === null) {
      this.#hurry();
    } else if (this.#hiddenAt && Date.now() - this.#hiddenAt > ASLEEP) {
      this.#tries = 0;
      this.reopen();
    }
  }
}
