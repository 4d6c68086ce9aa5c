"""Choices that need no dialogue: answered where they arrive, whoever holds the conversation, with Rasa up or down.

A consent is one: it must not be lost in a turn, nor taken for the answer to another question.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from bot.debt import reading
from bot.debt import safety as phrases
from bot.service.care import care, vulnerability, vulnerability_back
from bot.service.contact import contact, contact_change
from bot.service.identity import helper
from bot.service.outside import along, private
from bot.service.outside.texting import OUTSIDE
from bot.service.referral import consent
from bot.service.thread.conversation import newest, remember
from bot.service.thread.reply import Answer
from bot.service.thread.saying import write
from bot.service.turn.arrival import Arrival
from bot.store.database import UnitOfWork
from bot.store.tables import Conversation, Message

Tap = Callable[[UnitOfWork, Conversation, Mapping[str, Any]], Awaitable[Answer]]
TAPS: Mapping[str, Tap] = {
    "referral_reach": consent.reach, "referral_show": consent.show, "referral_yes": consent.yes,
    "referral_no": consent.no, "referral_later": consent.later, "referral_withdraw": consent.withdraw,
    "referral_which": consent.which, "partner_find": consent.find, "helper_end": helper.end_by_tap,
    "care_yes": vulnerability.yes, "care_no": vulnerability.no, "care_withdraw": vulnerability_back.withdraw_by_tap,
    "contact_code": contact_change.to_code, "contact_again": contact_change.again, "contact_put": contact_change.put,
    "contact_shared": contact_change.share, "contact_keep": contact_change.keep,
    "contact_other_way": contact_change.to_person,
    along.TAP: private.answered_beside,
    "reminders_too": contact.reminders_too, "keep_reminders": contact.keep_reminders,
}
SCOPE = frozenset({"reminders_too", "keep_reminders"})
"""What a stop is meant for: by telephone or e-mail answered like START, without proving again who writes."""
ALWAYS = frozenset({"referral_withdraw", "helper_end", "care_no", "care_withdraw", along.TAP, *SCOPE})
"""What takes something back, or keeps a telephone private, is done even where words of distress have put everything
else aside.
"""
CONSENTS = frozenset({"care_yes", "referral_yes"})
"""What somebody agrees to here is explicit, or it is nothing (GDPR 4(11), 9(2)(a))."""
_SHORT = 8
"""Words: a longer message says more than an answer."""


def is_tap(data: Mapping[str, Any] | None) -> bool:
    """Whether a choice with this data is answered here."""
    return bool(data) and (data or {}).get("do") in TAPS


async def answer(uow: UnitOfWork, conversation: Conversation, message: Message, data: Mapping[str, Any]) -> bool:
    """Do what was chosen, and say it; False: left to the dialogue. The conversation is locked."""
    do = str(data.get("do"))
    if do not in TAPS:
        return False
    if do not in ALWAYS and conversation.memory.get("distress") in ("explicit", "possible"):
        return False  # care comes first, and asks first
    remember(conversation, choice=None)
    told = await TAPS[do](uow, conversation, data)
    message.handled_at = uow.now
    await write(uow, conversation, told, author="system" if conversation.owner == "agent" else "bot")
    return True


async def in_words(arrival: Arrival) -> bool:
    """The same by words, where they can only be the answer: our question is the last thing that was said to them.

    Somebody else's later question ("have you eaten?" of an agent) must not make a consent of a yes. (A Reader.)
    """
    uow, conversation, text = arrival.uow, arrival.conversation, arrival.message.text
    if len(text.split()) > _SHORT:
        return False
    if arrival.proven and vulnerability_back.asks_back(text, conversation.language):
        note = await care.living(uow, conversation.person_id)
        if note is not None:
            return await answer(uow, conversation, arrival.message, {"do": "care_withdraw", "note": note.id})
    choices = await _last_said(uow, conversation)
    if not any(is_tap(one.get("data")) for one in choices):
        return False
    asks_scope = _of_scope(choices)
    if not arrival.proven and not (asks_scope and conversation.channel in OUTSIDE):
        return False
    picked = _scope_told(text, choices) if asks_scope else None
    if any((one.get("data") or {}).get("do") == along.TAP for one in choices):
        picked = _who_reads(text, choices, conversation.language)
    elif picked is None and not (asks_scope and (reading.leaves_open(text) or phrases.asks_stop(text))):
        picked = meant(text, choices, conversation.language)
    if picked is None or not is_tap(picked.get("data")):
        return False
    return await answer(uow, conversation, arrival.message, picked["data"])


async def scope_is_asked(uow: UnitOfWork, conversation: Conversation) -> bool:
    """Whether the last thing said to them was the question what a stop is meant for."""
    return _of_scope(await _last_said(uow, conversation))


async def _last_said(uow: UnitOfWork, conversation: Conversation) -> list[dict[str, Any]]:
    said = next((one for one in await newest(uow, conversation) if one.author != "you"), None)
    return list(said.choices) if said is not None else []


def _of_scope(choices: list[dict[str, Any]]) -> bool:
    return any((one.get("data") or {}).get("do") in SCOPE for one in choices)


def _scope_told(text: str, choices: list[dict[str, Any]]) -> dict[str, Any] | None:
    kept = False if phrases.asks_stop(text) else reading.keeps_reminders(text)
    wanted = None if kept is None else "keep_reminders" if kept else "reminders_too"
    return next((one for one in choices if (one.get("data") or {}).get("do") == wanted), None)


def _who_reads(text: str, choices: list[dict[str, Any]], language: str) -> dict[str, Any] | None:
    """Whoever is named reads along; only a plain no, or its number, is a no."""
    told = private.others_read(text)
    if told is None:
        index = reading.pick_choice(text, [str(one["title"]) for one in choices], language=language)
        return choices[index] if index is not None else None
    return next((one for one in choices if (one.get("data") or {}).get("phone_shared") is told), None)


def _is_consent(choice: Mapping[str, Any]) -> bool:
    return (choice.get("data") or {}).get("do") in CONSENTS


def meant(text: str, choices: list[dict[str, Any]], language: str) -> dict[str, Any] | None:
    """The choice that a short answer is for certain; a consent only where the words can be nothing else."""
    kinds = [str(one.get("kind", "")) for one in choices]
    index = reading.pick_choice(text, [str(one["title"]) for one in choices], language=language, kinds=kinds)
    if index is not None:
        picked = choices[index]
        return picked if not _is_consent(picked) or reading.keeps_to(text, str(picked["title"])) else None
    wanted = "yes" if reading.is_yes(text) else "no" if reading.is_no(text) else None
    of_kind = [one for one in choices if one.get("kind") == wanted]
    if len(of_kind) == 1:
        return of_kind[0] if not _is_consent(of_kind[0]) or reading.agrees(text) else None
    agreed = [one for one in choices if (one.get("data") or {}).get("do") == "referral_yes"]
    return {"data": {**agreed[0]["data"], "do": "referral_which"}} if wanted == "yes" and agreed else None
