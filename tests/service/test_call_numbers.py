"""The number of a call-back: the one named for it, the one they write from, another of their own, or one asked for."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy import select, update

from bot.service.handover.call_numbers import named
from bot.store.tables import Callback, ContactPoint
from tests.thread_world import Thread, demo_of, ids, open_thread

CALL, NAMED = "rappelez moi", "rappelez moi au 06 39 98 06 66 svp"
FILED = "+33639980101"
MEANS = {CALL: "request_callback", "rappelez moi au TEL svp": "request_callback"}


@pytest.fixture
async def thread(database) -> Thread:
    one = await open_thread(await demo_of(database), means=MEANS)
    await one.prove("DEMO-1001")
    return one


async def on_file(thread: Thread, **values: object) -> None:
    """What is known of the number on file."""
    async with thread.database.begin() as uow:
        await uow.session.execute(update(ContactPoint).where(ContactPoint.value == FILED).values(**values))
        await uow.commit()


async def another(thread: Thread, number: str) -> None:
    row = await thread.row()
    async with thread.database.begin() as uow:
        uow.session.add(ContactPoint(
            creditor_id=row.creditor_id, person_id=row.person_id, kind="phone", value=number, whose="own"
        ))
        await uow.commit()


async def booked(thread: Thread) -> str:
    """The first time offered is taken: the number that is called."""
    await thread.pick("at")
    async with thread.database.begin() as uow:
        row = (await uow.session.scalars(select(Callback).where(Callback.state == "booked"))).one()
        if row.contact_point_id is None:
            return f"named {row.number}"
        assert row.number is None
        return (await uow.session.get_one(ContactPoint, row.contact_point_id)).value


async def test_their_own_number_on_file_is_called(thread):
    await thread.say(CALL)
    assert await booked(thread) == FILED


async def test_the_number_that_is_named_comes_before_it(thread):
    await thread.say(NAMED)
    assert await booked(thread) == "named +33639980666"


@pytest.mark.parametrize("state", [
    {"discretion": True}, {"whose": "former"}, {"whose": "closed"}, {"whose": "somebody_else"},
    {"opted_out_at": datetime.fromisoformat("2026-11-01T10:00:00+00:00")},
])
async def test_one_that_is_not_to_be_called_is_passed_over_for_the_next(thread, state):
    await on_file(thread, **state)
    await another(thread, "+33639980555")
    await thread.say(CALL)
    assert await booked(thread) == "+33639980555"


async def test_where_none_may_be_called_one_is_asked_for_and_called(thread):
    await on_file(thread, discretion=True)
    assert ids(await thread.say(CALL)) == ["notice_callback_which_number"]
    assert ids(await thread.say("06 39 98 06 67"))[-1] == "notice_callback_slots"
    assert await booked(thread) == "named +33639980667"


async def test_a_number_on_file_that_they_name_themselves_is_called_all_the_same(thread):
    await on_file(thread, opted_out_at=datetime.fromisoformat("2026-11-01T10:00:00+00:00"))
    await thread.say(CALL)
    await thread.say("06 39 98 01 01")
    assert await booked(thread) == FILED


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("au 06 39 98 06 66", "+33639980666"), ("+33 6 39 98 06 66 après 18h", "+33639980666"),
        ("pas au 06 39 98 06 66", None), ("06 39 98 06 66 ou 06 39 98 06 67", None), ("mardi à 10h", None), ("", None),
    ],
)
def test_a_number_is_read_where_it_is_the_one_that_is_meant(words, number):
    assert named(words, "FR") == number
