"""What was paid too much: told to whoever paid it, whatever is left of the case, and asked back before a person."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot.store.tables import Attempt, Case, Demand, Party, Suspense
from tests.thread_world import demo_of, ids, open_thread

MEANS = {"combien": "ask_balance"}


@pytest.fixture
async def world(database):
    return await demo_of(database)


async def _too_much(world, reference, *, minor=2000, reason="more_than_due", by=None, **case_values):
    """Money that came beyond what was due on that case, paid by its borrower or the borrower of another."""
    async with world.begin() as uow:
        case = await uow.session.scalar(select(Case).where(Case.reference == reference))
        for key, value in case_values.items():
            setattr(case, key, value)
        person = await uow.session.scalar(
            select(Party.person_id).join(Case, Case.id == Party.case_id)
            .where(Case.reference == (by or reference), Party.role == "borrower")
        )
        demand = Demand(
            creditor_id=case.creditor_id, case_id=case.id, person_id=person, minor=minor, currency=case.currency,
            kind="transfer", state="paid", created_at=uow.now,
        )
        uow.session.add(demand)
        await uow.flush()
        attempt = Attempt(
            creditor_id=case.creditor_id, demand_id=demand.id, public_id=f"at_{demand.id}", provider="transfer",
            minor=minor, currency=case.currency, state="paid", created_at=uow.now,
        )
        uow.session.add(attempt)
        await uow.flush()
        row = Suspense(
            creditor_id=case.creditor_id, case_id=case.id, attempt_id=attempt.id, minor=minor, currency=case.currency,
            reason=reason, at=uow.now,
        )
        uow.session.add(row)
        await uow.commit()
        return row.id


async def _balance(world, reference, lang="fr"):
    thread = await open_thread(world, "browser-1", lang=lang, means=MEANS)
    await thread.prove(reference)
    return thread, await thread.say("combien")


@pytest.mark.parametrize(("reference", "lang", "words"), [
    ("DEMO-1001", "fr", "Vous avez payé 20,00 € de plus que ce qui était dû"),
    ("DEMO-1003", "fr", "Vous avez payé 20,00 € de plus que ce qui était dû"),  # not late
    ("DEMO-2001", "en", "You have paid £20.00 more than was due"),
])
async def test_it_stands_beside_the_figures_with_the_tap_in_their_one_open_question(world, reference, lang, words):
    await _too_much(world, reference)
    _, said = await _balance(world, reference, lang)
    told = next(m for m in said if m.text_id == "utter_overpaid")
    assert words in told.text.replace("\u00a0", " ") and not told.choices
    assert said[-1].choices[-1]["data"] == {"do": "give_back"} and len(said[-1].choices) > 2
    assert len([m for m in said if m.choices]) == 1


@pytest.mark.parametrize("reason", ["more_than_due", "case_closed"])
async def test_it_is_told_when_everything_is_settled_and_no_case_is_left(world, reason):
    await _too_much(world, "DEMO-1001", reason=reason, state="settled")
    _, said = await _balance(world, "DEMO-1001")
    assert ids(said) == ["utter_overpaid"]
    assert [choice["payload"] for choice in said[0].choices] == ["/choose_option", "/ask_human"]


async def test_the_tap_puts_it_before_a_person_with_queue_and_reason_and_twice_is_one_request(world):
    key = await _too_much(world, "DEMO-1001")
    thread, _ = await _balance(world, "DEMO-1001")
    assert ids(await thread.pick("do"))[0] == "utter_overpaid_asked"
    await thread.say("combien")
    assert ids(await thread.pick("do"))[0] == "utter_overpaid_asked"
    (asked,) = await thread.handovers()
    assert (asked.queue, asked.reason, asked.brief["suspense"]) == ("payment", "give_back_asked", [key])


async def test_given_back_meanwhile_it_is_neither_told_nor_asked_for_again(world, clock):
    key = await _too_much(world, "DEMO-1001")
    thread, _ = await _balance(world, "DEMO-1001")
    async with world.begin() as uow:
        (await uow.session.get_one(Suspense, key)).resolved_at = uow.now
        await uow.commit()
    assert ids(await thread.pick("do"))[0] == "utter_overpaid_seen_to"
    assert not await thread.handovers() and "utter_overpaid" not in ids(await thread.say("combien"))


@pytest.mark.parametrize("given", [
    {"reason": "held"}, {"reason": "limitation"}, {"reason": "case_closed"}, {"by": "DEMO-1002"},
])
async def test_what_waits_for_another_reason_or_was_paid_by_another_is_not_told(world, given):
    await _too_much(world, "DEMO-1001", **given)
    _, said = await _balance(world, "DEMO-1001")
    assert "utter_overpaid" not in ids(said) and "utter_figures_late" in ids(said)


async def test_nothing_is_told_before_identity(world):
    await _too_much(world, "DEMO-1001")
    thread = await open_thread(world, "browser-1", means=MEANS)
    assert "utter_overpaid" not in ids(await thread.say("combien"))
