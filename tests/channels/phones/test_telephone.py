"""The demo's telephone: the same door, the same signature; there in the demo only, and it says what it is."""

from __future__ import annotations

import asyncio

import pytest
from aiohttp.test_utils import TestClient, TestServer
from phone_world import STRANGER, World

from bot import bootstrap
from bot.channels.twilio.accounts import default_account
from bot.settings import Settings
from bot.store.database import Database
from bot.store.tables import Creditor, Message
from tests.rasa_stand_in import StandIn as Rasa
from tests.thread_world import count
from tests.twilio_stand_in import signature, sms


@pytest.fixture
async def client(server: TestServer):
    async with TestClient(server) as made:
        yield made


async def shown(client: TestClient, number: str, wanted: int) -> list[dict[str, str]]:
    async with asyncio.timeout(20):
        while True:
            answer = await client.get("/telephone/thread", params={"number": number, "channel": "sms"})
            rows = (await answer.json())["messages"]
            if len(rows) >= wanted:
                return rows
            await asyncio.sleep(0.05)


async def test_it_says_that_it_is_simulated_and_names_the_demo_s_numbers(client: TestClient) -> None:
    answer = await client.get("/telephone?lang=fr")
    page = await answer.text()
    assert answer.status == 200 and "Simulé" in page and "+33639980101" in page
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert "Simulated" in await (await client.get("/telephone?lang=en")).text()


async def test_what_is_written_there_goes_the_whole_way_and_the_answer_comes_back(
    client: TestClient, rasa: Rasa
) -> None:
    answer = await client.post("/telephone/send", json={"number": STRANGER, "channel": "sms", "text": "bonjour"})
    assert await answer.json() == {"taken": True}
    yours, ours = await shown(client, STRANGER, 2)
    assert (yours["from"], yours["text"], ours["from"]) == ("you", "bonjour", "us")
    assert ours["text"].startswith("Répit, assistant automatique") and len(rasa.heard) == 1


async def test_stop_is_confirmed_once_where_no_carrier_does_and_start_is_told(client: TestClient, rasa: Rasa) -> None:
    await client.post("/telephone/send", json={"number": STRANGER, "channel": "sms", "text": "STOP"})
    await shown(client, STRANGER, 2)  # its confirmation has gone before anything takes it back
    for text in ("STOP", "ARRET", "c ki", "DEMARRER"):
        await client.post("/telephone/send", json={"number": STRANGER, "channel": "sms", "text": text})
    rows = await shown(client, STRANGER, 7)
    us = [row["text"] for row in rows if row["from"] == "us"]
    assert us[0] == "Répit : c'est fait, plus aucun SMS ne part d'ici. Pour en recevoir de nouveau : START"
    assert len(us) == 2 and "START" not in us[1] and "de nouveau" in us[1] and rasa.heard == []


async def test_whatsapp_is_shown_only_where_a_creditor_has_it_on(client: TestClient, world: Database) -> None:
    for on in (True, False):
        async with world.begin() as uow:
            row = await uow.session.get_one(Creditor, "maison")
            row.settings = {**row.settings, "whatsapp": on}
            await uow.commit()
        page = await (await client.get("/telephone")).text()
        assert 'value="sms"' in page and ('value="whatsapp"' in page) is on
    answer = await client.post("/telephone/send", json={"number": STRANGER, "channel": "whatsapp", "text": "bonjour"})
    assert await answer.json() == {"taken": True}


async def test_only_fictional_numbers_and_only_pages_of_ours(client: TestClient, world: Database) -> None:
    good = {"number": STRANGER, "channel": "sms", "text": "bonjour"}
    for bad in ({"number": "+33612345678"}, {"channel": "fax"}, {"text": "x" * 1601}, {"number": 1}):
        assert (await client.post("/telephone/send", json={**good, **bad})).status == 400
    for body in ("[]", "{", "null"):
        headers = {"Content-Type": "application/json"}
        assert (await client.post("/telephone/send", data=body, headers=headers)).status == 400
    assert (await client.post("/telephone/send", json=good, headers={"Origin": "https://evil.example"})).status == 403
    assert (await client.post("/telephone/send", data=good)).status == 415
    assert (await client.get("/telephone/thread?number=%2B33612345678&channel=sms")).status == 400
    assert await count(world, Message) == 0


async def test_the_demo_s_token_is_its_own(server: TestServer, client: TestClient) -> None:
    account = default_account(Settings(_env_file=None))
    assert account is not None
    fields = sms(STRANGER, "bonjour", AccountSid=account.sid, To="+33639980900")
    header = {"X-Twilio-Signature": signature(fields, token="guessed", base="http://127.0.0.1:8080")}
    assert (await client.post("/channels/twilio", data=fields, headers=header)).status == 403


async def test_with_a_real_account_or_in_production_it_does_not_exist(
    phones: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    for path in ("/telephone", "/telephone/thread?number=%2B33639980777&channel=sms"):
        async with phones.http.get(phones.twilio.url + path) as answer:
            assert answer.status == 404
    monkeypatch.setattr(bootstrap, "production_faults", lambda *_: [])
    monkeypatch.setenv("TWILIO_ACCOUNT_SID", "")
    monkeypatch.setenv("REPIT_MODE", "production")
    settings = Settings(_env_file=None)
    assert default_account(settings) is None
    async with TestServer(await bootstrap.make_app(settings, phones.database)) as made, TestClient(made) as client:
        assert (await client.get("/telephone")).status == 404
        assert (await client.post("/telephone/send", json={})).status == 404
        assert (await client.post("/channels/twilio", data=sms(STRANGER, "x"))).status == 403
