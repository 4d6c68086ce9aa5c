"""A partner's page: a look spends and shows nothing, a code opens it once, and every other answer is the same."""

import asyncio
import re

import pytest
from sqlalchemy import select

from bot.channels import partner
from bot.service.referral import consent
from bot.service.thread.conversation import lock
from bot.service.thread.saying import write
from bot.service.turn import inbound
from bot.store.tables import Message, OutboxMessage, PartnerLink, Referral
from tests.channels.sharing.conftest import form
from tests.channels.test_papers_door import identified


async def tap(world, key: int, do: str) -> None:
    async with world.begin() as uow:
        row = await lock(uow, key)
        messages = (await uow.session.scalars(select(Message).order_by(Message.id.desc()))).all()
        where = next(
            f"{m.id}.{n}" for m in messages for n, c in enumerate(m.choices) if c["data"].get("do") == do
        )
        await inbound.choice_in(uow, row, cid=f"tap-{do}-{where}", choice_id=where)
        await uow.commit()


@pytest.fixture
async def sent(browser, world):
    """A referral that has gone to the fictional partner: the conversation's id, and the path of the partner's link."""
    _, key = await identified(browser, world)
    async with world.begin() as uow:
        row = await lock(uow, key)
        await write(uow, row, await consent.offer(uow, row))
        await uow.commit()
    for do in ("referral_reach", "referral_show", "referral_yes"):
        await tap(world, key, do)
    return key, await path_of(world)


async def path_of(world) -> str:
    found = re.search(r"(/partner/\S+)", await body_of(world, "referral_mail_sent"))
    assert found is not None
    return found[1]


async def body_of(world, text_id: str) -> str:
    async with world.begin() as uow:
        rows = await uow.session.scalars(select(OutboxMessage).where(OutboxMessage.text_id == text_id))
        return str(rows.all()[-1].body)


async def code_of(world) -> str:
    found = re.search(r"(\d{4}) (\d{4})", await body_of(world, "referral_mail_code"))
    assert found is not None
    return found[1] + found[2]


async def opened(browser, world, path: str):
    """A partner's browser in which the referral is open, and the page."""
    one = browser()
    assert (await form(one, path, do="code"))[0] == 200
    status, page = await form(one, path, do="open", code=await code_of(world))
    assert status == 200
    return one, page


def plain(page: str) -> str:
    """Without what is random."""
    return re.sub(r'name="csrf" value="[0-9a-f]+"', "", page)


async def test_opening_the_address_shows_and_spends_nothing_and_is_the_same_for_every_link(browser, world, sent):
    _, path = sent
    pages = [plain(await (await browser().open(one)).text()) for one in (path, path, "/partner/never-was")]
    assert len(set(pages)) == 1 and "Morel" not in pages[0]
    async with world.begin() as uow:
        link = (await uow.session.scalars(select(PartnerLink))).one()
    assert (link.code_hash, link.codes_sent, link.opened_until) == (None, 0, None)


async def test_a_page_is_stored_nowhere_runs_no_script_and_tells_nobody_where_one_came_from(browser, sent):
    answer = await browser().open(sent[1])
    assert answer.headers["Cache-Control"] == "no-store" and answer.headers["Referrer-Policy"] == "no-referrer"
    assert "script-src" not in answer.headers["Content-Security-Policy"] and "<script" not in await answer.text()


async def test_the_code_from_the_mailbox_shows_what_was_agreed_and_nothing_else(browser, world, sent):
    _, page = await opened(browser, world, sent[1])
    assert "+33639980101" in page and "<dd>67</dd>" in page
    for told in ("DEMO-1001", "480,00", "14/03/1985", "1985"):
        assert told not in page, told


async def test_an_acknowledgement_and_an_outcome_reach_the_debtor(browser, world, sent):
    one, _ = await opened(browser, world, sent[1])
    status, page = await form(one, sent[1], do="ack", before="2026-11-27")
    assert status == 200 and "27 novembre 2026" in page
    await form(one, sent[1], do="outcome", outcome="appointment", day="2026-12-01")
    async with world.begin() as uow:
        told = [m.text_id for m in await uow.session.scalars(select(Message).order_by(Message.seq))]
    assert told[-2:] == ["notice_referral_acknowledged", "notice_referral_appointment"]


async def test_a_look_at_the_address_by_the_browser_that_opened_it_still_shows_nothing_personal(browser, world, sent):
    one, _ = await opened(browser, world, sent[1])
    page = await (await one.open(sent[1])).text()
    assert "639980101" not in page
    assert "+33639980101" in (await form(one, sent[1], do="show"))[1]
    assert "639980101" not in (await form(browser(), sent[1], do="show"))[1]


@pytest.mark.parametrize("code", ["", "00000000", "x", "1" * 5000, "٠١٢٣٤٥٦٧", "' or 1=1"])
async def test_a_wrong_code_and_a_link_that_never_was_answer_alike(browser, world, sent, code):
    one = browser()
    await form(one, sent[1], do="code")
    wrong = await form(one, sent[1], do="open", code=code)
    other = await form(one, "/partner/never-was", do="open", code=code)
    assert wrong[0] == other[0] == 200 and plain(wrong[1]) == plain(other[1])
    assert "Ce code n&#39;ouvre rien" in wrong[1]
    asked = [plain((await form(one, path, do="code"))[1]) for path in (sent[1], "/partner/never-was")]
    assert asked[0] == asked[1]


@pytest.mark.parametrize("fields", [
    {"do": "ack", "before": "2026-11-27"}, {"do": "outcome", "outcome": "done"}, {"do": "show"}, {"do": "leave"},
    {"do": "anything"},
])
async def test_without_the_code_nothing_is_shown_or_changed(browser, world, sent, fields):
    status, page = await form(browser(), sent[1], **fields)
    async with world.begin() as uow:
        row = (await uow.session.scalars(select(Referral).where(Referral.number.is_not(None)))).one()
    assert status == 200 and "639980101" not in page and row.state == "sent"


async def test_a_form_that_is_not_ours_changes_nothing(browser, world, sent):
    one, _ = await opened(browser, world, sent[1])
    for csrf in ("", "0" * 64, "é"):
        assert (await form(one, sent[1], csrf=csrf, do="outcome", outcome="done"))[0] == 403
    async with world.begin() as uow:
        assert (await uow.session.scalars(select(Referral).where(Referral.number.is_not(None)))).one().state == "sent"


@pytest.mark.parametrize(("fields", "said"), [
    ({"do": "ack", "before": "2020-01-01"}, "Cette date ne convient pas"),
    ({"do": "ack", "before": "not a day"}, "Cette date ne convient pas"),
    ({"do": "ack"}, "Cette date ne convient pas"),
    ({"do": "outcome", "outcome": "appointment"}, "Cette date ne convient pas"),
    ({"do": "outcome", "outcome": "is ill"}, "Choisissez dans la liste"),
    ({"do": "outcome"}, "Choisissez dans la liste"),
])
async def test_what_cannot_be_is_said_and_changes_nothing(browser, world, sent, fields, said):
    one, _ = await opened(browser, world, sent[1])
    status, page = await form(one, sent[1], **fields)
    assert status == 200 and said in page
    async with world.begin() as uow:
        row = (await uow.session.scalars(select(Referral).where(Referral.number.is_not(None)))).one()
    assert (row.state, row.outcome) == ("sent", None)


async def test_the_same_outcome_sent_at_once_is_one(browser, world, sent):
    one, page = await opened(browser, world, sent[1])
    csrf = re.search(r'name="csrf" value="([0-9a-f]+)"', page)[1]
    await asyncio.gather(*(form(one, sent[1], csrf=csrf, do="outcome", outcome="contacted") for _ in range(4)))
    async with world.begin() as uow:
        told = [m.text_id for m in await uow.session.scalars(select(Message))]
    assert told.count("notice_referral_contacted") == 1


async def test_taken_back_the_page_that_was_open_shows_and_takes_nothing_any_more(browser, world, sent):
    one, _ = await opened(browser, world, sent[1])
    await tap(world, sent[0], "referral_withdraw")
    for fields in ({"do": "show"}, {"do": "outcome", "outcome": "done"}, {"do": "ack", "before": "2026-11-27"}):
        assert "639980101" not in (await form(one, sent[1], **fields))[1]
    async with world.begin() as uow:
        row = (await uow.session.scalars(select(Referral).where(Referral.number.is_not(None)))).one()
    assert (row.state, row.outcome, row.contact_before) == ("withdrawn", None, None)
    before = await body_of(world, "referral_mail_code")
    await form(one, sent[1], do="code")
    assert await body_of(world, "referral_mail_code") == before


async def test_closing_it_asks_for_a_new_code(browser, world, sent):
    one, _ = await opened(browser, world, sent[1])
    await form(one, sent[1], do="leave")
    assert "639980101" not in (await form(one, sent[1], do="show"))[1]


async def test_codes_are_tried_slowly(browser, server, sent, monkeypatch):
    monkeypatch.setattr(server.app[partner.TRIES], "_burst", 2)
    one = browser()
    found = [(await form(one, sent[1], do="open", code="1"))[0] for _ in range(3)]
    assert found == [200, 200, 429]


async def test_a_body_without_end_is_refused(browser, sent):
    assert (await form(browser(), sent[1], do="open", code="1" * 400_000))[0] == 413


async def test_in_the_demo_the_fictional_partners_mailbox_can_be_read(browser, sent):
    page = await (await browser().open("/mailbox?address=accueil@point-budget.example")).text()
    assert "Point budget Exemple" in page
