"""The stand-in for Stripe is as strict and as forgetful as Stripe; events come in any order, for three days."""

import random
from dataclasses import replace
from datetime import timedelta

import pytest
import stripe

from bot.service.pay.attempts import _order
from bot.service.ports import ProviderUnavailable
from bot.store.tables import Attempt, ExportEvent, Receipt

KINDS = {
    "checkout.session": stripe.checkout.Session, "payment_intent": stripe.PaymentIntent, "charge": stripe.Charge,
    "dispute": stripe.Dispute, "refund": stripe.Refund, "event": stripe.Event,
}


def unknown(thing: object, name: str = "") -> list[str]:
    """Fields of an answer, and of what it holds, that the library's own classes do not know."""
    if not isinstance(thing, dict) or str(thing.get("object")) not in KINDS:
        return []
    known = {field for kind in KINDS[thing["object"]].__mro__ for field in getattr(kind, "__annotations__", {})}
    inside = [fault for key, value in thing.items() for fault in unknown(value, f"{name}.{key}")]
    return [f"{name}.{key}" for key in thing if key not in known] + inside


async def test_whatever_it_says_the_librarys_classes_know(stripe_door, world) -> None:
    ref = await stripe_door.begin(await world.link())
    books = stripe_door.books
    books.pay(ref)
    books.refund(ref, 5000)
    books.refund_fails(ref, 1000)
    books.dispute(ref)
    books.close_dispute(ref, won=True)
    client = stripe_door.stripe._client("").v1
    session = await client.checkout.sessions.retrieve_async(ref, {"expand": ["payment_intent.latest_charge"]})
    told = [session.to_dict()]
    told += [*books.happened, *(event["data"]["object"] for event in books.happened), *books.disputes.values()]
    public = [{key: value for key, value in one.items() if not key.startswith("_")} for one in told]
    assert [fault for one in public for fault in unknown(one, one["object"])] == []


async def test_a_key_is_one_session_for_a_day_and_the_same_key_with_another_sum_is_refused(
    stripe_door, world, clock
) -> None:
    token = await world.link()
    ref = await stripe_door.begin(token)
    (attempt,) = await world.all(Attempt)
    order = await _order(world.database, attempt, token, "fr")
    assert (await stripe_door.stripe.open(order)).provider_ref == ref
    with pytest.raises(ProviderUnavailable):
        await stripe_door.stripe.open(replace(order, minor=47900))
    clock.advance(timedelta(hours=25))
    later = replace(order, until=order.until + timedelta(hours=25))
    assert (await stripe_door.stripe.open(later)).provider_ref != ref


@pytest.mark.parametrize("seed", range(4))
async def test_events_in_any_order_over_three_days_end_at_what_stripe_has_kept(stripe_door, world, clock, seed) -> None:
    chance = random.Random(seed)  # noqa: S311  (a seed that can be run again)
    ref = await stripe_door.begin(await world.link())
    books = stripe_door.books
    books.pay(ref, chance.choice(("card", "sepa_debit")))
    books.settle(ref, paid=True)
    books.refund(ref, 9000)
    books.refund_fails(ref, chance.randrange(1, 9000))
    books.dispute(ref, minor=10000)
    books.close_dispute(ref, won=seed % 2 == 0)
    events = [*books.happened, *chance.choices(books.happened, k=4)]
    chance.shuffle(events)
    for event in events:
        assert await stripe_door.knock(event) == 200
        clock.advance(timedelta(hours=72) / len(events))
    (receipt,) = await world.all(Receipt)
    assert receipt.minor == 48000
    assert await world.sums() == {"due": 48000 - books.kept(ref)}
    told = [event.kind for event in await world.all(ExportEvent)]
    assert told.count("payment") == 1
