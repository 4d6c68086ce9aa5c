// The writing field: Enter sends, nothing is cut off, the focus stays.

import { tell } from "./dom.js";

const LONGEST = 8000; // characters, as the server counts them
const NEAR = 500;

export class Composer {
  #text; #note; #words; #on;

  /** `on` has send(text) and writing(). */
  constructor({ form, text, note }, words, on) {
    this.#text = text;
    this.#note = note;
    this.#words = words;
    this.#on = on;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#send();
    });
    text.addEventListener("keydown", (event) => this.#key(event));
    text.addEventListener("input", () => {
      this.refresh();
      on.writing();
    });
  }

  focus() {
    this.#text.focus({ preventScroll: true });
  }

  clear() {
    this.#text.value = "";
    this.refresh();
  }

  /** Fit the height, and tell how much room is left when it matters. */
  refresh() {
    this.#text.style.height = "auto";
    this.#text.style.height = `${this.#text.scrollHeight + 2}px`;
    const left = LONGEST - this.#count();
    if (left < 0) this.#say("web_length_over", { over: -left });
    // by hundreds, so that a screen reader is not interrupted at every key
    else if (left <= NEAR) this.#say("web_length_near", { left: Math.ceil(left / 100) * 100 });
    else this.#say(null);
    this.#text.setAttribute("aria-invalid", String(left < 0));
  }

  #count() {
    const value = this.#text.value.trim();
    return value.length > LONGEST - NEAR ? [...value].length : value.length;
  }

  #say(id, values) {
    this.#note.hidden = id === null;
    tell(this.#note, id === null ? "" : this.#words.get(id, values));
  }

  #key(event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    this.#send();
  }

  #send() {
    const text = this.#text.value.trim();
    if (text === "" || this.#count() > LONGEST) {
      this.focus();
      return;
    }
    this.#text.value = "";
    this.refresh();
    this.focus();
    this.#on.send(text);
  }
}
