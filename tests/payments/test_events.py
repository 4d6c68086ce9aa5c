import asyncio
from datetime import timedelta

import pytest

from bot.service.identity.proving import prove_person
from bot.service.pay.settlement import ProviderUnavailable
from bot.service.thread.conversation import open_conversation
from bot.store.tables import (
    Attempt,
    Conversation,
    Demand,
    ExportEvent,
    Handover,
    Instalment,
    LedgerEntry,
    Message,
    PaymentEvent,
    Person,
    Plan,
    Receipt,
    Suspense,
)
from tests.payments.payment_world import knock, paid_attempt


async def test_a_payment_lowers_what_is_due_gives_a_receipt_and_tells_the_creditor(world, provider) -> None:
    await paid_attempt(world, provider, 20000)
    assert await world.sums() == {"due": 28000}
    (receipt,), (demand,) = await world.all(Receipt), await world.all(Demand)
    assert receipt.minor == 20000 and demand.state == "paid"
    told = [e for e in await world.all(ExportEvent) if e.kind == "payment"]
    assert [(e.payload["minor"], e.payload["receipt"]) for e in told] == [(20000, receipt.number)]
    assert (await world.all(Attempt))[0].method == "card"


async def test_the_same_event_twenty_times_at_once_credits_once(world, provider) -> None:
    await world.link()
    await world.attempt()
    provider.says("at_1", "paid")
    results = await asyncio.gather(*(knock(world, provider) for _ in range(20)))
    assert sorted(results) == ["paid"] + ["repeated"] * 19
    assert await world.sums() == {"due": 0}
    assert len(await world.all(Receipt)) == 1
    assert len(await world.all(PaymentEvent)) == 1


async def test_twenty_different_events_of_one_payment_credit_once(world, provider) -> None:
    await world.link()
    await world.attempt()
    provider.says("at_1", "paid")
    results = await asyncio.gather(*(knock(world, provider, f"e{n}") for n in range(20)))
    assert results.count("paid") == 1 and set(results) == {"paid", "unchanged"}
    assert await world.sums() == {"due": 0}
    assert len(await world.all(PaymentEvent)) == 20


async def test_an_event_whose_effect_fails_is_not_remembered_so_that_its_repeat_counts(world, provider) -> None:
    await world.link()
    await world.attempt()
    provider.says("at_1", "paid")
    provider.down = True
    with pytest.raises(ProviderUnavailable):
        await knock(world, provider)
    assert await world.all(PaymentEvent) == []
    provider.down = False
    assert await knock(world, provider) == "paid"


async def test_a_late_answer_never_undoes_a_newer_one(world, provider) -> None:
    await world.link()
    await world.attempt()
    provider.says("at_1", "pending", method="sepa")

    async def it_is_paid_meanwhile() -> None:
        provider.says("at_1", "paid")
        assert await knock(world, provider, "newer") == "paid"

    provider.before_answer = it_is_paid_meanwhile
    assert await knock(world, provider, "older") == "unchanged"
    assert (await world.all(Attempt))[0].state == "paid"
    assert await world.sums() == {"due": 0}


async def test_a_late_answer_does_not_count_either_when_the_newer_one_had_nothing_to_change(world, provider) -> None:
    await paid_attempt(world, provider)
    provider.says("at_1", "refunded")

    async def the_refund_has_failed_meanwhile() -> None:
        provider.says("at_1", "paid")
        assert await knock(world, provider, "refund failed") == "unchanged"

    provider.before_answer = the_refund_has_failed_meanwhile
    assert await knock(world, provider, "refund") == "unchanged"
    assert (await world.all(Attempt))[0].state == "paid"
    assert await world.sums() == {"due": 0}


async def test_a_late_paid_never_credits_what_was_disputed_since(world, provider) -> None:
    await paid_attempt(world, provider)

    async def it_is_disputed_meanwhile() -> None:
        provider.says("at_1", "disputed")
        assert await knock(world, provider, "dispute") == "disputed"

    provider.before_answer = it_is_disputed_meanwhile
    assert await knock(world, provider, "late") in ("unchanged", "disputed")
    assert await world.sums() == {"due": 48000}


async def test_pending_waits_then_is_paid_or_fails_without_consequence(world, provider) -> None:
    await world.link()
    await world.attempt()
    provider.says("at_1", "pending", method="sepa")
    assert await knock(world, provider, "e1") == "pending"
    assert await world.sums() == {"due": 48000}
    provider.says("at_1", "failed", method="sepa")
    assert await knock(world, provider, "e2") == "failed"
    assert await world.sums() == {"due": 48000}
    provider.says("at_1", "paid", method="sepa")
    assert await knock(world, provider, "e3") == "paid"  # the bank thought again: money that came is never lost
    assert await world.sums() == {"due": 0}


@pytest.mark.parametrize(("minor", "currency", "reason"), [
    (47999, "EUR", "amount_mismatch"), (48001, "EUR", "amount_mismatch"), (48000, "GBP", "currency_mismatch"),
])
async def test_another_sum_than_ours_is_kept_in_suspense_with_receipt_and_person(
    world, provider, minor, currency, reason
) -> None:
    await world.link()
    await world.attempt()
    provider.says("at_1", "paid", minor, currency)
    assert await knock(world, provider) == "paid"
    assert (await world.sums())["due"] == 48000
    (kept,), (receipt,), (opened,) = await world.all(Suspense), await world.all(Receipt), await world.all(Handover)
    assert (kept.minor, kept.currency, kept.reason) == (minor, currency, reason)
    assert (receipt.minor, receipt.currency) == (minor, currency)
    assert (opened.queue, opened.reason) == ("payment", "payment_in_suspense")
    assert (await world.sums()).get("suspense", 0) == (-minor if currency == "EUR" else 0)


@pytest.mark.parametrize("reason", ["over_indebtedness_admissible", "deceased", "insolvency", "limitation_barred"])
async def test_money_that_arrives_under_a_hold_is_never_credited_nor_refused(world, provider, reason) -> None:
    await world.link()
    await world.attempt()
    await world.hold(reason)
    provider.says("at_1", "paid")
    assert await knock(world, provider) == "paid"
    assert await world.sums() == {"due": 48000, "suspense": -48000}
    assert [s.reason for s in await world.all(Suspense)] == ["held"]
    assert len(await world.all(Receipt)) == 1
    provider.says("at_1", "refunded")
    assert await knock(world, provider, "e2") == "refunded"
    assert await world.sums() == {"due": 48000, "suspense": 0}
    assert (await world.all(Suspense))[0].resolution == "refunded"


async def test_more_than_is_due_by_now_leaves_the_surplus_in_suspense(world, provider) -> None:
    await world.link(30000)
    await world.link(40000)
    first, second = await world.all(Demand)
    await world.attempt(first.id, 30000, "at_1")
    await world.attempt(second.id, 40000, "at_2")
    provider.says("at_1", "paid", 30000)
    provider.says("at_2", "paid", 40000)
    results = await asyncio.gather(knock(world, provider, "e1", "at_1"), knock(world, provider, "e2", "at_2"))
    assert results == ["paid", "paid"]
    assert await world.sums() == {"due": 0, "suspense": -22000}
    assert len(await world.all(Receipt)) == 2


async def test_instalments_are_kept_oldest_first_and_the_plan_completes(world, provider) -> None:
    await world.plan(16000, 16000, 16000)
    await paid_attempt(world, provider, 20000)
    assert [(i.paid_minor, i.state) for i in await world.all(Instalment)] == [
        (16000, "kept"), (4000, "due"), (0, "due"),
    ]
    await world.link(28000)
    await world.attempt((await world.all(Demand))[-1].id, 28000, "at_2")
    provider.says("at_2", "paid", 28000)
    await knock(world, provider, "e2", "at_2")
    assert {i.state for i in await world.all(Instalment)} == {"kept"}
    assert [p.state for p in await world.all(Plan)] == ["completed"]
    assert "plan_completed" in [e.kind for e in await world.all(ExportEvent)]


async def talk(world, *, proven: bool) -> int:
    async with world.database.begin() as uow:
        conversation = await open_conversation(uow, sender="browser", channel="web", language="fr")
        person = await uow.session.get_one(Person, world.person_id)
        await prove_person(uow, conversation, person, level=1)
        await uow.commit()
    if not proven:
        world.database.clock.advance(timedelta(minutes=16))
    return conversation.id


async def test_the_debtor_reads_of_it_in_their_thread(world, provider) -> None:
    await talk(world, proven=True)
    await paid_attempt(world, provider)
    (said,), (receipt,) = await world.all(Message), await world.all(Receipt)
    assert said.author == "system" and said.text_id == "notice_payment_received"
    assert receipt.number in said.text and "480,00" in said.text


async def test_without_proof_of_identity_the_thread_says_nothing_of_a_payment(world, provider) -> None:
    await talk(world, proven=False)
    await paid_attempt(world, provider)
    (said,) = await world.all(Message)
    assert said.text_id == "notice_message_waiting"
    assert "480" not in said.text and "paiement" not in said.text.lower()


async def test_the_notice_never_goes_into_a_thread_that_is_somebody_elses_by_now(world, provider) -> None:
    conversation_id = await talk(world, proven=True)
    await world.link()
    async with world.database.begin() as uow:
        other = Person(creditor_id="demo", external_key="p2", last_name="Autre", language="fr", country="FR")
        uow.session.add(other)
        await uow.flush()
        (await uow.session.get_one(Conversation, conversation_id)).person_id = other.id
        await uow.commit()
    await world.attempt()
    provider.says("at_1", "paid")
    await knock(world, provider)
    assert await world.all(Message) == []


async def test_an_attempt_of_somebody_else_or_of_another_provider_is_foreign(world, provider) -> None:
    assert await knock(world, provider, public_id="at_unknown") == "foreign"
    await world.link()
    await world.attempt()
    provider.says("at_1", "paid")
    provider.name = "other"
    assert await knock(world, provider) == "foreign"
    assert await world.all(PaymentEvent) == []


async def test_an_answer_about_another_attempt_is_not_taken(world, provider) -> None:
    await world.link()
    await world.attempt()
    provider.says("at_2", "paid")
    provider.states["at_1"] = provider.states["at_2"]
    assert await knock(world, provider) == "foreign"
    assert await world.sums() == {"due": 48000}


async def test_every_move_of_the_ledger_has_a_source_of_its_own(world, provider) -> None:
    await paid_attempt(world, provider)
    provider.says("at_1", "refunded")
    await knock(world, provider, "e2")
    keys = [(e.source_kind, e.source_key) for e in await world.all(LedgerEntry)]
    assert len(keys) == len(set(keys)) == 3
