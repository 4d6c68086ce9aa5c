"""The browser: Debian's Chromium, headless, with one page a person."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from importlib.resources import files

from playwright.async_api import Browser, BrowserContext, Page, async_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
"""As requirements/setup.sh looks for them."""
ARGUMENTS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)
PHONE = {"width": 360, "height": 740}
WIDE = {"width": 1280, "height": 800}
NARROW = {"width": 390, "height": 800}
WAIT_MS = 15_000.0
RULES = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]


class NoBrowser(RuntimeError):
    """No Chromium is installed; the message says how to get one."""


def path() -> str:
    """Where the browser is. Raises NoBrowser."""
    found = next((place for name in NAMES if (place := shutil.which(name))), None)
    if found is None:
        raise NoBrowser("no Chromium on PATH: `make test` installs it where apt-get works (apt-get install chromium)")
    return found


@asynccontextmanager
async def browser() -> AsyncIterator[Browser]:
    """One browser, closed at the end."""
    async with async_playwright() as playwright:
        started = await playwright.chromium.launch(executable_path=path(), args=list(ARGUMENTS))
        try:
            yield started
        finally:
            await started.close()


async def somebody(
    browser: Browser, size: dict[str, int], *, lang: str = "fr-FR", touch: bool = False
) -> BrowserContext:
    """A person's browser of their own: no cookie, French unless said otherwise, in Paris."""
    context = await browser.new_context(
        viewport={"width": size["width"], "height": size["height"]}, locale=lang, has_touch=touch,
        timezone_id="Europe/Paris", reduced_motion="reduce",
    )
    context.set_default_timeout(WAIT_MS)
    return context


@cache
def _axe() -> str:
    return (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")


async def faults(page: Page) -> list[str]:
    """What axe finds against WCAG 2.2 A and AA, a line a place; empty is what we want."""
    await page.wait_for_load_state("load")  # a page without its styles yet has other faults
    await page.evaluate(_axe())
    found = await page.evaluate(
        "rules => axe.run({runOnly: {type: 'tag', values: rules}, resultTypes: ['violations']})", RULES
    )
    return [
        f"{one['id']}: {' '.join(map(str, node['target']))}: {node.get('failureSummary', '')}".replace("\n", " ")
        for one in found["violations"] for node in one["nodes"]
    ]


async def is_wider_than_screen(page: Page) -> bool:
    """Whether the page would have to be moved sideways."""
    return bool(await page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))
