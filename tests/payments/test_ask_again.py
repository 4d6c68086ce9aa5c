"""What webhooks have not told is asked for: in time, once, and not for ever."""

import asyncio
from datetime import timedelta

from bot.service.tasks.handlers.attempts import ask_again
from bot.store.tables import Attempt, Demand
from tests.payments.payment_world import paid_attempt


async def test_what_events_have_missed_is_found_by_asking(world, provider) -> None:
    await world.link()
    await world.attempt()
    provider.says("at_1", "paid")
    assert await ask_again(world.database, provider) == 0
    world.database.clock.advance(timedelta(minutes=10))
    assert await ask_again(world.database, provider) == 1
    assert await world.sums() == {"due": 0}
    assert await ask_again(world.database, provider) == 0


async def test_a_refund_that_nobody_told_us_of_is_found_within_a_day(world, provider) -> None:
    await paid_attempt(world, provider)
    provider.says("at_1", "refunded")
    world.database.clock.advance(timedelta(days=1))
    assert await ask_again(world.database, provider) == 1
    assert await world.sums() == {"due": 48000}


async def test_a_payment_is_not_asked_about_for_ever(world, provider) -> None:
    await paid_attempt(world, provider)
    world.database.clock.advance(timedelta(days=71))
    assert await ask_again(world.database, provider) == 0


async def test_an_attempt_that_its_provider_never_answered_for_is_closed_after_an_hour(world, provider) -> None:
    await world.link()
    await world.attempt(state="new")
    async with world.database.begin() as uow:
        (await uow.session.get_one(Attempt, 1)).provider_ref = None
        await uow.commit()
    world.database.clock.advance(timedelta(hours=1))
    await ask_again(world.database, provider)
    assert [a.state for a in await world.all(Attempt)] == ["expired"]


async def test_a_provider_that_is_down_is_asked_again_after_its_pause(world, provider) -> None:
    await world.link()
    await world.attempt()
    provider.says("at_1", "paid")
    provider.down = True
    for _ in range(3):
        world.database.clock.advance(timedelta(minutes=10))
        assert await ask_again(world.database, provider) == 0
    provider.down = False
    world.database.clock.advance(timedelta(minutes=10))
    assert await ask_again(world.database, provider) == 1
    assert await world.sums() == {"due": 0}


async def test_two_processes_never_ask_about_the_same_attempt_at_once(world, provider) -> None:
    for n in range(30):
        await world.link(1000 + n)
        await world.attempt((await world.all(Demand))[-1].id, 1000 + n, f"at_{n}")
        provider.says(f"at_{n}", "open", 1000 + n)
    world.database.clock.advance(timedelta(minutes=10))
    counts = await asyncio.gather(*(ask_again(world.database, provider) for _ in range(3)))
    assert sum(counts) == 30

