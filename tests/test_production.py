"""Production refuses what only a demo may do."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.bootstrap import production_faults
from bot.settings import ConfigurationError, Settings, load
from bot.store.clock import OffsetClock
from bot.words.book import book

REAL = {
    "REPIT_MODE": "production", "REPIT_SECRET_KEY": "k" * 40, "REPIT_DATABASE_URL": "postgresql://db/repit",
    "STRIPE_API_KEY": "sk_x", "STRIPE_WEBHOOK_SECRET": "whsec_x", "TWILIO_ACCOUNT_SID": "AC1",
    "TWILIO_AUTH_TOKEN": "t", "REPIT_SMS_FROM": "+33939010000", "REPIT_PUBLIC_URL": "https://repit.example",
}


def settings(monkeypatch: pytest.MonkeyPatch, **changed: str) -> Settings:
    for name, value in {**REAL, **changed}.items():
        monkeypatch.setenv(name, value)
    return load()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("REPIT_SECRET_KEY", "demo-only-not-a-secret"), ("REPIT_SECRET_KEY", "short"), ("REPIT_DATABASE_URL", ""),
        ("STRIPE_API_KEY", ""), ("TWILIO_AUTH_TOKEN", ""), ("REPIT_SMS_FROM", ""), ("REPIT_PUBLIC_URL", "http://repit.example"),
    ],
)
def test_production_refuses_default_secrets_and_simulated_providers(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    with pytest.raises(ConfigurationError, match=name.split("_", maxsplit=1)[0]):
        settings(monkeypatch, **{name: value})


def test_production_refuses_a_moved_clock_and_unreviewed_words(monkeypatch: pytest.MonkeyPatch) -> None:
    faults = " ".join(production_faults(settings(monkeypatch), OffsetClock(timedelta(days=1)), book()))
    assert "clock has been moved" in faults
    assert "have no review" in faults
    assert "clinician" in faults


def test_the_demo_may(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REPIT_MODE", "demo")
    assert production_faults(load(), OffsetClock(timedelta(days=1)), book()) == []
