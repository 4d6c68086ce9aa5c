"""The line between a number and a sender of ours: its conversation, begun in the language of the number's country."""

from __future__ import annotations

import phonenumbers
from sqlalchemy import func, select

from bot.service.outside.text import Text
from bot.service.thread.conversation import lock, open_conversation, remember, sender_key
from bot.store.database import UnitOfWork
from bot.store.tables import Conversation, PhoneLine

FRENCH = frozenset({"FR", "BE", "CH", "LU", "MC", "YT", "RE", "GP", "MQ", "GF", "PM", "BL", "MF", "NC", "PF", "WF"})
COUNTRIES = {"FR": "FR", "YT": "FR", "RE": "FR", "GP": "FR", "MQ": "FR", "GF": "FR", "GB": "GB", "ZA": "ZA"}
"""Where lines of help are known; of any other country all of them are given."""


def language_of_number(number: str) -> str:
    """French for numbers of French-speaking countries, English elsewhere: never from what is on file."""
    return "fr" if _region(number) in FRENCH else "en"


def _region(number: str) -> str:
    try:
        return phonenumbers.region_code_for_number(phonenumbers.parse(number)) or ""
    except phonenumbers.NumberParseException:
        return ""


async def line_of(uow: UnitOfWork, secret: str, text: Text) -> tuple[Conversation, PhoneLine]:
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
