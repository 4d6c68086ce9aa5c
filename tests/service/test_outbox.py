"""The outbox: nothing is lost between us and the provider, and what is repeated bears the same key."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

import pytest
from timed_world import Timed, make_world

from bot.service.outside import outbox
from bot.service.outside.outbox import DemoSender, deliver_due
from bot.service.outside.queueing import enqueue
from bot.service.ports import SendRefused, Sent
from bot.store.clock import FixedClock
from bot.store.database import Database
from bot.store.tables import AuditLine, ContactPoint, Conversation, Handover, OutboxMessage


class Provider:
    """A provider that knows repeats by their key, and fails as a test wants."""

    def __init__(self) -> None:
        self.calls: list[str] = []
        self.delivered: dict[str, str] = {}
        self.fail: list[Exception | None] = []
        self.after = 0.0

    async def send(self, *, to: str, body: str, key: str, via: object = None) -> Sent:
        self.calls.append(key)
        await asyncio.sleep(self.after)
        error = self.fail.pop(0) if self.fail else None
        if error is not None:
            raise error
        self.delivered[key] = body
        return Sent(provider_ref=f"ref:{key}")


@pytest.fixture
async def world(database: Database, clock: FixedClock) -> Timed:
    return await make_world(database, clock)


async def queue(world: Timed, *keys: str, channel: str = "sms") -> list[bool]:
    made = []
    async with world.database.begin() as uow:
        contact = await uow.session.get_one(ContactPoint, world.phone_id)
        for key in keys:
            made.append(
                await enqueue(
                    uow, key=key, to=contact, channel=channel, lang="fr", text_id="notice_personal_link",
                    values={"link": "http://127.0.0.1/l/x"},
                )
            )
        await uow.commit()
    return made


async def states(world: Timed) -> list[str]:
    return [message.state for message in await world.all(OutboxMessage)]


async def test_a_key_is_queued_once_and_records_its_words(world: Timed) -> None:
    assert await queue(world, "a", "a") == [True, False]
    (message,) = await world.all(OutboxMessage)
    assert (message.text_id, message.lang, message.to) == ("notice_personal_link", "fr", "+33639980101")
    assert message.text_version and "http://127.0.0.1/l/x" in message.body


async def test_the_demo_sender_sends_nothing_and_keeps_it_visible(world: Timed) -> None:
    await queue(world, "a")
    assert await deliver_due(world.database, {"sms": DemoSender()}) == 1
    assert await deliver_due(world.database, {"sms": DemoSender()}) == 0
    (message,) = await world.all(OutboxMessage)
    assert message.state == "sent" and message.sent_at == world.clock.now() and message.body
    assert message.provider_ref is not None and message.provider_ref.startswith("demo-")


async def test_four_workers_hand_each_message_over_once(world: Timed, workers: list[Database]) -> None:
    keys = [f"k{n}" for n in range(20)]
    await queue(world, *keys)
    provider = Provider()
    provider.after = 0.01
    await asyncio.gather(*(deliver_due(one, {"sms": provider}) for one in workers))
    assert sorted(provider.calls) == sorted(keys)
    assert await states(world) == ["sent"] * 20


async def test_a_crash_after_the_provider_took_it_repeats_it_with_the_same_key(
    world: Timed, monkeypatch: pytest.MonkeyPatch
) -> None:
    await queue(world, "a")
    provider = Provider()

    async def killed(*_: object) -> None:
        raise asyncio.CancelledError

    with monkeypatch.context() as patched:
        patched.setattr(outbox, "_mark_sent", killed)
        with pytest.raises(asyncio.CancelledError):
            await deliver_due(world.database, {"sms": provider})
    assert await deliver_due(world.database, {"sms": provider}) == 0  # leased: nobody doubles it meanwhile
    world.clock.advance(outbox.LEASE)
    assert await deliver_due(world.database, {"sms": provider}) == 1
    assert provider.calls == ["a", "a"] and list(provider.delivered) == ["a"]
    assert await states(world) == ["sent"]


async def test_it_is_tried_again_later_and_later_then_shown_to_a_person(world: Timed) -> None:
    await queue(world, "a")
    provider = Provider()
    provider.fail = [ConnectionError()] * outbox.TRIES
    waits = []
    for _ in range(outbox.TRIES):
        assert await deliver_due(world.database, {"sms": provider}) == 1
        assert await deliver_due(world.database, {"sms": provider}) == 0 or not provider.fail
        (message,) = await world.all(OutboxMessage)
        waits.append(message.due_at - world.clock.now())
        world.clock.at = max(message.due_at, world.clock.now())
    assert waits[:5] == sorted(waits[:5]) and len(provider.calls) == outbox.TRIES
    assert await states(world) == ["failed"]
    (handover,) = await world.all(Handover)
    assert (handover.reason, handover.conversation_id) == ("message_failed", world.conversation_id)
    assert "message.failed" in [line.verb for line in await world.all(AuditLine)]


async def test_one_that_fails_does_not_keep_the_others(world: Timed) -> None:
    await queue(world, "a", "b")
    provider = Provider()
    provider.fail = [ConnectionError()]
    await deliver_due(world.database, {"sms": provider})
    assert await states(world) == ["queued", "sent"]


async def test_what_the_provider_refuses_for_good_is_not_tried_again_and_a_person_knows(world: Timed) -> None:
    await queue(world, "a")
    provider = Provider()
    provider.fail = [SendRefused()]
    await deliver_due(world.database, {"sms": provider})
    world.clock.advance(timedelta(days=1))
    assert await deliver_due(world.database, {"sms": provider}) == 0
    assert await states(world) == ["refused"]
    assert [h.reason for h in await world.all(Handover)] == ["message_refused"]


async def test_a_provider_that_hangs_is_given_up_before_the_lease_ends(
    world: Timed, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert outbox.LEASE.total_seconds() > outbox.PATIENCE
    monkeypatch.setattr(outbox, "PATIENCE", 0.02)
    await queue(world, "a")
    provider = Provider()
    provider.after = 30
    await deliver_due(world.database, {"sms": provider})
    (message,) = await world.all(OutboxMessage)
    assert (message.state, message.attempts) == ("queued", 1)


async def test_without_a_sender_for_the_channel_it_is_not_lost(world: Timed) -> None:
    await queue(world, "a", channel="email")
    await deliver_due(world.database, {"sms": Provider()})
    (message,) = await world.all(OutboxMessage)
    assert (message.state, message.attempts) == ("queued", 1)


async def test_who_said_stop_after_it_was_written_does_not_get_it(world: Timed) -> None:
    await queue(world, "a")
    await world.set(ContactPoint, world.phone_id, opted_out_at=world.clock.now())
    provider = Provider()
    await deliver_due(world.database, {"sms": provider})
    assert provider.calls == [] and await states(world) == ["refused"]


async def test_after_an_outage_what_we_write_first_waits_for_the_morning_and_an_answer_does_not(
    world: Timed,
) -> None:
    await queue(world, "reminder:1:2026-12-07", "lookup:1")
    world.clock.at = datetime.fromisoformat("2026-11-20T23:00+01:00")
    provider = Provider()
    await deliver_due(world.database, {"sms": provider})
    assert provider.calls == ["lookup:1"]
    world.clock.at = datetime.fromisoformat("2026-11-23T09:00+01:00")
    await deliver_due(world.database, {"sms": provider})
    assert provider.calls == ["lookup:1", "reminder:1:2026-12-07"]


async def test_for_a_debtor_who_never_wrote_the_person_finds_a_thread_of_the_desk(world: Timed) -> None:
    await world.set(Conversation, world.conversation_id, person_id=None)
    await queue(world, "a")
    provider = Provider()
    provider.fail = [SendRefused()]
    await deliver_due(world.database, {"sms": provider})
    (handover,) = await world.all(Handover)
    assert handover.conversation_id != world.conversation_id
