// What a message may carry besides its text. An unknown kind, or one without sense, is shown by its text only.

import { make } from "./dom.js";

const BUILDERS = {
  crisis_lines: crisisLines, payment_link: paymentLink, transfer, schedule, partners, receipt, papers, access,
};

/** The card's element, or null. `say(id, values)` gives words in the language of the message. */
export function buildCard(card, say, lang) {
  if (card === null || typeof card !== "object" || !Object.hasOwn(BUILDERS, card.kind)) return null;
  try {
    return BUILDERS[card.kind](card, say, lang);
  } catch {
    return null; // the text says what matters: a card that can't be read must not take it away
  }
}

function parsed(text, base) {
  try {
    return new URL(text, base);
  } catch {
    return null;
  }
}

/** A number as it is dialled: digits, and + in front. Empty when the text is no number. */
function dialled(phone) {
  const number = String(phone ?? "").replace(/[\s().\-/\u00a0\u202f]/g, "");
  return /^\+?\d{2,15}$/.test(number) ? number : "";
}

function numberLink(scheme, wordId, phone, say) {
  const number = dialled(phone);
  if (number === "") return phone ? make("span", { text: phone }) : null;
  return make("a", { class: "tap", href: `${scheme}:${number}`, text: say(wordId, { phone }) });
}

function line(text, className) {
  return text ? make("p", { class: className, text }) : null;
}

export function crisisLines(card, say) {
  const rows = card.lines.map((one) =>
    make("li", {},
      line(one.name, "strong"), line(one.hours, "small"),
      make("div", { class: "taps" },
        numberLink("tel", "web_card_call", one.phone, say), numberLink("sms", "web_card_text", one.text, say))));
  return make("ul", { class: "card crisis", "aria-label": say("web_card_crisis_label") }, ...rows);
}

function partners(card, say) {
  const rows = card.partners.map((one) =>
    make("li", {},
      line(one.name, "strong"), line(one.hours, "small"),
      make("div", { class: "taps" }, numberLink("tel", "web_card_call", one.phone, say), site(one.website, say))));
  return make("ul", { class: "card", "aria-label": say("web_card_partners_label") }, ...rows);
}

function site(website, say) {
  if (!website) return null;
  const address = parsed(website);
  if (address?.protocol !== "https:") return make("span", { text: website });
  const shown = say("web_card_site", { site: address.host.replace(/^www\./, "") });
  return make("a", { class: "tap plain", href: address.href, target: "_blank", rel: "noopener noreferrer", text: shown },
    make("span", { class: "said", text: ` ${say("web_card_new_tab")}` }));
}

function paymentLink(card, say, lang) {
  const address = parsed(card.url, location.href);
  if (address?.origin !== location.origin || !address.pathname.startsWith("/pay/")) {
    return make("div", { class: "card" }, line(say("web_card_pay_refused")));
  }
  return make("div", { class: "card" },
    line(amount(card.amount, lang), "amount"),
    make("a", { class: "tap solid", href: address.href, text: card.label || say("web_card_pay") }));
}

/** Account and reference of a transfer: one touch marks a value whole, a button copies it. */
function transfer(card, say) {
  const rows = [
    ["web_card_transfer_holder", card.holder],
    ["web_card_transfer_iban", card.iban],
    ["web_card_transfer_reference", card.reference],
  ].map(([id, value]) =>
    make("div", {},
      make("dt", { text: say(id) }), make("dd", { class: "copied", translate: "no", text: value }), copier(id, value, say)));
  return make("dl", { class: "card", "aria-label": say("web_card_transfer_label") }, ...rows);
}

function copier(id, value, say) {
  if (!navigator.clipboard) return null; // browsers keep it for https and loopback
  const button = make("button", { type: "button", class: "tap plain", text: say("web_card_copy", { what: say(id) }) });
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(value);
      button.textContent = say("web_card_copied");
    } catch {
      /* not allowed: the value can still be marked */
    }
  });
  return make("dd", {}, button);
}

function schedule(card, say, lang) {
  const row = (one) =>
    make("tr", {},
      make("th", { scope: "row", text: day(one.day, lang) }), make("td", { text: amount(one.amount, lang) }));
  const head = make("tr", {},
    make("th", { scope: "col", text: say("web_card_day") }),
    make("th", { scope: "col", text: say("web_card_amount") }));
  const foot = card.total === null || card.total === undefined ? null
    : make("tfoot", {}, make("tr", {},
        make("th", { scope: "row", text: say("web_card_total") }), make("td", { text: amount(card.total, lang) })));
  return make("table", { class: "card" },
    make("caption", { text: say("web_card_schedule_label") }),
    make("thead", {}, head), make("tbody", {}, ...card.rows.map(row)), foot);
}

function receipt(card, say, lang) {
  const rows = [
    ["web_card_reference", card.reference],
    ["web_card_amount", card.amount === undefined ? null : amount(card.amount, lang)],
    ["web_card_day", card.day ? day(card.day, lang) : null],
  ].filter(([, value]) => value);
  if (rows.length === 0) return null;
  return make("dl", { class: "card", "aria-label": say("web_card_receipt_label") },
    ...rows.map(([id, value]) => make("div", {}, make("dt", { text: say(id) }), make("dd", { text: value }))));
}

const PAPERS = ["recap", "calendar", "certificate", "budget", "receipt"];

/** Links to the person's own papers; the server gives each to the identified browser only. */
function papers(card, say) {
  const rows = card.papers.filter((one) => PAPERS.includes(one.paper)).map((one) => {
    const address = parsed(one.url, location.href);
    if (address?.origin !== location.origin || !address.pathname.startsWith("/papers/")) return null;
    const name = say(`web_card_paper_${one.paper}`);
    const text = one.of ? say("web_card_paper_of", { paper: name, brand: one.of }) : name;
    return make("li", {}, make("a", { class: "tap plain", href: address.href, download: true, text }));
  }).filter((row) => row !== null);
  if (rows.length === 0) return null;
  return make("div", { class: "card papers" },
    line(say("web_card_papers_label"), "strong"), line(say("web_card_papers_hint"), "small"),
    make("ul", { "aria-label": say("web_card_papers_label") }, ...rows));
}

/** The way to the page of who may see what; it is given to the identified browser only. */
function access(card, say) {
  const address = parsed(card.url, location.href);
  if (address?.origin !== location.origin || address.pathname !== "/access") return null;
  return make("div", { class: "card" }, make("a", { class: "tap solid", href: address.href, text: say("web_card_access") }));
}

/** Texts are shown as they are; {minor, currency} in the usual form of the language. */
function amount(value, lang) {
  if (value === null || typeof value !== "object") return String(value ?? "");
  const format = new Intl.NumberFormat(lang === "en" ? "en-GB" : "fr-FR", { style: "currency", currency: value.currency });
  return format.format(value.minor / 10 ** format.resolvedOptions().maximumFractionDigits);
}

/** "2026-12-05" as a date in words; any other text as it is. A local date has no hour and no zone. */
function day(value, lang) {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(value)) return String(value ?? "");
  const format = new Intl.DateTimeFormat(lang === "en" ? "en-GB" : "fr-FR", { dateStyle: "long", timeZone: "UTC" });
  return format.format(new Date(`${value}T00:00:00Z`));
}
