"""Words of danger, and wishes for a person or for silence, found without any model: a reviewed list of phrases.

It runs on every message, in every state of ownership, and with Rasa down. Both languages are always searched: a
frightened person changes language, and a wrong guess must not hide a cry. The lists (phrases/*.yml) are data for a
clinician; how an entry is written stands at the head of phrases/fr.yml.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from re import Pattern
from typing import Any, Literal

from ruamel.yaml import YAML

from bot.debt.phrase import compile_phrase, covered, normalise
from bot.debt.spelling import near, plain_words

Kind = Literal["explicit", "possible", "idiom"]

_FOLDER = Path(__file__).with_name("phrases")
_DANGER = ("fr", "en")
_SERVICE = ("fr_service", "en_service")
_KINDS = frozenset(
    ("explicit", "possible", "idiom", "human", "not_human", "stop_carrier", "stop_word", "stop_phrase", "not_stop")
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """One entry of a list: its patterns over normalised words."""

    id: str
    kind: str
    patterns: tuple[Pattern[str], ...]
    covers: bool
    note: str
    reviewed_on: date | None

    def found(self, words: str) -> bool:
        """True when any of its patterns stands in the normalised words."""
        return any(pattern.search(words) for pattern in self.patterns)


@dataclass(frozen=True, slots=True)
class Danger:
    """The gravest kind found (None: nothing) and the ids of every entry that matched."""

    kind: Kind | None
    matched: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Stop:
    """A wish not to be written to.

    carrier: one of the words that Twilio acts on by itself (STOP, END …): the number is opted out there, and sending
    will fail (21610); mirror it. On a web chat the same word is only a word of dialogue: the caller decides.
    ours: a French word that no carrier knows (ARRET), or a sentence ("ne m'écrivez plus"): only we can honour it.
    """

    kind: Literal["carrier", "ours"]
    matched: tuple[str, ...]


def _phrase(row: Mapping[str, Any], groups: Mapping[str, str]) -> Phrase:
    if row["kind"] not in _KINDS:
        raise ValueError(f"phrase {row['id']}: unknown kind {row['kind']!r}")
    return Phrase(
        id=row["id"],
        kind=row["kind"],
        patterns=tuple(compile_phrase(str(words), groups) for words in row["words"]),
        covers=bool(row.get("covers")) or row["kind"] in ("idiom", "not_human", "not_stop"),
        note=row.get("note", ""),
        reviewed_on=row.get("reviewed_on"),
    )


@cache
def phrases(*names: str) -> tuple[Phrase, ...]:
    """The entries of these lists (file names without .yml), read once.

    Raises ValueError on an entry that is not whole or an id that stands twice.
    """
    found: list[Phrase] = []
    for name in names:
        book = YAML(typ="safe").load((_FOLDER / f"{name}.yml").read_text(encoding="utf-8"))
        groups = book.get("groups") or {}
        found.extend(_phrase(row, groups) for row in book["phrases"])
    if len({phrase.id for phrase in found}) != len(found):
        raise ValueError("a phrase id stands twice")
    return tuple(found)


def unreviewed() -> tuple[str, ...]:
    """Ids of the entries about danger that no clinician has reviewed yet: production shows or refuses on them."""
    return tuple(phrase.id for phrase in phrases(*_DANGER) if phrase.reviewed_on is None)


@lru_cache(maxsize=128)
def _search(text: str, names: tuple[str, ...]) -> Mapping[str, tuple[str, ...]]:
    """Ids by kind; entries that cover are looked for first and take their words away.

    Every message is searched more than once (as it comes in, in its turn, while Rasa is down): the newest few
    answers are kept. They are few because the words are people's own.
    """
    words, found = normalise(text), dict[str, list[str]]()
    entries = phrases(*names)
    for phrase in entries:
        if phrase.covers and phrase.found(words):
            found.setdefault(phrase.kind, []).append(phrase.id)
    left = words
    for phrase in entries:
        if phrase.id in found.get(phrase.kind, ()):
            left = covered(left, phrase.patterns)
    for phrase in entries:
        if not phrase.covers and phrase.found(left):
            found.setdefault(phrase.kind, []).append(phrase.id)
    return {kind: tuple(ids) for kind, ids in found.items()}


def danger(text: str) -> Danger:
    """What danger these words hold: explicit, possible, idiom (only a way of speaking) or none.

    Join messages that arrive in a burst with line breaks: a phrase cut over two messages is found. A miss is worse
    than a false alarm: when in doubt an entry is possible, which costs one gentle question.
    """
    found = _search(text, _DANGER)
    matched = tuple(name for kind in ("explicit", "possible", "idiom") for name in found.get(kind, ()))
    if "explicit" in found:
        return Danger("explicit", matched)
    if "possible" in found:
        return Danger("possible", matched)
    return Danger("idiom" if "idiom" in found else None, matched)


_FEW = 4
_HUMAN = frozenset({"person", "humain", "human", "conseiller", "conseillere", "advisor", "adviser"})
"""Not "agent" (argent), nor "personne", which in French is nobody as well."""
_SPELT_RIGHT = _HUMAN | {
    "personne", "personnes", "persons", "humaine", "humains", "humans", "conseillers", "advisers", "advisors",
}


def _misspelt(word: str) -> bool:
    return word not in _SPELT_RIGHT and any(near(word, meant) for meant in _HUMAN)


def asks_human(text: str) -> tuple[str, ...]:
    """Ids of what asks for a person ("conseiller", "agent please"); empty: nothing does. Works with Rasa down."""
    found = _search(text, _SERVICE).get("human", ())
    told = plain_words(text)
    if found or len(told) > _FEW:
        return found
    return ("misspelt",) if any(map(_misspelt, told)) else ()


def asks_stop(text: str) -> Stop | None:
    """A wish not to be written to, and who can act on it; None: no such wish ("stop au prélèvement" is none)."""
    found = _search(text, _SERVICE)
    if "stop_carrier" in found:
        return Stop("carrier", found["stop_carrier"])
    ours = (*found.get("stop_word", ()), *found.get("stop_phrase", ()))
    return Stop("ours", ours) if ours else None
