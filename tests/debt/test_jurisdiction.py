"""Rule sets by jurisdiction: complete, dated, sourced; and which of them production refuses."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bot.debt import limitation
from bot.debt.jurisdiction import JurisdictionError, demo_only, jurisdictions
from bot.debt.procedure import procedures
from bot.debt.scales import ScaleMissing, load_scales

DAY = date(2026, 11, 20)
SHIPPED = (Path(__file__).parents[2] / "bot" / "debt" / "jurisdictions.yml").read_text(encoding="utf-8")


@pytest.mark.parametrize("place", sorted(jurisdictions()))
def test_each_has_the_scales_that_its_row_promises(place: str) -> None:
    row, scales = jurisdictions()[place], load_scales()
    if row.wage_scale:
        assert scales.seizable(DAY, place).source and scales.rsa(DAY, place).source
    else:
        with pytest.raises(ScaleMissing):
            scales.seizable(DAY, place)
    assert (scales.essentials(DAY, place) is not None) == (row.essentials == "table")


@pytest.mark.parametrize("place", sorted(jurisdictions()))
def test_each_has_periods_of_limitation_procedures_and_sources(place: str) -> None:
    row = jurisdictions()[place]
    assert any(row.limitation in rule.jurisdictions for rule in limitation.rules())
    assert any(place in one.jurisdictions for one in procedures().values())
    assert row.sources and row.read_on <= DAY


def test_south_africa_alone_is_for_the_demonstration() -> None:
    assert demo_only() == {"ZA"}


def test_mayotte_follows_the_codes_of_france() -> None:
    row = jurisdictions()["FR-976"]
    assert (row.limitation, row.wage_scale, row.essentials) == ("FR", True, "table")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("status: demo", "status: perhaps", r"jurisdictions\.yml:\d+: status"),
        ("currency: ZAR", "currency: EUR", "one row for each"),
        ("wage_scale: true", "wage_scale: yes please", r"jurisdictions\.yml:\d+: wage_scale"),
        ("limitation: ZA", "limitation: XX", "no jurisdiction XX"),
        ("essentials: none", "essential: none", r"jurisdictions\.yml:\d+: a row has"),
        ("read_on: 2026-11-20", "read_on: yesterday", r"jurisdictions\.yml:\d+: sources"),
        ("- id: FR\n", "- id: FR\n- id: [\n", r"jurisdictions\.yml:\d+: not YAML"),
    ],
)
def test_a_row_that_is_not_whole_is_named(tmp_path: Path, old: str, new: str, told: str) -> None:
    path = tmp_path / "jurisdictions.yml"
    path.write_text(SHIPPED.replace(old, new), encoding="utf-8")
    with pytest.raises(JurisdictionError, match=told):
        jurisdictions(path)
