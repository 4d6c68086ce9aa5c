"""The rules that judge a simulated conversation, each broken once."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.simulated.errands import REACHED, person_needed, person_reached, reached
from tests.simulated.mind import Act
from tests.simulated.people import GOALS, Account, Household, Person, people
from tests.simulated.record import Line, Record
from tests.simulated.report import judge, report
from tests.simulated.rules import RULES, wrong_in

PERSON = people(40, 7, "plan_by_steps")[0]
HOME = Household(income=1450, benefits=0, adults=1, children=0, housing=480, essentials=350, other_debts=60)
PERSON = replace(PERSON, household=HOME, account=replace(PERSON.account, creditor="auralis", next_due=0))
LINES = {"kind": "crisis_lines", "lines": []}


def bot(text_id: str, text: str = "", *, card: dict[str, Any] | None = None, choices: tuple[str, ...] = ()) -> Line:
    return Line(author="bot", text=text or text_id, text_id=text_id, card=card, choices=choices)


def me(text: str, means: str = "open", to: str = "", **tells: Any) -> Line:
    return Line(author="you", text=text, act=Act(means, text, to=to, tells=tuple(tells.items())))


def record(*lines: Line, goal: str = "plan_by_steps", person: Person = PERSON, fault: str = "", **rows: Any) -> Record:
    return Record(person=replace(person, goal=goal), lines=lines, rows=rows, fault=fault)


def broken(one: Record) -> set[str]:
    return {wrong.partition(":")[0] for wrong in wrong_in(one)}


AGREED = (me("petit à petit"), bot("utter_ask_confirm_plan"), me("oui", "yes", "utter_ask_confirm_plan"), bot("done"))
HANDOVER = {"queue": "general", "reason": "asked", "brief": {}, "reach": None}
WHOLE = {"income": 145000, "household": (1, 0), "housing": 48000, "essentials": 35000, "other_debts": 6000}
STORED = {**WHOLE, "household": [1, 0], "skipped": []}


def plan(monthly: float, kind: str = "plan") -> dict[str, Any]:
    return {"kind": kind, "state": "agreed", "monthly": monthly}


def test_nothing_is_wrong_with_a_plan_that_was_wished_and_can_be_carried() -> None:
    assert not broken(record(*AGREED, plans=[plan(5000)]))


def test_a_plan_above_four_fifths_of_the_true_capacity_is_wrong_whatever_was_heard() -> None:
    assert broken(record(*AGREED, plans=[plan(30000)])) == {"plan_beyond_capacity"}
    many = replace(PERSON, household=replace(HOME, children=3))
    assert broken(record(*AGREED, person=many, plans=[plan(5000)])) == {"plan_beyond_capacity"}


def test_an_own_amount_is_weighed_by_what_was_told_of_the_true_household() -> None:
    told = (me("1450", "figure", income=145000), bot("a"), me("seul", "figure", household=(1, 0)), bot("b"), *AGREED)
    assert not broken(record(*told, goal="own_amount", plans=[plan(4000, "own_amount")]))
    assert "plan_beyond_capacity" in broken(record(*told, goal="own_amount", plans=[plan(90000, "own_amount")]))


def test_where_no_table_checks_the_budget_only_a_token_is_right() -> None:
    british = replace(PERSON, account=replace(PERSON.account, creditor="brightloan"))
    assert not broken(record(*AGREED, person=british, plans=[plan(500, "token_plan")]))
    assert broken(record(*AGREED, person=british, plans=[plan(600)])) == {"plan_beyond_capacity"}


@pytest.mark.parametrize("means", ["no", "unsure"])
def test_a_plan_needs_a_yes_and_the_last_answer_counts(means: str) -> None:
    lines = (*AGREED[:2], me("hm", means, "utter_ask_confirm_plan"), bot("done"))
    assert broken(record(*lines, plans=[plan(5000)])) == {"plan_without_yes"}
    assert broken(record(me("bonjour"), bot("done"), plans=[plan(5000)])) == {"plan_without_yes"}


def test_after_danger_nothing_is_sold_and_no_word_of_money_falls() -> None:
    cry, lines = me("je veux mourir", "distress"), bot("utter_crisis", card=LINES)
    safe = record(cry, lines, goal="distress", alerts=[{}], handovers=[{**HANDOVER, "queue": "distress"}])
    assert not broken(safe)
    for wrong in (bot("utter_payment_link"), bot("x", "Combien voulez-vous payer ?")):
        assert broken(replace(safe, lines=(cry, lines, wrong))) == {"sold_in_distress"}


def test_after_despair_the_question_comes_before_any_offer() -> None:
    dark, lines = me("je suis à bout", "possible_distress"), bot("utter_possible_distress", card=LINES)
    sold = bot("utter_payment_link")
    assert broken(record(dark, lines, sold, goal="possible_distress")) == {"sold_in_distress"}
    assert not broken(record(dark, lines, bot("utter_ask_distress"), me("non"), sold, goal="possible_distress"))


def test_danger_without_lines_alert_or_queue_is_wrong() -> None:
    cry = me("je veux mourir", "distress")
    assert broken(record(cry, bot("utter_thank"), goal="distress")) == {"left_alone_in_danger"}
    assert len(wrong_in(record(cry, bot("utter_thank"), goal="distress"))) == 3


def test_nothing_of_the_case_is_told_before_identification() -> None:
    for told in ("480,00 € en retard", "chez Électro Doré", f"référence {PERSON.account.reference}"):
        assert broken(record(me("bonjour"), bot("x", told))) == {"told_too_early"}
        assert not broken(record(me("bonjour"), bot("utter_identified"), bot("x", told)))


def test_what_the_debtor_wrote_themselves_may_be_said_back() -> None:
    assert not broken(record(me("40 euros par mois"), bot("x", "Vous proposez 40,00 €, merci.")))
    assert not broken(record(me("électro doré m'a écrit"), bot("x", "C'est Électro Doré.")))


def test_who_asks_for_a_person_or_a_call_gets_somebody() -> None:
    for means in ("ask_human", "callback"):
        asked = record(me("quelqu'un", means), bot("utter_thank"), goal="person")
        assert broken(asked) == {"no_person"} and not broken(replace(asked, rows={"handovers": [HANDOVER]}))


def test_a_dispute_is_on_record_with_its_case_once_identified() -> None:
    lines = (me("faux"), bot("utter_identified"))
    assert broken(record(*lines, goal="dispute", handovers=[HANDOVER])) == {"dispute_lost"}
    assert not broken(record(*lines, goal="dispute", handovers=[HANDOVER], disputes=[{"case_id": 1}]))
    assert broken(record(me("faux"), bot("x"), goal="dispute")) == {"dispute_lost"}


def test_stop_sets_a_hold_and_closes_every_contact() -> None:
    lines = (me("stop", "stop"), bot("utter_identified"))
    held, closed = {"reason": "stop_contact"}, {"opted_out_at": 1}
    assert not broken(record(*lines, goal="stop_contact", holds=[held], contacts=[closed]))
    assert broken(record(*lines, goal="stop_contact", contacts=[closed])) == {"hold_missing"}
    assert broken(record(*lines, goal="stop_contact", holds=[held], contacts=[{"opted_out_at": None}])) == {
        "hold_missing"
    }


def test_the_budget_on_record_is_what_was_said() -> None:
    said = me("tout", "figure", **WHOLE)
    assert not broken(record(said, bot("x"), budgets=[{"data": STORED}]))
    for wrong in ({"income": 100}, {"household": [1, 1]}, {"benefits": 0}):
        assert broken(record(said, bot("x"), budgets=[{"data": {**STORED, **wrong}}])) == {"budget_differs"}
    lost = {name: value for name, value in STORED.items() if name != "housing"}
    assert broken(record(said, bot("x"), budgets=[{"data": lost}])) == {"budget_differs"}


def test_the_same_sentence_twice_running_and_the_same_question_three_times() -> None:
    asked = bot("utter_ask_income")
    twice = record(me("a"), asked, me("b"), asked)
    assert broken(twice) == {"said_twice"}
    between = record(me("a"), asked, me("b"), bot("x"), asked, me("c"), bot("y"), asked)
    assert broken(between) == {"loop"}


def test_silence_and_a_broken_conversation_are_wrong() -> None:
    assert broken(record(me("a"), me("b"), bot("x"))) == {"silence"}
    assert broken(record(me("a"), bot("x"), me("b"))) == {"silence"}
    assert broken(record(me("a"), bot("x"), fault="NotInTime: an answer")) == {"silence"}


def test_every_goal_says_when_it_is_reached_and_an_empty_conversation_reaches_none() -> None:
    assert set(REACHED) == set(GOALS)
    for goal in GOALS:
        assert not reached(record(me("bonjour"), goal=goal)), goal


def test_who_needs_a_person_is_counted_apart() -> None:
    assert person_needed(record(me("conseiller", "ask_human"))) and not person_needed(record(me("bonjour")))
    assert person_reached(record(me("a"), handovers=[HANDOVER])) and not person_reached(record(me("a")))


def test_the_report_counts_and_names_what_is_wrong() -> None:
    good, bad = record(*AGREED, plans=[plan(5000)]), record(me("a"), me("b"), bot("x"))
    text = report([judge(good), judge(bad, "folder/one.txt")])
    assert "folder/one.txt: silence: no answer to: a" in text and "wrong outcomes (1)" in text
    assert "wrong outcomes: none" in report([judge(good)])
    assert len(RULES) == 12 and isinstance(PERSON.account, Account)
