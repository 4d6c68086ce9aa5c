"""Where the amounts of an answer belong: by their own words and by the question; no cost told is lowered by chance."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.debt.reading import Placed, place
from bot.debt.reading.money.fields import AMOUNTS, COSTS

KNOWN = {"income": 1800_00, "benefits": 0, "housing": 600_00, "essentials": 900_00, "other_debts": 0}


def placed(text: str, asked: str | None, known: dict[str, int] | None = None, **rest: Any) -> Placed:
    told = {name: minor for name, minor in (KNOWN if known is None else known).items() if name != asked}
    currency = "GBP" if rest.get("language") == "en" else "EUR"
    return place(text, asked=asked, known=told, parts=rest.pop("parts", {}), language=rest.pop("language", "fr"),
                 currency=currency)


def debts(text: str, language: str = "fr") -> tuple[dict[str, float], dict[str, float]]:
    """What an answer to the question on other debts fills, and what it reserves, in major units."""
    found = placed(text, "other_debts", language=language)
    assert not found.doubts, found.doubts
    return ({k: v / 100 for k, v in found.told.items()}, {k: v / 100 for k, v in found.arrears.items()})


@pytest.mark.parametrize(
    ("text", "other", "reserved"),
    [
        ("120 de crédit conso, 150 de pension alimentaire, 40 edf", 120, {"maintenance": 150, "energy": 40}),
        ("j'ai un prêt à 85, je donne 110 de pension alimentaire et 30 à Engie", 85,
         {"maintenance": 110, "energy": 30}),
        ("crédit 120 et retard de loyer 50", 120, {"rent": 50}), ("retard de loyer 70 par mois", 0, {"rent": 70}),
        ("je rembourse 45 d'arriérés de loyer", 0, {"rent": 45}),
        ("plan d'apurement avec mon bailleur 60", 0, {"rent": 60}),
        ("retard EDF 40", 0, {"energy": 40}), ("échéancier de gaz 35", 0, {"energy": 35}),
        ("un impayé d'électricité, 25 par mois", 0, {"energy": 25}), ("rattrapage chauffage 20", 0, {"energy": 20}),
        ("pension alimentaire que je verse 150", 0, {"maintenance": 150}), ("pension 130", 0, {"maintenance": 130}),
        ("30 pour le retard de gaz, 55 pour le loyer", 0, {"energy": 30, "rent": 55}),
        ("la CAF me retient 48", 48, {}), ("trop-perçu CAF 50", 50, {}), ("saisie sur salaire 80", 80, {}),
        ("on me prélève 65 sur ma paie", 65, {}), ("assurance voiture 60", 60, {}),
        ("impôts 70 et crédit 100", 170, {}),
        ("deux crédits, 120 et 80", 200, {}), ("crédit 200, carte 50", 250, {}), ("200 + 50", 250, {}),
        ("trois prêts : 90, 60 et 30", 180, {}), ("Cofidis 75 Oney 25", 100, {}), ("90 plus 45", 135, {}),
        ("120 et 80, 200 en tout", 200, {}), ("total 150 : 100 crédit et 50 carte", 150, {}),
        ("je paie 90 par mois", 90, {}), ("je donne 100 à ma mère", 100, {}),
    ],
)  # fmt: skip
def test_what_is_told_beside_debts_is_a_debt_or_reserved_arrears(
    text: str, other: float, reserved: dict[str, float]
) -> None:
    assert debts(text) == ({"other_debts": other}, reserved)


@pytest.mark.parametrize(
    ("text", "other", "reserved"),
    [
        ("I pay 50 towards my rent arrears", 0, {"rent": 50}), ("loan 100, rent arrears 20", 100, {"rent": 20}),
        ("45 a month off what I'm behind on with the rent", 0, {"rent": 45}), ("gas arrears 25", 0, {"energy": 25}),
        ("catching up on the electric, 30", 0, {"energy": 30}), ("child maintenance 150", 0, {"maintenance": 150}),
        ("£90 child support and £40 card", 40, {"maintenance": 90}), ("150 child support", 0, {"maintenance": 150}),
        ("two loans, 120 and 80", 200, {}), ("loan 120 plus card 45", 165, {}), ("car insurance 60", 60, {}),
        ("they take 40 out of my wages", 40, {}), ("40 deducted from my universal credit", 40, {}),
        ("council tax arrears 40", 40, {}), ("£75 credit card", 75, {}),
    ],
)  # fmt: skip
def test_the_same_in_english(text: str, other: float, reserved: dict[str, float]) -> None:
    assert debts(text, "en") == ({"other_debts": other}, reserved)


@pytest.mark.parametrize(
    ("text", "minors", "why"),
    [
        ("loyer 550", (550_00,), "place"), ("j'ai aussi mon loyer, 480", (480_00,), "place"),
        ("crédit 120 et loyer 300", (120_00, 300_00), "place"), ("300 de courses", (300_00,), "place"),
        ("je dois 3000 à la banque", (3000_00,), "period"), ("j'ai 850 de retard de loyer", (850_00,), "period"),
        ("crédit 120, retard de loyer 900", (120_00, 900_00), "period"),
        ("entre 100 et 150", (100_00, 150_00), "range"),
    ],
)  # fmt: skip
def test_what_has_no_sure_place_is_asked_with_all_that_was_told_beside_it(
    text: str, minors: tuple[int, ...], why: str
) -> None:
    found = placed(text, "other_debts")
    assert [(d.field, d.minors, d.why) for d in found.doubts] == [("other_debts", minors, why)]
    assert "other_debts" not in found.told and not any(found.arrears.values())


@pytest.mark.parametrize(
    ("text", "asked", "language", "field", "minor"),
    [
        ("non, 950 pas 900", "other_debts", "fr", "essentials", 950_00),
        ("non c'est 850 au lieu de 900", "other_debts", "fr", "essentials", 850_00),
        ("oups, 1750 pas 1800", "housing", "fr", "income", 1750_00),
        ("mon loyer c'est 550 en fait", "other_debts", "fr", "housing", 550_00),
        ("en fait loyer 480", "essentials", "fr", "housing", 480_00),
        ("je me suis trompé, le loyer est de 560", "other_debts", "fr", "housing", 560_00),
        ("actually my rent is 550", "other_debts", "en", "housing", 550_00),
        ("sorry, 950 not 900", "other_debts", "en", "essentials", 950_00),
        ("loyer 450", None, "fr", "housing", 450_00),  # outside of the questions nothing else can be meant
    ],
)
def test_a_figure_taken_back_is_changed_whatever_is_asked(
    text: str, asked: str | None, language: str, field: str, minor: int
) -> None:
    found = placed(text, asked, language=language)
    assert (found.told, found.doubts) == ({field: minor}, [])


@pytest.mark.parametrize(
    ("text", "housing", "parts"),
    [
        ("loyer 650 + charges 80", 730, {}), ("650 plus 80 de charges", 730, {}), ("650 + 80", 730, {}),
        ("loyer 500 et parking 40", 540, {}), ("loyer 650 dont 80 de charges", 650, {}),
        ("loyer 650 charges comprises", 650, {}), ("650 + 60 d'edf", 650, {"energy": 60}),
        ("600 et 300 de courses", 600, {"food": 300}), ("un crédit de 700", 700, {}),
    ],
)  # fmt: skip
def test_charges_beside_a_rent_are_housing_and_a_part_of_the_essentials_closes_nothing(
    text: str, housing: float, parts: dict[str, float]
) -> None:
    found = placed(text, "housing", known={})
    assert {k: v / 100 for k, v in found.told.items()} == {"housing": housing}
    assert {k: v / 100 for k, v in found.parts.items()} == parts and not found.doubts


def test_charges_beside_a_rent_are_housing_in_one_breath_as_well() -> None:
    found = placed("1450 de salaire, 600 de loyer et 80 de charges", None, known={})
    assert found.told == {"income": 1450_00, "housing": 680_00}


def test_a_part_told_before_is_in_the_essentials_that_are_told_later() -> None:
    assert placed("50", "essentials", known={}, parts={"energy": 80_00}).told == {"essentials": 80_00}
    assert placed("500", "essentials", known={}, parts={"energy": 80_00}).told == {"essentials": 500_00}
    assert placed("400 de courses", "essentials", known={}, parts={"energy": 80_00}).told == {"essentials": 480_00}
    assert placed("90 edf, 400 courses", "essentials", known={}, parts={"energy": 80_00}).told == {"essentials": 490_00}
    assert placed("500 en tout avec les courses", "essentials", known={}, parts={"energy": 80_00}).told == {
        "essentials": 500_00
    }
    assert placed("500 et 80 d'edf", "essentials", known={}).told == {"essentials": 580_00}


def test_essentials_with_the_rent_in_them_are_asked_again() -> None:
    for text in ("1200 avec le loyer", "1200 loyer compris", "1200 tout compris"):
        (doubt,) = placed(text, "essentials").doubts
        assert (doubt.field, doubt.why) == ("essentials", "place")


def test_arrears_told_in_passing_are_remembered_and_what_is_owed_in_all_is_no_monthly_sum() -> None:
    assert placed("j'ai 800 euros de retard de loyer", None).arrears == {"rent": 0}
    assert placed("j'ai 50 de retard de loyer par mois", None).arrears == {"rent": 50_00}
    assert placed("600 et je rembourse 50 de retard de loyer", "housing", known={}).arrears == {"rent": 50_00}


_WORDS = [
    "120", "80", "50", "40,50", "650", "de crédit", "de loyer", "retard", "edf", "pension alimentaire", "charges",
    "courses", "et", "+", ",", "par mois", "je paie", "assurance", "la CAF", "impôts", "loyer",
    "carte", "arrears", "rent",
]


@given(
    st.lists(st.sampled_from(_WORDS), max_size=10), st.sampled_from([*AMOUNTS, "household"]),
    st.sampled_from(["fr", "en"]),
)
def test_no_answer_lowers_a_cost_told_under_another_question(words: list[str], asked: str, language: str) -> None:
    found = place(" ".join(words), asked=asked, known=KNOWN, parts={}, language=language, currency="EUR")
    assert all(found.told.get(name, KNOWN[name]) >= KNOWN[name] for name in COSTS if name != asked)
    assert all(minor >= 0 for minor in (*found.told.values(), *found.arrears.values(), *found.parts.values()))


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("2500 à deux", "fr"), ("nous gagnons 2500", "fr"), ("2500 le foyer", "fr"), ("2300 avec mon mari", "fr"),
        ("ma femme et moi 2400", "fr"), ("2600 pour le couple", "fr"), ("1900 brut", "fr"), ("avant impôts 1900", "fr"),
        ("nos salaires font 3100", "fr"), ("1500 et 1200", "fr"), ("2500 between us", "en"), ("£2500 before tax", "en"),
        ("we bring home 2500", "en"), ("about 2500, my wife and i", "en"), ("household income 2600", "en"),
        ("2100 gross", "en"), ("2100 pre-tax", "en"), ("our wages are 2700", "en"),
    ],
)  # fmt: skip
def test_an_income_of_two_or_before_tax_is_never_taken_for_ones_own(text: str, language: str) -> None:
    found = placed(text, "income", known={}, language=language)
    assert not found.told and [(d.field, d.why) for d in found.doubts] == [("income", "own")]


@pytest.mark.parametrize("text", ["1500", "1500 net", "je gagne 1500, pas brut", "1450 pour moi", "je touche 1300 net"])
def test_ones_own_income_is_taken_as_told(text: str) -> None:
    found = placed(text, "income", known={})
    assert set(found.told) == {"income"} and not found.doubts


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("ASS 545", "fr"), ("je touche 545 (ASS)", "fr"), ("chômage, en fin de droits, l'ASS : 545", "fr"),
        ("minima sociaux 600", "fr"), ("ADA 204", "fr"), ("rente d'accident du travail 480", "fr"),
        ("ma rente AT 350", "fr"), ("bourse 300", "fr"), ("450 de bourse du Crous", "fr"), ("AJPP 600", "fr"),
        ("PCH 500", "fr"), ("je perçois l'ASI, 210", "fr"), ("pension alimentaire 300", "fr"),
        ("prestations familiales 320", "fr"), ("AAH 1033", "fr"), ("disability 600", "en"),
        ("maternity allowance 700", "en"), ("I'm on LCWRA, 390", "en"), ("bereavement support 100", "en"),
        ("carer's allowance 330", "en"), ("jobseekers 370", "en"), ("child maintenance 200", "en"),
        ("adult disability payment 420", "en"), ("bursary 250", "en"),
    ],
)  # fmt: skip
def test_what_cant_be_seized_is_no_income_whatever_it_is_called(text: str, language: str) -> None:
    found = placed(text, "income", known={}, language=language)
    assert set(found.told) == {"benefits"} and not found.doubts and not found.arrears


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("rente 500", "fr"), ("une prime de 300", "fr"), ("une aide de mon frère, 300", "fr"),
        ("mes parents me donnent 200", "fr"),
        ("XYZ 400", "fr"), ("1500 aides comprises", "fr"), ("1500 avec l'APL", "fr"),
        ("1400 prime d'activité comprise", "fr"), ("grant 300", "en"), ("my parents help me with 200", "en"),
        ("1500 including benefits", "en"), ("QRS 310", "en"),
    ],
)  # fmt: skip
def test_what_may_be_an_aid_is_asked_and_not_counted(text: str, language: str) -> None:
    found = placed(text, "income", known={}, language=language)
    assert not found.told and [(d.field, d.why) for d in found.doubts] == [("income", "aid")]


@pytest.mark.parametrize(
    ("text", "minor"),
    [
        ("salaire 300,00 €", 300_00), ("1500 CDI", 1500_00), ("ARE 1200", 1200_00), ("allocations chômage 900", 900_00),
        ("allocation d'aide au retour à l'emploi 1100", 1100_00), ("aide-soignante, 1500", 1500_00),
        ("1500 sans les aides", 1500_00), ("1200 hors APL", 1200_00), ("pension d'invalidité 900", 900_00),
        ("JE TOUCHE 1500 EUROS", 1500_00), ("salaire 1500 avec primes", 1500_00), ("1500 dont 300 de RSA", 1200_00),
        ("1500 et 190 d'allocs", 1500_00),
    ],
)  # fmt: skip
def test_an_earning_told_by_its_name_or_beside_the_aids_is_income(text: str, minor: int) -> None:
    found = placed(text, "income", known={})
    assert found.told["income"] == minor and not found.doubts


def test_benefits_said_again_where_income_is_asked_are_not_counted_as_income() -> None:
    found = placed("650", "income", known={"benefits": 650_00})
    assert not found.told and [d.why for d in found.doubts] == ["aid"]


@pytest.mark.parametrize(
    "text",
    [
        "la pension alimentaire de 500 s'est arrêtée", "ma pension alimentaire a diminué, 150 euros de moins",
        "il ne verse plus la pension alimentaire de 300",
    ],
)
def test_maintenance_that_has_ended_is_neither_reserved_nor_received(text: str) -> None:
    found = placed(text, None)
    assert (found.told, found.arrears, found.parts) == ({}, {}, {})


def test_maintenance_told_beside_a_wage_is_not_added_to_it() -> None:
    assert placed("la pension des enfants, 300, et 1600 de salaire", None, known={}).arrears == {"maintenance": 300_00}
    (doubt,) = placed("salaire 1600, la pension 250", "income", known={}).doubts
    assert (doubt.field, doubt.minors) == ("income", (1600_00, 250_00))


def test_an_aid_named_in_a_long_message_does_not_turn_an_income_into_one() -> None:
    text = "le surendettement, ça existe quand on gagne sa vie ? ou faut-il être au RSA pour ça ? je gagne 1900"
    assert placed(text, None, known={}).told == {"income": 1900_00}


@pytest.mark.parametrize(
    ("text", "asked", "told", "parts"),
    [
        ("loyé 450", "benefits", {"housing": 450_00}, {}),
        ("sallaire 1200", "benefits", {"income": 1200_00}, {}),
        ("bouf 400 telephone 30", "benefits", {}, {"food": 400_00, "phone": 30_00}),
        ("300 de course", "income", {}, {"food": 300_00}),
        ("forfai 20", "income", {}, {"phone": 20_00}),
        ("bourse 300", "benefits", {"benefits": 300_00}, {}),
        ("fracture, 300 de csg", "housing", {"housing": 300_00}, {}),
    ],
)
def test_a_word_with_a_typing_error_keeps_its_amount_and_a_right_word_is_no_error(
    text: str, asked: str, told: dict[str, int], parts: dict[str, int]
) -> None:
    found = placed(text, asked, {})
    assert (found.told, found.parts, found.doubts) == (told, parts, [])


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("je paie 100 maintenant", "fr"), ("je paie 100 aujourd'hui et le reste en 5 fois", "fr"),
        ("on paie 60 tout de suite", "fr"), ("je vous paie 80", "fr"), ("I pay 100 now", "en"),
    ],
)
def test_what_is_paid_is_no_wage(text: str, language: str) -> None:
    assert placed(text, None, known={}, language=language).told == {}
    found = placed(text, "income", known={}, language=language)
    assert not found.told and [(d.field, d.why) for d in found.doubts] in ([("income", "place")], [])


@pytest.mark.parametrize("text", ["ma paie 1300", "la paie est de 1300", "1300 de paie", "je touche ma paie, 1300"])
def test_the_wage_that_is_called_paie_is_income(text: str) -> None:
    assert placed(text, None, known={}).told == {"income": 1300_00}


@pytest.mark.parametrize("asked", [None, "income"])
@pytest.mark.parametrize(
    "text", ["j'ai perdu 300 euros sur ma paie", "ma paie a baissé de 300", "une baisse de 300 de salaire"]
)
def test_what_no_longer_comes_in_is_a_doubt_and_no_income(text: str, asked: str | None) -> None:
    found = placed(text, asked, known={})
    assert not found.told and [(d.field, d.minors, d.why) for d in found.doubts] == [("income", (300_00,), "own")]


def test_an_income_that_has_fallen_to_a_sum_is_that_sum() -> None:
    assert placed("mon salaire a baissé à 900", "income", known={}).told == {"income": 900_00}


@pytest.mark.parametrize(
    ("text", "language"), [("tous les mois plutôt, 55 euros", "fr"), ("monthly rather, £55", "en")]
)
def test_each_month_rather_than_once_is_no_income(text: str, language: str) -> None:
    found = placed(text, "income", known={}, language=language)
    assert not found.told and [(d.field, d.why) for d in found.doubts] == [("income", "place")]


@pytest.mark.parametrize(
    ("text", "housing", "essentials", "language"),
    [
        ("loyer 450, courses et charges 600", 450_00, 600_00, "fr"),
        ("courses et charges 600, loyer 450", 450_00, 600_00, "fr"),
        ("rent 450, food and bills 600", 450_00, 600_00, "en"),
    ],
)
def test_two_names_of_what_living_costs_before_one_amount(
    text: str, housing: int, essentials: int, language: str
) -> None:
    assert placed(text, None, known={}, language=language).told == {"housing": housing, "essentials": essentials}
