"""A death told by whoever is left: condolences, what is not theirs to pay, that writing stops, a person, no figure."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot.store.tables import Hold, IdentityProof
from tests.debt.test_reading_heirs import DEBTS, WRITING
from tests.thread_world import Thread, demo_of, disclosed, ids, open_thread, secrets_of

FIRST = ["utter_heir_sorry", "utter_heir_debts", "utter_heir_person", "utter_heir_reference"]


async def thread_of(database, lang: str = "fr", proven: str | None = None) -> Thread:
    return await open_thread(await demo_of(database), lang=lang, proven=proven)


async def holds(database) -> list[str]:
    async with database.begin() as uow:
        return list(await uow.session.scalars(select(Hold.reason).where(Hold.set_by == "debtor")))


@pytest.mark.parametrize("text", [DEBTS[0], DEBTS[10], WRITING[0], WRITING[6]])
async def test_who_asks_hears_a_word_of_sorrow_what_holds_and_that_a_person_sees_to_it(database, text):
    thread = await thread_of(database, "en" if text[:2] == "my" else "fr")
    said = await thread.say(text)
    assert ids(said)[:-1] == [one for one in FIRST if text in DEBTS or one != "utter_heir_debts"]
    waiting = (await thread.handovers())[0]
    assert (waiting.queue, waiting.reason) == ("legal", "debtor_deceased")
    secrets = await secrets_of(database)
    assert not [m.text for m in said if disclosed(m.text, secrets)]


@pytest.mark.parametrize("text", ["ma mère est décédée vous lui écrivez encore, DEMO-1003 30/07/1969", WRITING[0]])
async def test_the_facts_of_the_dead_prove_nothing_and_are_thanked_for(database, text):
    thread = await thread_of(database)
    assert ids(await thread.say(text))[0] == "utter_heir_sorry"
    assert ids(await thread.say("DEMO-1003 30/07/1969")) == ["utter_heir_noted"]
    assert ids(await thread.say("DEMO-7777")) == ["utter_heir_noted"]
    thread.rasa.means["combien elle devait"] = "ask_balance"
    assert ids(await thread.say("combien elle devait")) == ["utter_ask_for_whom_again"]
    async with database.begin() as uow:
        assert list(await uow.session.scalars(select(IdentityProof))) == []


async def test_the_law_is_told_once_and_more_words_are_added(database):
    thread = await thread_of(database)
    await thread.say(WRITING[0])
    assert ids(await thread.say("ma mère est morte, je dois payer ses dettes ?"))[:2] == [
        "utter_heir_debts", "utter_added_to_request"
    ]
    assert ids(await thread.say(WRITING[0]))[0] == "utter_added_to_request"


async def test_an_opened_case_of_the_dead_is_held_after_a_yes_and_closed_to_whoever_writes(database):
    thread = await thread_of(database, proven="DEMO-1003")
    assert ids(await thread.say(WRITING[0])) == ["utter_heir_sorry", "utter_ask_heir_case"]
    assert "deceased" not in await holds(database)
    assert ids(await thread.say("oui"))[0] == "utter_hold_deceased"
    assert "deceased" in await holds(database)
    thread.rasa.means["combien elle devait"] = "ask_balance"
    assert ids(await thread.say("combien elle devait")) == ["utter_ask_for_whom_again"]


async def test_ones_own_case_is_not_held_for_a_relatives_death(database):
    thread = await thread_of(database, proven="DEMO-1001")
    assert ids(await thread.say(DEBTS[0]))[-1] == "utter_ask_heir_case"
    assert ids(await thread.say("non"))[0] == "utter_heir_person"
    assert "deceased" not in await holds(database)
    thread.rasa.means["combien je dois"] = "ask_balance"
    assert ids(await thread.say("combien je dois"))[0] == "utter_figures_late"


async def test_who_owes_it_with_the_dead_is_left_to_a_person(database):
    thread = await thread_of(database, proven="DEMO-1014")
    said = ids(await thread.say("mon mari est mort, c'est à moi de payer ?"))
    assert said[:3] == FIRST[:3] and "utter_ask_heir_case" not in said
    assert "deceased" not in await holds(database)


@pytest.mark.parametrize("text", ["mon mari est mort je peux plus payer", "ma mère est décédée j'ai payé les obsèques"])
async def test_their_own_loss_stays_a_hard_time(database, text):
    thread = await thread_of(database)
    thread.rasa.means[text] = "hardship_bereavement"
    assert ids(await thread.say(text)) == ["utter_hardship_bereavement", "utter_ask_reference"]


async def test_a_death_without_more_is_passed_on_as_before(database):
    thread = await thread_of(database)
    thread.rasa.means["le client est parti pour toujours"] = "debtor_deceased"
    assert ids(await thread.say("le client est parti pour toujours"))[0] == "utter_pass_on_debtor_deceased"


@pytest.mark.parametrize("text", [
    "do i have to pay my mums debt?", "you have not answered. am i responsible for her debt yes or no",
    "et c'est moi qui dois payer ses dettes ?",
])
async def test_who_asks_after_telling_of_the_death_hears_what_heirs_owe(database, text):
    thread = await thread_of(database)
    thread.rasa.means |= {"le client est parti pour toujours": "debtor_deceased", text: "faq_bailiff"}
    await thread.say("le client est parti pour toujours")
    assert "utter_heir_debts" in ids(await thread.say(text))


async def test_a_debt_of_ones_own_is_none_of_the_dead(database):
    thread = await thread_of(database)
    thread.rasa.means |= {"le client est parti pour toujours": "debtor_deceased", "i can't pay my own debt": "cant_pay"}
    await thread.say("le client est parti pour toujours")
    assert "utter_heir_debts" not in ids(await thread.say("i can't pay my own debt"))
