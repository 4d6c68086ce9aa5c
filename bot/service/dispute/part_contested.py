"""Interest or fees contested by their name: only these, or everything? Asked before anything is held or told."""

from __future__ import annotations

import re

from bot.debt import reading
from bot.debt.money import Money
from bot.debt.reading.text.plain import flat
from bot.service.case.cases import cases_of
from bot.service.case.recap import overdue_of
from bot.service.identity import identify
from bot.service.thread import spoken
from bot.service.thread.conversation import currency_of
from bot.service.thread.reply import HUMAN, Answer, Choice, say
from bot.store.database import UnitOfWork
from bot.store.tables import Conversation

_NAMED = {
    "interest": re.compile(r"(?<![a-z])(?:interets?|interest|agios)(?![a-z])"),
    "other": re.compile(r"(?<![a-z])(?:frais|penalites?|fees?|charges|penalty|indemnite de retard)(?![a-z])"),
}


async def ask(uow: UnitOfWork, conversation: Conversation, text: str) -> Answer | None:
    """The question, with the sum of that part; None: none is named, or we do not know what it comes to."""
    named = [kind for kind, words in _NAMED.items() if words.search(flat(text))]
    if len(named) != 1 or reading.means_all(text) or conversation.memory.get("choice") is not None:
        return None
    if not await identify.is_identified(uow, conversation):
        return None
    lang, currency = conversation.language, currency_of(conversation)
    if reading.read_disputed(text, language=lang, currency=currency) is not None:
        return None
    late = [view for view in await cases_of(uow, conversation.person_id or 0) if view.is_late]
    overdue = await overdue_of(uow, late[0]) if len(late) == 1 else None
    part: Money | None = (overdue.parts or {}).get(named[0]) if overdue is not None else None
    if part is None or not 0 < part.minor < late[0].overdue.minor:
        return None
    amount = spoken.money(part, lang)
    only = f"je conteste {amount}" if lang == "fr" else f"i dispute {amount}"
    whole = "je conteste tout" if lang == "fr" else "i dispute everything"
    return say(
        "utter_ask_dispute_part", Choice(title_id="choice_that_part", payload="/dispute_debt", data={"text": only}),
        Choice(title_id="choice_whole_sum", payload="/dispute_debt", data={"text": whole}), HUMAN, amount=amount,
    ).asking("meant_dispute")
