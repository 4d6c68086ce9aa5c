"""Stripe's adapter through the same way as the sandbox: sessions, every event, faults of the network."""

import asyncio
from datetime import timedelta

import pytest

from bot.service.tasks.handlers.attempts import ask_again
from bot.store.tables import Attempt, Brand, Handover, PaymentEvent, Receipt, Suspense
from tests.payments.stripe_params import BadParameter, check, read_form
from tests.payments.stripe_world import states

NEVER_TOLD = ("dett", "debt", "Maison", "DEMO-1001", "Martin", "Léa", "recouvr", "creditor", "créanc", "collect")


async def paid(door, world, minor: int = 48000) -> str:
    """A paid session whose events have been delivered."""
    ref = await door.begin(await world.link(minor))
    assert door.books.pay(ref)
    assert await door.deliver() == [200]
    return ref


async def test_a_session_tells_stripe_an_amount_and_our_reference_and_nothing_else(stripe_door, world, clock) -> None:
    token = await world.link()
    ref = await stripe_door.begin(token)
    ((_, _, params),) = stripe_door.stand_in.seen
    (attempt,) = await world.all(Attempt)
    assert (attempt.provider, attempt.provider_ref, attempt.state) == ("stripe", ref, "open")
    assert params["client_reference_id"] == params["metadata"]["attempt"] == attempt.public_id
    assert params["payment_intent_data"]["metadata"] == {"attempt": attempt.public_id}
    assert params["line_items"] == [{
        "quantity": "1",
        "price_data": {"currency": "eur", "unit_amount": "48000", "product_data": {"name": "Paiement"}},
    }]
    assert params["payment_intent_data"]["statement_descriptor_suffix"] == "PAIEMENT"
    assert params["allowed_payment_method_types"] == ["card", "sepa_debit"] and params["locale"] == "fr"
    assert int(params["expires_at"]) == int((clock.now() + timedelta(hours=2)).timestamp())
    assert params["cancel_url"].endswith(f"/pay/{token}?lang=fr") and f"/pay/{token}/done" in params["success_url"]
    assert not [word for word in NEVER_TOLD if word.lower() in str(params).lower()]


async def test_english_debtors_read_english_there(stripe_door, world) -> None:
    await stripe_door.begin(await world.link(), lang="en")
    params = stripe_door.stand_in.seen[0][2]
    assert params["locale"] == "en"
    assert params["line_items"][0]["price_data"]["product_data"]["name"] == "Payment"


async def test_a_brand_whose_policy_allows_cards_only_offers_no_debit(stripe_door, world) -> None:
    async with world.database.begin() as uow:
        (await uow.session.get_one(Brand, 1)).policy = "a brand without a policy"
        await uow.commit()
    await stripe_door.begin(await world.link())
    assert stripe_door.stand_in.seen[0][2]["allowed_payment_method_types"] == ["card"]


def test_the_stand_in_refuses_what_the_librarys_types_do_not_know() -> None:
    from stripe.params.checkout import SessionCreateParams  # noqa: PLC0415

    good = "mode=payment&line_items[0][quantity]=1&line_items[0][price_data][currency]=eur"
    assert check(read_form(good), SessionCreateParams)["line_items"][0]["quantity"] == 1
    for bad in ("payment_method_types[0]=card", "line_items[0][price]=x&line_items[0][colour]=red", "expires_at=soon",
                "mode=gift", "line_items=x", "adaptive_pricing[enabled]=yes", "mode=payment&mode=setup"):
        with pytest.raises(BadParameter):
            check(read_form(bad), SessionCreateParams)


async def test_from_the_click_on_our_page_to_the_receipt(stripe_door, world) -> None:
    token = await world.link()
    await stripe_door.identify(token)
    place = (await stripe_door.pay(token)).headers["Location"]
    assert place.startswith("https://checkout.stripe.com/")
    assert stripe_door.books.pay(place.rsplit("/", 1)[1])
    text = await (await stripe_door.client.get(f"/pay/{token}/done")).text()  # back before any webhook
    assert "Paiement reçu" in text
    assert await stripe_door.deliver() == [200]
    assert await world.sums() == {"due": 0} and len(await world.all(Receipt)) == 1
    assert (await world.all(Attempt))[0].method == "card"


async def test_a_debit_is_pending_until_the_bank_has_spoken(stripe_door, world) -> None:
    ref = await stripe_door.begin(await world.link())
    stripe_door.books.pay(ref, "sepa_debit")
    assert await stripe_door.deliver() == [200]
    assert await states(world) == ["pending"] and await world.sums() == {"due": 48000}
    stripe_door.books.settle(ref, paid=True)
    assert await stripe_door.deliver() == [200]
    assert await states(world) == ["paid"] and await world.sums() == {"due": 0}
    assert (await world.all(Attempt))[0].method == "sepa"


async def test_a_debit_that_fails_leaves_everything_as_it_was(stripe_door, world) -> None:
    token = await world.link()
    ref = await stripe_door.begin(token)
    stripe_door.books.pay(ref, "sepa_debit")
    stripe_door.books.settle(ref, paid=False)
    assert await stripe_door.deliver() == [200, 200]
    assert await states(world) == ["failed"] and await world.sums() == {"due": 48000}
    assert await stripe_door.begin(token, "two") != ref


async def test_a_refused_card_leaves_the_page_open_for_another(stripe_door, world) -> None:
    ref = await stripe_door.begin(await world.link())
    stripe_door.books.refuse(ref)
    assert await stripe_door.deliver() == [200]
    assert await states(world) == ["open"]
    assert stripe_door.books.pay(ref)
    await stripe_door.deliver()
    assert await world.sums() == {"due": 0}


async def test_a_session_whose_time_is_over_is_expired_and_another_click_makes_another(
    stripe_door, world, clock
) -> None:
    token = await world.link()
    ref = await stripe_door.begin(token)
    clock.advance(timedelta(hours=2))
    assert not stripe_door.books.pay(ref)
    assert await stripe_door.deliver() == [200]
    assert await states(world) == ["expired"]
    assert await stripe_door.begin(token, "two") != ref


async def test_a_refund_in_part_then_in_full(stripe_door, world) -> None:
    ref = await paid(stripe_door, world)
    for minor, due, state in ((10000, 10000, "partly_refunded"), (5000, 15000, "partly_refunded"),
                              (33000, 48000, "refunded")):
        assert stripe_door.books.refund(ref, minor)
        assert await stripe_door.deliver() == [200]
        assert (await world.sums(), await states(world)) == ({"due": due}, [state])
    assert len(await world.all(Receipt)) == 1


async def test_a_refund_that_the_bank_sends_back_is_credited_again(stripe_door, world) -> None:
    ref = await paid(stripe_door, world)
    stripe_door.books.refund(ref, 10000)
    stripe_door.books.refund_fails(ref, 10000)
    assert await stripe_door.deliver() == [200, 200]
    assert await world.sums() == {"due": 0} and await states(world) == ["paid"]


@pytest.mark.parametrize(("won", "due", "state"), [(True, 0, "paid"), (False, 48000, "lost")])
async def test_a_dispute_reopens_the_debt_and_one_that_is_won_closes_it(stripe_door, world, won, due, state) -> None:
    ref = await paid(stripe_door, world)
    stripe_door.books.dispute(ref)
    assert await stripe_door.deliver() == [200]
    assert (await world.sums(), await states(world)) == ({"due": 48000}, ["disputed"])
    stripe_door.books.close_dispute(ref, won=won)
    assert await stripe_door.deliver() == [200]
    assert (await world.sums(), await states(world)) == ({"due": due}, [state])
    assert [h.queue for h in await world.all(Handover)] == ["payment"]


async def test_an_inquiry_of_the_bank_moves_no_money(stripe_door, world) -> None:
    ref = await paid(stripe_door, world)
    stripe_door.books.dispute(ref, inquiry=True)
    stripe_door.books.close_dispute(ref, won=True)
    assert await stripe_door.deliver() == [200, 200]
    assert (await world.sums(), await states(world)) == ({"due": 0}, ["paid"])


async def test_a_dispute_about_what_a_refund_has_left(stripe_door, world) -> None:
    ref = await paid(stripe_door, world)
    stripe_door.books.refund(ref, 8000)
    stripe_door.books.dispute(ref)
    await stripe_door.deliver()
    assert (await world.sums(), await states(world)) == ({"due": 48000}, ["disputed"])
    stripe_door.books.close_dispute(ref, won=True)
    await stripe_door.deliver()
    assert (await world.sums(), await states(world)) == ({"due": 8000}, ["partly_refunded"])


@pytest.mark.parametrize(("minor", "currency", "reason"), [
    (47000, "eur", "amount_mismatch"), (49000, "eur", "amount_mismatch"), (48000, "gbp", "currency_mismatch"),
])
async def test_another_sum_than_ours_waits_in_suspense_with_a_person(
    stripe_door, world, minor, currency, reason
) -> None:
    ref = await stripe_door.begin(await world.link())
    stripe_door.books.pay(ref, minor=minor, currency=currency)
    assert await stripe_door.deliver() == [200]
    assert (await world.sums())["due"] == 48000
    assert [(s.minor, s.reason) for s in await world.all(Suspense)] == [(minor, reason)]
    assert [h.reason for h in await world.all(Handover)] == ["payment_in_suspense"]


async def test_events_in_the_wrong_order_and_twice_end_at_the_same_sums(stripe_door, world) -> None:
    ref = await stripe_door.begin(await world.link())
    stripe_door.books.pay(ref, "sepa_debit")
    stripe_door.books.settle(ref, paid=True)
    stripe_door.books.refund(ref, 10000)
    stripe_door.books.dispute(ref)
    stripe_door.books.close_dispute(ref, won=True)
    events = list(reversed(stripe_door.books.happened))
    assert set(await stripe_door.deliver([*events, *events])) == {200}
    assert (await world.sums(), await states(world)) == ({"due": 10000}, ["partly_refunded"])
    assert len(await world.all(PaymentEvent)) == len(events)


async def test_twenty_deliveries_at_once_credit_once(stripe_door, world) -> None:
    ref = await stripe_door.begin(await world.link())
    stripe_door.books.pay(ref)
    (event,) = stripe_door.books.happened
    answers = await asyncio.gather(*(stripe_door.knock(event) for _ in range(20)))
    assert set(answers) == {200}
    assert await world.sums() == {"due": 0} and len(await world.all(Receipt)) == 1


async def test_an_event_that_comes_three_days_late_still_counts(stripe_door, world, clock) -> None:
    ref = await stripe_door.begin(await world.link())
    stripe_door.books.pay(ref)
    clock.advance(timedelta(days=3))
    assert await stripe_door.deliver() == [200]
    assert await world.sums() == {"due": 0}


async def test_a_webhook_that_is_lost_is_found_by_asking(stripe_door, world, clock) -> None:
    ref = await stripe_door.begin(await world.link())
    stripe_door.books.pay(ref, "sepa_debit")
    clock.advance(timedelta(minutes=10))
    assert await ask_again(world.database, stripe_door.stripe) == 1
    assert await states(world) == ["pending"]
    stripe_door.books.settle(ref, paid=True)
    clock.advance(timedelta(hours=6))
    assert await ask_again(world.database, stripe_door.stripe) == 1
    assert await world.sums() == {"due": 0}
    stripe_door.books.refund(ref, 48000)
    clock.advance(timedelta(days=1))
    await ask_again(world.database, stripe_door.stripe)
    assert (await world.sums(), await states(world)) == ({"due": 48000}, ["refunded"])
