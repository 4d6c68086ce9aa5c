// The words of the page, in both languages: the server sends them, no sentence stands in this code.

export class Words {
  #byLanguage;

  constructor(byLanguage, lang) {
    this.#byLanguage = byLanguage;
    this.lang = lang;
  }

  get other() {
    return this.lang === "fr" ? "en" : "fr";
  }

  has(lang) {
    return Object.hasOwn(this.#byLanguage, lang);
  }

  /** The words of that id with their holes filled; in `lang`, else in the language of the page. */
  get(id, values = {}, lang = this.lang) {
    const text = (this.#byLanguage[lang] ?? this.#byLanguage[this.lang])[id] ?? "";
    return text.replace(/\{(\w+)\}/g, (hole, name) => (Object.hasOwn(values, name) ? String(values[name]) : hole));
  }

  /** Turn the page to that language, in place: draft, focus and connection stay. */
  turn(lang) {
    this.lang = lang;
    document.documentElement.lang = lang;
    for (const node of document.querySelectorAll("[data-word]")) node.textContent = this.get(node.dataset.word);
    for (const node of document.querySelectorAll("[data-word-label]")) {
      node.setAttribute("aria-label", this.get(node.dataset.wordLabel));
    }
    for (const node of document.querySelectorAll("[data-word-placeholder]")) {
      node.placeholder = this.get(node.dataset.wordPlaceholder);
    }
  }
}

/** French keeps a sign with its word, and a figure with its unit: no line begins with "»", "?" or "h". */
export function unbroken(text, lang) {
  if (lang !== "fr") return text;
  return text.replace(/ (?=[?!:;»])/g, "\u00a0").replace(/« /g, "«\u00a0").replace(/(?<=\d) (?=(?:h|€|%)(?![a-zà-ÿ]))/gi, "\u00a0");
}
