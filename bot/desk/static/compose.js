// The composer: what is written outlives reloads and lost connections; a message has one id, however often it is sent.
import { conversationPath, data, newId, post, say } from "./api.js";
import * as thread from "./thread.js";

const form = document.getElementById("compose");
const field = document.getElementById("reply");
const refused = document.getElementById("refused");
const draftKey = `repit-desk-draft:${data.conversation}`;
const unsentKey = `repit-desk-unsent:${data.conversation}`;

const stored = (key) => sessionStorage.getItem(key) || "";
function store(key, value) {
  if (value) sessionStorage.setItem(key, value);
  else sessionStorage.removeItem(key);
}

export function draft() { return field ? field.value : ""; }
export function clearDraft() { if (field) field.value = ""; store(draftKey, ""); }
export function focus() { if (field && !form.hidden) { field.focus(); return true; } return false; }

function complain(text) {
  refused.hidden = !text;
  refused.textContent = text || "";
}

function asked(text) {
  const dialog = document.getElementById("dialog-sure");
  document.getElementById("sure-text").textContent = text;
  dialog.returnValue = "no";
  dialog.showModal();
  return new Promise((done) => {
    dialog.addEventListener("close", () => done(dialog.returnValue === "yes"), { once: true });
  });
}

function giveBack(text) {
  field.value = field.value ? `${text}\n${field.value}` : text;
  store(draftKey, field.value);
}

let sending = false;
async function send(message) {
  sending = true;
  store(unsentKey, JSON.stringify(message));
  const item = thread.pending(message.text);
  let result = await post(conversationPath("write"), message);
  if (result.code === "not_identified" && (await asked(result.text))) {
    result = await post(conversationPath("write"), { ...message, sure: true });
  }
  item.remove();
  sending = false;
  if (result.ok) {
    store(unsentKey, "");
    complain("");
    if (result.html) thread.add({ html: result.html, seq: result.seq, from: "agent", text: message.text });
    return;
  }
  if (result.code === "offline") {
    complain(result.text);
    setTimeout(() => { if (!sending) flush(); }, 4000); // the same id: a repeat has no second effect
    return;
  }
  store(unsentKey, "");
  giveBack(message.text);
  complain(result.code === "not_identified" ? "" : result.text);
}

// Whatever may not have arrived is sent again.
export function flush() {
  const left = stored(unsentKey);
  if (left && form && !sending) send(JSON.parse(left));
}

// A ready sentence, to be changed before it is sent: beneath what has been written already.
export function insert(text) {
  if (!field || form.hidden) return;
  field.value = field.value.trim() ? `${field.value.trimEnd()}\n${text}` : text;
  store(draftKey, field.value);
  field.focus();
}

export function start(onTyping) {
  if (!form) return;
  field.value = stored(draftKey);
  field.addEventListener("input", () => {
    store(draftKey, field.value);
    if (field.value) onTyping();
  });
  const canned = document.getElementById("canned");
  canned.addEventListener("change", () => {
    if (!canned.value) return;
    insert(canned.value);
    canned.value = "";
  });
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      form.requestSubmit();
    }
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const text = field.value.trim();
    if (!text || sending || stored(unsentKey)) {
      if (text) say(refused.textContent || "…");
      return;
    }
    clearDraft();
    send({ cid: newId(), text });
  });
  flush();
}
