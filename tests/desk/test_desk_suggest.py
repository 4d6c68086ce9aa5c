"""Beside the thread: five prompts where somebody may need care; three suggestions at most, a tap from their action."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from markupsafe import escape
from sqlalchemy import select

from bot.desk.words import texas_prompts
from bot.service.case.cases import cases_of, set_hold
from bot.service.handover import handover
from bot.service.thread.conversation import lock, remember
from bot.service.thread.reply import say
from bot.service.thread.saying import write
from bot.store.tables import Conversation, Hold
from tests.desk.test_desk_propose import MONTH

TEXAS = "Pour en parler avec tact"
HELP = "Ce qui pourrait aider maintenant"


@pytest.fixture
async def held(agent, debtor):
    async def one(reference: str | None = "DEMO-1001", **asked):
        desk, conversation = await agent("camille"), await debtor(reference, **asked)
        assert (await desk.do(conversation, "take"))[0] == 200
        return desk, conversation

    return one


@pytest.fixture
def side(demo):
    async def one(desk, conversation: int) -> str:
        return str((await (await desk.client.get(f"/desk/c/{conversation}/view")).json())["side_html"])

    return one


@pytest.fixture
def told(demo):
    """The bot has said something, or something is remembered, in that thread."""

    async def one(conversation: int, text_id: str = "", **memory) -> None:
        async with demo.begin() as uow:
            row = await lock(uow, conversation)
            if text_id:
                await write(uow, row, say(text_id), author="system")
            remember(row, **memory)
            await uow.commit()

    return one


def _suggested(html: str) -> str:
    found = re.search(rf"<h2>{HELP}</h2>.*?</section>", html, re.S)
    return found[0] if found else ""


# The five prompts


@pytest.mark.parametrize("cause", ["illness", "bereavement", "caring"])
async def test_an_illness_or_a_death_brings_the_five_prompts_in_the_debtors_language(held, side, told, cause):
    desk, conversation = await held()
    assert TEXAS not in await side(desk, conversation)
    await told(conversation, f"utter_hardship_{cause}")
    html = await side(desk, conversation)
    assert TEXAS in html and html.count("data-insert") == 5 == len(texas_prompts())
    for one in texas_prompts():
        assert escape(one["title"]["fr"]) in html and escape(one["text"]["fr"]) in html


async def test_an_illness_told_to_the_agent_brings_them_as_well(held, side, writes):
    desk, conversation = await held()
    await writes(conversation, "en fait je suis en arrêt maladie depuis mars, je vous le dis à vous")
    assert TEXAS in await side(desk, conversation)


async def test_an_english_debtor_is_answered_in_english_by_a_french_agent(held, side, told, demo):
    desk, conversation = await held()
    async with demo.begin() as uow:
        (await uow.session.get_one(Conversation, conversation)).language = "en"
        await uow.commit()
    await told(conversation, "utter_hardship_illness")
    html = await side(desk, conversation)
    assert "Thank you for telling me." in html and "Remercier" in html and 'lang="en"' in html


@pytest.mark.parametrize("memory", [{"distress": "explicit"}, {"distress": "possible"}, {"third_party": "minor"},
                                    {"third_party": "adult"}])
async def test_in_distress_and_to_anybody_else_there_are_none(held, side, told, memory):
    desk, conversation = await held()
    await told(conversation, "utter_hardship_illness", **memory)
    html = await side(desk, conversation)
    assert TEXAS not in html and "data-dialog=\"propose\" data-change=\"\" data-amount" not in _suggested(html)


@pytest.mark.parametrize("distress", ["said_no", "eased"])
async def test_once_somebody_is_found_safe_they_are_there(held, side, told, distress):
    desk, conversation = await held()
    await told(conversation, distress=distress)
    assert TEXAS in await side(desk, conversation)


async def test_only_who_holds_the_conversation_sees_them(held, side, told, agent):
    _, conversation = await held()
    await told(conversation, "utter_hardship_illness")
    html = await side(await agent("dominique"), conversation)
    assert TEXAS not in html and HELP not in html and "data-insert" not in html


# Next best suggestions


async def test_without_a_budget_the_questions_are_a_tap_away_and_with_it_the_lightest_plan_is(held, side, told):
    desk, conversation = await held()
    found = _suggested(await side(desk, conversation))
    assert 'data-dialog="budget"' in found and "Le budget n&#39;est pas assez connu" in found
    await told(conversation, budget=dict(MONTH))
    found = _suggested(await side(desk, conversation))
    assert re.search(r'data-dialog="propose" data-change="" data-amount="\d+\.\d\d"', found)


async def test_a_budget_that_carries_nothing_leads_to_a_partner(held, side, told):
    desk, conversation = await held()
    await told(conversation, budget={**MONTH, "income": 50_000})
    found = _suggested(await side(desk, conversation))
    assert 'data-dialog="refer"' in found and 'data-dialog="propose"' not in found


async def test_a_dispute_that_is_told_is_to_be_recorded_and_then_passed_on(held, side):
    desk, conversation = await held(queue="dispute", reason="dispute_debt")
    found = _suggested(await side(desk, conversation))
    case = re.search(r'data-dialog="dispute" data-case="(\d+)"', found)
    assert case is not None
    assert (await desk.do(conversation, "record_dispute", case=int(case[1]), kind="dispute_debt", part=""))[0] == 200
    found = _suggested(await side(desk, conversation))
    assert 'data-dialog="transfer"' in found and 'data-dialog="dispute"' not in found
    assert 'data-dialog="budget"' not in found, "nothing is planned while it is in dispute"


async def test_a_hold_whose_day_has_come_is_named_first(held, side, demo):
    desk, conversation = await held()
    async with demo.begin() as uow:
        row = await lock(uow, conversation)
        (view,) = await cases_of(uow, row.person_id)
        await set_hold(uow, view, "manual", set_by="agent:1")
        hold = await uow.session.scalar(select(Hold).where(Hold.case_id == view.case.id, Hold.reason == "manual"))
        hold.review_on = uow.today() - timedelta(days=1)
        await uow.commit()
    found = _suggested(await side(desk, conversation))
    assert f'data-dialog="lift" data-hold="{hold.id}"' in found


async def test_who_is_not_known_is_first_asked_who_they_are(held, side):
    desk, conversation = await held(None)
    found = _suggested(await side(desk, conversation))
    assert found.count("<li>") == 1 and "data-insert" in found and "data-dialog" not in found


async def test_somebody_elses_words_lead_to_the_person_and_tell_of_no_case(held, side, told):
    desk, conversation = await held()
    await told(conversation, third_party="adult")
    found = _suggested(await side(desk, conversation))
    assert found.count("<li>") == 1 and "Merci d&#39;être là" in found and "dossier" not in found


async def test_nothing_is_suggested_in_distress(held, side, told, demo):
    desk, conversation = await held()
    await told(conversation, budget=dict(MONTH), distress="explicit")
    assert HELP not in await side(desk, conversation)
    await told(conversation, distress=None)
    assert HELP in await side(desk, conversation)
    async with demo.begin() as uow:
        await handover.open_handover(uow, await lock(uow, conversation), queue="distress", reason="distress")
        await uow.commit()
    assert HELP not in await side(desk, conversation)


async def test_what_calls_for_care_is_suggested_until_it_is_noted(held, side, told):
    desk, conversation = await held(reason="accommodation")
    found = _suggested(await side(desk, conversation))
    assert 'data-dialog="vulnerability"' in found and 'data-action="offer_helper"' in found
    assert found.count("<li>") == 3
