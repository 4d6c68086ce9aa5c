"""A move of a plan's payments put back at a word and a yes: within 14 days, where nothing was paid or changed since."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from bot.debt.money import Money
from bot.debt.plan import Instalment as Due
from bot.service.case.cases import CaseView, cases_of
from bot.service.identity import identify
from bot.service.pay.demands import lock_case
from bot.service.plan.gone import gone
from bot.service.plan.instalments import instalments
from bot.service.plan.moves import OPEN, schedule_of, write
from bot.service.plan.rearrange import KEEP
from bot.service.thread import spoken
from bot.service.thread.conversation import remember
from bot.service.thread.reply import HUMAN, Answer, Choice, say
from bot.store.database import UnitOfWork
from bot.store.tables import AuditLine, Conversation, Instalment, Plan

UNDO = timedelta(days=14)


async def told(uow: UnitOfWork, conversation: Conversation) -> Answer | None:
    """Shall the last move be put back? The dates are read back before the yes. None: there is none that could be."""
    if conversation.person_id is None or not await identify.is_identified(uow, conversation):
        return None
    for view in await cases_of(uow, conversation.person_id):
        line = await _last_move(uow, view)
        rows = await _as_it_left_them(uow, view, line) if line is not None else None
        if line is None or rows is None or view.plan is None:
            continue
        remember(conversation, errand="plan_status", errand_data=None)
        data = {"do": "put_back", "case": view.case.id, "line": line.id}
        yes = Choice(title_id="choice_put_back", payload="/choose_option", data=data, kind="yes")
        can = say("utter_can_put_back", brand=view.brand.name, given=_said(line, view, conversation.language))
        return can.then(say("utter_ask_put_back", yes, KEEP, HUMAN)).asking("put_back")
    return None


async def confirmed(uow: UnitOfWork, conversation: Conversation) -> Answer:
    """The yes: the dates from before the move are written, and the creditor is told. Said twice, it has one effect."""
    picked = dict(conversation.memory.get("choice") or {})
    remember(conversation, choice=None, errand_over=True, errand=None, errand_data=None)
    for view in await cases_of(uow, conversation.person_id or 0):
        if view.case.id != picked.get("case") or view.plan is None:
            continue
        await lock_case(uow, view.case.id)
        await uow.session.refresh(view.plan)
        line = await _last_move(uow, view)
        rows = await _as_it_left_them(uow, view, line) if line is not None and line.id == picked.get("line") else None
        if line is None or rows is None:
            break
        await write(uow, view.plan, rows, _dues(line, rows, view.plan), view, actor="bot")
        uow.audit(
            "plan.put_back", "plan", view.plan.id, actor="debtor", creditor_id=view.case.creditor_id, move=line.id
        )
        return say("utter_put_back", given=_said(line, view, conversation.language)).asking(None)
    return await gone(uow, conversation)


async def _last_move(uow: UnitOfWork, view: CaseView) -> AuditLine | None:
    """The newest change of the plan, where the debtor made it, and not too long ago."""
    if view.plan is None:
        return None
    line: AuditLine | None = await uow.session.scalar(
        select(AuditLine)
        .where(
            AuditLine.verb == "plan.rearranged", AuditLine.object_kind == "plan",
            AuditLine.object_id == str(view.plan.id),
        )
        .order_by(AuditLine.id.desc()).limit(1)
    )
    if line is None or line.actor != "debtor" or line.at < uow.now - UNDO or not line.data.get("before"):
        return None
    return line


async def _as_it_left_them(uow: UnitOfWork, view: CaseView, line: AuditLine) -> Sequence[Instalment] | None:
    """What is open, where it is just what the move made of it: nothing paid since, no day gone by that would come back.
    """
    if view.plan is None or not view.may.instalments_run:
        return None
    rows = [row for row in await instalments(uow, view.plan.id) if row.state in OPEN]
    before, after = line.data["before"], line.data.get("after") or []
    if schedule_of(rows) != after or sum(one[1] for one in before) != sum(one[1] for one in after):
        return None
    today = uow.today(view.creditor.time_zone).isoformat()
    return rows if all(one[0] >= today for one in before if one not in after) else None


def _dues(line: AuditLine, rows: Sequence[Instalment], plan: Plan) -> tuple[Due, ...]:
    """The schedule from before the move; what it left alone keeps its number."""
    left = {(row.due_on.isoformat(), row.minor - row.paid_minor): row.n for row in rows}
    known = [(str(day), int(minor)) for day, minor in line.data["before"]]
    numbers = {one: left.pop(one) for one in known if one in left}
    free = [*sorted(left.values()), *range(max(row.n for row in rows) + 1, max(row.n for row in rows) + len(known) + 1)]
    found = []
    for one in known:
        n = numbers.pop(one, None) or free.pop(0)
        found.append(Due(n, date.fromisoformat(one[0]), Money(one[1], plan.currency)))
    return tuple(sorted(found, key=lambda due: (due.due_on, due.n)))


def _said(line: AuditLine, view: CaseView, lang: str) -> dict[str, str]:
    days: list[list[Any]] = line.data["before"]
    first, last = days[0], days[-1]
    return {
        "amount": spoken.money(Money(int(first[1]), view.case.currency), lang),
        "day": spoken.day(date.fromisoformat(first[0]), lang), "last": spoken.day(date.fromisoformat(last[0]), lang),
    }
