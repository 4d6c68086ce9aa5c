"""The sentences of an answer in plain words, and what of the reviewed list (phrases/answers.yml) stands in them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ruamel.yaml import YAML

from bot.debt.phrase import compile_phrase, covered, normalise

_LIST = Path(__file__).with_name("phrases") / "answers.yml"
_BREAK = re.compile(r"[.!?;\n\r]+")
_WRITTEN_OUT = re.compile(r"\b(do|did|does|is|was|were|could|would|have)\s+not\b", re.I)
_PAUSE = (",", ":", ")", "…", "–", "—", "-", "*")
_LONGEST = 2_000
_NEEDS_PAUSE = frozenset({"no", "never", "jamais"})
"""Beginning a sentence without a pause after them, they may be part of something else: "no hope"."""


@cache
def answers() -> Mapping[str, tuple[re.Pattern[str], ...]]:
    """The patterns of each kind, the longest first: no word of one is taken out by a shorter."""
    raw = YAML(typ="safe").load(_LIST.read_text(encoding="utf-8"))
    return {
        kind: tuple(compile_phrase(line, raw["groups"], whole=True) for line in sorted(map(str, lines), key=_length))
        for kind, lines in raw["answers"].items()
    }


def _length(line: str) -> int:
    return -sum(max(one.count("_") + 1 for one in element.split("/")) for element in line.split())


@cache
def _patterns(kinds: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    found = [pattern for kind in kinds for pattern in answers()[kind]]
    return tuple(sorted(found, key=lambda pattern: -pattern.pattern.count(r"(?: \|)* ")))


def has(words: str, *kinds: str) -> bool:
    """Whether any phrase of these kinds stands in the plain words."""
    return any(pattern.search(words) for pattern in _patterns(kinds))


def without(words: str, *kinds: str) -> str:
    """The words with all of these kinds taken out; they leave a mark."""
    return covered(words, _patterns(kinds))


def nothing_left(words: str) -> bool:
    """Whether no letter and no figure is left in them."""
    return not re.search(r"[a-z0-9]", words)


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence: as it was written, word by word, and each of those in plain words."""

    written: tuple[str, ...]
    plain: tuple[str, ...]

    @property
    def words(self) -> str:
        """In plain words."""
        return "".join(self.plain)

    def after(self, length: int) -> Sentence:
        """What follows the first `length` signs of its plain words."""
        at = passed = 0
        while at < len(self.plain) and passed < length:
            passed += len(self.plain[at])
            at += 1
        return Sentence(self.written[at:], self.plain[at:])

    @property
    def text(self) -> str:
        """As it was written, without the signs around it."""
        return " ".join(self.written).strip(" ,:-–—")


def sentences_of(text: str) -> list[Sentence]:
    """The sentences of a text that have words; of a long one, its beginning."""
    found = []
    for part in _BREAK.split(_WRITTEN_OUT.sub(r"\1nt", text[:_LONGEST])):
        written = tuple(part.split())
        sentence = Sentence(written, tuple(normalise(one, whole=True).replace(" |", "") for one in written))
        if sentence.words:
            found.append(sentence)
    return found


def begin(words: str, *kinds: str) -> int:
    """How many signs at the beginning are of these kinds."""
    patterns = [pattern for kind in kinds for pattern in answers()[kind]]
    at = 0
    while (length := max((m.end() for p in patterns if (m := p.match(words[at:]))), default=0)) > 0:
        at += length
    return at


def past_asides(sentence: Sentence) -> Sentence:
    """Without what is said around an answer; "mais non" and "but why" begin with no "but"."""
    sentence = sentence.after(begin(sentence.words, "aside"))
    first = sentence.words.split()[:1]
    if first in (["mais"], ["but"]):
        following = sentence.after(len(sentence.plain[0]))
        if begin(following.words, "aside", "no", "puzzled", "misheard", "meant") > 0:
            return following.after(begin(following.words, "aside"))
    return sentence


def past_no(sentence: Sentence) -> Sentence | None:
    """What follows the no that a sentence begins with; None where it begins with none."""
    rest = sentence
    while (length := max((m.end() for p in answers()["no"] if (m := p.match(rest.words))), default=0)) > 0:
        said, following = rest.words[:length].split(), rest.after(length)
        pause = rest.written[len(rest.written) - len(following.written) - 1].endswith(_PAUSE)
        if len(said) == 1 and said[0] in _NEEDS_PAUSE and not pause and not _may_follow(following.words):
            return None if rest is sentence else rest
        rest = past_asides(following)
    return None if rest is sentence else rest


def _may_follow(words: str) -> bool:
    return not words or any(p.match(words) for kind in ("follows", "no", "aside", "tired") for p in answers()[kind])


def join(sentences: Sequence[Sentence]) -> str:
    """Their plain words as one, with a mark across which no phrase is built."""
    return " |".join(one.words for one in sentences)
