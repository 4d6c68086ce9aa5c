"""What somebody has written themselves in an e-mail: quoted words, signatures and HTML taken off."""

from __future__ import annotations

import re
from html.parser import HTMLParser

_WROTE = r"(?:a [ée]crit|wrote|[ée]crivait|schrieb|escribi[óo]|ha scritto|schreef)\s*:\s*"
_SAYS = re.compile(rf"(?:le|on|am|el|il|op)\b(?=.*(?:\d|@)).{{4,250}}\b{_WROTE}", re.I | re.S)
_NAMED = re.compile(rf".{{0,80}}<[^<>\s]+@[^<>\s]+>.{{0,40}}{_WROTE}", re.I)
"""Who wrote what is quoted below: "Le 22 nov. 2026 à 10:04, … a écrit :", often on two lines."""
_RULE = re.compile(
    r"\s*(?:-{2,}\s*(?:message (?:d'origine|original|transf[ée]r[ée])|original message|forwarded message"
    r"|(?:d[ée]but du )?message transf[ée]r[ée])\s*-{0,}|_{12,}|-{12,})\s*",
    re.I,
)
_HEAD = re.compile(r"\s*\*?(?:de|from|exp[ée]diteur|von)\s*:\*?\s.*(?:@|répit|repit)", re.I)
_NEXT = re.compile(r"\s*\*?(?:envoy[ée]|sent|date|[àa]|to|objet|subject|gesendet)\s*:", re.I)
_SIGNATURE = re.compile(r"-- ?")
_SENT_FROM = re.compile(
    r"\s*(?:envoy[ée] (?:depuis|de|[àa] partir de) (?:mon|ma|l'application|outlook|yahoo|free)\b.{0,80}"
    r"|sent from (?:my|outlook|yahoo|mail for)\b.{0,80}|t[ée]l[ée]charger outlook\b.{0,60}"
    r"|get outlook for\b.{0,60})\s*",
    re.I,
)


def own_words(text: str) -> tuple[str, bool]:
    """The words without what they quote, and whether anything was cut off.

    Answers between quoted lines and below them are kept. Where nothing would be left, all of it is.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    kept: list[str] = []
    n = 0
    while n < len(lines):
        line = lines[n]
        if line.lstrip().startswith(">"):
            n += 1
        elif (length := _attribution(lines, n)) > 0:
            n += length
            if not _quoted_below(lines, n):
                break  # what follows is quoted without a mark on its lines
        elif _copied_header(lines, n):
            break
        elif _SIGNATURE.fullmatch(line) or _SENT_FROM.fullmatch(line):
            n = _end_of_signature(lines, n)
        else:
            kept.append(line)
            n += 1
    words = re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip()
    if not words:
        return text.strip(), False
    return words, len(words) < len(text.strip()) - 2


def _attribution(lines: list[str], n: int) -> int:
    """How many lines say who wrote what is quoted below; 0: none."""
    if not lines[n].strip():
        return 0
    if _NAMED.fullmatch(lines[n].strip()):
        return 1
    told = (" ".join(lines[n:n + length]).strip() for length in (1, 2, 3))
    return next((length for length, one in enumerate(told, 1) if _SAYS.fullmatch(one)), 0)


def _quoted_below(lines: list[str], n: int) -> bool:
    following = next((line for line in lines[n:] if line.strip()), ">")
    return following.lstrip().startswith(">")


def _copied_header(lines: list[str], n: int) -> bool:
    """Whether the header of the e-mail that is answered begins there, perhaps below a rule."""
    if _RULE.fullmatch(lines[n]):
        return _header_below(lines, n + 1)
    return _HEAD.match(lines[n]) is not None and _header_below(lines, n)


def _header_below(lines: list[str], n: int) -> bool:
    """Whether a mail's header is copied there: from, sent, to, subject."""
    near = [line for line in lines[n:n + 8] if line.strip()][:5]
    return sum(bool(_NEXT.match(line) or _HEAD.match(line)) for line in near) >= 2


def _end_of_signature(lines: list[str], n: int) -> int:
    """A signature ends where a quote begins, or with the e-mail."""
    for at in range(n + 1, len(lines)):
        if lines[at].lstrip().startswith(">") or _attribution(lines, at):
            return at
    return len(lines)


class _Text(HTMLParser):
    """Words of HTML; quotes are marked as in plain e-mails."""

    SKIPPED = frozenset({"script", "style", "head", "title", "template", "svg"})
    BREAKS = frozenset({"br", "p", "div", "tr", "li", "h1", "h2", "h3", "h4", "table", "ul", "ol", "hr", "blockquote"})
    DEEPEST = 200

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.skipping = 0
        self.quoting = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in self.SKIPPED:
            self.skipping += 1
        elif tag == "blockquote":
            self.quoting = min(self.quoting + 1, self.DEEPEST)
        if tag in self.BREAKS:
            self._line()
        del attrs

    def handle_endtag(self, tag: str) -> None:
        if tag in self.SKIPPED:
            self.skipping = max(self.skipping - 1, 0)
        elif tag == "blockquote":
            self.quoting = max(self.quoting - 1, 0)
        if tag in self.BREAKS - {"br"}:
            self._line()

    def handle_data(self, data: str) -> None:
        if not self.skipping:
            self.parts.append(re.sub(r"[\s\xa0]+", " ", data))

    def _line(self) -> None:
        self.parts.append("\n> " if self.quoting else "\n")


def words_of_html(html: str) -> str:
    """The words of an e-mail in HTML, a line for each of its lines; scripts and styles left out."""
    reader = _Text()
    reader.feed(html)
    reader.close()
    lines = [line.strip() for line in "".join(reader.parts).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join("" if line == ">" else line for line in lines)).strip()
