"""What an agent sees of a person's cases: figures, holds, plan, payments, disputes; and budgets and offers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from bot.debt import hold as rules
from bot.debt import sfs
from bot.debt.money import Money
from bot.debt.scales import Essentials, load_scales
from bot.service.budget.budget import as_kept, as_rules
from bot.service.case.cases import CaseView, as_rule, undo_day
from bot.service.desk.brief import instalment_of
from bot.service.plan.instalments import instalments
from bot.service.plan.promises import promises_of
from bot.store.database import UnitOfWork
from bot.store.tables import (
    Attempt,
    BudgetVersion,
    ContactAttempt,
    Demand,
    Dispute,
    Hold,
    Instalment,
    Offer,
    Promise,
    Receipt,
    Suspense,
)

NEWEST = 20
_AMOUNTS = ("income", "benefits", "housing", "essentials", "other_debts")


@dataclass(frozen=True, kw_only=True)
class HoldLine:
    """A hold that stands: what it stops, when it is looked at again, whether an agent may lift it."""

    hold: Hold
    stops: tuple[str, ...]
    part: Money | None
    review_due: bool
    liftable: bool


@dataclass(frozen=True, kw_only=True)
class PaymentLine:
    """One try to pay, with its receipt and what of it waits for a person."""

    at: datetime
    amount: Money
    state: str
    provider: str
    method: str
    receipt: str
    suspense: str
    id: int


@dataclass(frozen=True, kw_only=True)
class CasePanel:
    """One case on the agent's screen."""

    view: CaseView
    holds: tuple[HoldLine, ...]
    instalments: tuple[Instalment, ...]
    disputes: tuple[Dispute, ...]
    payments: tuple[PaymentLine, ...]
    promises: tuple[Promise, ...]
    agreed_on: date | None = None  # local days of the living plan
    undo_day: date | None = None


@dataclass(frozen=True, kw_only=True)
class OfferLine:
    """What was offered, and the reckoning behind it."""

    id: int
    made_at: datetime
    kind: str
    rank: int
    amount: Money
    answer: str
    good_until: datetime
    capacity: dict[str, Any]
    standing: bool = False  # it may still be put to the debtor
    by_person: bool = False  # longer than the bot may agree


@dataclass(frozen=True, kw_only=True)
class BudgetLine:
    """A month as the debtor told it; None: told nothing of it."""

    version: int  # 0: being told at this moment
    at: datetime | None
    amounts: dict[str, Money | None]
    household: tuple[int, int] | None
    skipped: tuple[str, ...]
    arrears: tuple[tuple[str, Money | None], ...] = ()  # kinds told, what is reserved for each; None: not told how much
    sfs: sfs.Form | None = None  # in the United Kingdom


async def case_panel(uow: UnitOfWork, view: CaseView) -> CasePanel:
    """Everything of one case."""
    zone = view.creditor.time_zone
    day, plan = uow.today(zone), view.plan
    disputes = await uow.session.scalars(
        select(Dispute).where(Dispute.case_id == view.case.id).order_by(Dispute.id.desc()).limit(NEWEST)
    )
    return CasePanel(
        view=view, holds=tuple(_hold_line(h, view.case.currency, day) for h in view.holds),
        instalments=tuple(await instalments(uow, plan.id)) if plan is not None else (),
        disputes=tuple(disputes.all()), payments=tuple(await payments_of(uow, view.case.id)),
        promises=tuple(await promises_of(uow, view.case.id)),
        agreed_on=plan.agreed_at.astimezone(ZoneInfo(zone)).date() if plan is not None else None,
        undo_day=undo_day(plan, ZoneInfo(zone)) if plan is not None else None,
    )


def _hold_line(row: Hold, currency: str, day: date) -> HoldLine:
    rule = as_rule(row, currency)
    return HoldLine(
        hold=row, stops=tuple(what for what in rules.WHATS if what in rules.stops(rule)), part=rule.part,
        review_due=rules.review_due(rule, day), liftable=rules.may_lift(rule, "agent", day),
    )


async def payments_of(uow: UnitOfWork, case_id: int) -> list[PaymentLine]:
    """Tries to pay, the newest first; those that were only opened are left out."""
    rows = await uow.session.execute(
        select(Attempt, Receipt.number, Suspense)
        .join(Demand, Demand.id == Attempt.demand_id)
        .outerjoin(Receipt, Receipt.attempt_id == Attempt.id)
        .outerjoin(Suspense, Suspense.attempt_id == Attempt.id)
        .where(Demand.case_id == case_id, Attempt.state.not_in(("new", "expired")))
        .order_by(Attempt.id.desc())
        .limit(NEWEST)
    )
    return [
        PaymentLine(
            at=attempt.closed_at or attempt.created_at, amount=Money(attempt.minor, attempt.currency),
            state=attempt.state, provider=attempt.provider, method=attempt.method or "", receipt=number or "",
            id=attempt.id, suspense=held.reason if held is not None and held.resolved_at is None else "",
        )
        for attempt, number, held in rows.all()
    ]


async def offers_of(uow: UnitOfWork, person_id: int) -> Sequence[Offer]:
    """Offers made to the person, the newest breath first, the lightest of each first."""
    rows = await uow.session.scalars(
        select(Offer).where(Offer.person_id == person_id).order_by(Offer.id.desc()).limit(NEWEST)
    )
    found = rows.all()
    breaths = list(dict.fromkeys(offer.group for offer in found))
    return sorted(found, key=lambda offer: (breaths.index(offer.group), offer.rank))


def newest_breath(offers: Sequence[Offer]) -> list[Offer]:
    """Those that were made together last."""
    return [offer for offer in offers if offer.group == offers[0].group]


def offer_line(offer: Offer, newest: Sequence[Offer], now: datetime) -> OfferLine:
    """An offer as the screen shows it; `newest`: those that were made together last."""
    return OfferLine(
        id=offer.id, by_person=not offer.data.get("bot_may_agree", True),
        standing=offer in newest and offer.expires_at > now and offer.answer != "chosen",
        made_at=offer.made_at, kind=offer.kind, rank=offer.rank, amount=instalment_of(offer),
        answer=offer.answer or "", good_until=offer.expires_at, capacity=dict(offer.data.get("capacity") or {}),
    )


async def budgets_of(
    uow: UnitOfWork, person_id: int, draft: dict[str, Any], currency: str, place: str = ""
) -> list[BudgetLine]:
    """What is being told at this moment, then the versions kept, the newest first; by SFS category in the UK.

    `place` is the jurisdiction, as the cases have it.
    """
    table = None
    if place.startswith("GB-"):
        table = load_scales(uow.sfs_table).essentials(uow.today("Europe/London"), place)
    rows = await uow.session.scalars(
        select(BudgetVersion)
        .where(BudgetVersion.person_id == person_id, BudgetVersion.withdrawn_at.is_(None))
        .order_by(BudgetVersion.version.desc())
        .limit(5)
    )
    kept = rows.all()
    lines = [_budget(row.version, row.created_at, row.data, row.currency, place, table) for row in kept]
    told = as_kept(draft)
    if told and (not kept or told != kept[0].data):
        lines.insert(0, _budget(0, None, draft, currency, place, table))
    return lines


def _budget(
    version: int, at: datetime | None, data: dict[str, Any], currency: str, place: str, table: Essentials | None
) -> BudgetLine:
    household, besides = data.get("household"), sum(data.get("other_costs", {}).values())
    more: dict[str, Money | None] = {"other_costs": Money(int(besides), currency)} if besides else {}
    return BudgetLine(
        version=version, at=at, skipped=tuple(data.get("skipped", ())),
        amounts={key: Money(int(data[key]), currency) if key in data else None for key in _AMOUNTS} | more,
        household=(int(household[0]), int(household[1])) if household else None,
        arrears=tuple(
            (kind, Money(int(minor), currency) if minor else None) for kind, minor in data.get("arrears", {}).items()
        ),
        sfs=sfs.form_of(as_rules(data, currency), table) if place.startswith("GB-") else None,
    )


async def contact_attempts(uow: UnitOfWork, person_id: int) -> Sequence[ContactAttempt]:
    """When we wrote first, or would have, the newest first."""
    rows = await uow.session.scalars(
        select(ContactAttempt)
        .where(ContactAttempt.person_id == person_id)
        .order_by(ContactAttempt.id.desc())
        .limit(NEWEST)
    )
    return rows.all()
