"""The queue shows the words that led to the handover, shortened, and how many messages came since."""

from __future__ import annotations

import itertools
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from bot.service.handover import handover
from bot.service.thread.conversation import lock
from bot.store.tables import AuditLine, Message

_cids = itertools.count(1)


async def _say(demo, clock, conversation: int, *texts: str, payload: str | None = None) -> None:
    for text in texts:
        clock.advance(timedelta(seconds=5))
        async with demo.begin() as uow:
            thread = await lock(uow, conversation)
            thread.last_seq += 1
            uow.session.add(Message(
                conversation_id=thread.id, seq=thread.last_seq, cid=f"led-{next(_cids):08d}", author="you", lang="fr",
                text=text, fence=0, created_at=uow.now, handled_at=uow.now, payload=payload,
            ))
            await uow.commit()


async def _called(demo, clock, conversation: int, **told) -> None:
    clock.advance(timedelta(seconds=5))
    async with demo.begin() as uow:
        await handover.open_handover(
            uow, await lock(uow, conversation), **({"queue": "dispute", "reason": "dispute_debt"} | told)
        )
        await uow.commit()


@pytest.fixture
async def camille(browser):
    desk = browser()
    await desk.log_in("camille")
    return desk


WRONG = "on m'a facturé une box que j'ai rendue en mars"


async def test_the_words_that_led_there_are_shown_and_not_the_last_ones(demo, clock, debtor, camille):
    conversation = await debtor("DEMO-1001", queue=None)
    await _say(demo, clock, conversation, "bonjour", WRONG)
    await _called(demo, clock, conversation)
    await _say(demo, clock, conversation, "ok merci", "vous ouvrez quand demain matin", "svp")
    html = (await camille.queue())["html"]
    assert WRONG.replace("'", "&#39;") in html and "3 messages depuis" in html
    assert "vous ouvrez quand" not in html


async def test_an_answer_that_came_last_before_it_is_not_what_is_wrong(demo, clock, debtor, camille):
    conversation = await debtor("DEMO-1001", queue=None)
    await _say(demo, clock, conversation, WRONG, "oui", "450")
    await _say(demo, clock, conversation, "Parler à une personne maintenant", payload="/ask_human")
    await _called(demo, clock, conversation)
    html = (await camille.queue())["html"]
    assert WRONG.replace("'", "&#39;") in html and "3 messages depuis" in html and ">Parler à une" not in html


async def test_where_nothing_more_was_said_the_answer_is_shown(demo, clock, debtor, camille):
    conversation = await debtor("DEMO-1001", queue=None)
    await _say(demo, clock, conversation, "contesté")
    await _called(demo, clock, conversation)
    html = (await camille.queue())["html"]
    assert "contesté" in html and "depuis</span></span>" not in html


async def test_long_words_are_cut_and_a_card_number_is_masked(demo, clock, debtor, camille):
    conversation = await debtor("DEMO-1001", queue=None)
    await _say(demo, clock, conversation, "je conteste, ma carte 4242 4242 4242 4242 " + "et encore cela " * 40)
    await _called(demo, clock, conversation)
    html = (await camille.queue())["html"]
    assert "4242 4242" not in html and "je conteste" in html and "…</q>" in html


async def test_what_a_task_has_opened_shows_no_words_of_weeks_ago(demo, clock, debtor, camille):
    conversation = await debtor("DEMO-1001", queue=None)
    await _say(demo, clock, conversation, WRONG)
    clock.advance(timedelta(days=20))
    await _called(demo, clock, conversation, queue="hardship", reason="hold_review")
    await camille.log_in("camille")
    assert "said-words" not in (await camille.queue())["html"]


async def test_words_that_were_erased_are_not_shown(demo, clock, debtor, camille):
    conversation = await debtor("DEMO-1001", queue=None)
    await _say(demo, clock, conversation, WRONG)
    await _called(demo, clock, conversation)
    async with demo.begin() as uow:
        await uow.session.execute(update(Message).values(removed_at=uow.now))
        await uow.commit()
    assert "said-words" not in (await camille.queue())["html"]


async def test_whoever_is_shown_words_leaves_one_line(demo, clock, debtor, camille):
    conversation = await debtor("DEMO-1001", queue=None)
    await _say(demo, clock, conversation, WRONG)
    await _called(demo, clock, conversation)
    for _ in range(3):
        await camille.queue()
    async with demo.begin() as uow:
        lines = select(func.count()).where(
            AuditLine.verb == "conversation.words_in_queue", AuditLine.object_id == str(conversation)
        )
        assert await uow.session.scalar(lines) == 1
