"""Next best suggestions: what helps, why, and never anything that presses."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.debt.suggestions import KEYS, MOST, State, suggestions

STATES = st.builds(
    State,
    **{
        one.name: st.integers(0, 3) if one.type == "int" else st.booleans() for one in fields(State)
    },
)
LATE = State(late=True)


def keys(state: State) -> list[str]:
    return [one.key for one in suggestions(state)]


@given(STATES)
def test_there_are_three_at_most_each_once_and_each_known(state):
    found = keys(state)
    assert len(found) <= MOST and len(set(found)) == len(found) and set(found) <= set(KEYS)


@given(STATES, st.sampled_from(["distress", "asked_about_danger", "child"]))
def test_nothing_is_suggested_to_somebody_in_distress_or_to_a_child(state, why):
    assert suggestions(replace(state, **{why: True})) == ()


@given(STATES)
def test_who_is_not_known_or_not_the_person_hears_of_no_case(state):
    safe = replace(state, distress=False, asked_about_danger=False, child=False)
    assert keys(replace(safe, third_party=True)) == ["third_party"]
    assert keys(replace(safe, third_party=False, identified=False)) == ["identify"]


def test_nothing_asks_for_a_payment():
    assert not {key for key in KEYS if "pay" in key or "link" in key}


@pytest.mark.parametrize(("state", "found"), [
    (State(), []),
    (LATE, ["no_budget"]),
    (replace(LATE, budget_known=True, carried=True, plan_holds=True), ["propose"]),
    (replace(LATE, budget_known=True, carried=True, plan_holds=True, planned=True), []),
    (replace(LATE, budget_known=True, partner=True), ["nothing_carried"]),
    (replace(LATE, budget_known=True, partner=True, referred=True), []),
    (replace(LATE, budget_known=True, partner=True, arrears=True), ["arrears"]),
    (State(planned=True, late_instalments=1, late_case=7), ["plan_once_late"]),
    (State(planned=True, late_instalments=2, late_case=7), ["plan_twice_late"]),
    (State(late_instalments=2), []),
    (State(dispute_untold=4), ["dispute_untold"]), (State(dispute_open=True), ["dispute_open"]),
    (State(limitation_open=9), ["limitation"]), (State(hold_due=3), ["hold_due"]),
    (State(note_fits=True), ["note_fits"]), (State(note_fits=True, note=True), []),
    (State(note_due=True, note=True), ["note_due"]), (State(note_due=True), []),
    (State(call_wished=True, call_free=True), ["call"]), (State(call_wished=True), []),
    (State(helper=True), ["helper"]),
])
def test_each_fact_has_its_suggestion(state, found):
    assert keys(state) == found


def test_what_protects_comes_before_sums():
    full = State(hold_due=1, note_fits=True, dispute_untold=2, late=True, plan_holds=True, budget_known=True)
    assert keys(full) == ["hold_due", "note_fits", "dispute_untold"]
    assert [one.of for one in suggestions(full)] == [1, 0, 2]
