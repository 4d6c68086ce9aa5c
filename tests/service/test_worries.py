"""Short questions that many ask, and what is taken back: answered at once, and never recorded as its opposite."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot.debt.reading import asks_what_pause, says_its_me
from bot.debt.reading.care.worries import asks_worry, takes_back_delay, withdraws_dispute
from bot.debt.reading.days.hours import names_hours
from bot.store.tables import Dispute
from tests.thread_world import count, demo_of, ids, open_thread

MEANS = {
    "je conteste cette dette": "dispute_debt", "vous pouvez me rappeler ?": "request_callback",
    "combien je dois": "ask_balance", "c'est ma mère la débitrice": "third_party",
}


@pytest.mark.parametrize(
    ("text", "worry"),
    [
        ("allez-vous appeler mon patron ?", "employer"), ("est ce que vous allez appeler mon patron", "employer"),
        ("will you call my boss?", "employer"), ("vous pouvez prendre sur mes allocs ?", "benefits"),
        ("can you take my benefits?", "benefits"), ("ma soeur est garante elle risque quoi", "guarantor"),
        ("my sister is guarantor what happens to her", "guarantor"),
        ("c koi la difference entre huissier et vous", "difference"),
        ("what's the difference between you and a bailiff", "difference"),
        ("c'est une arnaque ?", "genuine"),
        ("c une arnaque votre truc ?", "genuine"), ("is this a scam?", "genuine"),
        ("prouvez moi que c vrai", "genuine"),
        ("aidez moi svp jsai pas par ou commencer", "start"), ("i don't know where to start", "start"),
        ("alo??", "hello"), ("je l'ai déjà donnée", "given"), ("i already gave it", "given"),
        ("on me demande ma date de naissance je l'ai donné 2 fois", "given"),
        ("mon patron m'a viré", None), ("appelez mon patron pour vérifier", None), ("je touche des allocs", None),
        ("je veux une pause", None), ("c'est vrai", None), ("c'est pas vrai", None), ("je l'ai déjà payée", None),
        ("ma soeur paye", None), ("c'est moi", None),
    ],
)
def test_a_short_question_by_heart(text, worry):
    assert asks_worry(text) == worry


def test_what_is_taken_back_and_what_is_not():
    assert all(map(withdraws_dispute, (
        "je retire ma contestation c bon", "i withdraw my dispute", "je conteste plus", "jretire ma contestation",
        "jannule ma réclamation",
        "finalement j'ai pas payé je me suis trompé de virement, retirez ma contestation",
    )))
    assert not any(map(withdraws_dispute, ("je conteste cette dette", "je ne retire pas ma contestation")))
    assert all(map(says_its_me, ("c moi linh nguyen c mon dossier a moi", "c'est bien moi, c'est mon dossier")))
    assert not any(map(says_its_me, ("c'est pas moi", "c'est moi qui traduit", "ce n'est pas mon dossier")))
    assert not any(map(says_its_me, ("c'est mon dossier ?", "c'est à moi de payer sa dette ?")))
    assert all(map(asks_what_pause, ("c koi une pause", "what is a pause?")))
    assert all(map(takes_back_delay, ("annuler le dernier report svp je peux payer", "put it back as it was")))
    assert not any(map(takes_back_delay, ("je veux un report", "reportez décembre")))
    assert all(map(names_hours, ("le matin", "après 18h", "in the morning", "plutot le soir svp")))
    assert not any(map(names_hours, ("demain je paye", "50 euros le matin", "oui", "le 5")))


async def test_the_answers_leave_the_open_question_open(database):
    thread = await open_thread(await demo_of(database), means=MEANS)
    assert ids(await thread.say("combien je dois")) == ["utter_ask_reference"]
    assert ids(await thread.say("allez-vous appeler mon patron ?")) == ["utter_worry_employer", "utter_ask_reference"]
    said = await thread.say("c'est une arnaque ?")
    assert said[0].text_id == "utter_faq_genuine" and "/check" in said[0].text
    assert ids(await thread.say("je l'ai déjà donnée")) == ["utter_given_again", "utter_ask_reference"]
    assert ids(await thread.say("alo??"))[0] == "utter_greet"
    assert ids(await thread.say("aidez moi svp jsai pas par ou commencer"))[0] == "utter_first_step"


async def test_a_dispute_is_taken_back_and_no_other_opened(database):
    thread = await open_thread(await demo_of(database), means=MEANS, proven="DEMO-1001")
    await thread.say("je conteste cette dette")
    before = await count(database, Dispute)
    said = await thread.say("je retire ma contestation c bon")
    assert said[0].text_id == "utter_dispute_lifted" and "C-" in said[0].text
    assert await count(database, Dispute) == before
    async with database.begin() as uow:
        assert (await uow.session.scalars(select(Dispute.outcome))).all() == ["withdrawn"]


async def test_it_is_me_is_no_wrong_person(database):
    thread = await open_thread(await demo_of(database), means=MEANS, proven="DEMO-1001")
    assert ids(await thread.say("c moi linh nguyen c mon dossier a moi")) == ["utter_its_you"]
    assert await thread.handovers() == []


async def test_who_was_taken_for_another_says_that_it_is_their_own_case(database):
    thread = await open_thread(await demo_of(database), means=MEANS)
    await thread.say("c'est ma mère la débitrice")
    assert ids(await thread.say("c'est bien moi, c'est mon dossier"))[-1] == "utter_ask_reference"


async def test_a_delay_that_is_not_wished_any_more_is_no_pause(database):
    thread = await open_thread(await demo_of(database), means=MEANS, proven="DEMO-1001")
    said = await thread.say("annuler le dernier report svp je peux payer")
    assert ids(said)[0] == "utter_delay_unwished"
    assert [h.reason for h in await thread.handovers()] == ["delay_unwished"]


async def test_hours_for_a_call_are_taken(database):
    thread = await open_thread(await demo_of(database), means=MEANS)
    await thread.say("vous pouvez me rappeler ?")
    assert ids(await thread.say("le matin"))[0] == "utter_added_to_request"
