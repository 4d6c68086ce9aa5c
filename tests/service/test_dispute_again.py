"""A dispute is opened once: a clarification widens nothing, and the question about the rest stays open."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot.store.tables import Dispute, ExportEvent, Hold
from tests.thread_world import Thread, count, demo_of, ids, open_thread

PAID = "aye but i thought it wis less than that, i paid 50 in august"
MEANS = {
    PAID: "already_paid", "that's how i paid it you know": "already_paid", "i already told you i paid": "already_paid",
    "how much is left": "ask_balance", "by card i think": "change_payment_method",
    "can i pay by card": "change_payment_method",
    "no i mean thats how i paid it. anyway yes sort the rest, i get paid every fortnight": "already_paid",
    "no sorry it was 60 i paid": "already_paid", "i paid 30 in june as well": "already_paid",
    "actually i paid all of it": "already_paid", "i cant pay the rest": "hardship_unspecified",
    "j'ai déjà payé": "already_paid", "j'ai payé 50 en août": "already_paid", "by bank transfer": "already_paid",
    "its not right, i never got the sofa cushions so that 80 isnt mine": "dispute_debt",
    "je conteste 30 euros": "dispute_debt", "je conteste tout chez mobilia": "dispute_debt",
    "je conteste 30 euros chez maison claire": "dispute_debt", "chez mobilia aussi c'est faux": "dispute_debt",
}


async def scot(database) -> Thread:
    return await open_thread(await demo_of(database), means=MEANS, proven="DEMO-2003", lang="en")


async def held(thread: Thread) -> list[int | None]:
    """What is set aside as disputed, in minor units; None: the whole."""
    async with thread.database.begin() as uow:
        rows = await uow.session.scalars(
            select(Hold).where(Hold.reason == "dispute", Hold.lifted_at.is_(None), Hold.set_by == "debtor")
            .order_by(Hold.id)
        )
        return [hold.part_minor for hold in rows]


@pytest.mark.parametrize(
    "text", ["by card i think", "by bank transfer", "cash", "no i mean by card", "it was by debit card last month",
             "that's how i paid it you know", "i already told you i paid"]
)
async def test_how_it_was_paid_is_added_and_the_rest_is_still_asked_about(database, text):
    thread = await scot(database)
    assert ids(await thread.say(PAID))[-1] == "utter_ask_go_on_with_rest"
    before = [one.reason for one in await thread.handovers()]
    said = await thread.say(text)
    assert ids(said) == ["utter_dispute_added", "utter_ask_go_on_with_rest"] and said[-1].choices
    assert "C-" in said[0].text and await held(thread) == [5000] and await count(database, Dispute) == 1
    assert [one.reason for one in await thread.handovers()] == before
    assert await count(database, ExportEvent, ExportEvent.kind == "dispute") == 1


@pytest.mark.parametrize(
    "text",
    ["no i mean thats how i paid it. anyway yes sort the rest, i get paid every fortnight", "yes for the rest",
     "please help with the rest", "ok lets look at the rest"],
)
async def test_a_yes_to_the_rest_goes_on_with_the_rest(database, text):
    thread = await scot(database)
    await thread.say(PAID)
    assert ids(await thread.say(text))[-1] == "utter_ask_income"
    assert await held(thread) == [5000]


async def test_who_cannot_pay_the_rest_has_not_said_yes(database):
    thread = await scot(database)
    await thread.say(PAID)
    assert "utter_hardship_unspecified" in ids(await thread.say("i cant pay the rest"))


async def test_a_wish_to_pay_otherwise_is_still_one(database):
    thread = await scot(database)
    await thread.say(PAID)
    assert "utter_pass_on_change_payment_method" in ids(await thread.say("can i pay by card"))
    assert "utter_dispute_added" not in ids(await thread.say("how much is left"))
    assert "utter_added_to_request" in ids(await thread.say("by card i think")), "no dispute was spoken of just before"


async def test_another_sum_is_a_correction_where_they_say_so_and_one_more_where_they_do_not(database):
    thread = await scot(database)
    await thread.say(PAID)
    said = await thread.say("no sorry it was 60 i paid")
    assert ids(said)[-2:] == ["utter_dispute_part_paid", "utter_ask_go_on_with_rest"] and "60" in said[-2].text
    assert "215" in said[-1].text and await held(thread) == [6000]
    said = await thread.say("i paid 30 in june as well")
    assert "185" in said[-1].text and await held(thread) == [6000, 3000] and await count(database, Dispute) == 1


async def test_everything_is_everything(database):
    thread = await scot(database)
    await thread.say(PAID)
    assert "utter_dispute_held" in ids(await thread.say("actually i paid all of it"))
    assert None in await held(thread)


async def test_before_it_is_known_who_writes_the_sum_that_was_named_is_kept(database):
    thread = await open_thread(await demo_of(database), means=MEANS)
    assert ids(await thread.say("j'ai payé 50 en août"))[-1] == "utter_ask_reference"
    assert ids(await thread.say("par carte je crois")) == ["utter_dispute_added", "utter_ask_reference"]
    assert ids(await thread.say("DEMO-1018 14/09/1971"))[-1] == "utter_ask_go_on_with_rest"
    assert await held(thread) == [5000]


async def test_the_part_that_is_named_is_set_aside_and_not_the_whole(database):
    """80 is set aside on this case already: it is not taken off twice."""
    thread = await open_thread(await demo_of(database), means=MEANS, proven="DEMO-1004", lang="en")
    said = await thread.say("its not right, i never got the sofa cushions so that 80 isnt mine")
    assert ids(said)[-2:] == ["utter_dispute_part_held", "utter_ask_go_on_with_rest"]
    assert "560" in said[-1].text and await held(thread) == []


async def test_what_was_disputed_before_is_not_asked_for_with_the_rest(database):
    thread = await open_thread(await demo_of(database), means=MEANS, proven="DEMO-1004")
    said = await thread.say("je conteste 30 euros")
    assert "530,20" in said[-1].text and await held(thread) == [3000]


async def test_another_brand_is_another_matter(database):
    thread = await open_thread(await demo_of(database), means=MEANS, proven="DEMO-1002")
    await thread.say("je conteste 30 euros chez maison claire")
    assert await held(thread) == [3000]
    said = ids(await thread.say("chez mobilia aussi c'est faux"))
    assert "utter_dispute_added" not in said and len(await held(thread)) > 1
