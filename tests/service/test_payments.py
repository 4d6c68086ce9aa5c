import asyncio
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from bot.debt.code import SIGNS
from bot.debt.money import Money
from bot.service.case.cases import set_hold, view_of
from bot.service.pay import payments
from bot.service.pay.payments import NotNow, NotPayable, Started
from bot.service.pay.receipts import new_number
from bot.service.ports import ProviderState, Session
from bot.store.tables import (
    Attempt,
    Brand,
    Case,
    Creditor,
    Demand,
    Handover,
    Instalment,
    LedgerEntry,
    Party,
    Person,
    Plan,
    Suspense,
    Task,
)


class Provider:
    """A provider in memory; `while_opening` runs before it answers, as slow networks do."""

    name = "fake"

    def __init__(self) -> None:
        self.states: dict[str, ProviderState] = {}
        self.down = False
        self.while_opening = None

    async def open(self, order) -> Session:
        if self.down:
            raise payments.ProviderUnavailable
        public_id = order.public_id
        ref = f"ref_{public_id}"
        self.states.setdefault(
            public_id,
            ProviderState(public_id=public_id, provider_ref=ref, state="open", minor=order.minor,
                          currency=order.currency),
        )
        if self.while_opening is not None:
            meanwhile, self.while_opening = self.while_opening, None
            await meanwhile()
        return Session(provider_ref=ref, url=f"https://pay.example/{public_id}")

    async def fetch(self, *, public_id, provider_ref, account) -> ProviderState:
        if self.down:
            raise payments.ProviderUnavailable
        return self.states[public_id]

    async def expire(self, *, public_id, provider_ref, account) -> None:
        if self.down:
            raise payments.ProviderUnavailable
        if self.states[public_id].state == "open":
            self.become(public_id, "expired")

    def become(self, public_id: str, state: str) -> None:
        self.states[public_id] = replace(self.states[public_id], state=state)

    @property
    def open_sessions(self) -> list[str]:
        return [key for key, state in self.states.items() if state.state == "open"]


@pytest.fixture
def provider() -> Provider:
    return Provider()


@pytest.fixture
async def case_id(database) -> int:
    """480.00 EUR overdue, and a plan of three times 160.00."""
    async with database.begin() as uow:
        uow.session.add(Creditor(id="demo", name="Maison Démo", country="FR", settings={}))
        await uow.flush()
        brand = Brand(creditor_id="demo", key="maison", name="Maison", policy="demo_maison")
        person = Person(creditor_id="demo", external_key="p", last_name="M", birth_date=date(1985, 3, 14))
        uow.session.add_all([brand, person])
        await uow.flush()
        case = Case(creditor_id="demo", brand_id=brand.id, reference="D-1", jurisdiction="FR", currency="EUR",
                    nature="consumer_credit", collector_role="own_account", state="late", flags=[],
                    oldest_unpaid_on=date(2026, 8, 5))
        uow.session.add(case)
        await uow.flush()
        plan = Plan(creditor_id="demo", case_id=case.id, person_id=person.id, group="g", kind="plan", state="agreed",
                    currency="EUR", agreed_at=uow.now, undo_until=uow.now)
        uow.session.add_all([
            plan, Party(creditor_id="demo", case_id=case.id, person_id=person.id),
            LedgerEntry(creditor_id="demo", case_id=case.id, account="due", kind="opening", minor=48000, at=uow.now,
                        value_on=date(2026, 11, 1), source_kind="feed", source_key="o"),
        ])
        await uow.flush()
        uow.session.add_all([
            Instalment(creditor_id="demo", plan_id=plan.id, n=n, due_on=date(2027, n, 5), minor=16000)
            for n in (1, 2, 3)
        ])
        await uow.commit()
    return case.id


async def a_link(database, case_id: int, minor: int = 48000) -> str:
    async with database.begin() as uow:
        demand = await payments.demand_for_sum(uow, await view_of(uow, case_id), minor)
        url = await payments.make_link(uow, demand)
        await uow.commit()
    return url.rsplit("/", 1)[1]


async def hold(database, case_id: int, reason: str) -> None:
    async with database.begin() as uow:
        await set_hold(uow, await view_of(uow, case_id), reason, set_by="debtor")
        await payments.expire_for_hold(uow, case_id)
        await uow.commit()


async def start(database, provider, token: str, once: str = "one"):
    return await payments.start_attempt(database, provider, token, once=once, lang="fr")


async def rows(database, table: type) -> list:
    async with database.begin() as uow:
        return list((await uow.session.scalars(select(table).order_by(table.id))).all())


async def due(database) -> int:
    async with database.begin() as uow:
        entries = select(func.sum(LedgerEntry.minor)).where(LedgerEntry.account == "due")
        return int(await uow.session.scalar(entries) or 0)


async def test_an_instalment_has_one_open_demand_even_when_asked_for_at_once(database, case_id) -> None:
    async def ask() -> int:
        async with database.begin() as uow:
            demand = await payments.demand_for_instalment(uow, 1)
            await uow.commit()
            return demand.id

    assert len(set(await asyncio.gather(*(ask() for _ in range(8))))) == 1
    assert [(d.kind, d.minor) for d in await rows(database, Demand)] == [("instalment", 16000)]


async def test_a_paid_instalment_asks_for_nothing(database, case_id) -> None:
    async with database.begin() as uow:
        (await uow.session.get_one(Instalment, 1)).paid_minor = 16000
        with pytest.raises(NotPayable, match="paid"):
            await payments.demand_for_instalment(uow, 1)
        with pytest.raises(LookupError):
            await payments.demand_for_instalment(uow, 99)


async def test_the_link_of_an_instalment_ends_with_its_plan(database, case_id) -> None:
    async with database.begin() as uow:
        url = await payments.make_link(uow, await payments.demand_for_instalment(uow, 1))
        (await uow.session.get_one(Plan, 1)).state = "undone"
        view = await payments.open_link(uow, url.rsplit("/", 1)[1])
        assert view is not None and (view.state, view.amount.minor) == ("void", 0)


async def test_a_sum_is_capped_at_what_may_be_paid(database, case_id) -> None:
    async with database.begin() as uow:
        view = await view_of(uow, case_id)
        assert (await payments.demand_for_sum(uow, view, 99900)).minor == 48000
        first = await payments.demand_for_sum(uow, view, 5000)
        assert (await payments.demand_for_sum(uow, view, 5000)).id == first.id
        with pytest.raises(ValueError, match="above zero"):
            await payments.demand_for_sum(uow, view, 0)
        with pytest.raises(NotPayable, match="too_small"):
            await payments.demand_for_sum(uow, view, 49)


@pytest.mark.parametrize(("reason", "state"), [
    ("over_indebtedness_admissible", "held"), ("limitation_barred", "held"), ("deceased", "held"),
])
async def test_nothing_is_asked_for_where_it_may_not_be_paid(database, case_id, reason, state) -> None:
    token = await a_link(database, case_id)
    await hold(database, case_id, reason)
    async with database.begin() as uow:
        with pytest.raises(NotPayable, match=state):
            await payments.demand_for_sum(uow, await view_of(uow, case_id), 1000)
        view = await payments.open_link(uow, token)
        assert view is not None and (view.state, view.amount.minor) == (state, 0)


async def test_a_debt_whose_time_may_be_over_is_not_paid_through_the_bot(database, case_id) -> None:
    async with database.begin() as uow:
        (await uow.session.get_one(Case, case_id)).oldest_unpaid_on = date(2024, 1, 5)
        await uow.commit()
    async with database.begin() as uow:
        with pytest.raises(NotPayable, match="checked"):
            await payments.demand_for_sum(uow, await view_of(uow, case_id), 1000)


@pytest.mark.parametrize("reason", ["pause", "plan_agreed", "over_indebtedness_filed", "breathing_space", "distress"])
async def test_a_payment_that_the_debtor_asks_for_stays_possible_under_other_holds(database, case_id, reason) -> None:
    token = await a_link(database, case_id)
    await hold(database, case_id, reason)
    async with database.begin() as uow:
        view = await payments.open_link(uow, token)
        assert view is not None and view.state == "payable"
        assert view.check_in == (reason == "distress")


async def test_the_attempt_is_kept_before_the_provider_hears_of_it(database, case_id, provider) -> None:
    token, seen = await a_link(database, case_id), []

    async def look() -> None:
        seen.extend((a.state, a.minor, a.provider_ref) for a in await rows(database, Attempt))

    provider.while_opening = look
    assert isinstance(await start(database, provider, token), Started)
    assert seen == [("new", 48000, None)]
    assert [a.state for a in await rows(database, Attempt)] == ["open"]


async def test_an_attempt_that_a_provider_never_heard_of_is_taken_up_again(database, case_id, provider) -> None:
    token = await a_link(database, case_id)
    provider.down = True
    assert await start(database, provider, token) == NotNow("trouble")
    provider.down = False
    assert isinstance(await start(database, provider, token), Started)
    assert len(await rows(database, Attempt)) == 1
    assert isinstance(await start(database, provider, token, "two"), Started)
    assert len(provider.open_sessions) == 1


async def test_no_second_attempt_while_nobody_knows_whether_the_first_is_closed(database, case_id, provider) -> None:
    token = await a_link(database, case_id)
    await start(database, provider, token)
    provider.down = True
    assert await start(database, provider, token, "two") == NotNow("trouble")
    assert [a.state for a in await rows(database, Attempt)] == ["open"]


async def test_however_many_tabs_and_links_at_once_one_session_stays_open(database, case_id, provider) -> None:
    tokens = [await a_link(database, case_id, minor) for minor in (48000, 30000, 20000)]
    results = await asyncio.gather(
        *(start(database, provider, token, f"tab {n}") for n in range(3) for token in tokens)
    )
    assert len(provider.open_sessions) <= 1
    live = [a.public_id for a in await rows(database, Attempt) if a.state in ("new", "open", "pending")]
    assert set(provider.open_sessions) == set(live)
    assert all(isinstance(r, Started | NotNow) for r in results)


async def test_a_first_tab_paid_meanwhile_is_settled_before_the_second_begins(database, case_id, provider) -> None:
    token = await a_link(database, case_id)
    await start(database, provider, token)
    provider.become((await rows(database, Attempt))[0].public_id, "paid")
    assert await start(database, provider, token, "two") == NotNow("paid")
    assert await due(database) == 0


async def test_a_debit_on_its_way_is_not_asked_for_again_by_any_link(database, case_id, provider) -> None:
    token, small, rest = [await a_link(database, case_id, minor) for minor in (40000, 5000, 48000)]
    await start(database, provider, token)
    provider.become((await rows(database, Attempt))[0].public_id, "pending")
    begun = await start(database, provider, rest, "two")
    assert isinstance(begun, Started)
    assert (await rows(database, Attempt))[1].minor == 8000
    assert await start(database, provider, token, "three") == NotNow("pending")
    assert isinstance(await start(database, provider, small, "four"), Started)


async def test_money_in_suspense_is_not_asked_for_a_second_time(database, case_id, provider) -> None:
    token, other = await a_link(database, case_id), await a_link(database, case_id, 1000)
    await start(database, provider, token)
    attempt = (await rows(database, Attempt))[0]
    state = provider.states[attempt.public_id]
    provider.states[attempt.public_id] = replace(state, state="paid", minor=47000)
    await payments.refresh(database, provider, attempt.public_id)
    assert [s.minor for s in await rows(database, Suspense)] == [47000]
    assert await start(database, provider, token, "two") == NotNow("looking")
    assert isinstance(await start(database, provider, other, "three"), Started)
    assert (await rows(database, Attempt))[-1].minor == 1000


async def test_a_hold_set_while_the_provider_opens_sends_nobody_there(database, case_id, provider) -> None:
    token = await a_link(database, case_id)
    provider.while_opening = lambda: hold(database, case_id, "over_indebtedness_admissible")
    assert await start(database, provider, token) == NotNow("held")
    assert provider.open_sessions == []
    assert [a.state for a in await rows(database, Attempt)] == ["expired"]
    assert [h.reason for h in await rows(database, Handover)] == ["payment_held"]


async def test_a_hold_has_open_attempts_closed_by_a_task_once_it_is_kept(database, case_id, provider) -> None:
    token = await a_link(database, case_id)
    await start(database, provider, token)
    await hold(database, case_id, "pause")
    assert [t for t in await rows(database, Task) if t.kind == "expire_for_hold"] == []
    await hold(database, case_id, "insolvency")
    (task,) = [t for t in await rows(database, Task) if t.kind == "expire_for_hold"]
    assert task.data == {"case": case_id}
    assert await payments.close_attempts(database, provider, case_id) == 1
    assert provider.open_sessions == []
    assert [a.state for a in await rows(database, Attempt)] == ["expired"]


async def part_in_dispute(database, case_id, minor) -> None:
    async with database.begin() as uow:
        part = Money(minor, "EUR")
        await set_hold(uow, await view_of(uow, case_id), "dispute", set_by="debtor", part=part)
        await payments.expire_for_hold(uow, case_id)
        await uow.commit()


async def test_a_dispute_of_a_part_closes_what_asks_for_more_than_the_rest(database, case_id, provider) -> None:
    token = await a_link(database, case_id)
    await start(database, provider, token)
    await part_in_dispute(database, case_id, 10000)
    assert len([t for t in await rows(database, Task) if t.kind == "expire_for_hold"]) == 1
    assert await payments.close_attempts(database, provider, case_id) == 1
    await start(database, provider, token, once="2")
    assert [a.state for a in await rows(database, Attempt)] == ["expired", "open"]
    assert await payments.close_attempts(database, provider, case_id) == 0, "what fits into the rest stays open"


async def test_a_part_disputed_while_the_provider_opens_sends_nobody_to_pay_the_whole(
    database, case_id, provider
) -> None:
    token = await a_link(database, case_id)
    provider.while_opening = lambda: part_in_dispute(database, case_id, 10000)
    assert await start(database, provider, token) == NotNow("again")
    assert provider.open_sessions == []
    assert [a.state for a in await rows(database, Attempt)] == ["expired"]


async def test_a_link_that_is_gone_begins_nothing(database, case_id, provider) -> None:
    assert await start(database, provider, "no-such-token") == NotNow("gone")
    assert provider.states == {}


async def test_links_work_until_they_are_paid_however_late(database, case_id, provider, clock) -> None:
    token = await a_link(database, case_id, 10000)
    for n in range(3):
        assert isinstance(await start(database, provider, token, f"day {n}"), Started)
        clock.advance(timedelta(days=10))
    assert [a.state for a in await rows(database, Attempt)] == ["expired", "expired", "open"]


def test_a_receipts_number_can_be_read_out_and_finds_every_slip() -> None:
    number = new_number()
    assert payments.read_number(number) == number
    assert payments.read_number(number.lower().replace("-", " ")) == number
    assert payments.read_number(number.removeprefix("R-").replace("0", "o").replace("1", "l")) == number
    body = number.replace("-", "")[1:]
    for place, sign in enumerate(body):
        other = SIGNS[(SIGNS.index(sign) + 1) % len(SIGNS)]
        assert payments.read_number("R" + body[:place] + other + body[place + 1:]) is None
    assert len({new_number() for _ in range(2000)}) == 2000
