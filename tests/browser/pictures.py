"""`python -m tests.browser.pictures`: the README's pictures, taken of the real system."""

from __future__ import annotations

import asyncio
import re
import sys
import tempfile
from pathlib import Path

from playwright.async_api import Browser, Page, expect

from tests.bank_files import Move, camt
from tests.browser import chromium
from tests.browser.chat import Chat
from tests.browser.desk import Desk
from tests.browser.parts import BUDGET, CRY, DAY, FEED, FIRST_WORDS, NIGHT, PAY
from tests.browser.smaller import smaller
from tests.browser.test_browser_plan import receipt_is_there
from tests.browser.waiting import until_js
from tests.story.facts import Facts
from tests.story.system import System

FOLDER = Path(__file__).resolve().parent / "pictures"
LARGEST = 150 * 1024


class TooLarge(RuntimeError):
    """A picture that a README should not carry."""


async def take(page: Page, name: str, *, height: int = 0) -> None:
    """One picture of what is on the screen (of that height), with nothing moving in it. Raises TooLarge."""
    path, size = FOLDER / f"{name}.png", page.viewport_size
    if height and size:
        await page.set_viewport_size({**size, "height": height})
    path.write_bytes(smaller(await page.screenshot(animations="disabled", caret="hide", scale="css")))
    if height and size:
        await page.set_viewport_size(size)
    if path.stat().st_size > LARGEST:
        raise TooLarge(f"{path.name}: {path.stat().st_size} bytes")
    print(f"{path.name}: {path.stat().st_size // 1024} KB")


async def debtor(browser: Browser, system: System) -> Chat:
    """Somebody with a phone."""
    context = await chromium.somebody(browser, chromium.PHONE, touch=True)
    chat = Chat(await context.new_page(), system.base_url)
    await chat.open()
    return chat


async def plan_and_payment(browser: Browser, system: System) -> None:
    """The plan read back, then the payment page."""
    chat = await debtor(browser, system)
    await chat.say(FIRST_WORDS)
    await chat.converse(
        {**BUDGET, "reference": "demo 1001", "birth_date": "14 mars 85"}, "utter_ask_offer"
    )
    await chat.say("le plus léger")
    await chat.is_told("utter_ask_confirm_plan")
    await until_js(chat.page, "its table", "() => document.querySelector('#log table.card')")
    await take(chat.page, "chat-plan")
    await chat.say("oui c'est bon")
    await chat.is_told("utter_ask_reminders")
    await chat.choices.first.click()
    await chat.page.locator(PAY).last.click()
    await chat.page.wait_for_url(re.compile(r"/pay/"))
    await take(chat.page, "payment", height=930)
    await chat.page.locator("button.main[value=pay]").click()
    await chat.page.locator("button[value=card]").click()
    await chat.page.wait_for_url(re.compile(r"/done"))
    await receipt_is_there(chat.page)
    await chat.page.locator("a[href*='/receipt']").click()
    await chat.page.wait_for_url(re.compile(r"/receipt"))
    await take(chat.page, "receipt")


async def money_at_the_desk(browser: Browser, system: System, folder: Path) -> None:
    """Money that waits: more than was due, a transfer without a reference, and one that the bank has taken back."""
    moves = (
        Move(ref="B1", e2e="DEMO-1002", amount="400.00"), Move(ref="B2", e2e="DEMO-1004", amount="60.00"),
        Move(ref="B3", amount="80.00", text=("VIR FAMILLE LOYER NOVEMBRE",)),
        Move(ref="B4", amount="60.00", sign="DBIT", returned=True, text=("REJET COMPTE CLOS",)),
    )
    file = folder / "statement.xml"
    file.write_bytes(camt(*moves))
    await system.command("bank", "--creditor", "maison", str(file))
    desk = Desk(await (await chromium.somebody(browser, chromium.WIDE)).new_page(), system.base_url)
    await desk.log_in("camille")
    await desk.page.goto(f"{system.base_url}/desk/money")
    await desk.page.locator("[data-bank]").first.wait_for()
    await take(desk.page, "desk-money", height=900)


async def desk_at_work(browser: Browser, system: System, facts: Facts) -> None:
    """A queue with somebody in it who wants a person, and the conversation taken."""
    waiting = await debtor(browser, system)
    await waiting.say("DEMO-1002, née le 02/11/1992. je touche 1300, 520 de loyer, 300 de courses, je vis seule")
    await waiting.question()
    await waiting.say("conseiller")
    other = await debtor(browser, system)
    await other.say("c'est pas ma dette, je veux parler à quelqu'un")
    await other.page.locator("#owner").wait_for()
    key = int(await facts.one("select conversation_id from message where text = 'conseiller' order by id desc limit 1"))
    desk = Desk(await (await chromium.somebody(browser, chromium.WIDE)).new_page(), system.base_url)
    await desk.log_in("camille")
    await desk.sees(key)
    await desk.open(key)
    await desk.take()
    await desk.write("Bonjour, je suis Camille. Je lis ce que vous avez écrit, un instant.")
    await expect(desk.page.locator("#queue .unanswered")).to_have_count(0)
    await desk.page.locator("#side .case").first.wait_for()
    await take(desk.page, "desk")


async def night(browser: Browser, system: System) -> None:
    """Three in the morning."""
    await system.clock_set(NIGHT)
    chat = await debtor(browser, system)
    await chat.say(CRY)
    await chat.page.locator("#log .message a[href='tel:3114']").first.wait_for()
    await chat.sent()
    await take(chat.page, "chat-night")


async def pictures() -> None:
    """All of them."""
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="repit-pictures-") as name:
        system = System(Path(name))
        try:
            await system.start(DAY)
            await system.import_feed("auralis", FEED)
            facts = Facts(system.store_url)
            async with chromium.browser() as browser:
                await plan_and_payment(browser, system)
                await desk_at_work(browser, system, facts)
                await money_at_the_desk(browser, system, Path(name))
                await night(browser, system)
            await facts.close()
        finally:
            await system.stop()


if __name__ == "__main__":
    sys.exit(asyncio.run(pictures()))
