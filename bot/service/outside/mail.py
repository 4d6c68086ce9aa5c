"""An e-mail comes in: into the thread that it answers, by the token of the very e-mail of ours that was answered.

Who an e-mail says it is from proves nothing, and answers never go there: they go to the address that we wrote to. To
an address that has not shown yet that it gets our e-mails goes one fixed answer a day, and a person reads.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

from sqlalchemy import func, select

from bot.debt import reading
from bot.debt import safety as phrases
from bot.debt.language import language_of
from bot.service.care import gentle, safety
from bot.service.care.care import unquoted
from bot.service.contact import contact_change
from bot.service.handover.handover import open_handover
from bot.service.outside import numbers, phone
from bot.service.outside.phone import Heard
from bot.service.outside.text import Text
from bot.service.thread.conversation import lock, open_conversation, received, remember, sender_key
from bot.service.thread.reply import say
from bot.service.thread.saying import receive, write
from bot.service.turn import inbound
from bot.store.database import UnitOfWork
from bot.store.tables import ContactPoint, Conversation, MailFile, OutboxMessage, PhoneLine

AGAIN = timedelta(days=1)
"""So long after the fixed answer to an address that has shown nothing yet, it gets none again."""
KEPT = "mail:"
"""How the address of a file begins that came with an e-mail: it is kept here."""
MOST_FULL = 100_000


@dataclass(frozen=True, kw_only=True)
class File:
    """What came with an e-mail."""

    name: str
    type: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class Mail:
    """What came: `answers` is the key of the message of ours that it answers, proven by its token, or 0."""

    cid: str
    words: str
    sender: str
    answers: int = 0
    automatic: bool = False
    by_hand: bool = True
    """Somebody may have written it, automatic as it looks."""
    whole: str = ""
    """All its words, where some were cut off as quoted."""
    files: Sequence[File] = ()


async def hear(uow: UnitOfWork, secret: str, mail: Mail, *, answer: bool = True) -> Heard | None:
    """Take an e-mail in, once per `cid`. None: a machine's, of which nothing has to be kept, or nobody's.

    `answer` False: so many came that a machine may be writing; they are kept, and a person looks.
    """
    mail = replace(mail, words=unquoted(mail.words), whole=unquoted(mail.whole))
    ours = await uow.session.get(OutboxMessage, mail.answers) if mail.answers else None
    ours = ours if ours is not None and ours.channel == "email" and is_to_a_debtor(ours) else None
    grave = phrases.danger(mail.words).kind in ("explicit", "possible")
    if ours is None and (not mail.sender or (mail.automatic and not grave)):
        return None
    conversation, line = await _line(uow, secret, mail, ours)
    known = await received(uow, conversation, mail.cid)
    if known is not None:
        return Heard(conversation=conversation, message=None, repeated=True)
    if mail.automatic:
        await _automatic(uow, conversation, mail)
        return Heard(conversation=conversation, message=None)
    if ours is None:
        line.last_in_at = uow.now
        return await _unproven(uow, conversation, line, mail, answer=answer)
    if not conversation.memory.get("mail_proven"):
        remember(conversation, mail_proven=True, welcome_due=True)
    kept = await _keep_files(uow, conversation, mail.files)
    text = Text(
        channel="email", account="", ours="", number=line.number, creditor_id=line.creditor_id, sid=mail.cid,
        words=mail.words, media=kept,
    )
    heard = await phone.take_in(uow, conversation, line, text, answer=answer)
    await _keep_whole(uow, conversation, mail)
    return heard


def is_to_a_debtor(ours: OutboxMessage) -> bool:
    """A partner is written to as well: what they answer goes to a person, and never into the thread of a debtor."""
    return ours.in_thread or ours.contact_point_id is not None


async def _line(
    uow: UnitOfWork, secret: str, mail: Mail, ours: OutboxMessage | None
) -> tuple[Conversation, PhoneLine]:
    """The conversation that it answers, or that of its sender's address, locked; begun if it is the first."""
    if ours is not None and ours.in_thread and ours.conversation_id is not None:
        conversation = await lock(uow, ours.conversation_id)
        line = await uow.session.get(PhoneLine, conversation.id)
        if line is not None:
            return conversation, line
    contact = None
    if ours is not None and ours.contact_point_id is not None:
        contact = await uow.session.get(ContactPoint, ours.contact_point_id)
    # An address that two people share is two threads: each answers what was written to them.
    named = f"contact:{contact.id}" if contact else f"address:{ours.to if ours else mail.sender}"
    sender = sender_key(secret, "email", named)
    await uow.session.execute(select(func.pg_advisory_xact_lock(func.hashtext(sender))))
    language = ours.lang if ours else language_of(mail.words) or "fr"
    opened = await open_conversation(uow, sender=sender, channel="email", language=language)
    conversation = await lock(uow, opened.id)
    line = await uow.session.get(PhoneLine, conversation.id)
    if line is None:
        address = contact.value if contact else ours.to if ours else mail.sender
        line = PhoneLine(
            conversation_id=conversation.id, creditor_id=ours.creditor_id if ours else None, channel="email",
            account="", ours="", number=address, last_in_at=uow.now,
        )
        uow.session.add(line)
        conversation.creditor_id = line.creditor_id
        await uow.flush()
    return conversation, line


async def _automatic(uow: UnitOfWork, conversation: Conversation, mail: Mail) -> None:
    """An absence note and the like: kept and not answered, or two machines would write to each other for ever.

    A person may have written it all the same: whoever looks automatic by its headers alone is read by one, and danger
    wakes somebody whoever wrote it. The lines are sent once a day at most, which makes no loop, and never to a machine.
    """
    kept = reading.mask_kept(await contact_change.hide(uow, conversation, mail.words), today=uow.today()) or "…"
    message = receive(uow, conversation, cid=mail.cid, text=kept)
    message.handled_at = uow.now
    if inbound.in_danger(mail.words):
        if mail.by_hand and _first_today(uow, conversation, "mail_crisis_at"):
            await inbound.explicit(uow, conversation)
        else:
            await safety.crisis_protocol(uow, conversation, source="phrases")
    elif phrases.danger(mail.words).kind == "possible":
        await open_handover(uow, conversation, queue="distress", reason="possible_distress", actor="system")
    elif mail.by_hand:
        await open_handover(
            uow, conversation, queue="general", reason="mail_automatic", actor="debtor", seq=message.seq
        )


async def _unproven(uow: UnitOfWork, conversation: Conversation, line: PhoneLine, mail: Mail, *, answer: bool) -> Heard:
    """Not an answer to an e-mail of ours, and the sender may be forged: danger is answered, a person reads the rest.

    A wish for silence is followed at once: the worst that a forged one does is what START undoes, and its
    confirmation goes to the address itself.
    """
    kept = await _keep_files(uow, conversation, mail.files)
    words = reading.mask_kept(await contact_change.hide(uow, conversation, mail.words), today=uow.today())
    message = receive(uow, conversation, cid=mail.cid, text=words.strip() or "…")
    message.handled_at = uow.now
    answered = not answer or (inbound.in_danger(mail.words) and await inbound.explicit(uow, conversation))
    if kept:
        message.card = {"kind": "media", "media": kept, "place": {}}
    await _keep_whole(uow, conversation, mail)
    if numbers.stop_in(mail.words) is not None:
        first = await numbers.stop(uow, conversation, line)
        remember(conversation, stop_asked=True)
        if first and not answered:
            await write(uow, conversation, say("notice_stopped"), author="system")
        answered = True
    await open_handover(uow, conversation, queue="general", reason="mail", actor="debtor", seq=message.seq)
    if phrases.danger(mail.words).kind == "possible":
        await gentle.possible_without_turn(uow, conversation, ask=True, text=mail.words)
    elif not answered and _first_today(uow, conversation, "mail_first_at"):
        await write(uow, conversation, say("notice_mail_first", link=uow.base_url), author="system")
    return Heard(conversation=conversation, message=None)


def _first_today(uow: UnitOfWork, conversation: Conversation, what: str) -> bool:
    """Whether this has not been sent there for a day; it is from now on."""
    told = conversation.memory.get(what)
    if told is not None and told > (uow.now - AGAIN).isoformat():
        return False
    remember(conversation, **{what: uow.now.isoformat()})
    return True


async def _keep_files(uow: UnitOfWork, conversation: Conversation, files: Sequence[File]) -> list[dict[str, str]]:
    rows = [
        MailFile(conversation_id=conversation.id, name=one.name, type=one.type, content=one.content, at=uow.now)
        for one in files
    ]
    uow.session.add_all(rows)
    await uow.flush()
    return [{"type": row.type, "url": f"{KEPT}{row.id}"} for row in rows]


async def _keep_whole(uow: UnitOfWork, conversation: Conversation, mail: Mail) -> None:
    """What was cut off may hold more than our own words: whoever reads at the desk can open all of it."""
    message = await received(uow, conversation, mail.cid)
    if not mail.whole or message is None:
        return
    whole = await contact_change.hide(uow, conversation, mail.whole[:MOST_FULL])
    words = reading.mask_kept(whole, today=uow.today())
    kept = await _keep_files(uow, conversation, [File(name="", type="text/plain", content=words.encode())])
    card = message.card or {"kind": "media", "media": [], "place": {}}
    message.card = {**card, "media": [*card["media"], *kept]}
