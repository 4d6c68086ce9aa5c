import asyncio
import json
from datetime import UTC, datetime, timedelta

import pytest

from bot.payments.delivery import SIGNATURE
from bot.signature import TOLERANCE, sign, verify, webhook_secret
from bot.store.tables import Attempt, PaymentEvent, Receipt

SECRET = webhook_secret("a secret of the tests, long enough")


async def paid(door, world) -> str:
    """A paid session whose event has not been delivered; the attempt's public id."""
    token = await world.link()
    await door.identify(token)
    place = (await door.pay(token)).headers["Location"]
    await door.click(place, "card")
    return (await world.all(Attempt))[0].public_id


def body_of(public_id: str, event: str = "evt_1", **more: object) -> bytes:
    return json.dumps({"id": event, "kind": "payment.paid", "public_id": public_id, **more}).encode()


async def post(door, body: bytes, header: str | None):
    headers = {SIGNATURE: header} if header is not None else {}
    return (await door.client.post("/webhooks/sandbox", data=body, headers=headers)).status


async def test_a_signed_event_counts_once_however_often_it_comes(door, world, clock) -> None:
    body = body_of(await paid(door, world))
    header = sign(SECRET, body, clock.now())
    statuses = await asyncio.gather(*(post(door, body, header) for _ in range(20)))
    assert set(statuses) == {200}
    assert await world.sums() == {"due": 0}
    assert len(await world.all(Receipt)) == len(await world.all(PaymentEvent)) == 1


async def test_unsigned_forged_tampered_and_stale_events_are_refused(door, world, clock) -> None:
    body = body_of(await paid(door, world))
    now = clock.now()
    good = sign(SECRET, body, now)
    for header in (
        None, "", "t=,v1=", "v1=00", good.split(",")[0], sign("another secret", body, now),
        sign(SECRET, body + b" ", now), sign(SECRET, body, now - timedelta(seconds=TOLERANCE + 1)),
        sign(SECRET, body, now + timedelta(seconds=TOLERANCE + 1)), good.replace("v1=", "v0="),
        good.replace("t=", "t=1,t="), "t=١٢٣,v1=é",
    ):
        header_bytes = header if header is None or header.isascii() else None
        assert await post(door, body, header_bytes) == 400
    assert await post(door, body + b" ", good) == 400
    assert await world.sums() == {"due": 48000} and await world.all(PaymentEvent) == []
    assert await post(door, body, good) == 200


async def test_what_the_body_says_of_state_and_sum_is_not_believed(door, world, clock) -> None:
    token = await world.link()
    await door.identify(token)
    await door.pay(token)  # opened, not paid
    body = body_of((await world.all(Attempt))[0].public_id, state="paid", minor=48000)
    assert await post(door, body, sign(SECRET, body, clock.now())) == 200
    assert await world.sums() == {"due": 48000}


async def test_foreign_events_are_taken_and_forgotten(door, world, clock) -> None:
    body = body_of("at_of_somebody_else")
    assert await post(door, body, sign(SECRET, body, clock.now())) == 200
    assert await world.all(PaymentEvent) == []


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b"null", b"\xff", b'{"id": 1}', b"{" * 500])
async def test_signed_nonsense_is_refused(door, world, clock, body) -> None:
    assert await post(door, body, sign(SECRET, body, clock.now())) == 400


async def test_an_attempt_that_is_not_complete_yet_is_asked_for_again(door, world, clock) -> None:
    public_id = await paid(door, world)
    async with world.database.begin() as uow:
        row = await uow.session.get_one(Attempt, 1)
        ref, row.provider_ref, row.state = row.provider_ref, None, "new"
        await uow.commit()
    body = body_of(public_id)
    assert await post(door, body, sign(SECRET, body, clock.now())) == 503
    async with world.database.begin() as uow:
        row = await uow.session.get_one(Attempt, 1)
        row.provider_ref, row.state = ref, "open"
        await uow.commit()
    assert await post(door, body, sign(SECRET, body, clock.now())) == 200
    assert await world.sums() == {"due": 0}


async def test_a_provider_that_does_not_answer_is_asked_again(door, world, clock, monkeypatch) -> None:
    body = body_of(await paid(door, world))

    async def down(**_: object):
        from bot.service.pay.settlement import ProviderUnavailable  # noqa: PLC0415

        raise ProviderUnavailable

    monkeypatch.setattr(door.sandbox, "fetch", down)
    assert await post(door, body, sign(SECRET, body, clock.now())) == 503
    assert await world.all(PaymentEvent) == []


def test_the_signature_is_the_one_that_stripe_uses_too() -> None:
    at = datetime.fromtimestamp(1700000000, UTC)
    body = b'{"id":"evt_test_1","object":"event"}'
    header = sign("whsec_test_secret", body, at)
    assert header == "t=1700000000,v1=29ab30b7065c11b28e53ac114fac5d6c492ed811a12d11ed2c2aad5bb4cf9809"
    assert verify("whsec_test_secret", body, f"{header},v1=00", at)
    assert verify("whsec_test_secret", body, f"t=1700000000,v1=00,{header.split(',')[1]}", at)
