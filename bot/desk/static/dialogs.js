// Notes, lifting, closing: forms of their own, so that nothing that comes in replaces what is being written.
import { conversationPath, data, newId, post } from "./api.js";
import * as compose from "./compose.js";
import { refresh } from "./parts.js";
import { lastSeq } from "./thread.js";

const byId = (id) => document.getElementById(id);

export function open(name, button) {
  const dialog = byId(`dialog-${name}`);
  if (!dialog || dialog.open || (name !== "help" && !data.conversation)) return;
  if (name === "lift") {
    dialog.querySelector("[name=hold]").value = button.dataset.hold;
    byId("lift-name").textContent = button.dataset.name;
  }
  for (const key of ["case", "attempt"]) {
    const field = dialog.querySelector(`input[type=hidden][name=${key}]`);
    if (!field) continue;
    forget(dialog.querySelector("form"));
    field.value = button.dataset[key];
    dialog.querySelector("[data-shown]").textContent = button.dataset.name;
  }
  if (name === "close" && compose.draft().trim() && !byId("close-words").value) {
    byId("close-words").value = compose.draft();
  }
  dialog.showModal();
}

// A new sum, a new payment: nothing of what was confirmed before counts.
function forget(form) {
  form.reset();
  delete form.dataset.cid;
  delete form.dataset.confirm;
  form.querySelector(".refusal").hidden = true;
}

function body(form) {
  const given = Object.fromEntries(new FormData(form));
  if (form.dataset.post === "record_payment") {
    form.dataset.cid ||= newId();
    return { ...given, case: Number(given.case), cid: form.dataset.cid, confirm: form.dataset.confirm || "" };
  }
  if (form.dataset.post === "send_link") {
    return { ...given, case: Number(given.case), confirm: form.dataset.confirm || "" };
  }
  if (["record_dispute", "record_hold", "record_limitation"].includes(form.dataset.post)) {
    return { ...given, case: Number(given.case) };
  }
  if (form.dataset.post === "undo_payment") {
    return { attempt: Number(given.attempt), confirm: form.dataset.confirm || "" };
  }
  if (form.dataset.post === "lift") return { hold: Number(given.hold), why: given.why };
  if (form.dataset.post === "close") {
    form.dataset.cid ||= newId();
    return { ...given, seen_seq: lastSeq(), cid: form.dataset.cid, sure: form.dataset.sure === "1" };
  }
  return given;
}

async function submit(form) {
  const refusal = form.querySelector(".refusal");
  const button = form.querySelector("button.main");
  button.disabled = true;
  const result = await post(conversationPath(form.dataset.post), body(form));
  button.disabled = false;
  if (!result.ok) {
    refusal.hidden = false;
    refusal.textContent = result.text;
    // Seen once, the warning has been read: confirming again means yes.
    form.dataset.sure = result.code === "not_identified" ? "1" : "";
    form.dataset.confirm = result.confirm || "";
    return;
  }
  refusal.hidden = true;
  if (form.dataset.post === "close") compose.clearDraft();
  form.reset();
  delete form.dataset.cid;
  delete form.dataset.sure;
  delete form.dataset.confirm;
  form.closest("dialog").close();
  if (result.rest) open("break");
  refresh();
}

async function act(button) {
  const action = button.dataset.action;
  button.disabled = true;
  const seen = action === "hand_back" ? { seen_seq: lastSeq() } : {};
  const result = await post(conversationPath(action), seen);
  button.disabled = false;
  if (!result.ok) {
    complain(result.text);
    refresh();
    return;
  }
  if (action === "birth") byId("birth").textContent = ` ${result.text || "–"}`;
  else refresh();
  if (action === "take") setTimeout(compose.focus, 400);
}

let told = 0;
function complain(text) {
  const line = byId("told");
  clearTimeout(told);
  line.textContent = text;
  line.hidden = false;
  told = setTimeout(() => { line.hidden = true; }, 15000);
}

async function acknowledge(button) {
  button.disabled = true;
  const result = await post(`/desk/alert/${button.dataset.alert}/ack`);
  if (!result.ok) { button.disabled = false; complain(result.text); }
}

export function start() {
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.id === "help-open") open("help", button);
    else if (button.dataset.dialog) open(button.dataset.dialog, button);
    else if (button.dataset.action) act(button);
    else if (button.dataset.alert) acknowledge(button);
    else if ("cancel" in button.dataset) button.closest("dialog").close();
  });
  for (const form of document.querySelectorAll("form[data-post]")) {
    // What was changed is asked about anew.
    form.addEventListener("input", () => { if (form.dataset.confirm) form.dataset.confirm = ""; });
    form.addEventListener("submit", (event) => { event.preventDefault(); submit(form); });
  }
}
