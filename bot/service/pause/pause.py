"""Pauses as they stand: how far a brand's policy goes, set, prolonged and never shortened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select

from bot.debt.policy import Policy
from bot.service.case import certificates
from bot.service.case.cases import CaseView, is_opened, lift_hold, set_hold
from bot.service.plan.instalments import at
from bot.service.policy.policies import policy_of
from bot.service.thread import spoken
from bot.service.thread.reply import Answer, say
from bot.store.database import UnitOfWork
from bot.store.tables import Conversation, Hold, Pause, Plan


@dataclass(frozen=True, kw_only=True)
class Rest:
    """A case that the bot may let rest: under which policy, and until which day at most."""

    view: CaseView
    policy: Policy
    latest: date


async def may_rest(uow: UnitOfWork, views: Sequence[CaseView]) -> list[Rest]:
    """Those of the cases that the bot may let rest."""
    found = []
    for view in views:
        policy = policy_of(view, uow.today(view.creditor.time_zone))
        if policy is not None and policy.longest_pause_days > 0 and view.may.debtor_may_plan:
            found.append(Rest(view=view, policy=policy, latest=await _longest(uow, view, policy)))
    return found


async def _longest(uow: UnitOfWork, view: CaseView, policy: Policy) -> date:
    """The last day that the bot may grant; asked for again, it is one pause and not two."""
    running = await running_pause(uow, view)
    zone = view.creditor.time_zone
    begun = running.set_at.astimezone(ZoneInfo(zone)).date() if running else uow.today(zone)
    return begun + timedelta(days=policy.longest_pause_days)


def effects(rests: Sequence[Rest]) -> Answer:
    """What the creditors have stated that a pause does, each sentence once."""
    answer = Answer()
    for text_id in dict.fromkeys(said for rest in rests for said in rest.policy.said("pause")):
        answer = answer.then(say(text_id))
    return answer


async def set_pause(
    uow: UnitOfWork, view: CaseView, conversation: Conversation, until: date, event: str | None
) -> Pause:
    """A hold with its review, the pause, and the task that asks kindly when it ends; a running one is prolonged."""
    running = await running_pause(uow, view)
    if running is not None:
        return await _prolong(uow, view, running, until)
    return await _begin(uow, view, conversation.person_id or 0, until, event)


async def _begin(uow: UnitOfWork, view: CaseView, person_id: int, until: date, event: str | None) -> Pause:
    hold = await set_hold(uow, view, "pause", set_by="debtor", until=until)
    pause = Pause(
        creditor_id=view.case.creditor_id, case_id=view.case.id, person_id=person_id,
        hold_id=hold.id, until=until, event=event, set_at=uow.now,
    )
    uow.session.add(pause)
    await uow.flush()
    uow.schedule(
        "pause_end", f"pause_end:{pause.id}", at(until, view.creditor.time_zone),
        creditor_id=view.case.creditor_id, pause=pause.id,
    )
    uow.audit("pause.set", "pause", pause.id, actor="debtor", creditor_id=pause.creditor_id, until=until.isoformat())
    await certificates.for_pause(uow, pause, actor="debtor")
    return pause


async def running_pause(uow: UnitOfWork, view: CaseView) -> Pause | None:
    """The case's pause that has not ended."""
    found: Pause | None = await uow.session.scalar(
        select(Pause).where(Pause.case_id == view.case.id, Pause.state == "running").order_by(Pause.id.desc()).limit(1)
    )
    return found


async def end(
    uow: UnitOfWork, view: CaseView, pause: Pause, *, why: str = "pause_ended", actor: str = "debtor"
) -> None:
    """End a running pause at the debtor's word: its hold is lifted, and not silently; no question comes at its day."""
    hold = await uow.session.get_one(Hold, pause.hold_id, with_for_update=True, populate_existing=True)
    if hold.lifted_at is None:
        await lift_hold(uow, view.case, hold, by=actor, why=why)
    pause.state = "ended"
    await uow.cancel(f"pause_end:{pause.id}")
    uow.audit("pause.ended", "pause", pause.id, actor=actor, creditor_id=pause.creditor_id)
    await uow.flush()


def gives_way(view: CaseView) -> bool:
    """Whether a pause stands on the case in which its debtor has wished for a plan: the plan takes its place."""
    return any(hold.reason == "pause" and is_opened(hold) for hold in view.holds)


async def give_way(uow: UnitOfWork, view: CaseView, *, actor: str) -> None:
    """Such a pause is over, for a plan is agreed: what the plan asks for would stand still under it."""
    pause = await running_pause(uow, view) if gives_way(view) else None
    if pause is not None:
        await end(uow, view, pause, why=_GAVE_WAY, actor=actor)


async def take_up_again(uow: UnitOfWork, view: CaseView, plan: Plan) -> Pause | None:
    """The plan is undone: the pause that it took the place of goes on to its day, if that is still to come."""
    today = uow.today(view.creditor.time_zone)
    gave_way: Pause | None = await uow.session.scalar(
        select(Pause)
        .join(Hold, Hold.id == Pause.hold_id)
        .where(
            Pause.case_id == plan.case_id, Pause.until > today, Hold.lift_reason == _GAVE_WAY,
            Hold.lifted_at == plan.agreed_at,
        )
        .order_by(Pause.id.desc()).limit(1)
    )
    if gave_way is None or await running_pause(uow, view) is not None:
        return None
    return await _begin(uow, view, plan.person_id, gave_way.until, gave_way.event)


_GAVE_WAY = "plan_agreed"


def back_again(rest: Sequence[tuple[CaseView, Pause]], language: str) -> Answer:
    """That these pauses go on, each with its day."""
    told = Answer()
    for view, pause in rest:
        told = told.then(say("utter_pause_back", brand=view.brand.name, day=spoken.day(pause.until, language)))
    return told


async def resting(uow: UnitOfWork, views: Sequence[CaseView]) -> list[tuple[CaseView, Pause]]:
    """Those of the cases that rest now, each with its pause."""
    held = [view for view in views if any(hold.reason == "pause" for hold in view.holds)]
    found = [(view, await running_pause(uow, view)) for view in held]
    return [(view, pause) for view, pause in found if pause is not None]


async def _prolong(uow: UnitOfWork, view: CaseView, pause: Pause, until: date) -> Pause:
    """Never shortened; its task and the review of its hold find the new day by themselves."""
    if until > pause.until:
        pause.until = until
        hold = await uow.session.get_one(Hold, pause.hold_id)
        hold.review_on = until
        uow.audit(
            "pause.prolonged", "pause", pause.id, actor="debtor", creditor_id=pause.creditor_id, until=until.isoformat()
        )
        await uow.tell_creditor(view.case, "hold_set", reason="pause", review_on=until.isoformat(), part_minor=None)
    return pause
