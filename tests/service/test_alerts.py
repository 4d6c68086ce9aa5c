"""On-call alerts sound at once and every five minutes until somebody has heard, whatever fails meanwhile."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from timed_world import Timed, make_world

from bot.service.care.oncall import FileOnCall, SmsOnCall
from bot.service.care.safety import crisis_protocol
from bot.service.outside.outbox import DemoSender, deliver_due
from bot.service.tasks.handlers.upkeep import sound_alerts
from bot.service.tasks.tasks import run_due
from bot.store.clock import FixedClock
from bot.store.database import Database
from bot.store.tables import Alert, Conversation, OutboxMessage, Task

FIVE = timedelta(minutes=5)


@pytest.fixture
async def world(database: Database, clock: FixedClock) -> Timed:
    made = await make_world(database, clock)
    async with database.begin() as uow:
        conversation = await uow.session.get_one(Conversation, made.conversation_id)
        await crisis_protocol(uow, conversation, source="bot")
        await uow.commit()
    return made


async def minutes(world: Timed, count: int) -> None:
    """Let minutes go by, one by one, as a worker lives them."""
    for _ in range(count):
        world.clock.advance(timedelta(minutes=1))
        await sound_alerts(world.database)
        await world.run()


async def test_it_sounds_at_once_and_once(world: Timed) -> None:
    for _ in range(3):
        await sound_alerts(world.database)
        await world.run()
    assert [one["times"] for one in world.bell.rung] == [1]


async def test_it_is_repeated_every_five_minutes_until_acknowledged(world: Timed) -> None:
    await sound_alerts(world.database)
    await world.run()
    await minutes(world, 16)
    assert [one["times"] for one in world.bell.rung] == [1, 2, 3, 4]
    (alert,) = await world.all(Alert)
    assert alert.times == 4 and alert.last_at == world.clock.now() - timedelta(minutes=1)
    await world.set(Alert, alert.id, acknowledged_at=world.clock.now())
    await minutes(world, 20)
    assert len(world.bell.rung) == 4
    assert await world.all(Task, Task.kind == "on_call_alert", Task.done_at.is_(None)) == []


async def test_it_says_nothing_of_who_or_why(world: Timed) -> None:
    await world.at("2026-11-20T10:05+01:00")
    told = str(world.bell.rung)
    assert "Martin" not in told and "DEMO" not in told and "+33" not in told


async def test_when_the_bell_is_broken_it_is_tried_for_ever(world: Timed) -> None:
    class Broken:
        tries = 0

        async def alert(self, **_: Any) -> None:
            Broken.tries += 1
            raise OSError

    for _ in range(30):
        world.clock.advance(timedelta(minutes=1))
        await run_due(world.database, oncall=Broken())
    (task,) = await world.all(Task, Task.kind == "on_call_alert")
    assert task.done_at is None and Broken.tries > 20
    await minutes(world, 1)
    assert len(world.bell.rung) >= 1


async def test_an_alert_whose_task_was_lost_sounds_again(world: Timed) -> None:
    await sound_alerts(world.database)
    await minutes(world, 6)
    async with world.database.begin() as uow:
        await uow.session.execute(Task.__table__.delete())
        await uow.commit()
    rung = len(world.bell.rung)
    await minutes(world, 14)
    assert len(world.bell.rung) == rung
    await minutes(world, 12)
    assert len(world.bell.rung) > rung + 1  # and goes on


async def test_the_embedded_log_takes_a_line_without_personal_data(world: Timed, tmp_path: Path) -> None:
    path = tmp_path / "log" / "oncall.log"
    world.clock.advance(FIVE)
    await run_due(world.database, oncall=FileOnCall(path))
    (line,) = path.read_text(encoding="utf-8").splitlines()
    told = json.loads(line)
    assert told["simulated"] is True and told["times"] == 2
    assert set(told) == {"at", "alert", "kind", "times", "raised_at", "simulated"}


async def test_a_log_that_can_t_be_written_stops_nothing(world: Timed, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    world.clock.advance(FIVE)
    await run_due(world.database, oncall=FileOnCall(blocked / "oncall.log"))
    assert (await world.all(Alert))[0].times == 2


async def test_by_sms_each_number_gets_one_each_time_it_sounds_until_it_is_acknowledged(world: Timed) -> None:
    bell = SmsOnCall(["+33612345678", "+33612345679"], desk="https://repit.example/desk")
    for _ in range(2):
        world.clock.advance(FIVE)
        await run_due(world.database, oncall=bell)
    rows = await world.all(OutboxMessage, OutboxMessage.text_id == "notice_on_call")
    assert [row.to for row in rows] == ["+33612345678", "+33612345679"] * 2
    assert all("danger" in row.body and "https://repit.example/desk" in row.body for row in rows)
    assert not any(word in row.body for row in rows for word in ("Martin", "DEMO", "Maison"))
    assert await deliver_due(world.database, {"sms": DemoSender()}) >= len(rows)
    (alert,) = await world.all(Alert)
    async with world.database.begin() as uow:
        (await uow.session.get_one(Alert, alert.id)).acknowledged_at = uow.now
        await uow.commit()
    world.clock.advance(FIVE)
    await run_due(world.database, oncall=bell)
    again = await world.all(OutboxMessage, OutboxMessage.text_id == "notice_on_call")
    assert len(again) == len(rows) and all(row.state == "sent" for row in again)
