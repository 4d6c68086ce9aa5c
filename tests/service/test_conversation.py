"""Conversations: what is kept of a message, which choices are open, who owns it."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import select

from bot.service.thread.conversation import (
    StaleChoice,
    change_owner,
    lock,
    open_conversation,
    remember,
    sender_key,
    thread,
)
from bot.service.thread.reply import NO, YES, say
from bot.service.thread.saying import LONGEST_MESSAGE, clean, write
from bot.service.turn import inbound
from bot.store.tables import AuditLine, Conversation
from tests.thread_world import Thread, count, demo_of, open_thread


@pytest.fixture
async def one(database) -> Thread:
    return await open_thread(await demo_of(database))


async def _ask(one: Thread) -> int:
    async with one.database.begin() as uow:
        (asked,) = await write(uow, await lock(uow, one.key), say("utter_ask_sum_right", YES, NO))
        await uow.commit()
        return asked.id


async def _tap(one: Thread, choice: str, cid: str) -> inbound.Inbound:
    async with one.database.begin() as uow:
        got = await inbound.choice_in(uow, await lock(uow, one.key), cid=cid, choice_id=choice)
        await uow.commit()
        return got


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("bonjour\x00", "bonjour"), ("a\ud83db", "ab"), ("deux\nlignes\tet", "deux\nlignes\tet"),
        ("\x1b[31mrouge", "[31mrouge"), ("مرحبا \u200fكيف", "مرحبا \u200fكيف"), ("👩\u200d👧 🙂", "👩\u200d👧 🙂"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("mou\u200brir", "mourir"), ("", ""),
    ],
)
def test_what_can_not_be_stored_or_seen_is_left_out_and_all_else_kept(text, kept):
    assert clean(text) == kept


async def test_a_message_far_too_long_keeps_its_beginning_and_says_so(one):
    got = await one.send("x" * 100_000)
    assert got.shortened and len(got.message.text) == LONGEST_MESSAGE
    assert not (await one.send("y" * LONGEST_MESSAGE)).shortened


async def test_card_account_and_birth_date_are_never_stored_and_a_phone_number_is(one):
    account = "FR76 3000 6000 0112 3456 7890 189"
    await one.send(f"née le 14/03/1985, carte 4242 4242 4242 4242, {account}, tel 06 39 98 01 01")
    (row,) = await one.messages()
    assert "1985" not in row.text and "4242" not in row.text and "3000" not in row.text
    assert "06 39 98 01 01" in row.text
    await one.settle()
    assert "1985" not in str((await one.row()).memory.get("turn_text"))
    assert "01 01" not in one.rasa.heard[0][1]


async def test_a_sender_has_one_conversation_for_each_channel(one):
    async with one.database.begin() as uow:
        again = await open_conversation(uow, sender="browser-1", channel="web", language="en")
        other = await open_conversation(uow, sender="browser-1", channel="sms", language="fr")
        assert again.id == one.key and other.id != one.key and again.language == "fr"


def test_the_senders_key_shows_nothing_of_the_number_and_differs_by_secret_and_channel():
    keys = {sender_key(s, k, "+33639980101") for s in ("one", "two") for k in ("sms", "whatsapp")}
    assert len(keys) == 4 and all(len(key) == 64 and "6399" not in key for key in keys)


async def test_a_double_click_answers_once_under_the_same_id_and_is_stale_under_another(one):
    asked = await _ask(one)
    first = await _tap(one, f"{asked}.0", "click-0001")
    again = await _tap(one, f"{asked}.0", "click-0001")
    assert again.repeated and again.message.id == first.message.id
    for other in (f"{asked}.0", f"{asked}.1"):
        with pytest.raises(StaleChoice):
            await _tap(one, other, "click-0002")
    assert len([m for m in await one.messages() if m.author == "you"]) == 1


async def test_two_clicks_at_the_same_moment_have_one_effect(one):
    asked = await _ask(one)
    done = await asyncio.gather(
        *(_tap(one, f"{asked}.{n % 2}", f"click-{n:04}") for n in range(6)), return_exceptions=True
    )
    assert sum(isinstance(d, StaleChoice) for d in done) == 5
    assert len([m for m in await one.messages() if m.author == "you"]) == 1


async def test_a_choice_of_a_question_that_was_answered_is_stale(one):
    asked = await _ask(one)
    one.rasa.means["autre chose"] = "greet"
    await one.say("autre chose")
    with pytest.raises(StaleChoice):
        await _tap(one, f"{asked}.0", "click-0001")


async def test_a_choice_of_another_conversation_or_made_up_is_stale(one):
    asked = await _ask(one)
    other = await open_thread(one.database, "browser-2")
    await _ask(other)
    made_up = (f"{asked}.0", f"{asked}.7", f"{asked}.-1", "c0", "", "9" * 4000, "1.0; drop table", f"{asked}.0\x00")
    for choice in made_up:
        with pytest.raises(StaleChoice):
            await _tap(other, choice, "click-0001")
    assert [m.author for m in await other.messages()] == ["bot"]


async def test_words_on_their_way_do_not_close_the_question(one):
    asked = await _ask(one)
    await one.send("euh attendez")
    assert not (await _tap(one, f"{asked}.0", "click-0001")).repeated


async def test_facts_on_their_way_do_not_close_the_question(one):
    asked = await _ask(one)
    await one.send("DEMO-1001")
    assert not (await _tap(one, f"{asked}.0", "click-0001")).repeated


async def test_a_change_of_owner_moves_the_fence_and_leaves_a_line_and_none_does_neither(one):
    async with one.database.begin() as uow:
        conversation = await lock(uow, one.key)
        await change_owner(uow, conversation, "waiting", actor="bot")
        await change_owner(uow, conversation, "waiting", actor="bot")
        await uow.commit()
        assert conversation.fence == 1
    assert await count(one.database, AuditLine, AuditLine.verb == "conversation.owner_changed") == 1


async def test_memory_forgets_what_is_none_and_is_written_though_changed_in_place(one):
    async with one.database.begin() as uow:
        conversation = await lock(uow, one.key)
        remember(conversation, a=1, b={"c": [2]})
        remember(conversation, a=None)
        await uow.commit()
    async with one.database.begin() as uow:
        memory = await uow.session.scalar(select(Conversation.memory).where(Conversation.id == one.key))
    assert memory == {"b": {"c": [2]}}


async def test_the_thread_shows_the_newest_and_nothing_before_the_blank(one):
    for n in range(8):
        await one.send(f"mot {n}")
    async with one.database.begin() as uow:
        conversation = await lock(uow, one.key)
        assert [m.seq for m in await thread(uow, conversation, after=0, limit=3)] == [6, 7, 8]
        conversation.blank_before_seq = 7
        assert [m.seq for m in await thread(uow, conversation, after=0)] == [8]
        assert await thread(uow, conversation, after=10**12) == []


async def test_what_the_bot_says_records_id_and_version_of_its_words(one):
    await _ask(one)
    (row,) = await one.messages()
    assert row.text_id == "utter_ask_sum_right" and len(row.text_version) == 10 and row.handled_at
