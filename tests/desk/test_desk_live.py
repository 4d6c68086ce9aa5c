"""The desk's socket: a new handover within three seconds, distress first, typing both ways, sessions that end."""

from __future__ import annotations

import time
from datetime import timedelta

from sqlalchemy import update

from bot.service.care import safety
from bot.service.desk import queue as desk_queue
from bot.service.thread.conversation import lock
from bot.store.tables import AgentSession


async def test_a_new_handover_is_on_the_screen_within_three_seconds(agent, debtor, hear):
    camille = await agent("camille")
    ws = await camille.socket()
    assert (await hear(ws, "queue"))["count"] == 0
    conversation, began = await debtor("DEMO-1001", reason="ask_human"), time.monotonic()
    frame = await hear(ws, "queue", 3)
    while not frame["items"]:
        frame = await hear(ws, "queue", 3)
    assert time.monotonic() - began < 3
    assert frame["count"] == 1 and frame["items"][0]["conversation"] == conversation
    assert frame["announce"][0]["level"] == "polite" and "Camille Morel" in frame["announce"][0]["text"]
    assert "Camille Morel" in frame["html"]
    await ws.close()


async def test_distress_heads_the_queue_is_announced_at_once_and_the_older_ones_wait(agent, debtor, demo, hear):
    camille = await agent("camille")
    first = await debtor("DEMO-1001", queue="legal", reason="legal_document")
    ws = await camille.socket()
    await hear(ws, "queue")
    conversation = await debtor("DEMO-1006", queue=None)
    async with demo.begin() as uow:
        await safety.crisis_protocol(uow, await lock(uow, conversation), source="phrases")
        await uow.commit()
    frame = await hear(ws, "queue")
    while not frame["alerts"]:
        frame = await hear(ws, "queue")
    assert [item["conversation"] for item in frame["items"]] == [conversation, first]
    assert 'class="item danger"' in frame["html"]
    page = await camille.page(f"/desk/c/{conversation}")
    assert "Pas un mot d&#39;argent" in page and 'role="alert"' in page and "(2)" in page
    await ws.close()


async def test_no_alert_is_shown_without_its_row(agent, debtor, demo, monkeypatch):
    """Somebody speaks of dying just while the queue is being read."""
    camille = await agent("camille")
    conversation = await debtor("DEMO-1006", queue=None)
    once, look = [True], desk_queue.at_the_desk

    async def meanwhile(*args):
        if once:
            once.clear()
            async with demo.begin() as uow:
                await safety.crisis_protocol(uow, await lock(uow, conversation), source="phrases")
                await uow.commit()
        return await look(*args)

    monkeypatch.setattr(desk_queue, "at_the_desk", meanwhile)
    for _ in range(2):
        frame = await camille.queue()
        shown = {item["conversation"] for item in frame["items"]}
        assert {alert["conversation"] for alert in frame["alerts"]} <= shown
    assert shown == {conversation} and frame["alerts"]


async def test_distress_is_said_assertively_even_when_its_handover_was_known_as_something_else(
    agent, debtor, demo, hear
):
    camille = await agent("camille")
    conversation = await debtor("DEMO-1001", queue="general")
    ws = await camille.socket()
    await hear(ws, "queue")
    async with demo.begin() as uow:
        await safety.crisis_protocol(uow, await lock(uow, conversation), source="phrases")
        await uow.commit()
    announced = (await hear(ws, "queue"))["announce"]
    assert announced and announced[0]["level"] == "assertive"
    await ws.close()


async def test_messages_of_the_open_conversation_come_in_order_and_after_a_break_only_the_missing_ones(
    agent, debtor, writes, hear
):
    camille = await agent("camille")
    conversation = await debtor("DEMO-1001")
    ws = await camille.socket()
    await ws.send_json({"type": "open", "conversation": conversation, "after": 0})
    first = await hear(ws, "message")
    assert first["seq"] == 1 and (await hear(ws, "message"))["seq"] == 2
    await ws.close()
    seen = 2
    for text in ("un", "deux"):
        await writes(conversation, text)
    again = await camille.socket()
    await again.send_json({"type": "open", "conversation": conversation, "after": seen})
    frames = [await hear(again, "message"), await hear(again, "message")]
    assert [f["text"] for f in frames] == ["un", "deux"] and frames[0]["from"] == "you"
    await again.close()


async def test_the_debtors_page_is_told_that_the_agent_types_and_only_by_its_holder(agent, debtor, demo, hear, server):
    from bot.keys import LISTENER  # noqa: PLC0415

    heard: list[dict[str, object]] = []

    async def keep(event: dict[str, object]) -> None:
        heard.append(event)

    server.app[LISTENER].subscribe(keep)
    camille, dominique = await agent("camille"), await agent("dominique")
    conversation = await debtor("DEMO-1001")
    await camille.do(conversation, "take")
    sockets = [await camille.socket(), await dominique.socket()]
    for ws in sockets:
        await ws.send_json({"type": "open", "conversation": conversation, "after": 0})
        await hear(ws, "state")
    await sockets[1].send_json({"type": "typing"})
    await sockets[0].send_json({"type": "typing"})
    for ws in sockets:
        await ws.send_json({"type": "ping"})
        await hear(ws, "pong")
    async with demo.begin() as uow:
        uow.notify("typing", conversation=conversation, **{"from": "you"})
        await uow.commit()
    assert await hear(sockets[0], "typing") == {"type": "typing", "from": "you"}
    typed = [event for event in heard if event["kind"] == "typing"]
    assert typed[0] == {"kind": "typing", "conversation": conversation, "from": "agent"} and len(typed) == 2
    for ws in sockets:
        await ws.close()


async def test_agents_on_the_same_conversation_see_one_another(agent, debtor, hear):
    camille, dominique = await agent("camille"), await agent("dominique")
    conversation = await debtor("DEMO-1001")
    one, two = await camille.socket(), await dominique.socket()
    await one.send_json({"type": "open", "conversation": conversation, "after": 0})
    await hear(one, "presence")
    await two.send_json({"type": "open", "conversation": conversation, "after": 0})
    while (frame := await hear(one, "presence"))["names"] != ["Dominique (demo)"]:
        assert frame["names"] == []
    await two.close()
    while (await hear(one, "presence"))["names"]:
        pass
    await one.close()


async def test_a_session_that_ends_pushes_nothing_more(agent, debtor, demo, hear):
    camille = await agent("camille")
    conversation = await debtor("DEMO-1001")
    ws = await camille.socket()
    await ws.send_json({"type": "open", "conversation": conversation, "after": 0})
    await hear(ws, "state")
    async with demo.begin() as uow:
        await uow.session.execute(update(AgentSession).values(ended_at=uow.now))
        uow.notify("desk_session", agent=1)
        await uow.commit()
    assert await hear(ws, "ended") == {"type": "ended"}
    assert (await ws.receive()).type.name in ("CLOSE", "CLOSING", "CLOSED")


async def test_an_idle_page_does_not_keep_its_session_alive(agent, demo, clock, hear):
    camille = await agent("camille")
    ws = await camille.socket()
    await hear(ws, "queue")
    for minutes, kind in ((20, "queue"), (11, "ended")):
        clock.advance(timedelta(minutes=minutes))
        async with demo.begin() as uow:
            uow.notify("reconnected")  # something is pushed: that is not the agent's work
            await uow.commit()
        await hear(ws, kind)


async def test_frames_that_are_not_of_the_protocol_are_answered_and_do_no_harm(agent, hear):
    camille = await agent("camille")
    ws = await camille.socket()
    for data in ("", "x", "[]", "null", '{"type": 5}', '{"type": "open"}', '{"type":"open","conversation":true}',
                 '{"type":"open","conversation":99999999999999999999999,"after":0}'):
        await ws.send_str(data)
        assert (await hear(ws, "error"))["code"] == "malformed"
    await ws.send_json({"type": "ping"})
    await hear(ws, "pong")
    await ws.close()
