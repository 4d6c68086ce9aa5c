"""What else changes on a case while payments are under way: plans agreed, undone, re-arranged and skipped, holds set
and lifted, timed tasks. Each through the use case that a debtor's word, an agent or the worker would call.
"""

from __future__ import annotations

import asyncio
import random
import secrets
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from bot.debt import offers as rules
from bot.debt.money import Money
from bot.payments.stripe import Stripe
from bot.service.case.cases import cases_of, lift_hold, set_hold, view_of
from bot.service.offer.kept_offers import share_data
from bot.service.pay import payments
from bot.service.pay.demands import NotPayable, demand_for_instalment
from bot.service.pay.payment_links import make_link
from bot.service.plan import plan, rearrange, skips, undo
from bot.service.tasks.tasks import run_due
from bot.service.thread.conversation import lock, remember
from bot.service.thread.reply import Answer
from bot.store.database import UnitOfWork
from bot.store.tables import Case, Conversation, Instalment, Offer, Plan
from tests.payments.payment_world import World

HOLDS = ("over_indebtedness_admissible", "insolvency", "dispute")
LIVING = ("agreed", "rearranged")


class Bell:
    """Nobody is on call."""

    async def alert(self, **told: Any) -> None:
        """As the port says."""


@dataclass
class CaseSteps:
    """`tokens` are links to instalments that were made on the way; `threads` the debtor's two conversations."""

    world: World
    provider: Stripe
    chance: random.Random
    tokens: list[str]
    threads: list[int] = field(default_factory=list)

    async def begin(self) -> None:
        """The debtor writes from two browsers: what is decided in one does not wait for the other."""
        async with self.world.database.begin() as uow:
            rows = [
                Conversation(
                    public_id=f"thread-{n}", channel="web", sender=f"{n}" * 64, creditor_id="demo", language="fr",
                    person_id=self.world.person_id, country="FR", owner_since=uow.now, created_at=uow.now, memory={},
                    last_debtor_at=uow.now + timedelta(seconds=n),
                )
                for n in range(2)
            ]
            uow.session.add_all(rows)
            await uow.commit()
        self.threads = [row.id for row in rows]

    async def agree(self) -> str:
        """A schedule is read back, and then agreed: by a yes, sometimes by two at once."""
        async with self.world.database.begin() as uow:
            conversation, view = await self._here(uow), await view_of(uow, self.world.case_id)
            if not view.offerable or view.payable.minor < 100:
                return "not offerable"
            offer = self._offer(uow, view.payable, conversation)
            uow.session.add(offer)
            await uow.flush()
            remember(conversation, choice={"offer": offer.id}, offer=offer.id)
            await uow.commit()
        await asyncio.sleep(self.chance.choice((0, 0, 0.02)))

        async def yes() -> str:
            return await self._said(plan.agree, conversation.id)

        return " ".join(await asyncio.gather(*(yes() for _ in range(self.chance.choice((1, 1, 2))))))

    def _offer(self, uow: UnitOfWork, total: Money, conversation: Conversation) -> Offer:
        count = self.chance.randrange(1, 7)
        share = rules.Share(
            case_key=str(self.world.case_id), overdue=total, total=total,
            instalment=Money(max(-(-total.minor // count), 50), total.currency),
            every=self.chance.choice(("week", "fortnight", "month")), minimum_charge=Money(50, total.currency),
            first_due=uow.today() + timedelta(days=self.chance.randrange(1, 9)), policy_id="demo_maison@2026-01-01",
        )
        return Offer(
            creditor_id="demo", person_id=self.world.person_id, conversation_id=conversation.id, rank=0, kind="plan",
            group=secrets.token_hex(6), made_at=uow.now, expires_at=uow.now + timedelta(days=14),
            data={"shares": [share_data(share)], "bot_may_agree": True, "review_on": None},
        )

    async def undo(self) -> str:
        """Within fourteen days, at a word."""
        return await self._said(undo.undo_all)

    async def rearrange(self) -> str:
        """An instalment can't be paid: it goes to the end."""

        async def move(uow: UnitOfWork, conversation: Conversation) -> Answer:
            asked = await rearrange.go_on(uow, conversation, await cases_of(uow, self.world.person_id))
            picked = [one.data for said in asked.says for one in said.choices if one.data.get("do") == "move"]
            if not picked:
                return asked
            remember(conversation, choice=dict(picked[0]))
            return await rearrange.confirmed(uow, conversation)

        return await self._said(move)

    async def skip(self) -> str:
        """The next one is skipped, by one tap or by two."""
        async with self.world.database.begin() as uow:
            row = await uow.session.scalar(
                self._living().where(Instalment.state == "due").order_by(Instalment.due_on, Instalment.n).limit(1)
            )
            if row is None:
                return "none"
            picked = {"do": "skip", "case": self.world.case_id, "due_on": row.due_on.isoformat()}
            remember(await self._here(uow), choice=picked)
            await uow.commit()
        return await self._said(skips.skip)

    async def link(self) -> str:
        """A reminder's link: to one instalment of the living plan."""
        async with self.world.database.begin() as uow:
            rows = (await uow.session.scalars(self._living().where(Instalment.state.in_(("due", "late"))))).all()
            if not rows:
                return "none"
            row = self.chance.choice(rows)
            try:
                url = await make_link(uow, await demand_for_instalment(uow, row.id))
            except NotPayable as error:
                return error.reason
            await uow.commit()
        self.tokens.append(url.rsplit("/", 1)[1])
        return f"instalment {row.id}"

    def _living(self) -> Any:
        return (
            select(Instalment).join(Plan, Plan.id == Instalment.plan_id)
            .where(Plan.case_id == self.world.case_id, Plan.state.in_(LIVING))
        )

    async def hold(self) -> str:
        """A hold is set; one on a part leaves the rest payable."""
        reason = self.chance.choice(HOLDS)
        async with self.world.database.begin() as uow:
            view = await view_of(uow, self.world.case_id)
            part = None
            if reason == "dispute" and view.overdue.minor > 200 and self.chance.random() < 0.7:
                part = Money(self.chance.randrange(1, view.overdue.minor), "EUR")
            await set_hold(uow, view, reason, set_by="debtor", part=part)
            await payments.expire_for_hold(uow, self.world.case_id)
            await uow.commit()
        return f"{reason} {part.minor if part else ''}"

    async def lift(self) -> str:
        """A person lifts them again."""
        async with self.world.database.begin() as uow:
            case = await uow.session.get_one(Case, self.world.case_id)
            for row in (await view_of(uow, case.id)).holds:
                if row.reason in HOLDS:
                    await lift_hold(uow, case, row, by="agent", why="proof")
            await uow.commit()
        return "lifted"

    async def tasks(self) -> str:
        """The worker does what is due: pages closed for a hold, instalments looked at, reviews."""

        async def close(data: Mapping[str, Any]) -> None:
            await payments.close_attempts(self.world.database, self.provider, int(data["case"]))

        return str(await run_due(self.world.database, oncall=Bell(), effects={"expire_for_hold": close}))

    async def _here(self, uow: UnitOfWork) -> Conversation:
        return await lock(uow, self.threads[0])

    async def _said(
        self, use_case: Callable[[UnitOfWork, Conversation], Awaitable[Answer]], thread: int | None = None
    ) -> str:
        """One turn, as the actions do it; the ids of what is answered."""
        async with self.world.database.begin() as uow:
            conversation = await lock(uow, thread or self.threads[0])
            answer = await use_case(uow, conversation)
            await uow.commit()
        return ",".join(one.text_id for one in answer.says)
