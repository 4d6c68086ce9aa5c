"""Turns: one at a time, nothing lost, Rasa down, an agent in charge."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import event, select, update

from bot.service.handover.handover import open_handover
from bot.service.thread.conversation import change_owner, lock
from bot.service.thread.reply import say
from bot.service.thread.saying import StaleFence, write, write_as_agent, write_rendered
from bot.service.turn.inbound import text_in
from bot.service.turn.turn import LEASE, Turn, claim, waiting_conversations
from bot.service.turn.turns import Turns
from bot.store.tables import Agent, Conversation, Message
from tests.thread_world import Thread, demo_of, ids, open_thread

HELLO = {"bonjour": "greet", "merci": "thank", "perdu mon boulot": "hardship_job_loss"}


@pytest.fixture
async def thread(database) -> Thread:
    return await open_thread(await demo_of(database), means=HELLO)


async def _agent_takes(thread: Thread) -> int:
    async with thread.database.begin() as uow:
        agent = await uow.session.scalar(select(Agent.id).where(Agent.login == "camille"))
        conversation = await lock(uow, thread.key)
        await open_handover(uow, conversation, queue="general", reason="asked")
        await change_owner(uow, conversation, "agent", agent_id=agent, actor=f"agent:{agent}")
        await uow.commit()
        return int(agent or 0)


async def _waits(thread: Thread) -> bool:
    async with thread.database.begin() as uow:
        return thread.key in await waiting_conversations(uow)


async def test_a_message_is_answered_once_and_marked(thread):
    assert ids(await thread.say("bonjour")) == ["utter_greet"]
    assert all(m.handled_at for m in await thread.messages()) and (await thread.row()).turn_token is None
    assert not await _waits(thread)


async def test_the_bots_words_are_refused_after_an_agent_took_meanwhile(thread):
    thread.rasa.gate = asyncio.Event()
    await thread.send("bonjour")
    thread.turns.wake(thread.key)
    await thread.rasa.asked.wait()
    await _agent_takes(thread)
    thread.rasa.gate.set()
    await thread.settle()
    assert [m.author for m in await thread.messages()] == ["you"]
    assert not await _waits(thread)


async def test_nothing_of_the_bots_can_be_written_while_an_agent_holds(thread):
    await _agent_takes(thread)
    async with thread.database.begin() as uow:
        conversation = await lock(uow, thread.key)
        with pytest.raises(StaleFence):
            await write(uow, conversation, say("utter_greet"))
        with pytest.raises(StaleFence):
            await write_rendered(uow, conversation, [{"text": "bonjour"}], fence=conversation.fence)
        assert await write(uow, conversation, say("notice_trouble"), author="system")


async def test_words_thought_under_an_old_fence_are_refused(thread):
    async with thread.database.begin() as uow:
        conversation = await lock(uow, thread.key)
        old = conversation.fence
        await change_owner(uow, conversation, "waiting", actor="bot")
        with pytest.raises(StaleFence):
            await write_rendered(uow, conversation, [{"text": "bonjour"}], fence=old)


async def test_an_agents_words_need_that_agent(thread):
    agent = await _agent_takes(thread)
    async with thread.database.begin() as uow:
        conversation = await lock(uow, thread.key)
        with pytest.raises(StaleFence):
            await write_as_agent(uow, conversation, agent_id=agent + 1, text="bonjour")
        assert (await write_as_agent(uow, conversation, agent_id=agent, text="bonjour")).author == "agent"


async def test_the_bot_is_silent_while_an_agent_holds_and_listens_for_danger(thread):
    await _agent_takes(thread)
    thread.rasa.means["quelque chose de grave"] = "distress"
    assert await thread.say("bonjour", "quelque chose de grave") == []
    assert thread.rasa.heard == [] and thread.rasa.parsed == ["bonjour\nquelque chose de grave"]
    thread.rasa.means["voila"] = "distress"
    assert [m.author for m in await thread.say("voila")] == ["system"]
    assert (await thread.row()).memory["distress"] == "explicit"
    assert (await thread.handovers())[0].queue == "distress"


async def test_ten_workers_take_one_turn_at_a_time(thread):
    workers = [Turns(thread.database, thread.rasa) for _ in range(10)]
    for n in range(5):
        await thread.send("bonjour")
        for worker in workers:
            worker.wake(thread.key)
        if n % 2:
            await asyncio.sleep(0)
    while any(worker._running for worker in workers):
        await asyncio.gather(*(worker.stop() for worker in workers))
    assert thread.rasa.most_at_once == 1
    assert sum(said.count("bonjour") for _, said in thread.rasa.heard) == 5
    assert not await _waits(thread)


async def _store(thread: Thread, text: str, *, keep: bool = True) -> Turn | None:
    async with thread.database.begin() as uow:
        conversation = await lock(uow, thread.key)
        got = await text_in(uow, conversation, cid=uuid4().hex, text=text)
        turn = await thread.turns.take(uow, conversation, got.message)
        if keep:
            await uow.commit()
    return turn


async def test_a_turn_taken_with_its_message_is_answered_once_and_by_nobody_else(thread):
    turn = await _store(thread, "bonjour")
    assert turn is not None
    await Turns(thread.database, thread.rasa)._work(thread.key, None)  # another process, woken by NOTIFY
    assert thread.rasa.heard == []
    thread.turns.wake(thread.key, turn)
    await thread.settle()
    assert ids(await thread.messages())[1:] == ["utter_greet"] and not await _waits(thread)


async def test_a_turn_whose_message_was_not_kept_leaves_nothing_behind(thread):
    await _store(thread, "bonjour", keep=False)
    assert await thread.messages() == [] and (await thread.row()).turn_until is None


async def test_a_turn_taken_by_a_process_that_died_is_found_after_the_lease(thread, clock):
    assert await _store(thread, "bonjour") is not None
    assert await _store(thread, "merci") is None  # something is left there: in its order
    clock.advance(LEASE + timedelta(seconds=1))
    assert await _waits(thread)
    await thread.turns.sweep()
    await thread.settle()
    assert [said for _, said in thread.rasa.heard] == ["bonjour\nmerci"]


async def test_of_ten_claims_at_once_one_gets_the_turn(thread):
    async def one(token: str) -> bool:
        async with thread.database.begin() as uow:
            got = claim(uow, await lock(uow, thread.key), token)
            await uow.commit()
            return got

    assert sum(await asyncio.gather(*(one(str(n)) for n in range(10)))) == 1


async def test_a_turn_of_a_process_that_died_is_taken_over_when_its_lease_ends(thread, clock):
    await thread.send("bonjour")
    async with thread.database.begin() as uow:
        assert claim(uow, await lock(uow, thread.key), "dead")  # and its process dies here
        await uow.commit()
    assert not await _waits(thread)
    await thread.settle()
    assert thread.rasa.heard == []
    clock.advance(LEASE + timedelta(seconds=1))
    await thread.turns.sweep()
    while thread.turns._running:
        await thread.turns.stop()
    assert ids(await thread.messages()) == [None, "utter_greet"]


async def test_who_lost_the_lease_says_nothing_more(thread, clock):
    thread.rasa.gate = asyncio.Event()
    await thread.send("bonjour")
    thread.turns.wake(thread.key)
    await thread.rasa.asked.wait()
    async with thread.database.begin() as uow:  # another process took over, and is thinking
        await uow.session.execute(
            update(Conversation).where(Conversation.id == thread.key).values(turn_token="another")
        )
        await uow.commit()
    thread.rasa.gate.set()
    while thread.turns._running:
        await thread.turns.stop()
    assert ids(await thread.messages()) == [None]


async def test_with_rasa_down_the_debtor_is_told_a_person_is_queued_and_it_recovers(thread):
    thread.rasa.down = True
    assert ids(await thread.say("perdu mon boulot"))[0] == "notice_trouble"
    assert [(h.queue, h.reason) for h in await thread.handovers()] == [("general", "assistant_unavailable")]
    thread.rasa.down = False
    assert ids(await thread.say("bonjour")) == ["utter_greet"]
    assert len(await thread.handovers()) == 1


async def test_after_trouble_the_open_question_is_asked_again_and_its_choices_work(thread):
    await thread.prove("DEMO-1001")
    assert ids(await thread.say("perdu mon boulot"))[-1] == "utter_ask_sum_right"
    thread.rasa.down = True
    said = ids(await thread.pick("/affirm"))
    assert said[0] == "notice_trouble" and said[-1] == "utter_ask_sum_right"
    assert ids(await thread.pick("/affirm"))[-1] == "utter_ask_sum_right", "as often as it fails"
    thread.rasa.down = False
    assert ids(await thread.pick("/affirm"))[-1] == "utter_ask_income"
    thread.rasa.down = True
    assert ids(await thread.say("1450"))[-1] == "utter_ask_income"
    thread.rasa.down = False
    assert ids(await thread.say("1450"))[-1] == "utter_ask_benefits"


async def test_with_rasa_down_a_person_can_still_be_asked_for(thread):
    thread.rasa.down = True
    assert ids(await thread.say("conseiller"))[0] == "utter_human_queued"


async def test_a_fault_of_ours_in_a_turn_is_told_and_not_repeated_for_ever(thread, monkeypatch, clock):
    async def broken(**_):
        raise RuntimeError("a fault of ours")

    monkeypatch.setattr(thread.rasa, "turn", broken)
    assert ids(await thread.say("bonjour"))[0] == "notice_trouble"
    assert not await _waits(thread) and (await thread.row()).turn_token is None
    clock.advance(LEASE * 2)
    await thread.turns.sweep()
    assert not thread.turns._running and len(await thread.handovers()) == 1


async def test_five_messages_at_once_are_understood_together_in_their_order(thread):
    words = ["slt", "j'ai plus", "de boulot", "depuis", "lundi"]
    await thread.say(*words)
    assert [said for _, said in thread.rasa.heard] == ["\n".join(words)]
    assert [m.text for m in await thread.messages() if m.author == "you"] == words


async def test_messages_that_come_while_rasa_thinks_get_a_turn_of_their_own(thread):
    thread.rasa.gate = asyncio.Event()
    await thread.send("bonjour")
    thread.turns.wake(thread.key)
    await thread.rasa.asked.wait()
    await thread.send("merci")
    thread.turns.wake(thread.key)
    thread.rasa.gate.set()
    await thread.settle()
    assert [said for _, said in thread.rasa.heard] == ["bonjour", "merci"]
    assert ids(m for m in await thread.messages() if m.author == "bot") == ["utter_greet", "utter_thank"]


async def test_more_messages_than_fit_one_turn_are_all_answered(thread):
    for n in range(23):
        await thread.send(f"mot {n}")
    await thread.settle()
    assert "\n".join(said for _, said in thread.rasa.heard) == "\n".join(f"mot {n}" for n in range(23))


@pytest.mark.parametrize("typed", ["/restart", '/intent{"slot":"x"}', "/affirm", "//distress", " / \t/pay_now", "///"])
async def test_what_is_typed_never_reaches_rasa_as_a_command(thread, typed):
    await thread.say(typed)
    assert [said.startswith("/") for _, said in thread.rasa.heard] == [False]


async def test_rasa_never_sees_a_birth_date_a_card_or_an_account(thread):
    await thread.say("ma carte 4242 4242 4242 4242, mon iban FR76 3000 6000 0112 3456 7890 189, née le 14/03/1985")
    said = thread.rasa.heard[0][1]
    assert "4242" not in said and "3000 6000" not in said and "1985" not in said


async def test_a_change_of_language_keeps_the_question_that_is_open(thread):
    await thread.prove("DEMO-1001")
    thread.rasa.means["combien je dois"] = "ask_balance"
    assert ids(await thread.say("combien je dois"))[-1] == "utter_ask_sum_right"
    async with thread.database.begin() as uow:
        conversation = await lock(uow, thread.key)
        conversation.language, conversation.language_fixed = "en", True
        await uow.commit()
    answers = await thread.say("yes")
    assert ids(answers) == ["utter_ask_what_next"] and answers[0].lang == "en"
    assert answers[0].text.startswith("What")


async def test_a_repeated_message_id_is_stored_once_and_answered_once(thread):
    first = await thread.send("bonjour", cid="the-same-id")
    again = await thread.send("autre chose", cid="the-same-id")
    assert again.repeated and again.message.id == first.message.id
    await thread.settle()
    assert len(thread.rasa.heard) == 1 and len([m for m in await thread.messages() if m.author == "you"]) == 1


async def test_in_parallel_every_message_gets_a_number_of_its_own(thread):
    await asyncio.gather(*(thread.send(f"mot {n}") for n in range(20)))
    rows = await thread.messages()
    assert [m.seq for m in rows] == list(range(1, 21)) and len({m.text for m in rows}) == 20
    async with thread.database.begin() as uow:
        assert len(list(await uow.session.scalars(select(Message.id)))) == 20


async def test_the_last_messages_are_read_once_for_a_message_whoever_asks_for_them(thread):
    await thread.prove("DEMO-1001")
    await thread.say("bonjour")
    read: list[str] = []

    def note(_connection, _cursor, statement, *_rest) -> None:
        if "FROM message" in statement and "DESC" in statement:
            read.append(statement)

    engine = thread.database.engine.sync_engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        async with thread.database.begin() as uow:  # proven: choices answered where they arrive are looked for as well
            conversation = await lock(uow, thread.key)
            got = await text_in(uow, conversation, cid="cid-read-once", text="merci")
            assert await thread.turns.take(uow, conversation, got.message) is not None
            await uow.commit()
    finally:
        event.remove(engine, "before_cursor_execute", note)
    assert len(read) == 1
