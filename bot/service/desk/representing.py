"""A representative put on record at the desk, by a written authority that the agent has seen; and ended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from bot.debt import representation as rules
from bot.service.case.cases import cases_of, set_hold
from bot.service.desk.agents import AgentAt
from bot.service.desk.work import DeskRefusal, must_hold, reach
from bot.service.identity.identify import is_identified
from bot.service.pay.demands import expire_for_hold, lock_case
from bot.service.thread.reply import say
from bot.service.thread.saying import write
from bot.store.database import UnitOfWork
from bot.store.tables import Conversation, Representative

LONGEST_NAME, LONGEST_REACH = 120, 200


@dataclass(frozen=True, kw_only=True)
class Paper:
    """What the agent reads in the paper."""

    kind: str
    name: str
    reach: str
    authority_on: str
    until: str
    scope: Sequence[str]


@dataclass(frozen=True, kw_only=True)
class RepresentativeLine:
    """One on the screen: may they speak today, and what of."""

    row: Representative
    holds: bool
    hidden: tuple[str, ...]  # what must not be told to them


async def record(uow: UnitOfWork, agent: AgentAt, conversation_id: int, *, paper: Paper) -> Representative:
    """Who may speak for this conversation's person. The same paper again is the same record.

    A guardian's cases stand still until somebody has looked at them: what a protected person agrees alone may not
    hold (C. civ. 465). Raises DeskRefusal: not_yours, must_be_identified, representative_name, and
    representative_kind, _scope, _paper_day, _until.
    """
    conversation = await reach(uow, agent, conversation_id)
    must_hold(agent, conversation)
    if conversation.person_id is None or not await is_identified(uow, conversation):
        raise DeskRefusal("must_be_identified")
    views = await cases_of(uow, conversation.person_id)
    today = uow.today(views[0].creditor.time_zone) if views else uow.today()
    name, how = " ".join(paper.name.split()), " ".join(paper.reach.split())
    if not 0 < len(name) <= LONGEST_NAME or len(how) > LONGEST_REACH or "\x00" in name + how:
        raise DeskRefusal("representative_name")
    on, until = _day(paper.authority_on, "paper_day"), _day(paper.until, "until") if paper.until.strip() else None
    if why := rules.why_not(paper.kind, paper.scope, on, until, today):
        raise DeskRefusal(f"representative_{why}")
    for known in await of_person(uow, conversation.person_id):
        same = (known.kind, known.name, known.authority_on, known.until) == (paper.kind, name, on, until)
        if known.ended_at is None and same and set(known.scope) == set(paper.scope):
            return known
    row = Representative(
        creditor_id=conversation.creditor_id, person_id=conversation.person_id, kind=paper.kind, name=name, reach=how,
        authority_on=on, until=until, scope=[one for one in rules.SECTIONS if one in paper.scope],
        recorded_by=agent.actor, recorded_at=uow.now,
    )
    uow.session.add(row)
    await uow.flush()
    uow.audit(
        "representative.recorded", "representative", row.id, actor=agent.actor, creditor_id=row.creditor_id,
        conversation=conversation.id, kind=row.kind, authority_on=on.isoformat(),
        until=until.isoformat() if until else None, scope=row.scope,
    )
    for view in sorted(views, key=lambda one: one.case.id):
        if row.kind == "guardian":
            await lock_case(uow, view.case.id)
            await set_hold(uow, view, "guardianship", set_by=agent.actor)
            await expire_for_hold(uow, view.case.id)
        await uow.tell_creditor(
            view.case, "representative", representative=row.id, by=row.kind, state="recorded",
            until=until.isoformat() if until else None, scope=row.scope,
        )
    await write(uow, conversation, say("notice_representative"), author="system")
    return row


async def end(uow: UnitOfWork, agent: AgentAt, conversation_id: int, *, representative_id: int) -> None:
    """The paper no longer holds, or the person has taken it back. A hold for a guardian stays until it is lifted.

    A second time changes nothing. Raises LookupError for one that is not this person's; DeskRefusal: not_yours,
    must_be_identified.
    """
    conversation = await reach(uow, agent, conversation_id)
    must_hold(agent, conversation)
    if conversation.person_id is None or not await is_identified(uow, conversation):
        raise DeskRefusal("must_be_identified")
    row = await uow.session.get(Representative, representative_id, populate_existing=True)
    if row is None or row.person_id != conversation.person_id:
        raise LookupError("no such representative")
    if row.ended_at is not None:
        return
    row.ended_at, row.ended_by = uow.now, agent.actor
    uow.audit(
        "representative.ended", "representative", row.id, actor=agent.actor, creditor_id=row.creditor_id,
        conversation=conversation.id,
    )
    for view in await cases_of(uow, row.person_id):
        await uow.tell_creditor(view.case, "representative", representative=row.id, by=row.kind, state="ended")
    await write(uow, conversation, say("notice_representative_ended"), author="system")


async def of_person(uow: UnitOfWork, person_id: int) -> Sequence[Representative]:
    """Those on record, the newest first."""
    rows = await uow.session.scalars(
        select(Representative).where(Representative.person_id == person_id).order_by(Representative.id.desc()).limit(20)
    )
    return rows.all()


async def shown(uow: UnitOfWork, conversation: Conversation) -> tuple[RepresentativeLine, ...]:
    """As the screen shows them."""
    if conversation.person_id is None:
        return ()
    today = uow.today()
    return tuple(
        RepresentativeLine(
            row=row, holds=rules.holds(row.until, today, ended=row.ended_at is not None),
            hidden=tuple(one for one in rules.SECTIONS if one not in row.scope),
        )
        for row in await of_person(uow, conversation.person_id)
    )


def _day(text: str, what: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise DeskRefusal(f"representative_{what}") from None
