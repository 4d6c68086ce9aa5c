"""What is no cost of living, and what is not one's own: a loan for a car, a partner's wage, a child's benefit."""

from __future__ import annotations

from typing import Any

import pytest

from bot.service.budget.budget_draft import read_into


def told(text: str, asked: str | None, language: str = "fr", known: dict[str, Any] | None = None) -> dict[str, Any]:
    """The draft after the text, without what was skipped."""
    draft = dict(known or {})
    read_into(draft, text, asked=asked, language=language, currency="GBP" if language == "en" else "EUR")
    return {key: value for key, value in draft.items() if key != "skipped"}


LOANS = [
    ("l'électricité 90 par mois et le crédit de la voiture 185", "fr", 90),
    ("300 de courses, 60 d'essence et le prêt de ma bagnole 190", "fr", 360),
    ("courses 280, portable 20, je rembourse la voiture 150", "fr", 300),
    ("la voiture 185 c'est un crédit, courses 400", "fr", 400), ("bouffe 350 elec 70 le credit du frigo 25", "fr", 420),
    ("courses 300 et la LOA de la voiture 210", "fr", 300), ("manger 250, mensualité voiture 160", "fr", 250),
    ("300 de bouffe, traites de la voiture 140", "fr", 300), ("courses 320, crédit moto 95", "fr", 320),
    ("courses 320 voiture en leasing 195", "fr", 320), ("la location de la voiture 230 et courses 310", "fr", 310),
    ("food 300, car loan 185, leccy 60", "en", 360), ("paying off the car 185, food 320", "en", 320),
    ("food 280 and the car on finance 190", "en", 280), ("groceries 300, payments on the van 150", "en", 300),
    ("petrol 80 food 260 loan for the sofa 45", "en", 340), ("food 300 car payment 170", "en", 300),
]


@pytest.mark.parametrize(("text", "language", "living"), LOANS)
def test_a_loan_for_a_thing_is_a_debt_and_no_cost_of_living(text: str, language: str, living: int) -> None:
    draft = told(text, "essentials", language)
    beside = draft.get("other_debts", 0) + sum(draft.get("other_costs", {}).values())
    assert draft["essentials"] == living * 100 and beside > 0, draft


@pytest.mark.parametrize(
    ("text", "language", "living"),
    [
        ("courses 300, voiture 120", "fr", 420), ("courses 300, essence et assurance voiture 130", "fr", 430),
        ("téléphone 30 et courses 300", "fr", 330), ("loyer de la machine", "fr", None),
        ("food 300, car insurance 60", "en", 360), ("food 300 phone 20 petrol 60", "en", 380),
        ("my bills are 300", "en", 300), ("bills are about 300 and food 200", "en", 500),
    ],
)
def test_what_a_car_or_a_phone_costs_by_itself_is_still_living(text: str, language: str, living: int | None) -> None:
    draft = told(text, "essentials", language)
    assert draft.get("essentials") == (living * 100 if living else None) and "other_debts" not in draft


def test_benefits_that_are_so_much_are_no_unemployment_benefit() -> None:
    assert told("my benefits are 800 in all, 393 UC and 407 PIP", None, "en") == {"benefits": 800_00}
    assert told("my benefits are 800", None, "en") == {"benefits": 800_00}
    for text in ("ARE 1200", "1200 d'ARE", "je touche l'ARE 1200", "1200 ARE"):
        assert told(text, "income")["income"] == 1200_00


@pytest.mark.parametrize(
    ("text", "asked", "language", "other", "living"),
    [
        ("en fait les courses c'est 600 et le crédit voiture 185", "other_debts", "fr", 185, 600),
        ("crédit voiture 185 et prêt perso 90", "other_debts", "fr", 275, None),
        ("actually food is 600 and the car loan 185", "other_debts", "en", 185, 600),
        ("nothing apart from the car 150", "other_debts", "en", 150, None),
    ],
)
def test_living_put_right_beside_a_loan(
    text: str, asked: str, language: str, other: int, living: int | None
) -> None:
    draft = told(text, asked, language, {"essentials": 275_00})
    assert (draft["other_debts"], draft["essentials"]) == (other * 100, (living or 275) * 100)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("à peu près 600 pour les courses essence assurance", "fr"), ("les courses et l'essence 600", "fr"),
        ("600 de courses", "fr"), ("about 600 for food petrol insurance", "en"),
    ],
)
def test_more_for_living_than_was_told_asks_for_the_total_anew(text: str, language: str) -> None:
    draft = told(text, "other_debts", language, {"essentials": 275_00})
    assert "essentials" not in draft and "other_debts" not in draft
    assert (draft["doubt"]["field"], draft["doubt"]["minors"]) == ("essentials", [275_00, 600_00])


def test_less_for_living_than_was_told_may_be_a_part_of_it_and_lowers_nothing() -> None:
    draft = told("200 de courses", "other_debts", known={"essentials": 275_00})
    assert draft["essentials"] == 275_00 and draft["doubt"]["field"] == "other_debts"


@pytest.mark.parametrize(
    ("text", "asked", "language", "own", "theirs"),
    [
        ("moi 1200 et ma femme 900", "income", "fr", 1200, 900), ("1300 et mon mari 1200", "income", "fr", 1300, 1200),
        ("mon mari gagne 2000 moi 800", "income", "fr", 800, 2000), ("elle 700 moi 1100", "income", "fr", 1100, 700),
        ("1100 et ma fille ramène 300", "income", "fr", 1100, 300), ("ma copine touche 900, moi 1250", "income", "fr",
         1250, 900),
        ("le salaire de ma femme 900 et le mien 1250", "income", "fr", 1250, 900),
        ("mon fils me donne 100 et ma paie c'est 1180", "income", "fr", 1180, 100),
        ("mon mari 1500, moi rien", "income", "fr", 0, 1500), ("my husband is on 1500 i get nothing", "income", "en", 0,
         1500),
        ("i get 1200 and my partner gets 800", "income", "en", 1200, 800),
        ("wages 1350 plus the wife's 400", "income", "en", 1350, 400),
        ("the missus earns 900, me 1300", "income", "en", 1300, 900),
        ("my son gives me 50 a week, i get 900 pension", "income", "en", 900, 50),
        ("caf 450 mais c'est ma fille qui a l'aah 900", "benefits", "fr", 450, 900),
        ("UC 640 and my daughter gets PIP 290", "benefits", "en", 640, 290),
    ],
)  # fmt: skip
def test_somebody_elses_income_is_counted_nowhere_and_said_not_to_be(
    text: str, asked: str, language: str, own: int, theirs: int
) -> None:
    draft = told(text, asked, language)
    assert (draft.get(asked), draft.get("theirs")) == (own * 100, [theirs * 100]), draft
    assert "doubt" not in draft


@pytest.mark.parametrize(
    ("text", "income"),
    [
        ("salaire 1500, ma femme touche 900, loyer 700", 1500), ("mon mari gagne 2000 moi 800", 800),
        ("moi 1200 ma copine 1100", 1200), ("c'est 700 pour ma femme et 1300 pour moi, le loyer est à 650", 1300),
    ],
)
def test_nor_is_it_in_a_month_told_at_once(text: str, income: int) -> None:
    draft = told(text, None)
    assert draft["income"] == income * 100 and len(draft["theirs"]) == 1 and "essentials" not in draft


@pytest.mark.parametrize(
    ("text", "asked", "language"),
    [
        ("ma femme elle gagne 700", "income", "fr"), ("ma femme touche 700 de rsa", "benefits", "fr"),
        ("mon mari 1500", "income", "fr"), ("my wife earns 1200", "income", "en"), ("hubby's on 1500", "income", "en"),
    ],
)
def test_where_only_theirs_is_told_ones_own_is_asked_again(text: str, asked: str, language: str) -> None:
    text = text.replace("hubby's", "my hubby's")
    draft = told(text, asked, language)
    assert asked not in draft and draft["doubt"]["why"] == "theirs"


@pytest.mark.parametrize("text", ["mon mari touche 1900 et moi la moitié", "ma femme gagne 1900 moi la moitié"])
def test_half_of_theirs_is_read_back_and_asked(text: str) -> None:
    draft = told(text, "income")
    assert "income" not in draft and (draft["doubt"]["why"], draft["doubt"]["minors"]) == ("half", [950_00])


@pytest.mark.parametrize(
    ("text", "asked", "language"),
    [
        ("je donne 100 à ma mère", "other_debts", "fr"), ("50 à ma soeur qui m'a prêté", "other_debts", "fr"),
        ("ma mère 50", "other_debts", "fr"), ("20 a month to my cousin", "other_debts", "en"),
        ("25 to my mum", "other_debts", "en"), ("la cantine de ma fille 60", "essentials", "fr"),
        ("ma fille 50", "essentials", "fr"), ("340 d'allocs pour les 3 gosses", "benefits", "fr"),
        ("child benefit for my daughter 100", "benefits", "en"), ("l'AEEH pour mon fils 140", "benefits", "fr"),
        ("mon loyer il est à 600", "housing", "fr"), ("ma paie elle est de 1200", "income", "fr"),
        ("mon salaire il fait 1200", "income", "fr"), ("ça paie 900", "income", "fr"),
        ("je vis avec 900", "income", "fr"),
        ("mon ex me verse 150 de pension alimentaire", "benefits", "fr"),
    ],
)  # fmt: skip
def test_what_is_paid_to_somebody_or_got_for_them_is_ones_own(text: str, asked: str, language: str) -> None:
    draft = told(text, asked, language)
    assert asked in draft and "theirs" not in draft and "doubt" not in draft, draft


@pytest.mark.parametrize(
    ("text", "language"),
    [("ma femme et moi 2400", "fr"), ("moi et ma femme 2400", "fr"), ("2300 avec mon mari", "fr"),
     ("me and my wife 2400", "en"), ("about 2500, my wife and i", "en")],
)
def test_what_two_have_together_is_neither_ones_own_nor_only_theirs(text: str, language: str) -> None:
    draft = told(text, "income", language)
    assert "income" not in draft and draft["doubt"]["why"] == "own"
