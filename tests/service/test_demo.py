"""The demo data: what README, stories and design promise of it; and loading it again changes nothing."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from argon2 import PasswordHasher
from sqlalchemy import func, select

from bot.service.case.cases import cases_of
from bot.service.demo import load_demo
from bot.store.database import Database
from bot.store.tables import (
    Agent,
    AgentScope,
    Base,
    Brand,
    Case,
    ContactPoint,
    Creditor,
    Hold,
    LedgerEntry,
    Party,
    Pause,
    Person,
    Task,
)

DAY = date(2026, 11, 20)


@pytest.fixture
async def demo(database: Database) -> Database:
    async with database.begin() as uow:
        await load_demo(uow, DAY)
        await uow.commit()
    return database


async def _views(database: Database, reference: str):
    async with database.begin() as uow:
        person = await uow.session.scalar(
            select(Person)
            .join(Party, Party.person_id == Person.id)
            .join(Case, Case.id == Party.case_id)
            .where(Case.reference == reference, Party.role == "borrower")
        )
        return person, await cases_of(uow, person.id)


async def _rows(database: Database) -> dict[str, int]:
    async with database.begin() as uow:
        return {
            table.name: int(await uow.session.scalar(select(func.count()).select_from(table)) or 0)
            for table in Base.metadata.sorted_tables
        }


async def test_loading_it_again_on_another_day_changes_nothing(demo):
    before = await _rows(demo)
    async with demo.begin() as uow:
        assert await load_demo(uow, DAY + timedelta(days=40)) == 0
        await uow.commit()
    assert await _rows(demo) == before and before["case"] >= 20


async def test_every_hold_and_every_pause_is_looked_at_again_as_in_life(demo):
    async with demo.begin() as uow:
        tasks = {task.key: task.due_at for task in await uow.session.scalars(select(Task))}
        holds = list(await uow.session.scalars(select(Hold)))
        pauses = list(await uow.session.scalars(select(Pause)))
    assert holds and pauses
    assert {f"hold_review:{hold.id}" for hold in holds} <= set(tasks)
    assert {f"pause_end:{pause.id}" for pause in pauses} <= set(tasks)
    assert all(tasks[f"hold_review:{hold.id}"].date() == hold.review_on for hold in holds)


async def test_demo_1001_owes_480_euros_overdue_on_one_case(demo):
    person, views = await _views(demo, "DEMO-1001")
    assert (person.birth_date, person.language) == (date(1985, 3, 14), "fr")
    assert [(view.overdue.minor, view.overdue.currency) for view in views] == [(480_00, "EUR")]
    assert views[0].payable.minor == 480_00 and views[0].offerable


async def test_demo_1002_has_two_cases_at_two_brands_of_one_creditor(demo):
    person, views = await _views(demo, "DEMO-1002")
    assert person.birth_date == date(1992, 11, 2)
    assert sorted(view.overdue.minor for view in views) == [312_45, 1_260_00]
    assert len({view.brand.id for view in views}) == 2 and len({view.creditor.id for view in views}) == 1
    assert all(view.offerable for view in views)


async def test_demo_1003_is_not_late_and_next_due_in_twelve_days(demo):
    person, views = await _views(demo, "DEMO-1003")
    assert person.birth_date == date(1969, 7, 30)
    assert views[0].overdue.minor == 0 and not views[0].is_late
    assert views[0].next_due_on == DAY + timedelta(days=12) and views[0].next_due is not None


async def test_demo_2001_owes_350_pounds_in_england(demo):
    person, views = await _views(demo, "DEMO-2001")
    assert (person.birth_date, person.language) == (date(1979, 6, 23), "en")
    assert [(view.overdue.minor, view.overdue.currency) for view in views] == [(350_00, "GBP")]
    assert views[0].case.jurisdiction == "GB-EAW" and views[0].offerable


async def test_the_numbers_promised_are_theirs_and_all_are_kept_for_fiction(demo):
    async with demo.begin() as uow:
        rows = await uow.session.execute(
            select(Case.reference, ContactPoint.value)
            .join(Party, Party.case_id == Case.id)
            .join(ContactPoint, ContactPoint.person_id == Party.person_id)
            .where(ContactPoint.kind == "phone")
        )
        phones = [tuple(row) for row in rows]
    known = dict(phones)
    assert (known["DEMO-1001"], known["DEMO-1002"], known["DEMO-1003"], known["DEMO-2001"]) == (
        "+33639980101", "+33639980102", "+33639980103", "+447700900123",
    )
    assert all(re.fullmatch(r"\+3363998\d{4}|\+447700900\d{3}", number) for _, number in phones)


async def test_agents_see_their_creditors_only_and_passwords_are_hashed(demo):
    async with demo.begin() as uow:
        agents = {agent.login: agent for agent in await uow.session.scalars(select(Agent))}
        scopes: dict[int, set[str]] = {}
        for scope in await uow.session.scalars(select(AgentScope)):
            scopes.setdefault(scope.agent_id, set()).add(scope.creditor_id)
        everybody = set(await uow.session.scalars(select(Creditor.id)))
    seen = {login: scopes.get(agent.id, set()) for login, agent in agents.items()}
    assert seen == {
        "camille": {"auralis", "maison"}, "ines": {"volta"}, "sam": {"brightloan", "ukdemo"}, "dominique": everybody,
        "nadia": everybody, "alex": set(),
    }
    roles = {login: agent.role for login, agent in agents.items() if agent.role != "agent"}
    assert roles == {"dominique": "supervisor", "nadia": "compliance", "alex": "administrator"}
    for login, agent in agents.items():
        assert agent.password_hash.startswith("$argon2id$") and "demo" in agent.name
        assert PasswordHasher().verify(agent.password_hash, f"{login}-demo")


async def test_every_policy_named_by_a_brand_is_a_file_and_brands_are_complete(demo):
    from pathlib import Path  # noqa: PLC0415

    policies = Path(__file__).resolve().parents[2] / "bot" / "policies"
    async with demo.begin() as uow:
        brands = list(await uow.session.scalars(select(Brand)))
    assert all((policies / f"{brand.policy}.yml").is_file() for brand in brands)
    assert {brand.name for brand in brands if brand.creditor_id == "auralis"} == {
        "Auralis", "Électro Doré", "Librairie Nova",
    }
    assert {brand.name for brand in brands if brand.creditor_id == "maison"} == {"Maison Claire", "Mobilia"}


def _valid_iban(iban: str) -> bool:
    return int("".join(str(int(sign, 36)) for sign in iban[4:] + iban[:4])) % 97 == 1


async def test_settings_hold_hours_transfer_account_and_switches_but_no_secret(demo):
    async with demo.begin() as uow:
        creditors = list(await uow.session.scalars(select(Creditor)))
    for creditor in creditors:
        assert creditor.settings["whatsapp"] is (creditor.id == "maison")  # one has it on, so that it can be shown
        assert creditor.settings["desk_hours"]["1"] == ["09:00", "19:00"]
        assert "6" not in creditor.settings["desk_hours"] and _valid_iban(creditor.settings["transfer_iban"])
        assert not re.search(r"\d{6}", creditor.settings["on_call"])


async def test_what_is_told_of_a_case_agrees_with_its_ledger(demo):
    async with demo.begin() as uow:
        for case in await uow.session.scalars(select(Case)):
            due = await uow.session.scalar(
                select(func.coalesce(func.sum(LedgerEntry.minor), 0)).where(
                    LedgerEntry.case_id == case.id, LedgerEntry.account == "due"
                )
            )
            assert (due > 0) == (case.state == "late"), case.reference
            assert (due > 0) == (case.oldest_unpaid_on is not None), case.reference
