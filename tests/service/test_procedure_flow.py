"""Each state of a procedure, from the debtor's words to the hold: nothing offered, nothing asked that may not be."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot.debt.procedure import procedures
from bot.service.case.cases import cases_of, view_of
from bot.store.tables import Case, Demand, ExportEvent, Hold, Offer
from tests.thread_world import count, demo_of, ids, open_thread

SENTENCES = {
    "foreign": "je suis en règlement collectif", "erased": "mes dettes ont été effacées",
    "measures": "j'ai des mesures imposées", "admissible": "il est recevable",
    "measures_waiting": "en attente des mesures", "rejected": "mon dossier n'a pas été accepté",
    "filed_waiting": "j'attends la recevabilité", "plan_over": "mon plan a été résilié",
    "done": "mon plan de surendettement est terminé", "filed": "j'ai déposé un dossier",
    "preparing": "je vais déposer un dossier", "breathing_space": "I'm in Breathing Space", "dro": "I have a DRO",
    "iva": "I have an IVA", "trust_deed": "my trust deed has been approved",
    "das": "my debt payment programme has been approved", "sequestration": "Minimal Asset Process",
    "moratorium": "I've got the statutory moratorium", "bankruptcy": "I've been made bankrupt",
    "dmp": "I'm on a debt management plan", "debt_review": "I am under debt review",
    "solution": "my debt solution was approved", "solution_failed": "my DMP ended",
    "solution_done": "my DRO ended last year", "solution_rejected": "my IVA was rejected",
    "solution_waiting": "waiting for my iva to be approved", "solution_filed": "I have sent the papers off",
    "solution_preparing": "thinking about an IVA", "named": "un juge s'en occupe", "unclear": "c'est figé",
}
CASE_OF = {"FR": "DEMO-1001", "GB-EAW": "DEMO-2001", "GB-SCT": "DEMO-2003", "GB-NIR": "DEMO-2004"}
NOT_HELD = {
    "others": ("ma mère a un dossier recevable", "my mum's bankrupt"),
    "asked": ("c'est quoi un dossier de surendettement ?", "should I get an IVA?"),
    "denied": ("je ne suis pas en surendettement", "I don't have an IVA"),
}


@pytest.fixture
async def world(database):
    return await demo_of(database)


async def _case_under(world, place):
    """A demo case under that law; South Africa has none of its own, so a case is put there."""
    reference = CASE_OF.get(place, "DEMO-1001")
    async with world.begin() as uow:
        case = await uow.session.scalar(select(Case).where(Case.reference == reference))
        case.jurisdiction = place
        await uow.commit()
    return reference


@pytest.mark.parametrize("key", [key for key, row in procedures().items() if row.hold])
async def test_a_state_told_is_held_at_once_and_nothing_is_offered_against_it(world, key):
    row, text = procedures()[key], SENTENCES[key]
    reference = await _case_under(world, row.jurisdictions[0])
    means = {text: "over_indebtedness_file", "en plusieurs fois": "request_plan", "payer 50 euros": "pay_now"}
    thread = await open_thread(world, "browser-1", means=means)
    await thread.prove(reference)
    said = ids(await thread.say(text))
    assert said[:2] == [row.said, row.held]
    async with world.begin() as uow:
        case = await uow.session.scalar(select(Case).where(Case.reference == reference))
        view = await view_of(uow, case.id)
        holds = [hold.reason for hold in view.holds]
        told = await uow.session.scalars(
            select(ExportEvent.payload).where(ExportEvent.case_id == case.id, ExportEvent.kind == "hold_set")
        )
        assert row.hold in holds and row.hold in [one["reason"] for one in told]
        assert not view.offerable
        assert view.limitation != "running" or (view.payable.minor > 0) == row.may.debtor_may_pay
    assert (await thread.handovers())[0].queue == "over_indebtedness"
    for wish in ("en plusieurs fois", "payer 50 euros"):
        said = ids(await thread.say(wish))
        assert "utter_ask_offer" not in said
        if not row.may.debtor_may_pay:
            assert "utter_payment_link" not in said
    assert await count(world, Offer) == 0
    assert row.may.debtor_may_pay or await count(world, Demand) == 0
    assert await count(world, Hold, Hold.reason == row.hold, Hold.lifted_at.is_(None)) >= 1


@pytest.mark.parametrize("place", ["GB-SCT", "GB-NIR", "GB-EAW"])
@pytest.mark.parametrize("text", ["my trust deed has been approved", "my debt payment programme has been approved"])
async def test_no_french_law_is_ever_told_to_a_debtor_of_the_united_kingdom(world, place, text):
    means = {text: "over_indebtedness_file", "in instalments": "request_plan", "how much": "ask_balance"}
    thread = await open_thread(world, "browser-1", lang="en", means=means)
    await thread.prove(await _case_under(world, place))
    for said in (text, "in instalments", "how much"):
        await thread.say(said)
    heard = await thread.messages()
    assert "utter_file_stopped_held" in ids(heard)
    assert not [m.text for m in heard if "French" in m.text or "France" in m.text or "commission" in m.text]


@pytest.mark.parametrize(("reference", "said"), [
    ("DEMO-1001", ["utter_file_admissible", "utter_file_admissible_held"]),
    ("DEMO-2003", ["utter_file_solution", "utter_file_stopped_held"]),
])
async def test_before_identity_no_law_is_spoken_of_and_after_it_that_of_the_case(world, reference, said):
    text = "mon dossier est recevable"
    thread = await open_thread(world, "browser-1", means={text: "over_indebtedness_file", "combien": "ask_balance"})
    first = ids(await thread.say(text))
    assert first[0] == "utter_file_told" and not set(first) & set(said)
    assert (await thread.handovers())[0].reason == "debt_solution_told"
    await thread.prove(reference)
    assert [one for one in ids(await thread.say("combien")) if one in said] == said


async def test_cases_under_several_laws_are_each_held_by_their_own_and_no_law_is_told(world):
    text = "mon dossier est recevable"
    thread = await open_thread(world, "browser-1", means={text: "over_indebtedness_file"})
    await thread.prove("DEMO-1002")
    async with world.begin() as uow:
        person = (await thread.row()).person_id
        views = await cases_of(uow, person)
        (await uow.session.get_one(Case, views[-1].case.id)).jurisdiction = "GB-SCT"
        await uow.commit()
    assert ids(await thread.say(text))[:2] == ["utter_file_told", "utter_file_told_held"]
    async with world.begin() as uow:
        holds = {hold.case_id: hold.reason for hold in await uow.session.scalars(
            select(Hold).where(Hold.set_by == "debtor", Hold.case_id.in_([view.case.id for view in views]))
        )}
    assert holds == {
        view.case.id: "debt_solution" if view is views[-1] else "over_indebtedness_admissible" for view in views
    }


@pytest.mark.parametrize("known", [True, False])
@pytest.mark.parametrize(("key", "text"), [(key, text) for key, texts in NOT_HELD.items() for text in texts])
async def test_a_question_a_no_and_somebody_elses_file_hold_nothing(world, key, text, known):
    thread = await open_thread(world, "browser-1", means={text: "over_indebtedness_file"})
    if known:
        await thread.prove("DEMO-1001")
    before = await count(world, Hold)
    said = ids(await thread.say(text))
    assert said[0] == procedures()[key].said and await count(world, Hold) == before
    assert bool(await thread.handovers()) == procedures()[key].person
    if key == "asked":
        assert {"utter_partners_fr", "utter_partners_gb"} & set(said), "advisers are named"
    assert not (await thread.row()).memory.get("file_stage")


@pytest.mark.parametrize(("kept", "reason"), [
    ("filed", "over_indebtedness_filed"), ({"FR": "filed"}, "over_indebtedness_filed"),
    ({"FR": "gone"}, "over_indebtedness_admissible"), (None, "debt_solution_unclear"),
])
async def test_what_was_told_before_in_another_thread_or_by_an_older_table_still_holds(world, kept, reason):
    thread = await open_thread(world, "browser-1", means={"voilà": "identify"})
    await thread.prove("DEMO-1001")
    await thread.change(errand="over_indebtedness", errand_data={"stage": kept} if kept else None)
    await thread.act("action_identify", "voilà", "identify")
    async with world.begin() as uow:
        assert set(await uow.session.scalars(select(Hold.reason).where(Hold.set_by == "debtor"))) == {reason}
