"""Several debts at several brands of one creditor: one budget, the split before the yes, one question, none dropped."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.service.case.cases import cases_of
from bot.service.feeds.settle import settle
from bot.service.tasks.tasks import run_due
from bot.store.tables import Case, ContactPoint, Hold, Instalment, Message, Offer, OutboxMessage, Pause, Plan
from tests.service.timed_world import Bell
from tests.thread_world import Thread, demo_of, ids, open_thread

MEANS = {
    "perdu mon boulot": "hardship_job_loss", "une pause, je paierai quand je touche le RSA": "request_pause",
    "mon plan": "ask_plan_status", "en plusieurs fois": "request_plan",
}
BUDGET = ("1700 de salaire, je vis seule", "rien", "520", "300", "rien")
FIRST, SECOND = "DEMO-1002", "DEMO-1002-B"


@pytest.fixture
async def thread(database) -> Thread:
    await demo_of(database)
    made = await open_thread(database, "browser-1", means=MEANS)
    await made.prove(FIRST)
    return made


async def offered(thread: Thread) -> list[str]:
    said = ids(await thread.say("perdu mon boulot"))
    for text in ("oui", *BUDGET):
        said = ids(await thread.say(text))
    assert "utter_ask_offer" in said, said
    return said


async def rows(thread: Thread, table, *where):
    async with thread.database.begin() as uow:
        return list(await uow.session.scalars(select(table).where(*where).order_by(table.id)))


async def case_of(thread: Thread, reference: str) -> Case:
    (found,) = await rows(thread, Case, Case.reference == reference)
    return found


async def settled(thread: Thread, reference: str) -> None:
    async with thread.database.begin() as uow:
        case = await uow.session.scalar(select(Case).where(Case.reference == reference))
        await settle(uow, case, actor="feed:1", why="absent_from_full_file")
        await uow.commit()


async def test_the_split_over_the_brands_is_read_before_the_yes_and_no_month_holds_more_than_the_budget(thread):
    await offered(thread)
    read = [m for m in await thread.pick("offer") if (m.text_id or "").startswith("utter_read_back")]
    async with thread.database.begin() as uow:
        brands = {view.brand.name for view in await cases_of(uow, (await thread.row()).person_id or 0)}
    assert len(brands) == 2 and {name for name in brands for m in read if name in m.text} == brands
    assert await rows(thread, Plan, Plan.offer_id.is_not(None)) == []
    assert "utter_plan_agreed" in ids(await thread.say("oui"))
    agreed = await rows(thread, Plan, Plan.offer_id.is_not(None))
    assert len(agreed) == 2 and len({plan.group for plan in agreed}) == 1
    most = (await rows(thread, Offer))[0].data["capacity"]["offerable"]
    months: dict[tuple[int, int], int] = {}
    for row in await rows(thread, Instalment, Instalment.plan_id.in_([plan.id for plan in agreed])):
        month = (row.due_on.year, row.due_on.month)
        months[month] = months.get(month, 0) + row.minor
    assert max(months.values()) <= most


async def test_a_settled_case_drops_neither_the_other_nor_its_plan(thread):
    await offered(thread)
    await thread.pick("offer")
    await thread.say("oui")
    await settled(thread, FIRST)
    async with thread.database.begin() as uow:
        views = await cases_of(uow, (await thread.row()).person_id or 0)
    assert [view.case.reference for view in views] == [SECOND] and views[0].plan is not None
    assert "utter_plan_status" in ids(await thread.say("mon plan"))
    async with thread.database.begin() as uow:
        other = await uow.session.scalar(select(Plan).where(Plan.case_id == views[0].case.id, Plan.state == "agreed"))
        due = [row.state for row in await uow.session.scalars(select(Instalment).where(Instalment.plan_id == other.id))]
    assert set(due) == {"due"}


async def test_a_settled_case_leaves_the_other_open_for_an_offer_of_its_own(thread):
    await settled(thread, FIRST)
    await offered(thread)
    second = await case_of(thread, SECOND)
    assert {share["case"] for offer in await rows(thread, Offer) for share in offer.data["shares"]} == {second.id}


async def test_a_pause_until_an_event_keeps_the_event_and_ends_with_one_question_for_all_cases(thread, clock):
    said = ids(await thread.say("une pause, je paierai quand je touche le RSA"))
    if "utter_ask_sum_right" in said:
        said = ids(await thread.say("oui"))
    assert (said[0], said[-1]) == ("utter_pause_no_day", "utter_ask_confirm_pause")
    said = ids(await thread.say("oui"))
    assert said.count("utter_pause_set") == 2, said
    pauses = await rows(thread, Pause, Pause.person_id == (await thread.row()).person_id)
    assert [pause.event for pause in pauses] == ["quand je touche le RSA"] * 2
    assert [pause.until for pause in pauses] == [date(2026, 12, 20)] * 2
    clock.at = datetime.fromisoformat("2026-12-20T10:00+01:00")
    for _ in range(60):
        if not await run_due(thread.database, oncall=Bell()):
            clock.at += timedelta(hours=6)
    asked = await rows(thread, Message, Message.text_id == "notice_pause_ends")
    assert len(asked) == 1, "one question, however many cases rest"
    theirs = [point.id for point in await rows(thread, ContactPoint, ContactPoint.person_id == pauses[0].person_id)]
    sent = await rows(thread, OutboxMessage, OutboxMessage.text_id == "notice_pause_ends")
    assert sum(row.contact_point_id in theirs for row in sent) <= 1
    assert {pause.state for pause in await rows(thread, Pause, Pause.person_id == pauses[0].person_id)} == {"asked"}
    left = await rows(thread, Hold, Hold.reason == "pause", Hold.case_id.in_([p.case_id for p in pauses]))
    assert all(hold.lifted_at is not None for hold in left)
