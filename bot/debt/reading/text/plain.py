"""Text made plain for reading: no case, no accents, digits for number words, every character traced back."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from text_to_num import find_numbers

from bot.debt.elision import with_apostrophes

LONGEST = 2000
"""Characters read of a message; what follows is left to a person (nobody tells a budget in more)."""

_ALIKE = {"’": "'", "‘": "'", "ʼ": "'", "`": "'", "´": "'", "–": "-", "—": "-", "‑": "-", "−": "-"}
_WORD = re.compile(r"[a-z0-9,.']+")
_NOT_NUMBERS = {"o", "oh", "un", "une", "a", "one", "second", "seconde", "neuve"}
_UNACCENTED = {"zero": "zéro"}


@dataclass(frozen=True, slots=True)
class Plain:
    """Plain text; `starts[i]`/`ends[i]` bound the original characters that the i-th plain one stands for."""

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    worded: frozenset[int] = frozenset()
    """Where in `text` a number begins that was written in words."""

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where `text[start:end]` (not empty) stands in the original."""
        return self.starts[start], self.ends[end - 1]


def cut(text: str) -> str:
    """The part of a message that is read: its first LONGEST characters."""
    return text[:LONGEST]


def _plain_of(char: str) -> str:
    if char in _ALIKE:
        return _ALIKE[char]
    if char.isdecimal():
        return str(unicodedata.decimal(char))
    if char == "\n":
        return char
    if char.isspace() or unicodedata.category(char) in ("Cc", "No"):  # No: a fraction glued to a number
        return " "
    if char in "œŒæÆ":
        return "oe" if char in "œŒ" else "ae"
    if unicodedata.category(char) in ("Cf", "Mn"):
        return ""
    spread = unicodedata.normalize("NFKD", char).lower()
    return "".join(c for c in spread if not unicodedata.combining(c))


@lru_cache(maxsize=64)
def fold(text: str) -> Plain:
    """Lower case, accents off, apostrophes, dashes and spaces made one kind; other scripts' digits to 0-9."""
    out: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for index, char in enumerate(cut(text)):
        for plain in _plain_of(char):
            out.append(plain)
            starts.append(index)
            ends.append(index + 1)
    return Plain(with_apostrophes("".join(out)), tuple(starts), tuple(ends))


def flat(text: str) -> str:
    """The plain words of a text in one line: single spaces, none at its ends."""
    return re.sub(r"\s+", " ", fold(text).text).strip()


class _Token:
    """A word as text2num wants it; `glued` says that only a space or hyphen parts it from the one before."""

    def __init__(self, match: re.Match[str], glued: bool) -> None:
        self.word, self.start, self.end, self.glued = match[0], match.start(), match.end(), glued

    def text(self) -> str:
        return _UNACCENTED.get(self.word, self.word)

    def text_lowercase(self) -> str:
        return self.text()

    def nt_separated(self, _previous: _Token) -> bool:
        return not self.glued

    def not_a_number_part(self) -> bool:
        return bool(re.search(r"[0-9]", self.word)) or self.word in ("o", "oh")


def _tokens(text: str) -> list[_Token]:
    tokens: list[_Token] = []
    for match in _WORD.finditer(text):
        between = text[tokens[-1].end : match.start()] if tokens else ""
        tokens.append(_Token(match, between in (" ", "-")))
    return tokens


def _stays_a_word(tokens: list[_Token], index: int) -> bool:
    """An article, or the multiplier of a number in digits ("2 mille")."""
    token = tokens[index]
    after_digits = index > 0 and token.glued and tokens[index - 1].word[-1].isdigit()
    return token.word in _NOT_NUMBERS or (after_digits and token.word in ("mille", "thousand"))


@lru_cache(maxsize=64)
def with_digits(plain: Plain, language: str, *, ordinals: bool = False) -> Plain:
    """The same with numbers in words ("mille deux cents", "twelve hundred") written in digits.

    "un", "une", "one" alone stay words (they are articles more often); so do ordinals unless asked for.
    """
    tokens = _tokens(plain.text)
    found = [
        (tokens[o.start].start, tokens[o.end - 1].end, o.text)
        for o in find_numbers(tokens, "en" if language == "en" else "fr", 0)
        if (ordinals or not o.is_ordinal)
        and re.fullmatch(r"[0-9]+(?:[.,][0-9]+)?(?:er|eme|st|nd|rd|th)?", o.text)
        and not (o.end - o.start == 1 and _stays_a_word(tokens, o.start))
    ]
    # text2num reads no zero that stands alone
    found += [
        (t.start, t.end, "0")
        for t in tokens
        if t.word == "zero" and not any(start < t.end and t.start < end for start, end, _ in found)
    ]
    return rewritten(plain, sorted(found))


def rewritten(plain: Plain, found: list[tuple[int, int, str]]) -> Plain:
    """The same with each stretch (from, to, instead), in order, written otherwise and traced back as a whole."""
    out: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    worded: set[int] = set()
    at = 0
    for start, end, instead in [*found, (len(plain.text), len(plain.text), "")]:
        out.extend(plain.text[at:start])
        starts.extend(plain.starts[at:start])
        ends.extend(plain.ends[at:start])
        if instead:
            first, last = plain.span(start, end)
            worded.add(len(out))
            out.extend(instead)
            starts.extend([first] * len(instead))
            ends.extend([last] * len(instead))
        at = end
    return Plain("".join(out), tuple(starts), tuple(ends), frozenset(worded))


def words(text: str) -> list[str]:
    """The plain words of a text, without punctuation; apostrophes part words ("c'est" gives c, est)."""
    return re.findall(r"[a-z]+|[0-9]+", fold(text).text)


def same_words(one: str, other: str) -> bool:
    """Whether two texts are the same in plain words."""
    return fold(one).text == fold(other).text


def mentions(text: str, name: str) -> bool:
    """Whether a text holds that name, in plain words ("chez maison claire" names Maison Claire)."""
    told, wanted = " ".join(words(text)), " ".join(words(name))
    return bool(wanted) and f" {wanted} " in f" {told} "
