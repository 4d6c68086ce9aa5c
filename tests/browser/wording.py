"""Sentences of the book as they look once their holes are filled."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache

from bot.words.book import book


@cache
def pattern(text_id: str, lang: str) -> re.Pattern[str]:
    """What a sentence looks like, whatever stands in its holes and however its white space was kept."""
    parts = re.split(r"\{\w+\}", book().find(text_id, lang).text)
    return re.compile(".+?".join(r"\s+".join(map(re.escape, re.split(r"\s+", part))) for part in parts), re.S)


def words(text_id: str, lang: str = "fr") -> str:
    """A sentence without holes."""
    return book().text(text_id, lang)


def newest(said: Sequence[str], text_ids: Iterable[str], lang: str) -> str:
    """Which of these sentences was said last; empty: none of them."""
    ids = list(text_ids)
    for text in reversed(said):
        for text_id in ids:
            if pattern(text_id, lang).fullmatch(text.strip()):
                return text_id
    return ""
