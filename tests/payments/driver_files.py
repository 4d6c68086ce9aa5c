"""The creditor's files and the bank's, in any order, twice, at once, overlapping; and what they say must be in the end.

The creditor's own book (`gross`) knows our payments up to the day of a file, as a real one does.
"""

from __future__ import annotations

import asyncio
import hashlib
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlalchemy import func, select

from bot.feeds.bank.cli import statement_of
from bot.service.bank import apply_statement
from bot.service.feeds.apply import apply_feed
from bot.service.feeds.records import CaseRow, Feed, Owed, RowValues, RowVerdict, Terms
from bot.service.pay.credit import booked
from bot.store.database import UnitOfWork
from bot.store.tables import Attempt, BankLine, Creditor, LedgerEntry, Receipt, TransferReference
from tests.bank_files import IBAN, VERSIONS, Move, camt
from tests.payments.payment_world import World

REFERENCE = "DEMO-1001"
TERMS = Terms(currency="EUR", country="FR", language="fr", nature="consumer_credit", collector_role="own_account")
BEHIND = timedelta(days=3)
"""A file tells of a day on which nothing can change any more."""


@dataclass
class FileSteps:
    """`moves` are all movements of the account that any file has named, by the bank's number."""

    world: World
    chance: random.Random
    gross: int = 48000
    moves: dict[str, Move] = field(default_factory=dict)
    last: Feed | None = None
    _files: int = 0

    async def begin(self) -> None:
        """The creditor has an account."""
        async with self.world.database.begin() as uow:
            (await uow.session.get_one(Creditor, "demo")).settings = {"transfer_iban": IBAN}
            await uow.commit()

    async def more_due(self, minor: int) -> str:
        """More falls due."""
        return await self._feed(lambda owed, _: owed + minor)

    async def paid_elsewhere(self) -> str:
        """The creditor's file says that less is due: what is on its way may be too much by now."""
        share, all_of_it = self.chance.random(), self.chance.random() < 0.1
        return await self._feed(lambda owed, due: 0 if all_of_it else owed - int(max(due, 0) * share))

    async def _feed(self, change: Callable[[int, int], int]) -> str:
        """A file whose figure `change` makes of what the creditor has and of what is due here; read once, or twice at
        once, or an old one.
        """
        old = self.last if self.chance.random() < 0.1 else None
        if old is not None:
            return f"the last file again: {await self._take(old)}"
        async with self.world.database.begin() as uow:
            as_of = uow.today() - BEHIND
            if self.last is not None:
                as_of = max(as_of, self.last.as_of)
            ours, due = await self._ours(uow, as_of), await self._due(uow)
        owed = self.gross + ours
        now = max(change(max(owed, 0), due), 0)
        self.gross = now - ours
        feed = self.last = self._file(now, as_of)
        results = await asyncio.gather(*(self._take(feed) for _ in range(self.chance.choice((1, 1, 2)))))
        return f"{feed.kind} {now} as of {as_of}: {' '.join(results)}"

    @staticmethod
    async def _ours(uow: UnitOfWork, until: date) -> int:
        total = select(func.coalesce(func.sum(LedgerEntry.minor), 0)).where(
            LedgerEntry.account == "due", LedgerEntry.source_kind != "feed", LedgerEntry.value_on <= until
        )
        return int(await uow.session.scalar(total) or 0)

    @staticmethod
    async def _due(uow: UnitOfWork) -> int:
        total = select(func.coalesce(func.sum(LedgerEntry.minor), 0)).where(LedgerEntry.account == "due")
        return int(await uow.session.scalar(total) or 0)

    def _file(self, minor: int, as_of: date) -> Feed:
        self._files += 1
        interest = minor // 10 if self.chance.random() < 0.5 else 0
        owed = [Owed(key="1", component="principal", minor=minor - interest, due_on=date(2026, 11, 1))]
        if interest:
            owed.append(Owed(key="1", component="interest", minor=interest, due_on=date(2026, 11, 1)))
        values = RowValues(
            reference=REFERENCE, key="", brand="maison", last_name="Martin", first_name="Léa",
            birth_date=date(1985, 3, 14), postcode="67000", phone=None, email=None, jurisdiction="FR",
            state="late" if minor else "settled", owed=tuple(owed), oldest_unpaid=as_of - timedelta(days=30),
            last_payment=None, letter_date=None, mandate_until=None, next_due_on=None, next_due_minor=None, as_of=as_of,
        )
        row = CaseRow(values=values, owed=tuple(owed), flags=(), lines=((1, ""),))
        verdict = RowVerdict(line=1, result="accepted", reference=REFERENCE, values=values)
        return Feed(
            creditor="demo", name=f"{self._files}.csv", sha256=hashlib.sha256(str(self._files).encode()).hexdigest(),
            kind=self.chance.choice(("full", "delta")), as_of=as_of, terms=TERMS, verdicts=(verdict,), cases=(row,),
            seen=frozenset({REFERENCE}), cut=False,
        )

    async def _take(self, feed: Feed) -> str:
        async with self.world.database.begin() as uow:
            report = await apply_feed(uow, feed)
            await uow.commit()
        return report.lines[0].result if report.lines else ";".join(report.refused)

    async def last_word(self) -> list[str]:
        """After one more file nothing is due but what it says, and what we have entered since its day."""
        told = await self._feed_exactly()
        async with self.world.database.begin() as uow:
            due = await self._due(uow)
            should = self.gross + await self._ours(uow, date.max)
        return [] if due == should else [f"after the last file ({told}): due {due}, not {should}"]

    async def _feed_exactly(self) -> str:
        """A file that says another sum than the last: one that says the same tells nothing new."""
        before = self.last.cases[0].values.due if self.last else -1
        for more in (1000, 1001):
            async with self.world.database.begin() as uow:
                as_of = max(uow.today() - BEHIND, self.last.as_of if self.last else date.min)
                ours = await self._ours(uow, as_of)
            now = max(self.gross + ours, 0) + more
            if now != before:
                break
        self.gross, self.last = now - ours, self._file(now, as_of)
        return f"{now} as of {as_of}: {await self._take(self.last)}"

    async def statement(self) -> str:
        """A file of some movements, old ones among them; read once, or twice at once."""
        async with self.world.database.begin() as uow:
            day = uow.today()
            references = (await uow.session.scalars(select(TransferReference.reference))).all()
        new = [self._move(list(references), day) for _ in range(self.chance.choice((1, 1, 2, 3)))]
        old = self.chance.sample(list(self.moves.values()), min(len(self.moves), self.chance.choice((0, 0, 1, 2))))
        self.moves |= {move.ref: move for move in new}
        moves = [*old, *new]
        self.chance.shuffle(moves)
        statement = statement_of("demo", "a.xml", camt(*moves, version=self.chance.choice(VERSIONS)))

        async def take() -> str:
            counts = (await apply_statement(self.world.database, statement)).counts()
            return " ".join(f"{result} {count}" for result, count in counts.items() if count)

        return "; ".join(await asyncio.gather(*(take() for _ in range(self.chance.choice((1, 1, 2))))))

    def _move(self, references: list[str], day: date) -> Move:
        ref, amount = f"B{self.chance.randrange(10**12)}", f"{self.chance.randrange(100, 40000) / 100:.2f}"
        if self.moves and self.chance.random() < 0.1:
            amount = self.chance.choice(list(self.moves.values())).amount  # equal sums are the bank's to tell apart
        known = [move for move in self.moves.values() if move.sign == "CRDT"]
        if known and self.chance.random() < 0.3:
            back = self.chance.choice(known)
            ours = bool(back.rf) or back.e2e == REFERENCE  # then the bank need not say that it is a return
            said = self.chance.choice(({"returned": True}, {"reversal": True}, {"code": "PMNT RCDT RRTN"}, {}))
            return Move(ref=ref, sign="DBIT", amount=back.amount, rf=back.rf, e2e=back.e2e, day=str(day),
                        currency=back.currency, **(said if said or ours else {"returned": True}))
        named = self.chance.random()
        if references and named < 0.6:
            return Move(ref=ref, amount=amount, rf=self.chance.choice(references), day=str(day))
        if named < 0.85:
            return Move(ref=ref, amount=amount, e2e=REFERENCE, day=str(day))
        return Move(ref=ref, amount=amount, e2e=f"E{self.chance.randrange(99)}", day=str(day))

    async def faults(self) -> list[str]:
        """Every movement that came in stands there once, with the payment that it made and no other."""
        found = []
        async with self.world.database.begin() as uow:
            lines = list(await uow.session.scalars(select(BankLine)))
            transfers = {
                row.id: row for row in await uow.session.scalars(select(Attempt).where(Attempt.provider == "transfer"))
            }
            receipts = {row.attempt_id: row for row in await uow.session.scalars(select(Receipt))}
        by_ref = {line.bank_ref: line for line in lines}
        if len(by_ref) != len(lines) or set(by_ref) != set(self.moves):
            found.append(f"{len(lines)} movements kept of {len(self.moves)} that the bank has told")
        made = [line.attempt_id for line in lines if line.attempt_id is not None]
        if sorted(made) != sorted(transfers):
            found.append(f"transfers {sorted(transfers)}, made by movements {sorted(made)}")
        for line in lines:
            move = self.moves[line.bank_ref]
            if line.minor != round(float(move.amount) * 100):
                found.append(f"movement {line.bank_ref}: {line.minor}, not {move.amount}")
            if line.attempt_id is None:
                continue
            stays = 0 if (line.state, line.why) == ("closed", "returned") else line.minor
            if booked(receipts.get(line.attempt_id)) != stays or transfers[line.attempt_id].minor != line.minor:
                found.append(f"movement {line.bank_ref}: {stays} stays, {booked(receipts.get(line.attempt_id))} booked")
        back = sum(line.kind == "return" and line.state == "closed" for line in lines)
        gone = sum(line.kind == "credit" and (line.state, line.why) == ("closed", "returned") for line in lines)
        if back != gone:
            found.append(f"{back} returns taken, {gone} credits taken back")
        return found
