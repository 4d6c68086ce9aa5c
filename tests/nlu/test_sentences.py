"""The sentences themselves: enough of them, none twice, and the examined ones never among those trained on."""

from __future__ import annotations

from collections import Counter, defaultdict

import pytest
from rapidfuzz import fuzz, process

from bot.nlu.normalise import normalise
from tests.understanding.corpus import EXAMINED, REGISTERS, Sentence, labelled, plain, training

NEAR = 90
"""Of a hundred: how alike two sentences of more than three words are before one of them teaches nothing."""
SHORT = 3


@pytest.fixture(scope="module")
def trained() -> list[Sentence]:
    return training()


@pytest.fixture(scope="module")
def examined() -> list[Sentence]:
    return labelled(EXAMINED)


def test_every_meaning_has_sentences_in_both_languages(trained: list[Sentence]) -> None:
    count = Counter((s.intent, s.language) for s in trained)
    assert min(count[intent, "fr"] for intent, _ in count) >= 200
    assert min(count[intent, "en"] for intent, _ in count) >= 100


def test_no_sentence_stands_for_two_meanings(trained: list[Sentence]) -> None:
    meanings = defaultdict(set)
    for s in trained:
        meanings[normalise(s.text) or s.text].add(s.intent)
    twice = {text: found for text, found in meanings.items() if len(found) > 1}
    assert len(twice) < 0.002 * len(trained), list(twice.items())[:20]


def test_near_duplicates_are_rare(trained: list[Sentence]) -> None:
    groups = defaultdict(list)
    for s in trained:
        told = " ".join(sorted(normalise(s.text).split()))
        if told.count(" ") >= SHORT:
            groups[s.intent, s.language].append(told)
    near = sum(_near(told) for told in groups.values())
    assert near < 0.02 * len(trained), f"{near} of {len(trained)}"


def _near(told: list[str]) -> int:
    """How many are as good as one of those before them."""
    return sum(
        process.extractOne(one, told[:n], scorer=fuzz.ratio, score_cutoff=NEAR) is not None
        for n, one in enumerate(told)
    )


def test_what_is_examined_was_never_trained_on(trained: list[Sentence], examined: list[Sentence]) -> None:
    known = {plain(s.text) for s in trained}
    asked = [*examined, *labelled(REGISTERS)]
    both = [s.text for s in asked if _is_long(s.text) and plain(s.text) in known]
    assert not both  # shorter ones ("ok merci") are what everybody says


def _is_long(text: str) -> bool:
    return min(len(text.split()), len(plain(text).split())) > SHORT


def test_there_is_enough_to_examine(examined: list[Sentence]) -> None:
    count = Counter((s.intent, s.language) for s in examined)
    assert min(count[intent, "fr"] for intent, _ in count) >= 40
    assert min(count[intent, "en"] for intent, _ in count) >= 20
    assert {s.style for s in examined} == {"clean", "typos", "sms", "long", "short", "indirect", "near"}
