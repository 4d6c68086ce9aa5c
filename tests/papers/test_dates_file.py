"""The calendar file: every day of the plan, neutral to whoever looks, and the same events in every file."""

from datetime import UTC, date, datetime, timedelta

import icalendar

from bot.papers import dates
from bot.service.case.recap import Dates, Due

AGREED = datetime(2026, 11, 20, 9, tzinfo=UTC)
DUE = (Due(key=11, on=date(2026, 12, 5)), Due(key=12, on=date(2027, 1, 5)))


def events(*due: Due, days_before: int | None = 3, lang: str = "fr", now: datetime = AGREED) -> list[icalendar.Event]:
    told = Dates(due=due or DUE, days_before=days_before, zone="Europe/Paris", agreed_at=AGREED)
    return icalendar.Calendar.from_ical(dates.calendar(told, lang, now)).walk("VEVENT")


def test_each_instalment_is_a_whole_local_day_in_every_zone() -> None:
    assert [one.decoded("dtstart") for one in events()] == [date(2026, 12, 5), date(2027, 1, 5)]
    assert [one.decoded("dtend") for one in events()] == [date(2026, 12, 6), date(2027, 1, 6)]


def test_a_shared_calendar_tells_nothing_of_a_debt() -> None:
    told = Dates(due=DUE, days_before=3, zone="Europe/Paris", agreed_at=AGREED)
    for lang, title in (("fr", "Échéance"), ("en", "Payment")):
        text = dates.calendar(told, lang, AGREED).decode()
        assert {str(one["summary"]) for one in events(lang=lang)} == {title}
        telling = ("€", "dette", "debt", "http", "DESCRIPTION:D", "LOCATION", "ORGANIZER")
        assert not any(word in text for word in telling)
        assert text.endswith("END:VCALENDAR\r\n") and "X-WR-TIMEZONE:Europe/Paris" in text


def test_the_reminder_rings_at_nine_so_many_days_before_as_the_debtor_chose_or_not_at_all() -> None:
    (alarm,) = events()[0].walk("VALARM")
    rings = datetime(2026, 12, 5) + alarm.decoded("trigger")  # noqa: DTZ001  (local time, wherever the telephone is)
    assert rings == datetime(2026, 12, 2, 9)  # noqa: DTZ001
    assert events(days_before=None)[0].walk("VALARM") == []


def test_ids_are_the_same_in_every_file_and_differ_between_instalments() -> None:
    first, later = events(), events(now=AGREED + timedelta(days=2))
    assert [one["uid"] for one in first] == [one["uid"] for one in later] and len({one["uid"] for one in first}) == 2
    assert later[0].decoded("sequence") > first[0].decoded("sequence")  # a calendar takes the newer one


def test_a_day_that_was_moved_is_taken_off_the_calendar() -> None:
    gone, new = events(Due(key=11, on=date(2026, 12, 5), gone=True), Due(key=13, on=date(2027, 2, 5)))
    assert str(gone["status"]) == "CANCELLED" and gone.walk("VALARM") == [] and "status" not in new


def test_lines_are_folded_and_ended_as_the_format_asks() -> None:
    told = Dates(due=DUE, days_before=3, zone="Europe/Paris", agreed_at=AGREED)
    assert all(len(line) <= 75 for line in dates.calendar(told, "fr", AGREED).split(b"\r\n"))
