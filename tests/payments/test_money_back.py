"""Money that goes back, whole or in part, and comes again: the ledger follows, nobody is chased."""

import pytest

from bot.store.tables import (
    Case,
    Demand,
    ExportEvent,
    Handover,
    Instalment,
    LedgerEntry,
    Plan,
    Receipt,
    Suspense,
)
from tests.payments.payment_world import knock, paid_attempt, partly_disputed


async def test_what_was_paid_and_refunded_before_we_looked_credits_nothing_and_calls_a_person(world, provider) -> None:
    await world.link()
    await world.attempt()
    provider.says("at_1", "refunded")
    assert await knock(world, provider, "refund") == "refunded"
    assert await world.sums() == {"due": 48000}
    assert [h.reason for h in await world.all(Handover)] == ["payment_refunded"]


async def test_a_refund_that_fails_at_the_bank_is_credited_again(world, provider) -> None:
    await paid_attempt(world, provider)
    provider.says("at_1", "refunded")
    assert await knock(world, provider, "refund") == "refunded"
    provider.says("at_1", "paid")
    assert await knock(world, provider, "refund failed") == "paid"
    assert await world.sums() == {"due": 0}
    assert len(await world.all(Receipt)) == 1


@pytest.mark.parametrize("back", ["refunded", "disputed", "failed"])
async def test_money_that_goes_back_reopens_the_debt_gently(world, provider, back) -> None:
    ids = await world.plan(48000)
    await paid_attempt(world, provider)
    assert [p.state for p in await world.all(Plan)] == ["completed"]
    provider.says("at_1", back)
    assert await knock(world, provider, "e2") == back
    assert await world.sums() == {"due": 48000}
    (demand,), (instalment,), (plan,) = await world.all(Demand), await world.all(Instalment), await world.all(Plan)
    assert (demand.state, instalment.id, instalment.paid_minor, instalment.state) == ("open", ids[0], 0, "due")
    assert plan.state == "agreed"
    assert [h.queue for h in await world.all(Handover)] == ["payment"]
    assert "payment_reversed" in [e.kind for e in await world.all(ExportEvent)]
    assert (await world.all(Case))[0].last_payment_on is None
    assert await knock(world, provider, "e3") == "unchanged"
    assert await world.sums() == {"due": 48000}


async def test_a_dispute_that_is_won_credits_again_and_may_be_lost_again(world, provider) -> None:
    await paid_attempt(world, provider)
    for n, (state, due) in enumerate([("disputed", 48000), ("paid", 0), ("disputed", 48000), ("paid", 0)]):
        provider.says("at_1", state)
        assert await knock(world, provider, f"d{n}") == state
        assert (await world.sums())["due"] == due
    assert len(await world.all(Receipt)) == 1


async def test_a_refund_in_part_reopens_that_part_and_calls_a_person_then_the_rest(world, provider) -> None:
    ids = await world.plan(30000, 18000)
    await paid_attempt(world, provider)
    provider.says("at_1", "partly_refunded", returned=20000)
    assert await knock(world, provider, "e2") == "partly_refunded"
    assert await world.sums() == {"due": 20000}
    assert [(i.id, i.paid_minor, i.state) for i in await world.all(Instalment)] == [
        (ids[0], 28000, "due"), (ids[1], 0, "due"),
    ]
    assert [h.reason for h in await world.all(Handover)] == ["payment_partly_refunded"]
    assert (await world.all(Demand))[0].state == "open" and (await world.all(Case))[0].last_payment_on is not None
    provider.says("at_1", "partly_refunded", returned=21000)
    assert await knock(world, provider, "e3") == "partly_refunded"
    assert await world.sums() == {"due": 21000}
    provider.says("at_1", "refunded")
    assert await knock(world, provider, "e4") == "refunded"
    assert await world.sums() == {"due": 48000}
    assert {(i.paid_minor, i.state) for i in await world.all(Instalment)} == {(0, "due")}
    assert (await world.all(Case))[0].last_payment_on is None
    told = [e.payload["minor"] for e in await world.all(ExportEvent) if e.kind == "payment_reversed"]
    assert told == [20000, 1000, 27000]
    assert (await world.all(Receipt))[0].minor == 48000


async def test_paid_and_refunded_in_part_between_two_looks_is_credited_whole_and_given_back_in_part(
    world, provider
) -> None:
    await world.link()
    await world.attempt()
    provider.says("at_1", "partly_refunded", returned=10000)
    assert await knock(world, provider) == "partly_refunded"
    assert await world.sums() == {"due": 10000}
    assert [(e.kind, e.minor) for e in await world.all(LedgerEntry)][1:] == [("payment", -48000), ("reversal", 10000)]
    assert (await world.all(Receipt))[0].minor == 48000


async def test_a_refund_takes_first_what_waits_in_suspense(world, provider) -> None:
    await partly_disputed(world, provider)
    provider.says("at_1", "partly_refunded", returned=4000)
    await knock(world, provider, "e2")
    assert await world.sums() == {"due": 10000, "suspense": -6000}
    assert [(s.minor, s.resolved_at) for s in await world.all(Suspense)] == [(6000, None)]
    provider.says("at_1", "partly_refunded", returned=15000)
    await knock(world, provider, "e3")
    assert await world.sums() == {"due": 15000, "suspense": 0}
    assert (await world.all(Suspense))[0].resolution == "partly_refunded"


async def test_a_dispute_that_is_lost_moves_nothing_more_and_calls_a_person(world, provider) -> None:
    await paid_attempt(world, provider)
    provider.says("at_1", "disputed")
    assert await knock(world, provider, "e2") == "disputed"
    provider.says("at_1", "lost")
    assert await knock(world, provider, "e3") == "lost"
    assert await world.sums() == {"due": 48000}
    (handover,) = await world.all(Handover)
    assert "payment_lost" in [handover.reason, *handover.brief["also"]]
    assert [e.kind for e in await world.all(ExportEvent)].count("payment_reversed") == 1


async def test_a_slow_answer_of_before_a_dispute_that_was_won_meanwhile_does_not_open_it_again(
    world, provider
) -> None:
    await paid_attempt(world, provider)
    provider.says("at_1", "disputed")

    async def it_is_won_meanwhile() -> None:
        await knock(world, provider, "created")
        provider.says("at_1", "paid")
        assert await knock(world, provider, "won") == "paid"

    provider.before_answer = it_is_won_meanwhile
    assert await knock(world, provider, "late") == "unchanged"
    assert await world.sums() == {"due": 0}


async def test_a_disputed_part_is_not_credited(world, provider) -> None:
    await partly_disputed(world, provider)

