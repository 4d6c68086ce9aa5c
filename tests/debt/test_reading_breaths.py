"""A whole month in one breath, without commas, in weeks and fortnights, in people's own spelling."""

from __future__ import annotations

from typing import Any

import pytest

from bot.debt.reading.money.periods import a_month
from bot.service.budget.budget_draft import read_into


def told(text: str, asked: str | None = None, language: str = "fr", **known: Any) -> dict[str, Any]:
    draft = dict(known)
    read_into(draft, text, asked=asked, language=language, currency="GBP" if language == "en" else "EUR")
    return {key: value for key, value in draft.items() if key not in ("skipped", "reckoned")}


def figures(draft: dict[str, Any]) -> tuple[int | None, ...]:
    """Income, benefits, housing, essentials, other debts in major units."""
    fields = ("income", "benefits", "housing", "essentials", "other_debts")
    return tuple(draft[one] // 100 if one in draft else None for one in fields)


FAMILY = "je gagne 1900 ma femme 1400 loyer 950 crédit auto 320 crédit conso 180 2 enfants, 210 d'allocs"


@pytest.mark.parametrize("asked", [None, "income", "household"])
def test_each_sum_belongs_to_the_word_before_it(asked: str | None) -> None:
    draft = told(FAMILY, asked)
    assert figures(draft) == (1900, 210, 950, None, 500)
    assert draft["theirs"] == [1400_00] and draft["household"] == [2, 2] and "doubt" not in draft


@pytest.mark.parametrize(
    ("text", "language", "sums"),
    [
        ("salaire 1900 ma femme 1400 loyer 950 crédit 320 courses 400", "fr", (1900, None, 950, 400, 320)),
        ("je touche 1300 loyer 500 edf 80 courses 300 crédit conso 120", "fr", (1300, None, 500, 380, 120)),
        ("loyer 600 credit auto 200 courses 350 jtouche 1500", "fr", (1500, None, 600, 350, 200)),
        ("revenu 1400 loyer 500 apl 150 bouffe 300", "fr", (1400, None, 350, 300, None)),
        ("jgagne 1600 mon mari 1200 loyer 800 2 credits 300", "fr", (1600, None, 800, None, 300)),
        ("elle touche 900 loyer 500 moi 1200", "fr", (1200, None, 500, None, None)),
        ("i get 1900 my wife 1400 rent 950 car loan 320 store card 180 2 kids", "en", (1900, None, 950, None, 500)),
        ("wages 1500 rent 600 food 300 loan 120", "en", (1500, None, 600, 300, 120)),
        ("i earn 1500 rent 600 food 300 loan 120 child benefit 100", "en", (1500, 100, 600, 300, 120)),
        ("i make 1500 a month rent 600 food 300", "en", (1500, None, 600, 300, None)),
        # the word comes after: as before
        ("1500 salaire 300 caf 450 loyer 120 credit", "fr", (1500, 300, 450, None, 120)),
        ("je gagne 1500 salaire 300 caf 450 loyer", "fr", (1500, 300, 450, None, None)),
        ("1500 wages 600 rent 300 food 120 loan", "en", (1500, None, 600, 300, 120)),
        ("loyer 600, 300 de courses, crédit 100", "fr", (None, None, 600, 300, 100)),
        ("je gagne 1900 pour un loyer de 950 et 300 de courses", "fr", (1900, None, 950, 300, None)),
        ("je gagne 1500 euros, 600 euros loyer, 300 euros courses", "fr", (1500, None, 600, 300, None)),
    ],
)  # fmt: skip
def test_the_direction_is_that_of_the_whole_message(text: str, language: str, sums: tuple[int | None, ...]) -> None:
    assert figures(told(text, language=language)) == sums


def test_a_first_sum_without_a_word_takes_none_of_the_next() -> None:
    draft = told("j'ai 1450 par mois loyer 610 courses 300 essence 120")
    assert figures(draft) == (None, None, 610, 420, None)


def test_whose_sum_it_is_may_be_said_after_it() -> None:
    draft = told("mais nan le loyer c 950 pas 1400, 1400 c ma femme, les credit 500", "essentials", housing=1400_00)
    assert (draft["housing"], draft["other_debts"], draft["theirs"]) == (950_00, 500_00, [1400_00])
    assert "essentials" not in draft


@pytest.mark.parametrize(
    ("text", "asked", "sums"),
    [
        ("i get 310 a fortnight from tesco n 290 pip every 4 weeks n child benefit 26 a week, rent 480 a month, car "
         "finance 140, nursery 60 a week n im behind on council tax, pay em 35 a month", None,
         (671, 426, 480, None, 175)),
        ("im on universal credit 400 a month and 95 a week fae the pub, rent 310", None, (411, 400, 310, None, None)),
        ("i git 212 a week aff ma work an 118 every fortnight carers, rent 95 a week, jist masel", None,
         (918, 255, 411, None, None)),
        ("SMP 187 a week, child benefit 26.05 wkly, rent 525 pcm", None, (810, 112, 525, None, None)),
        ("food 60 a wk, gas n leccy 30 a wk on the meter, phone 12", "essentials", (None, None, None, 402, None)),
        ("food 60 wkly, gas 30 per wk, phone 12", "essentials", (None, None, None, 402, None)),
        ("thats my SMP 187 a wk, i told ye", "income", (810, None, None, None, None)),
        ("60 weekly", "essentials", (None, None, None, 260, None)),
        ("118 a fortnight", "benefits", (None, 255, None, None, None)),
        ("uc 368 every 4 wks", "benefits", (None, 398, None, None, None)),
        ("I get 700 from work, room 450, i eat 200, bus 40", None, (700, None, 450, 240, None)),
        ("my room is 450", "housing", (None, None, 450, None, None)),
    ],
)  # fmt: skip
def test_weeks_and_fortnights_in_any_spelling_and_aids_by_their_names(
    text: str, asked: str | None, sums: tuple[int | None, ...]
) -> None:
    draft = told(text, asked, "en")
    assert figures(draft) == sums and "other_costs" not in draft


@pytest.mark.parametrize(
    "text", ["I get 700 from work, 300 from my mum every month, room 450",
             "SMP 187 a week, dad gives me 200 a month for the bairn, rent 525 pcm"],
)
def test_help_from_somebody_close_is_asked_about_and_counted_nowhere(text: str) -> None:
    draft = told(text, language="en")
    assert draft["doubt"]["why"] == "help" and "benefits" not in draft and "other_costs" not in draft


@pytest.mark.parametrize(
    ("text", "income"), [("i pay 40 a week from my savings, wages 900", 900), ("wages 900, 50 from january", 900),
     ("i get 900 and 45 a month from bt", 900), ("i get 900 and 30 a week from klarna", 900),
     ("wages 900, 60 to my mum", 900)],
)
def test_what_comes_from_nobodys_work_is_no_income(text: str, income: int) -> None:
    assert figures(told(text, language="en"))[0] == income


def test_a_month_of_weeks_is_rounded_to_the_nearer_cent() -> None:
    assert (a_month(95_00, "week"), a_month(26_05, "week"), a_month(100_00, "week")) == (411_67, 112_88, 433_33)
    assert (a_month(290_00, "four_weeks"), a_month(10_00, "once")) == (314_17, None)


@pytest.mark.parametrize(
    ("text", "asked", "language", "rent"),
    [
        ("le loyer c 600 a 3 donc 200 pour moi", "housing", "fr", 200),
        ("600 à trois, 200 chacun", "housing", "fr", 200),
        ("le loyer c 600 a 3 donc 200 pour moi", "essentials", "fr", 200),
        ("on paye 720 à 2 donc 360 pour moi", "housing", "fr", 360),
        ("loyer 720 dont 360 pour moi", "housing", "fr", 360),
        ("loyer 600 à 3, ma part c'est 200", None, "fr", 200),
        ("rent is 600 between 3, so 200 each", "housing", "en", 200),
        ("rent 900 split 3 ways, my share is 300", None, "en", 300), ("loyer 650 pour 3 pieces", "housing", "fr", 650),
    ],
)  # fmt: skip
def test_of_a_shared_rent_the_own_share_counts(text: str, asked: str | None, language: str, rent: int) -> None:
    draft = told(text, asked, language)
    assert draft["housing"] == rent * 100 and "essentials" not in draft and "doubt" not in draft


@pytest.mark.parametrize(
    ("text", "asked", "language"),
    [
        ("loyer 720 à 2", "housing", "fr"), ("900 à deux", "housing", "fr"),
        ("on est 3 en coloc loyer 720", "housing", "fr"),
        ("je gagne 1500, on paye 720 de loyer a 2, courses 300", None, "fr"),
        ("wages 1200, rent 600 between 3, food 200", None, "en"), ("600 between 3", "housing", "en"),
    ],
)  # fmt: skip
def test_whose_share_a_rent_is_is_asked(text: str, asked: str | None, language: str) -> None:
    draft = told(text, asked, language)
    assert "housing" not in draft and (draft["doubt"]["field"], draft["doubt"]["why"]) == ("housing", "share")


@pytest.mark.parametrize("text", ["entre 300 et 400", "500 a 600", "500 ou 600"])
def test_between_two_rents_one_is_still_asked_for(text: str) -> None:
    assert told(text, "housing")["doubt"]["why"] == "range"


FLATSHARE = (
    "loyé de 600 mais on est 3 en coloc, un salaire qui bouge entre 1100 et 1300 net, 90 de prime d'activité, "
    "un credit "
    "pour la voiture de 150 et je donne 100 a la mere de ma fille et jsui a decouvert de 400"
)


def test_an_overdraft_is_no_debt_of_each_month_and_what_is_given_for_a_child_is_maintenance() -> None:
    draft = told(FLATSHARE)
    assert draft["other_debts"] == 150_00 and draft["arrears"] == {"maintenance": 100_00}
    assert "other_costs" not in draft and "housing" not in draft, "the whole rent of three is none of one's own"
    assert draft["doubt"]["why"] == "range"


@pytest.mark.parametrize(
    ("text", "language", "debts"),
    [
        ("credit 150 et decouvert 400", "fr", 150), ("overdraft 400, loan 120 a month", "en", 120),
        ("je suis à découvert de 650 et cofidis 80", "fr", 80), ("i'm 300 overdrawn, klarna 40", "en", 40),
        ("decouvert 30 d'agios par mois", "fr", 30), ("je rembourse mon decouvert 50 par mois", "fr", 50),
    ],
)
def test_only_what_is_paid_on_an_overdraft_counts(text: str, language: str, debts: int) -> None:
    assert told(text, "other_debts", language)["other_debts"] == debts * 100


@pytest.mark.parametrize(
    ("text", "language", "paid"),
    [
        ("je donne 100 a la mere de ma fille", "fr", 100),
        ("salaire 1500 je verse 130 a leur mere loyer 500", "fr", 130),
        ("je donne 100 a mon ex pour les enfants", "fr", 100),
        ("i give 100 to my daughters mum, rent 500, wages 1200", "en", 100),
        ("i pay 90 to my ex for the kids", "en", 90),
    ],
)
def test_what_is_given_to_the_other_parent_is_maintenance_paid(text: str, language: str, paid: int) -> None:
    draft = told(text, language=language)
    assert draft["arrears"] == {"maintenance": paid * 100} and "benefits" not in draft and "other_costs" not in draft


@pytest.mark.parametrize(
    ("text", "language", "income"),
    [
        ("j'ai 850 de salaire non 950 pardon, loyer 400", "fr", 950), ("salaire 850 enfin 950, loyer 400", "fr", 950),
        ("je touche 850, pardon 950, loyer 400", "fr", 950), ("wages 850 no sorry 950, rent 400", "en", 950),
        ("i get 850 i mean 950, rent 400", "en", 950), ("salaire 850, non loyer 400", "fr", 850),
    ],
)
def test_a_figure_mended_in_the_same_breath(text: str, language: str, income: int) -> None:
    draft = told(text, language=language)
    assert (draft["income"], draft["housing"]) == (income * 100, 400_00) and "other_costs" not in draft


@pytest.mark.parametrize(
    ("text", "asked", "language"),
    [
        ("3 fois 100", "income", "fr"), ("100 en 3 fois", "income", "fr"), ("3 x 100", "income", "fr"),
        ("3 times 100", "income", "en"), ("4 versements de 50", "income", "fr"), ("10 alors", "income", "fr"),
        ("ok 15 max", "income", "fr"), ("just 10 then", "income", "en"), ("c'est ma dette 233", "income", "fr"),
        ("non c ma dette 233", "benefits", "fr"), ("233 c'est ma dette", "income", "fr"),
        ("that's my debt 350", "income", "en"),
    ],
)
def test_an_offer_and_this_very_debt_are_no_income(text: str, asked: str, language: str) -> None:
    draft = told(text, asked, language)
    assert not set(draft) & {"income", "benefits", "other_debts", "doubt"}


@pytest.mark.parametrize(
    ("text", "asked", "field", "minor"),
    [
        ("1100 alors", "income", "income", 1100_00), ("900 max", "income", "income", 900_00),
        ("non c ma dette 233. moi jtouche le rsa 607", "income", "benefits", 607_00),
        ("120 en 3 credits", "other_debts", "other_debts", 120_00),
    ],
)
def test_what_comes_in_is_still_read(text: str, asked: str, field: str, minor: int) -> None:
    assert told(text, asked)[field] == minor


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("1380 net, 2 enfants, loyer 540 apl deduite, 520 pour vivre, rien d autre", "fr"),
        ("je gagne 1200, loyer 500, courses 300, c'est tout", "fr"),
        ("salaire 1200 loyer 500 bouffe 300 et rien de plus", "fr"),
        ("wages 1200, rent 500, food 300, nothing else", "en"), ("i get 1200 rent 500 food 300 thats it", "en"),
        ("no just me, i eat 200, phone 10, bus 40, nothing else", "en"),
    ],
)  # fmt: skip
def test_nothing_else_beside_a_month_means_no_other_debts(text: str, language: str) -> None:
    assert told(text, language=language)["other_debts"] == 0


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("je gagne 1200, rien d'autre", "fr"), ("1200 c'est tout", "fr"),
        ("je gagne 1200, loyer 500, courses 300", "fr"),
        ("wages 1200, rent 500, food 300, nothing else than the loan", "en"),
    ],
)  # fmt: skip
def test_fewer_figures_say_nothing_of_other_debts(text: str, language: str) -> None:
    assert "other_debts" not in told(text, language=language)
