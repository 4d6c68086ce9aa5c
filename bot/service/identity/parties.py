"""Who stands where in a case, as its papers name them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from bot.service.case.cases import LIVING_PAUSE, CaseView, set_hold
from bot.service.desk.queue import full_name
from bot.service.handover.handover import open_handover, when_somebody_comes
from bot.service.handover.waiting import DEFAULT_HOURS
from bot.service.thread.conversation import remember
from bot.service.thread.reply import Answer, say
from bot.store.database import UnitOfWork
from bot.store.tables import Conversation, Pause, Person


@dataclass(frozen=True, kw_only=True)
class Parties:
    """Names, role and how to reach a person; what the creditor's settings do not tell is empty."""

    creditor: str
    brand: str
    role: str  # own_account, mandated_collector, purchaser
    reference: str
    nature: str
    jurisdiction: str
    address: str
    collector: str
    collector_address: str
    letter_date: date | None
    letter_reference: str
    phone: str
    hours: Mapping[str, Sequence[str]]  # by ISO weekday: from, to


def parties_of(view: CaseView) -> Parties:
    """From the case and the settings of its creditor (address, phone, desk_hours, collector: name and address)."""
    told = view.creditor.settings
    collector = told.get("collector")
    other: dict[str, Any] = collector if isinstance(collector, dict) else {}
    return Parties(
        creditor=view.creditor.name, brand=view.brand.name, role=view.case.collector_role,
        reference=view.case.reference, nature=view.case.nature, jurisdiction=view.case.jurisdiction,
        address=str(told.get("address") or ""), collector=str(other.get("name") or ""),
        collector_address=str(other.get("address") or ""), letter_date=view.case.letter_date,
        letter_reference=view.case.letter_reference or "", phone=str(told.get("phone") or ""),
        hours=dict(told.get("desk_hours") or DEFAULT_HOURS),
    )


async def agreed_with_another(
    uow: UnitOfWork, conversation: Conversation, views: Sequence[CaseView]
) -> Answer | None:
    """Somebody else who owes it has a plan or a pause on one of these cases: a person goes on. None: nobody has.

    What one of them has told or agreed is shown to no other; only that it may not be agreed twice.
    """
    me = conversation.person_id
    planned = any(view.plan is not None and view.plan.person_id != me for view in views)
    resting = [view.case.id for view in views if any(hold.reason == "pause" for hold in view.holds)]
    if not planned and not (resting and await _paused_by_another(uow, resting, me)):
        return None
    await open_handover(uow, conversation, queue="general", reason="agreed_with_another")
    return say("utter_agreed_with_another").then(await when_somebody_comes(uow, conversation)).asking(None)


async def _paused_by_another(uow: UnitOfWork, case_ids: Sequence[int], me: int | None) -> bool:
    theirs = select(Pause.id).where(
        Pause.case_id.in_(case_ids), Pause.person_id != me, Pause.state.in_(LIVING_PAUSE)
    )
    return await uow.session.scalar(theirs.limit(1)) is not None


async def protected(uow: UnitOfWork, conversation: Conversation, views: Sequence[CaseView]) -> Answer:
    """They have said that they are under a measure of protection: their cases stand still until a person has looked.

    Without views, before it is known who writes: only that a person goes on with it, and whoever looks after them.
    """
    for view in views:
        await set_hold(uow, view, "guardianship", set_by="debtor")
    await open_handover(uow, conversation, queue="legal", reason="guardianship")
    told = say("utter_hold_guardianship") if views else say("utter_guarded")
    if views:
        remember(conversation, guarded=None, errand=None, errand_data=None)
    return told.then(await when_somebody_comes(uow, conversation)).asking(None)


async def name_of(uow: UnitOfWork, person_id: int) -> str:
    """First and last name as on file."""
    return full_name(await uow.session.get(Person, person_id))
