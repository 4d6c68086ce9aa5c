"""What a page must not lose, double or leave behind."""

from __future__ import annotations

import re
from datetime import timedelta

from playwright.async_api import expect

from tests.browser.chat import Chat, fits
from tests.browser.parts import DAY
from tests.browser.wording import words
from tests.story.facts import Facts
from tests.story.system import System

STORED = "select count(*) from message where text = %s and author = 'you'"


async def test_hide_leaves_nothing_behind(debtor: Chat) -> None:
    page = debtor.page
    await debtor.say("DEMO-1001, 14/03/1985")
    await debtor.question()
    await page.locator("#hide button").click()
    await expect(page).to_have_url(re.compile(r"/hidden"))  # one leave may overtake another
    await fits(page)
    await page.goto(debtor.base_url + "/")
    await page.locator("#log .message.system").first.wait_for()
    assert await debtor.own.count() == 0
    assert "480" not in await page.inner_text("body")


async def test_what_is_said_after_identity_has_ended_stays_on_the_screen(debtor: Chat, system: System) -> None:
    await debtor.say("DEMO-1001, né le 14/03/1985, je ne peux pas payer tout de suite")
    await debtor.is_told("utter_ask_sum_right")
    await system.clock_set(await system.now() + timedelta(minutes=20))  # the clock has gone on since DAY
    try:
        await debtor.say("conseiller")  # the blank, then another owner: two states, one of them new
        await debtor.is_told("utter_human_queued")
        await expect(debtor.own).to_have_count(1)
        assert await debtor.own.last.locator(".text").inner_text() == "conseiller"
        assert "480" not in await debtor.page.locator("#log").inner_text()
    finally:
        await system.clock_set(DAY)


async def test_back_after_hide_shows_nothing(debtor: Chat) -> None:
    page = debtor.page
    await debtor.say("DEMO-1001, 14/03/1985")
    await debtor.question()
    await page.keyboard.press("Escape")
    await page.keyboard.press("Escape")
    await expect(page).to_have_url(re.compile(r"/hidden"))  # one leave may overtake another
    await page.go_back(wait_until="commit")
    await page.wait_for_load_state()
    assert "480" not in await page.inner_text("body")
    assert "1985" not in await page.inner_text("body")


async def test_a_second_tab_shows_the_same_thread_once(debtor: Chat) -> None:
    second = Chat(await debtor.page.context.new_page(), debtor.base_url)
    await second.open()
    await debtor.say("je ne peux pas payer ce mois-ci")
    await debtor.question()
    await second.question()
    await expect(second.own).to_have_count(1)
    await second.say("DEMO-1001")
    await expect(debtor.own).to_have_count(2)
    await debtor.is_told("utter_ask_birth_date")
    first, other = [
        await one.page.locator("#log .message .text").all_inner_texts() for one in (debtor, second)
    ]
    assert first == other
    await fits(second.page)


async def test_a_double_click_on_a_choice_chooses_once(debtor: Chat, facts: Facts) -> None:
    await debtor.say("DEMO-1001, né le 14/03/1985, je ne peux pas payer tout de suite")
    await debtor.is_told("utter_ask_sum_right")
    title = await debtor.choices.first.inner_text()
    await debtor.choices.first.hover()  # waits until the thread has come to rest
    await debtor.choices.first.dblclick(force=True)  # the second click meets a button that is no longer open
    await debtor.sent()
    await debtor.question()
    await expect(debtor.own).to_have_count(2)
    assert await debtor.own.last.locator(".text").inner_text() == title
    assert await debtor.page.locator("#log .status.bad").count() == 0


async def test_a_choice_taken_in_another_tab_is_closed_here(debtor: Chat) -> None:
    second = Chat(await debtor.page.context.new_page(), debtor.base_url)
    await second.open()
    await debtor.say("DEMO-1001, né le 14/03/1985, je ne peux pas payer tout de suite")
    await second.is_told("utter_ask_sum_right")
    await debtor.is_told("utter_ask_sum_right")
    taken = await second.choices.first.element_handle()
    await debtor.choices.first.click()
    assert taken is not None
    await taken.wait_for_element_state("disabled")


async def test_words_written_while_the_server_is_dead_are_sent_once(
    debtor: Chat, system: System, facts: Facts
) -> None:
    page, text = debtor.page, "mon fils est malade, je ne peux rien verser"
    before = await system.kill("serve")
    await debtor.say(text)
    await expect(debtor.own.last.locator(".status")).to_have_text(words("web_status_kept"))
    await page.locator("#connection").wait_for()
    await fits(page)
    await system.back("serve", before)
    await debtor.connected()
    await debtor.page.locator("#log .message.you ~ .message:not(.you)").first.wait_for()
    await expect(debtor.own).to_have_count(1)
    assert await facts.one(STORED, text) == 1
