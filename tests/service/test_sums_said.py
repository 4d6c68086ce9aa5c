"""What is said back of the figures of a month: what was counted, what was not, and one question where in doubt."""

from __future__ import annotations

from typing import Any

import pytest

from tests.thread_world import Thread, demo_of, ids, open_thread

NB = "\u00a0"


@pytest.fixture
async def thread(database) -> Thread:
    """The questions have begun: what comes in is asked."""
    made = await open_thread(await demo_of(database), means={"perdu mon boulot": "hardship_job_loss"})
    await made.prove("DEMO-1001")
    await made.say("perdu mon boulot")
    await made.say("oui")
    return made


async def budget_of(thread: Thread) -> dict[str, Any]:
    return dict((await thread.row()).memory["budget"])


async def said(thread: Thread, text: str) -> tuple[list[str | None], str]:
    messages = await thread.say(text)
    return ids(messages), " ".join(m.text.replace(NB, " ").replace("\u202f", " ") for m in messages)


async def to(thread: Thread, *answers: str) -> None:
    for text in answers:
        await thread.say(text)


async def test_an_income_that_is_less_at_times_is_asked_by_a_low_month_and_the_answer_is_the_income(thread):
    which, text = await said(thread, "je gagne 280 la semaine des fois moins ca depend")
    assert which == ["utter_budget_doubt_varies", "utter_ask_income"] and "1 213,33 €" in text
    await thread.say("disons 1000 le mois")
    assert (await budget_of(thread))["income"] == 1000_00 and "benefits" not in await budget_of(thread)


async def test_the_same_sum_again_is_taken_and_so_is_a_yes_to_what_was_read_back(thread):
    await to(thread, "280 la semaine, ça varie", "280 par semaine ça dépend")
    assert (await budget_of(thread))["income"] == 1213_33


async def test_a_yes_is_to_the_one_figure_that_was_read_back(thread):
    await to(thread, "280 par semaine parfois moins", "oui")
    assert (await budget_of(thread))["income"] == 1213_33


async def test_an_average_is_taken_as_it_is_told(thread):
    await thread.say("ça dépend des mois mais en gros 1200 net")
    assert (await budget_of(thread))["income"] == 1200_00


async def test_a_sum_by_the_week_is_said_back_by_the_month(thread):
    which, text = await said(thread, "je gagne 280 la semaine")
    assert which == ["utter_budget_reckoned", "utter_ask_benefits"] and "revenu 1 213,33 €" in text


@pytest.mark.parametrize(
    ("told", "picked", "kept"),
    [
        ("entre 200 et 250", "200", 200_00), ("entre 200 et 250", "le plus bas", 200_00),
        ("200 à 250", "la plus haute", 250_00), ("200-250", "disons 230", 230_00), ("200/250", "250", 250_00),
        ("entre 200 et 250 par semaine", "200", 866_67), ("200 ou 250 la semaine", "le premier", 866_67),
        ("entre 200 et 250 par semaine", "900 par mois", 900_00), ("entre 200 et 250", "entre les deux", 225_00),
    ],
)
async def test_between_two_figures_one_is_asked_for_by_the_month_and_picked(thread, told, picked, kept):
    await thread.say("1300")
    which, text = await said(thread, told)
    assert which == ["utter_budget_doubt_range", "utter_ask_benefits"]
    assert ("866,67 €" in text) == ("semaine" in told)
    assert "benefits" not in await budget_of(thread)
    await thread.say(picked)
    draft = await budget_of(thread)
    assert (draft["income"], draft["benefits"]) == (1300_00, kept) and "other_costs" not in draft


async def test_bad_weeks_told_under_another_question_are_of_the_income_which_is_asked_again(thread):
    await thread.say("280 la semaine")
    which, text = await said(thread, "entre 200 et 250 les mauvaises semaines")
    assert which == ["utter_budget_doubt_range", "utter_ask_income"] and "866,67 €" in text
    await thread.say("disons 1000 le mois")
    draft = await budget_of(thread)
    assert draft["income"] == 1000_00 and "benefits" not in draft


async def test_a_figure_in_doubt_of_a_later_question_waits_for_it(thread):
    assert (await said(thread, "loyer entre 400 et 450"))[0] == ["utter_budget_noted", "utter_ask_income"]
    await to(thread, "1300", "rien")
    which, text = await said(thread, "seul")
    assert which == ["utter_budget_doubt_range_cost", "utter_ask_housing"] and "400,00 €" in text
    await thread.say("la plus haute")
    assert (await budget_of(thread))["housing"] == 450_00


async def test_what_is_told_of_a_partner_is_said_not_to_be_counted(thread):
    which, text = await said(thread, "ma femme elle gagne 700")
    assert which == ["utter_budget_not_yours", "utter_ask_income"] and "700,00 €" in text
    which, _ = await said(thread, "moi 1200, elle toujours 700")
    assert which == ["utter_budget_not_yours", "utter_ask_benefits"]
    assert (await budget_of(thread))["income"] == 1200_00


async def test_half_of_theirs_is_confirmed_with_a_yes(thread):
    which, text = await said(thread, "mon mari touche 1900 et moi la moitié")
    assert which[1:] == ["utter_budget_doubt_half", "utter_ask_income"] and "950,00 €" in text
    await thread.say("oui")
    assert (await budget_of(thread))["income"] == 950_00


async def test_help_with_the_rent_is_taken_off_or_asked_about_and_never_added(thread):
    await to(thread, "1450", "340", "moi et mes 2 enfants")
    which, text = await said(thread, "600 de loyer mais 210 d'apl déjà")
    assert which == ["utter_budget_doubt_after_aid", "utter_ask_housing"]
    assert "390,00 €" in text and "600,00 €" in text
    await thread.say("390")
    assert (await budget_of(thread))["housing"] == 390_00


async def test_a_shared_rent_is_asked_by_the_own_part_once(thread):
    await to(thread, "1450", "rien", "seul")
    which, _ = await said(thread, "le loyer c'est 750 mais on partage")
    assert which == ["utter_budget_doubt_share", "utter_ask_housing"]
    await thread.say("la moitié")
    assert (await budget_of(thread))["housing"] == 375_00


async def test_a_shared_rent_told_again_is_taken(thread):
    await to(thread, "1450", "rien", "seul", "750 on partage", "750 à deux")
    assert (await budget_of(thread))["housing"] == 750_00


async def test_more_for_living_told_at_the_next_question_asks_the_total_and_then_goes_on(thread):
    await to(thread, "1450", "rien", "seul", "500", "275")
    which, text = await said(thread, "à peu près 600 pour les courses essence assurance")
    assert which == ["utter_budget_doubt_sum", "utter_ask_essentials"]
    assert "275,00 €" in text and "600,00 €" in text
    assert (await said(thread, "690"))[0] == ["utter_ask_other_debts"]
    assert (await budget_of(thread))["essentials"] == 690_00


async def test_a_car_loan_is_said_back_as_a_debt_and_a_wish_of_earnings_told_twice_is_not_doubled(thread):
    await thread.say("1450")
    which, text = await said(thread, "toujours mes 1450")
    assert which == ["utter_budget_doubt_same", "utter_ask_benefits"] and "1 450,00 €" in text
    await to(thread, "rien", "seul", "500")
    which, text = await said(thread, "la voiture 185 c'est un crédit")
    assert which == ["utter_budget_noted_figures", "utter_ask_essentials"] and "185,00 €" in text


async def test_aids_with_the_help_for_the_rent_in_them_are_asked_without_it(thread):
    await thread.say("1300")
    which, _ = await said(thread, "caf 800 en tout apl comprise")
    assert which == ["utter_budget_doubt_aid_inside", "utter_ask_benefits"]
    assert "benefits" not in await budget_of(thread)


async def test_only_help_with_the_rent_is_no_other_aid(thread):
    await thread.say("1300")
    assert (await said(thread, "juste l'apl 210"))[0] == ["utter_ask_household"]
    assert (await budget_of(thread))["benefits"] == 0


async def test_everything_that_was_kept_is_read_back_the_income_too(thread):
    await to(thread, "1450", "340", "moi et mes 2 enfants")
    await to(thread, "loyer 600 apl 210, courses 400")
    await to(thread, "c'est tout")
    which, text = await said(thread, "crédit 20")
    assert which[0] == "utter_budget_understood"
    for figure in ("revenu 1 450,00 €", "aides 340,00 €", "logement 390,00 € (aide de 210,00 € déjà retirée)",
                   "vivre 400,00 €", "dettes 20,00 €", "personnes chez vous : 3"):
        assert figure in text, figure


@pytest.mark.parametrize(
    "odd", ["pareil que d'hab", "comme avant", "la moitié", "dunno", "je sais pas", "half", "un peu"]
)
async def test_an_answer_without_a_figure_is_asked_for_one_once(thread, odd):
    await thread.say("1300")
    which, _ = await said(thread, odd)
    assert which == ["utter_budget_figure_please", "utter_ask_benefits"]
    which, _ = await said(thread, odd)
    assert which[0] != "utter_budget_figure_please"


@pytest.mark.parametrize("odd", ["ça dépend", "sa depend des mois", "it depends", "ça varie"])
async def test_it_depends_is_asked_by_a_low_month(thread, odd):
    which, _ = await said(thread, odd)
    assert which == ["utter_budget_low_month", "utter_ask_income"]
    await thread.say("900")
    assert (await budget_of(thread))["income"] == 900_00


async def test_people_that_can_not_be_read_are_asked_about_once(thread):
    await to(thread, "1300", "rien")
    assert (await said(thread, "moi et mon ex"))[0] == ["utter_household_unclear", "utter_ask_household"]
    assert (await said(thread, "moi et mon ex"))[0][0] != "utter_household_unclear"
    await thread.say("moi et ma fille de 4 ans")
    assert (await budget_of(thread))["household"] == [1, 1]


async def test_every_other_week_asks_how_many_children(thread):
    await to(thread, "1300", "rien")
    assert (await said(thread, "une semaine sur deux"))[0] == ["utter_children_count", "utter_ask_household"]
    await thread.say("2")
    assert (await budget_of(thread))["household"] == [1, 2]
