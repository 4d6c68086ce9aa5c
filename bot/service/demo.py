"""Demo data: fictional creditors, agents and debtors (bot/feeds/demo.yml). Loading it twice changes nothing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from argon2 import PasswordHasher
from ruamel.yaml import YAML
from sqlalchemy import select

from bot.debt.hold import place
from bot.debt.money import Money
from bot.debt.plan import add_months
from bot.service.case.cases import schedule_review
from bot.service.plan.instalments import at, watch_instalments
from bot.store.database import UnitOfWork
from bot.store.tables import (
    Agent,
    AgentScope,
    Brand,
    Case,
    ContactPoint,
    Creditor,
    Hold,
    Instalment,
    LedgerEntry,
    Obligation,
    Party,
    Pause,
    Person,
    Plan,
)

_DATA = Path(__file__).resolve().parent.parent / "feeds" / "demo.yml"
_ACTOR = "demo"
_HOME = {"FR": ("FR", "fr", "maison_claire"), "GB": ("GB-EAW", "en", "harbour")}
Row = Mapping[str, Any]


async def load_demo(uow: UnitOfWork, day: date) -> int:
    """Add what is missing of the demo data, its dates counted from `day`. Gives the number of new cases.

    What exists is left as it is, whatever has become of it since. Commit it yourself; never in production.
    """
    raw = YAML(typ="safe").load(_DATA.read_text(encoding="utf-8"))
    for row in raw["creditors"]:
        await _creditor(uow, row)
    for row in raw["agents"]:
        await _agent(uow, row)
    new = 0
    for row in raw["debtors"]:
        new += await _debtor(uow, row, day)
    await uow.flush()
    return new


async def _creditor(uow: UnitOfWork, row: Row) -> None:
    if await uow.session.get(Creditor, row["id"]) is None:
        plain = {key: value for key, value in row.items() if key != "brands"}
        uow.session.add(Creditor(**plain, export_seq=0))
        await uow.flush()
        uow.audit("creditor.added", "creditor", row["id"], actor=_ACTOR, creditor_id=row["id"])
    known = set(await uow.session.scalars(select(Brand.key).where(Brand.creditor_id == row["id"])))
    uow.session.add_all(
        Brand(creditor_id=row["id"], **brand) for brand in row["brands"] if brand["key"] not in known
    )
    await uow.flush()


async def _agent(uow: UnitOfWork, row: Row) -> None:
    if await uow.session.scalar(select(Agent.id).where(Agent.login == row["login"])) is not None:
        return
    password = f"{row['login']}-demo"  # known to everybody: production refuses the demo data
    agent = Agent(
        login=row["login"], name=row["name"], role=row["role"],
        password_hash=PasswordHasher().hash(password),
    )
    uow.session.add(agent)
    await uow.flush()
    uow.session.add_all(AgentScope(agent_id=agent.id, creditor_id=key) for key in row["creditors"])


async def _debtor(uow: UnitOfWork, row: Row, day: date) -> int:
    """One case with its debtor; 1 if it was missing."""
    creditor = await uow.session.get_one(Creditor, row["creditor"])
    existing = select(Case.id).where(Case.creditor_id == creditor.id, Case.reference == row["reference"])
    if await uow.session.scalar(existing) is not None:
        return 0
    jurisdiction, language, brand_key = _HOME[creditor.country]
    brand = await uow.session.scalar(
        select(Brand.id).where(Brand.creditor_id == creditor.id, Brand.key == row.get("brand", brand_key))
    )
    due, future = (Money.of(row.get(key, "0"), creditor.currency).minor for key in ("due", "future"))
    upcoming = Money.of(row["next"], creditor.currency).minor if "next" in row else None
    case = Case(
        creditor_id=creditor.id, brand_id=brand, reference=row["reference"],
        jurisdiction=row.get("jurisdiction", jurisdiction), nature=row.get("nature", creditor.nature),
        collector_role=creditor.collector_role, state=row.get("state", "late"), currency=creditor.currency,
        oldest_unpaid_on=_back(row, "oldest_days", day), last_payment_on=_back(row, "last_payment_days", day),
        next_due_on=day + timedelta(days=row["next_in_days"]) if upcoming else None, next_due_minor=upcoming,
        as_of=day, flags=list(row.get("flags", ())),
    )
    uow.session.add(case)
    await uow.flush()
    person = await _borrower(uow, row, case, language)
    _figures(uow, case, due, future, day)
    await _extras(uow, row, case, person, day)
    uow.audit("case.added", "case", case.id, actor=_ACTOR, creditor_id=creditor.id)
    return 1


def _back(row: Row, key: str, day: date) -> date | None:
    return day - timedelta(days=row[key]) if key in row else None


async def _borrower(uow: UnitOfWork, row: Row, case: Case, language: str) -> Person:
    if "same_person_as" in row:
        person = await uow.session.scalar(
            select(Person)
            .where(Person.creditor_id == case.creditor_id, Person.external_key == row["same_person_as"])
        )
        if person is None:
            raise ValueError(f"demo data: {row['reference']} names nobody who comes before it")
    else:
        person = await _person(uow, row, case, language, row["reference"])
    uow.session.add(Party(creditor_id=case.creditor_id, case_id=case.id, person_id=person.id, role="borrower"))
    if "also" in row:
        other = {**row["also"], "postcode": row.get("postcode")}
        second = await _person(uow, other, case, language, f"{row['reference']}/{other['role']}")
        uow.session.add(
            Party(creditor_id=case.creditor_id, case_id=case.id, person_id=second.id, role=other["role"])
        )
    return person


async def _person(uow: UnitOfWork, row: Row, case: Case, language: str, key: str) -> Person:
    last, first = row["name"]
    person = Person(
        creditor_id=case.creditor_id, external_key=key, last_name=last, first_name=first,
        birth_date=row.get("born"), postcode=row.get("postcode"), language=language,
        country=case.jurisdiction[:2],
    )
    uow.session.add(person)
    await uow.flush()
    for kind in ("phone", "email"):
        if kind in row:
            uow.session.add(
                ContactPoint(
                    creditor_id=case.creditor_id, person_id=person.id, kind=kind, value=row[kind], whose="own",
                    discretion=bool(row.get("discretion")),
                    opted_out_at=uow.now if row.get("opted_out") and kind == "phone" else None,
                )
            )
    return person


def _figures(uow: UnitOfWork, case: Case, due: int, future: int, day: date) -> None:
    for account, minor, on in (("due", due, case.oldest_unpaid_on), ("future", future, case.next_due_on)):
        if not minor:
            continue
        uow.session.add(
            Obligation(
                creditor_id=case.creditor_id, case_id=case.id, external_key=account, due_on=on, minor=minor,
                component="principal", claimable=True, disputed=False,
            )
        )
        uow.session.add(
            LedgerEntry(
                creditor_id=case.creditor_id, case_id=case.id, account=account, kind="opening", minor=minor,
                at=uow.now, value_on=day, reason="demo data", source_kind=_ACTOR,
                source_key=f"{case.creditor_id}:{case.reference}:{account}",
            )
        )


async def _extras(uow: UnitOfWork, row: Row, case: Case, person: Person, day: date) -> None:
    for told in row.get("holds", ()):
        part = Money.of(told["part"], case.currency) if "part" in told else None
        await _hold(uow, case, told["reason"], day, part=part)
    if "pause_days" in row:
        until = day + timedelta(days=row["pause_days"])
        hold = await _hold(uow, case, "pause", day, until=until)
        pause = Pause(
            creditor_id=case.creditor_id, case_id=case.id, person_id=person.id, hold_id=hold.id, until=until,
            state="running", set_at=uow.now,
        )
        uow.session.add(pause)
        await uow.flush()
        creditor = await uow.session.get_one(Creditor, case.creditor_id)
        uow.schedule(
            "pause_end", f"pause_end:{pause.id}", at(until, creditor.time_zone), creditor_id=case.creditor_id,
            pause=pause.id,
        )
    if "plan" in row:
        await _plan(uow, row["plan"], case, person, day)


async def _hold(
    uow: UnitOfWork, case: Case, reason: str, day: date, *, part: Money | None = None, until: date | None = None
) -> Hold:
    placed = place(reason, day=day, part=part, until=until)
    hold = Hold(
        creditor_id=case.creditor_id, case_id=case.id, reason=reason, part_minor=part.minor if part else None,
        set_by=_ACTOR, set_at=uow.now, review_on=placed.review_on, detail={},
    )
    uow.session.add(hold)
    await uow.flush()
    await schedule_review(uow, hold)
    return hold


async def _plan(uow: UnitOfWork, row: Row, case: Case, person: Person, day: date) -> None:
    plan = Plan(
        creditor_id=case.creditor_id, case_id=case.id, person_id=person.id, group=f"demo-{case.reference}",
        kind="plan", state="agreed", currency=case.currency, agreed_at=uow.now,
        undo_until=uow.now + timedelta(days=14), review_on=add_months(day, 5), reminder_channel="none",
        reminder_days_before=3,
    )
    uow.session.add(plan)
    await uow.flush()
    first = day + timedelta(days=row["first_in_days"])
    each = Money.of(row["each"], case.currency).minor
    uow.session.add_all(
        Instalment(
            creditor_id=case.creditor_id, plan_id=plan.id, n=n, due_on=add_months(first, n - 1), minor=each,
            paid_minor=0, state="due",
        )
        for n in range(1, row["instalments"] + 1)
    )
    await uow.flush()
    creditor = await uow.session.get_one(Creditor, case.creditor_id)
    await watch_instalments(uow, plan, creditor.time_zone)
    uow.schedule(
        "plan_review", f"plan_review:{plan.id}", at(add_months(day, 5), creditor.time_zone),
        creditor_id=case.creditor_id, plan=plan.id,
    )
