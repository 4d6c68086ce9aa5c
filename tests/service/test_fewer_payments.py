"""A smaller sum for a few payments is an errand of its own: said back with the figures, and passed to a person."""

from __future__ import annotations

import pytest

from bot.debt.reading.plans.fewer import read_fewer
from tests.thread_world import demo_of, ids, open_thread

COUNTS = [
    ("me hours were cut so I want to pay 25 instead of the 50 for the next three payments", 2500, 3),
    ("as i said 25 instead of 50 for the next 3 payments. can ye do that", 2500, 3),
    ("no not £3. £25 for 3 months then back to 50", 2500, 3), ("can i pay 20 for the next 2 months", 2000, 2),
    ("25 au lieu de 50 pour les 3 prochains mois", 2500, 3), ("30 pendant 2 mois puis comme avant", 3000, 2),
    ("je peux payer que 20 les deux prochaines fois", 2000, 2),
    ("jpeu mettre ke 20 pr les 2 prochaine mensualité", 2000, 2),
]
MONTHS = [
    ("et si en fevrier jsui en fin de mission jpeu payer ke 10", 1000, (2,)), ("juste 10 en février", 1000, (2,)),
    ("i can only do 15 in january and february", 1500, (1, 2)), ("en janvier je peux mettre que 15", 1500, (1,)),
]
OTHERS = [
    "3 fois 100", "50 par mois à partir de février", "je paie 50 en 3 fois", "i can pay 50 over 3 months",
    "20 for the first two months, then 40", "je paye 96 le 5 décembre", "je peux pas payer en février",
    "skip the next 2 payments", "20 instead of 50", "pause de 2 mois", "25 this month instead",
    "je veux payer 50 en janvier", "je touche que 600 en février",
]


@pytest.mark.parametrize(("text", "minor", "count"), COUNTS)
def test_a_smaller_sum_for_so_many_payments(text, minor, count):
    told = read_fewer(text, language="fr" if " les " in text or "pendant" in text else "en", currency="EUR")
    assert told is not None and (told.minor, told.count) == (minor, count)


@pytest.mark.parametrize(("text", "minor", "months"), MONTHS)
def test_a_smaller_sum_in_named_months(text, minor, months):
    told = read_fewer(text, language="en" if "only" in text else "fr", currency="EUR")
    assert told is not None and (told.minor, told.months) == (minor, months)


@pytest.mark.parametrize("text", OTHERS)
def test_near_misses_are_none(text):
    assert read_fewer(text, language="fr", currency="EUR") is None


@pytest.mark.parametrize("text", [COUNTS[1][0], COUNTS[2][0], COUNTS[3][0]])
async def test_it_is_said_back_and_passed_to_a_person(database, text):
    thread = await open_thread(
        await demo_of(database), means={text: "propose_amount"}, proven="DEMO-2004", lang="en"
    )
    said = await thread.say(text)
    assert ids(said)[0] == "utter_fewer_heard" and ids(said)[-1] == "utter_fewer_meanwhile"
    assert "2" in said[0].text and "£2" in said[0].text
    (opened,) = await thread.handovers()
    assert opened.reason == "plan_change_wished" and opened.brief["wished_minor"] in (2500, 2000)
    assert (await thread.row()).memory.get("question") is None


async def test_of_a_running_plan_in_named_months(database):
    text = "en fevrier et en mars jpeu payer ke 10"
    thread = await open_thread(await demo_of(database), means={text: "plan_trouble"}, proven="DEMO-1006")
    said = await thread.say(text)
    assert ids(said)[0] == "utter_fewer_months_heard" and "10,00" in said[0].text and "février" in said[0].text


async def test_less_of_one_payment_is_done_at_a_yes(database):
    text = "et si en fevrier jsui en fin de mission jpeu payer ke 10"
    thread = await open_thread(await demo_of(database), means={text: "hardship_job_loss"}, proven="DEMO-1006")
    assert ids(await thread.say(text))[0] == "utter_can_pay_part"


async def test_told_before_we_know_who_writes_it_is_kept(database):
    text = "my hours were cut so I want to pay 25 instead of the 50 for the next three payments"
    thread = await open_thread(await demo_of(database), means={text: "propose_amount"}, lang="en")
    assert ids(await thread.say(text))[-1] == "utter_ask_reference"
    await thread.prove("DEMO-2004")
    said = ids(await thread.say(text))
    assert said[0] == "utter_fewer_heard"


async def test_of_a_debt_without_a_plan_it_is_a_proposal(database):
    text = "25 au lieu de 50 pour les 3 prochains mois"
    thread = await open_thread(await demo_of(database), means={text: "propose_amount"}, proven="DEMO-1001")
    assert "utter_fewer_heard" not in ids(await thread.say(text))
