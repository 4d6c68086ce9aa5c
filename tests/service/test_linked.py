"""Two rows of the same human in the chat: one budget, two threads, and nothing of the one told in the other."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select, text

from bot.service import offers, plan, same
from bot.service.conversation import lock, remember
from bot.store.tables import Agent, Case, Instalment, Offer, Party, Plan, SamePerson
from tests.thread_world import Thread, demo_of, open_thread

ONE, TWO = "DEMO-1001", "DEMO-1004"
MONTH = {
    "income": 160000, "benefits": 0, "household": [1, 0], "housing": 55000, "essentials": 70000, "other_debts": 10000,
    "enough_left": True,
}


async def _thread(database, reference: str) -> Thread:
    thread = await open_thread(database, f"browser-{reference}")
    await thread.prove(reference)
    return thread


@pytest.fixture
async def two(database) -> tuple[Thread, Thread]:
    """Both threads, linked; holds are lifted and both cases are late by as much."""
    await demo_of(database)
    threads = await _thread(database, ONE), await _thread(database, TWO)
    async with database.begin() as uow:
        first, second = [(await thread.row()).person_id for thread in threads]
        agents = (await uow.session.scalars(select(Agent.id).order_by(Agent.id).limit(2))).all()
        low, high = sorted((first, second))
        uow.session.add(
            SamePerson(
                creditor_id="maison", person_id=low, other_person_id=high, proposed_by=agents[0],
                confirmed_by=agents[1], proposed_at=uow.now, confirmed_at=uow.now,
            )
        )
        await uow.session.execute(Plan.__table__.delete().where(Plan.person_id.in_((first, second))))
        await uow.commit()
    return threads


async def _weigh(thread: Thread) -> list[Offer]:
    async with thread.database.begin() as uow:
        conversation = await lock(uow, thread.key)
        remember(conversation, budget=dict(MONTH), errand="plan", sum_told=True)
        await offers.weigh(uow, conversation)
        await uow.commit()
        found = await uow.session.scalars(
            select(Offer).where(Offer.conversation_id == thread.key, Offer.kind == "plan").order_by(Offer.id)
        )
        return list(found)


async def _agree(thread: Thread, offer: Offer) -> list[str]:
    async with thread.database.begin() as uow:
        conversation = await lock(uow, thread.key)
        remember(conversation, offer=offer.id)
        said = await plan.agree(uow, conversation)
        await uow.commit()
        return [one.text_id for one in said.says]


async def _a_month(two: tuple[Thread, Thread]) -> int:
    """The heaviest month of the living plans of both."""
    months: dict[str, int] = {}
    people = [(await thread.row()).person_id for thread in two]
    async with two[0].database.begin() as uow:
        rows = await uow.session.execute(
            select(Instalment.due_on, Instalment.minor).join(Plan, Plan.id == Instalment.plan_id)
            .where(Plan.state == "agreed", Plan.person_id.in_(people))
        )
        for day, minor in rows:
            months[f"{day:%Y-%m}"] = months.get(f"{day:%Y-%m}", 0) + minor
    return max(months.values())


def _offerable(offer: Offer) -> int:
    return int(offer.data["capacity"]["offerable"])


async def test_once_the_one_has_a_plan_the_other_is_offered_no_more_than_what_is_left(two, clock):
    clock.advance(timedelta(minutes=1))
    one, other = two
    first = await _weigh(one)
    assert first and (await _agree(one, first[-1]))[0] == "utter_plan_agreed"
    taken = await _a_month(two)
    left = await _weigh(other)
    assert taken > 0 and left
    whole = int(first[0].data["capacity"]["amount"])
    for offer in left:
        assert _offerable(offer) * 10 <= (whole - taken) * 8
        assert max(share["instalment"] for share in offer.data["shares"]) <= _offerable(offer)


async def test_both_say_yes_at_once_and_one_is_agreed(two, clock):
    clock.advance(timedelta(minutes=1))
    one, other = two
    offered = [(await _weigh(thread))[-1] for thread in two]
    async with one.database.begin() as uow:
        conversation = await lock(uow, one.key)
        remember(conversation, offer=offered[0].id)
        said = await plan.agree(uow, conversation)  # not kept yet
        second = asyncio.create_task(_agree(other, offered[1]))
        waiting = text("select count(*) from pg_stat_activity where wait_event_type = 'Lock'")
        async with asyncio.timeout(10), one.database.look() as looking:
            while not second.done() and not await looking.session.scalar(waiting):
                await asyncio.sleep(0.01)
        await uow.commit()
    assert said.says[0].text_id == "utter_plan_agreed" and await second == ["utter_offer_gone"]
    assert await _a_month(two) <= _offerable(offered[0])


async def test_an_offer_of_before_the_link_is_gone(two):
    offered = (await _weigh(two[0]))[-1]  # at the very moment of the link: not surely after it
    assert await _agree(two[0], offered) == ["utter_offer_gone"]


async def test_the_thread_of_the_one_tells_nothing_of_the_other(two):
    one, _ = two
    one.rasa.means["combien je dois"] = "ask_balance"
    said = "\n".join(m.text for m in await one.say("combien je dois"))
    assert "480" in said and TWO not in said and "640" not in said
    async with one.database.begin() as uow:
        theirs = await same.others(uow, (await one.row()).person_id)
        assert theirs and not await uow.session.scalar(
            select(Party.id).join(Case, Case.id == Party.case_id)
            .where(Party.person_id.in_(theirs), Case.reference == ONE)
        )
