from datetime import timedelta

import pytest

from bot.payments.delivery import backoff
from bot.payments.sandbox import Sandbox
from bot.service.ports import Order, ProviderUnavailable
from bot.store.tables import PaymentEvent, SandboxSession


@pytest.fixture
def sandbox(database) -> Sandbox:
    return Sandbox(database, secret="s", webhook_url="http://127.0.0.1:1/webhooks/sandbox")


LASTS = timedelta(hours=2)


async def session(sandbox: Sandbox, public_id: str = "at_1", minor: int = 1000):
    return await sandbox.open(
        Order(public_id=public_id, account="", minor=minor, currency="EUR", methods=("card", "sepa"), lang="fr",
              return_url="http://x/pay/t/done", cancel_url="http://x/pay/t",
              until=sandbox._database.clock.now() + LASTS)
    )


async def state(sandbox: Sandbox, ref: str) -> str:
    return (await sandbox.fetch(public_id="at_1", provider_ref=ref, account="")).state


async def test_the_same_attempt_opened_again_is_the_same_session(sandbox) -> None:
    first, second = await session(sandbox), await session(sandbox)
    assert first == second
    with pytest.raises(ProviderUnavailable):
        await session(sandbox, minor=2000)


async def test_its_memory_survives_a_restart(sandbox, database) -> None:
    made = await session(sandbox)
    await sandbox.act(made.provider_ref, "card")
    reborn = Sandbox(database, secret="s", webhook_url="")
    assert (await reborn.fetch(public_id="at_1", provider_ref=made.provider_ref, account="")).state == "paid"


@pytest.mark.parametrize(("actions", "end"), [
    (["card"], "paid"), (["refuse"], "failed"), (["sepa"], "pending"), (["sepa", "sepa_paid"], "paid"),
    (["sepa", "sepa_failed"], "failed"), (["card", "refund"], "refunded"), (["card", "dispute", "win"], "paid"),
    (["refund"], "open"), (["refuse", "card"], "failed"), (["card", "card"], "paid"), (["sepa", "dispute"], "pending"),
])
async def test_only_what_its_state_allows_can_be_done(sandbox, actions, end) -> None:
    ref = (await session(sandbox)).provider_ref
    for action in actions:
        await sandbox.act(ref, action)
    assert await state(sandbox, ref) == end


async def test_an_open_session_expires_when_asked_and_by_itself(sandbox, clock) -> None:
    ref = (await session(sandbox)).provider_ref
    await sandbox.expire(public_id="at_1", provider_ref=ref, account="")
    assert await state(sandbox, ref) == "expired"
    await sandbox.act(ref, "card")
    assert await state(sandbox, ref) == "expired"
    other = (await session(sandbox, "at_2")).provider_ref
    clock.advance(LASTS)
    assert (await sandbox.fetch(public_id="at_2", provider_ref=other, account="")).state == "expired"


async def test_a_paid_session_is_not_expired(sandbox) -> None:
    ref = (await session(sandbox)).provider_ref
    await sandbox.act(ref, "card")
    await sandbox.expire(public_id="at_1", provider_ref=ref, account="")
    assert await state(sandbox, ref) == "paid"


async def test_somebody_elses_session_is_not_told(sandbox) -> None:
    ref = (await session(sandbox)).provider_ref
    with pytest.raises(ProviderUnavailable):
        await sandbox.fetch(public_id="at_2", provider_ref=ref, account="")


async def test_an_event_that_nobody_took_is_sent_again_later(sandbox, world, clock) -> None:
    ref = (await session(sandbox)).provider_ref
    await sandbox.act(ref, "card")
    assert await sandbox.delivery.deliver() == 0
    assert await sandbox.delivery.deliver() == 0  # not due yet: its pause has begun
    (row,) = await world.all(SandboxSession)
    assert (row.events[0]["tries"], row.events[0]["delivered"]) == (1, False)
    clock.advance(backoff(1))
    await sandbox.delivery.deliver()
    assert (await world.all(SandboxSession))[0].events[0]["tries"] == 2
    await sandbox.delivery.stop()


def test_the_pause_between_tries_grows_to_ten_minutes() -> None:
    assert [backoff(n) for n in (1, 2, 3)] == [timedelta(seconds=s) for s in (2, 4, 8)]
    assert backoff(50) == timedelta(minutes=10)


async def test_the_same_event_delivered_twice_counts_once(door, world) -> None:
    token = await world.link()
    await door.identify(token)
    place = (await door.pay(token)).headers["Location"]
    for do in ("card", "again"):
        await door.click(place, do)
        assert await door.sandbox.delivery.deliver() == 1
    assert await world.sums() == {"due": 0}
    assert len(await world.all(PaymentEvent)) == 1


async def test_its_page_says_that_it_is_simulated(door, world) -> None:
    token = await world.link()
    await door.identify(token)
    place = (await door.pay(token)).headers["Location"]
    text = await (await door.go(place)).text()
    assert "simulation" in text and "480,00" in text and "DEMO" not in text and "Maison" not in text
    assert (await door.client.get("/sandbox/sb_none")).status == 404
    assert (await door.client.post("/sandbox/sb_none", data={"do": "card"})).status == 404


async def test_deliveries_run_in_the_background_and_stop_cleanly(door, world) -> None:
    token = await world.link()
    await door.identify(token)
    place = (await door.pay(token)).headers["Location"]
    await door.sandbox.delivery.start()
    await door.click(place, "card")
    import asyncio  # noqa: PLC0415

    async with asyncio.timeout(10):
        while (await world.sums())["due"] != 0:
            await asyncio.sleep(0.05)
    await door.sandbox.delivery.stop()
