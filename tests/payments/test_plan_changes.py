"""A plan that is changed while money moves: what was agreed is asked for once, to the cent, whoever comes first."""

import asyncio

import pytest

from bot.service.case.cases import view_of
from bot.service.pay.settlement import settle_here
from bot.service.plan import rearrange, undo
from bot.service.thread.conversation import lock
from bot.store.tables import Attempt, Conversation, Instalment, Plan
from tests.payments.payment_world import knock


@pytest.fixture
async def thread(world) -> int:
    async with world.database.begin() as uow:
        row = Conversation(
            public_id="thread-1", channel="web", sender="s" * 64, creditor_id="demo", person_id=world.person_id,
            language="fr", country="FR", owner_since=uow.now, created_at=uow.now, memory={},
            last_debtor_at=uow.now,
        )
        uow.session.add(row)
        await uow.commit()
    return row.id


async def _move(world, thread: int) -> None:
    async with world.database.begin() as uow:
        conversation, view = await lock(uow, thread), await view_of(uow, world.case_id)
        if view.plan is not None:
            await rearrange.move(uow, conversation, view, view.plan)
        await uow.commit()


async def _undo(world, thread: int) -> None:
    async with world.database.begin() as uow:
        await undo.undo_all(uow, await lock(uow, thread))
        await uow.commit()


async def _asked(world) -> tuple[int, int]:
    """What the plan still asks for, and what has been paid of it."""
    rows = await world.all(Instalment)
    return (sum(row.minor - row.paid_minor for row in rows if row.state != "moved"),
            sum(row.paid_minor for row in rows))


async def _pay(world, provider, minor: int, public_id: str = "at_1") -> None:
    await world.link(minor)
    await world.attempt(minor=minor, public_id=public_id)
    provider.says(public_id, "paid", minor)
    assert await knock(world, provider, f"paid {public_id}", public_id) == "paid"


async def test_what_was_paid_of_a_moved_instalment_is_asked_again_once_it_has_gone_back(
    world, provider, thread
) -> None:
    await world.plan(16000, 16000, 16000)
    await _pay(world, provider, 5000)
    await _move(world, thread)
    assert await _asked(world) == (43000, 5000)
    provider.says("at_1", "refunded", 5000)
    assert await knock(world, provider, "refund") == "refunded"
    assert await _asked(world) == (48000, 0)


async def test_half_a_refund_of_a_moved_instalment_asks_for_that_half_again(world, provider, thread) -> None:
    await world.plan(16000, 16000, 16000)
    await _pay(world, provider, 5000)
    await _move(world, thread)
    provider.says("at_1", "partly_refunded", 5000, returned=2000)
    assert await knock(world, provider, "refund") == "partly_refunded"
    assert await _asked(world) == (45000, 3000)


@pytest.mark.parametrize("change", [_move, _undo])
async def test_a_change_that_meets_a_payment_waits_for_it(world, provider, thread, change) -> None:
    await world.plan(48000)
    await world.link()
    await world.attempt()
    provider.says("at_1", "paid")
    other = await _another(world)
    async with world.database.begin() as uow:
        attempt = await uow.session.get_one(Attempt, 1)
        await settle_here(uow, attempt, provider.states["at_1"])
        await uow.flush()
        changing = asyncio.create_task(change(world, other))
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.3):
                await asyncio.shield(changing)
        await uow.commit()
    await changing
    assert [one.state for one in await world.all(Plan)] == ["completed"]
    assert await _asked(world) == (0, 48000)


async def _another(world) -> int:
    """A second browser of the same debtor: its turns do not wait for the first one's."""
    async with world.database.begin() as uow:
        row = Conversation(
            public_id="thread-2", channel="web", sender="t" * 64, creditor_id="demo", person_id=world.person_id,
            language="fr", country="FR", owner_since=uow.now, created_at=uow.now, memory={},
        )
        uow.session.add(row)
        await uow.commit()
    return row.id


@pytest.mark.parametrize("minors", [(8000, 4000, 36000), (16000, 16000, 16000)])
async def test_a_rest_too_small_to_be_charged_is_asked_with_another_and_only_once(
    world, provider, thread, minors
) -> None:
    await world.plan(*minors)
    await _pay(world, provider, minors[0] - 20)
    await _move(world, thread)
    assert await _asked(world) == (48000 - minors[0] + 20, minors[0] - 20)
