"""Stop: at once, for the number, confirmed once at most; START undoes it."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from phone_world import PHONE, STRANGER, World
from sqlalchemy import select
from test_one_story import agent_at, by_sms, taken
from test_sending import reminder, whatsapp

from bot.service.thread.conversation import lock
from bot.service.thread.reply import Choice, say
from bot.service.thread.saying import write
from bot.store.tables import Alert, ContactPoint, Conversation, ExportEvent, Handover, Hold, OutboxMessage, PhoneLine

CARRIER = ("STOP", "stop", " Stop. ", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT")


async def contacts(world: World) -> list[ContactPoint]:
    return await world.all(ContactPoint, ContactPoint.value == PHONE)


@pytest.mark.parametrize("word", CARRIER)
async def test_a_carrier_s_word_is_answered_with_silence(phones: World, word: str) -> None:
    assert await phones.say(word) == []
    assert [line.barred_at is not None for line in await phones.all(PhoneLine)] == [True]
    assert all(c.opted_out_at is not None for c in await contacts(phones))
    assert phones.rasa.heard == [] and await phones.all(Handover) == []
    await reminder(phones)
    await phones.deliver()
    assert phones.api.tries == 0


async def test_what_was_queued_or_being_thought_of_is_not_sent_after_stop(phones: World) -> None:
    phones.api.faults = [500]
    await phones.say("bonjour")
    phones.rasa.gate = asyncio.Event()
    phones.rasa.asked.clear()
    await phones.twilio.text(PHONE, "combien je dois")
    await phones.rasa.asked.wait()
    await phones.twilio.text(PHONE, "STOP")
    phones.rasa.gate.set()
    await phones.settle()
    phones.clock.advance(timedelta(hours=3))
    await phones.deliver()
    assert phones.api.taken == []
    assert {row.state for row in await phones.outbox()} == {"refused"}


async def test_who_writes_after_stop_is_kept_and_a_person_knows_also_of_danger(phones: World) -> None:
    await phones.say("STOP")
    assert await phones.say("je veux mourir") == []
    assert len(await phones.all(Alert)) == 1
    assert [h.queue for h in await phones.all(Handover)] == ["distress"]
    assert await phones.say("en fait j'ai une question") == []
    assert len(await phones.messages("you")) == 3 and phones.api.taken == []


@pytest.mark.parametrize("word", ["START", "unstop", "Yes"])
async def test_start_undoes_it(phones: World, word: str) -> None:
    await phones.say("STOP")
    (said,) = await phones.say(word)
    assert "de nouveau" in said
    assert all(c.opted_out_at is None for c in await contacts(phones))
    assert await phones.say("bonjour")


async def test_yes_is_an_ordinary_answer_of_whom_nothing_bars(phones: World) -> None:
    await phones.say("yes")
    assert [text for _, text in phones.rasa.heard] == ["yes"]


@pytest.mark.parametrize(
    "words", ["arretez pas les sms jveu juste savoir", "arrêtez de m'envoyer des sms la nuit", "stop les questions"]
)
async def test_what_only_sounds_like_a_stop_is_left_to_its_turn(phones: World, words: str) -> None:
    phones.rasa.means[words] = "stop_contact"
    assert await phones.say(words)
    assert all(c.opted_out_at is None for c in await contacts(phones))
    assert [line.stopped_at for line in await phones.all(PhoneLine)] == [None]


FRENCH = ("ARRET", "arrêt", "ne m'écrivez plus", "désabonnez moi", "arrêtez de m'envoyer des sms")


@pytest.mark.parametrize("words", FRENCH)
async def test_in_french_it_stops_at_once_and_is_confirmed_once(phones: World, words: str) -> None:
    (said,) = await phones.say(words)
    assert said.split("\n")[-1] == (
        "Répit : c'est fait, vous ne recevrez plus de SMS. Vous pouvez toujours nous écrire. "
        "Pour les reprendre : START"
    )
    assert await phones.say(words) == []
    assert all(c.opted_out_at is not None for c in await contacts(phones))
    await reminder(phones)
    await phones.deliver()
    assert len(phones.api.taken) == 1 and phones.rasa.heard == []


async def test_after_arret_a_question_of_theirs_is_answered_and_start_undoes_it(phones: World) -> None:
    await phones.say("ARRET")
    assert await phones.say("bonjour")
    assert await phones.say("START")
    assert all(c.opted_out_at is None for c in await contacts(phones))


async def test_who_is_identified_is_stopped_on_the_case_too_and_the_creditor_is_told(phones: World) -> None:
    for words in ("bonjour", "combien je dois", "DEMO-1001", "14/03/1985", "non"):
        await phones.say(words)
    before = {e.seq for e in await phones.all(ExportEvent)}
    (said,) = await phones.say("ne m'écrivez plus")
    assert "c'est fait" in said
    assert "stop_contact" in [h.reason for h in await phones.all(Hold)]
    assert "stop" in [e.kind for e in await phones.all(ExportEvent) if e.seq not in before]


async def test_a_sentence_with_the_word_in_it_is_no_stop(phones: World) -> None:
    assert await phones.say("stop au prélèvement je ne peux plus")
    assert all(c.opted_out_at is None for c in await contacts(phones))


async def test_a_number_that_stops_leaves_other_numbers_alone(phones: World) -> None:
    await phones.say("STOP", STRANGER)
    assert all(c.opted_out_at is None for c in await contacts(phones))
    assert await phones.say("bonjour")


async def test_a_wrong_person_is_never_written_to_again(phones: World) -> None:
    phones.rasa.means["vous vous trompez de personne"] = "wrong_person"
    (said,) = await phones.say("vous vous trompez de personne")
    assert said
    found = await contacts(phones)
    assert found and all(c.whose == "somebody_else" and c.opted_out_at is not None for c in found)
    assert [h.reason for h in await phones.all(Handover)] == ["wrong_person"]
    await phones.say("START")  # a wish for messages does not make it theirs
    await reminder(phones)
    await phones.deliver()
    assert all(c.opted_out_at is not None for c in await contacts(phones))
    assert [row.state for row in await phones.all(OutboxMessage) if row.key == "lookup:1"] == ["refused"]
    assert len(await phones.all(Conversation)) == 1


ASKED = "pour que l'on ne m'importune plus"
"""Words that only the model knows for a stop."""


async def test_a_stop_that_only_the_model_hears_stops_the_number_before_anything_is_asked(phones: World) -> None:
    phones.rasa.means[ASKED] = "stop_contact"
    (said,) = await phones.say(ASKED)
    assert "c'est fait" in said and "référence" in said and "créancier" not in said
    assert all(c.opted_out_at is not None for c in await contacts(phones))
    assert [line.stopped_at is not None for line in await phones.all(PhoneLine)] == [True]
    await reminder(phones)
    await phones.deliver()
    assert len(phones.api.taken) == 1
    (again,) = await phones.say(ASKED)
    assert "c'est fait" not in again


async def test_who_then_says_who_they_are_is_stopped_on_the_cases_too(phones: World) -> None:
    phones.rasa.means[ASKED] = "stop_contact"
    for words in (ASKED, "DEMO-1001 14/03/1985", "non"):
        await phones.say(words)
    assert "stop_contact" in [h.reason for h in await phones.all(Hold)]


async def test_a_stop_of_who_is_identified_is_confirmed_once_for_number_and_cases(phones: World) -> None:
    phones.rasa.means[ASKED] = "stop_contact"
    await by_sms(phones)
    (said,) = await phones.say(ASKED)
    assert said.count("fait") == 1 and "créancier est prévenu" in said
    assert (await phones.all(PhoneLine))[0].stopped_at is not None
    assert "stop_contact" in [h.reason for h in await phones.all(Hold)]


async def test_no_sms_is_no_stop_while_the_way_of_reminders_is_asked(phones: World) -> None:
    thread = await by_sms(phones)
    ways = ("sms", "none")
    choices = [Choice(title_id="choice_yes", payload="/choose_option", data={"reminder": way}) for way in ways]
    async with phones.database.begin() as uow:
        await write(uow, await lock(uow, thread.id), say("utter_ask_confirm_plan", *choices), author="system")
        await uow.commit()
    await phones.say("pas de sms")
    assert all(c.opted_out_at is None for c in await contacts(phones))
    phones.clock.advance(timedelta(minutes=1))
    await phones.say("bonjour")
    await phones.say("pas de sms")
    assert all(c.opted_out_at is not None for c in await contacts(phones))


@pytest.mark.parametrize("words", [
    "DEMARRER", "démarrer", "Reprendre.", "en fait non je veu bien des sms", "vous pouvez m'écrire à nouveau",
    "actually you can text me again",
])
async def test_what_only_we_have_stopped_is_taken_back_in_french_and_in_words(phones: World, words: str) -> None:
    await phones.say("ARRET")
    (said,) = await phones.say(words)
    assert "de nouveau arriver ici" in said or "reach you here again" in said
    assert all(c.opted_out_at is None for c in await contacts(phones))
    assert phones.rasa.heard == []


@pytest.mark.parametrize("words", ["je ne veux plus de sms", "je veux bien payer 20 euros", "oui"])
async def test_other_words_after_a_stop_undo_nothing(phones: World, words: str) -> None:
    await phones.say("ARRET")
    await phones.say(words)
    assert all(c.opted_out_at is not None for c in await contacts(phones))


@pytest.mark.parametrize("words", ["DEMARRER", "en fait je veux bien des sms"])
async def test_what_the_carrier_holds_only_its_own_word_undoes(phones: World, words: str) -> None:
    await phones.say("STOP")
    assert await phones.say(words) == []
    assert all(c.opted_out_at is not None for c in await contacts(phones))
    assert [h.reason for h in await phones.all(Handover)] == ["wrote_after_stop"]


async def test_on_whatsapp_where_no_carrier_confirms_stop_we_do_once_and_tell_of_start(phones: World) -> None:
    await phones.set_creditor("maison", whatsapp=True)
    await whatsapp(phones, "bonjour")
    before = len(phones.api.taken)
    for _ in range(2):
        await whatsapp(phones, "STOP")
    told = [str(row["body"]) for row in phones.api.taken[before:]]
    assert told == ["C'est fait, plus aucun message ne part d'ici. Pour en recevoir de nouveau : START"]
    await whatsapp(phones, "démarrer")
    assert "de nouveau" in str(phones.api.taken[-1]["body"])


async def test_of_no_more_calls_nothing_in_writing_is_stopped(phones: World) -> None:
    (said,) = await phones.say("bonsoir jveu plu d apel svp mon patron a repondu hier")
    assert "plus d'appels" in said and "SMS" not in said
    assert all(c.opted_out_at is None for c in await contacts(phones))
    assert [line.stopped_at for line in await phones.all(PhoneLine)] == [None]
    await phones.say("DEMO-1001 14/03/1985")
    (said,) = await phones.say("non")
    assert "ne plus vous appeler" in said
    assert "no_calls" in [h.reason for h in await phones.all(Hold)]


DESPAIR = "je veux que tout s'arrête, à quoi bon"


async def test_despair_beside_a_stop_is_asked_about_and_a_person_reads_it_first(phones: World) -> None:
    (said,) = await phones.say(f"laissez-moi tranquille, {DESPAIR}")
    assert "c'est fait" in said and "idées de suicide" in said and "3114" in said
    assert [(h.queue, h.reason) for h in await phones.all(Handover)] == [("distress", "possible_distress")]
    assert (await phones.all(PhoneLine))[0].stopped_at is not None
    (said,) = await phones.say("oui")
    assert "3114" in said and len(await phones.all(Alert)) == 1


async def test_despair_after_a_carrier_s_stop_wakes_somebody(phones: World) -> None:
    await phones.say("STOP")
    assert await phones.say(DESPAIR) == []
    assert [h.queue for h in await phones.all(Handover)] == ["distress"]
    assert len(await phones.all(Alert)) == 1


async def test_despair_in_a_flood_is_asked_about_once(phones: World) -> None:
    for n in range(32):
        await phones.say(f"message {n}")
    (said,) = await phones.say(DESPAIR)
    assert "idées de suicide" in said
    assert [h.queue for h in await phones.all(Handover)] == ["distress"]
    assert await phones.say(DESPAIR) == []


async def test_an_agent_who_holds_it_is_told_of_despair_beside_a_stop(phones: World) -> None:
    thread = await by_sms(phones)
    await taken(phones, await agent_at(phones), thread.id)
    await phones.say(f"laissez-moi tranquille, {DESPAIR}")
    (handover,) = await phones.all(Handover)
    assert handover.brief["danger"] == "possible_distress" and handover.queue == "distress"


async def person_points(world: World) -> list[bool]:
    thread = await world.thread()
    return [c.opted_out_at is None for c in await world.all(ContactPoint, ContactPoint.person_id == thread.person_id)]


async def stop_holds(world: World) -> list[Hold]:
    return await world.all(Hold, Hold.reason == "stop_contact", Hold.lifted_at.is_(None))


@pytest.mark.parametrize("stop", ["ARRET", ASKED])
async def test_start_undoes_all_that_the_stop_of_that_thread_has_done(phones: World, stop: str) -> None:
    phones.rasa.means[ASKED] = "stop_contact"
    before = len(await stop_holds(phones))
    await by_sms(phones)
    assert len(await person_points(phones)) > 1  # the e-mail address as well
    await phones.say(stop)
    assert not any(await person_points(phones)) and len(await stop_holds(phones)) == before + 1
    told = {e.seq for e in await phones.all(ExportEvent)}
    (said,) = await phones.say("START")
    assert "de nouveau" in said
    assert all(await person_points(phones)) and len(await stop_holds(phones)) == before
    assert [e.kind for e in await phones.all(ExportEvent) if e.seq not in told] == ["hold_lifted"]


async def test_start_undoes_nothing_that_was_stopped_before_or_elsewhere(phones: World) -> None:
    thread = await by_sms(phones)
    async with phones.database.begin() as uow:
        email = await uow.session.scalar(
            select(ContactPoint).where(ContactPoint.person_id == thread.person_id, ContactPoint.kind == "email")
        )
        assert email is not None
        email.opted_out_at = uow.now
        await uow.commit()
    await phones.say("ARRET")
    await phones.say("START")
    assert sorted(await person_points(phones)) == [False, True]


async def test_a_stop_that_start_has_undone_is_not_done_after_all_once_they_say_who_they_are(phones: World) -> None:
    await phones.say("ARRET")
    await phones.say("START")
    before = len(await stop_holds(phones))
    await by_sms(phones)
    assert all(await person_points(phones)) and len(await stop_holds(phones)) == before


async def test_a_picture_that_comes_with_a_stop_is_kept_for_a_person(phones: World) -> None:
    picture = {"NumMedia": "1", "MediaUrl0": "https://api.twilio.com/x/ME1", "MediaContentType0": "image/jpeg"}
    assert await phones.say("STOP", **picture) == []
    (message,) = await phones.messages("you")
    assert message.card["media"][0]["url"].endswith("ME1")
    assert [h.reason for h in await phones.all(Handover)] == ["media"]
    assert (await phones.all(PhoneLine))[0].barred_at is not None
