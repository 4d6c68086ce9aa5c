"""What somebody answers to the question about thoughts of suicide, in French or English, however it is spelt.

A no is one only where nothing beside it takes it back: what is doubtful is asked once more, in other words. A yes is
one only where it can be nothing but the answer: "yes i live alone" answers something else. The words are a list for a
clinician: phrases/answers.yml.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from ruamel.yaml import YAML

from bot.debt.phrase import compile_phrase, covered, normalise
from bot.debt.safety import danger

Kind = Literal["yes", "no", "doubtful_no", "hedge", "refuses", "doubtful_yes", "sign", "leave", "other"]
_LIST = Path(__file__).with_name("phrases") / "answers.yml"
_BREAK = re.compile(r"[.!?;\n\r]+")
_WRITTEN_OUT = re.compile(r"\b(do|did|does|is|was|were|could|would|have)\s+not\b", re.I)
_PAUSE = (",", ":", ")", "…", "–", "—", "-", "*")
_LONGEST = 2_000
_PRONOUNS = 2
"""Words: "je (veux pas mourir)", "I am (not suicidal)"; more of them before a denial are listened to with it."""
_SHORT = 8
"""Words: a longer message says more than "perhaps" or "not yet"."""
_NEEDS_PAUSE = frozenset({"no", "never", "jamais"})
"""Beginning a sentence without a pause after them, they may be part of something else: "no hope"."""
_EMPTY = ("tired", "afraid", "fine", "aside", "no", "smile", "beside")
"""Around a no they say no more than that."""
_GONE = "zz"
"""Stands for words that were taken out: no phrase is built across it."""


@dataclass(frozen=True, slots=True)
class Told:
    """What was answered.

    doubtful_no: it begins with a no, and something takes it back. hedge: perhaps, not yet, would rather not say.
    refuses: they won't speak of it.
    doubtful_yes: a yes, or "ok", that may have answered something else. sign: words of the reviewed list of danger
    instead of an answer. leave: a goodbye.
    """

    kind: Kind
    rest: str = ""
    """What a plain no goes on with, in the debtor's own words; empty where that only says what was meant."""
    beside: str = ""
    """All that stands beside a plain no but what only says how they are: a cry may be among it."""
    reason: str = ""
    """What a plain no is explained with: `afraid`, `tired`; empty for anything else."""


@cache
def _book() -> Mapping[str, tuple[re.Pattern[str], ...]]:
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
    found = [pattern for kind in kinds for pattern in _book()[kind]]
    return tuple(sorted(found, key=lambda pattern: -pattern.pattern.count(r"(?: \|)* ")))


def _has(words: str, *kinds: str) -> bool:
    return any(pattern.search(words) for pattern in _patterns(kinds))


def _without(words: str, *kinds: str) -> str:
    """The words with all of these kinds taken out; they leave a mark."""
    return covered(words, _patterns(kinds))


def _nothing_left(words: str) -> bool:
    return not re.search(r"[a-z0-9]", words)


@dataclass(frozen=True, slots=True)
class _Sentence:
    """One sentence: as it was written, word by word, and each of those in plain words."""

    written: tuple[str, ...]
    plain: tuple[str, ...]

    @property
    def words(self) -> str:
        return "".join(self.plain)

    def after(self, length: int) -> _Sentence:
        """What follows the first `length` signs of its plain words."""
        at = passed = 0
        while at < len(self.plain) and passed < length:
            passed += len(self.plain[at])
            at += 1
        return _Sentence(self.written[at:], self.plain[at:])

    @property
    def text(self) -> str:
        return " ".join(self.written).strip(" ,:-–—")


def _sentences(text: str) -> list[_Sentence]:
    found = []
    for part in _BREAK.split(_WRITTEN_OUT.sub(r"\1nt", text[:_LONGEST])):
        written = tuple(part.split())
        sentence = _Sentence(written, tuple(normalise(one, whole=True).replace(" |", "") for one in written))
        if sentence.words:
            found.append(sentence)
    return found


def _begin(words: str, *kinds: str) -> int:
    """How many signs at the beginning are of these kinds."""
    patterns = [pattern for kind in kinds for pattern in _book()[kind]]
    at = 0
    while (length := max((m.end() for p in patterns if (m := p.match(words[at:]))), default=0)) > 0:
        at += length
    return at


def _past_asides(sentence: _Sentence) -> _Sentence:
    """Without what is said around an answer; "mais non" and "but why" begin with no "but"."""
    sentence = sentence.after(_begin(sentence.words, "aside"))
    first = sentence.words.split()[:1]
    if first in (["mais"], ["but"]):
        following = sentence.after(len(sentence.plain[0]))
        if _begin(following.words, "aside", "no", "puzzled", "misheard", "meant") > 0:
            return following.after(_begin(following.words, "aside"))
    return sentence


def _past_no(sentence: _Sentence) -> _Sentence | None:
    """What follows the no that a sentence begins with; None where it begins with none."""
    rest = sentence
    while (length := max((m.end() for p in _book()["no"] if (m := p.match(rest.words))), default=0)) > 0:
        said, following = rest.words[:length].split(), rest.after(length)
        pause = rest.written[len(rest.written) - len(following.written) - 1].endswith(_PAUSE)
        if len(said) == 1 and said[0] in _NEEDS_PAUSE and not pause and not _may_follow(following.words):
            return None if rest is sentence else rest
        rest = _past_asides(following)
    return None if rest is sentence else rest


def _may_follow(words: str) -> bool:
    return not words or any(p.match(words) for kind in ("follows", "no", "aside", "tired") for p in _book()[kind])


def denies(text: str) -> bool:
    """Whether somebody says by themselves, in so many words, that they are not thinking of suicide, or that something
    else was meant; nothing beside it may take that back.
    """
    sentences = _sentences(text)
    words = _join(sentences)
    return _denied(words) and not _dark_beside(sentences) and not _sign(words)


def answer_to(text: str) -> Told:
    """What these words answer to the question. Danger said outright (`safety.danger`) is to be looked for before."""
    sentences = [_past_asides(one) for one in _sentences(text)]
    sentences = [one for one in sentences if one.words]
    words = _join(sentences)
    if not words:
        return Told("leave" if _goodbye(text) else "other")
    return _told(text, sentences, words)


def _told(text: str, sentences: list[_Sentence], words: str) -> Told:
    begins_yes = _begin(sentences[0].words, "yes") > 0
    said_no = _past_no(sentences[0]) is not None
    if _sign(words, *(("afraid",) if said_no else ())):
        return Told("yes" if begins_yes else "sign")
    if _goodbye(text):
        return Told("leave")
    if not said_no and (yes := _yes(words, begins_yes=begins_yes)) is not None:
        return yes
    short = len(words.split()) <= _SHORT
    if not said_no and short and _has(words, "refuses") and not _dark_beside(sentences, "refuses"):
        return Told("refuses")
    if _has(words, "silent") or (short and _only_hedges(words)):
        return Told("hedge")
    if said_no or _denied(words) or _meant_otherwise(_join(_sentences(text))):
        if _dark_beside(sentences):
            return Told("doubtful_no")
        reason = next((kind for kind in ("afraid", "tired") if _has(words, kind)), "")
        return Told("no", _rest(sentences), _beside(sentences), reason)
    return Told("other")


def _denied(words: str) -> bool:
    return _has(words, "safe", "misheard") and not _has(words, "meant_it")


def _join(sentences: Sequence[_Sentence]) -> str:
    return " |".join(one.words for one in sentences)


def _sign(words: str, *without: str) -> bool:
    """Whether they hold a reviewed phrase of danger, the denials taken out."""
    left = _without(words, "safe", "misheard", *without).replace("~", _GONE)
    return danger(left).kind in ("explicit", "possible")


def _goodbye(text: str) -> bool:
    words = normalise(text, whole=True).replace(" |", "")
    return _has(words, "leave") and _nothing_left(_without(words, "leave", "aside", "ok"))


def _meant_otherwise(words: str) -> bool:
    """A puzzled or laughing "I only said": a no in all but the word."""
    return _has(words, "meant") and _has(words, "smile", "puzzled")


def _only_hedges(words: str) -> bool:
    if not _has(words, "takes_back"):
        return False
    return _nothing_left(_without(words, "takes_back", "no", "yes", "aside", "beside"))


def _dark_beside(sentences: Sequence[_Sentence], *without: str) -> bool:
    """Whether anything beside a no takes it back, or says more than it does."""
    if any(_has(one.words, "meant_it") for one in sentences):
        return True
    for one in sentences:
        words = _without(one.words, "safe", "misheard", "tired", *without)
        if _has(words, "takes_back", "silent", "dark"):
            return True
        if _has(words, "when") and not _has(words, "errand"):
            return True
    return False


def _yes(words: str, *, begins_yes: bool) -> Told | None:
    told = _has(words, "thoughts", "often")
    beside = ("yes", "thoughts", "often", "beside", "aside", "takes_back")
    if begins_yes:
        alone = _nothing_left(_without(words, *beside)) and not _has(_without(words, "yes"), "ok")
        of_them = told and not _has(words, "errand")
        return Told("yes" if alone or of_them else "doubtful_yes")
    if told and _nothing_left(_without(words, *beside)):
        return Told("yes")
    if _has(words, "ok") and _nothing_left(_without(words, "ok", "aside")):
        return Told("doubtful_yes")
    return None


def _rest(sentences: Sequence[_Sentence]) -> str:
    """What is said beside a no: without the no itself, and without what only says what was meant."""
    kept: list[str] = []
    for one in sentences:
        after_no = _past_no(one) if not kept else None  # "no, no. can i pay": later a no may be of something else
        rest = _past_statement(after_no or one)
        if rest.words and not _nothing_left(_without(rest.words, *_EMPTY)):
            kept.append(rest.text)
    return ". ".join(kept)


def _beside(sentences: Sequence[_Sentence]) -> str:
    """The same with what stands after a denial, whatever it has to do with."""
    kept: list[str] = []
    for n, one in enumerate(sentences):
        rest = (_past_no(one) if n == 0 else None) or one
        ends = [m.end() for kind in ("safe", "misheard") for p in _book()[kind] for m in p.finditer(rest.words)]
        begins = [m.start() for kind in ("safe", "misheard") for p in _book()[kind] for m in p.finditer(rest.words)]
        if ends and len(rest.words[: min(begins)].split()) <= _PRONOUNS:
            rest = rest.after(max(ends))
        if rest.words and not _nothing_left(_without(rest.words, *_EMPTY)):
            kept.append(rest.text)
    return ". ".join(kept)


def _past_statement(sentence: _Sentence) -> _Sentence:
    """Without the denial in it; what follows that stays where it has to do with something else."""
    nothing = _Sentence((), ())
    if _has(sentence.words, "meant") or (_has(sentence.words, "puzzled") and not _has(sentence.words, "errand")):
        return nothing
    if not _has(sentence.words, "safe", "misheard"):
        return sentence
    ends = [m.end() for kind in ("safe", "misheard") for p in _book()[kind] for m in p.finditer(sentence.words)]
    following = sentence.after(max(ends))
    return following if _has(following.words, "errand") else nothing
