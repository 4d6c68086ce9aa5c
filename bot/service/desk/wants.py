"""What the debtor wants now: sum, day and contested part as they stand, and the words in which they said so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.debt import reading
from bot.debt.money import Money
from bot.debt.reading.care import needs, watched
from bot.debt.reading.dispute.court import court_paper
from bot.service.desk.line import Line
from bot.store.tables import Conversation, Dispute, Handover

_NEWEST = 10
"""Words of the debtor's, counted from the newest, that may tell what they want."""
_QUOTED = 2
_LONGEST = 180
_BARE = 3
"""Words: "oui", "50 euros" and the like answer something, and are read with what was asked."""


@dataclass(frozen=True, kw_only=True)
class Said:
    """Words of the debtor's own, as an agent may read them; the newest first. `answer`: a tap, or nothing but facts."""

    text: str
    lang: str
    answer: bool = False


def wants(
    conversation: Conversation, handover: Handover | None, disputes: Sequence[Dispute], said: Sequence[Said],
    today: date, currency: str,
) -> tuple[Line, ...]:
    """Lines for who takes over, the surest first; `currency`: of their cases."""
    lines = [*_sums(conversation, handover, currency), *_contested(disputes, currency)]
    paper = not (conversation.memory.get("no_paper") and not conversation.memory.get("court"))
    lines += [Line(key="wants.words", values={"words": one}) for one in _words(said, today, currency, paper)]
    return tuple(lines)


def _sums(conversation: Conversation, handover: Handover | None, currency: str) -> list[Line]:
    """The amount that they propose, and from when; what was passed on to a person counts as well."""
    memory = conversation.memory
    told: dict[str, Any] = dict(memory.get("errand_data") or {}) if memory.get("errand") in ("propose", "pay") else {}
    if not told.get("minor"):
        told = dict(memory.get("wished") or {}) or told
    if not told.get("minor") and handover is not None and handover.brief.get("wished_minor"):
        told = {"minor": handover.brief["wished_minor"], "every": handover.brief.get("every")}
    lines = []
    if told.get("minor"):
        every = str(told.get("every") or ("once" if memory.get("errand") == "pay" else ""))
        key = f"wants.amount_{every}" if every in ("month", "week", "fortnight", "once") else "wants.amount"
        lines.append(Line(key=key, values={"amount": Money(int(told["minor"]), currency)}))
    if told.get("start"):
        lines.append(Line(key="wants.start", values={"day": date.fromisoformat(str(told["start"]))}))
    if told.get("pay_day"):
        lines.append(Line(key="wants.pay_day", values={"day": str(told["pay_day"])}))
    return lines


def _contested(disputes: Sequence[Dispute], currency: str) -> list[Line]:
    lines = []
    for one in disputes:
        if one.closed_at is not None:
            continue
        part = Money(one.part_minor, currency) if one.part_minor else None
        values = {"number": one.receipt} | ({"amount": part} if part else {})
        lines.append(Line(key="wants.contests_part" if part else "wants.contests_all", values=values))
    return lines


def _words(said: Sequence[Said], today: date, currency: str, paper: bool) -> list[str]:
    """The newest words that name a sum or a day, the older first; else the newest that say more than a yes. `paper`:
    a court's paper that they speak of has not turned out to be none.
    """
    theirs = [one for one in said if not one.answer and len(one.text.split()) > _BARE][:_NEWEST]
    grave = [one for one in theirs if _cant_wait(one.text, paper)]
    if grave:  # what they came with, before what was said of it last
        return [_short(one.text) for one in dict.fromkeys((grave[-1], grave[0]))]
    told = [one for one in theirs if _names_something(one, today, currency)][:_QUOTED] or theirs[:1]
    return [_short(one.text) for one in reversed(told)]


def _cant_wait(text: str, paper: bool) -> bool:
    """Hunger, a cut-off, a home, violence or fear of somebody near, a paper of a court."""
    need = needs.urgent_need(text) is not None or needs.names_violence(text) or needs.wants_discretion(text)
    fears = watched.wants_nothing_sent(text) or watched.fears_letters(text)
    return need or fears or (paper and court_paper(text) is not None)


def _names_something(one: Said, today: date, currency: str) -> bool:
    if reading.read_amounts(one.text, language=one.lang, currency=currency):
        return True
    terms = reading.read_terms(one.text, today=today, language=one.lang)
    return terms.start is not None or terms.pay_day is not None or terms.count is not None


def _short(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= _LONGEST else plain[:_LONGEST].rstrip() + "…"
