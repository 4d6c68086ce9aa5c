"""How people spell: clean, with typing errors, as in a text message, without accents. Figures are never touched."""

from __future__ import annotations

import re
import unicodedata
from random import Random

STYLES = ("clean", "typos", "sms", "no_accents")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*|\S|\s+")
_TYPO_SHARE = 0.22
_LEAST = 4
_NEAR = {"a": "zq", "e": "rz", "i": "uo", "o": "ip", "u": "iy", "s": "dq", "t": "ry", "n": "bm", "r": "et", "l": "km"}
_SMS = {
    "fr": {
        "vous": "vs", "nous": "ns", "je": "j", "c'est": "c", "pour": "pr", "plus": "plu", "beaucoup": "bcp",
        "quelque": "qq", "quelqu'un": "qqn", "s'il": "sil", "plaît": "plai", "j'ai": "jai", "est-ce": "esk",
        "parce": "pcq", "avec": "avc", "dans": "ds", "mais": "mé", "toujours": "tjr", "bonjour": "bjr",
        "maintenant": "mtn", "pas": "pa", "que": "ke", "qui": "ki", "rendez": "rdv",
    },
    "en": {
        "you": "u", "are": "r", "please": "pls", "because": "cos", "and": "n", "have": "hv",
        "your": "ur", "people": "ppl", "thanks": "thx", "tomorrow": "tmrw", "with": "w", "about": "bout", "be": "b",
        "something": "smth", "I'm": "im", "can't": "cant", "don't": "dont", "message": "msg", "messages": "msgs",
    },
}


def spell(text: str, style: str, language: str, chance: Random, *, keep: tuple[str, ...] = ()) -> str:
    """The words in that style, the same for the same `chance`; what is in `keep` stays as it is.

    Raises ValueError for an unknown style."""
    if style == "clean":
        return text
    if style == "no_accents":
        return without_accents(text)
    if style not in STYLES:
        raise ValueError(f"there is no style {style!r}")
    kept = [one for one in keep if one]
    pattern = re.compile("|".join(map(re.escape, sorted(kept, key=len, reverse=True)))) if kept else None
    pieces, at = [], 0
    for match in pattern.finditer(text) if pattern else ():
        pieces += [_styled(text[at:match.start()], style, language, chance), match.group()]
        at = match.end()
    return "".join([*pieces, _styled(text[at:], style, language, chance)])


def _styled(text: str, style: str, language: str, chance: Random) -> str:
    words = _WORD.findall(text)
    if style == "typos":
        return "".join(_typo(word, chance) for word in words)
    short = {k.lower(): v for k, v in _SMS[language].items()}
    spelt = [short.get(word.lower().replace("’", "'"), word) for word in words]
    return without_accents("".join(spelt)).lower().replace("'", "").rstrip(".")


def _typo(word: str, chance: Random) -> str:
    if len(word) < _LEAST or not word.isalpha() or chance.random() > _TYPO_SHARE:
        return word
    at = chance.randrange(1, len(word) - 1)
    kind = chance.randrange(4)
    if kind == 0:
        return word[:at] + word[at + 1:]
    if kind == 1:
        return word[:at] + word[at + 1] + word[at] + word[at + 2:]
    if kind == 2:
        return word[:at] + word[at] + word[at:]
    near = _NEAR.get(word[at], word[at])
    return word[:at] + chance.choice(near) + word[at + 1:]


def without_accents(text: str) -> str:
    """é becomes e, œ becomes oe."""
    plain = unicodedata.normalize("NFD", text.replace("œ", "oe").replace("Œ", "OE"))
    return "".join(one for one in plain if not unicodedata.combining(one))
