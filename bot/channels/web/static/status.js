// What is said around the thread: connection, who answers, time running out, somebody writing.

import { byId, tell } from "./dom.js";

const PATIENCE = 1_500; // milliseconds: a short gap is not worth a word
const LONG = 25_000; // then the crisis lines are shown: nobody is left with silence
const TYPING_ENDS = 8_000;
const SAID_FOR = 4_000;

export class Status {
  #words; #help; #lost = null; #help_timer = null; #typing_timer = null; #said_timer = null;
  #view = { connected: null, waiting: 0, ever: false, slow: false, help: false, owner: "bot", expiry: null, typing: null };

  /** `help()` makes the list of crisis lines. */
  constructor(words, help) {
    this.#words = words;
    this.#help = help;
    this.connected(false, 0);
  }

  connected(isConnected, waiting) {
    const view = this.#view;
    view.waiting = waiting;
    if (isConnected) {
      clearTimeout(this.#lost);
      clearTimeout(this.#help_timer);
      if (view.ever && view.slow) this.say(this.#words.get("web_back"));
      Object.assign(view, { ever: true, slow: false, help: false });
    } else if (view.connected !== false) {
      this.#lost = setTimeout(() => { view.slow = true; this.refresh(); this.say(byId("connection-text").textContent); }, PATIENCE);
      this.#help_timer = setTimeout(() => { view.help = true; this.refresh(); }, LONG);
    }
    view.connected = isConnected;
    this.refresh();
  }

  owner(owner) {
    if (owner === this.#view.owner) return;
    this.#view.owner = owner;
    this.refresh();
    if (owner !== "bot") this.say(this.#words.get(`web_owner_${owner}`));
  }

  /** "soon", "now" or null. */
  expiry(stage) {
    this.#view.expiry = stage;
    this.refresh();
    if (stage !== null) this.say(this.#words.get(`web_expires_${stage}`));
  }

  /** Who is writing, or null. */
  typing(from) {
    clearTimeout(this.#typing_timer);
    this.#view.typing = from;
    if (from !== null) this.#typing_timer = setTimeout(() => this.typing(null), TYPING_ENDS);
    this.refresh();
  }

  /** The server's own words on something that went wrong; read out, and seen unless the thread shows them. */
  notice(text, isShown = false) {
    byId("notice").hidden = !text || isShown;
    tell(byId("notice"), text && !isShown ? text : "");
    if (text) this.say(text);
  }

  /** Read out once, not seen. What is seen as well stands in a strip of its own. */
  say(text) {
    clearTimeout(this.#said_timer);
    tell(byId("said"), text ?? "");
    this.#said_timer = setTimeout(() => tell(byId("said"), ""), SAID_FOR);
  }

  /** Show it all, in the language of the page. */
  refresh() {
    this.#connection();
    const { owner, expiry, typing } = this.#view;
    const withPerson = owner === "agent" || owner === "waiting";
    this.#strip("owner", withPerson ? `web_owner_${owner}` : null, byId("owner"));
    const button = byId("person");
    if (withPerson && document.activeElement === button) byId("text").focus();
    button.hidden = withPerson;
    byId("subtitle").dataset.word = owner === "agent" ? "web_subtitle_agent" : "web_subtitle";
    tell(byId("subtitle"), this.#words.get(byId("subtitle").dataset.word));
    const stay = expiry === null && document.activeElement === byId("stay");
    if (stay) byId("text").focus();
    this.#strip("expiry", expiry === null ? null : `web_expires_${expiry}`, byId("expiry-text"));
    this.#strip("typing", typing === null ? null : `web_typing_${typing === "agent" ? "agent" : "bot"}`, byId("typing"));
  }

  #connection() {
    const { connected, waiting, ever, slow, help } = this.#view;
    let id = null;
    if (!connected && waiting > 0 && slow) id = "web_lost_kept";
    else if (!connected && slow) id = ever ? "web_lost" : "web_connecting";
    this.#strip("connection", id, byId("connection-text"));
    const place = byId("connection-help");
    if (!help) place.replaceChildren();
    else if (place.lang !== this.#words.lang || place.childElementCount === 0) {
      const sentence = document.createElement("p");
      sentence.textContent = this.#words.get("web_lost_help");
      place.lang = this.#words.lang;
      place.replaceChildren(sentence, this.#help());
    }
  }

  #strip(box, wordId, text) {
    byId(box).hidden = wordId === null;
    tell(text, wordId === null ? "" : this.#words.get(wordId));
  }
}
