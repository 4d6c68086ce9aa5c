"""One turn of a conversation: its lease, what Rasa is asked, and what is noted when it has been answered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from sqlalchemy import bindparam, or_, select

from bot.debt import reading
from bot.debt import safety as phrases
from bot.debt.reading.text.plain_matter import dark_beside_need
from bot.service.care import fears, gentle, gentle_answer, needs, safety
from bot.service.handover import handover
from bot.service.hearing import hearing
from bot.service.talk import faq, interpreter, other_language
from bot.service.thread.conversation import mark_handled, remember
from bot.service.thread.reply import Answer, say
from bot.service.thread.saying import write
from bot.service.turn import bursts, lost_turn, overheard
from bot.store.database import UnitOfWork
from bot.store.tables import Conversation, Message

LEASE = timedelta(seconds=30)
"""How long one process may think before another may take the turn over: longer than Rasa's own limit."""
MESSAGES_AT_ONCE = 10
TURNS_A_SESSION = 15
_UNHANDLED = (
    select(Message)
    .where(Message.conversation_id == bindparam("of"), Message.handled_at.is_(None), Message.author == "you")
    .order_by(Message.seq)
    .limit(MESSAGES_AT_ONCE)
)


@dataclass(frozen=True, kw_only=True)
class Turn:
    """What Rasa is asked: everything it may know of this turn."""

    conversation_id: int
    token: str
    fence: int
    sender: str
    text: str
    language: str
    channel: str
    messages: tuple[Message, ...]
    seq: int = 0  # the newest number in the thread when it began
    more_waits: bool = False  # what else had come by then is a turn of its own
    calm: str = ""  # what was asked about distress already: see `verdicts` in bot/nlu/model.py
    unheard: str = ""  # masked words behind a meaning that was read for certain: the model looks for distress in them
    firm: str = ""  # how surely the server has read what they mean: see `heard_as` in bot/service/care/gentle.py
    listen_only: bool = False
    answered: bool = False
    seed: dict[str, Any] | None = None
    fresh: bool = True
    form_asks: str | None = None  # the budget's question that is open, for a fresh session
    metadata: dict[str, Any] = field(default_factory=dict)


def claim(uow: UnitOfWork, conversation: Conversation, token: str) -> bool:
    """Take, or keep, the right to answer here for a while; False if another process has it. It must be locked."""
    held = conversation.turn_until is not None and conversation.turn_until >= uow.now
    if held and conversation.turn_token != token:
        return False
    conversation.turn_token, conversation.turn_until = token, uow.now + LEASE
    return True


def give_back(conversation: Conversation) -> None:
    """Whoever wants may answer here."""
    conversation.turn_token, conversation.turn_until = None, None


async def waiting_conversations(uow: UnitOfWork) -> list[int]:
    """Conversations with unanswered messages that nobody is working on: a process may have died."""
    rows = await uow.session.scalars(
        select(Message.conversation_id)
        .join(Conversation, Conversation.id == Message.conversation_id)
        .where(
            Message.handled_at.is_(None),
            or_(Conversation.turn_until.is_(None), Conversation.turn_until < uow.now),
        )
        .distinct()
        .limit(200)
    )
    return list(rows)


def fence_after(conversation: Conversation, turn: Turn) -> int:
    """The fence under which the replies of a turn may be said."""
    # An action of this very turn may have queued a person, or found that none is needed: its own words still hold.
    if conversation.owner != "agent" and conversation.fence == turn.fence + 1:
        return conversation.fence
    return turn.fence


async def finish(uow: UnitOfWork, conversation: Conversation, turn: Turn, *, may_be_more: bool) -> bool:
    """Note what has been answered; gives the lease back, and False, if nothing else has come meanwhile."""
    await mark_handled(uow, [m.id for m in turn.messages])
    overheard.heard_now(conversation, turn.messages)
    if not turn.listen_only:
        lost_turn.ended(conversation)
    turns = int(conversation.memory.get("errand_turns", 0)) + 1
    remember(conversation, errand_turns=turns)
    long = turns >= TURNS_A_SESSION and not conversation.memory.get("budget_asked")
    if conversation.memory.get("errand_over") or long:
        # Rasa reads and replays the whole of a session at every turn: what lasts is here, so it may forget.
        lost_turn.new_session(conversation)
    more = may_be_more and bool(await unhandled(uow, conversation))
    if not more and conversation.turn_token == turn.token:
        give_back(conversation)
    return more


async def prepare(
    uow: UnitOfWork, conversation: Conversation, token: str, messages: Sequence[Message]
) -> Turn:
    """Read what has come, and decide who answers and what Rasa hears of it."""
    text = "\n".join(m.text for m in messages)
    turn = Turn(
        conversation_id=conversation.id, token=token, fence=conversation.fence, text=text,
        sender="", channel=conversation.channel, language=conversation.language, messages=tuple(messages),
        seq=conversation.last_seq,
    )
    if conversation.owner == "agent" or messages[0].seq in (conversation.memory.get("told") or ()):
        calm = conversation.owner != "agent" and gentle.is_calm(conversation, uow.now)
        masked = reading.mask(text, today=uow.today())
        return replace(turn, text=masked, listen_only=True, calm="asked" if calm else "")
    if await told_late(uow, conversation, messages):
        return replace(turn, answered=True)
    other_language.heed(uow, conversation, hearing.typed(messages))
    in_time = await bursts.take_up_tap(uow, conversation, messages)
    settled = await hearing.outright(uow, conversation, messages) if in_time else say("notice_stale_choice")
    taken = await gentle_answer.answered(uow, conversation, messages) if settled is None else None
    if taken is not None:
        settled = taken.answer
    elif settled is None:
        settled = await safety.instead_of_dialogue(uow, conversation, text)
        settled = settled or await interpreter.answer(uow, conversation, messages, text)
    if settled is not None:
        await write(uow, conversation, settled, author="bot")
        for message in messages:
            message.handled_at = uow.now
        return replace(turn, answered=True)
    if not any(m.payload for m in messages):
        hearing.follow_language(conversation, text)
    remember(conversation, turn_text=text[:4000])
    said = await _said(uow, conversation, messages, taken)
    lost_turn.begun(conversation, messages)
    seed, seeded = None, conversation.memory.get("seeded")
    if seeded != conversation.language:
        seed = {"language": conversation.language, "question": conversation.memory.get("question")}
        remember(conversation, seeded=conversation.language)
    return replace(
        turn, sender=f"{conversation.public_id}.{conversation.errand_no}", text=said, language=conversation.language,
        seed=seed, fresh=seeded is None, form_asks=_form_asks(conversation),
        unheard=_unheard(uow, messages, said, taken), calm=_calm(uow, conversation, messages, taken),
        firm=_firm(conversation, said, text),
        metadata={"channel": conversation.channel, "language": conversation.language},
    )


async def _said(
    uow: UnitOfWork, conversation: Conversation, messages: Sequence[Message], taken: gentle_answer.Taken | None
) -> str:
    """What Rasa is told: of an answer to the gentle question what it leads to, else of the messages themselves."""
    if taken is not None and taken.words is not None:
        return await hearing.words_heard(uow, conversation, taken.words)
    if taken is not None and taken.payload is not None:
        return taken.payload
    return await hearing.what_rasa_hears(uow, conversation, messages)


def _unheard(uow: UnitOfWork, messages: Sequence[Message], said: str, taken: gentle_answer.Taken | None) -> str:
    if taken is None:
        return hearing.unheard(hearing.typed(messages), said, uow.today())
    # An answer to the very question: every word beside it is listened to.
    words = taken.new if taken.words is not None else taken.listen
    words = hearing.typed(messages) if words is None else words
    return reading.mask(words, today=uow.today()).lstrip("/ \t\n") if len(words.split()) > 1 else ""


def _calm(
    uow: UnitOfWork, conversation: Conversation, messages: Sequence[Message], taken: gentle_answer.Taken | None
) -> str:
    if taken is not None and taken.words is not None:
        return "heard"
    words = hearing.typed(messages)
    plain = reading.plain_matter(words) and phrases.danger(words).kind not in ("explicit", "possible")
    return "asked" if plain or gentle.is_calm(conversation, uow.now) else ""


def _firm(conversation: Conversation, said: str, text: str) -> str:
    """How surely the words were read: a guess at despair does not come before what can't wait, nor a faint one before
    a fear that is answered by itself.
    """
    if not said.startswith("/"):
        return ""
    if needs.is_plain(conversation, text):
        return "plain" if dark_beside_need(text) else "need"
    return "plain" if fears.hears(conversation, text) is not None or reading.sarcastic(text) else "certain"


def _form_asks(conversation: Conversation) -> str | None:
    """The budget's question, while it is the one that is open: where another has come before it, that is answered."""
    asked: str | None = conversation.memory.get("budget_asked")
    return asked if conversation.memory.get("question") is None else None


async def told_late(uow: UnitOfWork, conversation: Conversation, messages: Sequence[Message]) -> bool:
    """Tell what was done for these messages in a turn that was lost; whether anything was."""
    done = await lost_turn.told_now(uow, conversation, messages)
    if done is None:
        return False
    upto, answer = done
    await write(uow, conversation, answer, author="bot")
    for message in messages:
        if message.seq <= upto:
            message.handled_at = uow.now
    return True


async def unhandled(uow: UnitOfWork, conversation: Conversation) -> Sequence[Message]:
    """The debtor's messages that wait for an answer, the oldest first."""
    return (await uow.session.scalars(_UNHANDLED, {"of": conversation.id})).all()


async def without_rasa(uow: UnitOfWork, conversation: Conversation) -> None:
    """Rasa is slow or down: the debtor is told, a person is queued, and what we can do alone is done."""
    lost_turn.new_session(conversation)  # nobody knows what it has heard
    text = str(conversation.memory.get("turn_text", ""))
    await write(uow, conversation, gentle_answer.opening_said(conversation), author="system")
    care = await gentle_answer.without_dialogue(uow, conversation, text)
    if care is not None:
        await write(uow, conversation, care, author="system")
        remember(conversation, question=care.slots.get("question"))
        return
    if phrases.asks_human(text):
        await write(uow, conversation, await handover.ask_human(uow, conversation), author="system")
        return
    await handover.open_handover(uow, conversation, queue="general", reason="assistant_unavailable")
    comes = await handover.when_somebody_comes(uow, conversation)
    answer: Answer = say("notice_trouble").then(comes)
    await write(uow, conversation, answer, author="system")
    if conversation.owner != "agent":  # what was answered is not done: the choices must not be dead
        remember(conversation, choice=None)
        await faq.ask_again(uow, conversation)
