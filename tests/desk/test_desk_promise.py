"""A promise at the desk: what the debtor says of their own accord, once a case, never more than may be paid."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from bot.service.thread.conversation import lock, remember
from bot.store.tables import AuditLine, Case, ExportEvent, Message, Promise, Task


@pytest.fixture
async def held(agent, debtor, demo):
    desk, conversation = await agent("camille"), await debtor("DEMO-1001")
    assert (await desk.do(conversation, "take"))[0] == 200
    async with demo.begin() as uow:
        case = await uow.session.scalar(select(Case.id).where(Case.reference == "DEMO-1001"))
        day = (uow.today() + timedelta(days=10)).isoformat()
    return desk, conversation, {"case": case, "amount": "100,00", "day": day, "way": "transfer"}


async def _recorded(desk, conversation, asked) -> tuple[int, dict]:
    _, body = await desk.do(conversation, "record_promise", **asked)
    return await desk.do(conversation, "record_promise", **asked, confirm=body["confirm"])


async def _promises(demo) -> list[Promise]:
    async with demo.begin() as uow:
        return list((await uow.session.scalars(select(Promise).order_by(Promise.id))).all())


async def test_it_is_read_back_recorded_once_watched_shown_and_told_to_both_sides(held, demo):
    desk, conversation, asked = held
    status, body = await desk.do(conversation, "record_promise", **asked)
    assert (status, body["code"]) == (409, "confirm_promise") and "100,00" in body["text"]
    assert not await _promises(demo)
    for _ in range(2):
        assert (await desk.do(conversation, "record_promise", **asked, confirm=body["confirm"]))[0] == 200
    (row,) = await _promises(demo)
    assert (row.minor, row.way, row.state) == (10_000, "transfer", "open") and row.person_id is not None
    async with demo.begin() as uow:
        said = await uow.session.scalar(select(Message).order_by(Message.seq.desc()).limit(1))
        told = (await uow.session.scalars(select(ExportEvent).where(ExportEvent.kind == "promise_made"))).all()
        assert await uow.session.scalar(select(Task.key).where(Task.kind == "promise_due")) == f"promise_due:{row.id}"
        actor = await uow.session.scalar(select(AuditLine.actor).where(AuditLine.verb == "promise.made"))
    assert said.text_id == "notice_promise_made" and "100,00" in said.text
    assert [(one.payload["minor"], one.payload["way"]) for one in told] == [(10_000, "transfer")]
    assert actor.startswith("agent:")
    page = await desk.page(f"/desk/c/{conversation}")
    assert "attendue" in page and f'data-promise="{row.id}"' in page


@pytest.mark.parametrize(("changed", "code"), [
    ({"amount": "480,01"}, "more_than_payable"), ({"amount": "0"}, "amount"), ({"amount": "-5"}, "amount"),
    ({"day": "2020-01-01"}, "promise_day"), ({"day": "demain"}, "promise_day"), ({"day": "2030-01-01"}, "promise_day"),
    ({"way": "crypto"}, "way"), ({"way": ""}, "way"),
])
async def test_what_can_not_be_promised_is_refused_and_changes_nothing(held, demo, changed, code):
    desk, conversation, asked = held
    status, body = await desk.do(conversation, "record_promise", **{**asked, **changed})
    assert (status, body["code"]) == (409, code) and not await _promises(demo)


async def test_one_at_a_time_and_another_once_it_is_withdrawn(held, demo):
    desk, conversation, asked = held
    await _recorded(desk, conversation, asked)
    other = {**asked, "amount": "50"}
    assert (await desk.do(conversation, "record_promise", **other))[1]["code"] == "promise_open"
    (row,) = await _promises(demo)
    for _ in range(2):
        assert (await desk.do(conversation, "withdraw_promise", promise=row.id))[0] == 200
    assert (await _recorded(desk, conversation, other))[0] == 200
    assert [one.state for one in await _promises(demo)] == ["withdrawn", "open"]
    async with demo.begin() as uow:
        kinds = (await uow.session.scalars(select(ExportEvent.kind).order_by(ExportEvent.seq))).all()
        left = await uow.session.scalar(
            select(func.count()).select_from(Task).where(Task.kind == "promise_due", Task.done_at.is_(None))
        )
    assert [one for one in kinds if one.startswith("promise")] == ["promise_made", "promise_withdrawn", "promise_made"]
    assert left == 1


async def test_nothing_is_promised_on_what_may_not_be_paid_nor_by_somebody_in_distress(held, demo, agent, debtor):
    desk, conversation, asked = held
    async with demo.begin() as uow:
        remember(await lock(uow, conversation), distress="explicit")
        await uow.commit()
    assert (await desk.do(conversation, "record_promise", **asked))[1]["code"] == "distress_no_money"
    async with demo.begin() as uow:
        remember(await lock(uow, conversation), distress=None)
        await uow.commit()
    await desk.do(conversation, "record_hold", case=asked["case"], reason="over_indebtedness_admissible")
    assert (await desk.do(conversation, "record_promise", **asked))[1]["code"] == "not_payable_now"


async def test_only_the_holder_and_only_on_this_persons_cases(held, agent, debtor, demo):
    desk, conversation, asked = held
    dominique = await agent("dominique")
    assert (await dominique.do(conversation, "record_promise", **asked))[1]["code"] == "not_yours"
    await _recorded(desk, conversation, asked)
    (row,) = await _promises(demo)
    other = await debtor("DEMO-1002")
    await desk.do(other, "take")
    assert (await desk.do(other, "record_promise", **asked))[0] == 404
    assert (await desk.do(other, "withdraw_promise", promise=row.id))[0] == 404
    assert (await desk.do(conversation, "withdraw_promise", promise=99999))[0] == 404
    assert (await desk.do(conversation, "withdraw_promise", promise="1"))[0] == 400
    assert (await _promises(demo))[0].state == "open"
