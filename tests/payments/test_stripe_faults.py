"""Stripe when the network, an account or a hold is in the way: one page at a time, nothing twice, nothing lost."""

import asyncio

import pytest

from bot.service.case.cases import set_hold, view_of
from bot.service.pay import payments
from bot.service.ports import ProviderUnavailable
from bot.store.tables import Attempt, Creditor, PaymentEvent
from tests.payments.stripe_world import states


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

