// Money that waits: every form takes two steps; the first says what it would do, the second does it.
import { data, post } from "./api.js";

function given(form) {
  const values = Object.fromEntries(new FormData(form));
  for (const field of form.querySelectorAll("[data-number]")) values[field.name] = Number(field.value);
  return { ...values, confirm: form.dataset.confirm || "" };
}

function ask(form, text, token) {
  let line = form.querySelector(".refusal");
  if (!line) {
    line = document.createElement("p");
    line.className = "refusal";
    line.setAttribute("role", "alert");
    form.append(line);
  }
  line.textContent = text;
  form.dataset.confirm = token || "";
  const button = form.querySelector("button");
  button.textContent = token ? data.sure : button.dataset.label;
}

async function submit(form) {
  const button = form.querySelector("button");
  button.disabled = true;
  const result = await post(form.dataset.path, given(form));
  button.disabled = false;
  if (result.ok) location.reload();
  else ask(form, result.text, result.confirm);
}

for (const form of document.querySelectorAll("form[data-path]")) {
  form.addEventListener("submit", (event) => { event.preventDefault(); submit(form); });
  // What was changed is asked about anew.
  form.addEventListener("input", () => { if (form.dataset.confirm) ask(form, "", ""); });
}
