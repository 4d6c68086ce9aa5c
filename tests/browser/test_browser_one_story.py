"""One story with everybody in it: a debtor on the web and by SMS, two agents one after the other, a partner."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import pytest
from playwright.async_api import Page, expect

from tests.browser.chat import Chat, fits
from tests.browser.chromium import PHONE, WIDE
from tests.browser.desk import Desk
from tests.browser.takeover import conversation_of
from tests.browser.telephone import Telephone
from tests.browser.test_browser_sharing import mail
from tests.browser.wording import words
from tests.story.facts import Facts, until
from tests.story.system import System


@dataclass(frozen=True)
class Cast:
    """Who plays, and what they say."""

    lang: str
    reference: str
    born: str
    number: str
    first: str
    person: str
    by_sms: str
    agents: tuple[str, str]
    names: tuple[str, str]
    hello: str
    note: str
    second: str
    last: str


FRENCH = Cast(
    lang="fr", reference="DEMO-1018", born="14/09/1971", number="+33639980118",
    first="bonjour je suis en arret maladie et j'y arrive plus, combien je dois ?", person="je veux parler a quelqu'un",
    by_sms="c'est encore moi, je suis dans le bus",
    agents=("camille", "dominique"), names=("Camille", "Dominique"), hello="Bonjour, je vous lis ici aussi.",
    note="En arrêt maladie, voudrait un rendez-vous pour son budget.",
    second="Bonjour, je prends la suite de Camille.", last="Prenez soin de vous.",
)
ENGLISH = Cast(
    lang="en", reference="DEMO-2003", born="01/12/1966", number="+447700900125",
    first="hi, I'm off sick and can't keep up, how much do I owe?", person="can I talk to someone please",
    by_sms="it's me again, I'm on the bus now",
    agents=("sam", "dominique"), names=("Sam", "Dominique"), hello="Hello, I can read you here as well.",
    note="Off sick, would like an appointment about the budget.",
    second="Hello, I'm taking over from Sam.", last="Take care of yourself.",
)


@pytest.mark.parametrize("cast", [FRENCH, ENGLISH], ids=["fr", "en"])
async def test_web_telephone_two_agents_and_a_partner_in_one_story(
    system: System, facts: Facts, people: Callable[..., Awaitable[Page]], cast: Cast
) -> None:
    locale = {"fr": "fr-FR", "en": "en-GB"}[cast.lang]
    chat = Chat(await people(lang=locale, touch=True), system.base_url, lang=cast.lang)
    await chat.open()
    await chat.say(f"{cast.first} {cast.reference} {cast.born}")
    await chat.is_told("utter_ask_sum_right", "utter_ask_income", "utter_figures_late_only")
    await chat.say(cast.person)
    web = await conversation_of(chat, facts)

    first = Desk(await people(WIDE, lang=locale), system.base_url)
    second = Desk(await people(WIDE, lang=locale), system.base_url)
    await first.log_in(cast.agents[0])
    await second.log_in(cast.agents[1])
    await first.sees(web)
    await first.open(web)
    await first.take()
    await fits(first.page)
    await expect(chat.page.locator("#log .message.system", has_text=cast.names[0])).to_be_visible()
    await expect(chat.page.locator("#owner")).to_be_visible()

    phone = Telephone(await people(PHONE, lang=locale), system.base_url, cast.number)
    await phone.open()
    await fits(phone.page)
    await phone.write(f"{cast.by_sms} {cast.reference} {cast.born}")
    await phone.gets(cast.names[0])  # the same agent, here as well
    sms = int(await facts.one("select conversation_id from phone_line where number = %s and channel = 'sms'"
                              " order by conversation_id desc limit 1", cast.number))
    assert await facts.one("select owner from conversation where id = %s", sms) == "agent"
    await first.sees(sms)
    await first.open(sms)
    await expect(first.page.locator("#thread")).to_contain_text(cast.by_sms)
    await fits(first.page)
    await first.write(cast.hello)
    await phone.gets(cast.hello)
    assert cast.hello not in await chat.page.locator("#log").inner_text()

    await first.open(web)
    await expect(first.page.locator("body")).to_contain_text(cast.hello)  # what was said by SMS stands beside
    await first.page.locator("[data-dialog=transfer]").first.click()
    await fits(first.page)
    await first.page.locator("#transfer-to").select_option(label=f"{cast.names[1]} (demo)")
    await first.page.locator("#transfer-note").fill(cast.note)
    await first.page.locator("#dialog-transfer button.main").click()
    await expect(first.page.locator("#dialog-transfer")).to_be_hidden()
    await expect(chat.page.locator("#log .message.system").last).to_be_visible()

    await second.sees(web)
    await second.open(web)
    await expect(second.page.locator("body")).to_contain_text(cast.note)
    await second.take()
    await expect(first.page.locator("[data-action=requeue]")).to_be_hidden()  # no two hold it
    await second.write(cast.second)
    await fits(second.page)
    theirs = chat.page.locator("#log .message.agent", has_text=cast.second)
    await expect(theirs.locator(".author")).to_contain_text(cast.names[1])

    await second.page.locator("#side [data-dialog=refer]").first.click()
    await second.page.locator("#refer-partner").select_option(index=1)
    await fits(second.page)
    await second.page.locator("#dialog-refer button.main").click()
    await expect(second.page.locator("#dialog-refer")).to_be_hidden()
    await fits(chat.page)
    await agree(chat, facts, web)

    partner = await people(PHONE, lang=locale)
    await partner.goto(await mail(facts, "referral_mail_sent", r"(http\S+/partner/\S+)") + f"?lang={cast.lang}")
    await partner.get_by_role("button", name=words("referral_page_ask_code", cast.lang)).click()
    await partner.locator("#code").fill(await mail(facts, "referral_mail_code", r"(\d{4} \d{4})"))
    await partner.get_by_role("button", name=words("referral_page_open", cast.lang)).click()
    await expect(partner.locator("dl").first).to_be_visible()
    await fits(partner)
    await partner.locator("#before").fill("2026-11-27")
    await partner.get_by_role("button", name=words("referral_page_ack_button", cast.lang)).click()
    await expect(chat.page.locator("#log")).to_contain_text("27 novembre" if cast.lang == "fr" else "27 November")

    await second.page.locator("[data-dialog=close]").click()
    await second.page.locator("#close-outcome").select_option("referred")
    await second.page.locator("#close-words").fill(cast.last)
    await second.page.locator("#dialog-close button.main").click()
    await expect(second.page.locator("#dialog-close")).to_be_hidden()
    await expect(chat.page.locator("#log .message.agent", has_text=cast.last)).to_have_count(1)
    await expect(chat.page.locator("#owner")).to_be_hidden()
    await fits(chat.page)
    assert await facts.one("select count(*) from message where conversation_id = any(%s) and author = 'you'"
                           " and handled_at is null", [web, sms]) == 0


async def agree(chat: Chat, facts: Facts, conversation: int) -> None:
    """The debtor's own taps: how the partner reaches them, and the consent."""
    sent = (
        "select count(*) from referral r join conversation c on c.person_id = r.person_id"
        " where c.id = %s and r.state = 'sent'"
    )

    async def look() -> bool:
        if await facts.one(sent, conversation):
            return True
        if await chat.choices.count():
            await chat.tap(chat.choices.first)
        return False

    await until("the referral is sent", look, seconds=30)
