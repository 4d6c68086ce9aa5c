"""Referrals: who may be referred where, and what follows of what a partner reports."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.debt import partners, referral
from bot.debt.hold import rule_of

DAY = date(2026, 11, 20)  # a Friday
HEAD = (
    "country,name,kind,coverage,phone,website,hours,source_url,verified,departements,modes,id,email,checked_on,"
    "creditors\n"
)


def row(name: str, **given: str) -> str:
    told = {"verified": "no", "departements": "", "modes": "", "id": name, "email": f"{name}@x.example",
            "checked_on": "2026-11-02", "creditors": "", **given}
    return f"FR,{name},debt-help,national,,,,x," + ",".join(
        told[key] for key in ("verified", "departements", "modes", "id", "email", "checked_on", "creditors")
    ) + "\n"


def read(tmp_path: Path, *rows: str) -> tuple[partners.Partner, ...]:
    path = tmp_path / "p.csv"
    path.write_text(HEAD + "".join(rows), encoding="utf-8")
    return partners.read(path)


def test_only_a_partner_that_has_confirmed_its_address_within_a_year_is_referred_to(tmp_path: Path) -> None:
    rows = read(tmp_path, row("fresh"), row("old", checked_on="2025-11-19"), row("never", checked_on=""),
                row("tomorrow", checked_on="2026-11-21"))
    assert [p.id for p in rows if partners.may_refer(p, today=DAY, creditor="auralis")] == ["fresh"]


def test_a_partner_that_works_for_some_creditors_is_for_their_people_alone(tmp_path: Path) -> None:
    (one,) = read(tmp_path, row("demo", creditors="auralis volta"))
    assert partners.may_refer(one, today=DAY, creditor="volta")
    assert not partners.may_refer(one, today=DAY, creditor="somebody")


def test_nobody_real_is_referred_to_the_fictional_partners_and_they_are_named_to_nobody() -> None:
    fictional = [p for p in partners.read() if p.email.endswith((".example", ".invalid", ".test"))]
    assert fictional and all(p.creditors and not p.verified for p in fictional)
    assert not {p.name for p in fictional} & {p.name for p in partners.load()}


@pytest.mark.parametrize(("given", "why"), [
    ({"email": ""}, "without an id or an address"), ({"id": ""}, "without an id or an address"),
    ({"modes": "pigeon"}, "pigeon"), ({"checked_on": "yesterday"}, "yesterday"),
])
def test_a_row_that_could_send_people_nowhere_is_refused(tmp_path: Path, given: dict[str, str], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        read(tmp_path, row("a", **given))


def test_an_id_stands_once(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="twice"):
        read(tmp_path, row("a"), row("a"))


def test_a_departement_of_the_row_is_where_it_is(tmp_path: Path) -> None:
    path = tmp_path / "p.csv"
    path.write_text(HEAD + row("there", verified="yes", departements="67 68").replace("national,,", "Alsace,1,"),
                    encoding="utf-8")
    assert [p.id for p in partners.pick(partners.load(path), country="FR", postcode="68100")] == ["there"]
    assert not partners.pick(partners.load(path), country="FR", postcode="75011")


def test_every_outcome_has_a_course_and_only_what_is_done_lifts_the_hold() -> None:
    assert set(referral.COURSES) == set(referral.OUTCOMES)
    assert {key for key, one in referral.COURSES.items() if one.lifts} == {"done"}
    assert all(one.ends or one.silent_for for one in referral.COURSES.values()), "nothing falls silently"
    assert all(one.person or one.lifts for one in referral.COURSES.values() if one.ends)


def test_a_hold_is_never_shortened_by_an_outcome() -> None:
    known = DAY + timedelta(days=200)
    assert all(referral.hold_until(one, day=DAY, known=known) == known for one in referral.OUTCOMES)
    assert referral.hold_until("appointment", day=date(2027, 1, 10), known=DAY) == date(2027, 2, 9)


def test_working_days_leave_out_closed_ones_and_end_where_nothing_opens() -> None:
    assert referral.working_days_after(DAY, 3, lambda day: day.isoweekday() < 6) == date(2026, 11, 25)
    assert referral.working_days_after(DAY, 3, lambda _: False) == date(2026, 11, 23)


def test_a_day_that_is_past_missing_or_too_far_is_none() -> None:
    within = timedelta(days=30)
    assert referral.good_day(DAY, today=DAY, within=within)
    assert referral.good_day(DAY + within, today=DAY, within=within)
    for bad in (None, DAY - timedelta(days=1), DAY + timedelta(days=31)):
        assert not referral.good_day(bad, today=DAY, within=within)


def test_a_referral_is_lifted_by_what_the_partner_reports() -> None:
    assert "partner" in rule_of("referral").lifted_by
