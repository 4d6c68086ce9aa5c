"""The questions of the budget: asked once each, answered in any order, skipped, doubted; never guessed."""

from __future__ import annotations

import pytest

from bot.service.budget import budget, budget_draft
from bot.store.tables import BudgetVersion
from tests.rasa_stand_in import FORM
from tests.thread_world import Thread, count, demo_of, ids, open_thread

MEANS = {
    "perdu mon boulot": "hardship_job_loss", "conseiller": "ask_human", "c'est quoi ce truc": "nlu_fallback",
    "jveux pas le dire": "skip",
}


@pytest.fixture
async def thread(database) -> Thread:
    made = await open_thread(await demo_of(database), means=MEANS)
    await made.prove("DEMO-1001")
    await made.say("perdu mon boulot")
    await made.say("oui")
    return made


def test_the_questions_of_the_stand_in_are_those_of_the_form():
    assert (*budget.FIELDS, "enough_left") == FORM


async def test_one_question_at_a_time_and_each_at_most_once(thread):
    asked = []
    for text in ("1450", "rien", "seul", "480", "350", "60"):
        answers = ids(await thread.say(text))
        asked += [one for one in answers if one.startswith("utter_ask_") and one.removeprefix("utter_ask_") in FORM]
    assert asked == [f"utter_ask_{name}" for name in budget.FIELDS[1:]]
    assert (await thread.row()).memory["budget"] | {"skipped": []} == {
        "income": 1450_00, "benefits": 0, "household": [1, 0], "housing": 480_00, "essentials": 350_00,
        "other_debts": 60_00, "skipped": [],
    }


async def test_everything_in_one_breath_leaves_only_what_is_missing(thread):
    (answer,) = await thread.say("1450 de salaire, 480 de loyer, 350 de courses, je vis seul")
    assert answer.text_id == "utter_ask_benefits"
    assert ids(await thread.say("rien")) == ["utter_ask_other_debts"]


async def test_a_skipped_question_is_not_asked_again_and_not_read_as_nothing(thread):
    assert ids(await thread.pick("/skip")) == ["utter_ask_benefits"]
    assert ids(await thread.say("jveux pas le dire")) == ["utter_ask_household"]
    draft = (await thread.row()).memory["budget"]
    assert draft["skipped"] == ["income", "benefits"] and "income" not in draft and "benefits" not in draft


async def test_a_digression_is_answered_and_the_question_asked_again(thread):
    assert ids(await thread.say("conseiller"))[:1] == ["utter_human_queued"]
    said = ids(await thread.say("1450"))
    assert said and (await thread.row()).memory["budget"].get("income", 1450_00) == 1450_00


async def test_what_is_not_understood_asks_the_same_question_again(thread):
    said = ids(await thread.say("c'est quoi ce truc"))
    assert said[-1] == "utter_ask_income" and "income" not in (await thread.row()).memory["budget"]


async def test_amounts_stay_in_the_store_and_never_reach_the_slots(thread):
    await thread.say("1450")
    (dialogue,) = thread.rasa.dialogues.values()
    assert dialogue.slots["income"] == "told" and "1450" not in str(dialogue.slots)


async def test_what_was_told_is_kept_as_a_version_with_the_offer_made_from_it(thread):
    for text in ("1450", "rien", "seul", "480", "350", "60"):
        await thread.say(text)
    assert await count(thread.database, BudgetVersion) == 1


async def test_a_verb_that_says_little_does_not_turn_benefits_into_wages(thread):
    await thread.say("1450")
    await thread.say("je touche 190")
    draft = (await thread.row()).memory["budget"]
    assert (draft["income"], draft["benefits"]) == (1450_00, 190_00)


async def test_wages_told_again_at_the_question_on_benefits_stay_wages(thread):
    await thread.say("1450")
    await thread.say("je touche 1500 de salaire")
    draft = (await thread.row()).memory["budget"]
    assert draft["income"] == 1500_00 and "benefits" not in draft


def test_a_partner_mentioned_in_passing_is_no_household():
    for text in ("ma femme me dit d'écrire", "ma femme et moi on a pris du retard", "en couple, on rame"):
        draft: dict = {}
        budget_draft.read_into(draft, text, asked=None, language="fr", currency="EUR")
        assert "household" not in draft, text
    draft = {}
    budget_draft.read_into(draft, "ma femme et moi", asked="household", language="fr", currency="EUR")
    assert draft["household"] == [2, 0]


def test_what_was_doubtful_is_forgotten_once_it_is_told_clearly():
    draft: dict = {"doubt": {"field": "income", "minor": 1970_00, "why": "period"}}
    budget_draft.read_into(draft, "1970 de salaire par mois", asked="income", language="fr", currency="EUR")
    assert draft == {"income": 1970_00, "skipped": []}


def test_a_rent_with_its_charges_is_the_rent_however_it_is_spelt():
    draft: dict = {}
    budget_draft.read_into(
        draft, "le loyer charges comrpises me revient à 680", asked="housing", language="fr", currency="EUR"
    )
    assert draft["housing"] == 680_00 and "essentials" not in draft


async def test_children_without_a_number_are_counted_before_anything_is_reckoned(thread):
    await thread.say("1450")
    await thread.say("rien")
    assert ids(await thread.say("seule avec mes enfants")) == ["utter_children_count", "utter_ask_household"]
    assert "household" not in (await thread.row()).memory["budget"]
    assert ids(await thread.say("trois")) == ["utter_ask_housing"]
    draft = (await thread.row()).memory["budget"]
    assert draft["household"] == [1, 3] and "household_adults" not in draft


@pytest.mark.parametrize(("text", "household"), [("seule avec un enfant", [1, 1]), ("moi et mes 3 enfants", [1, 3])])
async def test_who_lives_there_is_what_the_answer_says_and_not_who_was_named_before(thread, text, household):
    draft = {**(await thread.row()).memory["budget"], "household_adults": 2, "household_heard": "children"}
    await thread.change(memory={**(await thread.row()).memory, "budget": draft})
    await thread.say("1450")
    await thread.say("rien")
    await thread.say(text)
    assert (await thread.row()).memory["budget"]["household"] == household


async def test_the_number_of_children_may_be_passed_over_and_is_then_not_known(thread):
    await thread.say("1450")
    await thread.say("rien")
    await thread.say("seule avec mes enfants")
    await thread.say("jveux pas le dire")
    assert "household" not in (await thread.row()).memory["budget"]


async def until_other_debts(thread: Thread) -> None:
    for text in ("1800", "rien", "seul", "600", "900"):
        said = ids(await thread.say(text))
    assert said[-1] == "utter_ask_other_debts"


async def test_arrears_and_maintenance_are_reserved_and_lower_nothing_told_before(thread):
    await until_other_debts(thread)
    await thread.say("120 de crédit conso, 150 de pension alimentaire, 40 edf")
    draft = (await thread.row()).memory["budget"]
    assert (draft["housing"], draft["essentials"], draft["other_debts"]) == (600_00, 900_00, 120_00)
    assert draft["arrears"] == {"maintenance": 150_00, "energy": 40_00} and draft["arrears_reserved"] == 190_00
    assert budget.as_rules(draft, "EUR").arrears_reserved.minor == 190_00


async def test_a_figure_without_a_sure_place_is_read_back_and_the_question_asked_again(thread):
    await until_other_debts(thread)
    said = await thread.say("loyer 450")
    assert ids(said) == ["utter_budget_doubt_place", "utter_ask_other_debts"] and "450,00\u00a0€" in said[0].text
    assert (await thread.row()).memory["budget"]["housing"] == 600_00
    assert ids(await thread.say("en fait loyer 450")) == ["utter_budget_noted_figures", "utter_ask_other_debts"]
    assert (await thread.row()).memory["budget"]["housing"] == 450_00


async def test_several_amounts_of_which_one_is_in_doubt_are_asked_for_as_one(thread):
    await until_other_debts(thread)
    said = await thread.say("crédit 120 et loyer 50")
    assert ids(said) == ["utter_budget_doubt_sum", "utter_ask_other_debts"]
    assert "120,00\u00a0€ et 50,00\u00a0€" in said[0].text
    await thread.say("170")
    assert (await thread.row()).memory["budget"]["other_debts"] == 170_00


async def test_an_income_of_two_is_not_taken_for_ones_own(thread):
    assert ids(await thread.say("2500 à nous deux")) == ["utter_budget_doubt_own", "utter_ask_income"]
    assert "income" not in (await thread.row()).memory["budget"]
    await thread.say("1300")
    assert (await thread.row()).memory["budget"]["income"] == 1300_00


async def test_a_doubt_beside_an_answer_does_not_ask_that_question_again(thread):
    for text in ("1800", "rien", "seul", "600"):
        await thread.say(text)
    assert ids(await thread.say("courses 400, loyer 550")) == ["utter_budget_doubt_place", "utter_ask_other_debts"]
    draft = (await thread.row()).memory["budget"]
    assert (draft["housing"], draft["essentials"]) == (600_00, 400_00)


async def test_an_answer_to_something_else_is_heard_before_the_question_returns(thread):
    said = await thread.say("loyé 450")
    assert ids(said) == ["utter_budget_noted_figures", "utter_ask_income"] and "logement 450,00\u00a0€" in said[0].text
    said = await thread.say("600 de rsa")
    assert ids(said) == ["utter_budget_noted_aid", "utter_ask_income"] and "aides 600,00\u00a0€" in said[0].text
    assert ids(await thread.say("jsuis seule")) == ["utter_budget_noted", "utter_ask_income"]
    assert ids(await thread.say("rien dotre")) == ["utter_ask_essentials"]
    assert (await thread.row()).memory["budget"] == {
        "housing": 450_00, "benefits": 600_00, "household": [1, 0], "income": 0, "skipped": [],
    }


async def test_what_was_told_of_living_costs_is_said_before_their_question_and_nothing_more_does_not_drop_it(thread):
    await thread.say("loyer 450, edf 80, telephone 30, je vis seul")
    await thread.say("1200")
    said = await thread.say("rien")
    assert ids(said) == ["utter_budget_so_far", "utter_ask_essentials"] and "110,00\u00a0€" in said[0].text
    assert ids(await thread.say("c'est tout")) == ["utter_ask_other_debts"]
    assert (await thread.row()).memory["budget"]["essentials"] == 110_00
