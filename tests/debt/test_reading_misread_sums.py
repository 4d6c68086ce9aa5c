"""Misreadings that would have raised what is asked of somebody, or lost a cost: each a rule, in both languages."""

from __future__ import annotations

from typing import Any

import pytest

from bot.service.budget.budget_draft import read_into


def told(text: str, asked: str | None, language: str = "fr", known: dict[str, Any] | None = None) -> dict[str, Any]:
    draft = dict(known or {})
    read_into(draft, text, asked=asked, language=language, currency="GBP" if language == "en" else "EUR")
    return {key: value for key, value in draft.items() if key not in ("skipped", "reckoned")}


@pytest.mark.parametrize(
    ("text", "language", "rent"),
    [
        ("600 rent, 210 housing benefit comes off it", "en", 390), ("rent is 600 but 210 is taken off", "en", 390),
        ("600 minus 210 CAF", "en", 390), ("rent 600 before the 210 help", "en", 390),
        ("390 after the 210 help", "en", 390), ("640 avec 210 d'apl en moins", "fr", 430), ("loyer 640 apl 210", "fr",
         430),
        ("520 apl 180", "fr", 340), ("430 apl déduite", "fr", 430), ("430, l'apl de 210 est déjà déduite", "fr", 430),
        ("il me reste 430 à payer apres les 210 d'apl", "fr", 430), ("640 moins 210 d'apl", "fr", 430),
        ("je paye 215 sur 430 avec ma soeur", "fr", 215), ("la moitié de 800", "fr", 400), ("half of 800", "en", 400),
        ("i pay 300 out of 900", "en", 300), ("loyer 500 et 45 de charges et 30 le garage", "fr", 575),
    ],
)  # fmt: skip
def test_what_a_home_costs_beside_help_or_shared(text: str, language: str, rent: int) -> None:
    draft = told(text, "housing", language)
    assert draft["housing"] == rent * 100 and "benefits" not in draft and "doubt" not in draft


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("bout 600 rent but i get 340 CAF for the kids and 210 off the rent already", "en"),
        ("600 with 210 help already off", "en"), ("600 hors apl 210", "fr"), ("600 avec l'apl de 210", "fr"),
    ],
)
def test_help_that_may_be_off_already_is_asked_about(text: str, language: str) -> None:
    draft = told(text, "housing", language)
    assert "housing" not in draft and (draft["doubt"]["why"], draft["doubt"]["minors"]) == ("after_aid", [390_00,
    600_00])
    assert draft.get("benefits") == (340_00 if "340" in text else None)


@pytest.mark.parametrize(
    ("text", "asked", "language", "field", "minor"),
    [
        ("cofidis 60 et je dois encore 1200", "other_debts", "fr", "other_debts", 60_00),
        ("100 par mois il me reste 2400 a payer", "other_debts", "fr", "other_debts", 100_00),
        ("un crédit à la banque il reste 4000, 120 par mois", "other_debts", "fr", "other_debts", 120_00),
        ("50 a month to the bank, 3000 left", "other_debts", "en", "other_debts", 50_00),
        ("loan 120 a month, owe 4000", "other_debts", "en", "other_debts", 120_00),
        ("100 par semaine courses et 90 d'electricité tous les 2 mois, internet 30", "essentials", "fr", "essentials",
         508_33),
        ("water 60 every two months, food 300", "essentials", "en", "essentials", 330_00),
        ("je sais pas 350", "essentials", "fr", "essentials", 350_00), ("dunno, 350ish", "essentials", "en",
         "essentials", 350_00),
        ("courses je sais pas moi 350, edf 60", "essentials", "fr", "essentials", 410_00),
        ("i was on 1800, its 1100 now", "income", "en", "income", 1100_00),
        ("1800 was before, now 1100", "income", "en", "income", 1100_00),
        ("avant 1800 maintenant 1100 de chomage", "income", "fr", "income", 1100_00),
        ("wage is 1,2k take home, 2 bairns", "income", "en", "income", 1200_00),
    ],
)  # fmt: skip
def test_what_is_left_to_pay_what_was_and_what_is_counted_are_no_sums_of_the_month(
    text: str, asked: str, language: str, field: str, minor: int
) -> None:
    draft = told(text, asked, language)
    assert (draft.get(field), draft.get("doubt")) == (minor, None)


@pytest.mark.parametrize(
    ("text", "asked", "language"),
    [
        ("je gagne 1180 mais maintenant 900, loyer 800", None, "fr"),
        ("je touche 1250 par mois, mais des fois 1100", None, "fr"), ("1100 à 1250 selon les mois", None, "fr"),
        ("900 les bons mois 600 les mauvais", "income", "fr"), ("some weeks 200 some weeks 350", "income", "en"),
        ("around 1100 to 1300 depends on shifts", "income", "en"),
        ("je gagne 280 la semaine des fois moins", None, "fr"),
    ],
)  # fmt: skip
def test_two_earnings_of_which_one_counts_are_asked_about_and_none_is_added(
    text: str, asked: str | None, language: str
) -> None:
    draft = told(text, asked, language)
    assert "income" not in draft and draft["doubt"]["field"] == "income"
    assert draft["doubt"]["why"] in ("now", "range", "varies")


@pytest.mark.parametrize(
    ("text", "asked", "language"),
    [
        ("moi et mes 2 enfants, 6 et 9 ans", "housing", "fr"),
        ("me and my 2 kids, 6 and 9. no partner", "income", "en"),
        ("3 enfants (4, 7 et 12 ans)", "benefits", "fr"), ("2 kids aged 5 and 7", "essentials", "en"),
    ],
)
def test_ages_of_children_are_no_sums(text: str, asked: str, language: str) -> None:
    draft = told(text, asked, language)
    assert asked not in draft and "doubt" not in draft


@pytest.mark.parametrize(
    ("text", "asked", "language", "known"),
    [
        ("400 jvs ai dit", "benefits", "fr", {"essentials": 400_00}), ("toujours mes 1450", "benefits", "fr",
         {"income": 1450_00}),
        ("just the 1450 like i said", "benefits", "en", {"income": 1450_00}), ("1450", "benefits", "fr",
         {"income": 1450_00}),
        ("i said 400", "benefits", "en", {"housing": 400_00}),
    ],
)  # fmt: skip
def test_a_figure_said_again_where_aids_are_asked_is_no_aid(
    text: str, asked: str, language: str, known: dict[str, int]
) -> None:
    draft = told(text, asked, language, known)
    assert "benefits" not in draft and draft["doubt"]["why"] == "same"
    assert told("rsa 400", "benefits", known={"essentials": 400_00})["benefits"] == 400_00


def test_the_rest_beside_a_rent_is_no_answer_about_aids() -> None:
    for text in ("loyer 520 apl 180, le reste jsp 400", "520 de loyer et le reste 400", "loyer 520, tout le reste 400"):
        assert "benefits" not in told(text, "benefits")


def test_a_month_in_which_each_word_stands_before_its_sum() -> None:
    draft = told("jsui a 1200 loyé 480 manger 300", None)
    assert (draft["income"], draft["housing"], draft["essentials"]) == (1200_00, 480_00, 300_00)


@pytest.mark.parametrize("text", ["caf 800 en tout apl comprise", "800 de caf avec l'apl", "aides 800 dont l'apl"])
def test_help_with_the_rent_among_other_aids_is_asked_apart(text: str) -> None:
    draft = told(text, "benefits")
    assert "benefits" not in draft and draft["doubt"]["why"] == "aid_inside"


@pytest.mark.parametrize(
    ("text", "language", "minor"),
    [("880 en tout, 545 d'ass et 335 de caf", "fr", 880_00), ("393 UC and 407 PIP, 800 in all", "en", 800_00),
     ("my benefits are 800 in all, 393 UC and 407 PIP", "en", 800_00)],
)
def test_a_total_beside_its_parts_is_counted_once(text: str, language: str, minor: int) -> None:
    assert told(text, "benefits", language)["benefits"] == minor
