"""Something was wrong, and no figure is told: what is open or was done last is named; no "rent 450" out of place."""

from __future__ import annotations

import pytest

from tests.service.test_plan_in_words import MEANS as OF_PLAN
from tests.service.test_plan_in_words import agreed
from tests.thread_world import Thread, demo_of, ids, open_thread

WRONG = (
    "bah jl ai ecrit au dessus", "décembre j'ai dit, une fois", "the 5th like i said", "c faux ce que tu dis",
    "mais non c pas ce que jai dit", "c'est pas 50 c 40", "mais vous avez pas repondu", "no thats wrong",
    "NON j'ai jamais dit ça", "ce n'est pas ce que j'ai demandé",
)
MEANS = {
    **OF_PLAN, **dict.fromkeys(WRONG, "correct"), "rappelez moi": "request_callback", "combien je dois": "ask_balance",
    "je veux une pause": "request_pause",
}


async def thread_of(database, proven: str | None = "DEMO-1001", lang: str = "fr") -> Thread:
    return await open_thread(await demo_of(database), means=MEANS, proven=proven, lang=lang)


@pytest.mark.parametrize("text", WRONG)
async def test_where_nothing_is_open_it_is_not_understood_and_a_person_comes(database, text):
    thread = await thread_of(database, proven=None)
    first, second, third = await thread.say(text), await thread.say(text), await thread.say(text)
    assert ids(first)[0].startswith("utter_not_understood")
    assert ids(second) == ["utter_not_understood_again"]
    assert ids(third)[0] == "utter_not_understood_person" and await thread.handovers()


@pytest.mark.parametrize("text", WRONG[:3])
async def test_a_figure_of_the_month_may_be_put_right_once_and_no_more(database, text):
    thread = await thread_of(database)
    await thread.say("perdu mon boulot")
    await thread.say("oui")
    await thread.say("1450 de salaire, je vis seul")
    assert ids(await thread.say(text))[0] == "utter_correct"
    assert "utter_correct" not in ids(await thread.say(text))


@pytest.mark.parametrize("text", WRONG[:4])
async def test_a_call_is_named(database, text):
    thread = await thread_of(database, proven=None)
    await thread.say("rappelez moi")
    assert ids(await thread.say(text)) == ["utter_correct_call"]
    assert "utter_correct_call" not in ids(await thread.say(text))


@pytest.mark.parametrize("text", WRONG[3:6])
async def test_an_offer_is_named_and_a_bare_yes_agrees_to_nothing(database, text):
    thread = await thread_of(database)
    await thread.say("perdu mon boulot")
    for one in ("oui", "1450 de salaire, je vis seul", "rien", "480", "350", "60"):
        await thread.say(one)
    await thread.pick("offer")
    said = await thread.say(text)
    assert ids(said) == ["utter_correct_offer"]
    assert "utter_plan_agreed" not in ids(await thread.say("oui"))


async def test_an_agreed_plan_can_be_undone_or_changed(database):
    thread = await agreed(await thread_of(database))
    said = await thread.say("ce n'est pas ce que j'ai demandé")
    assert ids(said) == ["utter_correct_plan"]
    assert [c["payload"] for c in said[0].choices] == ["/ask_plan_status", "/plan_trouble", "/ask_human"]
    assert ids(await thread.pick("/ask_plan_status"))[-1] == "utter_ask_undo"


async def test_a_payment_moved_is_named(database):
    thread = await agreed(await thread_of(database))
    await thread.say("je peux pas payer ce mois")
    moved = await thread.pick("moves")
    assert "utter_instalment_moved" in ids(moved)
    assert ids(await thread.say("NON j'ai jamais dit ça")) == ["utter_correct_moved"]


async def test_an_open_question_comes_again(database):
    thread = await thread_of(database)
    await thread.say("combien je dois")  # does it seem right?
    said = ids(await thread.say("bah jl ai ecrit au dessus"))
    assert said[0] == "utter_open_question" and len(said) > 1
