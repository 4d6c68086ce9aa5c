"""Reminders in the debtor's own words."""

import pytest

from bot.debt.reading import Reminding, changes_reminding, read_reminding


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


@pytest.mark.parametrize(
    ("text", "language", "channel", "days"),
    [
        ("finalement par mail", "fr", "email", None), ("par sms plutôt svp", "fr", "sms", None),
        ("finalement plus par sms mais par mail", "fr", "email", None), ("plus de rappels", "fr", "none", None),
        ("je préfère les rappels par mail", "fr", "email", None), ("arrêtez les rappels", "fr", "none", None),
        ("rappelez-moi plutôt par sms", "fr", "sms", None), ("un rappel la veille svp", "fr", None, 1),
        ("no more reminders please", "en", "none", None), ("by email instead", "en", "email", None),
        ("stop the reminders", "en", "none", None), ("reminders by text two days before", "en", "sms", 2),
    ],
)
def test_reminders_wished_otherwise_are_read_without_a_question(text, language, channel, days):
    assert changes_reminding(text, language) == Reminding(channel=channel, days=days)


@pytest.mark.parametrize(
    "text",
    ["rappelez-moi", "rappelez moi par téléphone", "par mail", "envoyez plutôt le contrat par mail", "stop",
     "finalement non", "je vous rappelle que j'ai payé", "none"],
)
def test_a_wish_for_a_call_or_for_anything_else_is_none_of_reminders(text):
    assert changes_reminding(text, "fr") is None
