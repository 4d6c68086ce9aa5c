"""What was written while nobody answered the webhook: fetched from Twilio's own list, once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from aiohttp import web
from phone_world import PHONE, STRANGER, World

from bot.channels.twilio.missed import LONGEST_AWAY, Missed
from bot.channels.twilio.webhook import take
from bot.service.outside.text import Text
from bot.store.tables import Alert, Handover, PhoneLine
from tests.twilio_stand_in import OTHER_OURS, OTHER_SID, OTHER_TOKEN


@pytest.fixture
def missed(phones: World) -> Missed:
    return Missed(phones.server.app, phones.http)


async def test_a_message_that_never_came_is_answered_all_the_same(phones: World, missed: Missed) -> None:
    await phones.say("bonjour", STRANGER)  # when we were last there
    phones.clock.advance(timedelta(hours=5))
    phones.api.write(PHONE, "jveu mourir")
    assert await missed.catch_up() == 1
    await phones.settle()
    assert [m.text for m in await phones.messages("you")] == ["bonjour", "jveu mourir"]
    assert "3114" in "\n".join(phones.api.bodies(PHONE))
    assert len(await phones.all(Alert)) == 1


async def test_what_has_come_is_not_heard_a_second_time(phones: World, missed: Missed) -> None:
    row = phones.api.write(PHONE, "bonjour")
    await phones.twilio.text(PHONE, "bonjour", MessageSid=row["sid"])
    await phones.settle()
    for one in (missed, missed, Missed(phones.server.app, phones.http)):  # another process looks as well
        await one.catch_up()
        await phones.settle()
    assert len(await phones.messages("you")) == len(phones.api.taken) == 1
    await phones.twilio.text(PHONE, "bonjour", MessageSid=row["sid"])  # Twilio's own repeat comes last
    await phones.settle()
    assert len(await phones.messages("you")) == 1


async def test_after_a_restart_what_is_known_holds_up_nothing_and_uses_up_no_answer(
    phones: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    for n in range(12):
        row = phones.api.write(PHONE, f"bonjour {n}")
        await phones.twilio.text(PHONE, f"bonjour {n}", MessageSid=row["sid"])
    await phones.settle()
    phones.api.write(PHONE, "je suis au chômage")
    taken: list[str] = []

    async def noted(app: web.Application, text: Text) -> None:
        taken.append(text.words)
        await take(app, text)

    monkeypatch.setattr("bot.channels.twilio.missed.take", noted)
    restarted = Missed(phones.server.app, phones.http)
    assert await restarted.catch_up() == 1
    assert await restarted.catch_up() == 0
    assert taken == ["je suis au chômage"]


async def test_several_are_taken_in_the_order_in_which_they_were_written(phones: World, missed: Missed) -> None:
    await phones.say("bonjour")
    for words in ("je suis", "au chômage", "depuis mars"):
        phones.clock.advance(timedelta(seconds=1))
        phones.api.write(PHONE, words)
    assert await missed.catch_up() == 3
    await phones.settle()
    assert [m.text for m in await phones.messages("you")][1:] == ["je suis", "au chômage", "depuis mars"]


async def test_a_voice_note_that_never_came_finds_a_person(phones: World, missed: Missed) -> None:
    phones.api.write(PHONE, "", ME1="audio/ogg")
    await missed.catch_up()
    await phones.settle()
    (handover,) = await phones.all(Handover)
    assert handover.reason == "voice_note"
    (message,) = await phones.messages("you")
    assert message.card["media"][0]["type"] == "audio/ogg"
    assert message.card["media"][0]["url"].startswith("https://api.twilio.com/2010-04-01/Accounts/")


async def test_one_accounts_fault_leaves_the_others_alone_and_is_made_good_later(
    other: World, missed: Missed, monkeypatch: pytest.MonkeyPatch
) -> None:
    other.api.write(PHONE, "au secours", to=OTHER_OURS, account=OTHER_SID)
    other.api.write(STRANGER, "bonjour")
    monkeypatch.setenv("TWILIO_AUTH_TOKEN_OTHER", "a token that was changed")
    await missed.catch_up()
    await other.settle()
    assert [m.text for m in await other.messages("you")] == ["bonjour"]
    monkeypatch.setenv("TWILIO_AUTH_TOKEN_OTHER", OTHER_TOKEN)
    other.clock.advance(timedelta(hours=2))
    await missed.catch_up()
    await other.settle()
    assert [m.text for m in await other.messages("you")] == ["bonjour", "au secours"]


async def test_what_was_written_before_we_were_ever_there_is_left_alone(phones: World, missed: Missed) -> None:
    phones.api.write(PHONE, "bonjour")
    phones.clock.advance(timedelta(hours=1))
    assert await missed.catch_up() == 0
    await phones.say("bonjour", STRANGER)
    phones.clock.advance(LONGEST_AWAY + timedelta(days=1))
    phones.api.write(PHONE, "ma question")
    phones.clock.advance(timedelta(minutes=1))
    assert await Missed(phones.server.app, phones.http).catch_up() == 1



async def test_a_stop_that_comes_late_does_not_undo_a_later_start(phones: World, missed: Missed) -> None:
    await phones.say("bonjour")
    for stop in ("STOP", "ARRET"):
        phones.clock.advance(timedelta(minutes=1))
        phones.api.write(PHONE, stop)  # our door was shut
        phones.clock.advance(timedelta(seconds=20))
        await phones.say("START")
        await missed.catch_up()
        await phones.settle()
        (line,) = await phones.all(PhoneLine)
        assert line.barred_at is None and line.stopped_at is None
        assert await phones.say("bonjour, vous êtes là ?")
    assert "ARRET" in [m.text for m in await phones.messages("you")]


async def test_a_start_that_comes_late_does_not_undo_a_later_stop(phones: World, missed: Missed) -> None:
    await phones.say("STOP")
    phones.clock.advance(timedelta(minutes=1))
    phones.api.write(PHONE, "START")
    phones.clock.advance(timedelta(seconds=20))
    await phones.say("STOP")
    await missed.catch_up()
    await phones.settle()
    (line,) = await phones.all(PhoneLine)
    assert line.barred_at is not None and phones.api.taken == []


async def test_a_stop_that_comes_late_holds(phones: World, missed: Missed) -> None:
    await phones.say("STOP")
    await phones.say("START")
    phones.clock.advance(timedelta(minutes=1))
    phones.api.write(PHONE, "STOP")
    phones.clock.advance(timedelta(seconds=20))
    await missed.catch_up()
    (line,) = await phones.all(PhoneLine)
    assert line.barred_at is not None
