"""The questions are over and nothing can be spread: why is said, not that there is nothing."""

from __future__ import annotations

from bot.service.case.cases import cases_of, set_hold
from bot.service.offer import offers
from bot.service.thread.conversation import lock
from tests.plan_world import with_plan
from tests.thread_world import Thread, demo_of, ids, open_thread


async def _weighed(thread: Thread) -> list[str]:
    async with thread.database.begin() as uow:
        answer = await offers.weigh(uow, await lock(uow, thread.key))
        return [one.text_id for one in answer.says]


async def test_all_of_it_is_in_a_plan_made_meanwhile(database):
    thread = await open_thread(await demo_of(database), proven="DEMO-1001")
    await with_plan(database, "DEMO-1001")
    assert "utter_plan_status" in await _weighed(thread)


async def test_all_of_it_is_contested_meanwhile(database):
    thread = await open_thread(await demo_of(database), proven="DEMO-1001")
    async with database.begin() as uow:
        row = await lock(uow, thread.key)
        for view in await cases_of(uow, row.person_id or 0):
            await set_hold(uow, view, "dispute", set_by="debtor")
        await uow.commit()
    said = await _weighed(thread)
    assert "utter_to_person_nothing_overdue" not in said and any("dispute" in one for one in said), said


async def test_where_nothing_is_late_it_is_said_as_before(database):
    thread = await open_thread(await demo_of(database), proven="DEMO-1003")
    assert await _weighed(thread) != [] and ids(await thread.messages()) is not None
