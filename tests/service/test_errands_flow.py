"""Errands from the first word to the end: plan, own amount, pause, payment, dispute, file; nothing stretched."""

from __future__ import annotations

import asyncio
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from actions import door
from bot.debt.bank import read_iban, read_rf
from bot.debt.money import Money
from bot.service.case.cases import view_of
from bot.service.plan import undo
from bot.service.policy.policies import policy_of
from bot.service.thread.conversation import lock
from bot.store.tables import (
    AuditLine,
    Case,
    ContactPoint,
    Demand,
    Dispute,
    ExportEvent,
    Hold,
    Instalment,
    Offer,
    Pause,
    Person,
    Plan,
    Task,
)
from tests.rasa_stand_in import call_of
from tests.thread_world import MONEY, Thread, count, demo_of, ids, open_thread

MEANS = {
    "perdu mon boulot": "hardship_job_loss", "combien je dois": "ask_balance", "mon plan": "ask_plan_status",
    "payer": "pay_now", "payer 0 euro": "pay_now", "payer 50 euros": "pay_now", "payer 9000 euros": "pay_now",
    "je conteste 80 euros d'assurance": "dispute_debt", "je conteste tout": "dispute_debt",
    "mon dossier banque de france est recevable": "over_indebtedness_file", "en plusieurs fois": "request_plan",
    "40 euros par mois": "propose_amount", "je peux pas payer ce mois": "plan_trouble",
    "une pause": "request_pause", "une pause jusqu'au 31/12/2028": "request_pause",
    "une pause jusqu'au 5 décembre": "request_pause", "ne m'écrivez plus": "stop_contact",
}
BUDGET = ("1450 de salaire, je vis seul", "rien", "480", "350", "60")


@pytest.fixture
async def world(database):
    return await demo_of(database)


async def _known(world, reference: str = "DEMO-1001", sender: str = "browser-1") -> Thread:
    thread = await open_thread(world, sender, means=MEANS)
    await thread.prove(reference)
    return thread


async def _offered(world, reference: str = "DEMO-1001", sender: str = "browser-1", budget=BUDGET) -> Thread:
    thread = await _known(world, reference, sender)
    await thread.say("perdu mon boulot")
    await thread.say("oui")
    for text in budget:
        answers = await thread.say(text)
    assert "utter_ask_offer" in ids(answers), ids(answers)
    return thread


async def _agreed(world) -> Thread:
    thread = await _offered(world)
    await thread.pick("offer")
    assert ids(await thread.say("oui"))[0] == "utter_plan_agreed"
    return thread


async def _all(world, table, *where):
    async with world.begin() as uow:
        order = table.seq if table is ExportEvent else table.id
        return list(await uow.session.scalars(select(table).where(*where).order_by(order)))


async def _ours(world) -> list[Plan]:
    """Plans that were agreed here: the demo brings one of its own."""
    return await _all(world, Plan, Plan.offer_id.is_not(None))


async def _rows(world) -> list[Instalment]:
    return await _all(world, Instalment, Instalment.plan_id.in_([plan.id for plan in await _ours(world)]))


async def _view(world, reference: str = "DEMO-1001"):
    async with world.begin() as uow:
        return await view_of(uow, await uow.session.scalar(select(Case.id).where(Case.reference == reference)))


async def _kinds(world) -> list[str]:
    return [event.kind for event in await _all(world, ExportEvent)]


async def test_no_offer_exceeds_80_percent_of_capacity_and_the_lightest_comes_first(world):
    thread = await _offered(world)
    offers = await _all(world, Offer)
    for offer in offers:
        found = offer.data["capacity"]
        monthly = sum(share["instalment"] for share in offer.data["shares"])
        assert found["offerable"] <= found["amount"] * 0.8 and monthly <= found["offerable"]
        assert sum(share["total"] for share in offer.data["shares"]) == 480_00
    assert [o.rank for o in offers] == sorted(o.rank for o in offers) and len(offers) <= 2
    amounts = [sum(s["instalment"] for s in o.data["shares"]) for o in offers]
    assert amounts == sorted(amounts)
    asked = [m for m in await thread.messages() if m.text_id == "utter_ask_offer"][-1]
    assert [c["payload"] for c in asked.choices[-2:]] == ["/choose_option", "/need_time"]


async def test_an_answer_that_fits_no_offer_for_sure_shows_them_again(world):
    thread = await _offered(world)
    thread.rasa.means["celui d'avant"] = "choose_option"
    said = ids(await thread.say("celui d'avant"))
    assert said[0] == "utter_choice_unclear" and said[-1] == "utter_ask_offer"


async def test_the_same_figures_told_again_lead_on(world):
    thread = await _known(world)
    thread.rasa.means["1450 de salaire, 480 de loyer"] = "inform"
    assert "utter_figures_noted" in ids(await thread.say("1450 de salaire, 480 de loyer"))
    assert "utter_figures_noted" in ids(await thread.say("1450 de salaire, 480 de loyer"))


async def test_after_a_false_alarm_in_the_middle_of_the_questions_they_are_one_tap_away(world):
    thread = await _known(world)
    await thread.say("perdu mon boulot")
    await thread.say("oui")
    thread.rasa.means["pfff"] = "possible_distress"
    assert ids(await thread.say("pfff"))[-1] == "utter_ask_distress"
    said = await thread.say("non")
    assert ids(said) == ["utter_distress_no", "utter_go_on_when_ready"]
    assert "utter_ask_income" in ids(await thread.say("Continuer"))


async def test_two_brands_share_one_capacity(world):
    await _offered(world, "DEMO-1002", budget=("1300 de salaire, je vis seule", "rien", "520", "300", "rien"))
    for offer in await _all(world, Offer):
        assert sum(s["instalment"] for s in offer.data["shares"]) <= offer.data["capacity"]["offerable"]


async def test_what_is_skipped_never_raises_what_is_offered(world):
    thread = await _known(world)
    await thread.say("perdu mon boulot")
    await thread.say("oui")
    for text in ("1450 de salaire, je vis seul", "rien"):
        await thread.say(text)
    await thread.pick("/skip")
    await thread.pick("/skip")
    answers = await thread.say("60")
    assert ids(answers)[0] == "utter_to_person_not_told" and await count(world, Offer) == 0
    assert [h.queue for h in await thread.handovers()] == ["hardship"]


async def test_the_read_back_and_an_unambiguous_yes_make_the_plan_and_tell_the_creditor(world):
    thread = await _offered(world)
    said = ids(await thread.pick("offer"))
    assert said[0].startswith("utter_read_back") and said[-1] == "utter_ask_confirm_plan"
    assert await _ours(world) == []
    assert ids(await thread.say("oui c'est bon")) == ["utter_plan_agreed", "utter_ask_reminders"]
    (plan,) = await _ours(world)
    rows = await _rows(world)
    assert sum(r.minor for r in rows) == 480_00 and all(r.plan_id == plan.id for r in rows)
    assert "plan_agreed" in await _kinds(world)
    done = await thread.pick("reminder")
    assert ids(done)[-1] == "utter_plan_done" and "utter_payment_link" in ids(done)
    card = next(m.card for m in done if m.text_id == "utter_transfer_details")
    assert card["kind"] == "transfer" and read_iban(card["iban"]) and read_rf(card["reference"])
    assert read_iban(card["iban"]) not in "".join(m.text for m in done)


@pytest.mark.parametrize("words", ["non", "euh je sais pas", "peut etre"])
async def test_anything_but_a_yes_makes_no_plan(world, words):
    thread = await _offered(world)
    await thread.pick("offer")
    await thread.say(words)
    assert await _ours(world) == []


async def test_two_yes_at_the_same_moment_make_one_plan(world):
    one, two = await _offered(world), None
    await one.pick("offer")
    two = await _known(world, sender="browser-2")
    memory = (await one.row()).memory
    await two.change(offer=memory["offer"])
    calls = []
    for thread in (one, two) * 4:
        row = await thread.row()
        calls.append(call_of("action_agree", f"{row.public_id}.{row.errand_no}", "oui", "affirm"))
    results = await asyncio.gather(*(door.executor().run(call) for call in calls))
    said = [r.model_dump()["responses"][0]["response"] for r in results]
    assert len(await _ours(world)) == 1 and (await _kinds(world)).count("plan_agreed") == 1
    assert said.count("utter_plan_agreed") == 1


async def test_an_offer_that_is_old_replaced_or_anothers_is_refused_kindly(world, clock):
    thread = await _offered(world)
    await thread.pick("offer")
    clock.advance(timedelta(days=15))
    await thread.prove("DEMO-1001")
    (answer,) = await thread.act("action_agree", "oui", "affirm")
    assert answer["response"] == "utter_offer_gone" and await _ours(world) == []
    other = await _known(world, "DEMO-1002", "browser-2")
    await other.change(offer=(await _all(world, Offer))[0].id)
    (answer,) = await other.act("action_agree", "oui", "affirm")
    assert answer["response"] == "utter_offer_gone" and await _ours(world) == []


async def test_an_offer_made_before_a_newer_one_is_refused(world):
    thread = await _offered(world)
    old = (await _all(world, Offer))[0].id
    await thread.act("action_weigh")
    await thread.change(offer=old, choice=None)
    (answer,) = await thread.act("action_agree", "oui", "affirm")
    assert answer["response"] == "utter_offer_gone" and await _ours(world) == []


async def test_a_plan_is_not_made_on_a_sum_that_has_changed_since_the_offer(world):
    thread = await _offered(world)
    await thread.pick("offer")
    view = await _view(world)
    async with world.begin() as uow:
        from bot.service.case.cases import set_hold  # noqa: PLC0415

        await set_hold(uow, view, "dispute", set_by="agent:1", part=Money(80_00, "EUR"))
        await uow.commit()
    (answer,) = await thread.act("action_agree", "oui", "affirm")
    assert answer["response"] == "utter_offer_changed" and await _ours(world) == []


async def test_a_plan_is_undone_within_14_days_and_its_tasks_with_it(world, clock):
    thread = await _agreed(world)
    await thread.pick("reminder")
    clock.advance(timedelta(days=13))
    await thread.prove("DEMO-1001")
    assert ids(await thread.say("mon plan")) == ["utter_plan_status", "utter_plan_can_be_undone"]
    assert ids(await thread.pick("/choose_option"))[0] == "utter_plan_undone"
    (plan,) = await _ours(world)
    assert plan.state == "undone" and "plan_broken" in await _kinds(world)
    rows = {r.id for r in await _rows(world)}
    open_tasks = await _all(world, Task, Task.done_at.is_(None))
    assert not [t.kind for t in open_tasks if t.data.get("plan") == plan.id or t.data.get("instalment") in rows]


async def test_the_day_told_holds_to_its_end_and_after_it_the_plan_is_not_undone_by_the_bot(world, clock):
    await _agreed(world)
    clock.at = datetime.fromisoformat("2026-12-04T23:58:00+01:00")
    async with world.begin() as uow:
        (plan,) = list(await uow.session.scalars(select(Plan).where(Plan.offer_id.is_not(None))))
        assert await undo.undo(uow, plan, actor="debtor")
    clock.advance(timedelta(minutes=3))
    async with world.begin() as uow:
        (plan,) = list(await uow.session.scalars(select(Plan).where(Plan.offer_id.is_not(None))))
        assert not await undo.undo(uow, plan, actor="debtor") and plan.state == "agreed"


async def test_a_second_yes_tapped_in_an_old_tab_moves_no_instalment(world):
    thread = await _agreed(world)
    before = [(r.due_on, r.minor, r.state) for r in await _rows(world)]
    await thread.say("oui", "oui")
    await thread.act("action_agree", "oui", "affirm")
    assert [(r.due_on, r.minor, r.state) for r in await _rows(world)] == before


async def test_identity_lapsed_between_the_yes_and_the_reminder_moves_no_instalment(world, clock):
    thread = await _agreed(world)
    before = [(r.due_on, r.minor, r.state) for r in await _rows(world)]
    clock.advance(timedelta(minutes=16))
    assert ids(await thread.say("oui par sms")) == ["utter_ask_reference"]
    await thread.say("DEMO-1001 14/03/1985")
    assert [(r.due_on, r.minor, r.state) for r in await _rows(world)] == before


async def test_an_instalment_moved_makes_none_larger_and_the_sum_stays(world):
    thread = await _agreed(world)
    before = await _rows(world)
    said = ids(await thread.say("je peux pas payer ce mois"))
    assert said == ["utter_plan_trouble_heard", "utter_can_move", "utter_ask_move"]
    assert [(r.n, r.state) for r in await _rows(world)] == [(r.n, r.state) for r in before]
    assert "plan_changed" not in await _kinds(world)
    assert ids(await thread.say("oui"))[0] == "utter_instalment_moved"
    now = [r for r in await _rows(world) if r.state != "moved"]
    assert sum(r.minor for r in now) == 480_00 and max(r.minor for r in now) <= max(r.minor for r in before)
    assert "plan_changed" in await _kinds(world)


async def test_an_own_amount_is_asked_what_is_needed_and_weighed_by_the_same_rules(world):
    thread = await _known(world)
    answers = ids(await thread.say("40 euros par mois"))
    assert "utter_propose_heard" in answers
    while "utter_ask_income" not in answers:
        answers = ids(await thread.say("oui"))
        assert answers, "the questions never came"
    assert ids(await thread.say("1450"))[-1] == "utter_ask_household"
    assert ids(await thread.say("seul"))[-1] == "utter_ask_enough_left"
    said = ids(await thread.say("oui"))
    assert "utter_own_amount_holds" in said and said[-1] == "utter_ask_confirm_plan"
    (offer,) = await _all(world, Offer)
    assert [s["instalment"] for s in offer.data["shares"]] == [40_00] and offer.data["review_on"]


async def test_a_pause_beyond_policy_is_put_forward_as_far_as_it_goes_and_a_person_asked_for_the_rest(world):
    thread = await _known(world)
    said = ids(await thread.say("une pause jusqu'au 31/12/2028"))
    if "utter_ask_sum_right" in said:
        said = ids(await thread.say("oui"))
    assert [one for one in said if one != "utter_effect_interest_pause_stops"] == [
        "utter_pause_longest", "utter_ask_confirm_pause"
    ]
    assert [h.reason for h in await thread.handovers()] == ["longer_pause_wished"], "before any answer"
    assert not await _all(world, Pause, Pause.case_id == (await _view(world)).case.id)
    said = ids(await thread.say("oui"))
    assert said[:2] == ["utter_pause_set", "utter_pause_longer_asked"]
    (pause,) = await _all(world, Pause, Pause.case_id == (await _view(world)).case.id)
    policy = policy_of(await _view(world), date(2026, 11, 20))
    assert pause.until == date(2026, 11, 20) + timedelta(days=policy.longest_pause_days)
    assert [h.reason for h in await thread.handovers()] == ["longer_pause_wished"]
    assert await count(world, Task, Task.kind == "pause_end") >= 1


async def test_a_longer_pause_asked_for_later_moves_the_review_of_its_hold_with_it(world):
    thread = await _known(world)
    said = ids(await thread.say("une pause jusqu'au 5 décembre"))
    if "utter_ask_sum_right" in said:
        await thread.say("oui")
    case = (await _view(world)).case.id
    assert [p.until for p in await _all(world, Pause, Pause.case_id == case)] == [date(2026, 12, 5)]
    from bot.service.pause import pause  # noqa: PLC0415

    async with world.begin() as uow:
        await pause.set_pause(uow, await view_of(uow, case), await lock(uow, thread.key), date(2026, 12, 20), None)
        await uow.commit()
    holds = await _all(world, Hold, Hold.case_id == case, Hold.reason == "pause", Hold.lifted_at.is_(None))
    assert len(holds) == 1 and holds[0].review_on >= date(2026, 12, 20)
    running = await _all(world, Pause, Pause.case_id == case, Pause.state == "running")
    assert [p.until for p in running] == [date(2026, 12, 20)]


async def test_a_payment_link_is_capped_at_what_is_overdue(world):
    thread = await _known(world)
    said = ids(await thread.say("payer 9000 euros"))
    if "utter_ask_sum_right" in said:
        said = ids(await thread.say("oui"))
    assert said == ["utter_payment_link", "utter_pay_any_time"]
    assert [d.minor for d in await _all(world, Demand)] == [480_00]


@pytest.mark.parametrize("reference", ["DEMO-1005", "DEMO-1010", "DEMO-1011", "DEMO-1003", "DEMO-1009"])
async def test_no_link_where_nothing_may_be_paid_and_nobody_is_refused_with_a_bare_no(world, reference):
    thread = await _known(world, reference)
    said = ids(await thread.say("payer 50 euros"))
    if said[-1] == "utter_ask_sum_right":
        said += ids(await thread.say("oui"))
    assert await count(world, Demand) == 0 and "utter_payment_link" not in said
    late = (await _view(world, reference)).is_late
    assert bool(await thread.handovers()) == late


async def test_paying_nothing_at_all_makes_no_link_and_breaks_nothing(world):
    thread = await _known(world)
    said = ids(await thread.say("payer 0 euro"))
    if "utter_ask_sum_right" in said:
        said = ids(await thread.say("oui"))
    assert said == ["utter_ask_pay_amount"] and await count(world, Demand) == 0


async def test_an_admissible_file_stops_links_offers_and_open_demands(world):
    thread = await _known(world)
    await thread.say("payer 50 euros")
    if not await count(world, Demand):
        await thread.say("oui")
    assert await count(world, Demand, Demand.state == "open") == 1
    said = ids(await thread.say("mon dossier banque de france est recevable"))
    assert said[:2] == ["utter_file_admissible", "utter_file_admissible_held"]
    assert (await _view(world)).payable.minor == 0 and await count(world, Task, Task.kind == "expire_for_hold") == 1
    assert (await thread.handovers())[0].queue == "over_indebtedness"
    before = await count(world, Demand)
    for text in ("payer 50 euros", "oui", "en plusieurs fois", "oui", "40 euros par mois", "oui"):
        said = ids(await thread.say(text))
        assert "utter_payment_link" not in said and "utter_ask_offer" not in said, (text, said)
    assert await count(world, Demand) == before and await count(world, Offer) == 0 and await _ours(world) == []


async def test_the_dispute_of_a_part_holds_that_part_only_and_the_rest_may_be_planned(world):
    thread = await _known(world)
    answers = await thread.say("je conteste 80 euros d'assurance")
    assert ids(answers)[-2:] == ["utter_dispute_part_held", "utter_ask_go_on_with_rest"]
    (dispute,) = await _all(world, Dispute)
    case = (await _view(world)).case.id
    (hold,) = await _all(world, Hold, Hold.case_id == case)
    assert (dispute.part_minor, hold.part_minor, hold.reason) == (80_00, 80_00, "dispute")
    assert dispute.receipt in answers[1].text and (await thread.handovers())[0].queue == "dispute"
    assert (await _view(world)).payable.minor == 400_00 and "dispute" in await _kinds(world)
    assert ids(await thread.say("oui"))[-1] == "utter_ask_income"
    for text in BUDGET:
        await thread.say(text)
    offers = await _all(world, Offer)
    assert offers and all(sum(s["total"] for s in o.data["shares"]) == 400_00 for o in offers)


async def test_the_dispute_of_the_whole_holds_the_whole_and_gives_a_number_before_identity(world):
    thread = await open_thread(world, means=MEANS)
    answers = await thread.say("je conteste tout")
    number = answers[1].text.split("C-")[1][:8]
    assert ids(answers) == ["utter_dispute_dispute_debt", "utter_dispute_number", "utter_ask_reference"]
    said = ids(await thread.say("DEMO-1001 14/03/1985"))
    assert "utter_dispute_held" in said
    (dispute,) = await _all(world, Dispute)
    assert dispute.receipt == f"C-{number}" and dispute.part_minor is None
    assert (await _view(world)).payable.minor == 0


async def test_stop_is_done_once_known_and_the_creditor_told(world):
    thread = await _known(world)
    said = ids(await thread.say("ne m'écrivez plus"))
    assert said == ["utter_stop_heard", "utter_stopped", "utter_stopped_letters"]
    assert "stop" in await _kinds(world)
    assert await count(world, Hold, Hold.reason == "stop_contact") == 1


async def test_who_is_not_late_never_hears_that_anything_is_overdue(world):
    thread = await _known(world, "DEMO-1003")
    said = []
    for text in ("perdu mon boulot", "combien je dois", "payer", "en plusieurs fois", "une pause", "oui", "non"):
        said += [m.text.lower() for m in await thread.say(text)]
    assert said and not [t for t in said if "retard" in t or "impay" in t or "arriér" in t], said


async def test_a_pause_asked_for_again_and_again_ends_where_the_policy_ends(world, clock):
    thread = await _known(world)
    case = (await _view(world)).case.id
    longest = policy_of(await _view(world), date(2026, 11, 20)).longest_pause_days
    for n in range(3):
        said = ids(await thread.say("une pause jusqu'au 31/12/2028"))
        if "utter_ask_sum_right" in said:
            said = ids(await thread.say("oui"))
        if n == 0:
            assert said[-1] == "utter_ask_confirm_pause"
            await thread.say("oui")
        else:
            assert said[:2] == ["utter_pause_runs", "utter_pause_at_longest"]
        clock.advance(timedelta(days=5))
        await thread.prove("DEMO-1001")
    (pause,) = await _all(world, Pause, Pause.case_id == case)
    assert pause.until == date(2026, 11, 20) + timedelta(days=longest)


async def test_every_agreement_leaves_an_audit_line_without_personal_values(world):
    await _agreed(world)
    for line in await _all(world, AuditLine):
        assert "Morel" not in str(line.data) and "1985" not in str(line.data) and "Camille" not in str(line.data)


async def test_after_the_yes_the_papers_are_offered_in_the_thread(world):
    thread = await _agreed(world)
    said = {m.text_id: m.card for m in await thread.messages() if m.card}
    (plan,) = await _ours(world)
    assert said["utter_plan_agreed"]["kind"] == "papers"
    assert [one["url"] for one in said["utter_plan_agreed"]["papers"]] == [
        f"/papers/recap/{plan.id}?lang=fr", f"/papers/calendar/{plan.id}?lang=fr", "/papers/budget/current?lang=fr"
    ]
    asked = await thread.say("mon plan")
    assert [m.card["papers"][0]["paper"] for m in asked if m.text_id == "utter_plan_status"] == ["recap"]


async def test_with_a_pause_comes_its_certificate(world):
    thread = await _known(world)
    await thread.say("une pause jusqu'au 5 décembre")
    said = {m.text_id: m.card for m in await thread.say("oui")}
    (pause,) = await _all(world, Pause, Pause.case_id == (await _view(world)).case.id)
    assert said["utter_pause_after"]["papers"] == [
        {"paper": "certificate", "url": f"/papers/certificate/{pause.id}?lang=fr", "of": ""}
    ]


@pytest.mark.parametrize("reason", ["deceased", "minor"])
async def test_no_figure_is_told_to_who_proves_to_be_somebody_dead_or_a_child(world, reason):
    async with world.begin() as uow:
        from bot.service.case.cases import set_hold  # noqa: PLC0415

        await set_hold(uow, await _view(world), reason, set_by="feed:1")
        await uow.commit()
    thread = await _known(world)
    thread.rasa.means |= {"je dois combien": "ask_balance", "je veux payer": "pay_now"}
    for words in ("je dois combien", "je veux payer"):
        said = await thread.say(words)
        assert ids(said)[0] == f"utter_hold_{reason}"
        assert not MONEY.search(" ".join(one.text for one in said))
    assert [one.queue for one in await thread.handovers()] == ["legal"]


async def test_of_a_debt_that_may_be_too_old_nobody_is_asked_whether_it_is_right(world):
    async with world.begin() as uow:
        case = await uow.session.get_one(Case, (await _view(world)).case.id)
        case.oldest_unpaid_on = date(2019, 1, 5)
        await uow.commit()
    thread = await _known(world)
    thread.rasa.means["je dois combien"] = "ask_balance"
    said = ids(await thread.say("je dois combien"))
    assert "utter_ask_sum_right" not in said and "utter_hold_limitation_checked" in said


async def test_a_debt_contested_in_the_breath_of_a_stop_is_on_record_as_well(world):
    words = "je conteste cette créance et je vous prie de cesser tout courrier"
    thread = await open_thread(world, "browser-1", means={words: "stop_contact"})
    said = ids(await thread.say(words))
    assert said[:3] == ["utter_stop_heard", "utter_dispute_dispute_debt", "utter_dispute_number"]
    said = ids(await thread.say("DEMO-1001 14/03/1985"))
    assert "utter_stopped" in said and "utter_dispute_held" in said
    assert await count(world, Hold, Hold.reason == "stop_contact") == 1
    assert await count(world, Hold, Hold.reason == "dispute", Hold.set_by == "debtor") == 1


async def test_when_and_where_to_be_reminded_may_be_said_in_words(world):
    thread = await _offered(world)
    await thread.pick("offer")
    await thread.say("oui c'est bon")
    said = ids(await thread.say("par sms deux jours avant"))
    assert said[:2] == ["utter_reminders_sms", "utter_reminders_days"]
    (plan,) = await _ours(world)
    assert (plan.reminder_channel, plan.reminder_days_before) == ("sms", 2)


async def _by_email_only(world, only: bool = True) -> None:
    async with world.begin() as uow:
        known = select(Person.id, Person.creditor_id).where(Person.external_key == "DEMO-1001")
        person, creditor = (await uow.session.execute(known)).one()
        gone = await uow.session.scalars(select(ContactPoint).where(ContactPoint.person_id == person))
        for point in gone:
            await uow.session.delete(point)
        await uow.flush()
        kinds = {"email": "lea@example.fr"} if only else {"email": "lea@example.fr", "phone": "+33639980101"}
        for kind, value in kinds.items():
            uow.session.add(
                ContactPoint(
                    creditor_id=creditor, person_id=person, kind=kind, value=value, whose="own", discretion=False
                )
            )
        await uow.commit()


async def test_a_bare_yes_to_reminders_takes_the_one_way_there_is_and_a_no_none(world):
    await _by_email_only(world)
    thread = await _agreed(world)
    assert ids(await thread.say("oui"))[0] == "utter_reminders_email"
    (plan,) = await _ours(world)
    assert (plan.reminder_channel, plan.reminder_days_before) == ("email", 3)


async def test_a_bare_no_to_reminders_is_none_and_the_plan_goes_on(world):
    thread = await _agreed(world)
    assert {"utter_reminders_none", "utter_plan_done"} <= set(ids(await thread.say("non merci")))


async def test_a_bare_yes_where_there_are_two_ways_is_asked_which(world):
    await _by_email_only(world, only=False)
    thread = await _agreed(world)
    assert ids(await thread.say("oui")) == ["utter_reminders_which"]
    assert ids(await thread.say("par mail"))[0] == "utter_reminders_email"


@pytest.mark.parametrize("lapsed", [False, True])
async def test_reminders_are_changed_in_words_at_any_later_time(world, clock, lapsed):
    await _by_email_only(world, only=False)
    thread = await _agreed(world)
    await thread.say("par sms deux jours avant")
    clock.advance(timedelta(minutes=16 if lapsed else 1))
    said = await thread.say("finalement par mail")
    if lapsed:
        assert ids(said) == ["utter_ask_reference"]
        said = await thread.say("DEMO-1001 14/03/1985")
    assert ids(said)[-1] == "utter_reminders_email" and "utter_plan_done" not in ids(said)
    (plan,) = await _ours(world)
    assert (plan.reminder_channel, plan.reminder_days_before) == ("email", 2)


async def test_no_more_reminders_ends_reminders_and_nothing_else(world):
    thread = await _agreed(world)
    await thread.say("par sms")
    thread.rasa.means["plus de rappels"] = "stop_contact"  # as the model hears it
    assert ids(await thread.say("plus de rappels")) == ["utter_reminders_none"]
    assert (await _ours(world))[0].reminder_channel == "none"
    assert await count(world, Hold, Hold.reason == "stop_contact") == 0


async def test_another_day_moves_the_reminders_that_wait(world):
    thread = await _agreed(world)
    await thread.say("par sms")
    waits = Task.kind == "reminder", Task.done_at.is_(None)
    before = [task.due_at for task in await _all(world, Task, *waits)]
    assert "utter_reminders_eve" in ids(await thread.say("un rappel la veille svp"))
    after = [task.due_at for task in await _all(world, Task, *waits)]
    assert len(after) == len(before)
    assert [round((b - a) / timedelta(days=1)) for a, b in zip(before, after, strict=True)] == [2] * len(before)


async def test_a_way_that_is_not_on_file_is_not_promised(world):
    await _by_email_only(world)
    thread = await _agreed(world)
    await thread.say("par mail")
    assert ids(await thread.say("finalement par sms")) == ["utter_reminders_no_contact"]
    assert (await _ours(world))[0].reminder_channel == "email"


async def test_what_goes_on_beside_a_plan_and_what_it_leaves_are_said_before_the_yes(world):
    async with world.begin() as uow:
        case = await uow.session.get_one(Case, (await _view(world)).case.id)
        case.next_due_minor, case.next_due_on = 6012, uow.today() + timedelta(days=9)
        await uow.commit()
    thread = await _offered(world)
    said = await thread.pick("offer")
    assert "utter_read_back_beside" in ids(said) and "utter_read_back_rest" not in ids(said)
    assert "60,12" in next(one.text for one in said if one.text_id == "utter_read_back_beside")
    async with world.begin() as uow:  # a plan over half of it, as an own amount for six months is
        (offer, *_) = (await uow.session.scalars(select(Offer).order_by(Offer.id))).all()
        share = {**offer.data["shares"][0], "total": offer.data["shares"][0]["overdue"] // 2}
        offer.data = {**offer.data, "shares": [share]}
        await uow.commit()
    await thread.change(choice={"offer": offer.id})
    assert "utter_read_back_rest" in str(await thread.act("action_choose"))
