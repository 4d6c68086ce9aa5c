"""Partners and helpers at the desk: an agent asks, the debtor alone agrees; what runs is seen and can be ended."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from bot.service.case.cases import set_hold, view_of
from bot.service.identity.helper import make
from bot.service.thread.conversation import lock, remember
from bot.service.turn import inbound
from bot.store.tables import (
    AuditLine,
    HelperAccess,
    Message,
    OutboxMessage,
    Party,
    PersonalLink,
    PhoneLine,
    Referral,
)


@pytest.fixture
async def held(agent, debtor):
    desk, conversation = await agent("camille"), await debtor("DEMO-1001")
    assert (await desk.do(conversation, "take"))[0] == 200
    return desk, conversation


async def newest(demo) -> Message:
    async with demo.begin() as uow:
        return (await uow.session.scalars(select(Message).order_by(Message.id.desc()).limit(1))).one()


async def tap(demo, key: int, do: str) -> None:
    async with demo.begin() as uow:
        row = await lock(uow, key)
        found = (await uow.session.scalars(select(Message).order_by(Message.id.desc()))).all()
        where = next(f"{m.id}.{n}" for m in found for n, c in enumerate(m.choices) if c["data"].get("do") == do)
        got = await inbound.choice_in(uow, row, cid=f"tap-{do}-{where}", choice_id=where)
        assert got.answered
        await uow.commit()


async def sent(desk, demo, key: int) -> Referral:
    assert (await desk.do(key, "refer", partner="exemple-fr"))[0] == 200
    for do in ("referral_reach", "referral_show", "referral_yes"):
        await tap(demo, key, do)
    async with demo.begin() as uow:
        return (await uow.session.scalars(select(Referral).where(Referral.state == "sent"))).one()


async def test_an_agent_asks_and_nothing_goes_without_the_debtors_yes(held, demo):
    desk, conversation = held
    assert (await desk.do(conversation, "refer", partner="exemple-fr"))[0] == 200
    asked = await newest(demo)
    assert (asked.author, asked.text_id) == ("system", "utter_ask_referral")
    async with demo.begin() as uow:
        assert await uow.session.scalar(select(func.count()).select_from(OutboxMessage)) == 0
        assert await uow.session.scalar(select(func.count()).select_from(Referral)) == 0


async def test_the_yes_is_heard_though_the_agent_holds_the_conversation_and_the_desk_shows_its_course(held, demo):
    desk, conversation = held
    row = await sent(desk, demo, conversation)
    page = await desk.page(f"/desk/c/{conversation}")
    assert row.asked_by.startswith("agent:") and row.number in page and "envoyée, pas encore reçue" in page
    assert (await desk.do(conversation, "refer", partner="exemple-fr"))[1]["code"] == "referral_running"


async def test_an_agent_takes_it_back_for_the_debtor_once(held, demo):
    desk, conversation = held
    row = await sent(desk, demo, conversation)
    for _ in range(2):
        assert (await desk.do(conversation, "withdraw_referral", referral=row.id))[0] == 200
    async with demo.begin() as uow:
        line = (await uow.session.scalars(select(AuditLine).where(AuditLine.verb == "referral.withdrawn"))).one()
        told = list(await uow.session.scalars(select(Message.text_id)))
        mails = list(await uow.session.scalars(select(OutboxMessage.text_id)))
    assert line.actor.startswith("agent:") and told.count("utter_referral_withdrawn") == 1
    assert mails == ["referral_mail_sent", "referral_mail_withdrawn"]
    assert "retirée" in await desk.page(f"/desk/c/{conversation}")


@pytest.mark.parametrize("partner", ["", "nobody", "example-uk", "x" * 3000])
async def test_a_partner_who_may_not_have_them_is_refused(held, demo, partner):
    desk, conversation = held
    assert (await desk.do(conversation, "refer", partner=partner))[0] == 404
    assert (await newest(demo)).text_id != "utter_ask_referral"


async def test_another_creditors_agent_and_another_persons_thread_reach_nothing(held, agent, debtor, demo):
    desk, conversation = held
    row = await sent(desk, demo, conversation)
    async with demo.begin() as uow:
        access = HelperAccess(
            creditor_id=row.creditor_id, person_id=row.person_id, conversation_id=conversation, code_hash="x",
            sections=["owe"], made_at=uow.now, until=uow.now.replace(year=2030),
        )
        uow.session.add(access)
        await uow.commit()
    other = await debtor("DEMO-1002")
    await desk.do(other, "take")
    assert (await desk.do(other, "withdraw_referral", referral=row.id))[0] == 404
    assert (await desk.do(other, "end_helper", access=access.id))[0] in (200, 404)
    stranger = await agent("ines")  # of another creditor
    for action, body in (("withdraw_referral", {"referral": row.id}), ("end_helper", {"access": access.id})):
        assert (await stranger.do(conversation, action, **body))[0] == 404
    async with demo.begin() as uow:
        assert (await uow.session.get_one(Referral, row.id)).state == "sent"
        assert (await uow.session.get_one(HelperAccess, access.id)).ended_at is None


@pytest.mark.parametrize(("action", "body"), [("refer", {"partner": "exemple-fr"}), ("offer_helper", {})])
async def test_who_does_not_hold_it_asks_nothing(agent, debtor, action, body):
    desk, conversation = await agent("camille"), await debtor("DEMO-1001")
    assert (await desk.do(conversation, action, **body))[1]["code"] == "not_yours"


@pytest.mark.parametrize(("memory", "code"), [({"third_party": "adult"}, "third_party")])
@pytest.mark.parametrize(("action", "body"), [("refer", {"partner": "exemple-fr"}), ("offer_helper", {})])
async def test_somebody_else_who_writes_there_is_asked_nothing(held, demo, memory, code, action, body):
    desk, conversation = held
    async with demo.begin() as uow:
        remember(await lock(uow, conversation), **memory)
        await uow.commit()
    assert (await desk.do(conversation, action, **body))[1]["code"] == code


@pytest.mark.parametrize(("action", "body"), [("refer", {"partner": "exemple-fr"}), ("offer_helper", {})])
async def test_who_may_not_be_free_is_asked_nothing(held, demo, action, body):
    desk, conversation = held
    async with demo.begin() as uow:
        row = await lock(uow, conversation)
        case = await uow.session.scalar(select(Party.case_id).where(Party.person_id == row.person_id))
        await set_hold(uow, await view_of(uow, case), "coerced_debt", set_by="agent:1")
        await uow.commit()
    assert (await desk.do(conversation, action, **body))[1]["code"] == "not_free"


async def test_by_telephone_the_consent_is_not_asked_and_a_helpers_code_goes_by_the_persons_own_link(held, demo):
    desk, conversation = held
    async with demo.begin() as uow:
        row = await lock(uow, conversation)
        row.channel = "sms"
        uow.session.add(PhoneLine(
            conversation_id=row.id, creditor_id=row.creditor_id, channel="sms", account="", ours="", shared=False,
            number="+33639980101", last_in_at=uow.now,
        ))
        await uow.commit()
    assert (await desk.do(conversation, "refer", partner="exemple-fr"))[1]["code"] == "shared_phone"
    async with demo.begin() as uow:
        remember(await lock(uow, conversation), phone_shared=False)
        await uow.commit()
    assert (await desk.do(conversation, "refer", partner="exemple-fr"))[1]["code"] == "web_only"
    assert (await desk.do(conversation, "offer_helper"))[0] == 200
    async with demo.begin() as uow:
        assert await uow.session.scalar(select(func.count()).select_from(PersonalLink)) == 1
    assert "/l/" in (await newest(demo)).text


async def test_the_way_to_a_helpers_code_is_shown_and_an_open_access_can_be_closed(held, demo):
    desk, conversation = held
    assert (await desk.do(conversation, "offer_helper"))[0] == 200
    card = (await newest(demo)).card
    assert card == {"kind": "access", "url": "/access?lang=fr"}
    async with demo.begin() as uow:
        code = await make(uow, "a secret", await lock(uow, conversation), ["owe"])
        await uow.commit()
    page = await desk.page(f"/desk/c/{conversation}")
    assert code not in page and "regardé 0 fois" in page, "an agent never learns the code"
    async with demo.begin() as uow:
        key = await uow.session.scalar(select(HelperAccess.id))
    for _ in range(2):
        assert (await desk.do(conversation, "end_helper", access=key))[0] == 200
    async with demo.begin() as uow:
        row = await uow.session.get_one(HelperAccess, key)
    assert row.ended_by.startswith("agent:") and (await newest(demo)).text_id == "utter_helper_ended"


@pytest.mark.parametrize(("action", "body"), [
    ("refer", {}), ("refer", {"partner": 3}), ("withdraw_referral", {}), ("withdraw_referral", {"referral": "1"}),
    ("withdraw_referral", {"referral": -1}), ("end_helper", {"access": 2**70}), ("end_helper", {"access": True}),
])
async def test_a_body_that_is_not_what_it_takes_is_refused(held, action, body):
    desk, conversation = held
    assert (await desk.do(conversation, action, **body))[0] in (400, 404)
