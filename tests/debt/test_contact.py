"""When we may write: the stated policy, on the debtor's own clock."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.debt.contact import Kind, Verdict, may_write
from bot.debt.hold import Hold, place

PARIS = ZoneInfo("Europe/Paris")
FRIDAY = datetime(2026, 11, 20, 10, 0, tzinfo=PARIS)


def ask(
    now: datetime = FRIDAY,
    kind: Kind = "own",
    holds: tuple[Hold, ...] = (),
    opted_out: bool = False,
    safe_hours: tuple[time, time] | None = None,
    contacts: int = 0,
    country: str = "FR",
) -> Verdict:
    return may_write(
        now,
        kind=kind,
        holds=holds,
        opted_out=opted_out,
        safe_hours=safe_hours,
        contacts_this_week=contacts,
        country=country,
    )


def test_a_weekday_morning_is_allowed() -> None:
    assert ask() == Verdict(True, FRIDAY, "ok")


@pytest.mark.parametrize(("hour", "minute", "allowed"), [(8, 59, False), (9, 0, True), (18, 59, True), (19, 0, False)])
def test_hours_are_nine_to_nineteen(hour: int, minute: int, allowed: bool) -> None:
    assert ask(FRIDAY.replace(hour=hour, minute=minute)).allowed is allowed


def test_friday_evening_waits_until_monday_morning() -> None:
    assert ask(FRIDAY.replace(hour=20)).next_allowed_at == datetime(2026, 11, 23, 9, 0, tzinfo=PARIS)


def test_public_holidays_are_those_of_the_place() -> None:
    christmas_eve = datetime(2026, 12, 24, 19, 30, tzinfo=PARIS)  # Friday 25th is a holiday, then a weekend
    assert ask(christmas_eve).next_allowed_at == datetime(2026, 12, 28, 9, 0, tzinfo=PARIS)
    saint_andrew = datetime(2026, 11, 30, 10, 0, tzinfo=ZoneInfo("Europe/London"))
    assert ask(saint_andrew, country="GB-SCT").reason == "day_off"
    assert ask(saint_andrew, country="GB-EAW").allowed
    assert ask(datetime(2026, 4, 27, 10, 0, tzinfo=ZoneInfo("Indian/Mayotte")), country="FR-976").reason == "day_off"


def test_a_second_message_of_our_own_waits_for_next_week_but_a_reminder_asked_for_does_not() -> None:
    second = ask(contacts=1)
    assert (second.reason, second.next_allowed_at) == ("weekly_cap", datetime(2026, 11, 23, 9, 0, tzinfo=PARIS))
    assert ask(kind="reminder", contacts=1).allowed
    assert not ask(FRIDAY.replace(hour=22), kind="reminder").allowed


def test_an_answer_to_the_debtor_is_always_allowed() -> None:
    held = (place("distress", day=FRIDAY.date()), place("stop_contact", day=FRIDAY.date()))
    night = FRIDAY.replace(hour=3)
    assert ask(night, kind="reply", holds=held, opted_out=True, contacts=9, country="?").allowed


@pytest.mark.parametrize("kind", ["own", "reminder"])
def test_opt_out_and_stop_contact_silence_everything_but_answers(kind: Kind) -> None:
    assert ask(kind=kind, opted_out=True) == Verdict(False, None, "opted_out")
    held = (place("stop_contact", day=FRIDAY.date()),)
    assert ask(kind=kind, holds=held).reason == "opted_out"


@pytest.mark.parametrize("reason", ["distress", "over_indebtedness_admissible", "breathing_space", "pause"])
def test_a_hold_stops_our_messages_and_reminders_of_instalments(reason: str) -> None:
    held = (place(reason, day=FRIDAY.date()),)
    assert ask(holds=held) == Verdict(False, None, "hold")
    assert ask(kind="reminder", holds=held) == Verdict(False, None, "hold")


def test_a_plan_agreed_lets_the_reminders_go_out() -> None:
    assert ask(kind="reminder", holds=(place("plan_agreed", day=FRIDAY.date()),)).allowed


def test_the_debtors_safe_hours_narrow_ours() -> None:
    evening = (time(17), time(22))
    assert ask(safe_hours=evening).next_allowed_at == FRIDAY.replace(hour=17)
    assert ask(FRIDAY.replace(hour=19, minute=30), safe_hours=evening).reason == "hours"
    assert ask(safe_hours=(time(20), time(9, 30))).next_allowed_at == datetime(2026, 11, 23, 9, 0, tzinfo=PARIS)
    assert ask(safe_hours=(time(20), time(22))) == Verdict(False, None, "no_common_hours")


def test_an_unknown_country_is_not_written_to_first() -> None:
    assert ask(country="DE") == Verdict(False, None, "unknown_country")


def test_a_naive_clock_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        ask(FRIDAY.replace(tzinfo=None))


@given(
    hours=st.integers(0, 24 * 400),
    minutes=st.integers(0, 59),
    contacts=st.integers(0, 2),
    country=st.sampled_from(["FR", "FR-976", "GB-EAW", "GB-SCT", "GB-NIR", "ZA"]),
)
def test_the_moment_named_is_never_past_and_is_itself_allowed(
    hours: int, minutes: int, contacts: int, country: str
) -> None:
    now = FRIDAY + timedelta(hours=hours, minutes=minutes)
    verdict = ask(now, contacts=contacts, country=country)
    assert verdict.next_allowed_at is not None
    assert verdict.next_allowed_at >= now
    later_week = verdict.next_allowed_at.date() > now.date()
    again = ask(verdict.next_allowed_at, contacts=0 if later_week else contacts, country=country)
    assert again.allowed


def test_who_wishes_for_fewer_contacts_hears_nothing_of_our_own_idea_before_that_day():
    from_day = FRIDAY.date() + timedelta(days=10)
    waits = may_write(FRIDAY, kind="own", holds=(), opted_out=False, safe_hours=None, contacts_this_week=0,
                      country="FR", own_not_before=from_day)
    assert (waits.allowed, waits.reason) == (False, "fewer_contacts")
    assert waits.next_allowed_at == datetime(2026, 11, 30, 9, 0, tzinfo=PARIS)
    far = may_write(FRIDAY, kind="own", holds=(), opted_out=False, safe_hours=None, contacts_this_week=1,
                    country="FR", own_not_before=FRIDAY.date() + timedelta(days=60))
    assert far.next_allowed_at is not None and far.next_allowed_at.date() >= FRIDAY.date() + timedelta(days=60)
    for kind in ("reply", "reminder"):
        assert may_write(FRIDAY, kind=kind, holds=(), opted_out=False, safe_hours=None, contacts_this_week=0,
                         country="FR", own_not_before=from_day).allowed


def test_a_day_that_has_come_adds_nothing_to_the_policy():
    for contacts in (0, 1):
        assert ask(contacts=contacts) == may_write(
            FRIDAY, kind="own", holds=(), opted_out=False, safe_hours=None, contacts_this_week=contacts, country="FR",
            own_not_before=FRIDAY.date(),
        )


def test_after_a_stop_a_reminder_that_was_kept_may_go_and_nothing_else() -> None:
    now = datetime(2026, 11, 20, 10, 0, tzinfo=ZoneInfo("Europe/Paris"))
    said = {"holds": [place("stop_contact", day=now.date())], "opted_out": True, "safe_hours": None,
            "contacts_this_week": 0, "country": "FR"}
    assert may_write(now, kind="reminder", reminders_kept=True, **said).allowed
    assert may_write(now, kind="own", reminders_kept=True, **said).reason == "opted_out"
    assert may_write(now, kind="reminder", **said).reason == "opted_out"
