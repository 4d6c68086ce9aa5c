"""Waiting for what must come about, bounded; nothing sleeps and hopes."""

from __future__ import annotations

import re
from functools import cache

from playwright.async_api import Page

from bot.words.book import book

TURN_MS = 30_000.0


@cache
def pattern(text_id: str, lang: str) -> re.Pattern[str]:
    """What a sentence of the book looks like on the page, whatever stands in its holes."""
    words = book().find(text_id, lang).text
    parts = re.split(r"\{\w+\}", words)
    return re.compile(r".*?".join(r"\s+".join(map(re.escape, part.split())) or r"\s*" for part in parts), re.S)


def words(text_id: str, lang: str = "fr") -> str:
    """A sentence without holes."""
    return book().text(text_id, lang)


async def until_js(page: Page, what: str, expression: str, argument: object = None, ms: float = TURN_MS) -> None:
    """Until an expression holds in the page. Raises AssertionError that says what did not come."""
    try:
        await page.wait_for_function(expression, arg=argument, timeout=ms)
    except Exception as error:
        seen = await page.evaluate("document.body?.innerText ?? ''")
        raise AssertionError(f"{what}: not within {ms / 1000:.0f} s; on the page: …{seen[-600:]}") from error
