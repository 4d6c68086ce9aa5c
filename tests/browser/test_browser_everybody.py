"""For everybody: read aloud, said more simply, checked whether it is ours; by keyboard, and without a fault for axe."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from playwright.async_api import Page, expect

from tests.browser.chat import Chat, fits
from tests.browser.chromium import faults
from tests.browser.wording import words
from tests.story.system import System

VOICE = """
window.spoken = []; window.hushed = 0;
class Said extends EventTarget { constructor(text) { super(); this.text = text; } }
Object.defineProperty(window, "SpeechSynthesisUtterance", { value: Said, configurable: true });
Object.defineProperty(window, "speechSynthesis", { configurable: true, value: {
  speak: (one) => { window.spoken.push([one.lang, one.text]); window.now = one; },
  cancel: () => { window.hushed += 1; },
} });
"""
NO_VOICE = "delete window.speechSynthesis; delete Window.prototype.speechSynthesis;"


async def test_a_message_is_read_aloud_and_falls_silent_when_the_page_is_left(
    system: System, people: Callable[..., Awaitable[Page]]
) -> None:
    page = await people()
    await page.add_init_script(VOICE)
    chat = Chat(page, system.base_url)
    await chat.open()
    listen = page.get_by_role("button", name=words("web_aloud"))
    await listen.first.click()
    (spoken,) = await page.evaluate("window.spoken")
    assert spoken[0] == "fr-FR" and spoken[1].startswith(words("notice_welcome")[:30])
    stop = page.get_by_role("button", name=words("web_aloud_stop"))
    await expect(stop).to_have_count(1)
    await page.evaluate("window.now.dispatchEvent(new Event('end'))")
    await expect(stop).to_have_count(0)
    await listen.first.click()
    before = await page.evaluate("window.hushed")
    await stop.click()
    assert await page.evaluate("window.hushed") > before
    await expect(stop).to_have_count(0)


async def test_without_a_voice_in_the_browser_no_button_promises_one(
    system: System, people: Callable[..., Awaitable[Page]]
) -> None:
    page = await people()
    await page.add_init_script(NO_VOICE)
    chat = Chat(page, system.base_url)
    await chat.open()
    assert not await page.evaluate("'speechSynthesis' in window")
    await expect(page.get_by_role("button", name=words("web_simpler"))).to_have_count(1)
    await expect(page.get_by_role("button", name=words("web_aloud"))).to_have_count(0)


async def test_a_message_is_said_more_simply_when_asked_by_keyboard_too(debtor: Chat) -> None:
    page = debtor.page
    asking = page.get_by_role("button", name=words("web_simpler"))
    await expect(asking).to_have_count(1)
    await asking.focus()
    await page.keyboard.press("Enter")
    simple = page.locator(".simpler")
    await expect(simple).to_contain_text("Je suis une machine, pas une personne.")
    await expect(simple).to_be_focused()
    assert await faults(page) == []
    await fits(page)


async def test_where_there_is_no_simpler_way_a_person_is_offered(debtor: Chat) -> None:
    page = debtor.page
    await debtor.say("bonjour")
    await debtor.is_told("utter_greet")
    await page.get_by_role("button", name=words("web_simpler")).last.click()
    await expect(page.locator(".simpler").last).to_contain_text("conseiller")


async def test_the_page_that_tells_whether_it_is_ours_and_the_demo_s_mailbox_have_no_fault(debtor: Chat) -> None:
    page = debtor.page
    for path in ("/check?lang=fr", "/check?lang=en", "/mailbox?lang=fr"):
        await page.goto(debtor.base_url + path)
        assert await faults(page) == [], path
        await fits(page)
    await page.goto(debtor.base_url + "/check?lang=fr")
    await page.locator("#what").fill("https://evil.example/x")
    await page.get_by_role("button", name=words("web_check_button"), exact=True).click()
    await expect(page.locator("#answer")).to_contain_text("ne mène pas chez nous")
    assert await faults(page) == []
