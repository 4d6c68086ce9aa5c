"""A cost that was told is never lost, whatever it is called: it is counted under its own word, and may only lower."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bot.debt.capacity import capacity
from bot.debt.reading import place, read_amounts
from bot.debt.scales import load_scales
from bot.service.budget.budget import as_rules
from bot.service.budget.budget_draft import read_into

DAY = date(2026, 11, 22)
FRENCH = "je gagne 1500, je vis seule, loyer 450, courses 600, "
ENGLISH = "I earn 1600, I live alone, rent 500, food 400, "


def told(
    text: str, language: str = "fr", asked: str | None = None, known: dict[str, Any] | None = None
) -> dict[str, Any]:
    """The draft that these words fill."""
    draft: dict[str, Any] = dict(known or {})
    read_into(draft, text, asked=asked, language=language, currency="GBP" if language == "en" else "EUR")
    return draft


def costs(draft: dict[str, Any]) -> int:
    """All that was told to be paid a month, in minor units."""
    asked = sum(draft.get(name, 0) for name in ("housing", "essentials", "other_debts", "arrears_reserved"))
    return int(asked + sum(draft.get("parts", {}).values()) + sum(draft.get("other_costs", {}).values()))


@pytest.mark.parametrize(
    ("cost", "field", "language"),
    [
        ("LOA 400", "other_debts", "fr"), ("400 de LOA", "other_debts", "fr"), ("leasing 250", "other_debts", "fr"),
        ("crédit auto 200", "other_debts", "fr"), ("découvert 60", "other_debts", "fr"),
        ("taxe foncière 90", "essentials", "fr"), ("parking 40", "essentials", "fr"),
        ("lunettes 30", "essentials", "fr"), ("dentiste 50", "essentials", "fr"),
        ("ordonnances 15", "essentials", "fr"),
        ("car finance 200", "other_debts", "en"), ("HP 150", "other_debts", "en"),
        ("overdraft 60", "other_debts", "en"),
        ("prescriptions 20", "essentials", "en"), ("service charge 90", "essentials", "en"),
        ("dentist 30", "essentials", "en"),
    ],
)  # fmt: skip
def test_costs_of_everyday_words_are_where_they_belong(cost: str, field: str, language: str) -> None:
    opening = ENGLISH if language == "en" else FRENCH
    without, with_it = told(opening, language), told(opening + cost, language)
    assert with_it[field] > without.get(field, 0) and "other_costs" not in with_it


@pytest.mark.parametrize(
    ("cost", "label", "minor", "language"),
    [
        ("amende 45", "amende", 45_00, "fr"), ("EHPAD 300", "EHPAD", 300_00, "fr"),
        ("URSSAF 120", "URSSAF", 120_00, "fr"),
        ("la maison de retraite de ma mère 300", "", 300_00, "fr"), ("300 de maison de retraite", "", 300_00, "fr"),
        ("tontine 30", "tontine", 30_00, "fr"), ("30 de tontine", "tontine", 30_00, "fr"),
        ("30€ pour la tontine", "tontine", 30_00, "fr"), ("je donne 100 à ma mère", "à ma mère", 100_00, "fr"),
        ("Zorglub 77,50", "Zorglub", 77_50, "fr"), ("court fine 25", "court fine", 25_00, "en"),
        ("student loan 80", "student loan", 80_00, "en"), ("pardner 50", "pardner", 50_00, "en"),
    ],
)  # fmt: skip
def test_what_no_question_asks_for_is_counted_under_its_own_word(
    cost: str, label: str, minor: int, language: str
) -> None:
    opening = ENGLISH if language == "en" else FRENCH
    with_it = told(opening + cost, language)
    assert list(with_it["other_costs"].values()) == [minor] and label in next(iter(with_it["other_costs"]))
    assert {k: v for k, v in with_it.items() if k != "other_costs"} == told(opening, language)


@pytest.mark.parametrize(
    "beside",
    [
        "50 par mois ça irait", "je peux payer 50", "je vous dois 480", "vous me réclamez 480", "2 enfants", "3 fois",
        "j'ai 45 ans", "CDI 35h", "heures sup 200", "mon conjoint 900", "mon mari gagne 1200", "il me reste 200",
        "j'ai reçu une lettre de 480 euros", "50 à partir de janvier",
    ],
)  # fmt: skip
def test_what_is_no_cost_is_not_counted_as_one(beside: str) -> None:
    assert costs(told(FRENCH + beside)) == costs(told(FRENCH))


@pytest.mark.parametrize(
    ("text", "asked", "income", "cost"),
    [
        ("1300 et leasing 250", "income", 1300_00, 250_00), ("salaire 1300, tontine 250", "income", 1300_00, 250_00),
        ("1300, amende 45", "income", 1300_00, 45_00), ("1300 mais 250 de tontine", "income", 1300_00, 250_00),
    ],
)
def test_a_cost_beside_an_income_is_kept_and_the_income_is_no_doubt(
    text: str, asked: str, income: int, cost: int
) -> None:
    draft = told(text, asked=asked)
    assert (draft["income"], costs(draft), draft.get("doubt")) == (income, cost, None)


def test_two_incomes_stay_a_doubt() -> None:
    for text in ("1500 et 1200", "900 chez Leclerc et 400 chez Lidl"):
        assert told(text, asked="income")["doubt"]["why"] == "own"


def test_what_is_left_to_live_on_is_no_cost_and_what_living_costs_is() -> None:
    assert told("600 pour vivre")["essentials"] == 600_00
    for text in ("il me reste 200 pour vivre", "il me reste 200 pour manger", "j'ai 600 pour vivre"):
        assert costs(told(text)) == 0


def test_amounts_joined_to_a_cost_are_costs() -> None:
    assert told("je gagne 1500, deux crédits de 120 et 80")["other_debts"] == 200_00


def test_a_figure_without_a_word_in_a_month_told_at_once_is_asked_about() -> None:
    draft = told("I earn 1900 rent 300, food 300, 274, loan 50", "en")
    assert draft["doubt"]["field"] == "other_debts" and "other_debts" not in draft
    assert told("I earn 1900 £94 for kennels", "en").get("income") in (None, 1900_00), "£94 are no pence"


def test_a_student_loan_is_lived_on_or_paid_back() -> None:
    assert told("student loan 600", "en", asked="income") ["benefits"] == 600_00
    assert told("student loan 80", "en", asked="other_debts")["other_debts"] == 80_00


def test_a_cost_is_changed_or_taken_back_by_its_own_word() -> None:
    draft = told(FRENCH + "tontine 30")
    assert told("en fait, tontine 20", known=draft)["other_costs"] == {"tontine": 20_00}
    assert "other_costs" not in told("en fait, Tontine 0", known=draft)
    assert told("tontine 20", known=draft, asked="other_debts")["other_costs"] == {"tontine": 30_00}


def test_a_cost_that_has_happened_is_no_months_figure() -> None:
    for text in ("l'Urssaf me tombe dessus avec 2000 à payer", "une amende de 375 m'a mis dedans"):
        assert told(text) == {}
    assert told("l'EHPAD de mon père, 380 par mois")["other_costs"] == {"EHPAD de mon père": 380_00}


def test_a_large_sum_of_an_unknown_name_is_asked_about_and_so_are_the_debts_told_before() -> None:
    draft = told(FRENCH + "crédit 100")
    later = told("je gagne 1500, zorglub 1200", known=draft)
    assert "other_debts" not in later and "other_costs" not in later
    assert (later["doubt"]["why"], later["doubt"]["minors"]) == ("place", [100_00, 1200_00])


def test_a_cost_that_is_no_months_sum_is_asked_about() -> None:
    draft = told(FRENCH + "crédit 100, amende 12000")
    assert "other_debts" not in draft and draft["doubt"]["minors"] == [100_00, 12000_00]


def test_a_proposal_beside_a_cost_stays_the_proposal() -> None:
    roles = [(a.minor, a.role) for a in read_amounts(FRENCH + "tontine 30, je peux mettre 50 par mois")]
    assert roles[-2:] == [(30_00, "cost"), (50_00, "offer")]


_LETTERS = st.text("bcdfghjklmnpqrtvwxyz", min_size=4, max_size=9)
_FORMS = ("{word} {n}", "{n} de {word}", "{n} € pour {word}", "{n}€ {word}", "ma {word} {n} par mois", "{word} : {n} €")
_PARTS = ("je gagne 1900", "loyer 300", "courses 300", "crédit 50", "pas d'aides", "je vis seule", "edf 60")


@settings(deadline=None)  # the first one makes all the patterns
@given(
    st.permutations(_PARTS), _LETTERS, st.integers(5, 900), st.sampled_from(_FORMS), st.integers(0, 7),
    st.sampled_from([", ", " et ", "\n", ". ", " ; "]),
)
def test_a_cost_of_any_name_never_raises_what_can_be_carried(
    parts: list[str], word: str, n: int, form: str, at: int, joined: str
) -> None:
    assume(place(f"{word} 50", asked=None, known={}, parts={}, language="fr", currency="EUR").told == {})
    cost = form.format(word=word, n=n)
    without, with_it = told(joined.join(parts)), told(joined.join([*parts[:at], cost, *parts[at:]]))
    asked = "doubt" in with_it  # it is asked about, and nothing is offered before it is answered
    assert asked or costs(with_it) >= costs(without) + n * 100, "nothing that was told is lost"
    assert with_it.get("income", 0) <= without.get("income", 0)

    def carried(draft: dict[str, Any]) -> Any:
        found = capacity(as_rules(draft, "EUR"), jurisdiction="FR", day=DAY, scales=load_scales())
        return found.offerable, found.at_most

    (offered, most), (offered_without, most_without) = carried(with_it), carried(without)
    assert offered <= offered_without
    assert asked or most is None or (most_without is not None and most <= most_without)


@given(_LETTERS, st.integers(5, 900), st.sampled_from(_FORMS), st.sampled_from(["income", "benefits", "other_debts"]))
def test_a_cost_of_any_name_in_an_answer_is_kept(word: str, n: int, form: str, asked: str) -> None:
    assume(place(f"{word} 50", asked=None, known={}, parts={}, language="fr", currency="EUR").told == {})
    draft = told("1300, " + form.format(word=word, n=n), asked=asked)
    if "doubt" not in draft:
        assert costs(draft) >= n * 100


@pytest.mark.parametrize(
    ("text", "language", "draft"),
    [
        ("my pay is 880, food and energy 520, rent 530", "en", {"income": 880_00, "essentials": 520_00}),
        ("salaire 1200, loyer 400, courses et énergie 310", "fr", {"income": 1200_00, "essentials": 310_00}),
        ("wages 990, rent 610, food 330, 60 on a car lian", "en", {"other_debts": 60_00}),
        ("je gagne 1500, loyer 450, courses 600, crediit 80", "fr", {"other_debts": 80_00}),
        ("salaire 990, 310 dallocations, loyer 610", "fr", {"benefits": 310_00}),
        ("je gagne 1010, 530 de loyer, 580 pur vivre", "fr", {"essentials": 580_00}),
        ("wages 1420, rent 400, fod and enzrgy 340", "en", {"essentials": 340_00}),
    ],
)
def test_a_known_cost_is_known_beside_another_and_with_a_typing_error(text, language, draft):
    found = told(text, language)
    assert {key: found.get(key) for key in draft} == draft and not found.get("other_costs")


def test_a_word_that_is_near_two_kinds_of_cost_stays_their_own_word():
    assert told(ENGLISH + "rebt 60", "en")["other_costs"] == {"rebt": 60_00}
