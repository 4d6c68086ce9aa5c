"""Stripe's webhook: what is not signed, not lately, not ours, too large or without sense harms nothing."""

import json
import time
from copy import deepcopy

import pytest
import stripe as library

from bot.payments.stripe_webhook import LONGEST, SIGNATURE
from bot.store.tables import Attempt, PaymentEvent
from tests.payments.stripe_api import deliver
from tests.payments.stripe_books import shape
from tests.payments.stripe_world import SECRETS


def sign(body: bytes, secret: str = SECRETS[""], at: int | None = None) -> str:
    return library.WebhookSignature.generate_signature_header(body.decode(), secret, at or int(time.time()))


async def post(door, body: bytes, header: str | None) -> int:
    headers = {SIGNATURE: header} if header is not None else {}
    return (await door.client.post("/webhooks/stripe", data=body, headers=headers)).status


@pytest.fixture
async def paid(stripe_door, world) -> dict:
    """The event of a payment that we have not heard of yet."""
    ref = await stripe_door.begin(await world.link())
    stripe_door.books.pay(ref)
    return stripe_door.books.happened[-1]


async def test_unsigned_forged_tampered_and_stale_events_are_refused(stripe_door, world, paid) -> None:
    body, now = json.dumps(paid).encode(), int(time.time())
    good = sign(body)
    for header in (
        None, "", "t=,v1=", "v1=00", good.split(",")[0], sign(body, "whsec_of_somebody"), sign(body + b" "),
        sign(body, at=now - 301), good.replace("v1=", "v0="), f"t={now},v1=é", "t=" + "9" * 400 + ",v1=00",
    ):
        assert await post(stripe_door, body, header) == 400
    assert await post(stripe_door, body + b" ", good) == 400
    assert await world.sums() == {"due": 48000} and await world.all(PaymentEvent) == []
    assert await post(stripe_door, body, f"{good},v1=00") == 200
    assert await world.sums() == {"due": 0}


async def test_one_signature_of_several_is_enough_while_a_secret_is_changed(stripe_door, world, paid) -> None:
    body = json.dumps(paid).encode()
    time_part, own = sign(body).split(",")
    assert await post(stripe_door, body, f"{time_part},v1={'0' * 64},{own}") == 200


async def test_an_oversized_body_is_refused_unread(stripe_door, world, paid) -> None:
    paid["padding"] = "x" * LONGEST
    body = json.dumps(paid).encode()
    assert await post(stripe_door, body, sign(body)) == 400

    async def chunks():
        yield body

    answer = await stripe_door.client.post("/webhooks/stripe", data=chunks(), headers={SIGNATURE: sign(body)})
    assert answer.status in (400, 413)
    assert await world.sums() == {"due": 48000}


@pytest.mark.parametrize("body", [
    b"", b"[]", b"{}", b"null", b'"x"', b'{"id": 1}', b"[" * 50_000, b'{"id":"e","type":"charge.refunded","data":[]}',
    b'{"id":"e\\u0000","type":"charge.refunded","data":{"object":{}}}',
    b'{"id":"e","type":7,"data":{"object":{"id":"x"}}}',
])
async def test_signed_nonsense_is_refused(stripe_door, world, body) -> None:
    assert await post(stripe_door, body, sign(body) if body else "t=1,v1=00") == 400


async def test_bytes_that_are_no_text_are_refused(stripe_door, world) -> None:
    assert await post(stripe_door, b"\xff\xfe", sign(b"{}")) == 400


async def test_what_the_body_says_of_state_and_sum_is_not_believed(stripe_door, world) -> None:
    ref = await stripe_door.begin(await world.link())  # opened, not paid
    session = {**stripe_door.books.sessions[ref], "payment_status": "paid", "status": "complete", "amount_total": 1}
    event = shape("event", id="evt_1", type="checkout.session.completed", data={"object": session})
    assert await stripe_door.knock(event) == 200
    assert await world.sums() == {"due": 48000}


async def test_an_event_that_names_another_session_for_our_attempt_moves_nothing(stripe_door, world) -> None:
    mine = await stripe_door.begin(await world.link())
    (attempt,) = await world.all(Attempt)
    stripe_door.books.sessions["cs_other"] = {**stripe_door.books.sessions[mine], "id": "cs_other",
                                              "client_reference_id": "somebody else's"}
    stripe_door.books.pay("cs_other")
    session = {**stripe_door.books.sessions["cs_other"], "client_reference_id": attempt.public_id}
    event = shape("event", id="evt_1", type="checkout.session.completed", data={"object": session})
    assert await stripe_door.knock(event) == 200
    assert await world.sums() == {"due": 48000}


@pytest.mark.parametrize("kind", ["plan.created", "customer.updated", "payment_intent.succeeded", "a.kind.of.tomorrow"])
async def test_kinds_that_tell_us_nothing_are_taken_and_forgotten(stripe_door, world, paid, kind) -> None:
    assert await stripe_door.knock({**paid, "type": kind}) == 200
    assert await world.sums() == {"due": 48000} and await world.all(PaymentEvent) == []


async def test_payments_of_other_integrations_on_the_same_account_are_taken_and_forgotten(stripe_door, world) -> None:
    for thing in (
        shape("checkout.session", client_reference_id="order 17 é"), shape("checkout.session"),
        shape("checkout.session", client_reference_id="at_unknown", payment_intent=None),
    ):
        event = shape("event", id=f"evt_{id(thing)}", type="checkout.session.completed", data={"object": thing})
        assert await stripe_door.knock(event) == 200
    for kind, thing in (("charge.refunded", shape("charge")), ("charge.dispute.created", shape("dispute")),
                        ("charge.dispute.created", shape("dispute", payment_intent="pi_unknown"))):
        event = shape("event", id=f"evt_{kind}{id(thing)}", type=kind, data={"object": thing})
        assert await stripe_door.knock(event) == 200
    assert await world.all(PaymentEvent) == []


async def test_events_of_accounts_connected_to_ours_are_not_ours(stripe_door, world, paid) -> None:
    assert await stripe_door.knock({**paid, "account": "acct_other"}) == 200
    assert await world.sums() == {"due": 48000}


async def test_a_dispute_finds_its_attempt_by_the_payment_that_it_names(stripe_door, world, paid) -> None:
    await stripe_door.deliver()
    ref = (await world.all(Attempt))[0].provider_ref
    stripe_door.books.dispute(ref)
    event = deepcopy(stripe_door.books.happened[-1])
    assert "attempt" not in str(event["data"]["object"]["metadata"])
    assert await stripe_door.knock(event) == 200
    assert await world.sums() == {"due": 48000}


async def test_a_stripe_that_cannot_say_whose_dispute_it_is_is_asked_again(stripe_door, world, paid) -> None:
    await stripe_door.deliver()
    stripe_door.books.dispute((await world.all(Attempt))[0].provider_ref)
    stripe_door.stand_in.faults.extend(["500"] * 3)
    assert await stripe_door.deliver() == [503]
    assert await stripe_door.knock(stripe_door.books.happened[-1]) == 200
    assert await world.sums() == {"due": 48000}


async def test_the_sandboxs_installation_takes_nothing_from_stripe(door, world) -> None:
    url = f"{world.database.base_url}/webhooks/stripe"
    assert await deliver(url, shape("event"), SECRETS[""]) == 400


async def test_with_stripe_the_sandboxs_page_and_webhook_are_shut(stripe_door, world) -> None:
    assert (await stripe_door.client.get("/sandbox/sb_1")).status == 404
    assert (await stripe_door.client.post("/webhooks/sandbox", data=b"{}")).status == 400


def test_the_signature_is_the_one_of_stripes_own_example() -> None:
    header = "t=1700000000,v1=29ab30b7065c11b28e53ac114fac5d6c492ed811a12d11ed2c2aad5bb4cf9809"
    body = b'{"id":"evt_test_1","object":"event"}'
    assert sign(body, "whsec_test_secret", 1700000000) == header
    assert library.WebhookSignature.verify_header(body, header, "whsec_test_secret", tolerance=None)
