"""What comes by SMS and WhatsApp: kept once, answered by the API, whatever it is."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from phone_world import PHONE, STRANGER, World

from bot.service.thread.conversation import change_owner, lock
from bot.service.thread.saying import write_as_agent
from bot.service.turn.turns import NotTaken, Turns
from bot.store.tables import Agent, Alert, Conversation, Handover, Message, PhoneLine
from tests.thread_world import MONEY, secrets_of
from tests.twilio_stand_in import EMPTY, OTHER_OURS, OTHER_SID, OTHER_TOKEN, OURS, WHATSAPP, new_sid, sms


async def test_the_answer_is_empty_and_the_words_go_through_the_api(phones: World) -> None:
    said = await phones.say("bonjour")
    assert len(said) == 1  # the welcome and the answer in one message
    assert said[0].startswith("Répit, assistant automatique.") and "STOP" in said[0]
    (row,) = phones.api.taken
    assert (row["to"], row["from"]) == (PHONE, OURS)
    assert "Répit" not in (await phones.say("bonjour"))[0]


async def test_a_repeated_message_has_no_second_effect(phones: World) -> None:
    fields = sms(PHONE, "bonjour")
    answers = await asyncio.gather(*(phones.twilio.post(fields) for _ in range(8)))
    assert set(answers) == {(200, EMPTY)}
    await phones.settle()
    assert len(await phones.messages("you")) == len(phones.api.taken) == len(phones.rasa.heard) == 1
    assert len(await phones.all(Conversation)) == len(await phones.all(PhoneLine)) == 1


async def test_replayed_hours_later_it_is_still_known(phones: World) -> None:
    fields = sms(PHONE, "bonjour")
    await phones.twilio.post(fields)
    await phones.settle()
    await phones.twilio.post(fields)
    await phones.settle()
    assert len(await phones.messages("you")) == len(phones.api.taken) == 1


async def test_a_burst_is_kept_in_order_and_answered_one_turn_at_a_time(phones: World) -> None:
    phones.rasa.gate = asyncio.Event()
    await phones.twilio.text(PHONE, "bonjour")
    await phones.rasa.asked.wait()
    for words in ("je suis", "au chômage", "depuis mars"):
        await phones.twilio.text(PHONE, words)
    phones.rasa.gate.set()
    await phones.settle()
    assert [m.text for m in await phones.messages("you")] == ["bonjour", "je suis", "au chômage", "depuis mars"]
    assert [text for _, text in phones.rasa.heard] == ["bonjour", "je suis\nau chômage\ndepuis mars"]
    assert phones.rasa.most_at_once == 1


async def test_a_fault_of_ours_in_the_turn_loses_no_message(phones: World, monkeypatch) -> None:
    async def broken(*_: object) -> None:
        raise NotTaken

    monkeypatch.setattr(Turns, "take", broken)
    said = await phones.say("bonjour")
    assert len(said) == 1 and [m.text for m in await phones.messages("you")] == ["bonjour"]


async def test_a_number_stands_nowhere_but_on_its_line(phones: World) -> None:
    await phones.say("bonjour")
    thread = await phones.thread()
    assert PHONE not in f"{thread.sender} {thread.public_id} {thread.memory}"
    assert all("639980101" not in f"{sender} {text}" for sender, text in phones.rasa.heard)
    (row,) = await phones.outbox()
    assert (row.to, row.in_thread) == ("", True)


async def test_two_senders_of_ours_are_two_threads_and_the_sender_decides_the_creditor(other: World) -> None:
    await other.say("bonjour")
    fields = sms(PHONE, "bonjour", To=OTHER_OURS, AccountSid=OTHER_SID)
    assert (await other.twilio.post(fields, token=OTHER_TOKEN))[0] == 200
    await other.settle()
    threads = await other.all(Conversation)
    assert [t.creditor_id for t in threads] == [None, "maison"]
    assert [(row["from"], row["account_sid"]) for row in other.api.taken] == [
        (OURS, "AC" + "1" * 32), (OTHER_OURS, OTHER_SID),
    ]


async def test_a_voice_note_waits_for_a_person_within_a_stated_time_and_nobody_is_told_to_type(phones: World) -> None:
    media = {"NumMedia": "1", "MediaUrl0": "https://api.twilio.com/x/ME1", "MediaContentType0": "audio/ogg"}
    (said,) = await phones.say("", **media)
    assert "message vocal" in said and "une personne" in said
    assert "crivez" not in said.replace("Pour une personne", "").split("STOP.")[-1]
    (handover,) = await phones.all(Handover)
    assert (handover.reason, handover.queue) == ("voice_note", "hardship")
    (kept,) = await phones.messages("you")
    assert kept.card is not None and kept.card["media"][0]["url"].endswith("ME1")
    assert phones.rasa.heard == []


async def test_a_picture_with_words_has_its_turn_and_a_person_looks(phones: World) -> None:
    media = {"NumMedia": "1", "MediaUrl0": "https://api.twilio.com/x/ME2", "MediaContentType0": "image/jpeg"}
    await phones.say("bonjour", **media)
    assert [h.reason for h in await phones.all(Handover)] == ["media"]
    assert [text for _, text in phones.rasa.heard] == ["bonjour"]


async def test_a_place_an_empty_message_and_a_very_long_one_are_kept(phones: World) -> None:
    assert await phones.say("", Latitude="48.58", Longitude="7.75")
    assert await phones.say("")
    long = "je ne peux plus payer " * 80
    assert await phones.say(long[:1600])
    place, empty, kept = await phones.messages("you")
    assert place.card is not None and place.card["place"]["latitude"] == "48.58"
    assert empty.text == "…" and len(kept.text) == 1600


async def test_a_cry_for_help_is_answered_at_once_with_the_lines_and_a_person_is_alerted(phones: World) -> None:
    phones.rasa.down = True
    said = await phones.say("je veux mourir")
    assert "3114" in said[0] and not MONEY.search("".join(said))
    assert len(await phones.all(Alert)) == 1
    assert [h.queue for h in await phones.all(Handover)] == ["distress"]


async def test_with_rasa_down_the_debtor_is_told_and_a_person_is_queued(phones: World) -> None:
    phones.rasa.down = True
    (said,) = await phones.say("combien je dois")
    assert "une personne est prévenue" in said
    assert [h.reason for h in await phones.all(Handover)] == ["assistant_unavailable"]


async def test_two_machines_that_answer_each_other_come_to_an_end(phones: World) -> None:
    for _ in range(34):
        await phones.twilio.text(PHONE, "bonjour")
        await phones.settle()
    assert len(phones.api.taken) <= 31
    assert len(await phones.messages("you")) == 34
    assert [h.reason for h in await phones.all(Handover)] == ["too_many_messages"]
    await phones.twilio.text(PHONE, "je veux mourir")  # a cry gets through
    await phones.settle()
    assert "3114" in phones.api.bodies()[-1]


async def test_known_and_unknown_numbers_hear_the_same(phones: World) -> None:
    heard = {}
    for number in (PHONE, STRANGER):
        heard[number] = [await phones.say(words, number) for words in ("bonjour", "combien je dois", "DEMO-1001")]
    assert heard[PHONE] == heard[STRANGER]
    hidden = await secrets_of(phones.database)
    told = "\n".join(phones.api.bodies())
    assert not [one for one in hidden if one in told.replace("DEMO-1001", "")] and not MONEY.search(told)


async def test_an_agent_answers_in_the_same_thread_and_the_bot_s_late_words_are_never_sent(phones: World) -> None:
    phones.api.faults = [500]
    await phones.say("bonjour")  # the first try fails
    thread = await phones.thread()
    async with phones.database.begin() as uow:
        agent = (await phones.all(Agent))[0]
        row = await lock(uow, thread.id)
        await change_owner(uow, row, "agent", agent_id=agent.id, actor="agent:1")
        await write_as_agent(uow, row, agent_id=agent.id, text="Bonjour, c'est Camille. Je vous lis.")
        await uow.commit()
    phones.clock.advance(timedelta(minutes=5))
    await phones.deliver()
    await phones.deliver()
    assert phones.api.bodies() == ["Bonjour, c'est Camille. Je vous lis."]
    assert sorted(row.state for row in await phones.outbox()) == ["sent", "stale"]


async def test_whatsapp_goes_back_over_whatsapp(phones: World) -> None:
    await phones.set_creditor("maison", whatsapp=True)
    fields = sms(f"whatsapp:{PHONE}", "bonjour", To=f"whatsapp:{WHATSAPP}", ProfileName="X", WaId=PHONE[1:])
    assert (await phones.twilio.post(fields))[0] == 200
    await phones.settle()
    (row,) = phones.api.taken
    assert (row["to"], row["from"]) == (f"whatsapp:{PHONE}", f"whatsapp:{WHATSAPP}")
    assert new_sid() and len(await phones.all(Message)) >= 2
