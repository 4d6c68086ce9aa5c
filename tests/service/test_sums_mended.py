"""Sums that were misread, put right in the thread: maintenance, an average, an overdraft, an offer that is none."""

from __future__ import annotations

from typing import Any

import pytest

from bot.service.thread.conversation import lock
from bot.store.tables import Message
from tests.thread_world import Thread, demo_of, ids, open_thread

FIRST = (
    "jtouche 1450 ma copine 600 on paye 720 de loyer a 2 j ai 190 de pension alimentaire pr mon fils et 210 de credit "
    "voiture, rien de la caf"
)


@pytest.fixture
async def thread(database) -> Thread:
    """The questions have begun: what comes in is asked."""
    made = await open_thread(
        await demo_of(database),
        means={
            "perdu mon boulot": "hardship_job_loss", "rapele moi ce que tu a compris": "request_callback",
            "3 fois 100": "propose_amount", "10 alors": "propose_amount",
        },
    )
    await made.prove("DEMO-1001")
    await made.say("perdu mon boulot")
    await made.say("oui")
    return made


async def budget_of(thread: Thread) -> dict[str, Any]:
    return dict((await thread.row()).memory["budget"])


async def test_maintenance_of_which_the_words_do_not_say_whose_is_asked_about_and_counted_as_paid(thread):
    said = ids(await thread.say(FIRST))
    draft = await budget_of(thread)
    assert draft["income"] == 1450_00 and draft["arrears_reserved"] == 190_00 and "benefits" not in draft
    assert draft["other_debts"] == 210_00 and "housing" not in draft and "utter_budget_doubt_alimony" in said
    await thread.say("je la paye")
    assert (await budget_of(thread))["arrears_reserved"] == 190_00 and "benefits" not in await budget_of(thread)


async def test_maintenance_that_is_received_is_an_aid(thread):
    await thread.say(FIRST)
    await thread.say("je la reçois")
    draft = await budget_of(thread)
    assert (draft["benefits"], draft["arrears_reserved"]) == (190_00, 0)


async def test_maintenance_counted_as_an_aid_is_taken_back(thread):
    await thread.say("1450")
    await thread.say("190 de pension alimentaire")
    assert (await budget_of(thread))["benefits"] == 190_00
    await thread.say("non la pension c moi qui la paye pas une aide!!")
    draft = await budget_of(thread)
    assert draft["arrears_reserved"] == 190_00 and "benefits" not in draft


async def test_an_average_over_the_year_is_what_a_month_brings_and_its_correction_is_said_back(thread):
    await thread.say("je dirais 900 en moyenne sur l'année")
    assert (await budget_of(thread))["income"] == 900_00
    messages = await thread.say("attention j'ai dit 900 par mois pas par an")
    assert (await budget_of(thread))["income"] == 900_00 and "housing" not in await budget_of(thread)
    assert ids(messages)[0] == "utter_budget_noted_figures" and "900" in messages[0].text


async def test_a_yearly_figure_that_was_a_months_is_put_right(thread):
    await thread.say("12000 par an")
    assert (await budget_of(thread))["income"] == 1000_00
    await thread.say("ah non 12000 par trimestre")
    await thread.change(budget={"income": 1000_00})
    await thread.say("j'ai dit 12000 par mois pas par an")
    assert (await budget_of(thread))["income"] == 12000_00


async def test_an_overdraft_is_no_monthly_payment(thread):
    await thread.say("1450")
    assert "utter_budget_overdraft" in ids(await thread.say("et le decouvert c pas par mois"))


@pytest.mark.parametrize("text", ["3 fois 100", "10 alors"])
async def test_an_offer_where_income_is_asked_is_no_income(thread, text):
    await thread.say(text)
    draft = await budget_of(thread)
    assert "income" not in draft and "doubt" not in draft


async def test_rappelle_moi_ce_que_is_no_call_back(thread):
    await thread.say("1450")
    said = ids(await thread.say("rapele moi ce que tu a compris"))
    assert said == ["utter_budget_understood", "utter_ask_benefits"]


async def test_what_was_told_in_this_thread_is_read_back_though_more_is_known_from_another(thread):
    await thread.change(budget={"housing": 500_00}, budget_recalled=True)
    assert ids(await thread.say("recap stp"))[0] == "utter_noted_elsewhere"
    await thread.say("1450")
    said = await thread.say("vous avez noté quoi du coup")
    assert ids(said)[0] == "utter_budget_understood" and "450" in said[0].text and "500" not in said[0].text


async def test_who_has_told_no_figure_is_asked_none_twice(thread):
    await thread.say("1450")
    await thread.say("rien")
    await thread.say("seul")
    await thread.say("loyer 500, 520 pour vivre, credit 40, rien d'autre")
    assert (await budget_of(thread))["other_debts"] == 40_00


async def test_nothing_else_beside_a_whole_month_means_no_other_debts(thread):
    await thread.say("1380 net, 2 enfants, loyer 540 apl deduite, 520 pour vivre, rien d autre")
    assert (await budget_of(thread))["other_debts"] == 0


async def test_a_living_cost_is_one_though_another_question_came_between(thread):
    await thread.say("1450")
    await thread.change(budget_asked=None)
    thread.rasa.means["400 pour vivre"] = "settlement_offer"
    await thread.say("400 pour vivre")
    assert (await budget_of(thread))["essentials"] == 400_00 and not await thread.handovers()


@pytest.mark.parametrize("text", ["1", "la 1", "oui"])
async def test_the_number_of_the_choice_answers_whether_enough_is_left(database, text):
    thread = await open_thread(
        await demo_of(database), means={"je peux mettre 30 par mois": "propose_amount"}, proven="DEMO-1001"
    )
    for words in ("je peux mettre 30 par mois", "oui", "1380 de chomage"):
        await thread.say(words)
    asked = (await thread.say("seul"))[-1]
    async with thread.database.begin() as uow:  # by SMS, with the choices of the domain
        (await lock(uow, thread.key)).channel = "sms"
        message = await uow.session.get_one(Message, asked.id)
        pairs = (("Oui", "/affirm"), ("Non", "/deny"))
        message.choices = [{**asked.choices[0], "title": title, "payload": payload} for title, payload in pairs]
        await uow.commit()
    await thread.change(phone_shared=False)
    await thread.say(text)
    assert (await budget_of(thread))["enough_left"] is True


@pytest.mark.parametrize("text", ["no thats me pip not an offer!", "it's not an offer", "i didnt offer that"])
async def test_a_sum_that_is_no_offer_is_taken_back(database, text):
    thread = await open_thread(
        await demo_of(database), lang="en", means={"i could pay 290": "propose_amount"}, proven="DEMO-2001"
    )
    assert ids(await thread.say("i could pay 290"))[-1] == "utter_ask_month_or_once"
    said = ids(await thread.say(text))
    memory = (await thread.row()).memory
    assert said[0] == "utter_no_offer_of" and not memory.get("month_or_once") and memory["errand"] == "plan"
    assert (memory.get("budget") or {}).get("benefits") == (290_00 if "pip" in text else None)


@pytest.mark.parametrize("text", ["10 alors", "just 10 then", "ok 10 max"])
async def test_a_lower_sum_is_one_of_the_same_rhythm_where_an_offer_is_spoken_of(database, text):
    thread = await open_thread(
        await demo_of(database), means={"je peux mettre 30 par mois": "propose_amount", text: "propose_amount"},
        proven="DEMO-1001",
    )
    await thread.say("je peux mettre 30 par mois")
    assert ids(await thread.say("oui"))[-1] == "utter_ask_income"
    said = ids(await thread.say(text))
    memory = (await thread.row()).memory
    assert (said[0], said[-1]) == ("utter_propose_heard", "utter_ask_income")
    assert memory["errand_data"]["minor"] == 10_00
    assert "income" not in memory["budget"]


async def test_the_debt_named_beside_an_offer_is_no_income(database):
    first = "slt g une dette de 233 jpeu donné que 10 par mois"
    thread = await open_thread(await demo_of(database), means={first: "propose_amount"}, proven="DEMO-1001")
    await thread.say(first)
    assert ids(await thread.say("oui"))[-1] == "utter_ask_income"
    said = await thread.say("non c ma dette 233. moi jtouche le rsa 607")
    assert "233" not in " ".join(one.text for one in said)
    assert (await budget_of(thread))["benefits"] == 607_00 and "income" not in await budget_of(thread)
