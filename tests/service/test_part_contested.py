"""What prescription is, and which debt is urgent, are questions; interest contested by name is that part, not all."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from sqlalchemy import func, select

from bot.debt.money import Money
from bot.debt.reading import asks_law
from bot.service.dispute import part_contested
from bot.store.tables import Dispute
from tests.thread_world import Thread, demo_of, ids, open_thread


@pytest.mark.parametrize(
    "text",
    [
        "et la prescription c koi", "c'est quoi la prescription", "c koi la prescription", "what is limitation",
        "la prescription ca veut dire quoi", "explique moi la prescription", "qu'est-ce que la forclusion",
        "what does statute barred mean", "prescription c'est quoi", "kesako la prescription",
    ],
)
async def test_what_prescription_is_is_answered_and_no_dispute(database, text):
    assert asks_law(text) == "time"
    thread = await open_thread(await demo_of(database), proven="DEMO-1001", means={text: "dispute_debt"})
    assert ids(await thread.say(text)) == ["utter_law_time"] and await disputes(thread) == 0


@pytest.mark.parametrize("text", ["la prescription est passée", "c'est prescrit", "trop vieux, prescription"])
def test_that_it_is_too_old_is_no_question_of_what_it_is(text):
    assert asks_law(text) is None


@pytest.mark.parametrize(
    "text",
    ["lequel des 2 est le plus urgent", "which one is more urgent", "laquelle est la plus urgente",
     "le plus urgent c'est lequel", "quelle dette est la plus pressée", "which debt is most important"],
)
def test_which_is_urgent_is_a_question_of_what_comes_first(text):
    assert asks_law(text) == "first" and asks_law("c'est urgent") is None


async def disputes(thread: Thread) -> int:
    async with thread.database.begin() as uow:
        return int(await uow.session.scalar(select(func.count()).select_from(Dispute)) or 0)


@pytest.fixture
async def with_interest(database, monkeypatch) -> Thread:
    """Whose overdue sum is known to hold 42.00 of interest."""

    async def overdue_of(uow, view):
        return SimpleNamespace(parts={"principal": Money(438_00, "EUR"), "interest": Money(42_00, "EUR")})

    monkeypatch.setattr(part_contested, "overdue_of", overdue_of)
    means = dict.fromkeys(CONTESTS, "dispute_debt")
    return await open_thread(await demo_of(database), proven="DEMO-1001", means=means)


CONTESTS = ["oui les montants sont justes mais je conteste les interets", "je conteste les interets"]


@pytest.mark.parametrize("text", CONTESTS)
async def test_interest_alone_is_asked_about_and_only_that_is_held(with_interest, text):
    said = await with_interest.say(text)
    assert ids(said)[-1] == "utter_ask_dispute_part" and await disputes(with_interest) == 0
    choices = said[-1].choices
    said = ids(await with_interest.say(choices[0]["title"]))
    assert "utter_dispute_part_held" in said, said
    async with with_interest.database.begin() as uow:
        assert (await uow.session.scalars(select(Dispute.part_minor))).all() == [42_00]


async def test_the_whole_sum_is_held_where_that_is_meant(with_interest):
    said = await with_interest.say("je conteste les interets")
    said = ids(await with_interest.say(said[-1].choices[1]["title"]))
    assert "utter_dispute_held" in said, said
