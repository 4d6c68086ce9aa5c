"""An agent at the desk."""

from __future__ import annotations

import re

from playwright.async_api import Locator, Page, expect

SEEN_MS = 3_000.0  # a new handover is at the desk within three seconds


class Desk:
    """The desk in one agent's browser."""

    def __init__(self, page: Page, base_url: str) -> None:
        self.page, self.base_url = page, base_url

    async def log_in(self, login: str, password: str = "") -> None:
        """Log in (the demo's passwords by default) and wait for the queue."""
        await self.page.goto(f"{self.base_url}/desk/login")
        await self.page.locator("#login").fill(login)
        await self.page.locator("#password").fill(password or f"{login}-demo")
        await self.page.locator("button.main").click()
        await self.page.locator("#queue-title").wait_for()

    @property
    def items(self) -> Locator:
        """What stands in the queue."""
        return self.page.locator("#queue a[data-key]")

    def item(self, conversation: int) -> Locator:
        """One conversation in the queue."""
        return self.page.locator(f"#queue a[data-key='{conversation}']")

    async def sees(self, conversation: int, ms: float = SEEN_MS) -> None:
        """Wait until it stands in the queue."""
        await self.item(conversation).wait_for(timeout=ms)

    async def open(self, conversation: int) -> None:
        """Open it."""
        await self.item(conversation).click()
        await self.page.wait_for_url(re.compile(rf"/desk/c/{conversation}$"))
        await self.page.locator("#thread").wait_for()

    async def take(self) -> None:
        """Take it; the writing field appears, and the head of the page says whose it is."""
        await self.page.locator("[data-action=take]").click()
        await self.page.locator("#compose").wait_for(state="visible")
        await self.page.locator("[data-action=requeue]").wait_for()

    async def write(self, text: str, *, sure: bool = True) -> None:
        """Write to the debtor; a warning about who that may be is confirmed."""
        await self.page.locator("#reply").fill(text)
        await self.page.locator("#compose button.main").click()
        said = self.page.locator("#thread .message.from-agent:not(.pending)", has_text=text)
        warned = self.page.locator("#dialog-sure[open]")
        await expect(said.or_(warned).first).to_be_visible()
        if sure and await warned.count():
            await self.page.locator("#dialog-sure button[value=yes]").click()
        await expect(said).to_have_count(1)

    async def hand_back(self) -> None:
        """Hand it back to the bot."""
        await self.page.locator("[data-action=hand_back]").click()
        await self.page.locator("[data-action=take]").wait_for()
