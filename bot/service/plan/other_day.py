"""An instalment of a plan on another day that the debtor names: done at a yes where its month has room, else the
nearest day and the end of the plan with the reason; a person is always the other choice.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.debt import other_day as rules
from bot.debt.instalments import Progress
from bot.debt.money import Money
from bot.debt.plan import Instalment as Due
from bot.debt.reading.days.week_day import weekday_from
from bot.service.case.cases import CaseView, cases_of
from bot.service.pause.pause_wish import behind
from bot.service.pay.demands import lock_case
from bot.service.plan.gone import gone
from bot.service.plan.instalments import instalments
from bot.service.plan.moves import FAR, OPEN, beside, progress, rhythm, write
from bot.service.plan.rearrange import KEEP, MOVES_BY_BOT, moved_often, moves
from bot.service.thread import spoken
from bot.service.thread.conversation import remember
from bot.service.thread.reply import HUMAN, Answer, Choice, say
from bot.store.database import UnitOfWork
from bot.store.tables import Conversation, Instalment, Plan


@dataclass(frozen=True, kw_only=True)
class One:
    """An open instalment of a living plan, with what decides where it may go. The case is locked."""

    view: CaseView
    plan: Plan
    rows: Sequence[Instalment]
    row: Instalment
    known: Sequence[Progress]
    others: Sequence[tuple[date, Money]]
    today: date
    named: bool  # by its day or its month, not only the one whose turn it is

    @property
    def unpaid(self) -> Money:
        """What of it is still to be paid."""
        return Money(self.row.minor - self.row.paid_minor, self.plan.currency)

    def on(self, day: date) -> tuple[Due, ...] | None:
        """The schedule with it on that day, where that holds."""
        wish = rules.Wish(n=self.row.n, day=day)
        return rules.on_day(self.known, wish, today=self.today, beside=self.others)

    def nearest(self, day: date) -> date | None:
        """The last day before that one which holds."""
        return rules.nearest(self.known, rules.Wish(n=self.row.n, day=day), today=self.today, beside=self.others)

    def at_end(self) -> tuple[Due, ...] | None:
        """The schedule with it behind all others."""
        first = min(row.due_on for row in self.rows)
        return rules.to_end(
            self.known, self.row.n, today=self.today, every=rhythm(self.rows), anchor=first, beside=self.others
        )

    def far(self, dues: Sequence[Due]) -> bool:
        """Whether it would only fall due long behind the end that the plan has without the person's others."""
        alone = rules.to_end(
            self.known, self.row.n, today=self.today, every=rhythm(self.rows),
            anchor=min(row.due_on for row in self.rows),
        )
        ends = max((due.due_on for due in alone or ()), default=date.max)
        return ends != date.max and max(due.due_on for due in dues) > ends + FAR

    def filled_by(self, day: date) -> Instalment | None:
        """What of this plan falls into the month of that day already."""
        same = [r for r in self.rows if r.state in OPEN and r.id != self.row.id]
        return next((r for r in same if (r.due_on.year, r.due_on.month) == (day.year, day.month)), None)


async def one_meant(uow: UnitOfWork, views: Sequence[CaseView], data: Mapping[str, Any]) -> One | None:
    """The instalment that is spoken of: by its own day, by its month, else the one that was missed, else the next; of
    the plan whose turn comes first. None: nothing is open, or more than one was missed.
    """
    found = []
    for view in views:
        if view.plan is None:
            continue
        await lock_case(uow, view.case.id)
        await uow.session.refresh(view.plan)
        rows = await instalments(uow, view.plan.id)
        today = uow.today(view.creditor.time_zone)
        row, named = _meant([r for r in rows if r.state in OPEN], data, today)
        if row is not None:
            one = One(
                view=view, plan=view.plan, rows=rows, row=row, known=progress(view.plan, rows),
                others=await beside(uow, view.plan), today=today, named=named,
            )
            found.append(one)
    return min(found, key=lambda one: (not one.named, one.row.due_on)) if found else None


def _meant(rows: Sequence[Instalment], data: Mapping[str, Any], today: date) -> tuple[Instalment | None, bool]:
    told, months = data.get("days") or (), data.get("months") or ()
    by_day = [r for r in rows if r.due_on.isoformat() in told]
    by_month = [r for r in rows if r.due_on.month in months and r.due_on >= today]
    before = [r for r in rows if r.due_on.isoformat() == data.get("target")]
    missed = [r for r in rows if r.due_on < today]
    if by_day or by_month or before:
        return (by_day or before or by_month)[0], True
    if len(missed) > 1 or not rows:
        return None, False
    return (missed or rows)[0], False


async def ask(uow: UnitOfWork, conversation: Conversation, one: One, data: Mapping[str, Any]) -> Answer | None:
    """Whether it shall move to the day that was named, or one that was named itself, to the end; None: neither."""
    days = [day for day in data.get("days") or () if day != one.row.due_on.isoformat()]
    if (of_several := _of_several(one, days, data)) is not None:
        remember(conversation, errand_data={**data, "target": one.row.due_on.isoformat()})
        if await moves(uow, one.plan) >= MOVES_BY_BOT:
            return await moved_often(uow, conversation)
        return ask_day(conversation, one, of_several)
    wish = behind(_without_its_own(data, one, days), max(one.row.due_on, one.today))
    if (wish is None or wish.until is None) and not one.named:
        return None
    remember(conversation, errand_data={**data, "target": one.row.due_on.isoformat()})
    if await moves(uow, one.plan) >= MOVES_BY_BOT:
        return await moved_often(uow, conversation)
    if wish is None or wish.until is None:
        return _at_end(conversation, one)
    day = wish.until if not wish.roomy else max(wish.earliest or wish.until, one.today)
    return ask_day(conversation, one, day)


def _of_several(one: One, days: Sequence[str], data: Mapping[str, Any]) -> date | None:
    """Of days of which any will do, the first with room; of a weekday that was wished, the one on its day or behind it.
    None: neither was told, or a date stands for itself.
    """
    after = max(one.row.due_on, one.today)
    if data.get("either"):
        told = [day for day in map(date.fromisoformat, days) if day >= after]
        return next((day for day in told if one.on(day) is not None), min(told, default=None))
    if data.get("weekday") is None or any(date.fromisoformat(day) > after for day in days):
        return None
    return weekday_from(after, int(data["weekday"]) - 1)


def ask_day(conversation: Conversation, one: One, day: date) -> Answer:
    """Whether it shall be paid on that day; where its month has no room, what is possible."""
    lang = conversation.language
    told = {
        "brand": one.view.brand.name, "amount": spoken.money(one.unpaid, lang),
        "due": spoken.day(one.row.due_on, lang),
    }
    if one.on(day) is not None:
        sooner = day < one.row.due_on
        yes = _to(one, day, "choice_day_yes" if sooner else "choice_move_it", lang, kind="yes")
        can = say("utter_can_move_sooner" if sooner else "utter_can_move_to", day=spoken.day(day, lang), given=told)
        return can.then(say("utter_ask_move", yes, KEEP, HUMAN)).asking("move_instalment")
    return _nearest(conversation, one, day)


def _without_its_own(data: Mapping[str, Any], one: One, days: Sequence[str]) -> dict[str, Any]:
    """What was told of the time without its own day or month, which tell which one is meant."""
    own = one.row.due_on
    told = {**data, "days": days}
    if data.get("day") == own.day and not days:
        told.pop("day")
    if str(told.get("until")) == own.isoformat() or (own.month in (data.get("months") or ()) and not days):
        told = {key: value for key, value in told.items() if key not in ("until", "earliest")}
    return told


def _at_end(conversation: Conversation, one: One) -> Answer | None:
    """Shall that one go to the end?"""
    end = one.at_end()
    if end is None:
        return None
    lang, last = conversation.language, next(due.due_on for due in end if due.n == one.row.n)
    told = say(
        "utter_can_move", brand=one.view.brand.name, amount=spoken.money(one.unpaid, lang),
        due=spoken.day(one.row.due_on, lang), day=spoken.day(last, lang),
    )
    yes = _to(one, last, "choice_move_it", lang, kind="yes", end=True)
    return told.then(say("utter_ask_move", yes, KEEP, HUMAN)).asking("move_instalment")


def _nearest(conversation: Conversation, one: One, day: date) -> Answer:
    """That month has no room: why, the day before that has, and the end of the plan."""
    lang, choices = conversation.language, list[Choice]()
    other, end = one.filled_by(day), one.at_end()
    why = say("utter_month_full_beside")
    if other is not None:
        amount = spoken.money(Money(other.minor - other.paid_minor, one.plan.currency), lang)
        why = say("utter_month_full", amount=amount, due=spoken.day(other.due_on, lang))
    near = one.nearest(day)
    if near is not None:
        choices.append(_to(one, near, "choice_move_to", lang))
    if end is not None:
        last = next(due.due_on for due in end if due.n == one.row.n)
        kind = "" if choices else "yes"
        choices.append(_to(one, last, "choice_move_to_end", lang, kind=kind, end=True))
    return why.then(say("utter_ask_move_where", *choices, KEEP, HUMAN)).asking("move_instalment")


def _to(one: One, day: date, title: str, lang: str, kind: str = "", *, end: bool = False) -> Choice:
    data = {
        "do": "move_to", "case": one.view.case.id, "due_on": one.row.due_on.isoformat(), "day": day.isoformat(),
        "minor": one.unpaid.minor, "end": end,
    }
    values = {"day": spoken.day(day, lang)}
    return Choice(title_id=title, payload="/choose_option", data=data, kind=kind, values=values)


async def confirmed(uow: UnitOfWork, conversation: Conversation) -> Answer:
    """The yes to a day that was told; where anything has changed since, nothing moves."""
    picked = dict(conversation.memory.get("choice") or {})
    remember(conversation, choice=None, errand_over=True, errand=None, errand_data=None)
    views = [v for v in await cases_of(uow, conversation.person_id or 0) if v.case.id == picked.get("case")]
    one = await one_meant(uow, views, {"days": [picked.get("due_on")]})
    day = date.fromisoformat(str(picked["day"]))
    if one is None or one.row.due_on.isoformat() != picked.get("due_on") or one.unpaid.minor != picked.get("minor"):
        return await gone(uow, conversation)
    dues = one.on(day)
    if dues is None:
        return await gone(uow, conversation)
    if await moves(uow, one.plan) >= MOVES_BY_BOT:
        return (await moved_often(uow, conversation)).asking(None)
    return (await carry_out(uow, conversation, one, dues, day)).asking(None)


async def carry_out(uow: UnitOfWork, conversation: Conversation, one: One, dues: tuple[Due, ...], day: date) -> Answer:
    """Written, and the creditor told."""
    unpaid, sooner = one.unpaid, day < one.row.due_on
    await write(uow, one.plan, [r for r in one.rows if r.state in OPEN], dues, one.view, actor="debtor")
    lang, first = conversation.language, min(dues, key=lambda due: due.due_on)
    return say(
        "utter_moved_sooner" if sooner else "utter_moved_to", amount=spoken.money(unpaid, lang),
        day=spoken.day(day, lang), next_day=spoken.day(first.due_on, lang),
    )
