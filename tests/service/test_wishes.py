"""What debtors propose is taken up: a day in the words, a sum for today, a sum beside the figures, a start."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot.debt import reading
from bot.store.tables import Demand, Offer
from tests.thread_world import Thread, demo_of, ids, open_thread

MEANS = {
    "perdu mon boulot": "hardship_job_loss", "décalez la au 28": "change_due_date",
    "changer de date": "change_due_date",
    "je voudrais régler 50 euros aujourd'hui": "propose_amount", "55 à partir de juin": "propose_amount",
    "55": "propose_amount",
    "1450 de salaire, je vis seul, et je voudrais payer 40 par mois": "inform",
    "1450 de salaire, je vis seul, et je voudrais payer 400 par mois": "inform",
}


@pytest.fixture
async def thread(database) -> Thread:
    return await open_thread(await demo_of(database), means=MEANS, proven="DEMO-1001")


async def offers(thread: Thread) -> list[Offer]:
    async with thread.database.begin() as uow:
        return list(await uow.session.scalars(select(Offer).order_by(Offer.id)))


async def at_offers(thread: Thread) -> None:
    await thread.say("perdu mon boulot")
    for text in ("oui", "1450 de salaire, je vis seul", "rien", "480", "350"):
        await thread.say(text)
    assert ids(await thread.say("60"))[-1] == "utter_ask_offer"


async def test_a_day_wished_before_the_yes_is_the_day_of_the_offers(thread):
    await at_offers(thread)
    before = len(await offers(thread))
    said = ids(await thread.say("décalez la au 28"))
    assert said[0] == "utter_due_day_weighed" and said[-1] == "utter_ask_offer"
    new = (await offers(thread))[before:]
    assert new and all(share["first_due"].endswith("-28") for one in new for share in one.data["shares"])
    assert await thread.handovers() == []


async def test_a_day_wished_for_anything_else_is_said_back_and_a_person_has_it(thread):
    said = await thread.say("décalez la au 28")
    assert said[0].text_id == "utter_due_day_noted" and "28" in said[0].text
    (opened,) = await thread.handovers()
    assert opened.reason == "change_due_date" and opened.brief["wished_day"] == 28


async def test_without_a_day_it_is_asked_for(thread):
    assert ids(await thread.say("changer de date"))[0] == "utter_pass_on_change_due_date"


async def test_a_sum_for_today_is_a_payment_and_no_budget(thread):
    said = ids(await thread.say("je voudrais régler 50 euros aujourd'hui"))
    if "utter_ask_sum_right" in said:
        said = ids(await thread.say("oui"))
    assert "utter_payment_link" in said and "utter_ask_income" not in said
    async with thread.database.begin() as uow:
        assert [one.minor for one in await uow.session.scalars(select(Demand))] == [5000]


async def test_a_sum_for_today_amid_the_budget_is_no_answer_to_it(thread):
    await thread.say("perdu mon boulot")
    await thread.say("oui")
    assert "utter_payment_link" in ids(await thread.say("je voudrais régler 50 euros aujourd'hui"))
    assert (await thread.row()).memory.get("budget", {}).get("income") is None


async def test_a_question_with_a_figure_in_it_fills_no_field(thread):
    await thread.say("perdu mon boulot")
    await thread.say("oui")
    assert ids(await thread.say("pourquoi 20 euros par mois ?")) == ["utter_why_budget", "utter_ask_income"]


async def test_a_sum_from_a_month_on_is_monthly_and_keeps_its_start(thread):
    said = ids(await thread.say("55 à partir de juin"))
    assert "utter_propose_heard" in said and "utter_ask_month_or_once" not in said
    data = (await thread.row()).memory["errand_data"]
    assert data["minor"] == 5500 and data["every"] == "month" and data["start"] == "2027-06-01"


async def test_a_bare_sum_is_still_asked_about(thread):
    assert ids(await thread.say("55"))[-1] == "utter_ask_month_or_once"


@pytest.mark.parametrize(
    ("text", "said_first"),
    [("1450 de salaire, je vis seul, et je voudrais payer 40 par mois", "utter_own_amount_holds"),
     ("1450 de salaire, je vis seul, et je voudrais payer 400 par mois", "utter_nearest_above_capacity")],
)
async def test_a_sum_named_beside_the_figures_is_answered_when_the_questions_are_over(thread, text, said_first):
    await thread.say(text)
    for answer in ("oui", "rien", "480", "350"):
        await thread.say(answer)
    said = ids(await thread.say("60"))
    if said[-1] == "utter_ask_enough_left":
        said = ids(await thread.say("oui"))
    assert said[0] == said_first, said


@pytest.mark.parametrize(
    ("text", "language", "day"),
    [("décalez la au 28", "fr", 28), ("au 10 du mois", "fr", 10), ("move it to the 28th please", "en", 28),
     ("to the 15th of each month", "en", 15), ("le premier du mois", "fr", 1), ("au 28 décembre", "fr", None),
     ("le 5 je peux pas, plutôt le 12", "fr", None), ("le loyer est de 450", "fr", None), ("décaler", "fr", None)],
)
def test_the_day_of_the_month_is_read_where_one_is_named(text, language, day):
    assert reading.read_due_day(text, language=language) == day
