"""The client to Rasa: every failure is RasaUnavailable, never a silence and never a crash."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.channels.rasa import DOOR, RasaClient
from bot.service.ports import RasaUnavailable

Door = tuple[RasaClient, dict[str, object], list[object]]


@pytest.fixture
async def door() -> AsyncIterator[Door]:
    behaviour: dict[str, object] = {}
    heard: list[object] = []

    async def answer(request: web.Request) -> web.StreamResponse:
        heard.append((request.path, await request.json() if request.can_read_body else None))
        does = behaviour.get("does")
        assert callable(does)
        return await does()

    app = web.Application()
    app.router.add_route("*", "/{anything:.*}", answer)
    async with TestServer(app) as server, aiohttp.ClientSession() as http:
        yield RasaClient(http, str(server.make_url("")).rstrip("/"), 0.4), behaviour, heard


def gives(body: object, status: int = 200, kind: str = "application/json") -> Callable[[], object]:
    async def does() -> web.Response:
        text = body if isinstance(body, str) else json.dumps(body)
        return web.Response(text=text, status=status, content_type=kind)

    return does


async def _slow() -> web.Response:
    await asyncio.sleep(5)
    return web.json_response([])


async def _dies() -> web.Response:
    raise ConnectionResetError


@pytest.mark.parametrize(
    "does",
    [gives([]), gives({}), gives("{"), gives(None), gives([1], status=500), gives("[]", kind="text/html"), _slow, _dies,
     gives([{"text": "x"}], status=202), gives("null"),
     gives([{"text": "x", "utter_action": "utter_ask_income"}, {"text": "y", "utter_action": "utter_trouble"}])],
)
async def test_no_sense_in_time_is_unavailable(door, does):
    client, behaviour, _ = door
    behaviour["does"] = does
    with pytest.raises(RasaUnavailable):
        await client.turn(sender="s", text="bonjour", metadata={})


async def test_replies_come_in_order_and_the_door_is_ours(door):
    client, behaviour, heard = door
    behaviour["does"] = gives([{"text": "un"}, {"text": "deux"}])
    replies = await client.turn(sender="s", text="bonjour", metadata={"language": "fr"})
    assert [r["text"] for r in replies] == ["un", "deux"]
    assert heard == [(DOOR, {"sender": "s", "message": "bonjour", "metadata": {"language": "fr"}})]


async def test_a_fresh_seed_begins_a_session_and_another_keeps_it(door):
    client, behaviour, heard = door
    behaviour["does"] = gives({})
    await client.seed(sender="s", slots={"language": "en"})
    await client.seed(sender="s", slots={"language": "fr"}, fresh=False)
    kinds = [[event["event"] for event in body] for _, body in heard]
    assert kinds == [["action", "session_started", "slot", "action"], ["slot"]]
    assert heard[0][0] == "/conversations/s/tracker/events"


async def test_parsing_needs_an_object(door):
    client, behaviour, _ = door
    behaviour["does"] = gives({"intent": {"name": "greet"}})
    assert (await client.parse("bonjour"))["intent"]["name"] == "greet"
    behaviour["does"] = gives([])
    with pytest.raises(RasaUnavailable):
        await client.parse("bonjour")


async def test_alive_is_a_plain_yes_or_no():
    async with aiohttp.ClientSession() as http:
        assert not await RasaClient(http, "http://127.0.0.1:1", 0.2).alive()
