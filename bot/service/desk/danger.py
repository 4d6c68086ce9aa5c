"""What an agent must see of danger within seconds: what the sign was, in whose words, and what they have said since.

Worked out from the thread: of a sign nothing is kept besides what was said.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select

from bot.debt import reading, safety
from bot.service.desk.agents import AgentAt
from bot.store.database import UnitOfWork
from bot.store.tables import AuditLine, Conversation, Handover, Message

_CRISIS, _POSSIBLE = "utter_crisis", "utter_possible_distress"
_VARIED = "_below"
"""How the id of the same words ends where the line's number stands below them."""
_ASKS = "utter_ask_distress"
_FOUND_SAFE = ("said_no", "eased")
_LATELY = 80
"""So many messages back the sign is looked for."""
_LONGEST = 160
SEEN_AGAIN = timedelta(minutes=30)


@dataclass(frozen=True, kw_only=True)
class Sign:
    """Why somebody may be in danger, as the queue shows it."""

    kind: str = ""
    """said (outright, their words), yes (to the question), rather (a person instead of an answer), despair (words of
    it), review (found on reading), guess (the model's)."""
    since: str = ""
    """unanswered, said_no, denied (after the crisis lines), eased (by an agent): what has come of it."""
    words: str = ""
    """The very words, masked; empty for who may not see them."""

    @property
    def taken_back(self) -> bool:
        """Whether they have said, or an agent has found, that they are not in danger."""
        return self.since in (*_FOUND_SAFE, "denied")


def reasons_of(handover: Handover | None) -> tuple[str, ...]:
    """Why a person is wanted, the gravest first."""
    return (handover.reason, *handover.brief.get("also", ())) if handover is not None else ()


def is_queued(handover: Handover | None) -> bool:
    """Whether it stands with those in danger."""
    return handover is not None and (handover.queue == "distress" or handover.brief.get("danger") == "distress")


def since(conversation: Conversation) -> str:
    """What has come of the sign; empty where nothing has."""
    if conversation.memory.get("crisis_denied") and conversation.memory.get("distress") == "explicit":
        return "denied"
    known = str(conversation.memory.get("distress") or "")
    return "unanswered" if known == "possible" else known if known in _FOUND_SAFE else ""


def is_crisis(conversation: Conversation, handover: Handover | None) -> bool:
    """Whether they have said it outright: a machine is not enough, whoever has found them safe since. Not so where they
    had taken it back themselves and an agent has found it true: that was no crisis.
    """
    if conversation.memory.get("distress") == "explicit":
        return True
    told = "distress" in reasons_of(handover) or (handover is not None and handover.brief.get("danger") == "distress")
    return told and not conversation.memory.get("crisis_denied")


def is_distress(conversation: Conversation, handover: Handover | None) -> bool:
    """Whether the person has said, or may have meant, that they are in danger, and nobody has found them safe."""
    queued = handover is not None and handover.queue == "distress"
    return is_crisis(conversation, handover) or (
        queued and conversation.memory.get("distress") not in _FOUND_SAFE
    )


async def signs(
    uow: UnitOfWork, agent: AgentAt, found: Iterable[tuple[Conversation, Handover | None]]
) -> dict[int, Sign]:
    """The sign of each conversation, by its id. Whoever is shown words leaves a line, as at any look."""
    asked = {conversation.id: (conversation, handover) for conversation, handover in found}
    if not asked:
        return {}
    threads = await _threads(uow, asked.keys())
    told = {
        key: _sign(conversation, handover, threads.get(key, ()), uow.today(), words=agent.may("work"))
        for key, (conversation, handover) in asked.items()
    }
    await trace(uow, agent, {key: asked[key][0] for key, sign in told.items() if sign.words})
    return told


async def _threads(uow: UnitOfWork, keys: Iterable[int]) -> Mapping[int, Sequence[Message]]:
    """The newest messages of each conversation, the newest first."""
    rows = await uow.session.scalars(
        select(Message)
        .join(Conversation, Conversation.id == Message.conversation_id)
        .where(Message.conversation_id.in_(list(keys)), Message.seq > Conversation.last_seq - _LATELY)
        .order_by(Message.seq.desc())
    )
    found: dict[int, list[Message]] = {}
    for row in rows:
        found.setdefault(row.conversation_id, []).append(row)
    return found


def _sign(
    conversation: Conversation, handover: Handover | None, thread: Sequence[Message], today: date, *, words: bool
) -> Sign:
    kind, theirs = _read(thread)
    if kind == "guess" and "distress_missed" in reasons_of(handover):
        kind = "review"
    text = shortened(theirs.text, today) if theirs is not None and words else ""
    return Sign(kind=kind, since=since(conversation), words=text)


def shortened(text: str, today: date) -> str:
    """Somebody's words as the queue shows them: masked, on one line, and no longer than can be read at a glance."""
    masked = " ".join(reading.mask(text, today=today).split())
    return masked if len(masked) <= _LONGEST else masked[:_LONGEST].rstrip() + "…"


def _read(thread: Sequence[Message]) -> tuple[str, Message | None]:
    """What the sign was, and the message it lay in."""
    for n, message in enumerate(thread):
        if _is(message, _CRISIS):
            return _of_crisis(thread[n + 1:])
        if _is(message, _POSSIBLE):
            raised = _before(thread[n + 1:])
            return _by_words(raised), raised
    typed = [one for one in thread if one.author == "you" and one.payload is None]
    plain = next((one for one in typed if _by_words(one) != "guess"), None)
    return (_by_words(plain), plain) if plain is not None else ("guess", typed[0] if typed else None)


def _of_crisis(earlier: Sequence[Message]) -> tuple[str, Message | None]:
    """Of words that the lines were given for: said outright, an answer to the question, or the model's guess."""
    theirs = _before(earlier)
    if theirs is None:
        return "guess", None
    asked = next((one for one in earlier if one.author != "you" and one.seq < theirs.seq), None)
    answer = _answer(theirs) if asked is not None and (asked.text_id or "").startswith(_ASKS) else ""
    if not answer or _by_words(theirs) == "said":
        return _by_words(theirs), theirs
    first = next((n for n, one in enumerate(earlier) if _is(one, _POSSIBLE)), None)
    raised = _before(earlier[first + 1:]) if first is not None else None
    return answer, raised or theirs


def _answer(message: Message) -> str:
    if message.payload == "/ask_human" or safety.asks_human(message.text):
        return "rather"
    return "yes" if message.payload == "/affirm" or reading.is_yes(message.text, strict=False) else ""


def _is(message: Message, text_id: str) -> bool:
    return (message.text_id or "").removesuffix(_VARIED) == text_id


def _before(earlier: Sequence[Message]) -> Message | None:
    return next((one for one in earlier if one.author == "you"), None)


def _by_words(message: Message | None) -> str:
    kind = safety.danger(message.text).kind if message is not None else None
    return "said" if kind == "explicit" else "despair" if kind == "possible" else "guess"


async def trace(uow: UnitOfWork, agent: AgentAt, shown: Mapping[int, Conversation]) -> None:
    """A line for each conversation whose words the agent has just been shown, once in a while."""
    if not shown:
        return
    known = await uow.session.scalars(
        select(AuditLine.object_id).where(
            AuditLine.object_kind == "conversation", AuditLine.object_id.in_([str(key) for key in shown]),
            AuditLine.verb == "conversation.words_in_queue", AuditLine.actor == agent.actor,
            AuditLine.at > uow.now - SEEN_AGAIN,
        )
    )
    seen = set(known.all())
    for key, conversation in shown.items():
        if str(key) not in seen:
            uow.audit(
                "conversation.words_in_queue", "conversation", key, actor=agent.actor,
                creditor_id=conversation.creditor_id,
            )
