"""The same chat for somebody whose browser speaks English."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from playwright.async_api import Page, expect

from tests.browser.chat import Chat, fits
from tests.story.system import System


async def test_the_english_story(people: Callable[..., Awaitable[Page]], system: System) -> None:
    chat = Chat(await people(lang="en-GB", touch=True), system.base_url, lang="en")
    await chat.open()
    page = chat.page
    await expect(page.locator("html")).to_have_attribute("lang", "en")
    await expect(page.locator("#log .message.system .body").first).to_have_attribute("lang", "en")
    await fits(page)

    await chat.say("hiya lost my job last week and im behind with you")
    await chat.is_told("utter_ask_reference")
    await chat.say("DEMO-2001")
    await chat.is_told("utter_ask_birth_date")
    await chat.say("23 June 1979")
    await chat.is_told("utter_ask_sum_right")
    await expect(page.locator("html")).to_have_attribute("lang", "en")
    assert await page.locator("#log .message:not(.you) .body:not([lang=en])").count() == 0
    await fits(page)


async def test_the_language_can_be_changed_without_losing_the_draft(debtor: Chat) -> None:
    await debtor.page.locator("#text").fill("my draft")
    await debtor.page.locator("#language").click()
    await expect(debtor.page.locator("html")).to_have_attribute("lang", "en")
    await expect(debtor.page.locator("#text")).to_have_value("my draft")
    debtor.lang = "en"
    await debtor.page.locator("#send").click()
    await expect(debtor.page.locator("#log .message.bot .body").last).to_have_attribute("lang", "en")
    await fits(debtor.page)
