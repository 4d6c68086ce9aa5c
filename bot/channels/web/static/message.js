// One message on the screen.

import { buildAids } from "./aids.js";
import { buildCard } from "./cards.js";
import { make, tell } from "./dom.js";
import { unbroken } from "./words.js";

const KINDS = ["bot", "agent", "system", "you"];

export class Message {
  #words; #status; #on; #buttons = []; #heading;

  /** `frame` as the server sends it, or made here with a cid. `on` has choose(message, choice), retry(message). */
  constructor(frame, words, on) {
    this.#words = words;
    this.#on = on;
    this.from = KINDS.includes(frame.from) ? frame.from : "system";
    this.id = frame.id ?? null;
    this.seq = frame.seq ?? null;
    this.cid = frame.cid ?? null;
    this.state = this.seq === null ? "sending" : "stored"; // sending, sent, refused, stored
    this.lang = words.has(frame.lang) ? frame.lang : words.lang;
    this.stale = false; // its choices are no longer the question, the server says
    this.hasChoices = Array.isArray(frame.choices) && frame.choices.length > 0;
    this.standing = this.hasChoices && frame.choices.every((one) => one.standing === true); // no question: it hides none
    const say = (id, values) => words.get(id, values, this.lang);
    this.heading = frame.name || say(`web_author_${this.from}`);
    this.#heading = make("p", { class: "author", lang: this.lang, text: this.heading });
    this.#status = make("p", { class: "status", "aria-live": "off", hidden: true });
    this.node = make("div", { class: `message ${this.from}` },
      this.#heading,
      make("div", { class: "body", lang: this.lang },
        frame.text ? make("p", { class: "text", lang: frame.lang ?? this.lang, dir: "auto", text: this.#shown(frame.text) }) : null,
        buildCard(frame.card ?? null, say, this.lang),
        this.hasChoices ? this.#choices(frame.choices, say) : null),
      this.from === "you" || !frame.text ? null : buildAids({
        simple: frame.simple ?? null, lang: frame.lang ?? this.lang,
        text: () => this.#spoken(),
      }, say),
      this.#status);
  }

  /** The debtor's own message as the server has stored it: card numbers and birth dates are masked in it. */
  adopt(frame) {
    this.id = frame.id;
    this.seq = frame.seq;
    this.state = "stored";
    const text = this.node.querySelector(".text");
    if (text) tell(text, frame.text);
  }

  /** The debtor's own words stay as they were typed. */
  #shown(text) {
    return this.from === "you" ? text : unbroken(text, this.lang);
  }

  /** What is read aloud: the words as they stand, the simpler ones if they were asked for, and the choices. */
  #spoken() {
    const simple = this.node.querySelector(".simpler:not(.small)");
    const words = [simple ?? this.node.querySelector(".text"), ...this.#buttons];
    return words.map((node) => node?.textContent ?? "").join(". ");
  }

  /** Seen only when the speaker changes; read out always. */
  showHeading(seen) {
    this.#heading.classList.toggle("said", !seen);
  }

  /** Choices can be taken or not; true when the focus was on one that can't be any more. */
  open(isOpen) {
    const focused = !isOpen && this.#buttons.includes(document.activeElement);
    for (const button of this.#buttons) button.disabled = !isOpen;
    return focused;
  }

  /** The choice was not taken after all. */
  untake() {
    for (const button of this.#buttons) {
      button.classList.remove("taken");
      button.querySelector(".said")?.remove();
    }
  }

  /** What is said under the debtor's own message; a word id or null. `text` is the server's own. */
  status(wordId, text = null, canRetry = false) {
    this.#status.hidden = wordId === null;
    this.#status.classList.toggle("bad", this.state === "refused");
    tell(this.#status, wordId === null ? "" : [this.#words.get(wordId), text].filter(Boolean).join(" : "));
    if (!canRetry) return;
    const retry = make("button", { type: "button", class: "quiet", text: this.#words.get("web_retry") });
    retry.addEventListener("click", () => this.#on.retry(this), { once: true });
    this.#status.append(" ", retry);
  }

  #choices(choices, say) {
    const list = make("div", { class: "choices", role: "group", "aria-label": say("web_choices_label") });
    for (const choice of choices) {
      const button = make("button", { type: "button", class: "choice", text: unbroken(choice.title, this.lang) });
      button.addEventListener("click", () => {
        if (button.disabled) return;
        this.open(false);
        button.classList.add("taken");
        button.append(make("span", { class: "said", text: `, ${say("web_choice_taken")}` }));
        this.#on.choose(this, choice);
      });
      this.#buttons.push(button);
      list.append(button);
    }
    return list;
  }
}
