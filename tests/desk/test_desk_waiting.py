"""What a debtor is told of when somebody answers is true; who drops out leaves nobody waiting for them."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from bot.service.handover import handover, waiting
from bot.service.tasks.handlers.upkeep import return_dropped
from bot.service.thread.conversation import lock
from bot.store.tables import AgentSession, Alert, Conversation, Creditor, Handover, Message


async def _told(demo, conversation: int) -> tuple[str, dict[str, str]]:
    async with demo.begin() as uow:
        answer = await handover.when_somebody_comes(uow, await uow.session.get_one(Conversation, conversation))
    return answer.says[0].text_id, dict(answer.says[0].values)


@pytest.mark.parametrize(
    ("at", "told"),
    [
        ("2026-11-20T20:00+01:00", ("utter_human_day_1", {"hour": "9 h"})),  # Friday evening
        ("2026-11-22T12:00+01:00", ("utter_human_tomorrow", {"hour": "9 h"})),
        ("2026-12-25T10:00+01:00", ("utter_human_day_1", {"hour": "9 h"})),  # a Friday, Christmas
        ("2027-05-06T10:00+02:00", ("utter_human_tomorrow", {"hour": "9 h"})),  # Ascension, a Thursday
        ("2027-05-05T20:00+02:00", ("utter_human_day_5", {"hour": "9 h"})),  # the evening before
        ("2026-11-20T10:00+01:00", ("notice_human_nobody_yet", {})),
    ],
)
async def test_public_holidays_are_no_opening_hours(debtor, demo, clock, at, told):
    conversation = await debtor("DEMO-1001")
    clock.at = datetime.fromisoformat(at)
    assert await _told(demo, conversation) == told


async def test_holidays_are_those_of_the_creditors_country_and_region(demo, debtor, clock):
    french, british = await debtor("DEMO-1001"), await debtor("DEMO-2001")
    clock.at = datetime.fromisoformat("2027-03-26T10:00+01:00")  # Good Friday: in England, and in Alsace
    assert (await _told(demo, french))[0] == "notice_human_nobody_yet"
    assert (await _told(demo, british))[0] == "utter_human_day_2"  # Easter Monday as well
    async with demo.begin() as uow:
        maison = await uow.session.get_one(Creditor, "maison")
        maison.settings = {**maison.settings, "desk_region": "6AE", "desk_closed": ["2027-03-30"]}
        await uow.commit()
    assert (await _told(demo, french))[0] == "utter_human_day_3"


async def test_a_closure_longer_than_a_week_names_the_day(demo, debtor):
    conversation = await debtor("DEMO-1001")
    async with demo.begin() as uow:
        maison = await uow.session.get_one(Creditor, "maison")
        maison.settings = {**maison.settings, "desk_closed": [f"2026-11-{day}" for day in range(20, 31)]}
        await uow.commit()
    text_id, values = await _told(demo, conversation)
    assert text_id == "notice_human_on" and "décembre" in values["day"]


async def test_nobody_is_promised_where_nobody_is(agent, debtor, demo, clock):
    conversation = await debtor("DEMO-1001")
    await agent("ines")
    await agent("nadia")
    assert (await _told(demo, conversation))[0] == "notice_human_nobody_yet", "neither may answer this person"
    await agent("camille")
    assert (await _told(demo, conversation))[0] == "utter_human_soon", "too little is known to tell minutes"
    clock.advance(timedelta(minutes=3))
    assert (await _told(demo, conversation))[0] == "notice_human_nobody_yet"


async def test_an_open_page_shows_that_its_agent_is_there(agent, debtor, demo, clock, hear):
    camille, conversation = await agent("camille"), await debtor("DEMO-1001")
    clock.advance(timedelta(minutes=10))
    ws = await camille.socket()
    await hear(ws, "queue")
    async with demo.begin() as uow:
        assert list((await waiting.at_the_desk(uow, ("maison",))).values()) == ["Camille (demo)"]
    assert (await _told(demo, conversation))[0] == "utter_human_soon"
    await ws.close()


async def test_the_wait_is_told_from_what_the_last_conversations_took(agent, debtor, demo, clock):
    async with demo.begin() as uow:
        old = await debtor("DEMO-1003", queue=None)
        for n in range(6):
            start = uow.now - timedelta(hours=n + 1)
            uow.session.add(Handover(
                conversation_id=old, creditor_id="maison", queue="general", reason="asked", priority=5, brief={},
                opened_at=start, taken_at=start, closed_at=start + timedelta(minutes=12),
            ))
        await uow.commit()
    await debtor("DEMO-1001")
    second = await debtor("DEMO-1002")
    await agent("camille")
    assert await _told(demo, second) == ("notice_human_minutes", {"minutes": "30"})
    urgent = await debtor("DEMO-1004", queue="hardship", reason="hardship")
    assert await _told(demo, urgent) == ("notice_human_minutes", {"minutes": "15"})


async def test_who_helped_before_is_named_and_has_that_person_first(agent, debtor, demo):
    camille, dominique = await agent("camille"), await agent("dominique")
    first, second = await debtor("DEMO-1001"), await debtor("DEMO-1002")
    await camille.do(second, "take")
    seq = (await camille.client.get(f"/desk/c/{second}/view")), None
    last = (await seq[0].json())["last_seq"]
    assert (await camille.do(second, "close", outcome="solved", seen_seq=last))[0] == 200
    async with demo.begin() as uow:
        await handover.open_handover(uow, await lock(uow, second), queue="general", reason="asked")
        await uow.commit()
    assert await _told(demo, second) == ("notice_human_named", {"name": "Camille (demo)"})
    assert [item["conversation"] for item in (await camille.queue())["items"]] == [second, first]
    others = await dominique.queue()
    assert [item["conversation"] for item in others["items"]] == [first, second]
    assert "connue de Camille" in others["html"] and "Dominique (demo)" in others["here"]


async def test_logging_out_gives_back_what_was_held_unless_one_is_logged_in_elsewhere(agent, debtor, row):
    here, there, conversation = await agent("camille"), await agent("camille"), await debtor("DEMO-1001")
    await here.do(conversation, "take")
    await here.client.post("/desk/logout", data={"csrf": here.csrf})
    assert (await row(conversation)).owner == "agent"
    await there.client.post("/desk/logout", data={"csrf": there.csrf})
    assert (await row(conversation)).owner == "waiting"


async def _page_of(demo, at) -> None:
    async with demo.begin() as uow:
        for session in await uow.session.scalars(select(AgentSession)):
            session.page_at = at
        await uow.commit()


async def test_a_page_that_is_gone_for_five_minutes_gives_its_conversation_back(agent, debtor, demo, clock, row):
    camille, conversation = await agent("camille"), await debtor("DEMO-1001")
    await camille.do(conversation, "take")
    await _page_of(demo, clock.now())
    clock.advance(timedelta(minutes=4))
    assert await return_dropped(demo) == 0
    clock.advance(timedelta(minutes=2))
    assert await return_dropped(demo) == 1
    assert await return_dropped(demo) == 0
    assert (await row(conversation)).owner == "waiting"
    async with demo.begin() as uow:
        said = set(await uow.session.scalars(select(Message.text_id).where(Message.author == "system")))
    assert {"notice_agent_left", "notice_human_nobody_yet"} <= said


async def test_an_agent_who_reads_for_long_with_the_page_open_keeps_it(agent, debtor, demo, clock, row):
    camille, conversation = await agent("camille"), await debtor("DEMO-1001")
    await camille.do(conversation, "take")
    clock.advance(timedelta(minutes=20))
    await _page_of(demo, clock.now() - timedelta(minutes=1))
    assert await return_dropped(demo) == 0


async def test_somebody_in_distress_whose_agent_drops_sounds_the_alert_again(agent, debtor, demo, clock):
    camille, conversation = await agent("camille"), await debtor("DEMO-1001", queue="distress", reason="distress")
    await camille.do(conversation, "take")
    await _page_of(demo, clock.now())
    clock.advance(timedelta(minutes=6))
    assert await return_dropped(demo) == 1
    async with demo.begin() as uow:
        alert = await uow.session.scalar(select(Alert).where(Alert.acknowledged_at.is_(None)))
    assert alert is not None and alert.conversation_id == conversation
