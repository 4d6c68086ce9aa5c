// The socket: it comes back by itself, and asks for what it may have missed.
import { data, words } from "./api.js";
import * as parts from "./parts.js";
import * as thread from "./thread.js";

const line = document.getElementById("live");
let socket = null;
let wait = 500;
let over = false;
let typedAt = 0;

function show(text, away) {
  if (line.textContent !== text) line.textContent = text;
  line.classList.toggle("away", away);
}

function hear(frame) {
  if (frame.type === "queue") parts.showQueue(frame);
  else if (frame.type === "message") thread.add(frame);
  else if (frame.type === "state") { parts.setMine(frame.mine); parts.refresh(); }
  else if (frame.type === "side") parts.refresh();
  else if (frame.type === "typing") thread.typing(true);
  else if (frame.type === "presence") parts.presence(frame.names);
  else if (frame.type === "gone") location.assign("/desk");
  else if (frame.type === "ended") { over = true; show(words.page.session_over, true); }
}

export function start({ onOpen }) {
  const scheme = location.protocol === "https:" ? "wss:" : "ws:";
  socket = new WebSocket(`${scheme}//${location.host}/desk/ws`);
  socket.addEventListener("open", () => {
    wait = 500;
    show(words.page.connected, false);
    if (data.conversation) send({ type: "open", conversation: data.conversation, after: thread.lastSeq() });
    onOpen();
  });
  socket.addEventListener("message", (event) => hear(JSON.parse(event.data)));
  socket.addEventListener("close", () => {
    if (over) return;
    show(words.page.reconnecting, true);
    setTimeout(() => start({ onOpen }), wait);
    wait = Math.min(wait * 2, 8000);
  });
}

function send(frame) {
  if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(frame));
}

export function typing() {
  const now = Date.now();
  if (now - typedAt < 2000) return;
  typedAt = now;
  send({ type: "typing" });
}
