// Data of the page, words, and POSTs with the CSRF token.
export const data = JSON.parse(document.getElementById("desk-data").textContent);
export const words = data.words;

export function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (hole, name) => (name in values ? values[name] : hole));
}

export function waitWords(seconds) {
  if (seconds < 60) return words.wait.now;
  if (seconds < 3600) return fill(words.wait.minutes, { n: Math.floor(seconds / 60) });
  if (seconds < 86400) {
    const m = String(Math.floor((seconds % 3600) / 60)).padStart(2, "0");
    return fill(words.wait.hours, { n: Math.floor(seconds / 3600), m });
  }
  return fill(words.wait.days, { n: Math.floor(seconds / 86400) });
}

export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (b) => b.toString(16).padStart(2, "0")).join("");
}

// Always an object; `offline` when nothing came back, so that the caller keeps what was written.
export async function post(path, body = {}) {
  let answer;
  try {
    answer = await fetch(path, {
      method: "POST",
      credentials: "same-origin",
      headers: { "Content-Type": "application/json", "X-CSRF": data.csrf },
      body: JSON.stringify(body),
    });
  } catch {
    return { ok: false, code: "offline", text: words.compose.failed };
  }
  let result = {};
  try {
    result = await answer.json();
  } catch {
    /* an error page has no JSON */
  }
  if (answer.ok && result.ok) return result;
  if (answer.status === 401) return { ok: false, code: "session_over", text: words.page.session_over };
  if (answer.status >= 500) return { ok: false, code: "offline", text: words.compose.failed };
  return { ok: false, code: result.code || "other", text: result.text || words.refusal.other, confirm: result.confirm };
}

export const conversationPath = (action) => `/desk/c/${data.conversation}/${action}`;

export function say(text, level = "polite") {
  const region = document.getElementById(level === "assertive" ? "say-now" : "say-soon");
  region.textContent = "";
  requestAnimationFrame(() => { region.textContent = text; });
}
