"""Reminders in the debtor's own words."""

import pytest

from bot.debt.reading import Reminding, read_reminding


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("par sms deux jours avant svp", Reminding(channel="sms", days=2)),
        ("un mail la veille", Reminding(channel="email", days=1)),
        ("texto 5 j avant", Reminding(channel="sms", days=5)),
        ("une semaine avant", Reminding(days=7)), ("le jour même par mail", Reminding(channel="email", days=0)),
        ("pas besoin de rappel merci", Reminding(channel="none")),
        ("by text, three days before", Reminding(channel="sms", days=3)),
        ("an email a week before", Reminding(channel="email", days=7)),
        ("no reminders please", Reminding(channel="none")),
        ("90 jours avant par sms", Reminding(channel="sms")), ("oui", Reminding()), ("", Reminding()),
    ],
)
def test_where_and_when_are_read(text: str, told: Reminding) -> None:
    english = {"by", "an", "no"}
    assert read_reminding(text, "en" if text.split(" ", maxsplit=1)[0] in english else "fr") == told
