// The web chat: parts wired together. The server decides everything; this shows it and loses nothing.

import { hush } from "./aids.js";
import { crisisLines } from "./cards.js";
import { Composer } from "./composer.js";
import { byId, tell, uuid } from "./dom.js";
import { Expiry } from "./expiry.js";
import { wireBack, wireHide } from "./hide.js";
import { Outbox } from "./outbox.js";
import { Replay } from "./replay.js";
import { Scroll } from "./scroll.js";
import { Socket } from "./socket.js";
import { Status } from "./status.js";
import { Thread } from "./thread.js";
import { Words } from "./words.js";

const config = JSON.parse(byId("config").textContent);
const words = new Words(config.words, config.lang);
const log = byId("log");
const touch = matchMedia("(pointer: coarse)");

/** After a tap the writing field would raise the keyboard over the answer: the thread has the focus then. */
function focusBack() {
  if (touch.matches) log.focus({ preventScroll: true });
  else composer.focus();
}

const status = new Status(words, () => crisisLines(
  { lines: config.crisis_lines[words.lang] ?? [] }, (id, values) => words.get(id, values)));

const thread = new Thread(log, words, new Scroll(log, byId("newer")), {
  choose(choice) {
    say({ type: "choice", cid: uuid(), id: choice.id }, choice.title);
    focusBack();
  },
  retry(message) {
    const kept = refused.get(message.cid);
    if (!kept) return;
    thread.again(message);
    outbox.put(kept.frame, kept.shown);
    focusBack();
  },
  focusBack,
});

const refused = new Map();
let wantsPing = false;
const TYPING_EVERY = 2500; // a person who answers sees that something is being written, not what
let owner = "bot";
let typed = 0;
let floor = null; // up to where the server has blanked the thread that is shown

const socket = new Socket(config.socket_url, () => thread.lastSeq, {
  open() {
    replay.begin();
    thread.connected(true);
    status.connected(true, outbox.waiting.length);
    if (wantsPing) wantsPing = !socket.send({ type: "ping" });
    outbox.flush();
  },
  lost() {
    thread.connected(false);
    status.typing(null);
    status.connected(false, outbox.waiting.length);
  },
  data: (frame) => replay.take(frame),
  over: () => location.reload(),
});
const outbox = new Outbox((frame) => socket.send(frame), () => socket.isOpen && socket.reopen());

const expiry = new Expiry({
  warn: (stage) => status.expiry(stage),
  ping: () => { wantsPing = !socket.send({ type: "ping" }); },
  end() {
    blank();
    thread.lastSeq = 0; // if the server knows better, it shows the thread again
    socket.reopen();
  },
});

const composer = new Composer({ form: byId("composer"), text: byId("text"), note: byId("length") }, words, {
  send: (text) => say({ type: "message", cid: uuid(), text }, text),
  writing() {
    expiry.active();
    if (owner !== "agent" || Date.now() - typed < TYPING_EVERY) return;
    typed = Date.now();
    socket.send({ type: "typing" });
  },
});

function say(frame, shown) {
  thread.write(frame, shown);
  outbox.put(frame, shown);
  status.notice(null);
  if (!socket.isOpen) status.connected(false, outbox.waiting.length);
}

function blank() {
  hush();
  refused.clear();
  thread.blank(words.get("web_blanked"));
  composer.clear();
  status.typing(null);
}

const handlers = {
  message(frame) {
    if (frame.from !== "you") status.typing(null);
    thread.receive(frame);
  },
  ack(frame) {
    outbox.settle(frame.cid);
    refused.delete(frame.cid);
    thread.acknowledge(frame.cid, frame.id);
  },
  error(frame) {
    const kept = frame.cid ? outbox.settle(frame.cid) : undefined;
    if (kept) {
      const { shown, ...plain } = kept;
      refused.set(frame.cid, { frame: plain, shown });
    }
    const isShown = thread.refuse(frame.cid, frame.text, frame.code === "stale_choice");
    status.notice(frame.text, isShown);
  },
  state(frame) {
    // a floor that has moved is a new blank; the same one again must not take what was said since
    if (frame.blank === true && frame.floor !== floor) blank();
    floor = frame.blank === true ? frame.floor : null;
    if (words.has(frame.lang) && frame.lang !== words.lang) turn(frame.lang);
    owner = frame.owner;
    status.owner(owner);
    expiry.set(frame.expires_in ?? NaN);
    byId("access").hidden = frame.identified !== true;
  },
  typing: (frame) => status.typing(frame.from),
  session: (frame) => turnSession(frame.turn, 3),
};

/** Identity is proven: this browser gets another cookie, so that whoever knew the old one is left with nothing. */
async function turnSession(turn, tries) {
  try {
    const headers = { "Content-Type": "application/json" };
    await fetch(config.session_url, { method: "POST", headers, body: JSON.stringify({ turn }) });
  } catch { // no network: asked again, and answered with the same
    if (tries > 1) setTimeout(() => turnSession(turn, tries - 1), 2_000);
  }
}

const replay = new Replay(log, (frame) => {
  if (Object.hasOwn(handlers, frame?.type)) handlers[frame.type](frame);
});

function turn(lang) {
  words.turn(lang);
  const link = byId("language");
  link.lang = words.other;
  link.hreflang = words.other;
  link.href = `?lang=${words.other}`;
  status.refresh();
  composer.refresh();
}

byId("language").addEventListener("click", (event) => {
  event.preventDefault();
  turn(words.other);
  socket.send({ type: "language", lang: words.lang });
});
byId("person").addEventListener("click", () => {
  const text = words.get("web_person_says");
  if (!outbox.waiting.some((frame) => frame.text === text)) say({ type: "message", cid: uuid(), text }, text);
  focusBack();
});
byId("stay").addEventListener("click", () => {
  expiry.stay();
  status.expiry(null);
  status.say(words.get("web_stayed"));
  focusBack();
});

wireHide(byId("hide"), {
  hiddenUrl: config.hidden_url,
  title: words.get("web_hidden_title"),
  clear() {
    hush();
    outbox.forget();
    socket.stop();
    composer.clear();
    thread.blank(null);
  },
});
wireBack(() => {
  hush();
  thread.blank(null);
  composer.clear();
});

byId("fallback").remove();
byId("composer").hidden = false;
for (const frame of outbox.waiting) thread.write(frame, frame.shown);
socket.connect();
if (!touch.matches) composer.focus();
