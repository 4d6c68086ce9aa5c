"""Less of one payment of a plan, once: what becomes of the rest is said, and both are done at a yes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.debt import other_day as rules
from bot.debt.money import Money
from bot.debt.plan import Instalment as Due
from bot.debt.reading.plans.part_of_one import HALF, read_part
from bot.debt.reading.plans.trouble_words import read_months
from bot.service.case.cases import CaseView, cases_of
from bot.service.identity import identify
from bot.service.pay.demands import least_charge
from bot.service.plan import other_day
from bot.service.plan.gone import gone
from bot.service.plan.moves import OPEN, rhythm, write
from bot.service.plan.other_day import One
from bot.service.plan.rearrange import KEEP, MOVES_BY_BOT, moved_often, moves
from bot.service.thread import spoken
from bot.service.thread.conversation import remember
from bot.service.thread.reply import HUMAN, Answer, Choice, say
from bot.store.database import UnitOfWork
from bot.store.tables import Conversation


@dataclass(frozen=True, kw_only=True)
class Part:
    """A payment of which so much stays on its day; the rest goes behind all others."""

    one: One
    now: Money
    rest: Money
    until: date
    dues: tuple[Due, ...]


async def meant(uow: UnitOfWork, conversation: Conversation, text: str) -> bool:
    """Whether these words wish to pay less of one payment, by somebody whose plan lives."""
    return await _read(uow, conversation, text) is not None


async def asked(uow: UnitOfWork, conversation: Conversation, text: str) -> Answer | None:
    """Shall it be split so? None: it is no such wish, or would not hold."""
    part = await _read(uow, conversation, text)
    if part is None:
        return None
    if await moves(uow, part.one.plan) >= MOVES_BY_BOT:
        return await moved_often(uow, conversation)
    lang = conversation.language
    remember(conversation, errand="plan_trouble", errand_data={"target": part.one.row.due_on.isoformat()})
    data = {
        "do": "part", "case": part.one.view.case.id, "due_on": part.one.row.due_on.isoformat(),
        "minor": part.one.unpaid.minor, "now": part.now.minor, "until": part.until.isoformat(),
    }
    yes = Choice(title_id="choice_day_yes", payload="/choose_option", data=data, kind="yes")
    can = say("utter_can_pay_part", brand=part.one.view.brand.name, given=_said(part, lang))
    return can.then(say("utter_ask_move", yes, KEEP, HUMAN)).asking("move_instalment")


async def confirmed(uow: UnitOfWork, conversation: Conversation) -> Answer:
    """The yes: written, and the creditor is told; where anything has changed since, nothing moves."""
    picked: dict[str, Any] = dict(conversation.memory.get("choice") or {})
    remember(conversation, choice=None, errand_over=True, errand=None, errand_data=None)
    views = [v for v in await cases_of(uow, conversation.person_id or 0) if v.case.id == picked.get("case")]
    one = await other_day.one_meant(uow, views, {"days": [picked.get("due_on")]})
    part = _split(uow, one, int(picked["now"])) if one is not None else None
    if one is None or part is None or part.until.isoformat() != picked.get("until"):
        return await gone(uow, conversation)
    if one.row.due_on.isoformat() != picked.get("due_on") or one.unpaid.minor != picked.get("minor"):
        return await gone(uow, conversation)
    if await moves(uow, one.plan) >= MOVES_BY_BOT:
        return (await moved_often(uow, conversation)).asking(None)
    said = say("utter_part_set", given=_said(part, conversation.language))  # before the row holds the smaller sum
    await write(uow, one.plan, [row for row in one.rows if row.state in OPEN], part.dues, one.view, actor="debtor")
    return said.asking(None)


async def _read(uow: UnitOfWork, conversation: Conversation, text: str) -> Part | None:
    if conversation.memory.get("budget_asked") or conversation.memory.get("question") in ("offer", "confirm_plan"):
        return None
    if conversation.person_id is None or not await identify.is_identified(uow, conversation):
        return None
    views: Sequence[CaseView] = [v for v in await cases_of(uow, conversation.person_id) if v.plan is not None]
    if len(views) != 1 or not views[0].may.instalments_run or not _hints(conversation, views[0], text):
        return None
    target = (conversation.memory.get("errand_data") or {}).get("target")
    one = await other_day.one_meant(uow, views, {"months": read_months(text), "target": target})
    if one is None or (read_months(text) and not one.named):
        return None
    lang, currency = conversation.language, one.plan.currency
    minor = read_part(text, language=lang, currency=currency, whole=one.unpaid.minor)
    if minor is None:
        return None
    return _split(uow, one, (one.unpaid.minor + 1) // 2 if minor == HALF else minor)


def _hints(conversation: Conversation, view: CaseView, text: str) -> bool:
    """Whether it may be such a wish: looked at before the case is locked."""
    most = max(view.plan_left.minor, 1) + 1
    return read_part(text, language=conversation.language, currency=view.case.currency, whole=most) is not None


def _split(uow: UnitOfWork, one: One, now: int) -> Part | None:
    least = least_charge(one.view, uow.today(one.view.creditor.time_zone)).minor
    currency, whole = one.plan.currency, one.unpaid.minor
    if not least <= now <= whole - least:
        return None
    rest = Money(whole - now, currency)
    last = rules.end_for(
        one.known, one.row.n, rest, today=one.today, every=rhythm(one.rows),
        anchor=min(row.due_on for row in one.rows), beside=one.others,
    )
    if last is None:
        return None
    others = [
        Due(item.instalment.n, item.instalment.due_on, item.unpaid)
        for item in one.known if item.unpaid and item.instalment.n != one.row.n
    ]
    free = max(row.n for row in one.rows) + 1
    dues = [*others, Due(one.row.n, one.row.due_on, Money(now, currency)), Due(free, last, rest)]
    found = tuple(sorted(dues, key=lambda due: (due.due_on, due.n)))
    return None if one.far(found) else Part(one=one, now=Money(now, currency), rest=rest, until=last, dues=found)


def _said(part: Part, lang: str) -> Mapping[str, str]:
    return {
        "amount": spoken.money(part.now, lang), "due": spoken.day(part.one.row.due_on, lang),
        "rest": spoken.money(part.rest, lang), "day": spoken.day(part.until, lang),
    }
