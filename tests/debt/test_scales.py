"""Oracle values of the seizable scale and of the RSA, and what is refused."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from bot.debt.money import Money
from bot.debt.scales import ScaleError, ScaleMissing, load_scales

DAY = date(2026, 11, 20)
SCALES = load_scales()


def euros(text: str) -> Money:
    return Money.of(text)


@pytest.mark.parametrize(
    ("net", "dependants", "expected"),
    [
        ("2150.83", 0, "572.26"),
        ("1000", 0, "108.58"),
        ("1500", 0, "234.76"),
        ("2000", 0, "471.71"),
        ("1500", 2, "171.42"),
        ("2500", 1, "783.68"),
        ("1033", 0, "115.18"),
    ],
)
def test_seizable_portion_2026(net: str, dependants: int, expected: str) -> None:
    assert SCALES.seizable(DAY, "FR").portion(euros(net), dependants) == euros(expected)


def test_the_month_is_a_twelfth_of_the_year_not_the_wrong_published_threshold() -> None:
    scale = SCALES.seizable(DAY, "FR")
    above, below = scale.portion(euros("1086")), scale.portion(euros("1080"))
    # 3.33 at a fifth, then 2.67 at a quarter: 1.33 (each portion is rounded); 1.20 with the wrong 1 090.83
    assert (above - below).minor in (133, 134)


def test_cumulative_maxima_of_2026() -> None:
    scale, found, whole, lower = SCALES.seizable(DAY, "FR"), [], Fraction(0), 0
    for bound, weight in zip(scale.bounds, scale.weights, strict=False):
        whole += Fraction((bound - lower) * weight, scale.parts * 12)
        lower = bound
        found.append(int(whole + Fraction(1, 2)))
    assert found == [1867, 5408, 12525, 21338, 33115, 57226]
    assert [round(bound / 12) for bound in scale.bounds] == [37333, 72750, 108333, 143583, 178917, 215083]


def test_the_scale_never_falls_when_pay_rises_nor_rises_with_dependants() -> None:
    scale = SCALES.seizable(DAY, "FR")
    portions = [scale.portion(Money(cents)) for cents in range(0, 400_000, 997)]
    assert portions == sorted(portions, key=lambda m: m.minor)
    for cents in range(0, 400_000, 9_973):
        by_family = [scale.portion(Money(cents), n).minor for n in range(6)]
        assert by_family == sorted(by_family, reverse=True)


@pytest.mark.parametrize(("year", "first", "per"), [(2023, 417_000, 161_000), (2024, 437_000, 169_000)])
def test_earlier_years_keep_their_own_bands(year: int, first: int, per: int) -> None:
    scale = SCALES.seizable(date(year, 6, 1), "FR")
    assert (scale.bounds[0], scale.per_dependant) == (first, per)
    assert scale.id.endswith(f"@{year}-01-01")


@pytest.mark.parametrize(
    ("year", "bounds", "per"),
    [
        (2023, (4170, 8140, 12130, 16080, 20050, 24090), 1610),
        (2024, (4370, 8520, 12690, 16820, 20970, 25200), 1690),
        (2026, (4480, 8730, 13000, 17230, 21470, 25810), 1740),
    ],
)
def test_every_band_of_every_year_is_the_decrees(year: int, bounds: tuple[int, ...], per: int) -> None:
    scale = SCALES.seizable(date(year, 6, 1), "FR")
    assert (scale.bounds, scale.per_dependant) == (tuple(bound * 100 for bound in bounds), per * 100)
    assert [Fraction(weight, scale.parts) for weight in scale.weights] == [
        Fraction(1, 20), Fraction(1, 10), Fraction(1, 5), Fraction(1, 4), Fraction(1, 3), Fraction(2, 3), Fraction(1)
    ]
    assert SCALES.seizable(date(year, 6, 1), "FR-976") is scale


def test_a_day_without_bands_is_a_clear_error() -> None:
    for day in (date(2025, 6, 1), date(2022, 12, 31), date(2028, 1, 1)):
        with pytest.raises(ScaleMissing, match=day.isoformat()):
            SCALES.seizable(day, "FR")


@pytest.mark.parametrize("place", ["GB-EAW", "GB-SCT", "GB-NIR", "ZA"])
def test_no_scale_outside_france_and_no_guideline_shipped(place: str) -> None:
    with pytest.raises(ScaleMissing):
        SCALES.seizable(DAY, place)
    assert SCALES.essentials(DAY, place) is None


def test_an_unknown_jurisdiction_is_a_clear_error() -> None:
    with pytest.raises(ScaleMissing, match="unknown jurisdiction 'XX'"):
        SCALES.essentials(DAY, "XX")


@pytest.mark.parametrize(
    ("day", "place", "base"),
    [
        (date(2024, 4, 1), "FR", "635.71"),
        (date(2026, 3, 31), "FR", "646.52"),
        (date(2026, 4, 1), "FR", "651.69"),
        (DAY, "FR-976", "323.26"),
    ],
)
def test_rsa_base_by_day_and_place(day: date, place: str, base: str) -> None:
    assert SCALES.rsa(day, place).base == euros(base)


def test_mayotte_stays_on_the_figure_of_2025_and_says_so() -> None:
    assert SCALES.rsa(DAY, "FR-976").past_review(DAY)
    assert not SCALES.rsa(DAY, "FR").past_review(DAY)


@pytest.mark.parametrize(
    ("adults", "children", "expected"),
    [
        (1, 0, "651.69"),
        (2, 0, "977.54"),
        (2, 1, "1173.04"),
        (2, 2, "1368.55"),
        (2, 3, "1629.23"),
        (1, 2, "1173.04"),
    ],
)
def test_rsa_of_a_household(adults: int, children: int, expected: str) -> None:
    assert SCALES.rsa(DAY, "FR").household(adults, children) == euros(expected)


def test_rsa_household_of_2025_agrees_with_the_published_one_to_a_cent() -> None:
    rsa = SCALES.rsa(date(2025, 6, 1), "FR")
    published = {(2, 0): "969.78", (2, 1): "1163.73", (2, 2): "1357.68", (2, 3): "1616.29"}
    for (adults, children), amount in published.items():
        assert abs(rsa.household(adults, children).minor - euros(amount).minor) <= 1


@pytest.mark.parametrize(("household", "amount"), [((1, 0), "573"), ((2, 0), "774"), ((1, 1), "774"), ((1, 2), "975")])
def test_essentials_by_household_are_marked_indicative(household: tuple[int, int], amount: str) -> None:
    table = SCALES.essentials(DAY, "FR")
    assert table is not None
    assert table.status == "indicative"
    assert table.household(*household) == euros(amount)


GUIDELINE = """
kind: guideline
entries:
  - {jurisdictions: [GB-EAW], currency: GBP, valid_from: 2026-04-01, valid_to: 2027-03-31,
     review_by: 2027-03-31, status: official, source: "operator",
     single: "400.00", couple: "600.00", further: "150.00"}
"""


def test_an_operator_may_supply_a_guideline(tmp_path: Path) -> None:
    path = tmp_path / "guideline.yml"
    path.write_text(GUIDELINE, encoding="utf-8")
    scales = load_scales(path)
    table = scales.essentials(DAY, "GB-EAW")
    assert table is not None
    assert table.household(2, 1) == Money.of("750", "GBP")
    assert scales.essentials(DAY, "GB-SCT") is None
    assert SCALES.essentials(DAY, "GB-EAW") is None


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("kind: guideline", "kind: something"),
        ("currency: GBP", "currency: EUR"),
        ("valid_to: 2027-03-31", "valid_to: 2025-03-31"),
        ("status: official", "status: maybe"),
        ('single: "400.00"', "single: 400.00"),
        ('source: "operator"', 'source: ""'),
        ("review_by: 2027-03-31,", ""),
        ('single: "400.00"', 'single: "0"'),
        ('couple: "600.00"', 'couple: "300.00"'),
        ('single: "400.00"', 'single: "NaN"'),
        ("jurisdictions: [GB-EAW]", "jurisdictions: [FR]"),
        ('single: "400.00", ', ""),
        ('single: "400.00"', "categories: {food: {}}"),
        ("kind: guideline", "kind: essentials"),  # the operator's table may not stand for another one
        ("entries:", "entries: ["),
    ],
)
def test_a_bad_guideline_is_named_with_its_line(tmp_path: Path, old: str, new: str) -> None:
    path = tmp_path / "bad.yml"
    path.write_text(GUIDELINE.replace(old, new), encoding="utf-8")
    with pytest.raises(ScaleError, match=r"bad\.yml:\d+: ."):
        load_scales(path)


def test_a_guideline_that_is_not_there_is_named_without_its_folder(tmp_path: Path) -> None:
    with pytest.raises(ScaleError, match=r"^gone\.yml: can't be read: No such file or directory$"):
        load_scales(tmp_path / "gone.yml")


def test_files_are_read_once() -> None:
    assert load_scales() is load_scales()
