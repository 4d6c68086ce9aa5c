"""An agent proposes plans by the debtor's own rules, and the debtor's own yes agrees them, while the agent is there."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from bot.service.case.cases import cases_of
from bot.service.desk.weighing import ground_of, holding_today
from bot.service.handover import handover
from bot.service.offer import offers
from bot.service.plan import plan, undo
from bot.service.policy.policies import policies
from bot.service.thread.conversation import StaleChoice, lock, remember
from bot.service.thread.saying import write
from bot.service.turn import bursts
from bot.store.tables import (
    AuditLine,
    Case,
    Conversation,
    Demand,
    ExportEvent,
    Hold,
    IdentityProof,
    Instalment,
    Message,
    Offer,
    Plan,
    Task,
)

MONTH = {
    "income": 180_000, "benefits": 0, "housing": 50_000, "essentials": 60_000, "other_debts": 0, "household": [1, 0],
}


@pytest.fixture
async def held(agent, debtor, demo):
    async def one(reference: str = "DEMO-1001", *, budget=MONTH, login: str = "camille"):
        desk, conversation = await agent(login), await debtor(reference)
        async with demo.begin() as uow:
            remember(await lock(uow, conversation), budget=dict(budget) or None)
            await uow.commit()
        assert (await desk.do(conversation, "take"))[0] == 200
        return desk, conversation

    return one


async def _proposed(desk, conversation: int, **wish) -> tuple[int, dict]:
    status, body = await desk.do(conversation, "propose", **wish)
    if body.get("code") not in ("confirm_proposal", "confirm_change"):
        return status, body
    return await desk.do(conversation, "propose", **wish, confirm=body["confirm"])


async def _plans(demo) -> list[Plan]:
    async with demo.begin() as uow:
        found = select(Plan).where(Plan.case_id.in_(_of("DEMO-1001"))).order_by(Plan.id)
        return list((await uow.session.scalars(found)).all())


def _of(reference: str):
    return select(Case.id).where(Case.reference == reference)


async def _said(demo, conversation: int) -> list[str]:
    async with demo.begin() as uow:
        rows = await uow.session.scalars(
            select(Message.text_id).where(Message.conversation_id == conversation).order_by(Message.seq)
        )
        return [row or "" for row in rows.all()]


async def test_a_proposal_is_read_back_to_the_agent_then_put_to_the_debtor_whose_tap_agrees_it(held, answers, demo):
    desk, conversation = await held()
    status, body = await desk.do(conversation, "propose", amount="40")
    assert (status, body["code"]) == (409, "confirm_proposal") and "40,00" in body["text"] and "480,00" in body["text"]
    assert not await _plans(demo)
    assert (await _proposed(desk, conversation, amount="40"))[0] == 200
    assert not await _plans(demo), "the agent never agrees for the debtor"
    said = await _said(demo, conversation)
    assert "notice_plan_proposed" in said and said[-1] == "utter_ask_confirm_plan"
    got = await answers(conversation, 0)
    assert got.answered and got.message.handled_at is not None
    (made,) = await _plans(demo)
    assert made.state == "agreed" and "utter_plan_agreed" in await _said(demo, conversation)
    async with demo.begin() as uow:
        rows = (await uow.session.scalars(select(Instalment).where(Instalment.plan_id == made.id))).all()
        owner = (await uow.session.get_one(Conversation, conversation)).owner
        agreed = await uow.session.scalar(select(AuditLine.actor).where(AuditLine.verb == "plan.agreed"))
        proposed = await uow.session.scalar(select(AuditLine.actor).where(AuditLine.verb == "plan.proposed"))
        kinds = set(await uow.session.scalars(select(ExportEvent.kind)))
    assert sum(row.minor for row in rows) == 48_000 and {row.minor for row in rows} == {4_000}
    assert owner == "agent" and agreed == "debtor" and proposed.startswith("agent:") and "plan_agreed" in kinds


async def test_the_reminders_asked_after_the_yes_are_chosen_by_a_tap_as_well(held, answers, demo):
    desk, conversation = await held()
    await _proposed(desk, conversation, amount="40")
    await answers(conversation, 0)
    await answers(conversation, 0)
    (made,) = await _plans(demo)
    assert made.reminder_channel == "sms" and (await _said(demo, conversation))[-1] == "utter_plan_done"


async def test_what_the_bot_has_offered_is_not_agreed_behind_the_agents_back(
    agent, debtor, demo, answers
):
    conversation = await debtor("DEMO-1001")
    async with demo.begin() as uow:
        locked = await lock(uow, conversation)
        remember(locked, budget=dict(MONTH), errand="plan")

        await write(uow, locked, await offers.weigh(uow, locked), author="system")
        await uow.commit()
    desk = await agent("camille")
    await desk.do(conversation, "take")
    before = await _said(demo, conversation)
    got = await answers(conversation, 0)
    assert not got.answered and await _said(demo, conversation) == [*before, ""]


@pytest.mark.parametrize("words", ["oui", "Oui !", "oui d'accord"])
async def test_a_plain_yes_in_words_to_the_question_just_asked_is_a_yes(held, answers, demo, words):
    desk, conversation = await held()
    await _proposed(desk, conversation, amount="40")
    assert (await answers(conversation, words)).answered
    assert len(await _plans(demo)) == 1


@pytest.mark.parametrize("words", ["oui mais pas avant mars", "ok", "je sais pas", "peut-être", "oui je veux mourir"])
async def test_words_that_are_no_plain_yes_agree_nothing(held, answers, demo, words):
    desk, conversation = await held()
    await _proposed(desk, conversation, amount="40")
    assert not (await answers(conversation, words)).answered
    assert not await _plans(demo)


async def test_a_yes_in_words_after_the_agent_has_said_something_else_answers_that_and_a_tap_still_counts(
    held, answers, demo
):
    desk, conversation = await held()
    await _proposed(desk, conversation, amount="40")
    await desk.do(conversation, "write", text="Vous habitez toujours Lyon ?", cid="words-0001")
    assert not (await answers(conversation, "oui")).answered and not await _plans(demo)


async def test_the_tap_counts_after_further_words_of_the_agent(held, answers, demo):
    desk, conversation = await held()
    await _proposed(desk, conversation, amount="40")
    await desk.do(conversation, "write", text="Prenez votre temps.", cid="words-0001")
    await answers(conversation, 0)
    assert len(await _plans(demo)) == 1


async def test_a_tap_twice_or_repeated_makes_one_plan(held, answers, demo):
    desk, conversation = await held()
    await _proposed(desk, conversation, amount="40")
    await answers(conversation, 0, cid="tap-00000001")
    again = await answers(conversation, 0, cid="tap-00000001")
    assert again.repeated and len(await _plans(demo)) == 1


async def test_no_agrees_nothing_and_nothing_is_held_against_them(held, answers, demo):
    desk, conversation = await held()
    await _proposed(desk, conversation, amount="40")
    await answers(conversation, 1)
    assert not await _plans(demo) and (await _said(demo, conversation))[-1] == "notice_proposal_declined"
    async with demo.begin() as uow:
        assert await uow.session.scalar(select(Offer.answer).order_by(Offer.id.desc()).limit(1)) == "not_now"


async def test_handed_back_the_question_stays_open_and_the_bot_takes_the_yes(held, answers, demo):
    desk, conversation = await held()
    await _proposed(desk, conversation, amount="40")
    assert (await desk.do(conversation, "hand_back"))[0] == 200
    assert (await _said(demo, conversation))[-2:] == ["notice_back_to_bot", "utter_ask_confirm_plan"]
    assert "attend son oui : 40,00" in (await desk.page(f"/desk/c/{conversation}")), "whoever comes next is told"
    got = await answers(conversation, 0)
    assert not got.answered and got.message.payload == "/affirm", "Rasa is asked, as with every choice"
    async with demo.begin() as uow:
        locked = await lock(uow, conversation)
        assert locked.memory["question"] == "confirm_plan"
        assert await bursts.take_up_tap(uow, locked, [got.message]), "its turn"
        await plan.agree(uow, locked)
        await uow.commit()
    assert len(await _plans(demo)) == 1


async def test_handed_back_after_a_no_nothing_is_asked_again(held, answers, demo):
    desk, conversation = await held()
    await _proposed(desk, conversation, amount="40")
    await answers(conversation, 1)
    assert (await desk.do(conversation, "hand_back"))[0] == 200
    assert (await _said(demo, conversation))[-1] == "notice_back_to_bot"


@pytest.mark.parametrize(("wish", "budget", "code"), [
    ({"amount": "400"}, {**MONTH, "housing": 100_000}, "nearest_above_capacity"),
    ({"amount": "2"}, MONTH, "nearest_policy"),
    ({"amount": "40"}, {}, "propose_ask"),
    ({"amount": "40"}, {"income": 180_000}, "propose_ask"),
    ({"amount": "40"}, {**MONTH, "income": 40_000}, "nothing_carried"),
    ({"amount": "beaucoup"}, MONTH, "amount"),
    ({"amount": "", "count": "0"}, MONTH, "payments"),
    ({"amount": "", "count": "1²"}, MONTH, "payments"),
    ({"amount": ""}, MONTH, "payments"),
    ({"amount": "40", "every": "day"}, MONTH, "rhythm"),
    ({"amount": "40", "first": "2020-01-01"}, MONTH, "first_day"),
    ({"amount": "40", "first": "soon"}, MONTH, "first_day"),
])
async def test_what_does_not_hold_is_met_by_the_reason_and_what_does(held, demo, wish, budget, code):
    desk, conversation = await held(budget=budget)
    status, body = await desk.do(conversation, "propose", **wish)
    assert (status, body["code"]) == (409, code), body
    assert "{" not in body["text"]
    async with demo.begin() as uow:
        assert await uow.session.scalar(select(Offer.id).where(Offer.conversation_id == conversation)) is None


async def test_nobody_goes_beyond_the_budget_and_the_nearest_that_is_named_holds(held, demo):
    desk, conversation = await held(budget={**MONTH, "housing": 100_000})
    _, body = await desk.do(conversation, "propose", amount="400")
    page = await desk.page(f"/desk/c/{conversation}")
    assert "Au plus" in page and body["code"] == "nearest_above_capacity"
    async with demo.begin() as uow:

        locked = await lock(uow, conversation)
        ground = await ground_of(uow, locked, await cases_of(uow, locked.person_id))
        holding = holding_today(ground)
    assert holding and all(offer.heaviest_month <= ground.found.offerable for offer in holding)
    assert ground.found.offerable.minor < 40_000
    assert (await _proposed(desk, conversation, amount=f"{ground.found.offerable.minor / 100:.2f}"))[0] == 200


async def test_a_cent_above_what_may_be_offered_is_too_much(held, demo):
    desk, conversation = await held(budget={**MONTH, "housing": 100_000})
    async with demo.begin() as uow:

        locked = await lock(uow, conversation)
        most = (await ground_of(uow, locked, await cases_of(uow, locked.person_id))).found.offerable.minor
    _, body = await desk.do(conversation, "propose", amount=f"{(most + 1) / 100:.2f}")
    assert body["code"] == "nearest_above_capacity"


async def test_a_hold_stands_against_an_agents_proposal_too(held, demo):
    desk, conversation = await held()
    async with demo.begin() as uow:
        case = await uow.session.scalar(_of("DEMO-1001"))
    await desk.do(conversation, "record_hold", case=case, reason="over_indebtedness_admissible")
    assert (await desk.do(conversation, "propose", amount="40"))[1]["code"] == "propose_none_offerable"


async def test_a_hold_set_after_the_proposal_stops_the_yes(held, answers, demo):
    desk, conversation = await held()
    await _proposed(desk, conversation, amount="40")
    async with demo.begin() as uow:
        case = await uow.session.get_one(Case, await uow.session.scalar(_of("DEMO-1001")))
        uow.session.add(
            Hold(creditor_id=case.creditor_id, case_id=case.id, reason="legal_document", set_by="agent:1",
                 set_at=uow.now, review_on=uow.today() + timedelta(days=30), detail={})
        )
        await uow.commit()
    await answers(conversation, 0)
    assert not await _plans(demo) and (await _said(demo, conversation))[-1] == "utter_offer_changed"


async def test_only_the_holder_and_only_to_somebody_identified_and_never_to_somebody_in_distress(held, agent, demo):
    desk, conversation = await held()
    dominique = await agent("dominique")
    assert (await dominique.do(conversation, "propose", amount="40"))[1]["code"] == "not_yours"
    async with demo.begin() as uow:
        locked = await lock(uow, conversation)
        remember(locked, distress="explicit")
        await uow.commit()
    assert (await desk.do(conversation, "propose", amount="40"))[1]["code"] == "distress_no_money"
    async with demo.begin() as uow:
        locked = await lock(uow, conversation)
        remember(locked, distress=None)
        proof = await uow.session.scalar(select(IdentityProof).where(IdentityProof.conversation_id == conversation))
        proof.until = uow.now - timedelta(minutes=1)
        await uow.commit()
    assert (await desk.do(conversation, "propose", amount="40"))[1]["code"] == "must_be_identified"


async def test_once_identity_has_lapsed_a_tap_agrees_nothing_until_it_is_proven_again(held, answers, demo, clock):
    desk, conversation = await held()
    await _proposed(desk, conversation, amount="40")
    clock.advance(timedelta(minutes=20))
    with pytest.raises(StaleChoice):
        await answers(conversation, 0)
    await answers(conversation, "oui")
    assert not await _plans(demo)


async def test_the_same_proposal_confirmed_twice_asks_once(held, demo):
    desk, conversation = await held()
    first = await _proposed(desk, conversation, amount="40")
    second = await _proposed(desk, conversation, amount="40")
    assert first[1]["offer"] == second[1]["offer"]
    assert (await _said(demo, conversation)).count("utter_ask_confirm_plan") == 1
    await _proposed(desk, conversation, amount="60")
    assert (await _said(demo, conversation)).count("utter_ask_confirm_plan") == 2


async def test_in_so_many_payments_from_a_day_on(held, demo, answers):
    desk, conversation = await held()
    async with demo.begin() as uow:
        first = uow.today() + timedelta(days=40)
    assert (await _proposed(desk, conversation, amount="", count="8", first=first.isoformat()))[0] == 200
    await answers(conversation, 0)
    (made,) = await _plans(demo)
    async with demo.begin() as uow:
        rows = (await uow.session.scalars(select(Instalment).where(Instalment.plan_id == made.id))).all()
    assert len(rows) == 8 and {row.minor for row in rows} == {6_000} and min(r.due_on for r in rows) == first


# --- what waits for a person ---------------------------------------------------------------------------------------


@pytest.fixture
async def long_one(agent, debtor, demo, monkeypatch):
    """Wished for over the chat, longer than the bot may agree."""


    short = tuple(replace(policy, bot_may_agree_up_to_months=2) for policy in policies())
    monkeypatch.setattr("bot.service.policy.policies.policies", lambda: short)
    conversation = await debtor("DEMO-1001", queue=None)
    async with demo.begin() as uow:
        locked = await lock(uow, conversation)
        remember(locked, budget=dict(MONTH), errand="propose", errand_data={"minor": 4_000, "every": "month"})
        await offers.weigh(uow, locked)
        await uow.commit()
    desk = await agent("camille")
    assert (await desk.do(conversation, "take"))[0] == 200
    async with demo.begin() as uow:
        row = await uow.session.scalar(select(Offer).where(Offer.conversation_id == conversation))
        opened = await handover.open_handover_of(uow, await lock(uow, conversation))
    assert opened.reason == "longer_than_bot_may_agree"
    return desk, conversation, row.id


async def test_what_is_longer_than_the_bot_may_agree_is_agreed_by_a_person_and_then_by_the_debtor(
    long_one, answers, demo
):
    desk, conversation, offer = long_one
    page = await desk.page(f"/desk/c/{conversation}")
    assert "à vous d&#39;accepter" in page and f'data-offer="{offer}"' in page
    status, body = await desk.do(conversation, "put_forward", offer=offer)
    assert (status, body["code"]) == (409, "confirm_proposal")
    for _ in range(2):
        assert (await desk.do(conversation, "put_forward", offer=offer, confirm=body["confirm"]))[0] == 200
    assert (await _said(demo, conversation)).count("utter_ask_confirm_plan") == 1
    await answers(conversation, 0)
    (made,) = await _plans(demo)
    assert made.offer_id == offer
    async with demo.begin() as uow:
        line = await uow.session.scalar(select(AuditLine).where(AuditLine.verb == "plan.proposed"))
    assert line.data["by_person"] is True


async def test_what_waits_for_a_person_takes_nothing_back_of_what_was_offered_before(debtor, demo, monkeypatch):
    conversation = await debtor("DEMO-1001", queue=None)
    async with demo.begin() as uow:
        locked = await lock(uow, conversation)
        remember(locked, budget=dict(MONTH), errand="plan")
        await offers.weigh(uow, locked)
        before = await uow.session.scalar(select(Offer.id).where(Offer.rank == 0))
        short = tuple(replace(policy, bot_may_agree_up_to_months=2) for policy in policies())
        monkeypatch.setattr("bot.service.policy.policies.policies", lambda: short)
        remember(locked, errand="propose", errand_data={"minor": 4_000, "every": "month"})
        await offers.weigh(uow, locked)
        await uow.flush()
        assert await uow.session.scalar(select(Offer.id).where(Offer.id > before, Offer.kind == "own_amount"))
        remember(locked, choice={"offer": before})
        answer = await plan.choose(uow, locked)
        await uow.commit()
    assert answer.says[-1].text_id == "utter_ask_confirm_plan"


async def test_an_offer_is_put_only_to_its_own_person_while_nothing_has_changed(long_one, debtor, agent, demo, clock):
    desk, conversation, offer = long_one
    other = await debtor("DEMO-1002")
    assert (await desk.do(other, "take"))[0] == 200
    assert (await desk.do(other, "put_forward", offer=offer))[0] == 404
    assert (await desk.do(conversation, "put_forward", offer=99999))[0] == 404
    async with demo.begin() as uow:
        row = await uow.session.get_one(Offer, offer)
        row.expires_at = uow.now
        await uow.commit()
    assert (await desk.do(conversation, "put_forward", offer=offer))[1]["code"] == "offer_gone"


async def test_an_offer_that_the_budget_of_today_no_longer_carries_is_not_put(long_one, demo):
    desk, conversation, offer = long_one
    async with demo.begin() as uow:
        remember(await lock(uow, conversation), budget={**MONTH, "housing": 160_000})
        await uow.commit()
    assert (await desk.do(conversation, "put_forward", offer=offer))[1]["code"] == "above_capacity"


# --- a living plan -------------------------------------------------------------------------------------------------


@pytest.fixture
async def planned(held, answers):
    desk, conversation = await held()
    await _proposed(desk, conversation, amount="40")
    await answers(conversation, 0)
    await answers(conversation, 0)  # reminders by SMS
    return desk, conversation


async def test_a_living_plan_gives_way_to_another_only_at_the_debtors_yes(planned, answers, demo):
    desk, conversation = planned
    assert (await desk.do(conversation, "propose", amount="20"))[1]["code"] == "propose_nothing_overdue"
    status, body = await desk.do(conversation, "propose", amount="20", change=True)
    assert (status, body["code"]) == (409, "confirm_change")
    assert (await _proposed(desk, conversation, amount="20", change=True))[0] == 200
    assert [one.state for one in await _plans(demo)] == ["agreed"]
    assert "notice_plan_change_proposed" in await _said(demo, conversation)
    await answers(conversation, 0)
    old, new = await _plans(demo)
    assert (old.state, new.state, new.reminder_channel) == ("ended", "agreed", "sms")
    async with demo.begin() as uow:
        rows = (await uow.session.scalars(select(Instalment).where(Instalment.plan_id == new.id))).all()
        left = await uow.session.scalars(
            select(Task.key).where(Task.done_at.is_(None), Task.kind.in_(("reminder", "instalment_due", "plan_review")))
        )
        of_old = set(await uow.session.scalars(select(Instalment.id).where(Instalment.plan_id == old.id)))
        demands = set(await uow.session.scalars(select(Demand.state).where(Demand.instalment_id.in_(of_old))))
        told = (await uow.session.scalars(select(ExportEvent).order_by(ExportEvent.seq))).all()
    assert sum(row.minor for row in rows) == 48_000 and {row.minor for row in rows} == {2_000}
    assert not any(key.split(":")[1] in {str(one) for one in of_old} for key in left if not key.startswith("plan"))
    assert demands <= {"void"}
    assert [one.kind for one in told if one.kind in ("plan_agreed", "plan_ended")] == [
        "plan_agreed", "plan_ended", "plan_agreed"
    ]


async def test_who_undoes_the_plan_that_replaced_another_is_seen_by_a_person(planned, answers, demo):
    desk, conversation = planned
    await _proposed(desk, conversation, amount="20", change=True)
    await answers(conversation, 0)
    seen = len(await _said(demo, conversation))
    assert (await desk.do(conversation, "close", outcome="arranged", seen_seq=seen))[0] == 200
    async with demo.begin() as uow:
        locked = await lock(uow, conversation)
        await undo.undo_all(uow, locked)
        opened = await handover.open_handover_of(uow, locked)
        await uow.commit()
    assert opened.reason == "replacing_plan_undone"
    assert [one.state for one in await _plans(demo)] == ["ended", "undone"]


async def test_the_running_plan_does_not_count_against_the_one_that_takes_its_place(planned, demo):
    _, conversation = planned
    async with demo.begin() as uow:

        locked = await lock(uow, conversation)
        views = await cases_of(uow, locked.person_id)
        beside, instead = await ground_of(uow, locked, views), await ground_of(uow, locked, views, change=True)
    assert beside.found.amount.minor + 4_000 == instead.found.amount.minor


async def test_a_second_plan_is_never_made_beside_a_living_one(planned, demo):
    _, conversation = planned
    async with demo.begin() as uow:
        locked = await lock(uow, conversation)
        offer = await uow.session.scalar(select(Offer.id).order_by(Offer.id.desc()).limit(1))
        remember(locked, offer=offer)
        await plan.agree(uow, locked)
        await uow.commit()
    assert len(await _plans(demo)) == 1


async def test_an_instalment_is_moved_to_the_end_in_two_steps_and_once(planned, demo):
    desk, conversation = planned
    async with demo.begin() as uow:
        case = await uow.session.scalar(_of("DEMO-1001"))
    status, body = await desk.do(conversation, "move_instalment", case=case)
    assert (status, body["code"]) == (409, "confirm_move_instalment") and "40,00" in body["text"]
    assert (await desk.do(conversation, "move_instalment", case=case, confirm=body["confirm"]))[0] == 200
    assert (await desk.do(conversation, "move_instalment", case=case, confirm=body["confirm"]))[0] == 409
    (made,) = await _plans(demo)
    async with demo.begin() as uow:
        states = (await uow.session.scalars(
            select(Instalment.state).where(Instalment.plan_id == made.id).order_by(Instalment.due_on, Instalment.n)
        )).all()
        counts = await uow.session.scalar(
            select(func.sum(Instalment.minor)).where(Instalment.plan_id == made.id, Instalment.state != "moved")
        )
        actor = await uow.session.scalar(select(AuditLine.actor).where(AuditLine.verb == "plan.rearranged"))
    assert made.state == "rearranged" and states.count("moved") == 1 and counts == 48_000
    assert actor.startswith("agent:") and (await _said(demo, conversation))[-1] == "utter_instalment_moved"


async def test_where_no_plan_lives_nothing_is_moved_and_another_persons_case_is_not_there(held, demo):
    desk, conversation = await held()
    async with demo.begin() as uow:
        own, other = [await uow.session.scalar(_of(one)) for one in ("DEMO-1001", "DEMO-1002")]
    assert (await desk.do(conversation, "move_instalment", case=own))[1]["code"] == "nothing_to_move"
    assert (await desk.do(conversation, "move_instalment", case=other))[0] == 404
