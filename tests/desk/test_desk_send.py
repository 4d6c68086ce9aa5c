"""What an agent sends besides words keeps to the debtor's own rules: a link, the papers; and a breath afterwards."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import func, select

from bot.desk.words import canned_answers
from bot.service.handover import handover, waiting
from bot.service.thread.conversation import lock, remember
from bot.store.tables import (
    AgentSession,
    AuditLine,
    Case,
    ContactAttempt,
    Creditor,
    Demand,
    Handover,
    IdentityProof,
    Message,
    PaymentLink,
)


async def _case(demo, reference: str) -> int:
    async with demo.begin() as uow:
        return await uow.session.scalar(select(Case.id).where(Case.reference == reference))


async def _links(demo) -> int:
    async with demo.begin() as uow:
        return await uow.session.scalar(select(func.count()).select_from(PaymentLink))


@pytest.fixture
async def held(agent, debtor):
    async def one(reference: str, **more):
        desk, conversation = await agent("camille"), await debtor(reference, **more)
        assert (await desk.do(conversation, "take"))[0] == 200
        return desk, conversation

    return one


async def test_a_link_is_read_back_before_it_goes_and_stands_in_the_thread_once_confirmed(held, demo):
    desk, conversation = await held("DEMO-1001")
    asked = {"case": await _case(demo, "DEMO-1001"), "amount": "80,00"}
    status, body = await desk.do(conversation, "send_link", **asked)
    assert (status, body["code"]) == (409, "confirm_link") and "80,00" in body["text"]
    assert await _links(demo) == 0
    changed = await desk.do(conversation, "send_link", **{**asked, "amount": "90", "confirm": body["confirm"]})
    assert changed[0] == 409, "a yes is for that sum alone"
    assert (await desk.do(conversation, "send_link", **asked, confirm=body["confirm"]))[0] == 200
    async with demo.begin() as uow:
        said = await uow.session.scalar(select(Message).order_by(Message.seq.desc()).limit(1))
        line = await uow.session.scalar(select(AuditLine).where(AuditLine.verb == "link.sent"))
        assert await uow.session.scalar(select(Demand.minor)) == 8000
    assert said.text_id == "utter_payment_link" and "/pay/" in said.card["url"]
    assert "/pay/" not in str(line.data) and line.data["minor"] == 8000


async def test_without_a_sum_it_is_the_next_instalments_and_never_more_than_is_due(held, demo):
    desk, conversation = await held("DEMO-1006")
    case = await _case(demo, "DEMO-1006")
    assert "50,00" in (await desk.do(conversation, "send_link", case=case, amount=""))[1]["text"]
    assert "300,00" in (await desk.do(conversation, "send_link", case=case, amount="99999"))[1]["text"]


@pytest.mark.parametrize(
    ("reference", "amount", "code"),
    [("DEMO-1001", "", "no_instalment"), ("DEMO-1001", "0", "amount"), ("DEMO-1001", "beaucoup", "amount"),
     ("DEMO-1005", "10", "not_payable_now"), ("DEMO-1010", "10", "not_payable_now")],
)
async def test_what_may_not_be_paid_is_not_asked_for_by_an_agent_either(held, demo, reference, amount, code):
    desk, conversation = await held(reference)
    found = await desk.do(conversation, "send_link", case=await _case(demo, reference), amount=amount)
    assert (found[0], found[1]["code"]) == (409, code) and await _links(demo) == 0


async def test_no_link_for_somebody_in_distress_or_not_identified_or_on_a_shared_phone(held, demo):
    desk, conversation = await held("DEMO-1001", queue="distress", reason="distress")
    case = await _case(demo, "DEMO-1001")

    async def refused() -> str:
        return (await desk.do(conversation, "send_link", case=case, amount="10"))[1]["code"]

    assert await refused() == "distress_no_money"
    async with demo.begin() as uow:
        row = await lock(uow, conversation)
        row.channel = "sms"
        remember(row, phone_shared=True)
        await uow.commit()
    assert await refused() == "shared_phone"
    async with demo.begin() as uow:
        (await lock(uow, conversation)).channel = "web"
        (await uow.session.scalar(select(IdentityProof))).ended_at = uow.now
        await uow.commit()
    assert await refused() == "must_be_identified"


async def test_a_case_of_somebody_else_is_not_there_and_who_does_not_hold_it_sends_nothing(held, agent, demo):
    desk, conversation = await held("DEMO-1001")
    other = await _case(demo, "DEMO-1002")
    assert (await desk.do(conversation, "send_link", case=other, amount="10"))[0] == 404
    dominique = await agent("dominique")
    case = await _case(demo, "DEMO-1001")
    assert (await dominique.do(conversation, "send_link", case=case, amount="10"))[1]["code"] == "not_yours"
    assert (await dominique.do(conversation, "send_papers"))[1]["code"] == "not_yours"


async def test_the_papers_that_there_are_go_into_the_thread(held, demo):
    desk, conversation = await held("DEMO-1006")
    assert (await desk.do(conversation, "send_papers"))[0] == 200
    async with demo.begin() as uow:
        said = await uow.session.scalar(select(Message).order_by(Message.seq.desc()).limit(1))
    assert said.card["kind"] == "papers" and {one["paper"] for one in said.card["papers"]} >= {"recap", "calendar"}


async def test_where_there_is_no_paper_none_is_promised(held):
    desk, conversation = await held("DEMO-1001")
    assert (await desk.do(conversation, "send_papers"))[1]["code"] == "no_paper"


def test_ready_answers_are_in_both_languages_and_tell_no_amount_and_no_brand():
    for one in canned_answers():
        for lang in ("fr", "en"):
            assert one["title"][lang] and not any(sign in one["text"][lang] for sign in "€£{}0123456789")


async def test_ready_answers_come_in_the_debtors_language_under_titles_of_the_agents(held, demo):
    desk, conversation = await held("DEMO-1001")
    page = await desk.page(f"/desk/c/{conversation}?lang=en")
    assert "No rush" in page and "Rien ne presse pour répondre" in page


async def test_after_somebody_in_distress_a_break_is_offered_and_whoever_takes_it_is_not_counted_as_there(held, demo):
    desk, conversation = await held("DEMO-1001", queue="distress", reason="distress")
    await desk.do(conversation, "note", text="a parlé avec sa sœur")
    last = (await (await desk.client.get(f"/desk/c/{conversation}/view")).json())["last_seq"]
    status, body = await desk.do(conversation, "close", outcome="talked", seen_seq=last)
    assert status == 200 and body["rest"] is True
    async with demo.begin() as uow:
        assert await waiting.at_the_desk(uow, ("maison",))
    assert (await desk.do(conversation, "rest"))[0] == 200
    async with demo.begin() as uow:
        assert not await waiting.at_the_desk(uow, ("maison",))
        assert await uow.session.scalar(select(AgentSession.ended_at)) is None


async def test_an_ordinary_end_offers_no_break(held):
    desk, conversation = await held("DEMO-1001")
    last = (await (await desk.client.get(f"/desk/c/{conversation}/view")).json())["last_seq"]
    assert (await desk.do(conversation, "close", outcome="solved", seen_seq=last))[1]["rest"] is False


async def test_a_complaint_has_a_number_and_the_day_that_the_creditor_promises(debtor, demo, agent):
    conversation = await debtor("DEMO-1001", queue=None)
    async with demo.begin() as uow:
        maison = await uow.session.get_one(Creditor, "maison")
        maison.settings = {**maison.settings, "complaint_answer_days": 30}
        await uow.commit()
    told = []
    for _ in range(2):
        async with demo.begin() as uow:
            answer = await handover.pass_on(uow, await lock(uow, conversation), meaning="complaint")
            told.append(dict(answer.says[1].values))
            await uow.commit()
    assert told[0] == told[1] and told[0]["number"].startswith("P-") and "20 décembre" in told[0]["day"]
    async with demo.begin() as uow:
        brief = (await uow.session.scalar(select(Handover))).brief
    assert date.fromisoformat(brief["complaint_by"]) == date(2026, 12, 20)
    page = await (await agent("camille")).page(f"/desk/c/{conversation}")
    assert told[0]["number"] in page


async def test_why_we_wrote_is_told_with_day_way_and_reason_and_what_was_held_back_is_not(held, demo):
    desk, conversation = await held("DEMO-1006")
    assert (await desk.do(conversation, "send_why"))[0] == 200
    async with demo.begin() as uow:
        newest = select(Message).order_by(Message.seq.desc()).limit(1)
        assert (await uow.session.scalar(newest)).text_id == "notice_why_never"
        person = (await lock(uow, conversation)).person_id
        for reason, allowed in (("reminder", True), ("plan_late", True), ("reminder", False)):
            uow.session.add(ContactAttempt(
                creditor_id="maison", person_id=person, channel="sms", reason=reason, allowed=allowed, at=uow.now,
            ))
        await uow.commit()
    assert (await desk.do(conversation, "send_why"))[0] == 200
    async with demo.begin() as uow:
        said = list(await uow.session.scalars(select(Message.text_id).order_by(Message.seq.desc()).limit(3)))
        text = (await uow.session.scalar(newest)).text
    assert said == ["notice_why_own", "notice_why_reminder", "notice_why_never"]
    assert "20 novembre" in text and "SMS" in text
