// Under each message: read aloud, where the browser can, and said more simply. Both only when somebody asks.

import { make, tell } from "./dom.js";

const voice = "speechSynthesis" in window && "SpeechSynthesisUtterance" in window ? window.speechSynthesis : null;
let speaking = null; // the button whose message is being read

/** Whatever is being read falls silent: the screen is left or blanked, or something else is read. */
export function hush() {
  const button = speaking;
  speaking = null;
  voice?.cancel();
  button?.dispatchEvent(new Event("hushed"));
}

/** The aids of one message: `text()` is what stands there, `simple` the server's simpler words or null. */
export function buildAids(message, say) {
  const list = make("div", { class: "aids", "aria-live": "off" });
  if (voice) list.append(aloud(message, say));
  list.append(simpler(message, say));
  return list;
}

function aloud(message, say) {
  const button = make("button", { type: "button", class: "aid", text: say("web_aloud") });
  button.addEventListener("hushed", () => tell(button, say("web_aloud")));
  button.addEventListener("click", () => {
    const mine = speaking === button;
    hush();
    if (mine) return;
    const spoken = new SpeechSynthesisUtterance(message.text());
    spoken.lang = { fr: "fr-FR", en: "en-GB" }[message.lang] ?? message.lang;
    const over = () => speaking === button && hush();
    spoken.addEventListener("end", over);
    spoken.addEventListener("error", over);
    speaking = button;
    tell(button, say("web_aloud_stop"));
    voice.speak(spoken);
  });
  return button;
}

function simpler(message, say) {
  const button = make("button", { type: "button", class: "aid", text: say("web_simpler") });
  button.addEventListener("click", () => {
    const words = make("p", {
      class: message.simple ? "text simpler" : "text simpler small", tabindex: "-1",
      text: message.simple ?? say("web_simpler_none"),
    });
    button.replaceWith(words);
    words.focus();
  }, { once: true });
  return button;
}
