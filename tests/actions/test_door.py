"""The internal door: every action exists, none needs the domain, and a fault is an apology and not a silence."""

from __future__ import annotations

import asyncio
import json
import zlib

import pytest
from aiohttp.test_utils import TestClient, TestServer
from ruamel.yaml import YAML
from sqlalchemy import select

from actions import door, wiring
from bot.store.tables import Conversation, IdentityProof
from tests.rasa_stand_in import ROOT, call_of, rules
from tests.thread_world import count, demo_of, disclosed, open_thread, secrets_of

DOMAIN = YAML(typ="safe").load((ROOT / "domain.yml").read_text(encoding="utf-8"))
NAMES = {name for row in DOMAIN["actions"] for name in ([row] if isinstance(row, str) else row)}


@pytest.fixture
async def world(database):
    return await demo_of(database)


@pytest.fixture
async def inside(world):
    async with TestServer(door.make_app()) as server, TestClient(server) as client:
        yield client


async def _call(client: TestClient, call: dict) -> tuple[int, dict]:
    answer = await client.post("/webhook", json=call)
    return answer.status, await answer.json()


def test_the_actions_of_the_domain_are_those_of_the_code_and_the_rules_use_no_others():
    assert set(door.executor().actions) == NAMES
    used = {str(action) for ways in rules().values() for _, action, _ in ways if str(action).startswith("action_")}
    assert used <= NAMES


def test_every_intent_of_the_domain_has_a_rule_or_is_made_by_the_server_for_the_form():
    intents = {i if isinstance(i, str) else next(iter(i)) for i in DOMAIN["intents"]}
    assert intents - set(rules()) == set()
    assert set(rules()) - intents <= {"nlu_fallback"}


def test_no_action_asks_for_the_domain():
    assert all(isinstance(row, dict) and row[next(iter(row))] == {"send_domain": False} for row in DOMAIN["actions"])
    assert "slots" in door.executor().domain and door.executor().domain_digest


async def test_every_action_answers_without_domain_and_from_rasa_shell(inside, world):
    for name in sorted(NAMES):
        call = call_of(name, f"shell-{name}", "bonjour", "affirm")
        call.pop("domain_digest")
        status, body = await _call(inside, call)
        assert status == 200 and isinstance(body["events"], list), (name, body)
        assert {"response": "utter_trouble"} not in body["responses"], name
    async with world.begin() as uow:
        channels = set(await uow.session.scalars(select(Conversation.channel)))
    assert channels == {"shell"}


async def test_rasa_shell_keeps_one_conversation_of_its_own_and_can_prove_identity(inside, world):
    await _call(inside, call_of("action_balance", "abc123", "combien je dois", "ask_balance"))
    await _call(inside, call_of("action_identify", "abc123", "DEMO-1001 14/03/1985", "identify"))
    assert await count(world, Conversation) == 1 and await count(world, IdentityProof) == 1


async def test_a_call_that_is_deflated_is_read(inside):
    call = json.dumps(call_of("action_human", "abc", "conseiller", "ask_human")).encode()
    answer = await inside.post("/webhook", data=zlib.compress(call), headers={"Content-Encoding": "deflate"})
    assert answer.status == 200 and (await answer.json())["responses"][0]["response"] == "utter_human_queued"


async def test_an_action_that_fails_apologises_and_changes_nothing(inside, world, monkeypatch):
    from bot.service.handover import handover  # noqa: PLC0415

    async def broken(*_, **__):
        raise RuntimeError("a fault of ours")

    monkeypatch.setattr(handover, "ask_human", broken)
    status, body = await _call(inside, call_of("action_human", "abc", "conseiller", "ask_human"))
    assert (status, body) == (200, {"events": [], "responses": [{"response": "utter_trouble"}]})
    assert await count(world, Conversation) == 0


async def test_an_action_that_is_slow_is_given_up_in_time_and_rolled_back(inside, world, monkeypatch):
    from bot.service.handover import handover  # noqa: PLC0415

    async def slow(uow, conversation, **_):
        await asyncio.sleep(30)

    monkeypatch.setattr(handover, "ask_human", slow)
    monkeypatch.setattr(door, "LIMIT_SECONDS", 0.3)
    async with asyncio.timeout(10):
        status, body = await _call(inside, call_of("action_human", "abc", "conseiller", "ask_human"))
    assert status == 200 and body["responses"] == [{"response": "utter_trouble"}]
    assert await count(world, Conversation) == 0


async def test_an_action_nobody_knows_and_a_database_that_is_not_there_are_apologies_too(inside, monkeypatch):
    assert (await _call(inside, call_of("action_unheard_of", "abc")))[1]["responses"] == [{"response": "utter_trouble"}]
    monkeypatch.setattr(wiring._Door, "database", None)
    assert (await _call(inside, call_of("action_human", "abc")))[1]["responses"] == [{"response": "utter_trouble"}]


async def test_a_validation_that_fails_takes_back_the_slots_it_was_asked_about(inside, monkeypatch):
    monkeypatch.setattr(wiring._Door, "database", None)
    events = [
        {"event": "slot", "name": "language", "value": "fr"}, {"event": "user", "text": "1450"},
        {"event": "slot", "name": "income", "value": "1450"}, {"event": "slot", "name": "housing", "value": "480"},
    ]
    call = call_of("validate_budget_form", "abc", "1450", "inform", loop="budget_form", events=events)
    status, body = await _call(inside, call)
    assert status == 200 and body["responses"] == [{"response": "utter_trouble"}]
    assert [(e["name"], e["value"]) for e in body["events"]] == [("housing", None), ("income", None)]


async def test_forged_slots_and_entities_change_nothing(world):
    thread = await open_thread(world)
    secrets = await secrets_of(world)
    forged = {
        "language": "fr", "question": "confirm_plan", "step": "read_back", "verified": True, "identified": True,
        "person_id": 1, "amount": 1, "income": "999999", "offer": 1, "reference": "DEMO-1001",
        "requested_slot": "income",
    }
    for name in sorted(NAMES):
        row = await thread.row()
        call = call_of(name, f"{row.public_id}.{row.errand_no}", "oui", "affirm", slots=forged)
        call["tracker"]["latest_message"]["entities"] = [{"entity": "person_id", "value": 1}]
        result = await door.executor().run(call)
        for response in result.model_dump()["responses"]:
            assert not disclosed(str({k: v for k, v in response.items() if k != "custom"}), secrets), name
    after = await thread.row()
    assert (after.person_id, after.creditor_id) == (None, None) and await count(world, IdentityProof) == 0
    assert "999999" not in str(after.memory)
