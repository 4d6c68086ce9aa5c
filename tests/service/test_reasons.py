"""How an amount came about, in one sentence that is true; what is reserved first, and who helps with it."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from bot.debt.money import Money
from bot.service.budget import budget
from bot.service.offer.offers import weigh
from bot.service.thread.conversation import lock, remember
from bot.service.thread.reply import Answer
from bot.store.tables import Offer, Referral
from tests.thread_world import demo_of, open_thread

MONTH = {
    "income": 1450_00, "benefits": 0, "household": [1, 0], "housing": 480_00, "essentials": 350_00, "other_debts": 60_00
}


@pytest.fixture
async def weighed(database):
    """What is said to a month that was told, perhaps with an amount of the debtor's own."""
    thread = await open_thread(await demo_of(database))
    await thread.prove("DEMO-1001")

    async def weighed(own: dict[str, Any] | None = None, **told: Any) -> Answer:
        async with database.begin() as uow:
            conversation = await lock(uow, thread.key)
            draft = {name: value for name, value in {**MONTH, **told}.items() if value is not None}
            remember(
                conversation, budget=draft, budget_wanted=list(budget.FIELDS), errand="propose" if own else "plan",
                errand_data=own,
            )
            answer = await weigh(uow, conversation)
            await uow.commit()
        return answer

    return weighed


def ids(answer: Answer) -> list[str]:
    return [one.text_id for one in answer.says]


async def test_arrears_told_are_reserved_first_by_kind_and_who_helps_is_named(weighed, database):
    for _ in range(2):  # told again, they are named again: one referral
        answer = await weighed(arrears={"rent": 50_00, "energy": 20_00}, arrears_reserved=70_00)
    said = {one.text_id: one for one in answer.says}
    assert said["utter_arrears_rent"].values["amount"] == "50,00\u00a0€"
    assert said["utter_arrears_energy"].values["amount"] == "20,00\u00a0€"
    named = said["utter_arrears_partner"]
    assert named.values["partner"] == "Points conseil budget (PCB)"
    assert [one["name"] for one in named.card["partners"]] == ["Points conseil budget (PCB)"]
    async with database.begin() as uow:
        (referral,) = await uow.session.scalars(select(Referral))
        assert referral.partner == "Points conseil budget (PCB)"
        trace = (await uow.session.scalar(select(Offer).limit(1))).data["capacity"]["trace"]
    assert {"key": "arrears_reserved", "minor": 70_00, "scale": ""} in trace


async def test_arrears_of_which_only_the_kind_is_known_still_name_who_helps(weighed):
    said = ids(await weighed(arrears={"rent": 0}, arrears_reserved=0))
    assert "utter_arrears_partner" in said and "utter_arrears_rent" not in said


async def test_without_arrears_nothing_of_them_is_said(weighed):
    assert not [one for one in ids(await weighed()) if one.startswith("utter_arrears")]


async def test_what_is_reserved_is_not_offered(weighed, database):
    answer = await weighed(essentials=600_00, arrears={"maintenance": 130_00}, arrears_reserved=130_00)
    assert "utter_arrears_maintenance" in ids(answer)
    async with database.begin() as uow:
        offers = (await uow.session.scalars(select(Offer))).all()
    assert offers and all(sum(s["instalment"] for s in one.data["shares"]) <= 80_00 for one in offers)


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ({}, "utter_why_seizable"),
        ({"essentials": 800_00}, "utter_why_costs"),
        ({"essentials": 700_00, "arrears": {"rent": 60_00}, "arrears_reserved": 60_00}, "utter_why_costs_arrears"),
        ({"income": 1800_00, "household": [1, 4], "essentials": 300_00, "housing": 200_00}, "utter_why_after_rsa"),
    ],
)
async def test_the_sentence_names_what_limits_the_amount(weighed, database, told, sentence):
    answer = await weighed(**told)
    said = [one for one in answer.says if one.text_id.startswith("utter_why")]
    assert [one.text_id for one in said] == [sentence]
    async with database.begin() as uow:
        found = (await uow.session.scalar(select(Offer).limit(1))).data["capacity"]
    named = sentence.removeprefix("utter_why_").removesuffix("_arrears")
    assert found["binding"] == ("after_costs" if named == "costs" else named)
    assert said[0].values["most"] == Money(found["offerable"]).text("fr")


async def test_a_token_and_an_own_amount_tell_how_they_came_about_as_well(weighed, database):
    token = ids(await weighed(essentials=870_00, other_debts=0))
    assert "utter_offer_token" in token and "utter_why_costs" in token
    own = ids(await weighed({"minor": 30_00, "every": "month"}))
    assert own[:2] == ["utter_own_amount_holds", "utter_why_seizable"]
    above = ids(await weighed({"minor": 400_00, "every": "month"}))
    assert above[:2] == ["utter_nearest_above_capacity", "utter_why_seizable"]


async def test_an_own_amount_on_the_debtors_word_says_so(weighed):
    part = {"housing": None, "essentials": None, "other_debts": None}
    said = ids(await weighed({"minor": 20_00, "every": "month"}, **part, enough_left=True))
    assert said[:2] == ["utter_own_amount_holds", "utter_why_own_word"]


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ({"essentials": 1000_00}, "utter_nothing_left"),
        ({"essentials": 890_00, "other_debts": 0}, "utter_nothing_expected_running"),
        ({"income": 640_00, "housing": 0, "essentials": 0, "other_debts": 0}, "utter_nothing_expected_law"),
        ({"income": 970_00, "housing": 0, "other_debts": 0, "household": [1, 1]}, "utter_nothing_expected_law"),
    ],
)
async def test_where_nothing_is_expected_the_reason_is_the_true_one(weighed, told, sentence):
    assert ids(await weighed(**told))[0] == sentence
