"""An income told where nothing is asked is never taken for a proposal; the sum wished for is the one proposed."""

from __future__ import annotations

import pytest

from tests.thread_world import Thread, demo_of, ids, open_thread


@pytest.fixture
async def thread(database) -> Thread:
    made = await open_thread(await demo_of(database), "browser-2", lang="en", proven="DEMO-2001")
    await made.change(sum_told=True)
    return made


@pytest.mark.parametrize("heard_as", ["propose_amount", "inform", "nlu_fallback"])
async def test_a_bare_sum_with_a_rhythm_is_asked_about(thread, heard_as):
    thread.rasa.means["580 a fortnight"] = heard_as
    said = await thread.say("580 a fortnight")
    assert ids(said) == ["utter_ask_either"] and "£580.00" in said[0].text
    assert [c["title"] for c in said[0].choices] == ["It's what comes in", "It's what I could pay"]
    assert not (await thread.row()).memory.get("errand_data")


async def test_what_comes_in_is_asked_whether_it_is_an_aid_and_is_no_proposal(thread):
    thread.rasa.means["580 a fortnight"] = "propose_amount"
    await thread.say("580 a fortnight")
    said = ids(await thread.pick("comes_in"))
    assert said[-2:] == ["utter_budget_doubt_aid", "utter_ask_income"] and "utter_propose_heard" not in said
    assert "income" not in (await thread.row()).memory["budget"]


async def test_in_words_that_name_it_it_is_what_they_name(thread):
    thread.rasa.means["580 a fortnight"] = "propose_amount"
    await thread.say("580 a fortnight")
    await thread.say("that's my wages")
    assert (await thread.row()).memory["budget"]["income"] == 1256_67


async def test_what_could_be_paid_is_proposed(thread):
    thread.rasa.means["310 a week"] = "propose_amount"
    await thread.say("310 a week")
    said = ids(await thread.say("what i could pay"))
    assert "utter_ask_either" not in said
    assert (await thread.row()).memory["errand_data"]["minor"] == 310_00


async def test_where_a_sum_is_asked_for_it_is_the_answer(thread):
    thread.rasa.means |= {"another amount": "propose_amount", "200 a month": "propose_amount"}
    await thread.say("another amount")
    assert "utter_ask_either" not in ids(await thread.say("200 a month"))


async def test_the_sum_wished_for_is_proposed_and_not_the_one_that_is_due(thread):
    text = "next one is 50 yeah. cud i drop it to 20 for a wee while"
    thread.rasa.means[text] = "propose_amount"
    said = await thread.say(text)
    assert "utter_ask_month_or_once" not in ids(said)
    assert (await thread.row()).memory["errand_data"]["minor"] == 20_00
