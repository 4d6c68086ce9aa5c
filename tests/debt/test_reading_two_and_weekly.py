"""No child is made of "2 of us"; a figure between two weekly ones is asked about."""

from __future__ import annotations

import pytest

from bot.debt import reading
from bot.service.budget.budget_draft import read_into


@pytest.mark.parametrize(
    "text",
    ["wife no working. 2 of us at home", "ma femme bosse pas, on est 2", "my husband is off sick, there's 2 of us"],
)
def test_two_with_a_spouse_named_are_two_adults(text):
    home = reading.read_household(text, "fr" if "on est" in text else "en")
    assert home is not None and (home.adults, home.children, home.doubt) == (2, 0, None)


@pytest.mark.parametrize(("text", "lang"), [("2 of us at home", "en"), ("on est 2", "fr")])
def test_of_two_told_in_passing_no_child_is_made(text, lang):
    draft: dict[str, object] = {}
    assert read_into(draft, text, asked="income", language=lang, currency="GBP") == set()
    assert draft["household_heard"] == "two"


def test_a_child_told_in_passing_is_still_said_back():
    draft: dict[str, object] = {}
    read_into(draft, "j'ai un enfant", asked="income", language="fr", currency="EUR")
    assert draft.get("household_heard") in ("adults", None)


WEEKLY = "rent 95 a week council, shopping 70, gas n leccy 40 a week"


@pytest.mark.parametrize("asked", ["housing", "essentials", None])
def test_a_figure_between_two_weekly_ones_is_asked_about(asked):
    draft: dict[str, object] = {}
    read_into(draft, WEEKLY, asked=asked, language="en", currency="GBP")
    doubt = draft["doubt"]
    assert isinstance(doubt, dict) and doubt["field"] == "essentials" and 7000 in doubt["minors"]
    assert "essentials" not in draft


@pytest.mark.parametrize(
    "text",
    ["rent 95 a week, shopping 70 a month, gas 40 a week",
     "loyer 95 par semaine, courses 70 par mois, gaz 40 par semaine"],
)
def test_what_is_told_by_the_month_is_no_doubt(text):
    draft: dict[str, object] = {}
    read_into(draft, text, asked="housing", language="en" if "rent" in text else "fr", currency="EUR")
    assert "doubt" not in draft
