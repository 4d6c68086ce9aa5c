"""Waiting for what must come about, bounded; nothing sleeps and hopes."""

from __future__ import annotations

import asyncio

from playwright.async_api import Page

TURN_MS = 30_000.0


def bounded(seconds: float) -> asyncio.Timeout:
    """A limit of time for a loop that looks again."""
    return asyncio.timeout(seconds)


async def until_js(page: Page, what: str, expression: str, argument: object = None, ms: float = TURN_MS) -> None:
    """Until an expression holds in the page. Raises AssertionError that says what did not come."""
    try:
        await page.wait_for_function(expression, arg=argument, timeout=ms)
    except Exception as error:
        seen = await page.evaluate("document.body?.innerText ?? ''")
        raise AssertionError(f"{what}: not within {ms / 1000:.0f} s; on the page: …{seen[-600:]}") from error
