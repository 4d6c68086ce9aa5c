"""Somebody else pays: the link that shows the amount and nothing else, in words and after identification."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot.debt.reading import asks_link_for_other
from bot.store.tables import Demand, PaymentLink
from tests.plan_world import with_plan
from tests.thread_world import Thread, demo_of, ids, open_thread

WISHES = [
    "c est ma fille qui paye, envoye lui le lien", "oui juste, je veux un lien pour ma fille de 60",
    "ma fille va payer 60 fais un lien pr elle", "my mum will pay 40, send her the link", "un lien pour mon frère svp",
    "can you make a link for my sister", "send my dad the link", "envoyez à ma mère un lien de 50",
    "mon mari paie, donnez le lien", "a link for someone else",
]


@pytest.mark.parametrize("text", WISHES)
def test_the_wish_is_read(text: str) -> None:
    assert asks_link_for_other(text)


@pytest.mark.parametrize(
    "text",
    [
        "envoyez moi le lien", "ma fille vit avec moi", "ma mère a reçu un lien", "pas de lien pour ma mère", "le lien",
        "ma fille paye le loyer", "j'écris pour ma mère", "my daughter pays the rent", "the link doesn't work",
    ],
)
def test_near_misses_are_none(text: str) -> None:
    assert not asks_link_for_other(text)


async def links(thread: Thread) -> list[tuple[str, int]]:
    async with thread.database.begin() as uow:
        query = select(PaymentLink.kind, Demand.minor).join(Demand, Demand.id == PaymentLink.demand_id)
        return [(kind, minor) for kind, minor in await uow.session.execute(query.order_by(PaymentLink.id))]


@pytest.mark.parametrize(
    "text",
    [
        "un lien pour ma fille de 60", "ma fille va payer 60 fais un lien pr elle",
        "oui juste, je veux un lien pour ma fille de 60",
    ],
)
async def test_a_shared_link_for_the_sum_that_was_named(database, text):
    thread = await open_thread(await demo_of(database), proven="DEMO-1001", means={text: "inform"})
    said = ids(await thread.say(text))
    if "utter_shared_link" not in said:
        said = ids(await thread.say("oui"))
    assert "utter_shared_link" in said and await links(thread) == [("shared", 60_00)], said


async def test_without_a_sum_it_is_asked_and_the_link_is_still_theirs_to_share(database):
    thread = await open_thread(await demo_of(database), proven="DEMO-1001")
    said = ids(await thread.say("c est ma fille qui paye, envoye lui le lien"))
    if "utter_ask_pay_amount" not in said:
        said = ids(await thread.say("oui"))
    assert "utter_ask_pay_amount" in said, said
    assert "utter_shared_link" in ids(await thread.say("60"))
    assert await links(thread) == [("shared", 60_00)]


async def test_told_before_we_know_who_writes_it_goes_on_afterwards(database):
    thread = await open_thread(await demo_of(database))
    await thread.say("ma fille va payer 60, un lien pour elle svp, ma fille paye le lien")
    await thread.say("DEMO-1001 14/03/1985")
    if "utter_shared_link" not in ids(await thread.messages()):
        await thread.say("oui")
    assert await links(thread) == [("shared", 60_00)]


async def test_of_a_plan_it_is_the_next_payment(database):
    await demo_of(database)
    await with_plan(database, "DEMO-1001")
    thread = await open_thread(database, proven="DEMO-1001")
    assert "utter_shared_link" in ids(await thread.say("c est ma fille qui paye, envoye lui le lien"))
    assert await links(thread) == [("shared", 60_00)]


async def test_where_somebody_may_be_made_to_pay_no_link_is_shared(database):
    thread = await open_thread(await demo_of(database), proven="DEMO-1001")
    await thread.change(third_party="adult")
    await thread.say("un lien pour ma fille de 60")
    assert await links(thread) == []
