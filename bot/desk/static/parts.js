// Parts of the page that the server renders: replaced without losing the keyboard's place.
import { data, say, waitWords, words } from "./api.js";
import { atEnd, toEnd } from "./thread.js";

const byId = (id) => document.getElementById(id);
let queueAt = Date.now();

function mark(element) {
  if (!element) return null;
  for (const name of ["data-key", "data-action", "data-dialog", "data-alert", "data-insert"]) {
    if (element.hasAttribute(name)) return `[${name}="${CSS.escape(element.getAttribute(name))}"]`;
  }
  return null;
}

export function replace(container, html) {
  if (!container) return;
  const inside = container.contains(document.activeElement) ? mark(document.activeElement) : null;
  const open = Array.from(container.querySelectorAll("details"), (d) => d.open);
  container.innerHTML = html; // rendered and escaped by the server's templates
  const after = container.querySelectorAll("details");
  if (after.length === open.length) after.forEach((d, n) => { d.open = open[n]; });
  if (inside) (container.querySelector(inside) || container.querySelector("a, button"))?.focus();
}

export function showQueue(frame) {
  queueAt = Date.now();
  replace(byId("queue"), frame.html);
  for (const link of document.querySelectorAll("#queue a[data-key]")) {
    if (Number(link.dataset.key) === data.conversation) link.setAttribute("aria-current", "page");
  }
  document.title = (frame.count ? `(${frame.count}) ` : "") + data.title;
  for (const one of frame.announce || []) say(one.text, one.level);
}

export function tick() {
  const passed = Math.round((Date.now() - queueAt) / 1000);
  for (const one of document.querySelectorAll("#queue .wait")) {
    one.textContent = one.dataset.words.replace("%", waitWords(Number(one.dataset.seconds) + passed));
  }
}

let asked = 0;
export function refresh() {
  if (!data.conversation || asked) return;
  asked = setTimeout(async () => {
    asked = 0;
    try {
      const answer = await fetch(`/desk/c/${data.conversation}/view`, { credentials: "same-origin" });
      if (answer.ok) showView(await answer.json());
    } catch {
      /* the socket's return asks again */
    }
  }, 200);
}

function showView(view) {
  const follow = atEnd();
  replace(byId("state"), view.state_html);
  replace(byId("brief"), view.brief_html);
  replace(byId("side"), view.side_html);
  setMine(view.mine);
  if (follow) toEnd(); // what stands above and below has another height now
}

export function setMine(mine) {
  const composer = byId("compose");
  if (!composer) return;
  composer.hidden = !mine;
  byId("take-first").hidden = mine;
}

export function presence(names) {
  const line = byId("presence");
  if (line) line.textContent = names.length ? words.state.presence.replace("{names}", names.join(", ")) : "";
}
