"""A conversation passed to a colleague or another queue, with a note: nobody has to tell it again."""

from __future__ import annotations

from sqlalchemy import select

from bot.debt.role import MAY
from bot.service.care.care import care_for, queue_with
from bot.service.care.safety import sound_alert
from bot.service.desk.agents import AgentAt
from bot.service.desk.danger import is_distress
from bot.service.desk.work import DeskRefusal, must_hold, reach
from bot.service.desk.writing import put_note
from bot.service.handover.handover import open_handover, open_handover_of, when_somebody_comes
from bot.service.handover.handover_queues import PRIORITY
from bot.service.thread.conversation import change_owner
from bot.service.thread.reply import say
from bot.service.thread.saying import write
from bot.store.database import UnitOfWork
from bot.store.tables import Agent, AgentBrand, AgentScope, Brand, Conversation

QUEUES = tuple(PRIORITY)
_ANSWERING = sorted(role for role, doings in MAY.items() if "work" in doings)


async def colleagues(uow: UnitOfWork, agent: AgentAt, conversation: Conversation) -> dict[int, str]:
    """Who else may have this conversation, by id: those who see its creditor, and all of its brands."""
    query = select(Agent.id, Agent.name).where(
        Agent.id != agent.id, Agent.disabled_at.is_(None), Agent.role.in_(_ANSWERING)
    )
    if conversation.creditor_id is not None:
        limited = (
            select(AgentBrand.agent_id)
            .join(Brand, Brand.id == AgentBrand.brand_id)
            .where(Brand.creditor_id == conversation.creditor_id)
        )
        query = query.join(AgentScope, AgentScope.agent_id == Agent.id).where(
            AgentScope.creditor_id == conversation.creditor_id, Agent.id.not_in(limited)
        )
    return {row[0]: row[1] for row in (await uow.session.execute(query.order_by(Agent.name))).all()}


async def transfer(uow: UnitOfWork, agent: AgentAt, conversation_id: int, *, to: str, note: str) -> None:
    """To a queue (its name) or a colleague ("agent:12"): it waits there, the note beside it, the debtor told.

    Somebody in distress stays at the head of every queue, and the alert sounds. Done twice, the second finds it gone.
    Raises DeskRefusal: not_yours, transfer_to, needs_note, too_long.
    """
    conversation = await reach(uow, agent, conversation_id)
    must_hold(agent, conversation)
    if not note.strip():
        raise DeskRefusal("needs_note")
    queue, colleague = await _where(uow, agent, conversation, to)
    await put_note(uow, agent, conversation, note)
    handover = await open_handover_of(uow, conversation)
    if handover is None:
        handover = await open_handover(
            uow, conversation, queue=queue or "general", reason="passed_on", actor=agent.actor
        )
    distress = is_distress(conversation, handover)
    if queue and not distress:
        # The agent's choice of who answers; how soon, by the care that the person has agreed to.
        _, priority = queue_with(queue, await care_for(uow, conversation.person_id))
        handover.queue, handover.priority = queue, priority
    handover.brief = {**handover.brief, "for_agent": colleague, "also": [*handover.brief.get("also", []), "passed_on"]}
    handover.taken_by, handover.taken_at = None, None
    await change_owner(uow, conversation, "waiting", actor=agent.actor)
    uow.audit(
        "handover.transferred", "handover", handover.id, actor=agent.actor, creditor_id=conversation.creditor_id,
        conversation=conversation.id, queue=handover.queue, to=colleague,
    )
    if distress:
        await sound_alert(uow, conversation, handover.id)
    said = say("notice_transferred").then(await when_somebody_comes(uow, conversation))
    await write(uow, conversation, said, author="system")
    uow.notify("handover", handover=handover.id, conversation=conversation.id)


async def _where(
    uow: UnitOfWork, agent: AgentAt, conversation: Conversation, to: str
) -> tuple[str | None, int | None]:
    if to in QUEUES and to != "distress":
        return to, None
    kind, _, number = to.partition(":")
    if kind == "agent" and number.isascii() and number.isdigit() and len(number) < 12:
        found = await colleagues(uow, agent, conversation)
        if int(number) in found:
            return None, int(number)
    raise DeskRefusal("transfer_to")
