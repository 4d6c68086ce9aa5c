"""The budget: at most six short questions, each can be skipped, or all answered in one breath."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from bot.debt import budget as rules
from bot.debt import reading
from bot.debt.money import Money
from bot.service.budget.budget_amend import amended
from bot.service.budget.budget_draft import picks as draft_picks
from bot.service.budget.budget_draft import read_into
from bot.service.thread.conversation import currency_of, remember
from bot.service.thread.reply import Answer, say
from bot.store.database import UnitOfWork
from bot.store.tables import BudgetVersion, Conversation

AMOUNTS = reading.AMOUNTS
FIELDS = rules.FIELDS
_RHYTHMS = ("month", "fortnight", "week")
HALF = 3
"""Figures known from which it is true that little is missing."""
AT_ONCE = 2
"""Figures told without a question from which on they are read back before anything is made of them."""
GOOD_FOR = timedelta(days=90)
"""A budget told longer ago is asked again: a month changes."""


def to_ask(conversation: Conversation) -> list[str]:
    """Fields that the open errand still needs, in order."""
    draft: Mapping[str, Any] = conversation.memory.get("budget") or {}
    wanted = conversation.memory.get("budget_wanted") or list(FIELDS)
    skipped = draft.get("skipped", [])
    return [f for f in wanted if f not in skipped and f not in draft]


async def is_whole(uow: UnitOfWork, conversation: Conversation) -> bool:
    """Whether every figure of the month is known, none of them skipped or out of date."""
    await _recall(uow, conversation)
    draft: Mapping[str, Any] = conversation.memory.get("budget") or {}
    return all(field in draft for field in FIELDS)


async def begin(uow: UnitOfWork, conversation: Conversation, wanted: list[str] | None = None) -> Answer:
    """Start the questions, with what is already known; an empty answer when nothing is missing."""
    draft = await _recall(uow, conversation)
    remember(conversation, budget_wanted=wanted or list(FIELDS))
    if not to_ask(conversation):
        return Answer()
    fresh = sum(f in draft for f in FIELDS) < HALF
    return (say("utter_budget_intro") if fresh else say("utter_budget_rest")).asking(None, step="budget")


async def _recall(uow: UnitOfWork, conversation: Conversation) -> dict[str, Any]:
    """What is known of the month: from this conversation while it is fresh, else from the last budget that was told."""
    weighed = conversation.memory.get("budget_weighed")
    if weighed and datetime.fromisoformat(weighed) < uow.now - GOOD_FOR:
        forget_weighed(conversation)
    draft = dict(conversation.memory.get("budget") or {})
    if not draft and conversation.memory.get("errand") != "hardship":
        draft = await _known(uow, conversation)
        remember(conversation, budget_recalled=bool(draft) or None, budget_here=None)
    remember(conversation, budget=draft)
    return draft


def forget_weighed(conversation: Conversation) -> None:
    """A budget that was weighed once is of the life before: after news of hardship, or with time, it is asked anew."""
    if conversation.memory.get("budget_weighed"):
        remember(conversation, budget=None, budget_wanted=None, budget_weighed=None, budget_recalled=None)


async def _known(uow: UnitOfWork, conversation: Conversation) -> dict[str, Any]:
    row = await latest(uow, conversation.person_id or 0)
    if row is None or row.created_at < uow.now - GOOD_FOR:
        return {}
    return {k: v for k, v in row.data.items() if k != "skipped"}


async def latest(uow: UnitOfWork, person_id: int) -> BudgetVersion | None:
    """The newest version that was not withdrawn."""
    found: BudgetVersion | None = await uow.session.scalar(
        select(BudgetVersion)
        .where(BudgetVersion.person_id == person_id, BudgetVersion.withdrawn_at.is_(None))
        .order_by(BudgetVersion.version.desc())
        .limit(1)
    )
    return found


def breath(conversation: Conversation, text: str) -> bool:
    """Whatever of the budget was told in the same breath is kept, so that only the rest is asked. Was there any?"""
    return bool(take(conversation, text, asked=None, currency=currency_of(conversation)))


def take(conversation: Conversation, text: str, *, asked: str | None, currency: str) -> set[str]:
    """An answer inside the questions; returns the fields told."""
    draft = dict(conversation.memory.get("budget") or {})
    told = read_into(draft, text, asked=asked, language=conversation.language, currency=currency)
    remember(conversation, budget=draft)
    if told:  # what another thread has told may be used; what was told here may be shown here
        remember(conversation, budget_here=sorted({*conversation.memory.get("budget_here", ()), *told}))
    beside = (told & {*AMOUNTS, "arrears_reserved", "parts", "other_costs"}) - {asked}
    if len(beside) >= (AT_ONCE if asked is None else 1) or "other_costs" in beside:
        unread = [*conversation.memory.get("budget_unread", ()), *told]
        remember(conversation, budget_unread=sorted(set(unread)))
    _note_wish(conversation, text, currency)
    return told


def _note_wish(conversation: Conversation, text: str, currency: str) -> None:
    """A sum that they would pay each month, told beside figures: answered when the questions are over."""
    amounts = reading.read_amounts(text, language=conversation.language, currency=currency)
    offered = [one for one in amounts if one.role == "offer" and not one.doubt and one.period in _RHYTHMS]
    if len(offered) == 1 and len(amounts) > 1 and offered[0].currency == currency:
        remember(conversation, wished={"minor": offered[0].minor, "every": offered[0].period})


def too_little_left(conversation: Conversation) -> set[str]:
    """The debtor says that with the sum they named not enough would be left; returns what was told."""
    remember(conversation, budget={**(conversation.memory.get("budget") or {}), "enough_left": False})
    return {"enough_left"}


def forget_enough_left(conversation: Conversation) -> None:
    """What was said to be left was said of another sum than is proposed now."""
    draft = conversation.memory.get("budget") or {}
    if "enough_left" in draft:
        remember(conversation, budget={key: value for key, value in draft.items() if key != "enough_left"})


_SHORT = 12
LONG_ANSWER = 25
"""Words: beyond that a message says more than an answer, and its meaning is looked for first."""


def answers(conversation: Conversation, text: str, asked: str) -> bool:
    """Whether these words answer the open question, without taking the answer."""
    if len(text.split()) > LONG_ANSWER:
        return False
    told, doubtful = _would_tell(conversation, text, asked)
    return told or doubtful


def picks(conversation: Conversation, text: str) -> bool:
    """Whether these words pick one of the figures that were read back ("le premier" is then none of our choices)."""
    memory = conversation.memory
    return draft_picks(
        memory.get("budget") or {}, text, asked=memory.get("budget_asked"), language=conversation.language,
        currency=currency_of(conversation),
    )


def corrects(conversation: Conversation, text: str) -> bool:
    """Whether these words put a figure right that was told before ("en fait, loyer 450"), without taking them."""
    if not conversation.memory.get("budget") or not reading.takes_back(text):
        return False
    return _would_tell(conversation, text, None) == (True, False)


def goes_on(conversation: Conversation, text: str) -> bool:
    """Whether these words, in the middle of the questions though none is open, name by themselves a figure that is
    still missing, or put one right that was told: "400 pour vivre" is no offer, whatever came between.
    """
    draft = conversation.memory.get("budget") or {}
    if not draft or len(text.split()) > _SHORT:
        return False
    if amended(dict(draft), text, language=conversation.language, currency=currency_of(conversation)):
        return True
    amounts = reading.read_amounts(text, language=conversation.language, currency=currency_of(conversation))
    named = {one.role for one in amounts} <= {*AMOUNTS} - {"other_debts"}
    missing = set(to_ask(conversation)) if conversation.memory.get("budget_wanted") else set()
    return bool(amounts) and named and bool({one.role for one in amounts} & missing)


def _would_tell(conversation: Conversation, text: str, asked: str | None) -> tuple[bool, bool]:
    """Whether anything would be told by these words, and whether anything in them is in doubt."""
    draft = {k: v for k, v in (conversation.memory.get("budget") or {}).items() if k != "doubt"}
    told = read_into(draft, text, asked=asked, language=conversation.language, currency=currency_of(conversation))
    return bool(told), "doubt" in draft


def skip(conversation: Conversation, field: str) -> None:
    """The debtor would rather not say: never read as nothing."""
    draft = dict(conversation.memory.get("budget") or {})
    draft["skipped"] = [*draft.get("skipped", []), field]
    remember(conversation, budget=draft)


def as_rules(data: Mapping[str, Any], currency: str, running_minor: int = 0) -> rules.Budget:
    """A draft or stored version as the pure rules know it; whatever was not told stays None."""
    besides = Money(sum(data.get("other_costs", {}).values()), currency)

    def told(field: str) -> Money | None:
        return Money(int(data[field]), currency) if field in data else None

    adults, children = data.get("household", (None, None))
    return rules.Budget(
        currency=currency, adults=adults, children=children, running_instalments=Money(running_minor, currency),
        skipped=frozenset(f for f in data.get("skipped", []) if f in FIELDS), income=told("income"),
        benefits=told("benefits"), housing=told("housing"), essentials=told("essentials"),
        other_debts=told("other_debts"), arrears_reserved=told("arrears_reserved") or Money.zero(currency),
        other_costs=besides,
    )


def as_kept(draft: Mapping[str, Any]) -> dict[str, Any]:
    """What a version keeps of a draft: of other costs the sum alone, for their words may tell of somebody's health."""
    passing = ("enough_left", "household_adults", "household_unclear", "household_heard", "parts", "alimony")
    kept = {key: value for key, value in draft.items() if key not in passing}
    if "other_costs" in kept:
        kept["other_costs"] = {"": sum(kept["other_costs"].values())}
    return kept


async def keep(
    uow: UnitOfWork, conversation: Conversation, currency: str, *, actor: str = "debtor"
) -> BudgetVersion:
    """Store the draft as a new version of the person's budget."""
    draft = as_kept(conversation.memory.get("budget") or {})
    remember(conversation, budget_weighed=uow.now.isoformat())
    newest = await latest(uow, conversation.person_id or 0)
    if newest is not None and newest.data == draft:
        _told_here(conversation, newest)
        return newest
    highest = await uow.session.scalar(
        select(func.max(BudgetVersion.version)).where(BudgetVersion.person_id == conversation.person_id)
    )
    row = BudgetVersion(
        creditor_id=conversation.creditor_id or "", person_id=conversation.person_id or 0,
        version=(highest or 0) + 1, currency=currency, data=draft, created_at=uow.now,
    )
    uow.session.add(row)
    await uow.flush()
    uow.audit(
        "budget.given", "budget", row.id, actor=actor, creditor_id=conversation.creditor_id, version=row.version
    )
    _told_here(conversation, row)
    return row


def _told_here(conversation: Conversation, row: BudgetVersion) -> None:
    """Remember a budget of which every figure was told in this very thread: only such a one may be shown in it again
    without a second proof of identity. Figures of an earlier thread may have been filled in, unseen.
    """
    remember(conversation, budget_told=None if conversation.memory.get("budget_recalled") else row.id)
