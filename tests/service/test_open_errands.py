"""Two wishes in one message: the second is kept, shown to the agent, and taken up when the first is done."""

from __future__ import annotations

import pytest

from bot.service.errand import open_errands
from bot.service.thread.conversation import lock, remember
from tests.thread_world import Thread, demo_of, ids, open_thread

ALSO = [("ask_balance", "combien je dois ?"), ("greet", "bonjour"), ("hardship_job_loss", "j'ai perdu mon travail")]


@pytest.fixture
async def thread(database) -> Thread:
    return await open_thread(await demo_of(database))


async def _noted(thread: Thread, first: str, **memory: object) -> list[str | None]:
    async with thread.database.begin() as uow:
        conversation = await lock(uow, thread.key)
        open_errands.note(conversation, first, ALSO)
        remember(conversation, **memory)
        said = await open_errands.take_up(uow, conversation)
        await uow.commit()
        return ids(said)


async def test_what_else_was_said_is_offered_when_the_first_is_done_and_only_once(thread):
    assert await _noted(thread, "dispute_debt", errand="dispute") == []
    async with thread.database.begin() as uow:
        conversation = await lock(uow, thread.key)
        assert open_errands.meanings(conversation) == ["ask_balance", "hardship_job_loss"]  # a greeting is no errand
        remember(conversation, errand=None)
        said = await open_errands.take_up(uow, conversation)
        assert [c["payload"] for c in said[0].choices] == ["/ask_balance", "/hardship_job_loss", "/need_time"]
        assert said[0].choices[0]["data"] == {"text": "combien je dois ?"}
        assert await open_errands.take_up(uow, conversation) == []


async def test_a_cause_and_the_wish_to_pay_less_are_one_errand(thread):
    async with thread.database.begin() as uow:
        conversation = await lock(uow, thread.key)
        open_errands.note(conversation, "request_plan", ALSO)
        assert open_errands.meanings(conversation) == ["ask_balance"]
        open_errands.note(conversation, "ask_balance", [])  # the second was asked for by itself meanwhile
        assert open_errands.meanings(conversation) == []


@pytest.mark.parametrize(
    "memory",
    [{"question": "sum_right"}, {"budget_asked": "income"}, {"third_party": "minor"}, {"distress": "explicit"},
     {"distress": "possible"}, {"errand": "plan"}],
)
async def test_nothing_is_taken_up_in_the_middle_of_something_or_in_distress(thread, memory):
    assert await _noted(thread, "dispute_debt", **memory) == []


async def test_an_open_question_comes_before_it_and_the_choice_leads_on(thread):
    said = await _noted(thread, "faq_bailiff")
    assert said == ["utter_open_errand"]
    assert (await thread.say("Savoir combien je dois"))[0].text_id == "utter_ask_reference"


async def test_what_was_not_understood_is_asked_back_and_nothing_beside_it(thread):
    assert await _noted(thread, "nlu_fallback") == []
