"""Much told in one breath: what has happened is met first, and every figure is kept."""

from __future__ import annotations

import pytest

from tests.thread_world import Thread, demo_of, ids, open_thread

BREATH = "j'ai perdu mon emploi, je touche 900 et mon loyer est 500"


@pytest.fixture
async def thread(database) -> Thread:
    return await open_thread(await demo_of(database), means={BREATH: "inform", "je touche 900": "inform"})


@pytest.mark.parametrize("heard_as", ["inform", "correct", "nlu_fallback"])
async def test_the_sentence_that_fits_the_cause_comes_first_and_the_figures_are_kept(thread, heard_as):
    thread.rasa.means[BREATH] = heard_as
    assert ids(await thread.say(BREATH)) == ["utter_hardship_job_loss", "utter_ask_reference"]
    draft = (await thread.row()).memory["budget"]
    assert (draft["income"], draft["housing"]) == (90000, 50000)


async def test_figures_alone_are_noted(thread):
    assert ids(await thread.say("je touche 900"))[0] == "utter_figures_noted"


FIRST = "je gagne 1200, pas de crédits, pas d'aides"


async def _asked(thread: Thread) -> str | None:
    return (await thread.row()).memory.get("budget_asked")


@pytest.fixture
async def asked(thread) -> Thread:
    """The questions have begun; what was told beforehand is not asked."""
    thread.rasa.means |= {FIRST: "inform", "oui": "affirm"}
    await thread.prove("DEMO-1001")
    await thread.say(FIRST)
    await thread.say("oui")
    return thread


async def test_what_somebody_said_they_have_none_of_is_not_asked_again(asked):
    draft = (await asked.row()).memory["budget"]
    assert (draft["income"], draft["benefits"], draft["other_debts"]) == (120000, 0, 0)
    assert await _asked(asked) == "household"


async def test_nobody_is_asked_again_with_the_reason_and_one_is_oneself(asked):
    assert ids(await asked.say("0")) == ["utter_budget_nobody", "utter_ask_household"]
    await asked.say("1")
    assert (await asked.row()).memory["budget"]["household"] == [1, 0] and await _asked(asked) == "housing"


async def test_a_home_that_costs_nothing_is_nothing_and_one_of_somebody_elses_is_asked_for(asked):
    await asked.say("personne d'autre")
    said = ids(await asked.say("je suis hébergé chez mes parents"))
    assert said == ["utter_budget_hosted", "utter_ask_housing"]
    await asked.say("rien je suis hébergé")
    assert (await asked.row()).memory["budget"]["housing"] == 0 and await _asked(asked) == "essentials"


async def test_an_amount_told_before_is_not_taken_back_by_no_others(asked):
    await asked.change(budget={"other_debts": 20000})
    asked.rasa.means["je gagne 900, pas d'autres crédits"] = "inform"
    await asked.say("je gagne 900, pas d'autres crédits")
    assert (await asked.row()).memory["budget"]["other_debts"] == 20000
