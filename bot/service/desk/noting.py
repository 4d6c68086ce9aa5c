"""Vulnerability at the desk: asked for in the thread, shown as what helps, and why only for a reason that is told.

Words of distress never come here: they are the safety queue's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.debt import vulnerability as rules
from bot.debt.vulnerability import Care
from bot.service.care import vulnerability
from bot.service.care.care import living
from bot.service.care.vulnerability import Noting
from bot.service.desk.agents import AgentAt
from bot.service.desk.danger import is_distress
from bot.service.desk.sharing import may_ask
from bot.service.desk.work import DeskRefusal, must_hold, reach
from bot.service.desk.writing import put_note
from bot.service.handover.handover import open_handover_of
from bot.service.tasks.handlers.own import put_in_thread
from bot.service.thread.saying import write
from bot.store.database import UnitOfWork
from bot.store.tables import Conversation


@dataclass(frozen=True, kw_only=True)
class CarePanel:
    """What the screen shows: that there is a note, what helps, until when; never why."""

    id: int
    needs: tuple[str, ...]
    care: Care
    review_on: date
    asked_back: bool = False  # by whom, is not sure: a person asks, by a contact on file


@dataclass(frozen=True, kw_only=True)
class Why:
    """What is read on a reason: who told it and what makes things hard."""

    drivers: Sequence[str]
    level: str
    source: str
    noted_on: date


async def panel(uow: UnitOfWork, person_id: int | None) -> CarePanel | None:
    """None where there is no note."""
    note = await living(uow, person_id)
    if note is None:
        return None
    return CarePanel(
        id=note.id, needs=tuple(note.needs), care=rules.care_of(note.level, note.needs), review_on=note.review_on,
        asked_back=note.asked_back_at is not None,
    )


async def ask(uow: UnitOfWork, agent: AgentAt, conversation_id: int, noting: Noting) -> None:
    """Ask the debtor, in the thread, whether this may be noted. Nothing is noted by this.

    Raises DeskRefusal: what may_ask raises (a telephone or mailbox must be known to be theirs alone);
    distress_first; care_drivers, _needs, _opposites, _level, _source; care_long (by SMS all of it is one message).
    """
    conversation = await may_ask(uow, agent, conversation_id)
    await _calm(uow, conversation)
    if why := rules.why_not(noting.drivers, noting.needs, noting.level, noting.source):
        raise DeskRefusal(f"care_{why}")
    if not vulnerability.fits(noting, conversation):
        raise DeskRefusal("care_long")
    await write(uow, conversation, await vulnerability.ask(uow, conversation, noting, by=agent.actor), author="system")
    uow.audit(
        "vulnerability.asked", "conversation", conversation.id, actor=agent.actor,
        creditor_id=conversation.creditor_id,
    )


async def _calm(uow: UnitOfWork, conversation: Conversation) -> None:
    grave = conversation.memory.get("distress") in ("explicit", "possible")
    if grave or is_distress(conversation, await open_handover_of(uow, conversation)):
        raise DeskRefusal("distress_first")


async def withdraw(uow: UnitOfWork, agent: AgentAt, conversation_id: int, *, note_id: int) -> None:
    """The debtor has asked the agent to take it back, or it no longer holds. Twice has one effect.

    Raises LookupError where nobody is known; DeskRefusal: not_yours.
    """
    conversation = await reach(uow, agent, conversation_id)
    must_hold(agent, conversation)
    if conversation.person_id is None:
        raise LookupError("nobody is known here")
    if await vulnerability.withdraw(uow, conversation.person_id, note_id, actor=agent.actor):
        await put_in_thread(uow, conversation, "utter_care_withdrawn")


async def keep(uow: UnitOfWork, agent: AgentAt, conversation_id: int) -> None:
    """It was not they who asked it back, or they wish to keep it: the agent has made sure. Twice has one effect.

    Raises LookupError where there is no note; DeskRefusal: not_yours.
    """
    conversation = await reach(uow, agent, conversation_id)
    must_hold(agent, conversation)
    note = await living(uow, conversation.person_id)
    if note is None:
        raise LookupError("no such note")
    if note.asked_back_at is not None:
        note.asked_back_at = None
        uow.audit(
            "vulnerability.kept", "marker", note.id, actor=agent.actor, creditor_id=note.creditor_id,
            conversation=conversation.id,
        )


async def why(
    uow: UnitOfWork, agent: AgentAt, conversation_id: int, *, note_id: int, reason: str, words: str = ""
) -> Why:
    """What stands behind it, for a reason from the list; `other` in words, which a note for colleagues keeps.

    The look leaves a line of its own. Raises LookupError where there is no such note; DeskRefusal: care_asked_back,
    look_reason, and empty, too_long for words that are none.
    """
    conversation = await reach(uow, agent, conversation_id)
    note = await living(uow, conversation.person_id)
    if note is None or note.id != note_id:
        raise LookupError("no such note")
    if note.asked_back_at is not None:
        raise DeskRefusal("care_asked_back")
    if reason not in rules.table().looks:
        raise DeskRefusal("look_reason")
    beside = (await put_note(uow, agent, conversation, words)).id if reason == "other" else None
    uow.audit(
        "vulnerability.opened", "marker", note.id, actor=agent.actor, creditor_id=note.creditor_id,
        conversation=conversation.id, why=reason, note=beside,
    )
    return Why(
        drivers=tuple(note.drivers), level=note.level, source=note.source, noted_on=note.created_at.date()
    )
