"""The payments of a plan are too much: that is taken up first, whatever arrears are told beside it."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from bot.debt.reading import wants_lower
from bot.store.tables import Instalment
from tests.thread_world import Thread, demo_of, ids, open_thread

LOWER = [
    "I can't manage the instalment, make it lower", "can you lower my instalment, i have arrears too",
    "je peux pas payer la mensualité c'est trop, baissez la, et les arriérés aussi", "la mensualité est trop élevée",
    "je n'y arrive pas avec 50 par mois, vous pouvez baisser", "the payment is too high for me",
    "j'ai 300 de loyer en retard et la mensualité de 50 c'est trop, baissez a 30", "my monthly payment is too much",
    "cant keep up, i'm behind on the rent by 400 so can the instalment be smaller",
    "je voudrais réduire mes mensualités", "on peut diminuer les echeances ?", "could the payments be reduced please",
]
OTHERS = [
    "mon salaire a baissé et je peux plus payer la mensualité", "my hours were reduced, i can't make the payment",
    "pourquoi la mensualité est si haute", "ne baissez pas la mensualité", "je peux pas payer ce mois", "lower my rent",
    "trop de dettes", "c'est trop", "the payment went through", "je veux payer plus par mois",
    "can you reduce the interest on the plan",
]


@pytest.mark.parametrize("text", LOWER)
def test_the_wish_is_read(text: str) -> None:
    assert wants_lower(text)


@pytest.mark.parametrize("text", OTHERS)
def test_near_misses_are_none(text: str) -> None:
    assert not wants_lower(text)


@pytest.fixture
async def thread(database) -> Thread:
    return await open_thread(await demo_of(database), proven="DEMO-1006")


@pytest.mark.parametrize("text", [LOWER[0], LOWER[1], LOWER[2], LOWER[8]])
async def test_a_person_has_it_first_and_the_next_payment_can_be_moved_meanwhile(thread, text):
    said = ids(await thread.say(text))
    assert said[0] == "utter_lower_heard" and said[-2:] == ["utter_can_move", "utter_ask_move"]
    (opened,) = await thread.handovers()
    assert opened.reason == "plan_change_wished"
    assert ids(await thread.say("oui"))[0] == "utter_instalment_moved"


async def test_the_sum_that_can_be_managed_goes_with_it(thread):
    said = await thread.say("la mensualité de 50 c'est trop, baissez a 30, et j'ai des arriérés aussi")
    assert ids(said)[0] == "utter_lower_to_heard" and "30,00" in said[0].text
    assert (await thread.handovers())[0].brief["wished_minor"] == 30_00


async def test_arrears_told_beside_it_are_no_sum_that_is_wished(thread):
    assert ids(await thread.say("j'ai 30 de loyer en retard et la mensualité c'est trop"))[0] == "utter_lower_heard"
    assert (await thread.handovers())[0].brief.get("wished_minor") is None


async def test_nothing_changes_by_itself(thread):
    await thread.say(LOWER[0])
    assert ids(await thread.say("non"))[0] == "utter_plan_stays"
    async with thread.database.begin() as uow:
        assert await uow.session.scalar(select(func.count()).where(Instalment.state == "moved")) == 0


async def test_a_month_that_fails_is_still_moved_and_no_plan_is_changed(thread):
    thread.rasa.means["je peux pas payer ce mois"] = "plan_trouble"
    assert "utter_lower_heard" not in ids(await thread.say("je peux pas payer ce mois"))


async def test_without_a_plan_it_is_as_before(database):
    thread = await open_thread(await demo_of(database), proven="DEMO-1001")
    thread.rasa.means[LOWER[0]] = "plan_trouble"
    assert "utter_lower_heard" not in ids(await thread.say(LOWER[0]))
