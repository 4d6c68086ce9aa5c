"""`python -m bot words` shows every sentence, and what still lacks a language or a review."""

from __future__ import annotations

import json

import pytest

from bot.__main__ import main
from bot.words import cli
from bot.words.book import Book, Sentence


def sentence(text_id: str, lang: str, kind: str = "plain", by: str | None = None) -> Sentence:
    return Sentence(id=text_id, lang=lang, channel=None, text=f"{text_id} {lang}", when="always", kind=kind,
                    reviewed_by=by, reviewed_on="2026-11-01" if by else None, source="bot/words/x.yml")


@pytest.fixture
def book(monkeypatch: pytest.MonkeyPatch) -> None:
    made = Book([sentence("a", "fr"), sentence("a", "en"), sentence("b", "fr"), sentence("c", "fr", "safety"),
                 sentence("c", "en", "safety", "M. Durand")])
    monkeypatch.setattr(cli, "book", lambda: made)


@pytest.mark.usefixtures("book")
def test_missing_lists_languages_and_reviews(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["words", "--missing"]) == 1
    assert capsys.readouterr().out.splitlines() == ["b: no en", "c (fr): safety, no review"]


@pytest.mark.usefixtures("book")
def test_every_sentence_is_shown_with_its_review(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["words"]) == 0
    told = capsys.readouterr().out
    assert "c  en  every channel  safety  reviewed by M. Durand on 2026-11-01" in told
    assert "when: always" in told
    assert told.count("not reviewed") == 4


@pytest.mark.usefixtures("book")
def test_one_object_a_line_for_a_machine(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["words", "--json", "--lang", "en"]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [row["id"] for row in rows] == ["a", "c"]
