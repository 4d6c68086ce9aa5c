"""`python -m bot words`: the book of every sentence, for who reviews them."""

from __future__ import annotations

import argparse
import json
import sys
from typing import TYPE_CHECKING

from bot.words.book import NEEDS_REVIEW, Book, Sentence, WordsError, book

if TYPE_CHECKING:
    from argparse import _SubParsersAction

LANGUAGES = ("fr", "en")
_COLUMNS = ("id", "lang", "channel", "kind", "when", "reviewed_by", "reviewed_on", "text")


def register(subparsers: _SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the verb."""
    words = subparsers.add_parser("words", help="print every sentence with its language, channel and review")
    words.add_argument("--missing", action="store_true", help="only what lacks a language or a review it needs")
    words.add_argument("--lang", choices=LANGUAGES, help="only this language")
    words.add_argument("--kind", help="only this kind: plain, safety, consent, legal")
    words.add_argument("--json", action="store_true", help="one JSON object a line")
    words.set_defaults(handler=_words, plain=True)


def missing(sentences: Book) -> list[str]:
    """One line for each sentence that lacks a language or, being safety, consent or legal, a review."""
    known: dict[tuple[str, str | None], set[str]] = {}
    faults = []
    for sentence in sentences:
        known.setdefault((sentence.id, sentence.channel), set()).add(sentence.lang)
        if sentence.kind in NEEDS_REVIEW and not (sentence.reviewed_by and sentence.reviewed_on):
            faults.append(f"{_place(sentence.id, sentence.channel)} ({sentence.lang}): {sentence.kind}, no review")
    for (text_id, channel), languages in known.items():
        faults += [f"{_place(text_id, channel)}: no {lang}" for lang in LANGUAGES if lang not in languages]
    return sorted(faults)


def _place(text_id: str, channel: str | None) -> str:
    return f"{text_id} [{channel}]" if channel else text_id


def _row(sentence: Sentence) -> dict[str, str]:
    row = {column: getattr(sentence, column) or "" for column in _COLUMNS}
    return row | {"version": sentence.version, "source": sentence.source}


def _print(sentence: Sentence) -> None:
    review = f"reviewed by {sentence.reviewed_by} on {sentence.reviewed_on}" if sentence.reviewed_by else "not reviewed"
    print(f"{sentence.id}  {sentence.lang}  {sentence.channel or 'every channel'}  {sentence.kind}  {review}")
    if sentence.when:
        print(f"    when: {sentence.when}")
    for line in sentence.text.splitlines():
        print(f"    {line}")
    print()


def _words(options: argparse.Namespace) -> int:
    try:
        sentences = book()
    except WordsError as error:
        print(f"words: {error}", file=sys.stderr)
        return 2
    if options.missing:
        faults = missing(sentences)
        print("\n".join(faults) if faults else "nothing is missing")
        return 1 if faults else 0
    for sentence in sentences:
        if options.lang in (None, sentence.lang) and options.kind in (None, sentence.kind):
            if options.json:
                print(json.dumps(_row(sentence), ensure_ascii=False))
            else:
                _print(sentence)
    return 0
