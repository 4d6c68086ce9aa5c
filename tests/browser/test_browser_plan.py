"""letter_then_plan on a phone: from the letter to the plan, the payment and its receipt."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable

import pytest
from playwright.async_api import Page, expect

from tests.browser import chromium
from tests.browser.chat import Chat, fits
from tests.browser.parts import BUDGET, FIRST_WORDS, PAY
from tests.browser.waiting import bounded
from tests.story.cast import Cast
from tests.story.facts import Facts
from tests.story.system import System


async def plan_agreed(chat: Chat, knows: dict[str, str]) -> None:
    """The whole conversation, each of its stages free of faults; ends with the link to pay."""
    await fits(chat.page)
    await chat.say(FIRST_WORDS)
    await chat.converse({**BUDGET, **knows}, "utter_ask_offer")
    await fits(chat.page)
    await chat.say("le plus léger")
    await chat.is_told("utter_ask_confirm_plan")
    await expect(chat.page.locator("#log table.card").last).to_be_visible()
    await fits(chat.page)
    await chat.say("oui c'est bon")
    await chat.is_told("utter_ask_reminders")
    await chat.tap(chat.choices.first)
    await chat.payment_link()
    await fits(chat.page)


async def payment_made(chat: Chat) -> str:
    """Through the payment page and the provider's page to the receipt; gives the receipt's number."""
    page = chat.page
    await chat.tap(page.locator(PAY).last)
    await page.wait_for_url(re.compile(r"/pay/[^/]+$"))
    await fits(page)
    await chat.tap(page.locator("button.main[value=pay]"))
    await page.wait_for_url(re.compile(r"/sandbox/"))
    await fits(page)
    await chat.tap(page.locator("button[value=card]"))
    await page.wait_for_url(re.compile(r"/pay/[^/]+/done"))
    await receipt_is_there(page)
    await fits(page)
    await chat.tap(page.locator("a[href*='/receipt']"))
    await page.wait_for_url(re.compile(r"/receipt"))
    await fits(page)
    number = await page.locator("dd").first.text_content()
    return (number or "").strip()


async def receipt_is_there(page: Page) -> None:
    """The provider's word comes a moment after the debtor: the page is looked at again until it has it."""
    async with bounded(20):
        while not await page.locator("a[href*='/receipt']").count():
            await page.reload()


async def test_letter_then_plan_then_receipt(debtor: Chat, cast: Cast, facts: Facts) -> None:
    part = await cast.of("AUR-70001")
    await plan_agreed(debtor, {"reference": "aur 70001", "birth_date": "12 juin 71"})
    number = await payment_made(debtor)

    paid = await facts.row("select a.minor, r.number from attempt a join receipt r on r.attempt_id = a.id"
                           " join demand d on d.id = a.demand_id where d.case_id = %s", part.case_id)
    assert paid is not None
    assert paid["number"] == number
    assert paid["minor"] <= 17_448

    await debtor.page.goto(debtor.base_url + "/")
    notice = debtor.page.locator("#log .message.system", has_text=number)
    await expect(notice).to_have_count(1)
    await fits(debtor.page)


async def test_the_keyboard_alone_is_enough(
    people: Callable[..., Awaitable[Page]], system: System, cast: Cast, facts: Facts
) -> None:
    part = await cast.of("AUR-70014")
    chat = Chat(await people(), system.base_url, keyboard=True)
    await chat.open()
    await plan_agreed(chat, {"reference": part.reference, "birth_date": part.facts()["birth_date"]})
    assert re.fullmatch(r"\S{4,}", await payment_made(chat))
    assert await facts.one("select count(*) from plan where case_id = %s", part.case_id) == 1


@pytest.mark.parametrize("size", [chromium.PHONE])
async def test_a_reload_keeps_the_thread(people: Callable[..., Awaitable[Page]], system: System,
                                         size: dict[str, int]) -> None:
    chat = Chat(await people(size, touch=True), system.base_url)
    await chat.open()
    await chat.say("j'ai perdu mon travail, je ne peux plus payer")
    await chat.question()
    before = await chat.page.locator("#log .message .text").all_inner_texts()
    await chat.page.reload()
    await expect(chat.page.locator("#log .message .text")).to_have_text(before)
    await chat.say("DEMO-1001")
    await chat.is_told("utter_ask_birth_date")
