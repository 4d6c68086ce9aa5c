"""Words of who wants to pay: everything, once, each month."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot.debt import reading
from bot.store.tables import Demand
from tests.thread_world import Thread, demo_of, ids, open_thread

MEANS = {
    "je veux payer 50 euros": "propose_amount", "une seule fois": "possible_distress", "je veux tout régler": "pay_now",
    "je veux payer": "pay_now",
}


@pytest.fixture
async def thread(database) -> Thread:
    return await open_thread(await demo_of(database), means=MEANS)


async def _demands(thread: Thread) -> list[int]:
    async with thread.database.begin() as uow:
        return [row.minor for row in await uow.session.scalars(select(Demand))]


async def test_once_answers_the_question_though_identity_and_the_sum_came_between(thread):
    assert ids(await thread.say("je veux payer 50 euros")) == ["utter_ask_month_or_once"]
    await thread.say("DEMO-1001 14/03/1985")
    said = ids(await thread.say("une seule fois"))
    assert "utter_payment_link" in said and await _demands(thread) == [50_00]


async def test_who_wants_to_pay_everything_is_not_sent_the_next_instalment(thread):
    await thread.prove("DEMO-1006")
    said = await thread.say("je veux tout régler")
    assert ids(said)[-1] == "utter_ask_pay_amount" and "300,00" in said[-1].choices[0]["title"]
    assert await _demands(thread) == []
    assert "utter_payment_link" in ids(await thread.say("je veux payer")) and await _demands(thread) == [50_00]


@pytest.mark.parametrize(
    "text", ["je veux tout régler", "payer la totalité", "can I pay it off", "pay in full", "le solde",
             "je v payé mes 2 facture en meme tps", "je veux payer les deux", "i want to pay both now"]
)
def test_everything(text: str) -> None:
    assert reading.asks_all(text)


@pytest.mark.parametrize(
    "text", ["je veux payer tout de suite", "je peux pas tout payer", "payer", "I can't pay it all",
             "payer les deux prochaines échéances", "pay both months"]
)
def test_not_everything(text: str) -> None:
    assert not reading.asks_all(text)


@pytest.mark.parametrize(
    ("text", "told"),
    [("une seule fois", "once"), ("juste une fois svp", "once"), ("once only", "once"), ("chaque mois", "month"),
     ("tous les mois", "month"), ("j'ai essayé une seule fois de payer", None), ("une fois mort", None), ("", None)],
)
def test_once_or_monthly_where_it_is_all_that_is_said(text: str, told: str | None) -> None:
    assert reading.once_or_monthly(text) == told
