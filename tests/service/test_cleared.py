"""An alarm that was none is not asked about again later; one that is open, or newer, always is."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import update

from bot.store.tables import Alert, Handover, Hold
from tests.thread_world import Thread, count, demo_of, ids, open_thread

MEANS = {"je veux payer": "pay_now", "je veux payer 50 euros": "pay_now"}
CHECK = "utter_pay_check_in_care"


async def alarmed(database, *, denies: str | None = "ça va je suis pas en danger") -> Thread:
    """Words taken for danger, and what they said to it."""
    thread = await open_thread(await demo_of(database), means=MEANS, proven="DEMO-1001")
    await thread.say("je veux mourir")
    assert await count(database, Hold, Hold.reason == "distress", Hold.lifted_at.is_(None)) >= 1
    if denies:
        await thread.say(denies)
        assert (await thread.row()).memory.get("crisis_denied")
    return thread


async def closed(database) -> None:
    """An agent has looked, and closed it."""
    async with database.begin() as uow:
        await uow.session.execute(update(Handover).values(closed_at=uow.now))
        await uow.session.execute(update(Alert).values(acknowledged_at=uow.now))
        await uow.commit()


async def later(database, clock) -> list[str | None]:
    """What somebody hears who wants to pay, in another thread, two days on."""
    clock.advance(timedelta(days=2))
    thread = await open_thread(database, "browser-2", means=MEANS, proven="DEMO-1001")
    said = ids(await thread.say("je veux payer 50 euros"))
    if said[-1] == "utter_ask_sum_right":
        said = ids(await thread.say("oui"))
    return said


async def test_after_their_own_no_and_the_desks_close_they_pay_unasked(database, clock):
    await alarmed(database)
    await closed(database)
    assert CHECK not in await later(database, clock)


async def test_while_a_person_is_still_with_it_they_are_asked(database, clock):
    await alarmed(database)
    assert CHECK in await later(database, clock)


async def test_without_a_no_they_are_asked_though_it_was_closed(database, clock):
    await alarmed(database, denies=None)
    await closed(database)
    assert CHECK in await later(database, clock)


@pytest.mark.parametrize("dark", ["je veux mourir", "j'en peux plus de vivre"])
async def test_newer_words_of_danger_count_again(database, clock, dark):
    thread = await alarmed(database)
    await closed(database)
    clock.advance(timedelta(days=1))
    await thread.say(dark)
    await closed(database)
    assert CHECK in await later(database, clock)


async def test_a_no_elsewhere_takes_back_nothing_that_stands_in_the_thread_of_the_alarm(database, clock):
    await alarmed(database, denies=None)
    await closed(database)
    clock.advance(timedelta(days=1))
    thread = await open_thread(database, "browser-3", means=MEANS, proven="DEMO-1001")
    await thread.say("je veux payer 50 euros")
    if (await thread.row()).memory.get("question") == "sum_right":
        await thread.say("oui")
    assert ids(await thread.say("non pas du tout"))[0] == "utter_distress_no"
    await closed(database)
    assert CHECK in await later(database, clock), "the thread of the alarm still holds words never taken back"
