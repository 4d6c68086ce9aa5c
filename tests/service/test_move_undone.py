"""A move that is put back at a word: right after it, where nothing was paid since, and never without a yes."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from bot.debt.reading import puts_back
from bot.service.plan import move_undone
from bot.service.thread.conversation import lock
from bot.store.clock import FixedClock
from bot.store.tables import AuditLine, Case, ExportEvent, Instalment, Plan
from tests.thread_world import Thread, demo_of, ids, open_thread

BACK = [
    "en fait laissez comme avant", "remettez la date d'avant", "finalement laissez la date d'origine",
    "annulez le changement de date", "on laisse comme c'était", "remettez com avant", "je préfère l'ancienne date",
    "revenez a la date initiale", "non en fait garde la date d'avant", "annuler le report", "put it back as it was",
    "leave it as it was before", "undo the move", "keep it like before", "change it back to the original date",
    "go back to the old date", "can you undo that", "put my date back to how it was", "forget the change",
    "move it back please",
]
OTHERS = [
    "je vis comme avant", "avant c'était mieux", "je peux pas payer comme avant", "annuler mon plan",
    "laissez moi tranquille", "i was there before", "je veux pas remettre la date d'avant", "undo my plan",
    "put it off", "back to work", "le loyer comme avant", "cancel the plan", "je paye comme d'habitude",
    "don't change it back", "keep my plan",
]


@pytest.mark.parametrize("text", BACK)
def test_the_wish_is_read(text: str) -> None:
    assert puts_back(text)


@pytest.mark.parametrize("text", OTHERS)
def test_near_misses_are_none(text: str) -> None:
    assert not puts_back(text)


@pytest.fixture
async def thread(database) -> Thread:
    """Who has a plan of six times 50, from 30 November on."""
    means = {"je peux pas payer ce mois": "hardship_unspecified", "le 5 tous les mois": "change_due_date"}
    return await open_thread(await demo_of(database), proven="DEMO-1006", means=means)


async def rows(thread: Thread) -> list[tuple[date, int]]:
    async with thread.database.begin() as uow:
        found = await uow.session.scalars(
            select(Instalment).join(Plan, Plan.id == Instalment.plan_id).join(Case, Case.id == Plan.case_id)
            .where(Case.reference == "DEMO-1006", Instalment.state != "moved").order_by(Instalment.due_on)
        )
        return [(one.due_on, one.minor) for one in found]


async def moved_to_the_end(thread: Thread) -> list[tuple[date, int]]:
    before = await rows(thread)
    await thread.say("je peux pas payer ce mois")
    await thread.say("oui")
    assert await rows(thread) != before
    return before


@pytest.mark.parametrize("text", ["en fait laissez comme avant", "remettez la date d'avant", "undo the move"])
async def test_one_instalment_moved_is_put_back_at_a_yes(thread, text):
    before = await moved_to_the_end(thread)
    said = await thread.say(text)
    assert ids(said) == ["utter_can_put_back", "utter_ask_put_back"] and await rows(thread) != before
    assert ids(await thread.say("oui")) == ["utter_put_back"] and await rows(thread) == before
    assert await thread.handovers() == []
    async with thread.database.begin() as uow:
        kinds = list(await uow.session.scalars(
            select(ExportEvent.kind).where(ExportEvent.reference == "DEMO-1006", ExportEvent.kind == "plan_changed")
        ))
        assert len(kinds) == 2
        assert await uow.session.scalar(select(AuditLine.id).where(AuditLine.verb == "plan.put_back")) is not None


async def test_a_change_of_day_for_good_is_put_back_whole(thread):
    before = await rows(thread)
    await thread.say("le 5 tous les mois")
    await thread.say("oui")
    assert [day.day for day, _ in await rows(thread)] == [5] * 6
    await thread.say("finalement laissez la date d'origine")
    await thread.say("oui")
    assert await rows(thread) == before


async def test_a_no_leaves_the_move(thread):
    await moved_to_the_end(thread)
    moved = await rows(thread)
    await thread.say("remettez la date d'avant")
    assert ids(await thread.say("non")) == ["utter_plan_stays"] and await rows(thread) == moved


async def asked(thread: Thread) -> list[str] | None:
    async with thread.database.begin() as uow:
        answer = await move_undone.told(uow, await lock(uow, thread.key))
        return None if answer is None else [one.text_id for one in answer.says]


async def test_the_function_answers_by_itself_and_only_where_there_is_a_move(thread):
    assert await asked(thread) is None
    await moved_to_the_end(thread)
    assert await asked(thread) == ["utter_can_put_back", "utter_ask_put_back"]
    await thread.say("remettez la date d'avant")
    await thread.say("oui")
    assert await asked(thread) is None  # put back once is put back


async def test_what_was_paid_since_is_not_turned_back(thread):
    await moved_to_the_end(thread)
    async with thread.database.begin() as uow:
        first = await uow.session.scalars(
            select(Instalment).where(Instalment.state == "due").order_by(Instalment.due_on).limit(1)
        )
        first.one().paid_minor = 10_00
        await uow.commit()
    assert await asked(thread) is None


async def test_after_its_day_or_fourteen_days_it_is_too_late(thread):
    await moved_to_the_end(thread)
    clock = thread.database.clock
    assert isinstance(clock, FixedClock)
    clock.advance(timedelta(days=11))
    await thread.prove("DEMO-1006")
    assert await asked(thread) is None


async def test_nothing_is_told_to_somebody_unknown(thread):
    await moved_to_the_end(thread)
    other = await open_thread(thread.database, sender="browser-2")
    assert await asked(other) is None
