"""The small language of the phrase lists: plain words made into patterns, and messages made plain to be searched.

Normalised words: small letters, no accents, one space before each word, "|" for the end of a sentence.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from ruamel.yaml import YAML

from bot.debt.elision import with_apostrophes
from bot.debt.spelling import near

_SPELLING = Path(__file__).with_name("phrases") / "spelling.yml"
_GAP = r"((?: [^ |~]+){0,4}?)"  # the one group that keeps its words: they are no part of the phrase
_LINK = r"(?: \|)* "  # words of one phrase may be cut by a full stop or a new message
_ANCHORS = {"...": _GAP, "^": r"^(?: \|)*", "$": r"(?: \|)*$"}
_MANY = "MANY"
_LONGEST = 20_000  # characters searched: a long letter and more, and a bound on the work

_CONTRACTIONS = (
    (re.compile(r"\bcan'?not\b"), "cant"),
    (re.compile(r"n't\b"), "nt"),
    (re.compile(r"\b(my|him|her|your|them)\s*sel(f|ves)\b"), r"\1self"),
    (re.compile(r"\b(i|you|we|they|he|she|it|what|who|that)'m\b"), r"\1 am"),
    (re.compile(r"\b(you|we|they)'re\b"), r"\1 are"),
    (re.compile(r"\b(i|you|we|they)'ve\b"), r"\1 have"),
    (re.compile(r"\b(i|you|we|they|he|she|it)'ll\b"), r"\1 will"),
    (re.compile(r"\b(i|you|we|they|he|she)'d\b"), r"\1 would"),
    (re.compile(r"\b(he|she|it|life|what|that|there)'s\b"), r"\1 is"),
)
_LEET = str.maketrans({"0": "o", "1": "i", "3": "e", "@": "a", "$": "s"})


@dataclass(frozen=True, slots=True)
class _Spelling:
    words: Mapping[str, str]  # as written -> what it means
    beginnings: tuple[tuple[str, str], ...]
    glued: Mapping[str, str]
    silent: frozenset[str]
    slips: tuple[str, ...]
    no_slips: frozenset[str]


def _plain(text: str) -> str:
    text = unicodedata.normalize("NFKC", text).casefold().replace("œ", "oe").replace("æ", "ae")
    text = with_apostrophes(re.sub("[’‘`´ʼ′]", "'", text))
    for pattern, written in _CONTRACTIONS:
        text = pattern.sub(written, text)
    split = unicodedata.normalize("NFKD", text)
    return "".join(sign for sign in split if not unicodedata.combining(sign))


def _single(word: str) -> str:
    """Doubled and drawn-out letters once: mourrrir, plusss, killl."""
    return re.sub(r"([a-z])\1+", r"\1", word)


@cache
def _spelling(path: Path = _SPELLING) -> _Spelling:
    book = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
    words = {_plain(str(form)): meant for meant, forms in book["words"].items() for form in forms}
    words |= {_single(form): meant for form, meant in words.items() if _single(form) not in words}
    beginnings = [(_single(_plain(form)), meant) for meant, forms in book["beginnings"].items() for form in forms]
    letters, to = book["glued"]["letters"], book["glued"]["to"]
    taken = {*to, *map(_single, to), *book["glued"]["never"], *words.values()}
    glued = {_single(short + word): f"{meant} {word}" for short, meant in letters.items() for word in to}
    glued = {form: meant for form, meant in glued.items() if form not in taken}
    return _Spelling(words, tuple(beginnings), glued, frozenset(_single(_plain(word)) for word in book["silent"]),
                     tuple(map(_single, book["slips"]["to"])),
                     frozenset(map(_single, book["slips"]["never"])))


_NEGATION = frozenset({"ne", "n"})


def _meant(word: str, whole: bool) -> Iterable[str]:
    """The plain words that one written word stands for; none for a word that changes nothing."""
    book = _spelling()
    silent = _NEGATION if whole else book.silent
    meant = book.words.get(word) or book.words.get(_single(word)) or book.glued.get(_single(word)) or word
    for part in map(_single, meant.split()):
        plain = part
        for form, beginning in book.beginnings:
            if plain.startswith(form):
                plain = beginning + plain[len(form) :]
        if plain not in silent:
            yield _without_slip(plain)


def _without_slip(word: str) -> str:
    """The word that was meant, where this is one of `slips` with a typing error in it; a beginning of it is none, for
    the lists have words that only begin so.
    """
    book = _spelling()
    if word in book.no_slips:
        return word
    slips = (one for one in book.slips if word[0] == one[0] and not one.startswith(word))
    return next((meant for meant in slips if near(word, meant)), word)


@lru_cache(maxsize=4096)
def _words(written: str, whole: bool = False) -> tuple[str, ...]:
    return tuple(_meant(written, whole))


def normalise(text: str, *, whole: bool = False) -> str:
    """The message made plain (see the head of this module); only the first 20 000 characters are read.

    `whole`: "just", "vraiment" and the like, which change nothing of a cry, are kept.
    """
    text = _plain(text[:_LONGEST])
    text = re.sub(r"[^\S\n\r]+", " ", text)
    text = re.sub(r"(?<=[a-z])[013@$](?=[a-z])", lambda found: found.group().translate(_LEET), text)
    text = re.sub(r"(?<=[a-z])\*+(?=[a-z])", "", text)
    text = re.sub(r"\.{2,}|…", " ", text)
    spaced = r"(?<![a-z0-9])[a-z](?:[ .\-_][a-z]){4,}(?![a-z0-9'])"
    text = re.sub(spaced, lambda found: re.sub(r"[ .\-_]", "", found.group()), text)
    text = re.sub(r"[.!?;\n\r]+", " | ", text)
    text = re.sub(r"[^a-z0-9|+/]+", " ", text)
    kept: list[str] = []
    for written in text.replace("/", " ").split():
        kept.extend(("|",) if written == "|" else _words(written, whole))
    return "".join(f" {word}" for word in kept)


def _either(choice: str, whole: bool) -> str:
    """Alternatives as one group: a/b*/c_d. Empty when all of them are words that change nothing."""
    parts: list[str] = []
    for word in choice.split("/"):
        plain = normalise(word.replace("_", " ").rstrip("*"), whole=whole).replace("|", " ").split()
        if plain:
            parts.append(_LINK.join(map(re.escape, plain)) + (r"[^ |~]*" if word.endswith("*") else ""))
    return "|".join(dict.fromkeys(parts))


def compile_phrase(words: str, groups: Mapping[str, str], *, whole: bool = False) -> re.Pattern[str]:
    """One entry's line as a pattern over words normalised in the same way.

    Raises ValueError for an unknown group or an empty line.
    """
    for name in re.findall(r"\b[A-Z]{2,}\b", words):
        if name not in groups and name != _MANY:
            raise ValueError(f"unknown group {name} in {words!r}")
    words = re.sub(r"\b[A-Z]{2,}\b", lambda name: groups.get(name.group(), name.group()), words)
    built, fixed = "", 0
    for element in words.split():
        if element in _ANCHORS:
            built += _ANCHORS[element]
            continue
        either = "[0-9]{2,}" if element == _MANY else _either(element.strip("!()"), whole)
        if not either:
            continue
        if element.startswith("!"):
            built += rf"(?!{_LINK}(?:{either})(?: |$))"
        elif element.startswith("("):
            built += rf"(?:{_LINK}(?:{either}))?"
        else:
            # a phrase begins at a word: what stands between it and the word before would only be searched in vain
            built, fixed = built + (_LINK if built else " ") + f"(?:{either})", fixed + 1
    if not fixed:
        raise ValueError(f"nothing to look for in {words!r}")
    return re.compile(built + r"(?= |$)")


def covered(words: str, patterns: Iterable[re.Pattern[str]]) -> str:
    """The words with every find of the patterns blanked out, so that no other phrase is built from them.

    What stands in a gap ("...") is anybody's word and stays: a cry between the two halves of an idiom is one.
    """
    for pattern in patterns:
        words = pattern.sub(_blanked, words)
    return words


def _blanked(found: re.Match[str]) -> str:
    kept, at, start = "", found.start(), found.start()
    text = found.group()
    for n in range(1, found.re.groups + 1):
        begin, end = found.span(n)
        if begin < 0:
            continue
        kept += re.sub(r"[^ ]+", "~", text[at - start : begin - start]) + text[begin - start : end - start]
        at = end
    return kept + re.sub(r"[^ ]+", "~", text[at - start :])
