"""A message comes in by SMS, WhatsApp or e-mail: stored once, danger and stop heard at once, then left to its turn."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import phonenumbers
from sqlalchemy import func, select

from bot.debt import reading
from bot.debt import safety as phrases
from bot.debt.reading.text.plain import fold
from bot.service.care import gentle
from bot.service.case.cases import cases_of
from bot.service.contact import contact
from bot.service.handover.handover import open_handover, when_somebody_comes
from bot.service.identity import identify
from bot.service.outside import beside_stop, closed_door, numbers
from bot.service.outside.texting import BARRED, PHONES
from bot.service.thread import taps
from bot.service.thread.conversation import (
    StaleChoice,
    leave_unanswered,
    lock,
    open_choices,
    open_conversation,
    received,
    remember,
    sender_key,
)
from bot.service.thread.reply import say
from bot.service.thread.saying import receive, write
from bot.service.turn import inbound
from bot.store.database import UnitOfWork
from bot.store.tables import Conversation, Message, PhoneLine
from bot.words.book import book

FRENCH = frozenset({"FR", "BE", "CH", "LU", "MC", "YT", "RE", "GP", "MQ", "GF", "PM", "BL", "MF", "NC", "PF", "WF"})
COUNTRIES = {"FR": "FR", "YT": "FR", "RE": "FR", "GP": "FR", "MQ": "FR", "GF": "FR", "GB": "GB", "ZA": "ZA"}
"""Where lines of help are known; of any other country all of them are given."""
NO_SMS = frozenset({"fr_no_sms", "en_no_sms"})
"""Phrases (bot/debt/phrases) for "no SMS"."""


@dataclass(frozen=True, kw_only=True)
class Text:
    """What came: `ours` is the number written to, `number` whose it is; `sid` is the provider's own id."""

    channel: str
    account: str
    ours: str
    number: str
    creditor_id: str | None
    sid: str
    words: str
    tapped: str = ""
    media: Sequence[Mapping[str, str]] = ()
    """Type and address of each picture or voice note: they stay with the provider, those of an e-mail with us."""
    place: Mapping[str, str] | None = None
    sent_at: datetime | None = None
    """When it was written, of one that comes late; None: just now."""
    closed: bool = False
    """On a channel that is switched off: kept for a person, and nothing but help is said."""
    carrier: bool = True
    """The carrier acts on STOP and START by itself and says so; else both are ours to confirm."""


@dataclass(frozen=True, kw_only=True)
class Heard:
    """What became of it; `message` is None, or what is left for a turn."""

    conversation: Conversation
    message: Message | None
    repeated: bool = False


def language_of_number(number: str) -> str:
    """French for numbers of French-speaking countries, English elsewhere: never from what is on file."""
    return "fr" if _region(number) in FRENCH else "en"


def _region(number: str) -> str:
    try:
        return phonenumbers.region_code_for_number(phonenumbers.parse(number)) or ""
    except phonenumbers.NumberParseException:
        return ""


async def hear(uow: UnitOfWork, secret: str, text: Text, *, answer: bool = True) -> Heard:
    """Take a message in, once per `sid`. Nothing tells whether the number is on file: it proves nothing.

    `answer` False: so many came that a machine may be writing; they are kept, and a person looks.
    """
    conversation, line = await _line(uow, secret, text)
    return await take_in(uow, conversation, line, text, answer=answer)


async def already_in(uow: UnitOfWork, numbers_and_sids: Collection[tuple[str, str]]) -> set[str]:
    """Which of these messages, by the number they came from and the provider's own id, have been taken in."""
    if not numbers_and_sids:
        return set()
    senders, sids = zip(*numbers_and_sids, strict=True)
    found = await uow.session.scalars(
        select(Message.cid)
        .join(PhoneLine, PhoneLine.conversation_id == Message.conversation_id)
        .where(PhoneLine.number.in_(set(senders)), Message.cid.in_(sids))
    )
    return {sid for sid in found if sid}


async def take_in(
    uow: UnitOfWork, conversation: Conversation, line: PhoneLine, text: Text, *, answer: bool = True
) -> Heard:
    """The same, of a conversation that is known and locked, and its line; e-mail comes this way as well."""
    known = await received(uow, conversation, text.sid)
    if known is not None:
        return Heard(conversation=conversation, message=None, repeated=True)
    line.last_in_at = max(line.last_in_at, text.sent_at or uow.now)
    await numbers.learn(uow, line)
    stop = await _stop_told(uow, conversation, text.words)
    if await _keyword(uow, conversation, line, text, stop):
        return Heard(conversation=conversation, message=None)
    got = await _store(uow, conversation, text)
    if text.media or text.place:
        await _with_media(uow, conversation, text, got.message)
    if line.barred_at is None and stop is not None and not await numbers.undone_since(uow, line, text.sent_at):
        await _stop(uow, conversation, line, quietly=got.answered or text.closed)
    unheard = _unheard(line, text, answer=answer or stop is not None)
    if unheard == "whatsapp_off" and stop is None and not got.answered and closed_door.asks_still(conversation):
        return Heard(conversation=conversation, message=got.message)  # an answer to the question about dark thoughts
    if unheard and not got.answered:
        await _unanswered(uow, conversation, unheard)
    no_turn = unheard != "" or stop is not None
    if no_turn and not got.answered and not text.tapped and phrases.danger(text.words).kind == "possible":
        await gentle.possible_without_turn(uow, conversation, ask=line.barred_at is None, text=text.words)
    elif stop is not None and unheard == "" and not (got.answered or text.tapped) and await beside_stop.heed(
        uow, conversation, got.message, text.words
    ):
        return Heard(conversation=conversation, message=got.message)
    if unheard == "whatsapp_off" and stop is None and not got.answered:
        await closed_door.tell(uow, conversation)
    only_media = (text.media or text.place) and not text.words.strip()
    if no_turn or got.answered or only_media:
        got.message.handled_at = got.message.handled_at or uow.now
        return Heard(conversation=conversation, message=None)
    return Heard(conversation=conversation, message=got.message)


async def _keyword(
    uow: UnitOfWork, conversation: Conversation, line: PhoneLine, text: Text, stop: phrases.Stop | None
) -> bool:
    """STOP and START, which carriers act on as well: done here and now. One that comes late undoes no later one."""
    if stop is not None and stop.kind == "carrier" and text.channel in PHONES:
        message = _keep(uow, conversation, text)
        if text.media or text.place:
            await _with_media(uow, conversation, text, message, quietly=True)
        if not await numbers.undone_since(uow, line, text.sent_at):
            first = line.barred_at is None and line.stopped_at is None
            await numbers.bar(uow, conversation, line, by="debtor")
            if first and not text.carrier and not text.closed:
                await write(uow, conversation, say(BARRED), author="system")
        return True
    # While it is asked what a stop is for, words answer that.
    if not _restarts(line, text, in_words=not await taps.scope_is_asked(uow, conversation)):
        return False
    _keep(uow, conversation, text)
    late = await numbers.stopped_since(uow, line, text.sent_at)
    undone = not late and await numbers.restart(uow, conversation, line)
    if undone:
        await contact.undo(uow, conversation)
    if not late and not text.closed and (undone or not text.carrier):
        await write(uow, conversation, say("notice_restarted"), author="system")
    return True


def _restarts(line: PhoneLine, text: Text, *, in_words: bool) -> bool:
    """START, by itself or in French; after a stop that no carrier holds, in any words that take it back. What a carrier
    holds, only its own words undo.
    """
    word = fold(text.words).text.strip(" .!").upper()
    if line.barred_at is not None and text.carrier:
        return word in numbers.RESTART_BARRED
    if word in numbers.OWN_RESTART or (line.barred_at is not None and word in numbers.RESTART_BARRED):
        return True
    stopped = in_words and (line.barred_at is not None or line.stopped_at is not None)
    return stopped and phrases.danger(text.words).kind is None and reading.wants_messages_again(text.words)


def _unheard(line: PhoneLine, text: Text, *, answer: bool) -> str:
    """Why no turn answers it, as an agent reads it; empty: one does."""
    if line.barred_at is not None:
        return "wrote_after_stop"
    if text.closed:
        return "whatsapp_off"
    return "" if answer else "too_many_messages"


async def _stop_told(uow: UnitOfWork, conversation: Conversation, words: str) -> phrases.Stop | None:
    """The wish for silence in these words; "no SMS", while ways to be reminded are on offer, only chooses another.

    After a stop, while it is asked whether reminders shall stop too, such words answer that.
    """
    stop = beside_stop.stop_in(words, conversation.channel)
    answers = stop is not None and (stop.kind == "ours" or conversation.channel not in PHONES)
    if answers and await taps.scope_is_asked(uow, conversation):
        return None
    if stop is not None and set(stop.matched) <= NO_SMS:
        _, choices = await open_choices(uow, conversation)
        if any((one.get("data") or {}).get("reminder") for one in choices):
            return None
    return stop


async def _line(uow: UnitOfWork, secret: str, text: Text) -> tuple[Conversation, PhoneLine]:
    """The conversation of that number with that sender of ours, locked, and its line; begun if it is the first."""
    sender = sender_key(secret, text.channel, f"{text.ours}|{text.number}")
    await uow.session.execute(select(func.pg_advisory_xact_lock(func.hashtext(sender))))
    opened = await open_conversation(
        uow, sender=sender, channel=text.channel, language=language_of_number(text.number)
    )
    conversation = await lock(uow, opened.id)
    line = await uow.session.get(PhoneLine, conversation.id)
    if line is None:
        line = PhoneLine(
            conversation_id=conversation.id, creditor_id=text.creditor_id, channel=text.channel, account=text.account,
            ours=text.ours, number=text.number, last_in_at=text.sent_at or uow.now,
        )
        uow.session.add(line)
        conversation.creditor_id = text.creditor_id
        conversation.country = COUNTRIES.get(_region(text.number))
        remember(conversation, welcome_due=True)
        await uow.flush()
    return conversation, line


def _keep(uow: UnitOfWork, conversation: Conversation, text: Text) -> Message:
    message = receive(uow, conversation, cid=text.sid, text=text.words)
    message.handled_at = uow.now
    return message


async def _store(uow: UnitOfWork, conversation: Conversation, text: Text) -> inbound.Inbound:
    if text.tapped:
        try:
            return await _tap(uow, conversation, text)
        except StaleChoice:
            pass  # a button of an older question: its title is words like any other
    words = text.words if text.words.strip() else _named(conversation, text)
    return await inbound.text_in(uow, conversation, cid=text.sid, text=words)


async def _tap(uow: UnitOfWork, conversation: Conversation, text: Text) -> inbound.Inbound:
    seq, _, n = text.tapped.partition(".")
    if not (seq.isascii() and seq.isdigit() and n.isascii() and n.isdigit() and len(seq) < 12):
        raise StaleChoice
    key = await uow.session.scalar(
        select(Message.id).where(Message.conversation_id == conversation.id, Message.seq == int(seq))
    )
    return await inbound.choice_in(uow, conversation, cid=text.sid, choice_id=f"{key}.{n}")


def _named(conversation: Conversation, text: Text) -> str:
    """What stands in the thread for a message without words."""
    if not text.media:
        return book().text("notice_sent_place", conversation.language) if text.place else "…"
    voice = all(one["type"].startswith("audio/") for one in text.media)
    return book().text("notice_sent_voice" if voice else "notice_sent_media", conversation.language)


async def _with_media(
    uow: UnitOfWork, conversation: Conversation, text: Text, message: Message, *, quietly: bool = False
) -> None:
    """Nobody here can read it but a person: one is fetched, and it is said when they come."""
    message.card = {"kind": "media", "media": [dict(one) for one in text.media], "place": dict(text.place or {})}
    voice = any(one["type"].startswith("audio/") for one in text.media)
    # Nobody knows yet what a voice says: it comes before what can wait.
    queue = "hardship" if voice else "general"
    await open_handover(
        uow, conversation, queue=queue, reason="voice_note" if voice else "media", actor="debtor", seq=message.seq
    )
    if conversation.owner != "agent" and not text.closed and not quietly:
        noted = say("notice_voice_note" if voice else "notice_media")
        comes = await when_somebody_comes(uow, conversation)
        await write(uow, conversation, noted.then(comes), author="system")


async def _unanswered(uow: UnitOfWork, conversation: Conversation, reason: str) -> None:
    """Kept, but not answered: they have barred us and write all the same, or a machine writes. A person knows."""
    await open_handover(uow, conversation, queue="general", reason=reason, actor="debtor")
    await leave_unanswered(uow, conversation)


async def _stop(uow: UnitOfWork, conversation: Conversation, line: PhoneLine, *, quietly: bool) -> None:
    """Stopped at once, and confirmed once; on the cases too, now if we know whose, else as soon as we do."""
    first, told = await numbers.stop(uow, conversation, line), say("notice_stopped")
    if await identify.proof_of(uow, conversation) is not None and conversation.person_id is not None:
        told = told.then(await contact.stop(uow, conversation, await cases_of(uow, conversation.person_id)))
        if conversation.memory.get("question") != "distress_check":
            remember(conversation, question=None, budget_asked=None)  # what was asked before it is asked no longer
    else:
        remember(conversation, stop_asked=True)
    if first and not quietly:
        await write(uow, conversation, told, author="system")
