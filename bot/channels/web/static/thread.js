// The messages in their order: once each, the debtor's own among them from the moment they are written.

import { make } from "./dom.js";
import { Message } from "./message.js";

export class Thread {
  #log; #words; #on; #scroll; #messages = []; #connected = false;

  /** `on` has choose(choice), retry(message), focusBack(). */
  constructor(log, words, scroll, on) {
    this.#log = log;
    this.#words = words;
    this.#scroll = scroll;
    this.#on = on;
    this.lastSeq = 0;
  }

  /** A message from the server, perhaps seen before, perhaps one of our own coming back. */
  receive(frame) {
    if (frame.seq > this.lastSeq) this.lastSeq = frame.seq;
    if (this.#messages.some((one) => one.id === frame.id && one.seq !== null)) return;
    const own = this.#messages.find((one) => one.seq === null && (one.cid === frame.cid || one.id === frame.id));
    if (own) {
      own.adopt(frame);
      this.#settle(own);
      this.#markSent(own);
    } else {
      this.#insert(this.#make(frame));
    }
  }

  /** The debtor's own words, not acknowledged yet. */
  write(frame, text) {
    const message = this.#make({ from: "you", cid: frame.cid, text, lang: this.#words.lang });
    message.choice = frame.type === "choice";
    this.#insert(message);
    this.#markWaiting(message);
  }

  /** The server has stored it under that id. */
  acknowledge(cid, id) {
    const message = this.#messages.find((one) => one.cid === cid);
    if (!message || message.state === "stored") return;
    const stored = this.#messages.find((one) => one.id === id && one !== message);
    if (stored) {
      this.#remove(message);
      this.#markSent(stored);
      return;
    }
    message.id = id;
    message.state = "sent";
    this.#markSent(message);
  }

  /** The server could not take it. True if it stands in the thread, with the reason. */
  refuse(cid, text, isStale) {
    const message = this.#messages.find((one) => one.cid === cid);
    if (!message) return false;
    message.state = "refused";
    message.status("web_status_refused", text, !message.choice);
    if (message.choice) {
      for (const one of this.#messages) {
        if (!one.hasChoices) continue;
        one.untake();
        if (!one.standing) one.stale ||= isStale;
      }
    }
    this.#refreshChoices();
    return true;
  }

  /** A refused message goes again. */
  again(message) {
    message.state = "sending";
    this.#markWaiting(message);
  }

  connected(isConnected) {
    this.#connected = isConnected;
    for (const one of this.#messages) if (one.state === "sending") this.#markWaiting(one);
  }

  /** Nothing may be seen any more. `notice` is a sentence left in its place, or null. */
  blank(notice) {
    this.#messages = [];
    this.#log.replaceChildren();
    if (notice) this.#log.append(make("p", { class: "message system text", text: notice }));
  }

  #make(frame) {
    return new Message(frame, this.#words, {
      choose: (message, choice) => this.#on.choose(choice, message),
      retry: (message) => this.#on.retry(message),
    });
  }

  /** Where a message belongs: by seq; the debtor's own that are not stored yet stay at the end. */
  #place(message) {
    if (message.seq === null) return this.#messages.length;
    const at = this.#messages.findIndex((one) => (one.seq === null ? one.state !== "sent" : one.seq > message.seq));
    return at === -1 ? this.#messages.length : at;
  }

  /** Move a message that has got its seq, if others came before it meanwhile. */
  #settle(message) {
    const now = this.#messages.indexOf(message);
    this.#messages.splice(now, 1);
    const place = this.#place(message);
    this.#messages.splice(place, 0, message);
    if (place === now) return;
    this.#log.insertBefore(message.node, this.#messages[place + 1]?.node ?? null);
    this.#headings(now);
    this.#headings(place);
    this.#refreshChoices();
  }

  #insert(message) {
    const before = this.#scroll.before();
    const place = this.#place(message);
    this.#log.insertBefore(message.node, this.#messages[place]?.node ?? null);
    this.#messages.splice(place, 0, message);
    this.#headings(place);
    this.#refreshChoices();
    this.#scroll.after(before, message);
  }

  #remove(message) {
    const place = this.#messages.indexOf(message);
    this.#messages.splice(place, 1);
    message.node.remove();
    this.#headings(place);
  }

  #headings(place) {
    for (const i of [place, place + 1]) {
      const [previous, message] = [this.#messages[i - 1], this.#messages[i]];
      if (message) {
        const same = previous?.from === message.from && previous.heading === message.heading;
        message.showHeading(!same && (message.from === "bot" || message.from === "agent"));
        message.node.classList.toggle("follows", Boolean(same));
      }
    }
  }

  /** Only the newest question is open, until it is answered; notices and further words do not close it. */
  #refreshChoices() {
    let question = null;
    for (let i = this.#messages.length - 1; i >= 0 && question === null; i -= 1) {
      const one = this.#messages[i];
      if (one.from === "you" && one.state !== "refused") break;
      if (one.hasChoices && !one.standing) question = one;
    }
    let lostFocus = false;
    for (const one of this.#messages) {
      if (one.hasChoices) lostFocus = one.open((one === question || one.standing) && !one.stale) || lostFocus;
    }
    if (lostFocus) this.#on.focusBack();
  }

  #markWaiting(message) {
    message.status(this.#connected ? "web_status_sending" : "web_status_kept");
  }

  #markSent(message) {
    for (const one of this.#messages) if (one.state === "sent" || one.state === "stored") one.status(null);
    message.status("web_status_sent");
  }
}
