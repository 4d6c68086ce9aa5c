"""The same story paid by card, by SEPA debit, by transfer and in cash, in French and English, by debtor and agent."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.bank_files import Move, camt
from tests.browser.chat import Chat, fits
from tests.browser.desk import Desk
from tests.browser.parts import BUDGET, BUDGET_EN, FIRST_WORDS, FIRST_WORDS_EN, PAY
from tests.browser.test_browser_plan import receipt_is_there
from tests.browser.waiting import bounded
from tests.browser.wording import words
from tests.story.cast import Cast, Part
from tests.story.facts import Facts, until
from tests.story.system import System

AURALIS_IBAN = "FR7699999000010000000000115"
STORY = {
    "fr": (FIRST_WORDS, BUDGET, "le plus léger", "oui c'est bon", "conseiller"),
    "en": (FIRST_WORDS_EN, BUDGET_EN, "the lightest", "yes that's fine", "agent"),
}
FIRST_DUE = (
    "select i.id, i.minor, i.paid_minor, i.state from instalment i join plan p on p.id = i.plan_id"
    " where p.case_id = %s order by i.due_on limit 1"
)


class Told:
    """One story: its debtor, its case and what is to be paid first."""

    def __init__(self, chat: Chat, desk: Desk, part: Part, minor: int, before: int) -> None:
        self.chat, self.desk, self.part, self.minor, self.before = chat, desk, part, minor, before


async def due(facts: Facts, part: Part) -> int:
    """What is overdue, in minor units."""
    query = "select coalesce(sum(minor), 0) from ledger_entry where case_id = %s and account = 'due'"
    return int(await facts.one(query, part.case_id))


async def part_with_transfer(cast: Cast, facts: Facts) -> Part:
    """Somebody whose brand takes cards, debits and transfers."""
    while True:
        part = await cast.of("any")
        brand = 'select b.key from brand b join "case" k on k.brand_id = b.id where k.id = %s'
        if await facts.one(brand, part.case_id) != "librairie_nova":
            return part


@pytest.fixture
def by(
    system: System, people: Callable[..., Awaitable[Page]], cast: Cast, facts: Facts, agent: Desk, tmp_path: Path
) -> Callable[[Told, str], Awaitable[None]]:
    """Pay the first instalment that way."""

    async def online(told: Told, button: str) -> None:
        page = told.chat.page
        await page.locator("button.main[value=pay]").click()
        await page.wait_for_url(re.compile(r"/sandbox/"))
        await fits(page)
        sandbox = page.url
        await page.locator(f"button[value={button}]").click()
        await page.wait_for_url(re.compile(r"/pay/[^/]+/done"))
        await fits(page)
        if button == "sepa":
            await expect(page.locator("h1")).to_have_text(words("pay_done_on_its_way_title", told.chat.lang))
            done = page.url
            await page.goto(sandbox)
            await page.locator("button[value=sepa_paid]").click()
            await page.goto(done)

    async def transfer(told: Told) -> None:
        codes = told.chat.page.locator("section.link code")
        iban, reference = [re.sub(r"\s", "", await codes.nth(n).inner_text()) for n in (1, 2)]
        assert iban == AURALIS_IBAN
        amount = f"{told.minor // 100}.{told.minor % 100:02d}"
        file = tmp_path / "statement.xml"
        file.write_bytes(camt(Move(ref=f"B{told.part.case_id}", rf=reference, amount=amount), iban=AURALIS_IBAN))
        assert "1 credited" in await system.command("bank", "--creditor", "auralis", str(file))

    async def cash(told: Told) -> None:
        page = told.desk.page
        await page.locator(f"button[data-dialog=payment][data-case='{told.part.case_id}']").click()
        dialog = page.locator("#dialog-payment")
        await dialog.locator("[name=amount]").fill(f"{told.minor / 100:.2f}")
        await dialog.locator("[name=day]").fill("2026-11-20")
        await dialog.locator("[name=method]").select_option("cash")
        await fits(page)
        await dialog.locator("button.main").click()
        await expect(dialog.locator(".refusal")).to_be_visible()  # what it would do, before it is done
        await fits(page)
        await dialog.locator("button.main").click()
        await expect(dialog).to_be_hidden()

    async def pay(told: Told, way: str) -> None:
        if way == "transfer":
            await transfer(told)
        elif way == "cash":
            await cash(told)
        else:
            await online(told, way)

    return pay


async def plan_made(chat: Chat, part: Part) -> None:
    """From the first words to the yes."""
    first, budget, lightest, yes, _ = STORY[chat.lang]
    await chat.say(first)
    known = {**budget, "reference": part.reference, "birth_date": part.facts()["birth_date"]}
    await chat.converse(known, "utter_ask_offer")
    await chat.say(lightest)
    await chat.is_told("utter_ask_confirm_plan")
    await chat.say(yes)
    await chat.is_told("utter_ask_reminders")
    await chat.tap(chat.choices.first)
    await chat.payment_link()


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("way", ["card", "sepa", "transfer", "cash"])
async def test_the_first_instalment_is_paid(
    way: str, lang: str, by: Callable[[Told, str], Awaitable[None]], system: System, cast: Cast, facts: Facts,
    people: Callable[..., Awaitable[Page]], agent: Desk,
) -> None:
    part = await part_with_transfer(cast, facts)
    chat = Chat(await people(lang={"fr": "fr-FR", "en": "en-GB"}[lang], touch=True), system.base_url, lang=lang)
    await chat.open()
    await plan_made(chat, part)
    row = await facts.row(FIRST_DUE, part.case_id)
    assert row is not None
    told = Told(chat, agent, part, int(row["minor"]), await due(facts, part))

    # Somebody at the desk has the conversation meanwhile.
    await chat.say(STORY[lang][4])
    key = int(await facts.one("select id from conversation where person_id = %s", part.person_id))
    await agent.sees(key)
    await agent.open(key)
    await agent.take()

    # The page with the ways to pay, where only the debtor can be.
    link = str(await chat.page.locator(PAY).last.get_attribute("href"))
    await chat.page.goto(link)
    await expect(chat.page.locator("html")).to_have_attribute("lang", lang)
    await expect(chat.page.get_by_text(words("pay_way_card_sepa", lang))).to_be_visible()
    await fits(chat.page)
    await by(told, way)

    # Paid once: the ledger, the instalment, the receipt, which its debtor can keep.
    async def arrived() -> bool:
        return await due(facts, part) == told.before - told.minor

    await until(f"{way} in the ledger", arrived, seconds=20)
    row = await facts.row(FIRST_DUE, part.case_id)
    assert row is not None and (row["state"], row["paid_minor"]) == ("kept", told.minor)
    number = str(await facts.one("select number from receipt where case_id = %s", part.case_id))
    if way in ("transfer", "cash"):
        await chat.page.goto(link)  # the same page knows of it, however it was paid
        await expect(chat.page.get_by_text(words("pay_state_paid", lang))).to_be_visible()
        await fits(chat.page)
    await receipt_is_there(chat.page)
    await chat.page.locator("a[href*='/receipt']").click()
    await expect(chat.page.locator("dd").first).to_have_text(number)
    method = chat.page.get_by_text(words(f"pay_method_{way}", lang), exact=True)
    await expect(method).to_be_visible()
    await fits(chat.page)
    await chat.page.goto(chat.base_url + "/")
    await expect(chat.page.locator("#log .message.system", has_text=number)).to_have_count(1)
    await fits(chat.page)
    await chat.page.goto(link)
    await expect(chat.page.locator("button[value=pay]")).to_have_count(0)  # nothing asks for it twice
    await fits(chat.page)

    # And who has the conversation at the desk sees it without asking.
    async with bounded(20):
        while not await agent.page.locator("#side", has_text=number).count():
            await agent.page.reload()
    await fits(agent.page)
    await agent.hand_back()
    assert "do not add up" not in await system.command("ledger", "check", "--creditor", "auralis")
