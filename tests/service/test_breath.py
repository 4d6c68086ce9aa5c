"""Much told in one breath: what has happened is met first, and every figure is kept."""

from __future__ import annotations

import pytest

from bot.service.budget import budget
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


LOA = "je gagne 1500, je vis seule, loyer 450, courses 600, {cost}, pas d'autres dettes, pas d'aides"


async def _weighed(thread: Thread, cost: str) -> tuple[list[str], str]:
    """What is said at the end to who tells all of it at once, and the sentence that reads it back."""
    told = LOA.format(cost=cost)
    thread.rasa.means |= {told: "inform", "oui": "affirm"}
    await thread.prove("DEMO-1001")
    await thread.say(told)
    messages = await thread.say("oui")
    return ids(messages), next((m.text for m in messages if "ce que j'ai compris" in m.text), "")


async def test_what_was_told_at_once_is_read_back_before_anything_is_offered(thread):
    said, read = await _weighed(thread, "edf 60")
    assert said[0] == "utter_budget_understood" and "utter_ask_offer" in said
    for figure in ("revenu 1", "logement 450,00", "dépenses pour vivre 660,00", "autres dettes 0,00", "chez vous : 1"):
        assert figure in read.replace("\u202f", " ").replace("\xa0", " ")
    assert "en fait, loyer 450" in read


@pytest.mark.parametrize("cost", ["LOA 400", "tontine 400", "400 de zorglub", "EHPAD 400"])
async def test_a_cost_told_at_once_is_counted_and_read_back_whatever_it_is_called(thread, cost):
    said, read = await _weighed(thread, cost)
    assert "400,00" in read and "utter_ask_offer" not in said
    assert said[1].startswith("utter_nothing_")


async def test_a_figure_put_right_as_the_sentence_says_is_weighed_anew(thread):
    first, _ = await _weighed(thread, "tontine 30")
    assert "utter_ask_offer" in first
    said = ids(await thread.say("en fait, tontine 0"))
    assert "other_costs" not in (await thread.row()).memory["budget"] and "utter_ask_offer" in said


async def test_the_kept_budget_has_the_sum_of_such_costs_and_not_their_words(thread):
    await _weighed(thread, "chimio 40")
    async with thread.database.begin() as uow:
        newest = await budget.latest(uow, (await thread.row()).person_id)
    assert newest.data["other_costs"] == {"": 40_00}


async def test_a_cost_beside_an_answer_is_said_to_be_counted_and_lowers_the_offer(thread):
    thread.rasa.means |= {"je ne peux plus payer": "hardship_unspecified", "oui": "affirm"}
    await thread.prove("DEMO-1001")
    await thread.say("je ne peux plus payer")
    await thread.say("oui")
    said = ids(await thread.say("1300 et tontine 250"))
    assert said == ["utter_budget_counted", "utter_ask_benefits"]
    draft = (await thread.row()).memory["budget"]
    assert (draft["income"], draft["other_costs"]) == (1300_00, {"tontine": 250_00})
