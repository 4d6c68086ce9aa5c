"""A new policy tried on stored budgets: compared with the one in force, nothing written, nobody named."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError

from bot.debt.money import Money
from bot.debt.policy import Policy
from bot.runner.policy import as_json, as_text
from bot.service.policy import policies
from bot.service.policy.policy_try import Tried, try_policy
from bot.store.database import UnitOfWork
from bot.store.tables import AuditLine, BudgetVersion, Case, OutboxMessage, Party, Person
from tests.thread_world import demo_of

TOLD = {
    "income": 145000, "benefits": 0, "household": [1, 0], "housing": 48000, "essentials": 35000, "other_debts": 6000
}


@pytest.fixture
async def world(database):
    return await demo_of(database)


def policy(**changed: object) -> Policy:
    found = next(one for one in policies.policies() if one.brand == "demo_maison")
    return replace(found, **changed)  # type: ignore[arg-type]


async def _tell(world, reference: str, *, data: dict[str, object] = TOLD, version: int = 1, withdrawn: bool = False):
    async with world.begin() as uow:
        case = await uow.session.scalar(select(Case).where(Case.reference.startswith(reference)).limit(1))
        person = await uow.session.scalar(select(Party.person_id).where(Party.case_id == case.id))
        uow.session.add(
            BudgetVersion(
                creditor_id=case.creditor_id, person_id=person, version=version, currency=case.currency,
                data=dict(data), created_at=uow.now + timedelta(seconds=version),
                withdrawn_at=uow.now if withdrawn else None,
            )
        )
        await uow.commit()


async def _tried(world, new: Policy, creditor: str | None = None) -> Tried:
    async with world.begin() as uow:
        return await try_policy(uow, new, creditor_id=creditor)


async def test_each_person_is_replayed_once_with_their_newest_budget(world):
    await _tell(world, "DEMO-1001", data={**TOLD, "income": 0})
    await _tell(world, "DEMO-1001", version=2)
    found = await _tried(world, policy())
    (row,) = found.rows
    assert (row.verdict, row.before.kind) == ("same", "plan")
    assert found.in_force is not None and found.terms == () and found.without_budget > 0


async def test_a_withdrawn_budget_is_not_used(world):
    await _tell(world, "DEMO-1001", withdrawn=True)
    assert (await _tried(world, policy())).rows == ()


async def test_a_harder_policy_is_seen_to_make_people_fall(world):
    await _tell(world, "DEMO-1001")
    found = await _tried(world, policy(longest_plan_months=2, bot_may_agree_up_to_months=2))
    assert found.summary.verdicts["loses"] == 1 and found.summary.fell_to == {"token": 1}
    found = await _tried(world, policy(smallest_instalment=Money.of("10.00")))
    assert found.summary.verdicts["gains"] == 1


async def test_only_the_creditor_named_is_looked_at(world):
    await _tell(world, "DEMO-1001")
    assert (await _tried(world, policy(), "nobody")).rows == ()


async def test_nothing_can_be_written_while_a_policy_is_tried(world):
    async def rows(uow: UnitOfWork) -> list[int | None]:
        tables = (AuditLine, OutboxMessage, BudgetVersion)
        return [await uow.session.scalar(select(func.count()).select_from(table)) for table in tables]

    await _tell(world, "DEMO-1001")
    async with world.begin() as uow:
        before = await rows(uow)
    async with world.begin() as uow:
        await try_policy(uow, policy())
        with pytest.raises(DBAPIError, match="read-only"):
            await uow.session.execute(Case.__table__.update().values(flags=[]))  # type: ignore[attr-defined]
    async with world.begin() as uow:
        assert await rows(uow) == before


async def test_the_report_names_cases_by_id_and_nobody_by_name(world):
    await _tell(world, "DEMO-1001")
    found = await _tried(world, policy(longest_plan_months=2, bot_may_agree_up_to_months=2))
    told = "\n".join(as_text(found))
    given = json.loads(json.dumps(as_json(found)))
    assert "who falls, falls to:" in told and f"cases {found.rows[0].cases[0]}" in told
    assert given["verdicts"]["loses"] == 1 and given["rows"][0]["after"]["kind"] == "token"
    async with world.begin() as uow:
        names = (await uow.session.execute(select(Person.first_name, Person.last_name))).all()
        references = (await uow.session.scalars(select(Case.reference))).all()
    words = set(told.replace(",", " ").split()) | {str(v) for v in given.values()}
    assert not words & ({n for pair in names for n in pair if n} | set(references))
