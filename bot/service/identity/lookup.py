"""No letter, no reference: three questions, a link to contacts on file, the same answer for everybody."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import select

from bot.debt import identity, reading
from bot.debt import safety as danger_words
from bot.service.handover.handover import open_handover
from bot.service.thread.conversation import remember
from bot.service.thread.reply import Answer, say
from bot.store.database import UnitOfWork
from bot.store.tables import Case, ContactPoint, Conversation, OutboxMessage, Party, Person, PersonalLink
from bot.words.book import book

LOOKUP_STEPS = ("name", "birth_date", "postcode")
LINK_LASTS = timedelta(days=7)
_NAME_ALONE, _NAME_AMONG_OTHERS = 6, 16
"""Words of a message that may be a name; beside a birth date or a postcode more words stand."""


def no_reference(conversation: Conversation) -> Answer:
    """No letter, no reference: name, birth date, postcode; always the same answer."""
    remember(conversation, lookup_step=LOOKUP_STEPS[0], lookup={})
    closed = reading.leaves_closed(str(conversation.memory.get("turn_text") or ""))
    return say("utter_lookup_intro" if closed else "utter_lookup_intro_plain").then(ask_lookup(conversation))


async def introduced(uow: UnitOfWork, conversation: Conversation, text: str, *, guessing: bool = False) -> bool:
    """Whether they have said who they are with all that is asked without a reference ("je suis Nadia Benali née le …
    de 69003"), before any of it was asked: looked for at once.
    """
    name = reading.read_name(text)
    if name is None or _says_more(text):
        return False
    given = {**_facts(uow, conversation, text), "name": name[:120]}
    if len(given) < len(LOOKUP_STEPS):
        return False
    remember(conversation, lookup=None, lookup_step=None, identity_result="looked_up")
    await _look_up(uow, conversation, given, guessing=guessing)
    return True


def ask_lookup(conversation: Conversation) -> Answer:
    """The next of the three questions."""
    return say(f"utter_ask_lookup_{conversation.memory['lookup_step']}").asking("identity")


async def take(
    uow: UnitOfWork, conversation: Conversation, step: str, text: str, *, guessing: bool = False
) -> bool:
    """Keep the answer to one of the three questions; True when the words were one.

    `guessing`: so many look-ups came from this network that nobody is looked for; a person is asked all the same.
    """
    if _says_more(text) or reading.refuses_birth(text, asked=True) or reading.asks_why_birth(text, asked=True):
        return False
    if danger_words.asks_stop(text) or reading.asks_reference(text) or reading.has_letter(text):
        return False
    told = _told(uow, conversation, step, text)
    if step not in told:
        return False
    given = {**(conversation.memory.get("lookup") or {}), **told}
    left = [one for one in LOOKUP_STEPS if one not in given]
    if left:
        remember(conversation, lookup=given, lookup_step=left[0])
    else:
        remember(conversation, lookup=None, lookup_step=None, identity_result="looked_up")
        await _look_up(uow, conversation, given, guessing=guessing)
    return True


def _says_more(text: str) -> bool:
    """A cry for help or a wish for a person is never a name."""
    return danger_words.danger(text).kind in ("explicit", "possible") or bool(danger_words.asks_human(text))


def _facts(uow: UnitOfWork, conversation: Conversation, text: str) -> dict[str, str]:
    told: dict[str, str] = {}
    births = reading.read_birth_dates(text, today=uow.today(), language=conversation.language)
    postcode = reading.read_postcode(text)
    if births:
        told["birth_date"] = births[0].isoformat()
    if postcode is not None:
        told["postcode"] = postcode
    return told


def _told(uow: UnitOfWork, conversation: Conversation, step: str, text: str) -> dict[str, str]:
    """What of the three a message holds: all of them may come at once ("Girard Thomas, 5 mars 1980, 06000")."""
    told = _facts(uow, conversation, text)
    longest = _NAME_AMONG_OTHERS if told else _NAME_ALONE
    few = 0 < len(text.split()) <= longest and "?" not in text
    if step == "name" and few and (told or not reading.is_no_name(text)) and re.search(r"[^\W\d_]", text):
        told["name"] = reading.mask(text.strip(), today=uow.today())[:120]
    return told


async def told_at_once(uow: UnitOfWork, conversation: Conversation, text: str, *, guessing: bool = False) -> bool:
    """Whether the question for the reference was answered by all that is asked without one: looked for at once."""
    if len(_told(uow, conversation, LOOKUP_STEPS[0], text)) < len(LOOKUP_STEPS):
        return False
    return await take(uow, conversation, LOOKUP_STEPS[0], text, guessing=guessing)


async def _look_up(
    uow: UnitOfWork, conversation: Conversation, given: dict[str, str], *, guessing: bool
) -> None:
    """A match is sent a link, to contacts on file; a person is queued either way. The debtor sees no difference.

    The link is sent by a task, which is made for nobody as well: the same work whoever is looked for, so that not
    even a clock tells whether somebody is known here.
    """
    born = date.fromisoformat(given["birth_date"])
    people = (await uow.session.scalars(select(Person).where(Person.birth_date == born))).all()
    matching = [] if guessing else [p for p in people if _is(p, given, born)]
    key = f"personal_link:{conversation.id}:{conversation.last_seq}"
    uow.schedule("personal_link", key, uow.now, people=[person.id for person in matching[:2]])
    await open_handover(uow, conversation, queue="general", reason="no_reference", actor="debtor")
    uow.audit("identity.looked_up", "conversation", conversation.id, actor="debtor", found=len(matching))


def _is(person: Person, given: dict[str, str], born: date) -> bool:
    facts = identity.PersonFacts(
        first_name=person.first_name or None, last_name=person.last_name, birth_date=person.birth_date,
        postcode=person.postcode,
    )
    return identity.lookup_matches(given["name"], born, given["postcode"], facts)


async def send_link(uow: UnitOfWork, person: Person) -> bool:
    """A personal link to each contact on file, once a day; False where there is none."""
    contacts: Sequence[ContactPoint] = (
        await uow.session.scalars(
            select(ContactPoint).where(
                ContactPoint.person_id == person.id, ContactPoint.opted_out_at.is_(None), ContactPoint.whose == "own"
            )
        )
    ).all()
    for contact in contacts:
        channel = "sms" if contact.kind == "phone" else "email"
        key = f"lookup:{contact.id}:{_day(uow.now)}"  # one a day: nobody can have somebody else flooded
        if await uow.session.scalar(select(OutboxMessage.id).where(OutboxMessage.key == key)) is not None:
            continue
        values = {"link": await personal_link(uow, person)}
        sentence = book().find("notice_personal_link", person.language, channel)
        uow.session.add(
            OutboxMessage(
                key=key, creditor_id=person.creditor_id,
                contact_point_id=contact.id, channel=channel, to=contact.value, lang=person.language,
                text_id=sentence.id, text_version=sentence.version, due_at=uow.now,
                body=book().text(sentence.id, person.language, values, channel),
            )
        )
    return bool(contacts)


def _day(moment: datetime) -> str:
    return moment.date().isoformat()


async def personal_link(uow: UnitOfWork, person: Person, lasts: timedelta = LINK_LASTS) -> str:
    """A link that stands for the reference, never for the birth date; it opens for a week unless told otherwise."""
    token = secrets.token_urlsafe(24)
    uow.session.add(
        PersonalLink(
            token_hash=hashlib.sha256(token.encode()).hexdigest(), creditor_id=person.creditor_id,
            person_id=person.id, created_at=uow.now, expires_at=uow.now + lasts,
        )
    )
    return f"{uow.base_url}/l/{token}"


async def follow_link(uow: UnitOfWork, conversation: Conversation, token: str) -> bool:
    """A personal link stands for the reference, never for the birth date. False: no such link (any more).

    Whoever opens one that does not exist is asked the same next question, which then can't be answered rightly.
    """
    hashed = hashlib.sha256(token.encode()).hexdigest()
    link = await uow.session.get(PersonalLink, hashed)
    good = link is not None and link.revoked_at is None and link.expires_at > uow.now
    reference = await uow.session.scalar(
        select(Case.reference)
        .join(Party, Party.case_id == Case.id)
        .where(Party.person_id == (link.person_id if link and good else 0))
        .order_by(Party.role != "borrower", Case.id)
        .limit(1)
    )
    remember(conversation, claimed_reference=reference or f"link:{hashed[:16]}", identity_asked="birth_date")
    return reference is not None
