// Leaving at once: the screen is cleared before anything else, in every tab, whatever the network does.

const TWICE = 700; // milliseconds between two presses of Escape

/** Wire the hide button and Escape twice. `clear()` empties screen, draft and outbox and stops the socket. */
export function wireHide(form, { hiddenUrl, title, clear }) {
  const channel = "BroadcastChannel" in window ? new BroadcastChannel("page") : null;
  const leave = () => {
    clear();
    document.title = title;
    document.body.replaceChildren();
    location.replace(hiddenUrl);
  };
  const hide = () => {
    channel?.postMessage("hide");
    const told = navigator.sendBeacon?.(form.action, new URLSearchParams(new FormData(form)));
    if (told) leave();
    else {
      clear();
      HTMLFormElement.prototype.submit.call(form);
    }
  };
  channel?.addEventListener("message", (event) => event.data === "hide" && leave());
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    hide();
  });
  let last = 0;
  window.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.repeat || event.isComposing) return;
    if (event.timeStamp - last < TWICE) hide();
    last = event.timeStamp;
  });
}

/** A page that the browser kept for "back" shows nothing, and asks the server what it may show. */
export function wireBack(clear) {
  window.addEventListener("pagehide", clear);
  window.addEventListener("pageshow", (event) => event.persisted && location.reload());
}
