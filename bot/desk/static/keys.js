// The keyboard all the way; single letters can be switched off (WCAG 2.1.4).
import { data } from "./api.js";
import * as compose from "./compose.js";
import * as dialogs from "./dialogs.js";

const OFF = "repit-desk-keys-off";
const isOff = () => localStorage.getItem(OFF) === "1";

function rows() { return Array.from(document.querySelectorAll("#queue a[data-key]")); }

function move(by) {
  const all = rows();
  if (!all.length) return;
  let at = all.indexOf(document.activeElement);
  if (at < 0) at = all.findIndex((a) => a.hasAttribute("aria-current"));
  const next = at < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(all.length - 1, Math.max(0, at + by));
  all[next].focus();
}

function back(event) {
  const field = event.target.closest("textarea, input, select");
  const current = rows().find((a) => a.hasAttribute("aria-current")) || rows()[0];
  const narrow = getComputedStyle(document.getElementById("queue")).display === "none";
  if (field) field.blur();
  if (narrow && !field && data.conversation) location.assign("/desk");
  else current?.focus();
}

const LETTERS = {
  j: () => move(1),
  k: () => move(-1),
  r: () => compose.focus(),
  t: () => document.querySelector('[data-action="take"]')?.click(),
  n: () => dialogs.open("note"),
  p: () => document.querySelector('#side [data-dialog="propose"]')?.click(),
  a: () => document.getElementById("canned")?.focus(),
  "?": () => dialogs.open("help"),
};

export function start() {
  const box = document.getElementById("keys-on");
  box.checked = !isOff();
  box.addEventListener("change", () => localStorage.setItem(OFF, box.checked ? "0" : "1"));
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
    if (event.key === "Escape") { back(event); return; }
    if (isOff() || event.target.closest("textarea, input, select, [contenteditable]")) return;
    const does = LETTERS[event.key];
    if (does) { event.preventDefault(); does(); }
  });
}
