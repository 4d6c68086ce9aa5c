"""What a pause does, as the policy states it: said, and asked about first where it costs the debtor something."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from bot.debt.policy_terms import Stated
from bot.service.policy import policies
from bot.store.tables import Pause
from tests.thread_world import Thread, demo_of, ids, open_thread


@pytest.fixture
async def world(database):
    return await demo_of(database)


async def _paused(world, monkeypatch, *stated: Stated) -> tuple[Thread, list[str]]:
    known = tuple(replace(policy, stated=stated) for policy in policies.policies())
    monkeypatch.setattr(policies, "policies", lambda: known)
    thread = await open_thread(world, "browser-1", means={"une pause jusqu'au 5 décembre": "request_pause"})
    await thread.prove("DEMO-1001")
    said = ids(await thread.say("une pause jusqu'au 5 décembre"))
    if "utter_ask_sum_right" in said:
        said = ids(await thread.say("oui"))
    return thread, said


async def _pauses(world) -> list[Pause]:
    async with world.begin() as uow:
        return list(await uow.session.scalars(select(Pause)))


async def test_a_pause_that_costs_nothing_is_set_and_what_it_does_is_said(world, monkeypatch):
    before = len(await _pauses(world))
    _, said = await _paused(world, monkeypatch, Stated(what="interest", agreement="pause", value="stops"))
    assert said[:2] == ["utter_pause_set", "utter_effect_interest_pause_stops"]
    assert len(await _pauses(world)) == before + 1


async def test_a_pause_whose_effect_is_not_stated_says_nothing_of_it(world, monkeypatch):
    _, said = await _paused(world, monkeypatch)
    assert "utter_pause_set" in said and not [one for one in said if "effect" in one]


async def test_a_pause_during_which_interest_goes_on_is_set_only_after_a_yes(world, monkeypatch):
    before = len(await _pauses(world))
    told = Stated(what="interest", agreement="pause", value="goes_on")
    thread, said = await _paused(world, monkeypatch, told)
    assert said[-2:] == ["utter_effect_interest_pause_goes_on", "utter_ask_confirm_pause"]
    assert len(await _pauses(world)) == before
    assert "utter_pause_set" in ids(await thread.say("oui"))
    assert len(await _pauses(world)) == before + 1


async def test_a_no_to_such_a_pause_changes_nothing(world, monkeypatch):
    before = len(await _pauses(world))
    thread, _ = await _paused(world, monkeypatch, Stated(what="interest", agreement="pause", value="goes_on"))
    assert "utter_need_time" in ids(await thread.say("non"))
    assert len(await _pauses(world)) == before


BUDGETS = {
    "fr": ("DEMO-1001", "je ne m'en sors plus", "oui", ("0, je vis seule", "700 de rsa", "450", "400", "rien")),
    "en": ("DEMO-2001", "lost my job", "yes", ("600 wages, I live alone", "nothing", "520", "300", "0")),
}


async def _nothing_left(world, monkeypatch, lang, *stated: Stated) -> tuple[Thread, list[str | None]]:
    """A budget that carries nothing, told to its end."""
    known = tuple(replace(policy, stated=stated) for policy in policies.policies())
    monkeypatch.setattr(policies, "policies", lambda: known)
    reference, trouble, right, budget = BUDGETS[lang]
    thread = await open_thread(world, "browser-1", lang=lang, means={trouble: "hardship_job_loss"})
    await thread.prove(reference)
    said = ids(await thread.say(trouble))
    for words in ((right,) if "utter_ask_sum_right" in said else ()) + budget:
        said = ids(await thread.say(words))
    return thread, said


BURDEN = Stated(what="interest", agreement="pause", value="goes_on")


@pytest.mark.parametrize("lang", BUDGETS)
async def test_where_nothing_is_left_an_effect_that_burdens_is_said_first_and_the_pause_begins_with_the_yes(
    world, monkeypatch, lang
):
    before = len(await _pauses(world))
    thread, said = await _nothing_left(world, monkeypatch, lang, BURDEN)
    assert said[0] == "utter_nothing_left" and said[1] in ("utter_partners_fr", "utter_partners_gb")
    assert said[2:] == ["utter_effect_interest_pause_goes_on", "utter_ask_confirm_pause"]
    assert len(await _pauses(world)) == before
    assert "utter_pause_set" in ids(await thread.say("oui" if lang == "fr" else "yes"))
    (pause,) = (await _pauses(world))[before:]
    assert pause.state == "running" and (await thread.row()).memory.get("errand") is None


@pytest.mark.parametrize("lang", BUDGETS)
@pytest.mark.parametrize("stated", [(), (replace(BURDEN, value="stops"),)])
async def test_where_nothing_is_left_the_pause_begins_with_a_yes_and_a_partner_is_offered_after_it(
    world, monkeypatch, lang, stated
):
    before = len(await _pauses(world))
    thread, said = await _nothing_left(world, monkeypatch, lang, *stated)
    assert said[0] == "utter_nothing_left" and said[-1] == "utter_ask_confirm_pause"
    assert ("utter_effect_interest_pause_stops" in said) == bool(stated)
    assert len(await _pauses(world)) == before
    said = ids(await thread.say("oui" if lang == "fr" else "yes"))
    assert said[0] == "utter_pause_set" and said[-1] in ("utter_ask_referral", "utter_ask_find_partner")
    assert len(await _pauses(world)) == before + 1


@pytest.mark.parametrize("lang", BUDGETS)
async def test_where_nothing_is_left_a_no_to_the_pause_sets_none_and_asks_for_nothing(world, monkeypatch, lang):
    before = len(await _pauses(world))
    thread, _ = await _nothing_left(world, monkeypatch, lang, BURDEN)
    assert ids(await thread.say("non" if lang == "fr" else "no"))[0] == "utter_need_time"
    assert len(await _pauses(world)) == before


@pytest.mark.parametrize("lang", BUDGETS)
async def test_who_can_carry_nothing_and_wants_to_pay_is_asked_once_more_and_no_sum_is_put_before_them(
    world, monkeypatch, lang
):
    thread, _ = await _nothing_left(world, monkeypatch, lang)
    thread.rasa.means["je paie"] = "pay_now"
    (asked,) = await thread.say("je paie")
    assert asked.text_id == "utter_pay_not_expected"
    assert [c["payload"] for c in asked.choices] == ["/pay_now", "/need_time", "/ask_human"]
    (amount,) = await thread.pick("/pay_now")
    assert amount.text_id == "utter_ask_pay_how_much" and not amount.choices
    thread.rasa.means["20"] = "pay_now"
    assert ids(await thread.say("20"))[0] == "utter_payment_link"
