"""A person: asked for at the chat, seen at the desk, and back to the bot."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from playwright.async_api import Page, expect

from tests.browser import chromium
from tests.browser.chat import Chat, fits
from tests.browser.desk import Desk
from tests.browser.takeover import conversation_of
from tests.browser.waiting import bounded
from tests.story.facts import Facts
from tests.story.system import System


async def test_a_person_please_from_both_sides(debtor: Chat, agent: Desk, facts: Facts) -> None:
    await debtor.say("bonjour, DEMO-1001, né le 14/03/1985")
    await debtor.question()
    key = await conversation_of(debtor, facts)

    await debtor.say("conseiller")
    await agent.sees(key)  # within three seconds, without a reload
    await fits(agent.page)
    await agent.open(key)
    await fits(agent.page)
    await agent.take()
    await expect(debtor.page.locator("#owner")).to_be_visible()

    await agent.write("Bonjour, je suis là.")
    words = debtor.page.locator("#log .message.agent", has_text="Bonjour, je suis là.")
    await expect(words).to_have_count(1)
    await expect(words.locator(".author")).to_contain_text("Camille")
    await fits(debtor.page)

    await debtor.say("merci, je ne sais plus quoi faire avec ce courrier")
    await expect(agent.page.locator("#thread .from-you").last).to_contain_text("ce courrier")
    await debtor.sent()
    handled = "select count(*) from message where conversation_id = %s and handled_at is null"
    await until_zero(facts, handled, key)
    assert await debtor.page.locator("#log .message.you ~ .message.bot").count() == await bots_before_agent(debtor)

    await agent.hand_back()
    await fits(agent.page)
    await expect(debtor.page.locator("#owner")).to_be_hidden()
    await debtor.say("je dois combien ?")
    await debtor.page.locator("#log .message.agent ~ .message.bot").first.wait_for()


async def until_zero(facts: Facts, query: str, *values: object) -> None:
    """Wait until a count in the store is zero."""
    async with bounded(30):
        while await facts.one(query, *values):
            pass


async def bots_before_agent(chat: Chat) -> int:
    """How many of the bot's messages stand before the agent's first."""
    return int(await chat.page.evaluate(
        "() => { const all = [...document.querySelectorAll('#log .message')];"
        " const first = all.findIndex((one) => one.classList.contains('agent'));"
        " return all.slice(0, first).filter((one) => one.classList.contains('bot')).length; }"
    ))


async def test_the_desk_on_a_narrow_screen(
    people: Callable[..., Awaitable[Page]], system: System, debtor: Chat, facts: Facts
) -> None:
    await debtor.say("je voudrais parler à quelqu'un svp")
    key_known = debtor.page.locator("#owner")
    await expect(key_known).to_be_visible()
    key = await conversation_of(debtor, facts)

    desk = Desk(await people(chromium.NARROW, touch=True), system.base_url)
    await desk.page.goto(f"{system.base_url}/desk/login")
    await fits(desk.page)
    await desk.log_in("camille")
    await fits(desk.page)
    await desk.sees(key)
    await desk.open(key)
    await fits(desk.page)
    await desk.take()
    await desk.write("Je vous lis.")
    await fits(desk.page)
    await expect(debtor.page.locator("#log .message.agent", has_text="Je vous lis.")).to_have_count(1)
