"""A debtor with a plan of one instalment and a link to pay it; and what must stand there once it has been paid."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from bot.debt import offers as rules
from bot.debt.money import Money
from bot.runner.ledger import told as in_words
from bot.service.case.cases import set_hold, view_of
from bot.service.offer.kept_offers import share_data
from bot.service.pay.credit import booked
from bot.service.pay.demands import demand_for_instalment
from bot.service.pay.ledger import check
from bot.service.pay.payment_links import make_link
from bot.service.plan.plan import make_plan
from bot.store.database import Database
from bot.store.tables import (
    Attempt,
    Conversation,
    Creditor,
    Demand,
    Hold,
    Instalment,
    LedgerEntry,
    Message,
    Offer,
    PaymentEvent,
    Plan,
    Receipt,
    Task,
    TransferReference,
)
from tests.bank_files import IBAN
from tests.payments.payment_world import seed
from tests.payments.stripe_books import Books

WHOLE = 48000
NOTICES = {"notice_payment_received", "notice_message_waiting"}


@dataclass(frozen=True, kw_only=True)
class Debtor:
    """Ids, the token of the link, the reference for a transfer."""

    case_id: int
    instalment_id: int
    token: str
    rf: str


async def make(database: Database) -> Debtor:
    """480.00 EUR overdue, to be paid on 5 December by agreement; the debtor has written once."""
    world = await seed(database)
    async with database.begin() as uow:
        (await uow.session.get_one(Creditor, "demo")).settings = {"transfer_iban": IBAN}
        uow.session.add(Conversation(
            public_id="thread-1", channel="web", sender="s" * 64, creditor_id="demo", person_id=world.person_id,
            language="fr", country="FR", owner_since=uow.now, created_at=uow.now, memory={}, last_debtor_at=uow.now,
        ))
        total = Money(WHOLE, "EUR")
        share = rules.Share(
            case_key=str(world.case_id), overdue=total, total=total, instalment=total, every="month",
            first_due=date(2026, 12, 5), minimum_charge=Money(50, "EUR"), policy_id="demo_maison@2026-01-01",
        )
        offer = Offer(
            creditor_id="demo", person_id=world.person_id, group="g1", rank=0, kind="plan", made_at=uow.now,
            expires_at=uow.now, data={"shares": [share_data(share)], "bot_may_agree": True, "review_on": None},
        )
        uow.session.add(offer)
        await uow.flush()
        plan = await make_plan(uow, await view_of(uow, world.case_id), share, offer)
        await set_hold(uow, await view_of(uow, world.case_id), "plan_agreed", set_by="system")
        instalment = (await uow.session.scalars(select(Instalment).where(Instalment.plan_id == plan.id))).one()
        url = await make_link(uow, await demand_for_instalment(uow, instalment.id))
        rf = (await uow.session.scalars(select(TransferReference.reference))).one()
        await uow.commit()
    return Debtor(case_id=world.case_id, instalment_id=instalment.id, token=url.rsplit("/", 1)[1], rf=rf)


async def wrong(
    database: Database, debtor: Debtor, books: Books, told: list[tuple[str, dict[str, Any]]]
) -> list[str]:
    """What is not there exactly once, or does not add up; empty when all is well. `told` is the creditor's file."""
    async with database.begin() as uow:
        rows = {
            table: list(await uow.session.scalars(select(table)))
            for table in (Attempt, Demand, Hold, Instalment, LedgerEntry, Message, PaymentEvent, Plan, Receipt, Task)
        }
    by_transfer = any(one.provider == "transfer" for one in rows[Attempt])
    kept = WHOLE if by_transfer else sum(books.kept(ref) for ref in books.sessions)
    due = [one for one in rows[LedgerEntry] if one.account == "due"]
    says = Counter(kind for kind, _ in told)
    paid = [payload for kind, payload in told if kind == "payment"]
    back = sum(payload["credited_minor"] for kind, payload in told if kind == "payment_reversed")
    whole = kept == WHOLE
    notices = Counter(one.text_id for one in rows[Message])
    figures: dict[str, tuple[object, object]] = {
        "payments that Stripe or the bank has taken": (1, 1 if by_transfer else len(books.charges)),
        "credits in the ledger": (1, sum(one.kind == "payment" for one in due)),
        "due": (WHOLE - kept, sum(one.minor for one in due)),
        "suspense": (0, sum(one.minor for one in rows[LedgerEntry] if one.account == "suspense")),
        "receipts": ([WHOLE], [one.minor for one in rows[Receipt]]),
        "what the receipt allots": ([kept], [booked(one) for one in rows[Receipt]]),
        "payments the creditor is told of": ([WHOLE], [payload["credited_minor"] for payload in paid]),
        "what the creditor is told went back": (WHOLE - kept, back),
        "plans completed, as the creditor is told": (1, says["plan_completed"]),
        "holds lifted, as the creditor is told": (1, says["hold_lifted"]),
        "plans": (["completed" if whole else "agreed"], [one.state for one in rows[Plan]]),
        "instalments": ([kept], [one.paid_minor for one in rows[Instalment]]),
        "demands": (Counter({"paid" if whole else "open": 1}),
                    Counter(one.state for one in rows[Demand] if one.kind == "instalment" and not by_transfer)
                    or Counter({"paid": 1})),
        "living attempts": (0, sum(one.state in ("new", "open", "pending") for one in rows[Attempt])),
        "notices to the debtor": (1 + says["payment_reversed"], sum(notices[one] for one in NOTICES)),
        "tasks that failed": (0, sum(one.result == "failed" for one in rows[Task])),
        "events twice": (0, len(rows[PaymentEvent]) - len({one.event_id for one in rows[PaymentEvent]})),
        "holds that stand": (0 if whole else 1, sum(one.lifted_at is None for one in rows[Hold])),
    }
    found = [f"{name}: {stands}, not {should}" for name, (should, stands) in figures.items() if should != stands]
    return found + in_words(*await check(database))[1:]
