"""Proposals in the debtor's own terms, and skips by one tap: from the words to the schedule."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from bot.service.case.cases import cases_of
from bot.service.plan import skips
from bot.service.thread.conversation import lock, remember
from bot.store.tables import AuditLine, Instalment, Offer, Plan
from tests.service.timed_world import make_world
from tests.thread_world import Thread, demo_of, ids, open_thread

MEANS = {
    "je peux payer en 6 fois": "request_plan", "50 par mois le 10 de chaque mois": "propose_amount",
    "100 maintenant et le reste plus tard": "propose_amount", "40 euros par mois à partir de janvier": "propose_amount",
    "je peux commencer par 20 puis 40": "propose_amount",
    "en plusieurs fois, 20 pendant 2 mois puis 40": "request_plan",
    "je peux pas commencer par 20 puis 40": "propose_amount",
    "40 euros par mois pour mon retard de loyer": "propose_amount",
}


async def _told(database, words: str) -> tuple[Thread, list[str]]:
    await demo_of(database)
    thread = await open_thread(database, "browser-1", means=MEANS)
    await thread.prove("DEMO-1001")
    said = ids(await thread.say(words))
    for _ in range(3):
        if said[-1] == "utter_ask_sum_right":
            said = ids(await thread.say("oui"))
    for answer in ("1650 de salaire", "je vis seul", "oui"):
        if not said[-1].startswith("utter_ask_") or said[-1] in ("utter_ask_confirm_plan", "utter_ask_offer"):
            break
        said = ids(await thread.say(answer))
    return thread, said


async def _offers(database) -> list[Offer]:
    async with database.begin() as uow:
        return list(await uow.session.scalars(select(Offer).order_by(Offer.id)))


async def test_in_six_payments_is_weighed_as_the_debtors_own_proposal(database):
    _, said = await _told(database, "je peux payer en 6 fois")
    assert said[-1] == "utter_ask_confirm_plan", said
    (offer,) = await _offers(database)
    assert [share["instalment"] for share in offer.data["shares"]] == [80_00]  # 480.00 in six


async def test_the_day_of_the_month_is_kept_in_the_schedule(database):
    _, said = await _told(database, "50 par mois le 10 de chaque mois")
    assert said[-1] == "utter_ask_confirm_plan", said
    (offer,) = await _offers(database)
    assert offer.data["shares"][0]["first_due"] == "2026-12-10"


async def test_a_start_is_kept_in_the_schedule(database):
    _, said = await _told(database, "40 euros par mois à partir de janvier")
    assert said[-1] == "utter_ask_confirm_plan", said
    (offer,) = await _offers(database)
    assert offer.data["shares"][0]["first_due"] == "2027-01-01"


async def test_a_proposal_for_arrears_of_this_kind_is_a_proposal_and_no_debt_elsewhere(database):
    thread, said = await _told(database, "40 euros par mois pour mon retard de loyer")
    assert "utter_propose_heard" in ids(await thread.messages())
    async with database.begin() as uow:
        draft = (await lock(uow, thread.key)).memory["budget"]
    assert "arrears" not in draft and said[-1] in ("utter_ask_offer", "utter_ask_confirm_plan"), said


@pytest.mark.parametrize(
    ("words", "steps"),
    [("je peux commencer par 20 puis 40", [20_00]), ("en plusieurs fois, 20 pendant 2 mois puis 40", [20_00, 20_00])],
)
async def test_a_smaller_first_step_is_heard_read_back_and_agreed_to_the_cent(database, words, steps):
    thread, said = await _told(database, words)
    assert "utter_propose_heard_steps" in ids(await thread.messages()) and said[-1] == "utter_ask_confirm_plan", said
    (offer,) = await _offers(database)
    assert [(share["instalment"], share["steps"]) for share in offer.data["shares"]] == [(40_00, steps)]
    read = next(m for m in await thread.messages() if m.text_id == "utter_read_back_steps")
    assert "20,00" in read.text and ", puis " in read.text
    assert "utter_plan_agreed" in ids(await thread.say("oui"))
    async with database.begin() as uow:
        of_plan = select(Instalment).join(Plan).where(Plan.offer_id == offer.id)
        rows = list(await uow.session.scalars(of_plan.order_by(Instalment.due_on)))
    paid = [row.minor for row in rows]
    share = offer.data["shares"][0]
    assert paid[: len(steps)] == steps and set(paid[len(steps) : -1]) == {40_00} and sum(paid) == share["total"]


async def test_a_smaller_first_step_answers_the_question_for_another_amount(database):
    thread, said = await _told(database, "je peux payer en 6 fois")
    await thread.change(question="own_amount", errand="propose", errand_data={"asked": "month"})
    said = ids(await thread.say("vingt puis quarante"))
    assert said[0] == "utter_propose_heard_steps", said


@pytest.mark.parametrize("nothing", ["rien", "nothing", "zéro", "rien du tout"])
async def test_nothing_is_an_answer_to_how_much(database, nothing):
    thread, _ = await _told(database, "je peux payer en 6 fois")
    await thread.change(question="own_amount", errand="propose", errand_data={"asked": "month"})
    assert "utter_ask_pause_until" in ids(await thread.say(nothing))


async def test_steps_that_are_denied_are_not_proposed(database):
    thread, _ = await _told(database, "je peux pas commencer par 20 puis 40")
    assert "utter_propose_heard_steps" not in ids(await thread.messages())
    assert all(not share["steps"] for offer in await _offers(database) for share in offer.data["shares"])


async def test_a_sum_now_is_a_payment_and_the_rest_is_taken_up_afterwards(database):
    thread, said = await _told(database, "100 maintenant et le reste plus tard")
    assert "utter_payment_link" in said, said
    assert await _offers(database) == []
    async with database.begin() as uow:
        memory = (await lock(uow, thread.key)).memory
    assert "utter_open_errand" in said or [one["meaning"] for one in memory["open_errands"]] == ["request_plan"]


@pytest.fixture
async def timed(database, clock):
    made = await make_world(database, clock)
    await made.plan()
    return made


async def _tap(timed, due_on: str) -> list[str]:
    async with timed.database.begin() as uow:
        conversation = await lock(uow, timed.conversation_id)
        remember(conversation, choice={"do": "skip", "case": timed.case_id, "due_on": due_on})
        answer = await skips.skip(uow, conversation)
        await uow.commit()
    return [one.text_id for one in answer.says]


async def _next(timed) -> str:
    rows = [row for row in await timed.instalments() if row.state == "due"]
    return min(row.due_on for row in rows).isoformat()


async def test_two_skips_a_year_go_to_the_end_and_the_sum_stays(timed):
    assert await _tap(timed, "2026-12-07") == ["utter_skip_set", "utter_skip_left"]
    assert await _tap(timed, "2026-12-07") == ["utter_choice_gone_plan"]  # tapped twice: one effect
    assert await _tap(timed, await _next(timed)) == ["utter_skip_set"]
    due = [row for row in await timed.instalments() if row.state == "due"]
    assert sum(row.minor for row in due) == 480_00 and max(row.minor for row in due) == 80_00
    assert max(row.due_on for row in due) == date(2027, 7, 7)
    assert await _tap(timed, await _next(timed)) == ["utter_skip_none_left"]
    assert len(await timed.all(AuditLine, AuditLine.verb == "plan.skipped")) == 2


async def test_a_skip_is_offered_by_one_tap_as_long_as_the_policy_has_one(timed):
    async def offered() -> int:
        async with timed.database.begin() as uow:
            views = await cases_of(uow, timed.person_id)
            answer = await skips.offer_skip(uow, views)
        return sum(len(one.choices) for one in answer.says)

    assert await offered() == 1
    for _ in range(2):
        await _tap(timed, await _next(timed))
    assert await offered() == 0


async def test_a_skip_of_an_instalment_that_does_not_exist_changes_nothing(timed):
    assert await _tap(timed, "2027-01-08") == ["utter_choice_gone_plan"]
    assert not await timed.all(Instalment, Instalment.state == "moved")
