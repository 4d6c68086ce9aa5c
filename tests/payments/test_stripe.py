"""Stripe's adapter through the same way as the sandbox: sessions, every event, faults of the network."""

import asyncio
from datetime import timedelta

import pytest

from bot.service import payments
from bot.service.cases import set_hold, view_of
from bot.service.ports import ProviderUnavailable
from bot.service.task_handlers.attempts import ask_again
from bot.store.tables import Attempt, Brand, Creditor, Handover, PaymentEvent, Receipt, Suspense
from tests.payments.stripe_params import BadParameter, check, read_form

NEVER_TOLD = ("dett", "debt", "Maison", "DEMO-1001", "Martin", "Léa", "recouvr", "creditor", "créanc", "collect")


async def states(world) -> list[str]:
    return [attempt.state for attempt in await world.all(Attempt)]


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


async def test_a_hold_closes_the_page_at_stripe(stripe_door, world) -> None:
    ref = await stripe_door.begin(await world.link())
    async with world.database.begin() as uow:
        await set_hold(uow, await view_of(uow, world.case_id), "over_indebtedness_admissible", set_by="debtor")
        await uow.commit()
    assert await payments.close_attempts(world.database, stripe_door.stripe, world.case_id) == 1
    assert stripe_door.books.sessions[ref]["status"] == "expired" and await states(world) == ["expired"]
    assert not stripe_door.books.pay(ref)
    assert await stripe_door.deliver() == [200]


async def test_what_was_paid_before_a_hold_closed_the_page_waits_in_suspense(stripe_door, world) -> None:
    ref = await stripe_door.begin(await world.link())
    await world.hold("over_indebtedness_admissible")
    stripe_door.books.pay(ref)
    await payments.close_attempts(world.database, stripe_door.stripe, world.case_id)
    assert await states(world) == ["paid"]
    assert await world.sums() == {"due": 48000, "suspense": -48000}


@pytest.mark.parametrize("fault", ["lost_before", "lost_after", "slow_after", "500"])
async def test_one_fault_of_the_network_is_repeated_and_makes_one_session(stripe_door, world, fault) -> None:
    stripe_door.stand_in.faults.append(fault)
    ref = await stripe_door.begin(await world.link())
    assert list(stripe_door.books.sessions) == [ref] and await states(world) == ["open"]


@pytest.mark.parametrize("fault", ["429", "nonsense", "500_after"])
async def test_a_stripe_without_sense_is_told_as_trouble_and_the_next_click_works(stripe_door, world, fault) -> None:
    token = await world.link()
    stripe_door.stand_in.faults.append(fault)
    begun = await payments.start_attempt(world.database, stripe_door.stripe, token, once="one", lang="fr")
    assert begun == payments.NotNow("trouble")
    ref = await stripe_door.begin(token, "two")
    stripe_door.books.pay(ref)
    await stripe_door.deliver()
    assert await world.sums() == {"due": 0}


async def test_a_stripe_that_is_down_has_the_webhook_delivered_again(stripe_door, world) -> None:
    ref = await stripe_door.begin(await world.link())
    stripe_door.books.pay(ref)
    stripe_door.stand_in.faults.extend(["500"] * 3)
    (event,) = stripe_door.books.happened
    assert await stripe_door.knock(event) == 503
    assert await world.all(PaymentEvent) == []
    assert await stripe_door.knock(event) == 200
    assert await world.sums() == {"due": 0}


async def test_a_webhook_that_comes_before_stripes_own_answer_counts(stripe_door, world) -> None:
    token = await world.link()

    async def paid_at_once() -> None:
        (ref,) = stripe_door.books.sessions
        stripe_door.books.pay(ref)
        assert await stripe_door.deliver() == [200]

    stripe_door.stand_in.before_answer = paid_at_once
    stripe_door.stand_in.faults.append("webhook_first")
    begun = await payments.start_attempt(world.database, stripe_door.stripe, token, once="one", lang="fr")
    assert begun == payments.NotNow("again")
    assert await world.sums() == {"due": 0} and await states(world) == ["paid"]


async def test_a_double_click_is_one_session(stripe_door, world) -> None:
    token = await world.link()
    refs = await asyncio.gather(*(stripe_door.begin(token) for _ in range(5)))
    assert len(set(refs)) == 1 and len(stripe_door.books.sessions) == 1


async def test_a_second_tab_closes_the_first_ones_page(stripe_door, world) -> None:
    token = await world.link()
    first, second = await stripe_door.begin(token, "one"), await stripe_door.begin(token, "two")
    assert not stripe_door.books.pay(first) and stripe_door.books.pay(second)
    await stripe_door.deliver()
    assert await world.sums() == {"due": 0} and await states(world) == ["expired", "paid"]


async def test_a_creditors_own_account_takes_the_payment(stripe_door, world) -> None:
    async with world.database.begin() as uow:
        (await uow.session.get_one(Creditor, "demo")).settings = {"payment_account": "ACME"}
        await uow.commit()
    ref = await stripe_door.begin(await world.link())
    theirs = stripe_door.stand_in.books["sk_test_acme"]
    assert list(theirs.sessions) == [ref] and not stripe_door.books.sessions
    theirs.pay(ref)
    (event,) = theirs.happened
    assert await stripe_door.knock(event, "") == 200
    assert await world.sums() == {"due": 48000}  # signed by an account that it is not of
    assert await stripe_door.knock(event, "acme") == 200
    assert await world.sums() == {"due": 0}


async def test_a_creditor_whose_account_has_no_key_is_trouble_and_nobody_elses_account_is_used(
    stripe_door, world
) -> None:
    async with world.database.begin() as uow:
        (await uow.session.get_one(Creditor, "demo")).settings = {"payment_account": "unknown"}
        await uow.commit()
    token = await world.link()
    begun = await payments.start_attempt(world.database, stripe_door.stripe, token, once="one", lang="fr")
    assert begun == payments.NotNow("trouble") and not stripe_door.books.sessions


async def test_a_page_that_nobody_can_tell_to_be_closed_begins_no_second_one(stripe_door, world) -> None:
    token = await world.link()
    await stripe_door.begin(token)
    stripe_door.stand_in.faults.extend(["lost_before"] * 3)
    begun = await payments.start_attempt(world.database, stripe_door.stripe, token, once="two", lang="fr")
    assert begun == payments.NotNow("trouble") and len(stripe_door.books.sessions) == 1


async def test_a_page_that_the_sandbox_made_is_closed_here_once_real_payments_are_taken(stripe_door, world) -> None:
    token = await world.link()
    await world.attempt()
    async with world.database.begin() as uow:
        (await uow.session.get_one(Attempt, 1)).provider = "sandbox"
        await uow.commit()
    await stripe_door.begin(token)
    assert await states(world) == ["expired", "open"]


async def test_what_stripe_knows_nothing_of_is_unavailable_and_nothing_moves(stripe_door, world) -> None:
    with pytest.raises(ProviderUnavailable):
        await stripe_door.stripe.fetch(public_id="at_1", provider_ref="cs_none", account="")
    with pytest.raises(ProviderUnavailable):
        await stripe_door.stripe.expire(public_id="at_1", provider_ref="cs_none", account="")
