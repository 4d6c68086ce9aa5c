"""Whether a telephone or mailbox is read by somebody else: asked before the first amount, remembered there for ever.

Where it is, no amount, no brand and no reason is written there; the debtor goes on in the web chat by a link of
their own, which says nothing and asks the birth date.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from bot.debt import reading
from bot.debt.reading.text.plain import fold
from bot.service.identity.lookup import personal_link
from bot.service.outside import numbers
from bot.service.outside.texting import OUTSIDE
from bot.service.thread import story
from bot.service.thread.conversation import FACTS, remember
from bot.service.thread.reply import Answer, Choice, say
from bot.service.thread.saying import write
from bot.store.database import UnitOfWork
from bot.store.tables import Conversation, Creditor, Person, PhoneLine

_PEOPLE = (
    r"\b(?:mari|femme|conjointe?|copain|copine|compagn(?:e|on)|ex|fils|filles?|enfants?|gosses?|gamins?|mere|pere"
    r"|parents?|freres?|soeurs?|coloc\w*|famille|employeur|patronn?e?|collegues?|husband|wife|partner|sons?|daughters?"
    r"|kids?|child(?:ren)?|mum|mom|dad|mother|father|brothers?|sisters?|boyfriend|girlfriend|flatmates?|family|boss)\b"
)
_OTHERS = re.compile(rf"{_PEOPLE}|\b(?:parfois|sometimes)\b")
_DEVICE = (
    r"(?:messages?|sms|textos?|mails?|e-mails?|courriels?|telephones?|tel|portables?|whatsapp|phones?|mobiles?|texts?"
    r"|inbox|emails?)\b"
)
_READS = re.compile(
    rf"(?:{_PEOPLE}|\b(?:quelqu'un|on|il|elle|somebody|someone|he|she|they)\b)[^.;!?\n]{{0,30}}?"
    r"\b(?:lit|lis|lisent|lire|voit|voient|regarde\w*|fouille\w*|surveill\w*|verifi\w*|controle\w*|consult\w*"
    r"|a acces|ont acces|tombe\w*|reads?|sees?|checks?|looks?|goes through|go through|monitors?|has access|watches)\b"
    rf"[^.;!?\n]{{0,25}}?\b{_DEVICE}"
    rf"|\b{_DEVICE} (?:est celui |est celle )?(?:de|d'|du|a) ?(?:mon |ma |mes |l')?{_PEOPLE}"
    rf"|{_PEOPLE}(?:'s|s') {_DEVICE}"
    rf"|\b(?:pas|not) (?:mon|ma|my) {_DEVICE}|\b(?:partage\w*|shares?|sharing)\b[^.;!?\n]{{0,20}}\b{_DEVICE}"
)
"""Somebody else reads here, told at any time and unasked ("mon mari lit mes messages", "it's my son's phone")."""
_NOT_SO = re.compile(r"\b(?:pas|jamais|plus|never|not|doesn'?t|don'?t|can'?t|cannot|personne|nobody|no one)\b")
_NOT_MINE = re.compile(r"\b(?:pas|not) (?:mon|ma|my) ")
_ALONE = re.compile(
    r"(?:(?:non|no|nn|nan|nope)[ ,]*)?(?:il n'y a |y a )?(?:que moi|moi seule?|juste moi|seulement moi"
    r"|personne(?: d'autre)?|je suis (?:seule?|la seule|le seul)(?: a le lire)?"
    r"|(?:just|only) me|nobody(?: else)?|no one(?: else)?)"
)
SHARED = Choice(title_id="choice_yes", payload=FACTS, data={"phone_shared": True}, kind="yes")
MINE = Choice(title_id="choice_no", payload=FACTS, data={"phone_shared": False}, kind="no")


def may_tell(conversation: Conversation) -> bool:
    """Whether the channel itself lets amounts be told, identity apart."""
    return conversation.channel not in OUTSIDE or conversation.memory.get("phone_shared") is False


async def may_prove(uow: UnitOfWork, conversation: Conversation, person: Person | None) -> bool:
    """A number of one creditor's proves nothing about another's cases; nor does WhatsApp where it is off."""
    if person is None or conversation.channel not in OUTSIDE:
        return True
    if conversation.creditor_id not in (None, person.creditor_id):
        return False
    if conversation.channel != "whatsapp":
        return True
    creditor = await uow.session.get_one(Creditor, person.creditor_id)
    return bool(creditor.settings.get("whatsapp"))


async def know(uow: UnitOfWork, conversation: Conversation, person: Person) -> None:
    """What is on file of this very number at this person: that somebody else reads it stays true."""
    line = await numbers.line_of(uow, conversation)
    if line is None:
        return
    line.creditor_id = person.creditor_id
    if any(c.discretion for c in await numbers.on_file(uow, line) if c.person_id == person.id):
        _note(conversation)
        line.shared = True


async def ask(uow: UnitOfWork, conversation: Conversation) -> Answer:
    """The question; or, where somebody else reads along, the way to go on elsewhere."""
    if not conversation.memory.get("phone_shared"):
        remember(conversation, phone_asked=True)
        return say("utter_ask_phone_shared", SHARED, MINE).asking("identity")
    person = await uow.session.get(Person, conversation.person_id) if conversation.person_id else None
    link = await personal_link(uow, person) if person is not None else uow.base_url
    return say("utter_phone_shared", link=link).asking(None)


def says_others_read(text: str) -> bool:
    """Whether the words say, unasked, that somebody else reads or uses this telephone or mailbox."""
    words = fold(text).text
    return any(
        _NOT_MINE.search(found[0]) is not None or _NOT_SO.search(found[0]) is None for found in _READS.finditer(words)
    )


_ONLY_THAT = 20
"""Words: a longer message holds an errand as well, which its turn takes up."""


def says_no_more(text: str) -> bool:
    """Whether words that say who reads along say nothing else: then that is answered, once, and nothing after it."""
    return len(text.split()) <= _ONLY_THAT and not re.search(r"[0-9?€£]", text)


async def heed(uow: UnitOfWork, conversation: Conversation, text: str, *, silently: bool) -> bool:
    """Before anything is answered outside: whoever else reads along, by these words or by what is on file since.

    In words it is answered at once with the way to go on elsewhere (`silently`: something comes before that); what
    else is said here tells nothing any more. Whether these words have had their answer: nothing of violence or fear is
    written to a telephone that has just been said to be read.
    """
    if conversation.channel not in OUTSIDE or conversation.memory.get("phone_shared"):
        return False
    if says_others_read(text):
        await _shut(uow, conversation)
        if not silently:
            await write(uow, conversation, await ask(uow, conversation), author="system")
        return not silently and says_no_more(text)
    line = await numbers.line_of(uow, conversation)
    if line is not None and (line.shared or await read_by_others(uow, conversation, line)):
        _note(conversation)
    return False


def _note(conversation: Conversation) -> None:
    """From here on nothing of a case goes there; what is withheld is brought to them elsewhere."""
    if not conversation.memory.get("phone_shared"):
        remember(conversation, phone_shared=True, shared_from=conversation.last_seq)


async def read_by_others(uow: UnitOfWork, conversation: Conversation, line: PhoneLine) -> bool:
    """Whether that number or address is on file as one that somebody else reads, at this person's."""
    found = await numbers.on_file(uow, line)
    return any(one.discretion for one in found if one.person_id == conversation.person_id)


async def coerced(uow: UnitOfWork, conversation: Conversation) -> Answer:
    """Somebody made them sign: whoever did may hold this telephone. Nothing of it is written there."""
    if conversation.channel not in OUTSIDE:
        return Answer()
    if not conversation.memory.get("phone_shared"):
        await _shut(uow, conversation)
    return await ask(uow, conversation)


async def _shut(uow: UnitOfWork, conversation: Conversation) -> None:
    _note(conversation)
    remember(conversation, phone_asked=None)
    line = await numbers.line_of(uow, conversation)
    if line is not None:
        line.shared = True
        for contact in await numbers.on_file(uow, line):
            if contact.person_id == conversation.person_id:
                contact.discretion = True
    uow.audit(
        "line.shared", "conversation", conversation.id, actor="debtor", creditor_id=conversation.creditor_id
    )


def is_answered(conversation: Conversation) -> bool:
    """Whether the question was asked and has just been answered."""
    told = conversation.memory.get("choice") or {}
    return bool(conversation.memory.get("phone_asked")) and "phone_shared" in told


def reads(conversation: Conversation, text: str) -> bool:
    """A yes or no to the question, in the debtor's own words; kept as if it had been picked."""
    if not conversation.memory.get("phone_asked"):
        return False
    told = others_read(text)
    if told is None:
        return False
    remember(conversation, choice={"phone_shared": told})
    return True


def others_read(text: str) -> bool | None:
    """What the words say: only a plain no, or "only me", is a no. Whoever is named reads along ("non, mon fils")."""
    words = fold(text).text
    if _OTHERS.search(words) or reading.yes_or_no(text):
        return True
    return False if reading.is_no(text) or _ALONE.fullmatch(words.strip(" .!")) else None


async def answered_beside(uow: UnitOfWork, conversation: Conversation, data: Mapping[str, Any]) -> Answer:
    """The answer to the question that the system has put where an agent has the thread."""
    if not conversation.memory.get("phone_asked"):
        return Answer()
    remember(conversation, choice={"phone_shared": bool(data.get("phone_shared"))})
    await take_answer(uow, conversation)
    return say("utter_phone_own") if may_tell(conversation) else await ask(uow, conversation)


async def take_answer(uow: UnitOfWork, conversation: Conversation) -> bool:
    """Keep the answer, if there is one, on the line and on the contact it is on file as."""
    if not is_answered(conversation):
        return False
    shared = bool(conversation.memory["choice"]["phone_shared"])
    remember(conversation, choice=None, phone_asked=None)
    if shared:
        await _shut(uow, conversation)
        return True
    remember(conversation, phone_shared=False)
    line = await numbers.line_of(uow, conversation)
    if line is not None:
        line.shared = False
    uow.audit(
        "line.private", "conversation", conversation.id, actor="debtor", creditor_id=conversation.creditor_id
    )
    await story.carry(uow, conversation)
    return True
