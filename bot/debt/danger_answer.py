"""What somebody answers to the question about thoughts of suicide, in French or English, however it is spelt.

A no is one only where nothing beside it takes it back: what is doubtful is asked once more, in other words. A yes is
one only where it can be nothing but the answer: "yes i live alone" answers something else. The words are a list for a
clinician: phrases/answers.yml.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from bot.debt.danger_sentence import (
    Sentence,
    answers,
    begin,
    has,
    join,
    nothing_left,
    past_asides,
    past_no,
    sentences_of,
    without,
)
from bot.debt.phrase import normalise
from bot.debt.safety import danger

Kind = Literal["yes", "no", "doubtful_no", "hedge", "refuses", "doubtful_yes", "sign", "leave", "other"]
_PRONOUNS = 2
"""Words: "je (veux pas mourir)", "I am (not suicidal)"; more of them before a denial are listened to with it."""
_SHORT = 8
"""Words: a longer message says more than "perhaps" or "not yet"."""
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


def denies(text: str) -> bool:
    """Whether somebody says by themselves, in so many words, that they are not thinking of suicide, or that something
    else was meant; nothing beside it may take that back.
    """
    sentences = sentences_of(text)
    words = join(sentences)
    return _denied(words) and not _dark_beside(sentences) and not _sign(words)


def answer_to(text: str) -> Told:
    """What these words answer to the question. Danger said outright (`safety.danger`) is to be looked for before."""
    sentences = [past_asides(one) for one in sentences_of(text)]
    sentences = [one for one in sentences if one.words]
    words = join(sentences)
    if not words:
        return Told("leave" if _goodbye(text) else "other")
    return _told(text, sentences, words)


def _told(text: str, sentences: list[Sentence], words: str) -> Told:
    begins_yes = begin(sentences[0].words, "yes") > 0
    said_no = past_no(sentences[0]) is not None
    if _sign(words, *(("afraid",) if said_no else ())):
        return Told("yes" if begins_yes else "sign")
    if _goodbye(text):
        return Told("leave")
    if not said_no and (yes := _yes(words, begins_yes=begins_yes)) is not None:
        return yes
    short = len(words.split()) <= _SHORT
    if not said_no and short and has(words, "refuses") and not _dark_beside(sentences, "refuses"):
        return Told("refuses")
    if has(words, "silent") or (short and _only_hedges(words)):
        return Told("hedge")
    if said_no or _denied(words) or _meant_otherwise(join(sentences_of(text))):
        if _dark_beside(sentences):
            return Told("doubtful_no")
        reason = next((kind for kind in ("afraid", "tired") if has(words, kind)), "")
        return Told("no", _rest(sentences), _beside(sentences), reason)
    return Told("other")


def _denied(words: str) -> bool:
    return has(words, "safe", "misheard") and not has(words, "meant_it")


def _sign(words: str, *left_out: str) -> bool:
    """Whether they hold a reviewed phrase of danger, the denials taken out."""
    left = without(words, "safe", "misheard", *left_out).replace("~", _GONE)
    return danger(left).kind in ("explicit", "possible")


def _goodbye(text: str) -> bool:
    words = normalise(text, whole=True).replace(" |", "")
    return has(words, "leave") and nothing_left(without(words, "leave", "aside", "ok"))


def _meant_otherwise(words: str) -> bool:
    """A puzzled or laughing "I only said": a no in all but the word."""
    return has(words, "meant") and has(words, "smile", "puzzled")


def _only_hedges(words: str) -> bool:
    if not has(words, "takes_back"):
        return False
    return nothing_left(without(words, "takes_back", "no", "yes", "aside", "beside"))


def _dark_beside(sentences: Sequence[Sentence], *left_out: str) -> bool:
    """Whether anything beside a no takes it back, or says more than it does."""
    if any(has(one.words, "meant_it") for one in sentences):
        return True
    for one in sentences:
        words = without(one.words, "safe", "misheard", "tired", *left_out)
        if has(words, "takes_back", "silent", "dark"):
            return True
        if has(words, "when") and not has(words, "errand"):
            return True
    return False


def _yes(words: str, *, begins_yes: bool) -> Told | None:
    told = has(words, "thoughts", "often")
    beside = ("yes", "thoughts", "often", "beside", "aside", "takes_back")
    if begins_yes:
        alone = nothing_left(without(words, *beside)) and not has(without(words, "yes"), "ok")
        of_them = told and not has(words, "errand")
        return Told("yes" if alone or of_them else "doubtful_yes")
    if told and nothing_left(without(words, *beside)):
        return Told("yes")
    if has(words, "ok") and nothing_left(without(words, "ok", "aside")):
        return Told("doubtful_yes")
    return None


def _rest(sentences: Sequence[Sentence]) -> str:
    """What is said beside a no: without the no itself, and without what only says what was meant."""
    kept: list[str] = []
    for one in sentences:
        after_no = past_no(one) if not kept else None  # "no, no. can i pay": later a no may be of something else
        rest = _past_statement(after_no or one)
        if rest.words and not nothing_left(without(rest.words, *_EMPTY)):
            kept.append(rest.text)
    return ". ".join(kept)


def _beside(sentences: Sequence[Sentence]) -> str:
    """The same with what stands after a denial, whatever it has to do with."""
    kept: list[str] = []
    for n, one in enumerate(sentences):
        rest = (past_no(one) if n == 0 else None) or one
        ends = [m.end() for kind in ("safe", "misheard") for p in answers()[kind] for m in p.finditer(rest.words)]
        begins = [m.start() for kind in ("safe", "misheard") for p in answers()[kind] for m in p.finditer(rest.words)]
        if ends and len(rest.words[: min(begins)].split()) <= _PRONOUNS:
            rest = rest.after(max(ends))
        if rest.words and not nothing_left(without(rest.words, *_EMPTY)):
            kept.append(rest.text)
    return ". ".join(kept)


def _past_statement(sentence: Sentence) -> Sentence:
    """Without the denial in it; what follows that stays where it has to do with something else."""
    nothing = Sentence((), ())
    if has(sentence.words, "meant") or (has(sentence.words, "puzzled") and not has(sentence.words, "errand")):
        return nothing
    if not has(sentence.words, "safe", "misheard"):
        return sentence
    ends = [m.end() for kind in ("safe", "misheard") for p in answers()[kind] for m in p.finditer(sentence.words)]
    following = sentence.after(max(ends))
    return following if has(following.words, "errand") else nothing
