"""The web chat: whatever is written is kept once, answered, and does nothing to anybody else."""

from __future__ import annotations

import asyncio
import json

import aiohttp
import pytest

from bot.channels.chat import FRAME
from bot.service.thread.saying import LONGEST_MESSAGE


async def test_a_first_visit_says_that_this_is_an_automated_assistant(browser):
    tab = await browser().tab()
    welcome = await tab.hear("message", from_="system")
    assert "assistant automatique" in welcome["text"] and "conseiller" in welcome["text"]


async def test_a_message_is_acknowledged_shown_and_answered(browser, stored):
    tab = await browser().tab()
    cid = await tab.say("bonjour")
    ack = await tab.hear("ack", cid=cid)
    answer = await tab.hear("message", from_="bot")
    assert ack["id"] == str((await stored())[0].id) and answer["lang"] == "fr"
    own = next(f for f in tab.got if f["type"] == "message" and f["from"] == "you")
    assert (own["cid"], own["text"]) == (cid, "bonjour")


@pytest.mark.parametrize(
    "text",
    [
        "🙂🙂👩‍👧‍👦🎉", "<script>alert(1)</script><b onclick=x>gras</b>",
        "\u200fمرحبا، لا أستطيع الدفع", "\u202etxet desrever",
        "'; drop table message; --", "{{7*7}} ${x} %s {amount}", "\\u0000 \\n", "¿?…  ﷽", "a" * 8000,
    ],
)
async def test_odd_words_are_kept_as_they_are_and_answered(browser, stored, rasa, text):
    tab = await browser().tab()
    await tab.say(text)
    await tab.hear("message", from_="bot")
    assert [m.text for m in await stored()] == [text]
    assert not [said for _, said in rasa.heard if said.startswith("/")]  # another language is not even given to it


async def test_nul_bytes_and_lone_surrogates_harm_nothing(browser, stored):
    tab = await browser().tab()
    await tab.ws.send_str('{"type":"message","cid":"surrogate-1","text":"bon\\ud83djour\\u0000 \\udc00"}')
    await tab.hear("ack", cid="surrogate-1")
    await tab.hear("message", from_="bot")
    assert [m.text for m in await stored()] == ["bonjour "]
    await tab.ws.send_str('{"type":"message","cid":"surrogate-2","text":"\\ud83d\\u0000"}')
    assert (await tab.hear("error", cid="surrogate-2"))["code"] == "empty"
    await tab.ws.send_str('{"type":"choice","cid":"surrogate-3","id":"\\ud83d\\u0000"}')
    await tab.hear("error", cid="surrogate-3")
    assert len(await stored()) == 1


async def test_100000_characters_are_kept_shortened_and_said_so(browser, stored):
    tab = await browser().tab()
    for text in ("x" * 100_000, "é" * 100_000, "🙂" * 40_000):
        cid = await tab.say(text)
        assert (await tab.hear("error", cid=cid))["code"] == "too_long"
    assert [len(m.text) for m in await stored()] == [LONGEST_MESSAGE] * 3
    assert any(f["type"] == "ack" for f in tab.got)


async def test_a_frame_beyond_all_bounds_closes_this_socket_and_nothing_else(browser, stored):
    one, other = await browser().tab(), await browser().tab()
    await one.ws.send_str(json.dumps({"type": "message", "cid": "far-too-big", "text": "x" * (FRAME + 10)}))
    async with asyncio.timeout(8):
        while not one.ws.closed:
            await one.ws.receive()
    assert one.ws.close_code == aiohttp.WSCloseCode.MESSAGE_TOO_BIG
    await other.say("bonjour")
    await other.hear("message", from_="bot")
    assert len(await stored()) == 1


@pytest.mark.parametrize("typed", ["/restart", '/intent{"slot":"x"}', "/affirm", "/choose_option", "  /stop"])
async def test_commands_typed_never_reach_rasa_as_commands(browser, stored, rasa, typed):
    tab = await browser().tab()
    await tab.say(typed)
    await tab.hear("message", from_="bot")
    assert [m.text for m in await stored()] == [typed]
    assert [said.startswith("/") for _, said in rasa.heard] == [False]


async def test_five_messages_in_two_seconds_are_understood_together_in_order(browser, stored, rasa):
    rasa.gate = asyncio.Event()
    tab = await browser().tab()
    words = ["slt", "j'ai plus", "de boulot", "depuis", "lundi"]
    cids = [await tab.say(word) for word in words]
    for cid in cids:
        await tab.hear("ack", cid=cid)
    rasa.gate.set()
    await tab.hear("message", from_="bot")
    async with asyncio.timeout(8):
        while "\n".join(said for _, said in rasa.heard) != "\n".join(words):
            await asyncio.sleep(0.02)
    assert [m.text for m in await stored()] == words
    assert len(rasa.heard) <= 2 and rasa.most_at_once == 1


async def test_a_second_tab_sees_the_same_thread_and_both_get_everything(browser):
    debtor = browser()
    one = await debtor.tab()
    await one.say("bonjour")
    await one.hear("message", from_="bot")
    two = await debtor.tab()
    await two.hear("message", from_="bot")
    assert two.texts("you") == ["bonjour"]
    await two.say("merci")
    for tab in (one, two):
        await tab.hear("message", text="merci")
        await tab.hear("message", from_="bot")
    assert one.texts("bot") == two.texts("bot") and len(one.texts("bot")) == 2


async def test_a_page_that_comes_back_gets_what_it_has_not_seen_and_nothing_twice(browser):
    debtor = browser()
    tab = await debtor.tab()
    await tab.say("bonjour")
    seen = (await tab.hear("message", from_="bot"))["seq"]
    await tab.ws.close()
    other = await debtor.tab()
    await other.hear("message", seq=seen)
    await other.say("merci")
    await other.hear("message", from_="bot")
    back = await debtor.tab(after=seen)
    await back.hear("message", from_="bot")
    assert [f["seq"] for f in back.got if f["type"] == "message"] == [seen + 1, seen + 2]


async def test_the_same_cid_is_stored_once_and_acknowledged_each_time(browser, stored, rasa):
    tab = await browser().tab()
    for _ in range(3):
        await tab.give(type="message", cid="the-same-cid", text="bonjour")
        await tab.hear("ack", cid="the-same-cid")
    await tab.hear("ack", cid=await tab.say("merci"))
    assert [m.text for m in await stored()] == ["bonjour", "merci"]
    acks = {f["id"] for f in tab.got if f["type"] == "ack" and f["cid"] == "the-same-cid"}
    assert len(acks) == 1


async def test_a_double_click_has_one_effect_and_a_stale_choice_is_said_kindly(browser, stored):
    tab = await browser().tab()
    await tab.say("combien je dois")
    asked = await tab.hear("message", from_="bot")
    choice = asked["choices"][0]
    assert set(choice) == {"id", "title"}  # what it means stays here
    first = await tab.give(type="choice", id=choice["id"])
    await tab.give(type="choice", id=choice["id"], cid=first)
    second = await tab.give(type="choice", id=choice["id"])
    refused = await tab.hear("error", cid=second)
    assert refused["code"] == "stale_choice" and "rien n'a changé" in refused["text"]
    if len(tab.texts("bot")) < 2:  # the answer to the first may come before the second is refused
        await tab.hear("message", from_="bot")
    late = await tab.give(type="choice", id=choice["id"])
    assert (await tab.hear("error", cid=late))["code"] == "stale_choice"
    assert [m.payload for m in await stored()] == [None, "/no_reference"]


async def test_a_choice_of_another_conversation_does_nothing_in_either(browser, stored):
    one, two = await browser().tab(), await browser().tab()
    for tab in (one, two):
        await tab.say("combien je dois")
    theirs = (await one.hear("message", from_="bot"))["choices"][0]["id"]
    await two.hear("message", from_="bot")
    cid = await two.give(type="choice", id=theirs)
    assert (await two.hear("error", cid=cid))["code"] == "stale_choice"
    assert len(await stored()) == 2


async def test_a_flood_is_told_nothing_is_lost_and_a_cry_gets_through(browser, stored):
    tab, other = await browser().tab(), await browser().tab()
    cids = [await tab.say(f"mot {n}") for n in range(40)]
    cry = await tab.say("jveux plus vivre")
    await tab.hear("ack", cid=cry)
    await tab.until(lambda f: f["type"] == "message" and "3114" in f["text"])
    acked = {f["cid"] for f in tab.got if f["type"] == "ack"}
    refused = {f["cid"] for f in tab.got if f["type"] == "error" and f["code"] == "too_fast"}
    assert acked - {cry} | refused == set(cids) and refused and not acked & refused
    assert {m.cid for m in await stored()} == acked
    await other.say("bonjour")
    await other.hear("message", from_="bot")


async def test_with_rasa_down_the_debtor_is_told_at_once(browser, rasa):
    rasa.down = True
    tab = await browser().tab()
    await tab.say("bonjour")
    assert "une personne est prévenue" in (await tab.hear("message", from_="system", seq=3))["text"]
    assert [f["owner"] for f in tab.got if f["type"] == "state"][-1] == "waiting"


async def test_a_fault_in_making_a_turn_loses_no_message_and_calls_a_person(browser, stored, monkeypatch):
    async def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("bot.service.turn.turns.prepare", broken)
    tab = await browser().tab()
    await tab.say("je ne peux plus payer")
    await tab.hear("ack")
    assert "personne" in (await tab.hear("message", from_="system"))["text"]
    assert [m.text for m in await stored()] == ["je ne peux plus payer"]
