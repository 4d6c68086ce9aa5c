"""The player itself: what it answers to what, and that no expectation can be skipped in silence."""

from __future__ import annotations

import asyncio
from datetime import datetime
from pathlib import Path

import pytest

from tests.story import checks_care, checks_desk, checks_money, checks_plan, kill  # noqa: F401  (they enter themselves)
from tests.story.__main__ import chosen, judge
from tests.story.answers import Answers, NoAnswer, Said, Tap, Type, question
from tests.story.checks_care import AMOUNT, MONEY, OVERDUE
from tests.story.facts import Facts, NotInTime, until
from tests.story.payer import hidden
from tests.story.played import CHECKS, Played, check
from tests.story.scenes import DOINGS
from tests.story.stories import FILE, StoryError, in_order_of_time, load, story_of
from tests.story.system import System

CASE = {"reference": "AUR-70001", "birth_date": "12/06/1971", "name": "Yann Le", "postcode": "59100"}


def asked(text_id: str, *payloads: str) -> Said:
    return Said(7, text_id, payloads)


def test_the_newest_question_of_the_turn_counts_and_a_mere_sentence_is_none() -> None:
    turn = [asked("utter_identified"), asked("utter_ask_sum_right"), asked("utter_ask_income"), asked("utter_thank")]
    found = question(turn)
    assert found is not None and found.text_id == "utter_ask_income"
    assert question([asked("utter_identified"), Said(8, None, ())]) is None


def test_what_the_debtor_knows_goes_before_the_letter_and_before_any_default() -> None:
    answers = Answers({"reference": "aur 70001", "sum_right": "ben oui"}, CASE)
    assert answers.to(asked("utter_ask_reference")) == Type("aur 70001")
    assert answers.to(asked("utter_ask_birth_date")) == Type("12/06/1971")
    assert answers.to(asked("utter_ask_sum_right")) == Type("ben oui")
    assert Answers({}, CASE).to(asked("utter_ask_sum_right")) == Type("oui")


def test_as_in_the_feed_means_the_case_and_a_budget_question_without_answer_is_skipped_in_the_own_language() -> None:
    assert Answers({"name": "as in the feed"}, CASE).of("name") == "Yann Le"
    assert Answers({}, {}).to(asked("utter_ask_housing")) == Type("je préfère ne pas dire")
    assert Answers({}, {}, language="en").to(asked("utter_ask_housing")) == Type("I'd rather not say")


def test_who_has_no_letter_takes_the_way_out_and_its_absence_is_a_failure() -> None:
    answers = Answers({"name": "as in the feed"}, CASE)
    assert answers.to(asked("utter_ask_reference", "/ask_human", "/no_reference")) == Tap(7, 1)
    with pytest.raises(NoAnswer):
        answers.to(asked("utter_ask_reference", "/ask_human"))


def test_choices_take_the_next_of_then_and_after_that_the_first() -> None:
    answers = Answers({}, CASE, ["le plus léger"])
    assert answers.to(asked("utter_ask_offer", "/choose_option")) == Type("le plus léger")
    assert answers.to(asked("utter_ask_confirm_plan", "/affirm", "/deny")) == Tap(7, 0)


def test_answers_of_a_list_are_used_up_one_a_time() -> None:
    answers = Answers({"birth_date": ["01/01/1971", "12/06/1970"]}, CASE)
    assert [answers.of("birth_date"), answers.of("birth_date")] == ["01/01/1971", "12/06/1970"]
    with pytest.raises(NoAnswer):
        answers.of("birth_date")


def test_an_unknown_expectation_doing_or_key_is_an_error() -> None:
    for row in (
        {"id": "a", "expect": {"everybody_is_happy": True}}, {"id": "a", "expect": {}},
        {"id": "a", "do": ["juggle"], "expect": {"plan": "none"}}, {"id": "a", "says": [], "expect": {"plan": "none"}},
        {"id": "a", "with": "moon", "expect": {"plan": "none"}}, {"expect": {"plan": "none"}},
        {"id": "a", "agent": ["sings"], "expect": {"plan": "none"}},
    ):
        with pytest.raises(StoryError):
            story_of(row, checks=CHECKS, doings=DOINGS)


def test_every_expectation_of_the_file_has_a_check_and_every_check_an_expectation() -> None:
    stories = load(checks=CHECKS, doings=DOINGS)
    assert {name for story in stories for name in story.expect} == set(CHECKS)
    assert {name for story in stories for name in story.do} == set(DOINGS)


def test_a_check_has_one_name_only() -> None:
    with pytest.raises(ValueError, match="two checks"):
        check("plan")(CHECKS["plan"])


def test_the_agents_words_keep_their_comma() -> None:
    story = next(one for one in load(checks=CHECKS, doings=DOINGS) if one.id == "a_person_please")
    assert list(story.agent) == ["takes", 'writes "Bonjour, je suis là."', "hands_back"]


def test_stories_are_played_as_time_passes_and_what_follows_another_brings_it_along() -> None:
    stories = load(checks=CHECKS, doings=DOINGS)
    order = [story.id for story in in_order_of_time(stories)]
    assert len(order) == len(stories)
    assert order[-2:] == ["plan_lives", "killed"]
    assert order.index("english") < order.index("three_in_the_morning") < order.index("plan_lives")
    assert [story.id for story in chosen(stories, ["plan_lives"])] == ["letter_then_plan", "plan_lives"]
    with pytest.raises(StoryError):
        chosen(stories, ["nobody"])


def test_a_story_after_one_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "stories.yml"
    path.write_text("- {id: a, after: b, expect: {plan: none}}\n", encoding="utf-8")
    with pytest.raises(StoryError):
        load(path, checks=CHECKS, doings=DOINGS)


async def test_what_is_not_as_expected_is_named_and_a_check_that_breaks_fails() -> None:
    story = story_of({"id": "a", "expect": {"nothing_lost": True, "nothing_doubled": True, "plan": "none"}},
                     checks=CHECKS, doings=DOINGS)
    system, facts = System(Path("var"), base_url="http://127.0.0.1:9", own=False), Facts("postgresql://nowhere/")
    notes = {"lost": ["a message"], "doubled": []}
    played = Played(story=story, system=system, facts=facts, since=datetime.now().astimezone(), notes=notes)
    wrong = await judge(played)
    assert len(wrong) == 2
    assert "nothing_lost" in wrong[0] and "a message" in wrong[0]
    assert "plan" in wrong[1] and "LookupError" in wrong[1]


async def test_every_wait_has_an_end() -> None:
    async def never() -> bool:
        await asyncio.sleep(0)
        return False

    with pytest.raises(NotInTime, match="the sun"):
        await until("the sun", never, seconds=0.01, every=0.001)


@pytest.mark.parametrize("text", ["480,00 € en retard", "1 440,00 €", "£350.00", "50 euros", "12.30 EUR"])
def test_an_amount_is_seen_as_one(text: str) -> None:
    assert AMOUNT.search(text)


def test_numbers_of_lines_and_hours_are_no_amounts_and_no_word_of_money() -> None:
    harmless = "Le 3114 répond jour et nuit, gratuitement. Au 15 ou au 112. Demain à 9 h."
    assert not AMOUNT.search(harmless) and not MONEY.search(harmless) and not OVERDUE.search(harmless)
    assert MONEY.search("Pouvez-vous payer un peu ?") and OVERDUE.search("vous êtes en retard")


def test_hidden_fields_are_read_from_the_forms_of_a_page() -> None:
    page = '<input type="hidden" name="csrf" value="abc"><input type="hidden" name="once" value="x-1">'
    assert hidden(page) == {"csrf": "abc", "once": "x-1"}


def test_the_file_of_stories_is_where_make_story_looks_for_it() -> None:
    assert FILE.is_file()
