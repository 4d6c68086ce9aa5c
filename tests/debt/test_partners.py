"""Partners and crisis lines: only what was verified is shown, and nobody in danger is left without a number."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.debt.crisis import lines
from bot.debt.partners import LANGUAGES, Partner, country_of, load, pick

HEAD = "country,name,kind,coverage,phone,website,hours,source_url,verified\n"


def numbers(country: str | None) -> list[str]:
    return [line.phone for line in lines(country)]


def test_france_is_given_3114_first_then_15_112_and_114_by_text() -> None:
    assert numbers("FR") == ["3114", "15", "112", "114"]
    assert numbers("FR-976") == numbers("FR")
    assert [line.by for line in lines("FR")] == ["call", "call", "call", "text"]
    assert [line.urgent for line in lines("FR")] == [False, True, True, True]


@pytest.mark.parametrize("place", ["GB-EAW", "GB-SCT", "GB-NIR", "UK", "gb"])
def test_the_united_kingdom_is_given_samaritans_and_999(place: str) -> None:
    assert numbers(place) == ["116 123", "999"]


@pytest.mark.parametrize("place", [None, "", "DE", "??"])
def test_an_unknown_country_is_given_every_line(place: str | None) -> None:
    assert {"3114", "15", "114", "116 123", "999", "0800 567 567"} <= set(numbers(place))


def test_a_number_can_be_dialled_from_a_link() -> None:
    assert [line.dial for line in lines("GB")] == ["116123", "999"]


def test_no_unverified_row_leaves_the_file() -> None:
    shown = {partner.name for partner in load()}
    assert "SOS Amitie" not in shown
    assert "Cresus Alsace" not in shown
    assert not any(partner.phone == "0800 138 7777" for partner in load())


def test_budget_help_comes_before_public_bodies_and_is_never_a_crisis_line() -> None:
    names = [partner.name for partner in pick(load(), country="FR", postcode="67100")]
    assert names[0] == "Points conseil budget (PCB)"
    assert len(names) == 3
    assert all(partner.kind not in ("crisis-line", "emergency") for partner in pick(load(), country="FR", limit=99))


def test_a_regional_partner_is_named_first_to_who_lives_there_and_to_nobody_else(tmp_path: Path) -> None:
    path = tmp_path / "p.csv"
    path.write_text(
        HEAD
        + 'FR,Everywhere,debt-help,"national (27 associations, 500 sites)",1,,,x,yes\n'
        + 'FR,Alsace,debt-help,"Alsace (67, 68); 17 rue X 67064",2,,,x,yes\n'
        + 'FR,Corse,debt-help,"Corse (2A)",4,,,x,yes\n'
        + 'FR,Unchecked,debt-help,"Alsace (67, 68)",3,,,x,no\n',
        encoding="utf-8",
    )
    found = load(path)
    assert [p.name for p in pick(found, country="FR", postcode="67100")] == ["Alsace", "Everywhere"]
    assert [p.name for p in pick(found, country="FR", postcode="27000")] == ["Everywhere"]
    assert [p.name for p in pick(found, country="FR", postcode="20000")] == ["Corse", "Everywhere"]
    assert [p.name for p in pick(found, country="FR")] == ["Everywhere"]


def test_parts_of_the_united_kingdom_get_only_what_covers_them() -> None:
    def named(place: str, postcode: str | None = None) -> set[str]:
        return {partner.name for partner in pick(load(), country=place, postcode=postcode, limit=9)}

    assert "National Debtline" in named("GB-SCT")
    assert "National Debtline" not in named("GB-NIR")
    assert "Debt Free Advice" in named("GB-EAW", "SW9 8XX")
    assert "Debt Free Advice" not in named("GB-EAW", "M1 1AA")
    assert "StepChange Debt Charity" in named("GB-NIR")


def test_an_unknown_country_is_given_no_partner() -> None:
    assert pick(load(), country=None) == ()
    assert country_of("GB-SCT") == "UK"
    assert country_of("XX") is None


@pytest.mark.parametrize("row", ["FR,A,debt-help,national,1,,,x,maybe\n", "FR,A,debt-help,national,,,,x,yes\n"])
def test_a_row_that_is_not_whole_is_refused(tmp_path: Path, row: str) -> None:
    path = tmp_path / "bad.csv"
    path.write_text(HEAD + row, encoding="utf-8")
    with pytest.raises(ValueError, match="partner A"):
        load(path)


def test_lines_can_be_given_other_partners() -> None:
    other = Partner(
        country="FR", name="L", kind="crisis-line", coverage="national", phone="1", website="", hours="", source_url="x"
    )
    assert [line.name for line in lines("FR", [other])] == ["L"]


ARREARS = "country,name,kind,coverage,phone,website,hours,source_url,verified,arrears\n"


def test_who_helps_with_the_arrears_told_comes_first_and_an_aid_for_them_only_then(tmp_path: Path) -> None:
    path = tmp_path / "p.csv"
    path.write_text(
        ARREARS
        + "FR,Advice,budget-advice,national,1,,,x,yes,\n"
        + "FR,Both,charity,national,2,,,x,yes,rent energy\n"
        + 'FR,Fund,arrears-aid,"every departement",3,,,x,yes,rent\n'
        + "FR,Unchecked,arrears-aid,national,4,,,x,no,rent\n",
        encoding="utf-8",
    )
    found = load(path)
    assert [p.name for p in pick(found, country="FR")] == ["Advice", "Both"]
    assert [p.name for p in pick(found, country="FR", arrears=("rent",))] == ["Both", "Fund", "Advice"]
    assert [p.name for p in pick(found, country="FR", arrears=("energy",))] == ["Both", "Advice"]
    assert [p.name for p in pick(found, country="FR", arrears=("maintenance",))] == ["Advice", "Both"]


def test_arrears_of_an_unknown_kind_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "bad.csv"
    path.write_text(ARREARS + "FR,A,debt-help,national,1,,,x,yes,rent taxes\n", encoding="utf-8")
    with pytest.raises(ValueError, match="partner A"):
        load(path)


@pytest.mark.parametrize("kind", ["rent", "energy", "maintenance"])
@pytest.mark.parametrize("place", ["FR", "GB-EAW", "GB-SCT", "GB-NIR"])
def test_the_file_knows_somebody_for_each_kind_of_arrears(place: str, kind: str) -> None:
    assert kind in pick(load(), country=place, arrears=(kind,))[0].arrears


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_debtors_may_be_shown_is_in_their_language_and_no_note_of_ours(lang) -> None:
    for one in load():
        if one.kind == "statutory-scheme":
            continue
        assert one.names[lang], one.name
        told = one.name_in(lang) + one.hours_in(lang)
        assert not re.search(r"recheck|undated|20[0-9]{2}|from memory", told), told
        assert bool(one.hours) == bool(one.hours_in(lang)), one.name


def test_where_the_country_is_not_known_the_lines_of_the_language_come_first() -> None:
    assert lines(None, lang="en")[0].phone == "116 123"
    assert lines(None, lang="fr")[0].phone == "3114"
    assert len(lines(None, lang="en")) == len(lines(None, lang="fr"))
