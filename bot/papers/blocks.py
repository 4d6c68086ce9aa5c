"""What a paper is made of, as plain values for the template: headings, sentences, facts, tables, a code."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.debt.money import Money
from bot.papers import qr
from bot.service.thread import spoken
from bot.words.book import book

Block = Mapping[str, Any]
LONGEST_NAME = 120
"""Characters of a name on a paper: beyond that it is no name, and the rest is left out."""


class Words:
    """The book in one language, for papers."""

    def __init__(self, lang: str) -> None:
        self.lang = lang

    def __call__(self, text_id: str, **values: str) -> str:
        """A sentence with its values filled in. Raises WordsError."""
        return book().text(text_id, self.lang, values)

    def money(self, amount: Money) -> str:
        """An amount as it is said."""
        return spoken.money(amount, self.lang)

    def day(self, day: date) -> str:
        """A day as it is said."""
        return spoken.day(day, self.lang)


@dataclass(frozen=True, kw_only=True)
class Paper:
    """A paper ready to be set: all of it text."""

    title: str
    lang: str
    made: str
    blocks: tuple[Block, ...]
    check: str = ""  # where anybody can check that it is ours


def name(value: str) -> str:
    """A name from a file as it may stand on a paper: one line, no signs that steer the text, not endless."""
    plain = "".join(" " if c.isspace() else c for c in value if c.isspace() or unicodedata.category(c)[0] != "C")
    short = " ".join(plain.split())
    return short if len(short) <= LONGEST_NAME else short[: LONGEST_NAME - 1] + "…"


def heading(text: str) -> Block:
    """A heading."""
    return {"kind": "heading", "text": text}


def text(words: str, *, soft: bool = False) -> Block:
    """A paragraph."""
    return {"kind": "text", "text": words, "soft": soft}


def facts(rows: Iterable[tuple[str, str]]) -> Block:
    """Label and value, line by line; lines without a value are left out."""
    return {"kind": "facts", "rows": [[label, value] for label, value in rows if value]}


def table(
    head: Sequence[str], rows: Sequence[Sequence[str]], *, total: Sequence[str] = (), ends: int = 1
) -> Block:
    """A table whose last `ends` columns hold amounts; `total` is its last row."""
    aligns = ["start"] * (len(head) - ends) + ["end"] * ends
    return {
        "kind": "table", "head": list(head), "rows": [list(row) for row in rows], "total": list(total),
        "aligns": aligns,
    }


def certificate(label: str, code: str, *sentences: str) -> Block:
    """A code to be read out, and what it is for."""
    return {"kind": "certificate", "label": label, "code": code, "text": list(sentences)}


def code(address: str, alt: str, *sentences: str) -> Block:
    """The QR code of an address, with what to do with it beside it."""
    return {"kind": "code", "svg": qr.svg(address), "alt": alt, "text": list(sentences)}


def listing(items: Sequence[str]) -> Block:
    """A list."""
    return {"kind": "list", "items": list(items)}


def law(*paragraphs: str) -> Block:
    """Words of a French law, as they are."""
    return {"kind": "law", "text": list(paragraphs)}


def made(words: Words, day: date, who: str) -> str:
    """The line under the title."""
    said = words.day(day)
    return words("paper_made_for", day=said, name=name(who)) if name(who) else words("paper_made", day=said)
