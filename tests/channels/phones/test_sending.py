"""What we send through Twilio: once, in order, from the right sender; and an end that somebody sees."""

from __future__ import annotations

import asyncio
import random
from datetime import timedelta

import pytest
from phone_world import PHONE, STRANGER, World
from sqlalchemy import select
from test_one_story import agent_at, by_sms, taken

from bot import bootstrap
from bot.channels.twilio.sender import marked, with_taps
from bot.service.desk import view as desk_view
from bot.service.desk import writing
from bot.service.outside import outbox, ways
from bot.service.outside.queueing import enqueue
from bot.service.ports import Via
from bot.service.thread.conversation import lock
from bot.service.thread.reply import say
from bot.service.thread.saying import write
from bot.store.tables import AuditLine, ContactPoint, Creditor, Handover, OutboxMessage, PhoneLine
from tests.twilio_stand_in import OTHER_OURS, OTHER_SID, OTHER_TOKEN, OURS, SID, WHATSAPP, new_sid, sms


async def reminder(world: World, key: str = "lookup:1") -> None:
    """A message that we write first, to the number of DEMO-1001 (Groupe Maison)."""
    async with world.database.begin() as uow:
        contact = await uow.session.scalar(select(ContactPoint).where(ContactPoint.value == PHONE))
        assert contact is not None
        await enqueue(
            uow, key=key, to=contact, channel="sms", lang="fr", text_id="notice_personal_link",
            values={"link": f"https://repit.example/l/{key}"},
        )
        await uow.commit()


async def later(world: World, minutes: int = 3) -> None:
    """Time passes, and what is due goes."""
    world.clock.advance(timedelta(minutes=minutes))
    await world.deliver()


async def test_it_goes_from_the_creditor_s_own_account_and_sender(other: World) -> None:
    await reminder(other)
    await other.deliver()
    (row,) = other.api.taken
    assert (row["account_sid"], row["from"], row["to"]) == (OTHER_SID, OTHER_OURS, PHONE)
    assert str(row["callback"]).startswith("https://repit.example/channels/twilio/status?m=")


async def test_without_one_it_goes_from_the_default(phones: World) -> None:
    await reminder(phones)
    await phones.deliver()
    assert [(row["account_sid"], row["from"]) for row in phones.api.taken] == [(SID, OURS)]


async def test_an_account_without_its_token_sends_nothing_from_another(
    other: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TWILIO_AUTH_TOKEN_OTHER")
    await reminder(other)
    await other.deliver()
    assert other.api.tries == 0 and [row.state for row in await other.outbox()] == ["queued"]


@pytest.mark.parametrize("fault", [429, 500, 503])
async def test_what_fails_for_a_while_is_tried_again_and_sent_once(phones: World, fault: int) -> None:
    phones.api.faults = [fault, fault]
    await phones.say("bonjour")
    await phones.deliver()
    assert phones.api.tries == 1  # not before its time
    for _ in range(3):
        await later(phones, 10)
    assert phones.api.tries == 3 and len(phones.api.taken) == 1


async def test_accepted_but_unheard_is_not_sent_twice(phones: World) -> None:
    phones.api.faults = ["lost"]
    await phones.say("bonjour")
    assert [row.state for row in await phones.outbox()] == ["queued"]
    await later(phones)
    (row,) = await phones.outbox()
    assert (row.state, row.provider_ref) == ("sent", phones.api.taken[0]["sid"])
    assert phones.api.tries == len(phones.api.taken) == 1


async def test_accepted_but_unheard_is_known_from_its_first_status(phones: World) -> None:
    phones.api.faults = ["lost"]
    await phones.say("bonjour")
    await phones.twilio.status(phones.api.taken[0], "sent")
    await later(phones)
    (row,) = await phones.outbox()
    assert (row.state, row.status, row.provider_ref) == ("sent", "sent", phones.api.taken[0]["sid"])
    assert phones.api.tries == 1


async def test_a_provider_that_hangs_holds_up_nothing_else_for_long(
    phones: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "PATIENCE", 0.2)
    phones.api.faults = ["hang"]
    await phones.say("bonjour")
    assert await asyncio.wait_for(later(phones), 5) is None
    assert len(phones.api.taken) == 1


async def test_the_same_words_said_twice_are_two_messages(phones: World) -> None:
    await phones.say("bonjour")
    first, second = (await phones.say("bonjour"))[0], (await phones.say("bonjour"))[0]
    assert first and second and len(phones.api.taken) == 3


async def test_answers_go_in_their_order_though_the_first_fails(phones: World) -> None:
    phones.api.faults = [500]
    await phones.say("bonjour")
    await phones.say("merci")
    assert phones.api.taken == []  # the second waits for the first
    await later(phones)
    assert phones.api.bodies()[0].startswith("Répit, assistant") and len(phones.api.taken) == 2


async def test_help_waits_for_nothing(phones: World) -> None:
    phones.api.faults = [500]
    await phones.say("bonjour")
    await phones.say("je veux mourir")
    assert len(phones.api.taken) == 1 and "3114" in phones.api.bodies()[0]


async def test_at_the_last_try_an_agent_sees_that_it_will_not_arrive(phones: World) -> None:
    phones.api.faults = [500] * outbox.TRIES
    await phones.say("bonjour")
    for _ in range(outbox.TRIES + 1):
        await later(phones, 180)
    assert [row.state for row in await phones.outbox()] == ["failed"]
    assert [h.reason for h in await phones.all(Handover)] == ["message_failed"]


async def test_a_number_that_does_not_exist_is_not_tried_again(phones: World) -> None:
    phones.api.faults = [21211]
    await phones.say("bonjour")
    await later(phones, 60)
    assert phones.api.tries == 1
    assert [h.reason for h in await phones.all(Handover)] == ["message_refused"]


async def test_who_has_opted_out_at_the_carrier_is_left_in_peace_here_too(phones: World) -> None:
    phones.api.faults = [21610]
    await reminder(phones)
    await phones.deliver()
    await reminder(phones, "lookup:2")
    await later(phones)
    assert phones.api.tries == 1 and {row.state for row in await phones.outbox()} == {"refused"}
    contacts = await phones.all(ContactPoint, ContactPoint.value == PHONE)
    assert contacts and all(c.opted_out_at is not None for c in contacts)
    assert "contact.opted_out" in [line.verb for line in await phones.all(AuditLine)]


async def test_an_opt_out_that_a_later_status_tells_is_mirrored(phones: World) -> None:
    await phones.say("bonjour")
    await phones.twilio.status(phones.api.taken[0], "undelivered", ErrorCode="21610")
    (line,) = await phones.all(PhoneLine)
    assert line.barred_at is not None
    assert await phones.say("bonjour") == []


async def test_who_has_opted_out_leaves_a_task_for_a_person(phones: World) -> None:
    phones.api.faults = [21610]
    await phones.say("bonjour")
    assert [h.reason for h in await phones.all(Handover)] == ["message_refused"]
    await phones.say("bonjour", STRANGER)
    await phones.twilio.status(phones.api.taken[-1], "undelivered", ErrorCode="21610")
    assert [h.reason for h in await phones.all(Handover)] == ["message_refused"] * 2


async def test_an_agent_who_holds_it_sees_that_the_number_has_opted_out(phones: World) -> None:
    thread = await by_sms(phones)
    agent = await agent_at(phones)
    await taken(phones, agent, thread.id)
    await phones.deliver()
    async with phones.database.begin() as uow:
        await writing.write_words(uow, agent, thread.id, cid="cid-00000001", text="Bonjour, je vous réponds.")
        await uow.commit()
    phones.api.faults = [21610]
    await phones.deliver()
    async with phones.database.begin() as uow:
        seen = await desk_view.conversation_view(uow, agent, thread.id)
    assert "reason.message_refused" in [one.key for one in seen.happened]


async def test_a_status_by_another_account_says_nothing_of_a_message(other: World) -> None:
    await other.say("bonjour")
    other.api.faults = [500]
    await other.say("bonjour", STRANGER)
    sent, waiting = await other.outbox()
    for fields, mark in (
        ({"MessageSid": sent.provider_ref}, str(other.api.taken[0]["callback"]).partition("?")[2]),
        ({"MessageSid": new_sid()}, f"m={waiting.id}"),
        ({"MessageSid": new_sid()}, "m=" + marked(other.settings, SID, waiting.id)),
        ({"MessageSid": new_sid()}, "m=" + marked(other.settings, OTHER_SID, waiting.id)),
    ):
        told = {**fields, "AccountSid": OTHER_SID, "MessageStatus": "delivered"}
        assert (await other.twilio.post(told, f"/channels/twilio/status?{mark}", token=OTHER_TOKEN))[0] == 200
    assert [(row.state, row.status) for row in await other.outbox()] == [("sent", None), ("queued", None)]


async def test_statuses_in_any_order_and_repeated_only_move_forward(phones: World) -> None:
    await phones.say("bonjour")
    (row,) = phones.api.taken
    told = ["accepted", "queued", "sending", "sent", "delivered", "read"] * 3
    random.Random(7).shuffle(told)  # noqa: S311  (an order, not a secret)
    for status in told:
        await phones.twilio.status(row, status)
    (kept,) = await phones.outbox()
    assert (kept.status, kept.state) == ("read", "sent")
    for status in ("failed", "sent", "nonsense", ""):
        await phones.twilio.status(row, status)
    (kept,) = await phones.outbox()
    assert (kept.status, kept.state) == ("read", "sent") and await phones.all(Handover) == []


async def test_an_undelivered_message_reaches_a_person_once(phones: World) -> None:
    await phones.say("bonjour")
    for _ in range(3):
        await phones.twilio.status(phones.api.taken[0], "undelivered", ErrorCode="30005")
    assert [row.state for row in await phones.outbox()] == ["failed"]
    assert [h.reason for h in await phones.all(Handover)] == ["message_failed"]


async def test_a_status_of_a_message_that_is_not_ours_is_forgotten(phones: World) -> None:
    await phones.say("bonjour")
    (row,) = phones.api.taken
    await phones.twilio.status({**row, "sid": "SM" + "f" * 32}, "failed")
    assert [one.state for one in await phones.outbox()] == ["sent"]


async def whatsapp(world: World, body: str = "bonjour", number: str = PHONE) -> list[str]:
    """A message over WhatsApp; what they get."""
    await world.set_creditor("maison", whatsapp=True)
    before = len(world.api.taken)
    fields = sms(f"whatsapp:{number}", body, To=f"whatsapp:{WHATSAPP}")
    assert (await world.twilio.post(fields))[0] == 200
    await world.settle()
    return [str(row["body"]) for row in world.api.taken[before:]]


async def late_answer(world: World) -> None:
    """A notice in the thread, on the Monday after the debtor wrote."""
    world.clock.advance(timedelta(hours=73))
    async with world.database.begin() as uow:
        await write(uow, await lock(uow, (await world.thread()).id), say("notice_waiting_again"), author="system")
        await uow.commit()
    await world.deliver()


async def test_after_whatsapp_s_day_a_neutral_sms_says_that_an_answer_waits(phones: World) -> None:
    await whatsapp(phones)
    await late_answer(phones)
    row = phones.api.taken[-1]
    assert (row["to"], row["from"]) == (PHONE, OURS)
    assert "vous attend" in row["body"] and "Pardon" not in row["body"]


async def test_after_whatsapp_s_day_an_approved_template_goes_where_there_is_one(phones: World) -> None:
    await whatsapp(phones)
    async with phones.database.begin() as uow:
        (line,) = await phones.all(PhoneLine)
        (await uow.session.get_one(PhoneLine, line.conversation_id)).creditor_id = "maison"
        await uow.commit()
    await phones.set_creditor("maison", twilio={"templates": {"notice_reply_waiting": {"fr": "HX1"}}})
    await late_answer(phones)
    row = phones.api.taken[-1]
    assert (row["to"], row["content_sid"], row["body"]) == (f"whatsapp:{PHONE}", "HX1", None)


async def test_a_window_that_the_provider_says_is_over_is_over(phones: World) -> None:
    phones.api.faults = [63016]
    await whatsapp(phones)
    await phones.deliver()
    (row,) = phones.api.taken
    assert row["to"] == PHONE and "vous attend" in row["body"]


async def test_told_by_a_status_that_the_window_is_over_it_goes_another_way(phones: World) -> None:
    await whatsapp(phones)
    first = phones.api.taken[0]
    await phones.twilio.status(first, "failed", ErrorCode="63016")
    await phones.twilio.status(first, "sent")  # late, of the first try
    await phones.deliver()
    assert [row["to"] for row in phones.api.taken] == [f"whatsapp:{PHONE}", PHONE]
    await phones.twilio.status(phones.api.taken[1], "delivered")
    (kept,) = await phones.outbox()
    assert (kept.state, kept.status, kept.channel) == ("sent", "delivered", "sms")


async def test_with_no_other_way_a_person_is_told(phones: World) -> None:
    await whatsapp(phones)
    async with phones.database.begin() as uow:
        for contact in (await uow.session.scalars(select(ContactPoint).where(ContactPoint.value == PHONE))).all():
            contact.opted_out_at = uow.now
        await uow.commit()
    await late_answer(phones)
    assert len(phones.api.taken) == 1
    assert [h.reason for h in await phones.all(Handover)] == ["message_refused"]


async def test_choices_are_tapped_on_whatsapp_where_templates_are_there_else_numbered(phones: World) -> None:
    (plain,) = [body for body in await whatsapp(phones, "combien je dois") if "Répondez" in body]
    assert "1 Pas de référence" in plain
    await phones.set_creditor("maison", whatsapp=True, twilio={
        "whatsapp_from": WHATSAPP, "tap_templates": {"buttons_2": "HXbuttons"},
    })
    async with phones.database.begin() as uow:
        (line,) = await phones.all(PhoneLine)
        (await uow.session.get_one(PhoneLine, line.conversation_id)).creditor_id = "maison"
        await uow.commit()
    await whatsapp(phones, "combien je dois")
    row = phones.api.taken[-1]
    assert row["content_sid"] == "HXbuttons" and "Parler" in row["content_variables"]
    # a tap comes back as what it stands for
    (asked,) = [m for m in await phones.messages() if m.choices][-1:]
    fields = sms(
        f"whatsapp:{PHONE}", "Parler à quelqu'un", To=f"whatsapp:{WHATSAPP}", ButtonPayload=f"{asked.seq}.1"
    )
    assert (await phones.twilio.post(fields))[0] == 200
    await phones.settle()
    assert [m.payload for m in await phones.messages("you")][-1] == "/ask_human"


def test_what_whatsapp_can_not_show_is_numbered() -> None:
    def via(count: int, title: str = "Oui", words: str = "Alors ?") -> Via:
        taps = tuple({"id": f"1.{n}", "title": title} for n in range(count))
        return Via(words=words, taps=taps, tap_templates={"buttons_3": "B", "list_3": "L", "list_10": "T"})

    assert with_taps(via(0)) is None
    assert with_taps(via(3)) == ("B", {"1": "Alors ?", "2": "Oui", "3": "1.0", "4": "Oui", "5": "1.1", "6": "Oui",
                                       "7": "1.2"})
    assert with_taps(via(3, "x" * 21)) is not None and with_taps(via(3, "x" * 21))[0] == "L"  # type: ignore[index]
    assert with_taps(via(3, "x" * 25)) is None and with_taps(via(4)) is None
    assert with_taps(via(10)) is not None and with_taps(via(11)) is None
    assert with_taps(via(3, words="x" * 1025)) is None


async def test_the_senders_are_twilio_s_where_there_is_an_account(phones: World) -> None:
    made = bootstrap.senders(phones.settings, phones.http)
    assert type(made["sms"]).__name__ == type(made["whatsapp"]).__name__ == "TwilioSender"
    assert timedelta(hours=24) == ways.WINDOW and await phones.all(Creditor) and await phones.all(OutboxMessage) == []
