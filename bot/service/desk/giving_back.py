"""The end of a person's stretch: back to the bot, back to the queue, or closed; never with words left unanswered."""

from __future__ import annotations

from sqlalchemy import func, select

from bot.service.care.safety import sound_alert
from bot.service.desk.agents import AgentAt, stands
from bot.service.desk.danger import is_crisis, is_distress
from bot.service.desk.found_safe import found_safe, sounding
from bot.service.desk.proposing import still_asked
from bot.service.desk.work import DeskRefusal, holds, must_hold, reach
from bot.service.desk.writing import put_note, put_words
from bot.service.handover import callbacks
from bot.service.handover.handover import open_handover, open_handover_of, when_somebody_comes
from bot.service.thread.conversation import change_owner, lock, remember
from bot.service.thread.reply import NO, YES, say
from bot.service.thread.saying import write
from bot.service.turn.lost_turn import new_session
from bot.store.database import UnitOfWork
from bot.store.tables import AgentSession, AuditLine, Conversation, Handover, Message, Note, Outcome

_LOOKS = ("conversation.viewed", "person.birth_date_shown", "message.written")
OUTCOMES = ("solved", "arranged", "dispute_passed_on", "referred", "callback_agreed", "no_answer")
CARE_OUTCOMES = ("talked", "relative_with_them", "care_callback", "emergency_called")
"""What can become of somebody in distress; "solved" and "no answer" can't."""


async def hand_back(
    uow: UnitOfWork, agent: AgentAt, conversation_id: int, *, seen_seq: int | None = None, why: str = ""
) -> None:
    """The bot goes on, knowing that somebody was there and what they changed.

    Of somebody who stood with those in danger the agent says why (a note): because they have said no, or because the
    agent has spoken with them here. Raises DeskRefusal: not_yours; debtor_wrote when there are words after `seen_seq`;
    distress_stays, since a machine is not enough for somebody in danger; speak_first, needs_why.
    """
    conversation = await reach(uow, agent, conversation_id)
    if _given_back_already(agent, conversation):
        return
    must_hold(agent, conversation)
    handover = await open_handover_of(uow, conversation)
    if is_crisis(conversation, handover):
        raise DeskRefusal("distress_stays")
    await _no_new_words(uow, conversation, seen_seq)
    if handover is not None and handover.queue == "distress":
        await found_safe(uow, agent, conversation, handover, why)
    await _end(uow, agent, conversation, handover, "handed_back")


def _given_back_already(agent: AgentAt, conversation: Conversation) -> bool:
    returned = conversation.memory.get("returned") or {}
    return conversation.owner == "bot" and returned.get("by") == agent.id


async def close(
    uow: UnitOfWork,
    agent: AgentAt,
    conversation_id: int,
    *,
    outcome: str,
    seen_seq: int,
    cid: str | None = None,
    last_words: str = "",
    note: str = "",
    sure: bool = False,
) -> None:
    """End the handover with an outcome, after its last words are stored: both in this transaction, or neither.

    Raises DeskRefusal: not_yours; outcome, for one that is not on the list; debtor_wrote when there are words
    after `seen_seq`; alert_open; care_outcome and needs_note for somebody in distress; what put_words raises.
    """
    conversation = await reach(uow, agent, conversation_id)
    if _given_back_already(agent, conversation):
        return
    must_hold(agent, conversation)
    handover = await open_handover_of(uow, conversation)
    distress = is_distress(conversation, handover)
    if outcome not in OUTCOMES + CARE_OUTCOMES:
        raise DeskRefusal("outcome")
    await _no_new_words(uow, conversation, seen_seq)
    if await sounding(uow, conversation):
        raise DeskRefusal("alert_open")
    if distress and outcome not in CARE_OUTCOMES:
        raise DeskRefusal("care_outcome")
    if last_words.strip():
        await put_words(uow, agent, conversation, cid=cid or f"close-{conversation.fence}", text=last_words, sure=sure)
    if note.strip():
        await put_note(uow, agent, conversation, note)
    if distress and not await _noted(uow, agent, conversation, handover):
        raise DeskRefusal("needs_note")
    await _end(uow, agent, conversation, handover, outcome)


async def _no_new_words(uow: UnitOfWork, conversation: Conversation, seen_seq: int | None) -> None:
    """Raises DeskRefusal when the debtor has written something that the agent's screen did not show yet."""
    if seen_seq is None:
        return
    newest = await uow.session.scalar(
        select(func.max(Message.seq)).where(Message.conversation_id == conversation.id, Message.author == "you")
    )
    if newest is not None and newest > seen_seq:
        raise DeskRefusal("debtor_wrote")


async def _noted(
    uow: UnitOfWork, agent: AgentAt, conversation: Conversation, handover: Handover | None
) -> bool:
    since = handover.taken_at if handover is not None else None
    query = select(Note.id).where(Note.conversation_id == conversation.id, Note.agent_id == agent.id)
    if since is not None:
        query = query.where(Note.at >= since)
    return await uow.session.scalar(query.limit(1)) is not None


async def _end(
    uow: UnitOfWork, agent: AgentAt, conversation: Conversation, handover: Handover | None, outcome: str
) -> None:
    returned = {
        "by": agent.id, "at": uow.now.isoformat(), "outcome": outcome, "to_seq": conversation.last_seq,
        "changed": await _changed(uow, agent, handover),
    }
    if handover is not None:
        returned |= {"handover": handover.id, "reason": handover.reason, "from_seq": handover.brief.get("from_seq")}
        handover.closed_at, handover.outcome = uow.now, outcome
        uow.audit(
            "handover.closed", "handover", handover.id, actor=agent.actor, creditor_id=conversation.creditor_id,
            outcome=outcome, conversation=conversation.id,
        )
    uow.session.add(
        Outcome(
            creditor_id=conversation.creditor_id, errand="handover", result=outcome, exchanges=conversation.last_seq,
            language=conversation.language, channel=conversation.channel, at=uow.now,
        )
    )
    await callbacks.settle(uow, conversation, actor=agent.actor)
    proposed = await still_asked(uow, conversation)
    _start_afresh(conversation, returned)
    await change_owner(uow, conversation, "bot", actor=agent.actor)
    back = say("notice_back_to_bot")
    if proposed is not None and proposed.answer is None:
        # Their yes to what the agent has proposed counts as before.
        remember(conversation, offer=proposed.id, question="confirm_plan")
        back = back.then(say("utter_ask_confirm_plan", YES, NO))
    await write(uow, conversation, back, author="system")
    uow.notify("handover", handover=handover.id if handover else 0, conversation=conversation.id)


def _start_afresh(conversation: Conversation, returned: dict[str, object]) -> None:
    """What was open before a person came is over: figures are told anew, old questions are not."""
    remember(
        conversation, returned=returned, errand=None, errand_data=None, errand_over=None, choice=None, offer=None,
        sum_told=None, not_understood=None, question=None, budget_asked=None,
    )
    new_session(conversation)


async def _changed(uow: UnitOfWork, agent: AgentAt, handover: Handover | None) -> list[str]:
    """Dotted verbs of what the agent changed meanwhile: ids and verbs, no words."""
    if handover is None or handover.taken_at is None:
        return []
    verbs = await uow.session.scalars(
        select(AuditLine.verb)
        .where(
            AuditLine.actor == agent.actor, AuditLine.at >= handover.taken_at,
            AuditLine.creditor_id == handover.creditor_id, AuditLine.verb.not_in(_LOOKS),
            AuditLine.object_kind.in_(("plan", "offer", "hold", "pause", "dispute", "demand", "case")),
        )
        .distinct()
    )
    return sorted(verbs.all())


async def requeue(uow: UnitOfWork, agent: AgentAt, conversation_id: int) -> None:
    """Back to the queue for a colleague, the debtor being told; a supervisor may do it for somebody else."""
    conversation = await reach(uow, agent, conversation_id)
    if conversation.owner == "waiting":
        return
    if conversation.owner != "agent" or not (holds(agent, conversation) or agent.leads):
        raise DeskRefusal("not_yours")
    await to_queue(uow, conversation, actor=agent.actor)


async def to_queue(uow: UnitOfWork, conversation: Conversation, *, actor: str) -> None:
    """Its agent has gone: it waits for anybody, the debtor is told, and for somebody in distress the alert sounds."""
    handover = await open_handover_of(uow, conversation)
    if handover is None:
        handover = await open_handover(uow, conversation, queue="general", reason="agent_left", actor=actor)
    handover.taken_by, handover.taken_at = None, None
    await change_owner(uow, conversation, "waiting", actor=actor)
    uow.audit(
        "handover.requeued", "handover", handover.id, actor=actor, creditor_id=conversation.creditor_id,
        conversation=conversation.id,
    )
    if is_distress(conversation, handover):
        await sound_alert(uow, conversation, handover.id)
    said = say("notice_agent_left").then(await when_somebody_comes(uow, conversation))
    await write(uow, conversation, said, author="system")
    uow.notify("handover", handover=handover.id, conversation=conversation.id)


async def give_up_unseen(uow: UnitOfWork, agent: AgentAt) -> int:
    """Conversations that turned out to belong to a creditor of somebody else's go back to the queue; how many."""
    keys = await uow.session.scalars(
        select(Conversation.id).where(
            Conversation.owner == "agent", Conversation.agent_id == agent.id, ~agent.scope()
        )
    )
    given = 0
    for key in keys.all():
        conversation = await lock(uow, key)
        if holds(agent, conversation) and not agent.sees(conversation.creditor_id):
            await to_queue(uow, conversation, actor="system")
            given += 1
    return given


async def give_up_all(uow: UnitOfWork, agent_id: int, *, actor: str) -> int:
    """Whatever the agent holds goes back to the queue, each debtor being told; how many. By the tables' owner."""
    keys = await uow.session.scalars(
        select(Conversation.id)
        .where(Conversation.owner == "agent", Conversation.agent_id == agent_id)
        .order_by(Conversation.id)
    )
    given = 0
    for key in keys.all():
        conversation = await lock(uow, key)
        if conversation.owner == "agent" and conversation.agent_id == agent_id:
            await to_queue(uow, conversation, actor=actor)
            given += 1
    return given


async def drop_if_gone(uow: UnitOfWork, agent: AgentAt) -> int:
    """After a log-out: what they held goes back to the queue at once, unless they are logged in elsewhere as well."""
    await uow.flush()
    elsewhere = await uow.session.scalar(
        select(AgentSession.agent_id).where(AgentSession.agent_id == agent.id, stands(uow.now)).limit(1)
    )
    return 0 if elsewhere is not None else await give_up_all(uow, agent.id, actor=agent.actor)
