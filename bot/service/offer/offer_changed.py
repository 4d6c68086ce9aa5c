"""What is said of an offer on the table, or of a sum just named, that changes it: its start, its day, its first steps,
how often. It becomes a proposal of the debtor's own, read back before any yes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from bot.debt import reading
from bot.debt.reading.days.week_day import either_day, read_weekday, weekday_from
from bot.service.case.cases import cases_of
from bot.service.identity import identify
from bot.service.offer.kept_offers import offer_of_row
from bot.service.thread import spoken
from bot.service.thread.conversation import open_choices
from bot.service.thread.reply import Answer, say
from bot.store.database import UnitOfWork
from bot.store.tables import Conversation, Offer

_LONGEST = 18
"""Words: more of them tell more than a change."""
_OTHER_DAYS = frozenset({"pause_until", "move_instalment", "go_on_with_rest", "put_back", "day_scope"})
"""Open questions to which a day is the answer."""


async def meaning(uow: UnitOfWork, conversation: Conversation, text: str) -> str | None:
    """The intent of words that change an offer or a sum for certain, or tell from when somebody would pay."""
    if len(text.split()) > _LONGEST or conversation.memory.get("question") in _OTHER_DAYS:
        return None
    rows = await _on_the_table(uow, conversation)
    told = await terms_here(uow, conversation, text)
    if rows and not reading.names_pause(text) and (changed := _changes(told, rows)) is not None:
        return changed
    day = reading.begins_on(text, today=uow.today(), bare=False)
    if day is None:
        return None
    if conversation.memory.get("month_or_once") or conversation.memory.get("question") == "own_amount":
        return "/propose_amount"
    if conversation.memory.get("errand") == "propose":
        return "/propose_amount"
    if conversation.memory.get("budget_asked") or not reading.starts_paying(text, today=uow.today()):
        return None
    return None if await _has_plan(uow, conversation) else "/propose_amount"


async def _has_plan(uow: UnitOfWork, conversation: Conversation) -> bool:
    """Whether it may be the payments of a plan that are spoken of."""
    if conversation.person_id is None or not await identify.is_identified(uow, conversation):
        return False
    return any(view.plan is not None for view in await cases_of(uow, conversation.person_id))


def terms(uow: UnitOfWork, conversation: Conversation, text: str, *, bare: bool = False) -> reading.Terms:
    """The terms told; `bare`: while an offer is on the table, a day or a month alone is its start."""
    today, lang = uow.today(), conversation.language
    told = reading.read_terms(text, today=today, language=lang)
    if not bare:
        return told
    start = told.start or reading.begins_on(text, today=today, bare=True)
    day = told.pay_day or (reading.read_due_day(text, language=lang) if start is None else None)
    return replace(told, start=start, pay_day=day)


async def terms_here(uow: UnitOfWork, conversation: Conversation, text: str) -> reading.Terms:
    """The terms told while an offer may be on the table. A weekday is its first day: the one on or behind the first day
    of the lightest; of several dates that will do, the first behind it.
    """
    rows = await _on_the_table(uow, conversation)
    told = terms(uow, conversation, text, bare=bool(rows))
    if not rows:
        return told
    first = min(share.first_due for row in rows for share in offer_of_row(row).shares)
    if (weekday := read_weekday(text)) is not None and told.pay_day is None:
        return replace(told, start=weekday_from(first, weekday))
    if either_day(text):
        days = [when.day for when in reading.read_dates(text, today=uow.today(), language=conversation.language)]
        later = [day for day in days if day is not None and day >= first]
        return replace(told, start=min(later), pay_day=None) if later else told
    return told


def _changes(told: reading.Terms, rows: Sequence[Offer]) -> str | None:
    """What these terms ask of the offers; None: nothing but the first day that one of them has already."""
    firsts = {share.first_due for row in rows for share in offer_of_row(row).shares}
    if (told.start is not None and told.start not in firsts) or told.steps or told.times:
        return "/propose_amount"
    return "/change_due_date" if told.pay_day and told.pay_day not in {first.day for first in firsts} else None


async def _on_the_table(uow: UnitOfWork, conversation: Conversation) -> list[Offer]:
    """The plans that were offered with the question that is open, or the one that was read back."""
    question = conversation.memory.get("question")
    if question not in ("offer", "confirm_plan"):
        return []
    keys = [conversation.memory.get("offer")] if question == "confirm_plan" else []
    if question == "offer":
        _, choices = await open_choices(uow, conversation)
        keys = [(one.get("data") or {}).get("offer") for one in choices]
    found = [await uow.session.get(Offer, int(key)) for key in keys if key]
    return [row for row in found if row is not None and row.person_id == conversation.person_id]


async def known(
    uow: UnitOfWork, conversation: Conversation, sums: Sequence[int], asked: Mapping[str, Any] | None
) -> dict[str, Any]:
    """What was proposed or offered before these words: the sum and its rhythm. `sums`: those named now; `asked`: the
    sum of which "each month, or once?" was asked. Of several offers the one whose sum is named, and none else.
    """
    if conversation.memory.get("errand") == "propose":
        data = dict(conversation.memory.get("errand_data") or {})
        if data.get("minor") or data.get("count"):
            return data
    if asked is not None:
        return {"minor": int(asked["month"]["data"]["minor"]), "every": "month"}
    rows = await _on_the_table(uow, conversation)
    each = [(offer.instalment.minor, offer.shares[0].every) for offer in map(offer_of_row, rows)]
    fitting = [one for one in each if one[0] in sums] if sums else each
    if len(set(fitting)) != 1:
        return dict(conversation.memory.get("errand_data") or {})
    return {"minor": fitting[0][0], "every": fitting[0][1]}


def noted(conversation: Conversation, told: reading.Terms) -> Answer:
    """A start and a number of payments, said back."""
    lang, answer = conversation.language, Answer()
    if told.start is not None:
        answer = answer.then(say("utter_start_noted", day=spoken.day(told.start, lang)))
    if told.times is not None:
        answer = answer.then(say("utter_times_noted", count=str(told.times)))
    return answer
