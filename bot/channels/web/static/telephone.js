// The demo's telephone: looks at one number's thread every second, and writes from it.

import { byId, make, tell } from "./dom.js";

const EVERY = 1000;
const words = byId("words").dataset;
const thread = byId("thread");
const field = byId("text");
let shown = "";
let sending = false;

function chosen() {
  return { number: byId("number").value, channel: byId("channel").value };
}

/** Texts with their addresses as links: those of this server only. */
function withLinks(text) {
  return text.split(/(https?:\/\/\S+)/).map((part) => {
    if (!/^https?:\/\//.test(part)) return part;
    const address = URL.canParse(part) ? new URL(part) : null;
    if (address?.origin !== location.origin) return part;
    return make("a", { href: address.href, target: "_blank", rel: "noopener", text: part });
  });
}

function show(messages) {
  const rows = messages.map((one) =>
    make("li", { class: one.from }, make("span", { class: "name", text: words[one.from] }),
      make("p", {}, ...withLinks(one.text))));
  thread.replaceChildren(...rows);
  byId("empty").hidden = rows.length > 0;
  thread.scrollTop = thread.scrollHeight;
}

async function look() {
  const asked = JSON.stringify(chosen());
  try {
    const answer = await fetch(`/telephone/thread?${new URLSearchParams(chosen())}`);
    if (!answer.ok) return;
    const { messages } = await answer.json();
    const seen = asked + messages.map((one) => one.key).join();
    if (asked !== JSON.stringify(chosen()) || seen === shown) return;
    shown = seen;
    show(messages);
  } catch {
    // the server is away for a moment: asked again
  }
}

function trouble(text) {
  byId("trouble").hidden = text === "";
  tell(byId("trouble"), text);
}

async function send(text, voice) {
  if (sending) return;
  sending = true;
  try {
    const answer = await fetch("/telephone/send", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ ...chosen(), text, voice }),
    });
    const taken = answer.ok && (await answer.json()).taken;
    trouble(taken ? "" : words.refused);
    if (taken && !voice) field.value = "";
    count();
    await look();
  } catch {
    trouble(words.failed);
  } finally {
    sending = false;
  }
}

function count() {
  const signs = byId("signs");
  tell(signs, `${field.value.length} / ${field.maxLength} ${signs.dataset.word}`);
}

byId("write").addEventListener("submit", (event) => {
  event.preventDefault();
  send(field.value, false);
  field.focus();
});
field.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    byId("write").requestSubmit();
  }
});
field.addEventListener("input", count);
byId("voice").addEventListener("click", () => send("", true));
byId("who").addEventListener("submit", (event) => event.preventDefault());
byId("who").addEventListener("change", () => {
  trouble("");
  look();
});

async function go() {
  await look();
  setTimeout(go, EVERY);
}

count();
go();
