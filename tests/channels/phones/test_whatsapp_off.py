"""WhatsApp that is switched off: nothing is written there first or of a case; nothing that came there is lost."""

from __future__ import annotations

from datetime import timedelta

import pytest
from phone_world import PHONE, World
from sqlalchemy import select
from test_sending import whatsapp

from bot.service.thread.conversation import lock
from bot.service.thread.reply import say
from bot.service.thread.saying import write
from bot.store.tables import Alert, Handover, PhoneLine
from tests.twilio_stand_in import OTHER_OURS, OTHER_SID, OURS, PUBLIC, WHATSAPP, sms


@pytest.fixture
async def phones(phones: World) -> World:
    """Every creditor has it off."""
    await phones.set_creditor("maison", whatsapp=False)
    return phones


async def off(world: World, body: str, **more: str) -> list[dict[str, str]]:
    """A message over WhatsApp, which no creditor has switched on; what goes out."""
    before = len(world.api.taken)
    assert (await world.twilio.post(sms(f"whatsapp:{PHONE}", body, To=f"whatsapp:{WHATSAPP}", **more)))[0] == 200
    await world.settle()
    return world.api.taken[before:]


async def test_words_are_kept_for_a_person_and_where_to_write_is_told_once(phones: World) -> None:
    (row,) = await off(phones, "bonjour, je ne peux plus payer")
    assert (row["to"], row["from"]) == (f"whatsapp:{PHONE}", f"whatsapp:{WHATSAPP}")
    assert PUBLIC in row["body"] and "WhatsApp" in row["body"]
    assert [m.text for m in await phones.messages("you")] == ["bonjour, je ne peux plus payer"]
    assert [h.reason for h in await phones.all(Handover)] == ["whatsapp_off"] and phones.rasa.heard == []
    picture = {"NumMedia": "1", "MediaUrl0": "https://api.twilio.com/x", "MediaContentType0": "image/png"}
    assert await off(phones, "", **picture) == []
    phones.clock.advance(timedelta(hours=2))
    (again,) = await off(phones, "il y a quelqu'un ?")
    assert again["body"] == row["body"]


async def test_stop_and_start_are_done_there_without_a_word(phones: World) -> None:
    for word, stops in (("ARRET", True), ("START", False), ("STOP", True)):
        assert await off(phones, word) == []
        (line,) = await phones.all(PhoneLine)
        assert (line.stopped_at or line.barred_at) is not None if stops else line.stopped_at is None


async def test_danger_is_answered_there_and_somebody_is_woken(phones: World) -> None:
    (row,) = await off(phones, "je vais me tuer")
    assert row["to"] == f"whatsapp:{PHONE}" and "3114" in row["body"]
    assert len(await phones.all(Alert)) == 1


@pytest.mark.parametrize("fault", [63016, 63003, 20404])
async def test_lines_of_help_that_whatsapp_does_not_carry_go_by_sms(phones: World, fault: int) -> None:
    phones.api.faults = [fault]
    await off(phones, "je vais me tuer")
    await phones.deliver()
    row = phones.api.taken[-1]
    assert (row["to"], row["from"]) == (PHONE, OURS) and "3114" in row["body"]


async def test_despair_is_asked_about_there_and_the_answer_is_heard(phones: World) -> None:
    (row,) = await off(phones, "je veux que tout s'arrête, à quoi bon")
    assert row["to"] == f"whatsapp:{PHONE}" and "idées de suicide" in row["body"]
    assert [h.queue for h in await phones.all(Handover)] == ["distress"]
    rows = await off(phones, "oui")
    assert rows[0]["to"] == f"whatsapp:{PHONE}" and "3114" in rows[0]["body"] and await phones.all(Alert)


@pytest.mark.parametrize("stop", ["STOP", "ARRET"])
async def test_a_stop_by_sms_silences_no_help_where_they_write(phones: World, stop: str) -> None:
    await phones.say(stop)
    (row,) = await off(phones, "je vais me tuer")
    assert row["to"] == f"whatsapp:{PHONE}"
    assert len(await phones.all(Alert)) == 1


async def test_an_open_thread_goes_on_by_sms_once_it_is_switched_off(phones: World) -> None:
    await whatsapp(phones)
    await phones.set_creditor("maison", whatsapp=False)
    async with phones.database.begin() as uow:
        key = await uow.session.scalar(select(PhoneLine.conversation_id))
        await write(uow, await lock(uow, key), say("notice_agent_joined", name="Camille"), author="system")
        await uow.commit()
    await phones.deliver()
    row = phones.api.taken[-1]
    assert (row["to"], row["from"]) == (PHONE, OURS) and "vous attend" in row["body"]


async def test_the_sms_goes_by_the_creditor_s_own_account_and_its_status_is_heard(phones: World) -> None:
    await whatsapp(phones)
    own = {"account": "OTHER", "account_sid": OTHER_SID, "sms_from": OTHER_OURS}
    await phones.set_creditor("maison", whatsapp=False, twilio=own)
    async with phones.database.begin() as uow:
        line = await uow.session.scalar(select(PhoneLine))
        assert line is not None
        line.creditor_id = "maison"
        await write(uow, await lock(uow, line.conversation_id), say("notice_waiting_again"), author="system")
        await uow.commit()
    await phones.deliver()
    row = phones.api.taken[-1]
    assert (row["account_sid"], row["from"]) == (OTHER_SID, OTHER_OURS)
    await phones.twilio.status(row, "delivered")
    assert (await phones.outbox())[-1].status == "delivered"
