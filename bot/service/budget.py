"""The budget: at most six short questions, each can be skipped, or all answered in one breath."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from bot.debt import budget as rules
from bot.debt import reading
from bot.debt.money import Money
from bot.service.conversation import currency_of, remember
from bot.service.reply import Answer, say
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


def read_into(draft: dict[str, Any], text: str, *, asked: str | None, language: str, currency: str) -> set[str]:
    """Fill the draft from the debtor's words; returns what was told: fields, arrears_reserved, parts, other_costs.

    `asked` is the field whose question is open: an amount without a role answers that one, and no other. What is told
    under it never lowers a cost told before. A doubtful amount is kept under `doubt` and read back, never guessed.
    `arrears` holds by kind what is reserved each month (0: how much was not told), `parts` what was told of living
    costs before all of them were asked for, `other_costs` by the debtor's own word what no question asks for by name.
    """
    known = {name: int(draft[name]) for name in AMOUNTS if name in draft}
    none_of, words = reading.read_none_of(text)  # "900 et pas d'aides": the aids there are none of, no amount
    placed = reading.place(
        words, asked=asked, known=known, parts=draft.get("parts", {}), language=language, currency=currency,
        costs=draft.get("other_costs", {}),
    )
    corrected = reading.takes_back(text)
    told = _amounts_into(draft, placed, corrected) | _costs_into(draft, placed.costs, corrected)
    told |= _none_into(draft, none_of - told, asked)
    household = _household(draft, text, asked, language)
    certain = household is not None and household.doubt is None and household.children_told
    if household is not None and asked == "household" and household.doubt == "children":
        draft["household_adults"] = household.adults  # "with my children": how many, decides what is left to live on
        draft["doubt"] = {"field": "household", "why": "children"}
    elif household is not None and (certain or asked == "household"):
        draft["household"] = [household.adults, household.children]
        draft.pop("household_adults", None)
        draft.pop("household_heard", None)
        told.add("household")
    elif household is not None and "household" not in draft:
        draft["household_heard"] = household.doubt or "children"  # what is unclear is said when the question comes
        if draft["household_heard"] == "children":
            draft["household_adults"] = household.adults
    told |= _whole_answer(draft, words, asked, told, language)
    if told:
        draft["skipped"] = [f for f in draft.get("skipped", []) if f not in told]
    return told


def _amounts_into(draft: dict[str, Any], placed: reading.Placed, corrected: bool) -> set[str]:
    told = set(placed.told)
    for field in told:
        draft[field] = placed.told[field]
        if (draft.get("doubt") or {}).get("field") == field:
            del draft["doubt"]  # said again, and clear now
    parts = {**draft.pop("parts", {}), **placed.parts}
    if parts and "essentials" not in told:
        draft["parts"] = parts
    if placed.parts:
        told.add("parts")
    if placed.arrears:
        kept = draft.get("arrears", {})
        raised = {kind: minor if corrected else max(minor, kept.get(kind, 0)) for kind, minor in placed.arrears.items()}
        draft["arrears"] = {**kept, **raised}
        draft["arrears_reserved"] = sum(draft["arrears"].values())
        told.add("arrears_reserved")
    for one in placed.doubts:
        known = draft.pop(one.field, 0) if one.beside else 0  # asked again, with what was told of it before
        minors = [known, *one.minors] if known else list(one.minors)
        draft["doubt"] = {"field": one.field, "minor": minors[-1], "minors": minors, "why": one.why}
    return told


def _costs_into(draft: dict[str, Any], costs: Mapping[str, int], corrected: bool) -> set[str]:
    """Costs by the debtor's own words: said again, the higher counts, unless it is a correction; 0 takes one back."""
    kept = dict(draft.get("other_costs", {}))
    for label, minor in costs.items():
        known = next((one for one in kept if reading.same_words(one, label)), label)
        kept[known] = minor if corrected else max(minor, kept.get(known, 0))
    kept = {label: minor for label, minor in kept.items() if minor}
    draft.pop("other_costs", None)
    if kept:
        draft["other_costs"] = kept
    return {"other_costs"} if costs else set()


def _none_into(draft: dict[str, Any], none_of: frozenset[str], asked: str | None) -> set[str]:
    """ "pas de crédits": nothing, unless an amount was told before or is in doubt; "no others" takes back none."""
    fields = {f for f in none_of if f == asked or f not in draft}
    fields -= {(draft.get("doubt") or {}).get("field")}
    draft.update(dict.fromkeys(fields, 0))
    return fields


def _household(draft: dict[str, Any], text: str, asked: str | None, language: str) -> reading.Household | None:
    """Who lives there; to "how many children?" a number alone is the answer."""
    adults = draft.get("household_adults")
    if asked == "household" and adults is not None:
        count = reading.read_count(text, language)
        if count is not None:
            return reading.Household(adults=adults, children=count, alone=adults == 1, doubt=None)
    alone = asked == "household" and _ALONE.fullmatch(text.strip()) is not None
    return reading.read_household("moi" if alone else text, language)


def _whole_answer(
    draft: dict[str, Any], text: str, asked: str | None, told: set[str], language: str
) -> set[str]:
    """ "rien", "non": zero where an amount was asked for; "oui", "non" for what is left to live on."""
    if asked is None or asked in told:
        return set()
    lodging = reading.read_lodging(text, language) if asked == "housing" else None
    if asked in AMOUNTS and (lodging == "free" or reading.is_nothing(text, language)):
        # "rien" to what living costs, after some of it was told: nothing besides
        draft[asked] = sum(draft.pop("parts", {}).values()) if asked == "essentials" else 0
        return {asked}
    if lodging == "hosted":
        draft["doubt"] = {"field": asked, "why": "hosted"}  # something may be given for it: asked, not taken as nothing
    if asked == "household" and reading.is_nothing(text, language):
        draft["doubt"] = {"field": asked, "why": "nobody"}
    if asked == "enough_left":
        yes = True if reading.is_yes(text, strict=False) else reading.yes_or_no(text)
        if yes is not None or reading.is_no(text):
            draft["enough_left"] = bool(yes)
            return {"enough_left"}
    return set()


_ALONE = re.compile(r"(?:1|(?:personne|nobody|no ?one)(?: d'autre| else)?)[\s.!]*", re.I)
"""Who else lives there, to "who lives there?": a figure, or nobody."""


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
        remember(conversation, budget_recalled=bool(draft) or None)
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


def take(conversation: Conversation, text: str, *, asked: str | None, currency: str) -> set[str]:
    """An answer inside the questions; returns the fields told."""
    draft = dict(conversation.memory.get("budget") or {})
    told = read_into(draft, text, asked=asked, language=conversation.language, currency=currency)
    remember(conversation, budget=draft)
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


LONG_ANSWER = 25
"""Words: beyond that a message says more than an answer, and its meaning is looked for first."""


def answers(conversation: Conversation, text: str, asked: str) -> bool:
    """Whether these words answer the open question, without taking the answer."""
    if len(text.split()) > LONG_ANSWER:
        return False
    told, doubtful = _would_tell(conversation, text, asked)
    return told or doubtful


def corrects(conversation: Conversation, text: str) -> bool:
    """Whether these words put a figure right that was told before ("en fait, loyer 450"), without taking them."""
    if not conversation.memory.get("budget") or not reading.takes_back(text):
        return False
    return _would_tell(conversation, text, None) == (True, False)


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
    kept = {key: value for key, value in draft.items() if key not in ("enough_left", "household_adults", "parts")}
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
