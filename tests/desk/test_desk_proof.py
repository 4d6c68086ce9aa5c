"""Identity while an agent leads: either side keeps it alive, and when it has ended the debtor hears how to go on."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.service.identity import identify
from bot.service.thread.conversation import lock, thread
from bot.store.tables import IdentityProof, Message

BIRTH = "14/03/1985"


@pytest.fixture
async def held(agent, debtor):
    """Camille's desk and a conversation that she holds, its debtor identified."""
    conversation = await debtor("DEMO-1001")
    camille = await agent("camille")
    assert (await camille.do(conversation, "take"))[0] == 200
    return camille, conversation


async def _said(demo, conversation: int, author: str = "system") -> list[str]:
    async with demo.begin() as uow:
        rows = await uow.session.scalars(
            select(Message.text_id).where(Message.conversation_id == conversation, Message.author == author)
            .order_by(Message.seq)
        )
        return [one or "" for one in rows]


async def _shown(demo, conversation: int) -> list[str]:
    """What a page that opens now would show."""
    async with demo.begin() as uow:
        return [one.text for one in await thread(uow, await lock(uow, conversation), after=0)]


async def _swept(demo, conversation: int) -> bool:
    async with demo.begin() as uow:
        ended = await identify.expire(uow, await lock(uow, conversation))
        await uow.commit()
        return ended


async def _proven(demo, conversation: int) -> bool:
    async with demo.begin() as uow:
        return await uow.session.scalar(
            select(IdentityProof.id).where(
                IdentityProof.conversation_id == conversation, IdentityProof.ended_at.is_(None)
            )
        ) is not None


async def _writes(camille, conversation: int, text: str = "Bonjour, je regarde avec vous.", cid: str = "12345678"):
    status, _ = await camille.do(conversation, "write", cid=cid, text=text)
    assert status == 200


async def test_what_an_agent_writes_can_be_read_for_a_quarter_of_an_hour(held, demo, clock):
    camille, conversation = held
    clock.advance(timedelta(minutes=14, seconds=50))
    await _writes(camille, conversation)
    clock.advance(timedelta(minutes=14))
    assert not await _swept(demo, conversation)
    assert "Bonjour, je regarde avec vous." in await _shown(demo, conversation)
    clock.advance(timedelta(minutes=2))
    assert await _swept(demo, conversation)


@pytest.mark.parametrize("action", [("note", {"text": "vu"}), ("send_why", {})])
async def test_whatever_the_agent_does_there_counts(held, demo, clock, action):
    camille, conversation = held
    clock.advance(timedelta(minutes=14))
    assert (await camille.do(conversation, action[0], **action[1]))[0] == 200
    clock.advance(timedelta(minutes=10))
    assert not await _swept(demo, conversation)


async def test_an_agent_who_is_writing_keeps_it_and_the_debtors_page_learns_of_it(held, demo, clock, hear):
    camille, conversation = held
    async with await camille.socket() as ws:
        await ws.send_json({"type": "open", "conversation": conversation, "after": 0})
        await hear(ws, "state")
        clock.advance(timedelta(minutes=14))
        await ws.send_json({"type": "typing"})
        await ws.send_json({"type": "ping"})
        await hear(ws, "pong")
    clock.advance(timedelta(minutes=10))
    assert not await _swept(demo, conversation)


async def test_not_for_ever_the_debtor_may_have_left_the_screen(held, demo, clock):
    camille, conversation = held
    for n in range(7):
        clock.advance(timedelta(minutes=10))
        await _writes(camille, conversation, cid=f"message-{n}")
    clock.advance(timedelta(minutes=10))
    await _swept(demo, conversation)
    assert not await _proven(demo, conversation)


async def test_another_agents_look_keeps_nothing(held, agent, demo, clock):
    _, conversation = held
    clock.advance(timedelta(minutes=14))
    dominique = await agent("dominique")
    assert (await dominique.do(conversation, "note", text="je passe"))[0] == 200
    clock.advance(timedelta(minutes=2))
    assert await _swept(demo, conversation)


async def test_when_it_ends_the_blank_screen_says_how_to_go_on(held, demo, clock):
    camille, conversation = held
    await _writes(camille, conversation)
    clock.advance(timedelta(minutes=16))
    assert await _swept(demo, conversation)
    shown = await _shown(demo, conversation)
    assert len(shown) == 1 and "Camille" in shown[0] and "référence" in shown[0] and "naissance" in shown[0]


async def test_later_words_are_never_met_with_silence_and_proof_brings_everything_back(held, demo, clock, writes):
    camille, conversation = held
    await _writes(camille, conversation)
    clock.advance(timedelta(minutes=16))
    before = len(await _said(demo, conversation))
    await writes(conversation, "merci ! et mon premier versement c'est quand ?")
    await writes(conversation, "et les 80 ?")
    assert (await _said(demo, conversation))[before:] == ["notice_closed_with_agent", "notice_prove_for_agent"]
    await writes(conversation, f"DEMO-1001 {BIRTH}")
    assert (await _said(demo, conversation))[-1] == "notice_proven_for_agent"
    assert "Bonjour, je regarde avec vous." in await _shown(demo, conversation)
    await writes(conversation, "alors ?")
    assert (await _said(demo, conversation))[-1] == "notice_proven_for_agent"


async def test_who_goes_on_writing_is_told_again_after_a_while(held, demo, clock, writes):
    _, conversation = held
    clock.advance(timedelta(minutes=16))
    await writes(conversation, "allo ?")
    clock.advance(timedelta(minutes=6))
    await writes(conversation, "vous êtes là ?")
    assert (await _said(demo, conversation)).count("notice_prove_for_agent") == 2


@pytest.mark.parametrize(("words", "told"), [
    ("DEMO-1001", "utter_ask_birth_date"),
    (f"DEMO-1002 {BIRTH}", "utter_identity_failed"),
    (f"je suis né le {BIRTH}", "utter_ask_reference"),
])
async def test_half_or_wrong_facts_have_their_answer_while_an_agent_leads(held, demo, clock, writes, words, told):
    _, conversation = held
    clock.advance(timedelta(minutes=16))
    await writes(conversation, words)
    assert (await _said(demo, conversation))[-1] == told


@pytest.mark.parametrize("two", [("DEMO-1001", BIRTH), (BIRTH, "DEMO-1001")])
async def test_in_two_messages_it_is_proven_as_well(held, demo, clock, writes, two):
    _, conversation = held
    clock.advance(timedelta(minutes=16))
    for words in two:
        await writes(conversation, words)
    assert (await _said(demo, conversation))[-1] == "notice_proven_for_agent"


async def test_many_wrong_facts_close_the_check_and_the_agent_stays(held, demo, clock, writes):
    _, conversation = held
    clock.advance(timedelta(minutes=16))
    for n in range(6):
        await writes(conversation, f"DEMO-1001 0{n + 1}/01/1970")
    assert (await _said(demo, conversation))[-1] == "notice_check_closed_with_agent"


async def test_who_takes_a_thread_whose_proof_has_ended_need_not_ask_for_it(agent, debtor, demo, clock):
    conversation = await debtor("DEMO-1001")
    clock.advance(timedelta(minutes=20))
    await _swept(demo, conversation)
    camille = await agent("camille")
    assert (await camille.do(conversation, "take"))[0] == 200
    assert (await _said(demo, conversation))[-2:] == ["notice_agent_joined", "notice_prove_for_agent"]


async def test_nobody_who_was_never_identified_is_asked_by_the_machine(agent, debtor, demo, writes):
    conversation = await debtor()
    camille = await agent("camille")
    await camille.do(conversation, "take")
    await writes(conversation, "bonjour, vous pouvez m'aider ?")
    assert "notice_prove_for_agent" not in await _said(demo, conversation)


async def test_in_distress_nothing_is_asked_and_the_screen_says_that_somebody_is_there(held, demo, clock, writes):
    _, conversation = held
    await writes(conversation, "je veux mourir")
    clock.advance(timedelta(minutes=16))
    await _swept(demo, conversation)
    await writes(conversation, "vous êtes là ?")
    said = await _said(demo, conversation)
    assert said[-1] == "notice_agent_still_here" and "notice_prove_for_agent" not in said
