"""What a debtor tells an agent is on record as if they had written it: a dispute, a hold."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import func, select

from bot.debt.hold import WHATS
from bot.debt.procedure import places_of
from bot.service.case.cases import view_of
from bot.service.desk.record import HOLDS
from bot.service.feeds.export import do_not_contact
from bot.store.tables import AuditLine, Case, Dispute, ExportEvent, Hold, Message, Task


@pytest.fixture
async def held(agent, debtor, demo):
    desk, conversation = await agent("camille"), await debtor("DEMO-1001")
    assert (await desk.do(conversation, "take"))[0] == 200
    async with demo.begin() as uow:
        case = await uow.session.scalar(select(Case.id).where(Case.reference == "DEMO-1001"))
    return desk, conversation, case


async def test_a_dispute_has_a_number_a_hold_and_a_word_to_the_creditor_and_the_debtor(held, demo):
    desk, conversation, case = held
    asked = {"case": case, "kind": "dispute_debt", "part": "80"}
    status, body = await desk.do(conversation, "record_dispute", **asked)
    again = await desk.do(conversation, "record_dispute", **asked)
    assert status == 200 and again[1]["number"] == body["number"], "twice has one effect"
    async with demo.begin() as uow:
        hold = await uow.session.scalar(select(Hold).where(Hold.case_id == case))
        told = set(await uow.session.scalars(select(ExportEvent.kind).where(ExportEvent.case_id == case)))
        said = await uow.session.scalar(select(Message).order_by(Message.seq.desc()).limit(1))
        assert await uow.session.scalar(select(func.count()).select_from(Dispute)) == 1
    assert (hold.reason, hold.part_minor, hold.detail) == ("dispute", 8000, {"receipt": body["number"]})
    assert {"dispute", "hold_set"} <= told and body["number"] in said.text
    assert body["number"] in await desk.page(f"/desk/c/{conversation}")


@pytest.mark.parametrize(("kind", "part", "reason"), [
    ("dispute_debt", "", "dispute"), ("dispute_debt", "99999", "dispute"), ("identity_theft", "10", "identity_theft"),
])
async def test_a_dispute_of_the_whole_stops_open_payments_as_well(held, demo, kind, part, reason):
    desk, conversation, case = held
    assert (await desk.do(conversation, "record_dispute", case=case, kind=kind, part=part))[0] == 200
    async with demo.begin() as uow:
        hold = await uow.session.scalar(select(Hold).where(Hold.case_id == case))
        assert await uow.session.scalar(select(Task.id).where(Task.kind == "expire_for_hold")) is not None
    assert (hold.reason, hold.part_minor) == (reason, None)


async def test_a_hold_is_set_once_with_its_review_day_and_told_to_the_creditor(held, demo):
    desk, conversation, case = held
    for _ in range(2):
        asked = {"case": case, "reason": "over_indebtedness_admissible"}
        assert (await desk.do(conversation, "record_hold", **asked))[0] == 200
    async with demo.begin() as uow:
        holds = (await uow.session.scalars(select(Hold).where(Hold.case_id == case))).all()
        told = await uow.session.scalar(select(func.count()).where(ExportEvent.kind == "hold_set"))
    assert [(one.reason, one.set_by.startswith("agent:")) for one in holds] == [("over_indebtedness_admissible", True)]
    assert told == 1


@pytest.mark.parametrize(("action", "body", "code"), [
    ("record_dispute", {"kind": "other", "part": ""}, "dispute_kind"),
    ("record_dispute", {"kind": "dispute_debt", "part": "beaucoup"}, "amount"),
    ("record_hold", {"reason": "plan_agreed"}, "hold_reason"),
    ("record_hold", {"reason": ""}, "hold_reason"),
    ("record_hold", {"reason": "breathing_space"}, "hold_other_law"),
    ("record_hold", {"reason": "debt_review"}, "hold_other_law"),
    ("record_hold", {"reason": "manual", "blocks": ["everything"]}, "hold_blocks"),
    ("record_hold", {"reason": "guardianship", "blocks": ["offers"]}, "hold_blocks"),
    ("record_limitation", {"until": "demain"}, "limitation_until"),
    ("record_limitation", {"until": "2020-01-01"}, "limitation_until"),
    ("record_limitation", {"until": "2099-01-01"}, "limitation_until"),
])
async def test_what_is_not_on_the_list_is_refused_and_changes_nothing(held, demo, action, body, code):
    desk, conversation, case = held
    found = await desk.do(conversation, action, case=case, **body)
    assert (found[0], found[1]["code"]) == (409, code)
    async with demo.begin() as uow:
        assert await uow.session.scalar(select(Hold.id).where(Hold.case_id == case)) is None


async def test_only_who_holds_the_conversation_records_and_only_for_its_own_cases(held, agent, demo):
    desk, conversation, case = held
    async with demo.begin() as uow:
        other = await uow.session.scalar(select(Case.id).where(Case.reference == "DEMO-1002"))
    dominique = await agent("dominique")
    records = {"record_dispute": {"kind": "dispute_debt", "part": ""}, "record_hold": {"reason": "manual"},
               "record_limitation": {"until": "2027-06-30"}}
    for action, body in records.items():
        assert (await desk.do(conversation, action, case=other, **body))[0] == 404
        assert (await dominique.do(conversation, action, case=case, **body))[1]["code"] == "not_yours"


@pytest.mark.parametrize("reason", HOLDS)
async def test_every_hold_on_the_list_can_be_set_where_its_law_holds_and_has_words(held, demo, reason):
    desk, conversation, case = held
    place = sorted(places_of(reason))[0]
    async with demo.begin() as uow:
        (await uow.session.get_one(Case, case)).jurisdiction = place
        await uow.commit()
    assert (await desk.do(conversation, "record_hold", case=case, reason=reason))[0] == 200
    async with demo.begin() as uow:
        view = await view_of(uow, case)
    assert [hold.reason for hold in view.holds] == [reason]
    page = await desk.page(f"/desk/c/{conversation}")
    assert f'value="{reason}"' in page and f"hold_reason.{reason}" not in page


@pytest.mark.parametrize("what", WHATS)
async def test_a_reason_of_ones_own_stops_what_the_agent_named_and_nothing_else(held, demo, what):
    desk, conversation, case = held
    asked = {"case": case, "reason": "manual", "blocks": [what]}
    for _ in range(2):
        assert (await desk.do(conversation, "record_hold", **asked))[0] == 200
    async with demo.begin() as uow:
        view = await view_of(uow, case)
        lines = await do_not_contact(uow, view.case.creditor_id, uow.today(view.creditor.time_zone))
    assert [(hold.reason, hold.detail) for hold in view.holds] == [("manual", {"blocks": [what]})]
    assert {one for one in WHATS if not getattr(view.may, one)} == {what}
    assert (("DEMO-1001", "manual") in {(one.reference, one.reason) for one in lines}) == (what == "creditor_may_chase")


async def test_another_thing_to_stop_is_another_hold_and_none_named_is_what_the_table_says(held, demo):
    desk, conversation, case = held
    for blocks in ([], ["debtor_may_pay"], ["debtor_may_pay"], []):
        await desk.do(conversation, "record_hold", case=case, reason="manual", blocks=blocks)
    async with demo.begin() as uow:
        view = await view_of(uow, case)
    assert len(view.holds) == 2 and not view.may.offers and not view.may.debtor_may_pay and view.may.instalments_run


async def test_a_doubtful_debt_that_a_person_has_checked_may_be_paid_until_that_day_and_the_log_says_who(held, demo):
    desk, conversation, case = held
    async with demo.begin() as uow:
        (await uow.session.get_one(Case, case)).oldest_unpaid_on = date(2025, 1, 5)  # two years: over in six weeks
        await uow.commit()
    async with demo.begin() as uow:
        view = await view_of(uow, case)
        assert (view.limitation, view.payable.minor) == ("doubtful", 0)
    assert (await desk.do(conversation, "record_limitation", case=case, until="2027-06-30"))[0] == 200
    async with demo.begin() as uow:
        view = await view_of(uow, case)
        assert (view.limitation, view.payable) == ("running", view.overdue)
        line = await uow.session.scalar(select(AuditLine).where(AuditLine.verb == "limitation.checked"))
    assert line.actor.startswith("agent:") and line.object_id == str(case)
    assert "30 juin 2027" in await desk.page(f"/desk/c/{conversation}")
