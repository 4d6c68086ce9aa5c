// The thread: messages as the server renders them, in order, each once; and what is on its way.
import { data, say, words } from "./api.js";

const list = document.getElementById("thread");
const typingLine = document.getElementById("typing");
let typingTimer = 0;

export const lastSeq = () => Number(list?.dataset.seq || 0);

export function atEnd() {
  const last = list?.lastElementChild;
  if (list && list.scrollHeight > list.clientHeight + 4) { // a pane of its own
    return list.scrollTop + list.clientHeight > list.scrollHeight - 80;
  }
  return !last || last.getBoundingClientRect().top < window.innerHeight;
}

export function toEnd() {
  if (!list) return;
  if (list.scrollHeight > list.clientHeight + 4) list.scrollTop = list.scrollHeight; // a pane of its own
  else list.lastElementChild?.scrollIntoView({ block: "nearest" }); // the page itself scrolls
}

export function add(frame) {
  if (!list || list.querySelector(`[data-seq="${frame.seq}"]`)) return;
  const follow = atEnd();
  const holder = document.createElement("ol");
  holder.innerHTML = frame.html; // rendered and escaped by the server's template
  const item = holder.firstElementChild;
  item.classList.add("fresh");
  const later = Array.from(list.querySelectorAll("[data-seq]")).find((o) => Number(o.dataset.seq) > frame.seq);
  list.insertBefore(item, later || list.querySelector(".pending"));
  list.dataset.seq = String(Math.max(lastSeq(), frame.seq));
  if (frame.from === "you") {
    typing(false);
    say(`${words.thread.you}: ${frame.text}`);
  }
  if (follow) toEnd();
}

export function pending(text) {
  const item = document.createElement("li");
  item.className = "message from-agent pending";
  const meta = document.createElement("p");
  meta.className = "meta";
  meta.textContent = words.compose.sending;
  const body = document.createElement("p");
  body.className = "text";
  body.textContent = text;
  item.append(meta, body);
  list.append(item);
  toEnd();
  return item;
}

export function typing(on) {
  if (!typingLine) return;
  clearTimeout(typingTimer);
  typingLine.textContent = on ? words.state.typing : "";
  if (on) typingTimer = setTimeout(() => { typingLine.textContent = ""; }, 5000);
}

if (list) list.scrollTop = list.scrollHeight; // the page itself begins with the three lines
