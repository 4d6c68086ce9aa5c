"""The demo's telephone: SMS of one fictional number, by its page."""

from __future__ import annotations

from playwright.async_api import Locator, Page, expect


class Telephone:
    """One number's SMS in one browser."""

    def __init__(self, page: Page, base_url: str, number: str) -> None:
        self.page, self.base_url, self.number = page, base_url, number

    async def open(self) -> None:
        """Go there and choose the number."""
        await self.page.goto(f"{self.base_url}/telephone")
        await self.page.locator("#number").select_option(self.number)

    @property
    def got(self) -> Locator:
        """What this telephone was sent."""
        return self.page.locator("#thread li.us p")

    async def write(self, text: str) -> None:
        """Send an SMS; it stands in the thread (a birth date hidden)."""
        sent = self.page.locator("#thread li.you p")
        before = await sent.count()
        await self.page.locator("#text").fill(text)
        await self.page.locator("#text").press("Enter")
        await expect(sent).to_have_count(before + 1)

    async def gets(self, words: str) -> None:
        """Wait until it has been sent an SMS with these words."""
        await expect(self.got.filter(has_text=words).last).to_be_visible()
