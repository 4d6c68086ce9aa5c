"""STOP inside a real sentence: the stop is done, and what stands beside it is not lost."""

from __future__ import annotations

import pytest
from phone_world import World

from bot.store.tables import Alert, Handover, PhoneLine


@pytest.mark.parametrize("text", ["arret svp je suis malade", "stop i lost my job", "STOP jai plus rien a manger"])
async def test_it_stops_and_a_person_reads_the_trouble(phones: World, text: str) -> None:
    said = await phones.say(text)
    assert len(said) == 1
    line = (await phones.all(PhoneLine))[0]
    assert line.stopped_at is not None and line.barred_at is None
    assert [(h.queue, h.reason) for h in await phones.all(Handover)] == [("hardship", "told_beside_stop")]
    assert phones.rasa.parsed and phones.rasa.heard == []


async def test_a_cry_that_only_the_model_hears_is_cared_for(phones: World) -> None:
    text = "stop je sers plus à rien du tout"
    phones.rasa.means[text] = "possible_distress"
    await phones.say(text)
    assert (await phones.thread()).memory.get("distress") == "possible"


async def test_despair_of_the_phrases_goes_to_a_person_at_once(phones: World) -> None:
    await phones.say("stop j'en peux plus")
    assert [h.queue for h in await phones.all(Handover)] == ["distress"]
    assert (await phones.all(PhoneLine))[0].stopped_at is not None


async def test_danger_said_outright_is_answered_and_stops_what_we_write_first(phones: World) -> None:
    await phones.say("stop je veux mourir")
    assert len(await phones.all(Alert)) == 1
    assert (await phones.all(PhoneLine))[0].stopped_at is not None


async def test_who_is_only_fed_up_is_stopped_and_left_in_peace(phones: World) -> None:
    assert len(await phones.say("stop j'en peux plus de vos sms")) == 1
    assert (await phones.all(PhoneLine))[0].stopped_at is not None and await phones.all(Handover) == []


@pytest.mark.parametrize("text", ["arret maladie depuis mars", "stop je comprends rien"])
async def test_what_only_begins_like_a_stop_is_a_message(phones: World, text: str) -> None:
    await phones.say(text)
    assert (await phones.all(PhoneLine))[0].stopped_at is None


async def test_the_carriers_word_alone_bars_and_nothing_more_is_sent(phones: World) -> None:
    assert await phones.say("STOP") == []
    assert await phones.say("j'en peux plus") == []
    assert [h.queue for h in await phones.all(Handover)] == ["distress"] and len(await phones.all(Alert)) == 1
