"""A message comes in: stored, danger looked for at once, then left to its turn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot.debt import reading
from bot.debt import safety as phrases
from bot.service.care import safety
from bot.service.contact import contact, contact_change
from bot.service.identity import identify
from bot.service.outside import private
from bot.service.thread import beside_agent, desk_taps, taps, withheld
from bot.service.thread.conversation import FACTS, STANDING, StaleChoice, leave_unanswered, open_choices, received
from bot.service.thread.saying import LONGEST_MESSAGE, clean, receive, write
from bot.service.turn import bursts, overheard
from bot.service.turn.arrival import Arrival, Reader
from bot.store.database import UnitOfWork
from bot.store.tables import Conversation, Message

READ = 16_000
"""Characters at the beginning and at the end of a message in which danger is looked for: twice what is kept."""
_LONGEST_KEY = 18

READERS: tuple[Reader, ...] = (
    # A code of ours, or the number or address that we asked for: of whoever changes one of theirs, while the bot leads.
    # First, for a code must not be taken for the number of a choice.
    contact_change.typed,
    # A choice that needs no dialogue (a consent, what a stop is for): of whoever is known, whoever leads, where its
    # question is the last thing that was said to them.
    taps.in_words,
    # START in the web chat: of whoever has said stop there and is known. It answers no question that is still open.
    contact.restart_on_web,
    # A choice that an agent has put there: while an agent leads, and where nothing was said since.
    desk_taps.typed,
)
"""Whoever reads words for something that is answered as it arrives, in the order in which they are asked; the first
that takes them is the last. Words that none of them takes are left to their turn.

They never see danger (explicit, possible or an idiom) nor facts towards identity. What somebody says of who reads along
(`private.heed`) has no place among them: it keeps no other from answering, and is heard beside danger as well.
"""


@dataclass(frozen=True, kw_only=True)
class Inbound:
    """What became of it: `answered` means that nothing is left for a turn; `told`, that a turn only listens;
    `guessed`, that facts towards identity proved nothing.
    """

    message: Message
    repeated: bool
    shortened: bool
    answered: bool
    told: bool = False
    guessed: bool = False


async def text_in(
    uow: UnitOfWork, conversation: Conversation, *, cid: str, text: str, guessing: bool = False
) -> Inbound:
    """Words of the debtor. The conversation must be locked.

    Explicit danger is answered here and now, in every state of ownership, with Rasa up or down.
    """
    proven = await identify.stay(uow, conversation)
    known = await received(uow, conversation, cid)
    if known is not None:
        return Inbound(message=known, repeated=True, shortened=False, answered=False)
    text = clean(text)
    kept = await contact_change.hide(uow, conversation, text[:LONGEST_MESSAGE])  # a code is no word of theirs
    # What proves identity is read before anything is stored; birth dates, card numbers and the like never are.
    facts = None if proven else await identify.take_facts(uow, conversation, kept, guessing=guessing)
    message = receive(
        uow, conversation, cid=cid, text=reading.mask_kept(kept, today=uow.today()),
        payload=FACTS if facts and facts.only_facts else None,
    )
    if conversation.id in uow.proven:
        await withheld.bring(uow, conversation)
    danger = _danger(text)
    heeded = await private.heed(uow, conversation, text, silently="explicit" in danger)
    answered = told = False
    if heeded and not danger and message.payload is None and conversation.owner != "agent":
        answered, message.handled_at = True, uow.now
        told = overheard.still_to_hear(conversation, message)
    elif "explicit" in danger:
        answered = await explicit(uow, conversation)
    elif not danger and message.payload is None:
        answered = await _read(
            Arrival(uow=uow, conversation=conversation, message=message, text=text, proven=proven)
        )
        told = answered and overheard.still_to_hear(conversation, message)
    guessed = conversation.memory.get("identity_result") in ("failed", "closed", "looked_up")
    if not proven and not answered and not danger:
        await beside_agent.heard(uow, conversation, facts=message.payload == FACTS)
    shortened = len(text) > LONGEST_MESSAGE
    return Inbound(
        message=message, repeated=False, shortened=shortened, answered=answered and not told, told=told,
        guessed=guessed,
    )


async def _read(arrival: Arrival) -> bool:
    for reader in READERS:
        if await reader(arrival):
            return True
    return False


def in_danger(text: str) -> bool:
    """Whether the words say it outright; of a message far too long its beginning and its end are read."""
    return "explicit" in _danger(text)


def _danger(text: str) -> set[str]:
    read = [text] if len(text) <= READ else [text[:READ], text[-READ:]]
    return {kind for one in read if (kind := phrases.danger(one).kind) is not None}


async def explicit(uow: UnitOfWork, conversation: Conversation) -> bool:
    """Explicit danger, here and now: the lines and a person; False where an agent holds it, who has been told."""
    if conversation.owner == "agent":
        await safety.flag_to_agent(uow, conversation, kind="distress")
        return False  # the agent answers; the screen says what has been read
    answer = await safety.crisis_protocol(uow, conversation, source="phrases")
    await write(uow, conversation, answer, author="system")
    # It answers what was written just before as well; a turn that is still thinking of that must not speak of it.
    await leave_unanswered(uow, conversation)
    return True


async def choice_in(uow: UnitOfWork, conversation: Conversation, *, cid: str, choice_id: str) -> Inbound:
    """A choice was tapped. Raises StaleChoice if its message is no longer the question; a repeat has no effect."""
    await identify.stay(uow, conversation)
    known = await received(uow, conversation, cid)
    if known is not None:
        return Inbound(message=known, repeated=True, shortened=False, answered=False)
    picked = await _choice(uow, conversation, choice_id)
    if picked is None:
        raise StaleChoice
    got = receive(uow, conversation, cid=cid, text=picked["title"], payload=picked["payload"])
    data = picked.get("data") or {}
    answered = await taps.answer(uow, conversation, got, data) or await desk_taps.tapped(uow, conversation, got, data)
    if not answered:
        bursts.keep_tap(conversation, got, data, of=None if picked.get("kind") == STANDING else choice_id)
    return Inbound(message=got, repeated=False, shortened=False, answered=answered)


async def _choice(uow: UnitOfWork, conversation: Conversation, choice_id: str) -> dict[str, Any] | None:
    """One of the open question, or one that stands for good in its message; None for any other."""
    message, choices = await open_choices(uow, conversation)
    key, _, n = choice_id.partition(".")
    if message is None or str(message.id) != key:
        message = await _of_thread(uow, conversation, key)
        choices = [one for one in message.choices if one.get("kind") == STANDING] if message is not None else []
        if message is not None and len(choices) != len(message.choices):
            return None
    if message is None or message.seq <= conversation.blank_before_seq:
        return None  # its title would tell a sum on a screen that has just been blanked
    return next((one for m, one in enumerate(choices) if n == str(m)), None)


async def _of_thread(uow: UnitOfWork, conversation: Conversation, key: str) -> Message | None:
    if not (key.isascii() and key.isdigit() and len(key) < _LONGEST_KEY):
        return None
    found = await uow.session.get(Message, int(key))
    return found if found is not None and found.conversation_id == conversation.id else None
