"""A helper's code: made by the debtor alone, kept hashed, for seven days, chosen sections, every look told."""

import asyncio
import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from bot.channels import helper as door
from bot.service.budget import budget_paper
from bot.service.case.cases import set_hold, view_of
from bot.service.identity import helper
from bot.service.identity.identify import expire
from bot.service.thread.conversation import lock, remember
from bot.store.tables import (
    AuditLine,
    BudgetVersion,
    Case,
    Conversation,
    HelperAccess,
    HelperLook,
    Hold,
    IdentityFailure,
    Message,
    OutboxMessage,
    Party,
)
from tests.channels.sharing.conftest import form
from tests.channels.sharing.test_partner_page import tap
from tests.channels.test_papers_door import TOLD, agreed, identified
from tests.demo_world import budget_told

SECRETS = ("DEMO-1001", "480,00", "Morel", "67100", "639980101", "1985")


@pytest.fixture
async def debtor(browser, world):
    """The identified debtor's browser, and the conversation's id."""
    return await identified(browser, world)


async def code_for(one, *sections: str) -> str:
    status, page = await form(one, "/access", do="make", section=list(sections))
    found = re.search(r"H-[0-9A-Z]{6}-[0-9A-Z]{6}-[0-9A-Z]", page)
    assert status == 200 and found is not None, page
    return found[0]


async def look(browser, code: str, one=None) -> str:
    status, page = await form(one or browser(), "/helper", do="open", code=code)
    assert status == 200
    return page


def told(page: str) -> list[str]:
    page = re.sub(r'value="[0-9a-f]{64}"', "", page)  # a form's token is random: it may hold any four digits
    return [one for one in SECRETS if one in page.replace("\u202f", " ").replace("\u00a0", " ")]


def recap_of(page: str) -> dict[str, str]:
    """The form that fetches the plan's recap."""
    found = re.search(r'name="kind" value="recap"><input type="hidden" name="key" value="(\w+)"', page)
    assert found is not None
    return {"do": "paper", "kind": "recap", "key": found[1]}


def plain(page: str) -> str:
    return re.sub(r'name="csrf" value="[0-9a-f]+"', "", page)


async def rows(world, table, *where):
    async with world.begin() as uow:
        return list(await uow.session.scalars(select(table).where(*where)))


# Made by the debtor alone


async def test_the_page_is_for_the_identified_debtor_and_nobody_else(browser, debtor):
    one, _ = debtor
    page = await (await one.open("/access")).text()
    assert "Ce que je dois" in page and "Mon budget" not in page, "no budget that they may see here"
    answer = await browser().open("/access")
    assert answer.status == 404 and "Qui peut voir" not in await answer.text()
    status, page = await form(browser(), "/access", csrf="x", do="make", section="owe")
    assert status == 404


async def test_a_code_is_shown_once_kept_hashed_and_sent_by_us_to_nobody(browser, debtor, world):
    one, key = debtor
    code = await code_for(one, "owe", "plan")
    assert code not in await (await one.open("/access")).text()
    (access,) = await rows(world, HelperAccess)
    everything = repr([vars(row) for table in (HelperAccess, Message, AuditLine) for row in await rows(world, table)])
    assert code not in everything and code.replace("-", "") not in everything
    assert access.sections == ["owe", "plan"] and not await rows(world, OutboxMessage)
    said = await rows(world, Message, Message.text_id == "notice_helper_made")
    assert len(said) == 1 and said[0].conversation_id == key


async def test_nothing_chosen_or_something_unknown_makes_no_code(debtor, world):
    one, _ = debtor
    for chosen in ([], ["everything"], ["budget"]):
        status, page = await form(one, "/access", do="make", section=chosen)
        assert status == 200 and "au moins une chose" in page
    assert not await rows(world, HelperAccess)


async def test_no_more_than_three_stand_at_once(debtor, world):
    one, _ = debtor
    for _ in range(3):
        await code_for(one, "owe")
    assert "Trois accès" in (await form(one, "/access", do="make", section="owe"))[1]
    assert len(await rows(world, HelperAccess)) == 3


async def test_a_form_that_is_not_ours_makes_and_ends_nothing(debtor, world):
    one, _ = debtor
    await code_for(one, "owe")
    for fields in ({"do": "make", "section": "owe"}, {"do": "end", "id": "1"}):
        assert (await form(one, "/access", csrf="0" * 64, **fields))[0] == 404
    (access,) = await rows(world, HelperAccess)
    assert access.ended_at is None


@pytest.mark.parametrize("memory", [{"third_party": "adult"}, {"third_party": "minor"}])
async def test_somebody_else_who_writes_there_makes_none(debtor, world, memory):
    one, key = debtor
    async with world.begin() as uow:
        remember(await lock(uow, key), **memory)
        await uow.commit()
    await form(one, "/access", do="make", section="owe")
    assert not await rows(world, HelperAccess)


@pytest.mark.parametrize("reason", ["minor", "coerced_debt", "deceased", "wrong_person", "guardianship"])
async def test_where_somebody_may_make_them_no_code_is_made_and_none_opens(browser, debtor, world, reason):
    one, key = debtor
    code = await code_for(one, "owe")
    async with world.begin() as uow:
        row = await lock(uow, key)
        case_id = await uow.session.scalar(select(Party.case_id).where(Party.person_id == row.person_id))
        await set_hold(uow, await view_of(uow, case_id), reason, set_by="agent:1")
        await uow.commit()
    assert "pas possible" in (await form(one, "/access", do="make", section="owe"))[1]
    assert not told(await look(browser, code))


async def test_who_has_left_their_browser_open_too_long_makes_none(debtor, world, clock):
    one, key = debtor
    csrf = re.search(r'name="csrf" value="([0-9a-f]+)"', await (await one.open("/access")).text())[1]
    clock.advance(timedelta(minutes=16))
    async with world.begin() as uow:
        await expire(uow, await lock(uow, key))
        await uow.commit()
    assert (await form(one, "/access", csrf=csrf, do="make", section="owe"))[0] == 404
    assert not await rows(world, HelperAccess)


# The helper's page


async def test_opening_the_page_shows_nothing_of_anybody(browser, debtor):
    await code_for(debtor[0], "owe")
    answer = await browser().open("/helper")
    page = await answer.text()
    assert not told(page) and "<script" not in page and answer.headers["Cache-Control"] == "no-store"
    assert "script-src" not in answer.headers["Content-Security-Policy"]


async def test_a_code_shows_the_chosen_section_and_no_other(browser, debtor, world):
    one, key = debtor
    await budget_told(world, key, TOLD)
    await agreed(world)
    owe = await look(browser, await code_for(one, "owe"))
    assert "DEMO-1001" in owe and "480,00" in owe and "Le budget" not in owe and "Plan :" not in owe
    budget = await look(browser, await code_for(one, "budget"))
    assert "1 450,00" in budget.replace("\u202f", " ").replace("\u00a0", " ")
    assert "DEMO-1001" not in budget and "Plan :" not in budget
    plan = await look(browser, await code_for(one, "plan"))
    assert "80,00" in plan and "Plan :" in plan and "Le budget" not in plan and "480,00" not in plan
    for page in (owe, budget, plan):
        assert "639980101" not in page and "1985" not in page and "Morel" not in page, "no contact, no birth date"


async def test_it_is_typed_as_people_type(browser, debtor):
    code = await code_for(debtor[0], "owe")
    for typed in (code.lower(), code.replace("-", " "), code.replace("-", ""), f"  {code}\n"):
        assert "DEMO-1001" in await look(browser, typed)


async def test_wrong_over_taken_back_and_never_made_answer_alike(browser, debtor, world, clock):
    one, _ = debtor
    ended, old = await code_for(one, "owe"), await code_for(one, "owe")
    await form(one, "/access", do="end", id=str((await rows(world, HelperAccess))[0].id))
    clock.advance(timedelta(days=7))
    slip = ended[:-1] + ("0" if ended[-1] != "0" else "1")
    given = (ended, old, slip, "H-000000-000000-0", "", "x", "1" * 5000, "' or 1=1 --", "é\u202e\x00")
    pages = {plain(await look(browser, code)) for code in given}
    assert len(pages) == 1 and not told(pages.pop())
    assert not await rows(world, HelperLook)


async def test_it_ends_on_the_seventh_day_to_the_second(browser, debtor, clock):
    code = await code_for(debtor[0], "owe")
    clock.advance(timedelta(days=7) - timedelta(seconds=1))
    assert "DEMO-1001" in await look(browser, code)
    clock.advance(timedelta(seconds=1))
    assert not told(await look(browser, code))


async def test_it_lasts_though_the_debtor_has_gone_and_every_look_is_shown_to_them(browser, debtor, world, clock):
    one, key = debtor
    code = await code_for(one, "owe")
    clock.advance(timedelta(hours=2))
    async with world.begin() as uow:
        await expire(uow, await lock(uow, key))
        await uow.commit()
    for _ in range(2):
        assert "DEMO-1001" in await look(browser, code)
    verbs = [row.verb for row in await rows(world, AuditLine, AuditLine.object_kind == "helper_access")]
    assert verbs.count("helper.looked") == 2
    thread = (await rows(world, Conversation, Conversation.id == key))[0]
    said = await rows(world, Message, Message.text_id == "notice_helper_looked")
    assert len(said) == 1 and said[0].seq <= thread.blank_before_seq, "nobody else at that browser reads it"
    async with world.begin() as uow:
        (given,) = await helper.given(uow, thread.person_id)
    assert len(given.looks) == 2


async def test_the_debtor_sees_when_it_was_looked_at(browser, debtor):
    one, _ = debtor
    code = await code_for(one, "owe")
    assert "Pas encore regardé" in await (await one.open("/access")).text()
    await look(browser, code)
    assert "Regardé le 20 novembre 2026, 10:00" in await (await one.open("/access")).text()


async def test_taken_back_in_the_chat_it_opens_nothing_from_then_on(browser, debtor, world):
    one, key = debtor
    await agreed(world)
    code, helper_ = await code_for(one, "plan"), browser()
    page = await look(browser, code, helper_)
    await tap(world, key, "helper_end")
    assert not told(await look(browser, code)) and "Plan :" not in await look(browser, code)
    assert "%PDF" not in (await form(helper_, "/helper", **recap_of(page)))[1]


async def test_nobody_takes_back_what_is_not_theirs(browser, debtor, world):
    code = await code_for(debtor[0], "owe")
    other, _ = await identified(browser, world, "DEMO-1002")
    for key in ("1", "0", "-1", "9" * 30, "x", ""):
        assert (await form(other, "/access", do="end", id=key))[0] == 200
    assert "DEMO-1001" in await look(browser, code)


async def test_once_disclosure_was_closed_where_it_was_allowed_it_opens_nothing_for_good(browser, debtor, world, clock):
    one, key = debtor
    code = await code_for(one, "owe")
    async with world.begin() as uow:
        sender = (await lock(uow, key)).sender
        uow.session.add(IdentityFailure(sender=sender, count=5, closings=1,
                                        closed_until=uow.now + timedelta(minutes=30)))
        await uow.commit()
    assert not told(await look(browser, code))
    clock.advance(timedelta(minutes=31))
    assert not told(await look(browser, code))
    (access,) = await rows(world, HelperAccess)
    assert access.ended_by == "closed"


async def test_a_closing_of_before_the_code_was_made_does_not_end_it(browser, debtor, world, clock):
    one, key = debtor
    async with world.begin() as uow:
        sender = (await lock(uow, key)).sender
        uow.session.add(IdentityFailure(sender=sender, count=5, closings=1, closed_until=uow.now))
        await uow.commit()
    assert "DEMO-1001" in await look(browser, await code_for(one, "owe"))


async def test_a_budget_that_was_taken_back_is_shown_no_more(browser, debtor, world):
    one, key = debtor
    await budget_told(world, key, TOLD)
    code = await code_for(one, "budget")
    async with world.begin() as uow:
        await budget_paper.withdraw(uow, await lock(uow, key))
        await uow.commit()
    assert "Aucun budget" in await look(browser, code)


async def test_a_budget_told_elsewhere_since_is_not_shown(browser, debtor, world):
    one, key = debtor
    await budget_told(world, key, TOLD)
    code = await code_for(one, "budget")
    async with world.begin() as uow:
        row = await lock(uow, key)
        uow.session.add(BudgetVersion(
            creditor_id=row.creditor_id, person_id=row.person_id, version=2, currency="EUR",
            data={**TOLD, "income": 222200}, created_at=uow.now,
        ))
        await uow.commit()
    page = await look(browser, code)
    assert "2 222" not in page.replace("\u202f", " ").replace("\u00a0", " ") and "Aucun budget" in page


async def test_another_partys_plan_on_the_same_case_is_not_shown(browser, debtor, world):
    one, _ = debtor
    await agreed(world)
    async with world.begin() as uow:
        case_id = await uow.session.scalar(select(Case.id).where(Case.reference == "DEMO-1001"))
        stranger = await uow.session.scalar(
            select(Party.person_id).join(Case, Case.id == Party.case_id).where(Case.reference == "DEMO-1002")
        )
        plan = (await view_of(uow, case_id)).plan
        plan.person_id = stranger
        await uow.commit()
    page = await look(browser, await code_for(one, "plan"))
    assert "Aucun plan" in page and "80,00" not in page


async def test_a_helper_fetches_the_papers_that_were_shown_and_no_others(browser, debtor, world):
    one, _ = debtor
    await agreed(world)
    code, helper_ = await code_for(one, "plan"), browser()
    page = await look(browser, code, helper_)
    recap = recap_of(page)
    csrf = re.search(r'name="csrf" value="([0-9a-f]+)"', page)[1]
    got = await helper_.client.post("/helper", data={"csrf": csrf, **recap})
    assert got.status == 200 and (await got.read()).startswith(b"%PDF")
    for kind, paper in (("budget", "current"), ("budget_data", "current"), ("recap", "999"), ("x", "y")):
        got = await helper_.client.post("/helper", data={"csrf": csrf, "do": "paper", "kind": kind, "key": paper})
        assert got.content_type == "text/html" and not told(await got.text())
    assert "%PDF" not in (await form(browser(), "/helper", **recap))[1], "only where the code was given"
    lines = [row.verb for row in await rows(world, AuditLine, AuditLine.object_kind == "helper_access")]
    assert lines.count("helper.paper") == 1


async def test_without_the_section_no_paper_is_given(browser, debtor, world):
    await agreed(world)
    recap, helper_ = recap_of(await look(browser, await code_for(debtor[0], "plan"))), browser()
    await look(browser, await code_for(debtor[0], "owe"), helper_)
    assert "%PDF" not in (await form(helper_, "/helper", **recap))[1]


async def test_a_helper_who_has_finished_or_waited_gives_the_code_again(browser, debtor, world, clock):
    await agreed(world)
    code, helper_ = await code_for(debtor[0], "plan"), browser()
    recap = recap_of(await look(browser, code, helper_))
    await form(helper_, "/helper", do="leave")
    assert "%PDF" not in (await form(helper_, "/helper", **recap))[1]
    await look(browser, code, helper_)
    clock.advance(timedelta(minutes=16))
    assert "%PDF" not in (await form(helper_, "/helper", **recap))[1]


async def test_a_helper_is_not_the_debtor_anywhere_else(browser, debtor, world):
    helper_ = browser()
    await look(browser, await code_for(debtor[0], "owe", "plan"), helper_)
    for path in ("/access", "/papers"):
        assert (await helper_.open(path)).status == 404
    tab = await helper_.tab()
    assert tab.got[-1]["identified"] is False
    async with world.begin() as uow:
        before = await uow.session.scalar(select(func.count()).select_from(Hold))
    for do in ("make", "end", "withdraw", "pay", "agree"):
        await form(helper_, "/access", csrf="x", do=do, section="owe", id="1")
        await form(helper_, "/helper", do=do)
    async with world.begin() as uow:
        assert await uow.session.scalar(select(func.count()).select_from(Hold)) == before
    assert len(await rows(world, HelperAccess)) == 1


async def test_the_same_code_at_once_is_looked_at_each_time_and_told_once(browser, debtor, world):
    code, helper_ = await code_for(debtor[0], "owe"), browser()
    found = re.search(r'name="csrf" value="([0-9a-f]+)"', await (await helper_.open("/helper")).text())
    await asyncio.gather(*(form(helper_, "/helper", csrf=found[1], do="open", code=code) for _ in range(4)))
    assert len(await rows(world, HelperLook)) == 4
    assert len(await rows(world, Message, Message.text_id == "notice_helper_looked")) == 1


async def test_a_code_taken_back_while_somebody_looks_ends_with_one_of_both(browser, debtor, world):
    one, _ = debtor
    code, helper_ = await code_for(one, "owe"), browser()
    found = re.search(r'name="csrf" value="([0-9a-f]+)"', await (await helper_.open("/helper")).text())
    key = (await rows(world, HelperAccess))[0].id
    await asyncio.gather(
        form(helper_, "/helper", csrf=found[1], do="open", code=code), form(one, "/access", do="end", id=str(key)),
    )
    assert not told(await look(browser, code))


async def test_codes_are_tried_slowly_by_one_and_by_all(browser, server, debtor, monkeypatch):
    monkeypatch.setattr(server.app[door.TRIES], "_burst", 2)
    one = browser()
    assert [(await form(one, "/helper", do="open", code="1"))[0] for _ in range(3)] == [200, 200, 429]


async def test_forged_and_endless_forms_are_refused(browser, debtor):
    code = await code_for(debtor[0], "owe")
    assert (await form(browser(), "/helper", csrf="0" * 64, do="open", code=code))[0] == 403
    assert (await form(browser(), "/helper", do="open", code="1" * 400_000))[0] == 413
