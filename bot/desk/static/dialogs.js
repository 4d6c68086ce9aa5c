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
  const keys = dialog.querySelectorAll("input[type=hidden][name]");
  if (keys.length && name !== "lift") {
    forget(dialog.querySelector("form"));
    for (const field of keys) field.value = button.dataset[field.name] || "";
    dialog.querySelector("[data-shown]").textContent = button.dataset.name;
    for (const field of dialog.querySelectorAll("[data-given]")) field.value = button.dataset[field.name] || "";
  }
  if (name === "budget" && button) {
    // What they have written meanwhile, for the agent to check; what the agent has typed stays.
    for (const field of dialog.querySelectorAll("[data-given]")) field.value ||= button.dataset[field.name] || "";
  }
  // What there is to choose from is of this conversation at this moment.
  for (const field of dialog.querySelectorAll("select[data-options]")) {
    field.innerHTML = document.querySelector(`template[data-options="${field.dataset.options}"]`)?.innerHTML || "";
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
  show(form, "");
}

// What is read on a reason stands in the dialog alone, and is gone with it.
function show(form, text) {
  const line = form.querySelector("[data-result]");
  if (line) line.textContent = text;
}

function body(form) {
  const given = Object.fromEntries(new FormData(form));
  if (form.dataset.post === "record_payment") {
    form.dataset.cid ||= newId();
    return { ...given, case: Number(given.case), cid: form.dataset.cid, confirm: form.dataset.confirm || "" };
  }
  if (form.dataset.post === "propose") {
    return { ...given, change: given.change === "1", confirm: form.dataset.confirm || "" };
  }
  if (form.dataset.post === "record_hold") {
    const blocks = given.reason === "manual" ? new FormData(form).getAll("blocks") : [];
    return { ...given, case: Number(given.case), blocks };
  }
  if (form.querySelector("input[type=hidden][name]") && form.dataset.post !== "lift") {
    for (const field of form.querySelectorAll("input[type=hidden][name]")) given[field.name] = Number(given[field.name]);
    return { ...given, confirm: form.dataset.confirm || "" };
  }
  if (form.dataset.post === "hand_back") return { ...given, seen_seq: lastSeq() };
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
  if (result.shown) {
    show(form, result.shown);
    return;
  }
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
    else if (button.dataset.insert) compose.insert(button.dataset.insert);
    else if (button.dataset.action) act(button);
    else if (button.dataset.alert) acknowledge(button);
    else if ("cancel" in button.dataset) button.closest("dialog").close();
  });
  for (const form of document.querySelectorAll("form[data-post]")) {
    // What was changed is asked about anew.
    form.closest("dialog").addEventListener("close", () => show(form, ""));
    form.addEventListener("input", () => { if (form.dataset.confirm) form.dataset.confirm = ""; });
    form.addEventListener("submit", (event) => { event.preventDefault(); submit(form); });
  }
}
