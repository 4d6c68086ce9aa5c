"""What is to be paid next, and when: asked in any spelling, told in one sentence."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import update

from bot.debt.reading import asks_next_payment
from bot.store.tables import Case, Instalment
from tests.thread_world import Thread, demo_of, ids, open_thread

NB = "\u00a0"
ASKED = [
    "c'est quand mon prochain paiement", "je dois payer koi et quand", "c kan la prochaine mensualité",
    "prochain prelevement quand et combien", "quand est ce que je dois payer", "je paye quand",
    "c'est combien la prochaine mensualité", "quel est le montant de mon prochain paiement svp",
    "bonjour, quand tombe ma prochaine mensualité ?", "pouvez vous me rappeler la prochaine échéance",
    "when is my next payment", "how much is my next payment and when is it due", "whens my next instalment",
    "what do i have to pay next and when", "wen do i pay", "next payment?", "how much do i pay next",
]
OTHERS = [
    "je peux payer quand", "when can i pay", "je veux payer la prochaine mensualité maintenant",
    "je peux pas payer la prochaine mensualité", "combien je dois", "how much do i owe", "quand vous me payez",
    "when do you pay me", "la prochaine mensualité", "je dois payer quoi", "sauter la prochaine",
    "je paierai quand je pourrai", "prochain rendez-vous quand", "c'est quoi ce paiement", "comment je paye",
    "le prochain paiement je le fais quand je suis payé", "quand on paye on est content ?",
]


@pytest.mark.parametrize("text", ASKED)
def test_the_question_is_read_in_any_spelling(text: str) -> None:
    assert asks_next_payment(text)


@pytest.mark.parametrize("text", OTHERS)
def test_others_are_not_this_question(text: str) -> None:
    assert not asks_next_payment(text)


async def of(database, reference: str, **more: str) -> Thread:
    return await open_thread(await demo_of(database), proven=reference, **more)


def words(messages) -> str:
    return " ".join(m.text.replace(NB, " ").replace("\u202f", " ") for m in messages)


@pytest.mark.parametrize("text", ["je dois payer koi et quand", "je paye quand", "next payment?"])
async def test_with_a_plan_it_is_one_sentence_and_no_more(database, text):
    thread = await of(database, "DEMO-1006")
    said = await thread.say(text)
    assert ids(said) == ["utter_next_payment"] and not said[0].choices
    assert "50" in said[0].text and "30" in said[0].text


async def test_a_question_that_is_open_is_asked_again(database):
    thread = await of(database, "DEMO-1006")
    thread.rasa.means["je peux pas payer ce mois"] = "hardship_unspecified"
    await thread.say("je peux pas payer ce mois")
    said = await thread.say("c'est quand mon prochain paiement")
    assert ids(said) == ["utter_next_payment", "utter_ask_move_instalment"]


async def test_an_instalment_gone_by_is_told_before_the_next(database):
    thread = await of(database, "DEMO-1006")
    async with database.begin() as uow:
        await uow.session.execute(
            update(Instalment).where(Instalment.due_on == date(2026, 11, 30)).values(due_on=date(2026, 11, 1))
        )
        await uow.commit()
    said = await thread.say("c'est quand mon prochain paiement")
    assert ids(said) == ["utter_next_after_late"]
    assert "1er novembre 2026" in said[0].text and "30 décembre 2026" in said[0].text


async def test_without_a_plan_the_contract_says_what_comes_next(database):
    thread = await of(database, "DEMO-1003")
    assert ids(await thread.say("je dois payer koi et quand"))[0] == "utter_next_due"


async def test_late_and_no_plan_is_told_without_a_day_and_without_what_is_disputed(database):
    thread = await of(database, "DEMO-1004")
    said = await thread.say("je dois payer koi et quand")
    assert ids(said) == ["utter_next_overdue"] and "560,20" in said[0].text


async def test_late_with_a_contract_that_goes_on_is_told_both(database):
    thread = await of(database, "DEMO-2001", lang="en")
    said = await thread.say("when is my next payment")
    assert ids(said) == ["utter_next_contract_late"] and "70" in said[0].text and "350" in said[0].text


async def test_the_contract_s_own_payment_before_the_plan_s_is_not_hidden(database):
    thread = await of(database, "DEMO-1006")
    async with database.begin() as uow:
        await uow.session.execute(
            update(Case).where(Case.reference == "DEMO-1006")
            .values(next_due_minor=70_00, next_due_on=date(2026, 11, 25))
        )
        await uow.commit()
    said = await thread.say("je paye quand")
    assert ids(said) == ["utter_next_payment", "utter_next_contract"] and "70" in said[1].text


async def test_nothing_is_told_to_somebody_unknown(database):
    thread = await open_thread(await demo_of(database))
    said = await thread.say("je dois payer koi et quand")
    assert "50" not in words(said) and not any((one or "").startswith("utter_next") for one in ids(said))
    await thread.prove("DEMO-1006")
    assert ids(await thread.say("je dois payer koi et quand"))[0] == "utter_next_payment"


async def test_what_may_not_be_paid_is_not_called_the_next_payment(database):
    thread = await of(database, "DEMO-1005")
    assert not any((one or "").startswith("utter_next") for one in ids(await thread.say("je paye quand")))
