""" "Is this really you?": the same for everybody, in words and time; nothing of anybody; not to be guessed through."""

from __future__ import annotations

import re
from statistics import median
from time import perf_counter

import pytest
from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy import select

from bot.channels import genuine as door
from bot.debt import code
from bot.service.case import certificates
from bot.store.clock import FixedClock
from bot.store.database import Database
from bot.store.tables import AuditLine, Case, Certificate, ContactPoint, Creditor, Party, Person, Plan
from tests.thread_world import count, disclosed, secrets_of

BASE = "http://127.0.0.1:8080"


@pytest.fixture
async def client(server: TestServer, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(door, "ANSWER_AFTER", 0.0)
    async with TestClient(server) as made:
        yield made


async def asked(client: TestClient, what: str, lang: str = "fr") -> str:
    """The answer's words; empty: none."""
    answer = await client.post(f"/check?lang={lang}", data={"what": what})
    assert answer.status == 200
    found = re.search(r'<p class="answer[^>]*>(.*?)</p>', await answer.text(), re.S)
    return found[1] if found else ""


async def a_certificate(world: Database, state: str = "agreed") -> str:
    async with world.begin() as uow:
        case = await uow.session.scalar(select(Case).where(Case.reference == "DEMO-1001"))
        assert case is not None
        person = await uow.session.scalar(select(Party.person_id).where(Party.case_id == case.id))
        assert person is not None
        plan = Plan(
            creditor_id=case.creditor_id, case_id=case.id, person_id=person, kind="plan", state=state, group="g",
            currency="EUR", agreed_at=uow.now, undo_until=uow.now,
        )
        uow.session.add(plan)
        await uow.flush()
        made = await certificates.for_plan(uow, plan)
        await uow.commit()
        return made.code


async def test_a_link_is_judged_by_where_it_leads_and_never_by_what_it_opens(client: TestClient) -> None:
    real, made_up = await asked(client, f"{BASE}/l/real"), await asked(client, f"{BASE}/pay/nothing")
    assert real == made_up and real.startswith("Oui")
    assert (await asked(client, "https://127.0.0.1.evil.com/l/x")).startswith("Non")
    assert (await asked(client, f"{BASE}/l/x puis https://evil.com/x")).startswith("Non")


async def test_senders_and_numbers_of_ours_are_known_whoever_asks(client: TestClient, world: Database) -> None:
    assert (await asked(client, "bonjour@repit.example")).startswith("Oui")
    assert (await asked(client, "Répit <bonjour+12-abc@repit.example>")).startswith("Oui")
    assert (await asked(client, "bonjour@repit.example.evil.com")).startswith("Non")
    assert (await asked(client, "+33 6 39 98 09 00")).startswith("Oui")
    assert (await asked(client, "01 99 00 10 01")).startswith("Oui")  # a creditor's desk
    async with world.begin() as uow:
        row = await uow.session.get_one(Creditor, "maison")
        row.settings = {**row.settings, "twilio": {"brands": {"x": {"sms_from": "+33939010055"}}}}
        await uow.commit()
    assert (await asked(client, "09 39 01 00 55")).startswith("Oui")


async def test_a_debtor_s_own_number_and_address_are_like_anybody_s(client: TestClient, world: Database) -> None:
    async with world.begin() as uow:
        known = list(await uow.session.scalars(select(ContactPoint)))
    stranger = {"phone": await asked(client, "+33639980777"), "email": await asked(client, "nobody@example.fr")}
    for kind in ("phone", "email"):
        mine = next(one.value for one in known if one.kind == kind)
        assert await asked(client, mine) == stranger[kind]


async def test_of_a_code_only_that_it_holds_is_told(client: TestClient, world: Database) -> None:
    made = await a_certificate(world)
    for typed in (made, made.lower(), made.replace("-", " "), made.removeprefix("C-")):
        told = await asked(client, typed)
        assert told.startswith("Oui") and not disclosed(told, await secrets_of(world))
    async with world.begin() as uow:
        row = await uow.session.scalar(select(Certificate))
        assert row is not None
        assert row.looked_up == 0  # nobody was chased: somebody asked
    assert await count(world, AuditLine, AuditLine.verb.like("certificate.looked%")) == 0


async def test_a_code_that_has_ended_is_like_one_that_never_was(client: TestClient, world: Database) -> None:
    ended = await a_certificate(world, "undone")
    never = code.written("00000000", letter="C")
    slip = ended[:-1] + ("0" if ended[-1] != "0" else "1")
    assert await asked(client, ended) == await asked(client, never) == await asked(client, slip)


async def test_a_reference_of_a_case_or_a_name_is_not_told_of(client: TestClient, world: Database) -> None:
    async with world.begin() as uow:
        names = [one.last_name for one in await uow.session.scalars(select(Person)) if one.last_name]
    nobody = await asked(client, "XXXX-9999-YY")
    assert await asked(client, "DEMO-1001") == await asked(client, "ABCD-1001") and nobody
    assert await asked(client, names[0]) == await asked(client, "Personne")


async def test_every_answer_takes_the_same_time(
    client: TestClient, world: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(door, "ANSWER_AFTER", 0.15)
    monkeypatch.setattr(client.server.app[door.TRIES], "_burst", 1_000)
    made = await a_certificate(world)
    times: dict[str, list[float]] = {}
    for _ in range(5):
        for what in (made, "C-0000-0000-0", "+33639980101", "x", f"{BASE}/l/x"):
            begun = perf_counter()
            await asked(client, what)
            times.setdefault(what, []).append(perf_counter() - begun)
    found = [median(one) for one in times.values()]
    assert min(found) >= 0.15 and max(found) - min(found) < 0.05


async def test_who_asks_too_often_waits(client: TestClient) -> None:
    statuses = [(await client.post("/check", data={"what": f"C-{n:04}-0000-0"})).status for n in range(14)]
    assert statuses[:10] == [200] * 10 and 429 in statuses


async def test_what_was_typed_is_shown_again_and_harmless(client: TestClient) -> None:
    page = await (await client.post("/check", data={"what": "<script>alert(1)</script>"})).text()
    assert "<script>" not in page and "&lt;script&gt;" in page
    assert (await client.post("/check", data={"what": "x" * 100_000})).status == 200
    assert (await client.post("/check", data=b"\xff\xfe", headers={"Content-Type": "text/plain"})).status == 200


async def test_nothing_of_it_is_kept_and_no_session_is_made(client: TestClient, world: Database) -> None:
    before = await count(world, AuditLine)
    answer = await client.post("/check", data={"what": "+33639980101"})
    assert await count(world, AuditLine) == before and "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("lang", ["fr", "en"])
async def test_the_page_is_there_in_both_languages_and_linked_from_pages_and_letters(
    client: TestClient, lang: str, clock: FixedClock
) -> None:
    page = await (await client.get(f"/check?lang={lang}")).text()
    assert f'<html lang="{lang}">' in page and 'for="what"' in page
    for path in ("/", "/privacy", "/pay/nothing", "/papers"):
        assert f"/check?lang={lang}" in await (await client.get(f"{path}?lang={lang}")).text(), path
