"""Words of a thread that answer nothing keep to the hours and to a wish for silence; answers go at once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from phone_world import PHONE, World
from test_one_story import agent_at, by_sms, taken

from bot.debt.money import Money
from bot.service.desk import writing
from bot.service.desk.giving_back import give_up_all
from bot.service.pay import payment_notices
from bot.service.thread.conversation import lock
from bot.store.tables import Handover

NIGHT = datetime(2026, 11, 25, 1, 0, tzinfo=UTC)
"""A Wednesday, two o'clock in Paris."""
SATURDAY_NIGHT = datetime(2026, 11, 28, 2, 0, tzinfo=UTC)


async def paid(world: World, thread_id: int) -> list[str]:
    """A payment arrives that the debtor did not speak of; what they get at once."""
    before = len(world.api.taken)
    async with world.database.begin() as uow:
        thread = await lock(uow, thread_id)
        await payment_notices.tell(uow, thread, "notice_payment_received", Money(1000, "EUR"))
        await uow.commit()
    await world.deliver()
    return [str(row["body"]) for row in world.api.taken[before:]]


async def says(world: World, agent: object, thread_id: int, text: str) -> list[str]:
    before = len(world.api.taken)
    async with world.database.begin() as uow:
        await writing.write_words(uow, agent, thread_id, cid=f"cid-{len(text):08}", text=text)
        await uow.commit()
    await world.deliver()
    return [str(row["body"]) for row in world.api.taken[before:]]


async def test_after_arret_no_payment_is_told_of_by_day_or_night(phones: World) -> None:
    thread = await by_sms(phones)
    await phones.say("ARRET")
    phones.clock.advance(timedelta(minutes=10))
    assert await paid(phones, thread.id) == []
    phones.clock.at = NIGHT
    assert await paid(phones, thread.id) == []
    phones.clock.advance(timedelta(days=3))
    await phones.deliver()
    assert [row.state for row in await phones.outbox()][-2:] == ["refused", "refused"]


async def test_what_answers_nothing_waits_for_the_morning(phones: World) -> None:
    thread = await by_sms(phones)
    phones.clock.at = NIGHT
    assert await paid(phones, thread.id) == []
    assert await phones.say("bonjour")  # nor does it hold up an answer
    phones.clock.at = NIGHT + timedelta(hours=7, minutes=1)
    before = len(phones.api.taken)
    await phones.deliver()
    assert len(phones.api.taken) == before + 1


async def test_a_payment_in_the_middle_of_a_talk_is_told_at_once_even_at_night(phones: World) -> None:
    phones.clock.at = NIGHT
    thread = await by_sms(phones)
    assert await paid(phones, thread.id)


async def test_after_arret_nobody_is_told_at_night_that_an_agent_has_gone(phones: World) -> None:
    thread = await by_sms(phones)
    agent = await agent_at(phones)
    await taken(phones, agent, thread.id)
    await phones.deliver()
    await phones.say("ARRET")
    phones.clock.at = SATURDAY_NIGHT
    before = len(phones.api.taken)
    async with phones.database.begin() as uow:
        await give_up_all(uow, agent.id, actor="system")
        await uow.commit()
    await phones.deliver()
    assert len(phones.api.taken) == before


async def test_an_agent_s_answer_goes_at_once_and_words_of_their_own_wait_for_the_hours(phones: World) -> None:
    phones.clock.at = NIGHT - timedelta(hours=6)  # eight in the evening
    thread = await by_sms(phones)
    agent = await agent_at(phones)
    await taken(phones, agent, thread.id)
    await phones.say("vous êtes là ?")
    phones.clock.advance(timedelta(hours=2))
    assert await says(phones, agent, thread.id, "Bonsoir, je suis là.")
    phones.clock.advance(timedelta(days=1, hours=5))
    assert await says(phones, agent, thread.id, "Encore une question, si vous voulez bien.") == []
    phones.clock.advance(timedelta(hours=12))
    await phones.deliver()
    assert phones.api.taken[-1]["body"] == "Encore une question, si vous voulez bien."


async def test_an_agent_whose_words_meet_a_stop_is_told(phones: World) -> None:
    thread = await by_sms(phones)
    agent = await agent_at(phones)
    await taken(phones, agent, thread.id)
    for stop in ("ARRET", "STOP"):
        await phones.say(stop)
        phones.clock.advance(timedelta(minutes=1))
        assert await says(phones, agent, thread.id, f"Bonjour, après {stop}.") == []
    (handover,) = await phones.all(Handover)
    assert "message_refused" in handover.brief["also"]
    assert (await phones.thread(PHONE)).owner == "agent"


async def test_after_arret_a_question_of_theirs_is_answered_by_an_agent(phones: World) -> None:
    thread = await by_sms(phones)
    agent = await agent_at(phones)
    await taken(phones, agent, thread.id)
    await phones.say("ARRET")
    phones.clock.advance(timedelta(minutes=1))
    await phones.say("et mon plan ?")
    phones.clock.advance(timedelta(minutes=1))
    assert await says(phones, agent, thread.id, "Votre plan continue.")
