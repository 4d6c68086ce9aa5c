"""What was agreed is to be cancelled, or to stay as it is: heard in plain words, never turned into its opposite."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot.debt.reading import cancels, pays_as_planned, regrets
from bot.service.case.cases import cases_of
from bot.store.tables import Instalment, Pause, Plan
from tests.plan_world import with_plan
from tests.thread_world import Thread, demo_of, ids, open_thread

PLANNED = [
    "jai changé davis jpaye les 50 le 3 comme prevu", "NON je voulais payer le 3 dec normal, remettez",
    "je paierai comme prévu", "I'll pay on the 3rd as planned", "ill pay it as normal", "je paye normalement le 3",
    "changed my mind, i'll pay the 50 on the 3rd as agreed", "je règle à la date prévue", "comme prévu je paye",
    "i'll pay on the agreed date",
]


@pytest.mark.parametrize("text", PLANNED)
def test_to_pay_as_planned_is_read(text: str) -> None:
    assert pays_as_planned(text)


@pytest.mark.parametrize(
    "text",
    [
        "je peux pas payer comme prévu", "j'ai payé comme prévu", "normalement je paye le 5 mais là non",
        "i can't pay as planned", "je paye quand comme prévu ?", "comme prévu", "si je paye comme prévu il reste quoi",
    ],
)
def test_near_misses_are_none(text: str) -> None:
    assert not pays_as_planned(text)


@pytest.mark.parametrize(
    "text",
    [
        "je regrette, je veux annuler", "annule tout", "oui annule", "oui annule tout", "comment faire pour annuler",
        "how do i cancel", "cancel it please", "cancel everything", "finalement je veux annuler svp",
        "je me suis trompé, annulez tout",
    ],
)
def test_to_cancel_it_is_read(text: str) -> None:
    assert cancels(text)


@pytest.mark.parametrize(
    "text",
    [
        "annuler mon rendez-vous", "annule pas", "je veux annuler ma contestation", "n'annulez rien",
        "annulez le prélèvement", "cancel my direct debit", "je veux pas annuler", "l'annulation de la dette",
    ],
)
def test_to_cancel_something_else_is_none(text: str) -> None:
    assert not cancels(text) and not regrets(text)


def test_an_agreement_that_is_regretted_is_read() -> None:
    assert regrets("jai tout signé hier avec vous mais je regrete, je veu annulé")
    assert regrets("i signed yesterday but i regret it") and regrets("j'ai dit oui au plan mais j'ai changé d'avis")
    assert not regrets("j'ai signé hier") and not regrets("j'ai accepté, annulez mon rdv")


@pytest.fixture
async def thread(database) -> Thread:
    """Who agreed to a plan of 60.00 a month today."""
    await demo_of(database)
    await with_plan(database, "DEMO-1001")
    return await open_thread(database, proven="DEMO-1001", means={"plus tard svp": "plan_trouble"})


async def plan_of(thread: Thread) -> tuple[str, list[str]]:
    person = (await thread.row()).person_id
    async with thread.database.begin() as uow:
        plan = (await uow.session.scalars(select(Plan).where(Plan.person_id == person).order_by(Plan.id))).first()
        assert plan is not None
        due = select(Instalment.due_on).where(Instalment.plan_id == plan.id, Instalment.state == "due")
        rows = await uow.session.scalars(due)
        return plan.state, sorted(day.isoformat() for day in rows)


@pytest.mark.parametrize("text", ["je regrette, je veux annuler", "annule tout", "comment faire pour annuler"])
@pytest.mark.parametrize("yes", ["oui annule", "oui annule tout", "annule", "oui"])
async def test_a_plan_is_undone_at_a_word_and_a_yes(thread, text, yes):
    thread.rasa.means |= {text: "correct", yes: "affirm"}
    assert ids(await thread.say(text))[-1] == "utter_ask_undo"
    assert "utter_plan_undone" in ids(await thread.say(yes))
    assert (await plan_of(thread))[0] == "undone"


async def test_how_it_is_cancelled_asked_again_undoes_nothing(thread):
    await thread.say("annule tout")
    assert ids(await thread.say("comment faire pour annuler"))[-1] == "utter_ask_undo"
    assert (await plan_of(thread))[0] != "undone"


async def test_who_regrets_before_it_is_known_who_writes_is_asked_for_that_and_then_about_the_plan(thread):
    other = await open_thread(thread.database, "browser-2")
    await other.say("jai tout signé hier avec vous mais je regrete, je veu annulé")
    assert (await other.row()).memory["errand"] == "plan_undo"
    await other.say("DEMO-1001 14/03/1985")
    assert "utter_ask_undo" in ids(await other.messages())


async def test_without_a_plan_the_same_words_undo_nothing(thread):
    other = await open_thread(thread.database, "browser-2", proven="DEMO-1002")
    assert "utter_ask_undo" not in ids(await other.say("annule tout"))


@pytest.mark.parametrize("text", PLANNED[:4])
async def test_to_pay_as_planned_is_never_offered_a_delay(thread, text):
    thread.rasa.means[text] = "plan_trouble"
    before = await plan_of(thread)
    said = ids(await thread.say(text))
    assert said[0] == "utter_plan_stays" and not {"utter_ask_move_instalment", "utter_ask_skip"} & set(said), said
    await thread.say("1")
    assert await plan_of(thread) == before


async def test_to_pay_as_planned_after_a_move_puts_it_back_at_a_yes(thread):
    before = await plan_of(thread)
    await thread.say("plus tard svp")
    await thread.say("oui")
    assert await plan_of(thread) != before
    text = "NON je voulais payer le 7 dec normal, remettez"
    thread.rasa.means[text] = "correct"
    assert ids(await thread.say(text))[-1] == "utter_ask_put_back"
    await thread.say("oui")
    assert (await plan_of(thread))[1] == before[1]


async def test_to_pay_as_planned_while_it_rests_asks_whether_the_rest_is_over(thread):
    from bot.service.pause.pause import set_pause  # noqa: PLC0415
    from bot.service.thread.conversation import lock  # noqa: PLC0415

    async with thread.database.begin() as uow:
        row = await lock(uow, thread.key)
        (view, *_) = await cases_of(uow, row.person_id or 0)
        await set_pause(uow, view, row, view.creditor and uow.today().replace(year=2027, month=1, day=15), None)
        await uow.commit()
    assert ids(await thread.say("je paierai comme prévu"))[-1] == "utter_ask_end_pause"
    async with thread.database.begin() as uow:
        assert (await uow.session.scalars(select(Pause.state))).first() == "running"
