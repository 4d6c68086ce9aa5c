"""Who writes in another language gets one sentence in it and a person; danger first; nothing goes to Rasa."""

from __future__ import annotations

import pytest

from bot.channels.frames import as_frame
from bot.service.talk.interpreter import language_said
from bot.store.database import Database
from tests.thread_world import Thread, demo_of, ids, open_thread


@pytest.fixture
async def thread(database: Database) -> Thread:
    return await open_thread(await demo_of(database))


async def test_the_first_time_a_person_is_fetched_and_it_is_said_when_they_come(thread: Thread) -> None:
    said = await thread.say("hola no puedo pagar este mes")
    assert ids(said)[0] == "notice_third_language_es" and "intérprete" in said[0].text and "112" in said[0].text
    assert len(said) == 2 and thread.rasa.heard == []
    (handover,) = await thread.handovers()
    assert (handover.queue, handover.reason, handover.brief["language"]) == ("hardship", "interpreter", "es")
    assert ids(await thread.say("necesito ayuda por favor señor")) == ["notice_third_language_es"]


async def test_danger_in_our_languages_comes_before(thread: Thread) -> None:
    said = await thread.say("no puedo pagar, necesito ayuda, je vais me suicider")
    assert "utter_crisis" in ids(said)


async def test_who_turns_to_french_goes_on_in_french(thread: Thread) -> None:
    await thread.say("hola no puedo pagar este mes")
    await thread.say("ma fille écrit pour moi, je ne peux pas payer")
    assert len(thread.rasa.heard) == 1


async def test_an_agent_who_holds_the_conversation_is_not_spoken_over(thread: Thread, database: Database) -> None:
    async with database.begin() as uow:
        row = await uow.session.get_one(type(await thread.row()), thread.key)
        row.owner = "agent"
        await uow.commit()
    assert await thread.say("hola no puedo pagar este mes") == []


async def test_whoever_reads_it_out_is_told_in_which_language_it_is(thread: Thread) -> None:
    said = await thread.say("لا أستطيع الدفع هذا الشهر")
    assert as_frame(said[0], {})["lang"] == "ar" and as_frame(said[1], {})["lang"] == "fr"
    assert language_said("notice_third_language_other", "fr") == "fr" and language_said(None, "en") == "en"


async def test_who_asks_to_be_called_is_told_that_it_can_all_be_done_in_writing(thread: Thread) -> None:
    thread.rasa.means |= {"vous pouvez me téléphoner": "request_callback"}
    said = ids(await thread.say("vous pouvez me téléphoner"))
    assert "notice_in_writing_too" in said and said.index("notice_in_writing_too") == 1
