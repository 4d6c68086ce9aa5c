"""Production refuses what only a demo may do."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.bootstrap import provider_for
from bot.payments.sandbox import Sandbox
from bot.payments.stripe import Stripe
from bot.production import missing_accounts, production_faults, refuse_demo_law
from bot.settings import ConfigurationError, Settings, load
from bot.store.clock import OffsetClock
from bot.store.database import Database
from bot.store.tables import Case, Creditor
from bot.words.book import book
from tests.thread_world import demo_of

REAL = {
    "REPIT_MODE": "production", "REPIT_SECRET_KEY": "k" * 40, "REPIT_DATABASE_URL": "postgresql://db/repit",
    "STRIPE_API_KEY": "sk_x", "STRIPE_WEBHOOK_SECRET": "whsec_x", "TWILIO_ACCOUNT_SID": "AC1",
    "TWILIO_AUTH_TOKEN": "t", "REPIT_SMS_FROM": "+33939010000", "REPIT_PUBLIC_URL": "https://repit.example",
    "REPIT_SMTP_URL": "smtps://u:p@mail.example", "REPIT_EMAIL_FROM": "bonjour@repit.example",
    "REPIT_EMAIL_SECRET": "e" * 40, "REPIT_ONCALL_PHONES": "+33612345678, +33612345679",
    "REPIT_OIDC_ISSUER": "https://id.example", "REPIT_OIDC_CLIENT_ID": "desk", "REPIT_OIDC_CLIENT_SECRET": "o" * 40,
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
        ("REPIT_SMTP_URL", ""), ("REPIT_EMAIL_FROM", ""), ("REPIT_EMAIL_SECRET", "short"),
        ("REPIT_ONCALL_PHONES", ""), ("REPIT_ONCALL_PHONES", " , "), ("REPIT_ONCALL_PHONES", "06 12 34 56 78"),
        ("REPIT_OIDC_ISSUER", "http://127.0.0.1:9000"), ("REPIT_OIDC_CLIENT_SECRET", ""),
        ("REPIT_DESK_PASSWORDS", "nobody"),
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


def test_stripe_is_no_longer_said_to_be_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "payments" not in " ".join(production_faults(settings(monkeypatch), OffsetClock(), book()))


@pytest.mark.parametrize("name", ["STRIPE_API_KEY", "STRIPE_WEBHOOK_SECRET"])
def test_production_refuses_stripe_without_key_or_webhook_secret(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    with pytest.raises(ConfigurationError, match="STRIPE_WEBHOOK_SECRET"):
        settings(monkeypatch, **{name: ""})


def test_production_refuses_a_named_account_without_its_webhook_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ConfigurationError, match="STRIPE_WEBHOOK_SECRET_ACME must be set"):
        settings(monkeypatch, STRIPE_API_KEY_ACME="sk_y")
    settings(monkeypatch, STRIPE_WEBHOOK_SECRET_ACME="whsec_y")


async def test_with_a_key_the_provider_is_stripe_and_without_one_the_sandbox(
    monkeypatch: pytest.MonkeyPatch, database: Database
) -> None:
    real = provider_for(settings(monkeypatch), database)
    assert isinstance(real, Stripe)
    await real.close()
    monkeypatch.setenv("REPIT_MODE", "demo")
    monkeypatch.setenv("STRIPE_API_KEY", "")
    assert isinstance(provider_for(load(), database), Sandbox)


async def test_a_creditor_whose_account_has_no_key_is_named_at_the_start(
    monkeypatch: pytest.MonkeyPatch, database: Database
) -> None:
    async with database.begin() as uow:
        uow.session.add_all([
            Creditor(id="a", name="A", country="FR", settings={"payment_account": "Acme"}),
            Creditor(id="b", name="B", country="FR", settings={}),
        ])
        await uow.commit()
    known = settings(monkeypatch)
    assert await missing_accounts(known, database) == ["creditor a: no key for account acme"]
    monkeypatch.setenv("STRIPE_API_KEY_ACME", "sk_y")
    assert await missing_accounts(known, database) == []
async def test_production_refuses_to_start_on_cases_whose_law_is_for_the_demonstration(
    monkeypatch: pytest.MonkeyPatch, database: Database
) -> None:
    await demo_of(database)
    real = settings(monkeypatch)
    await refuse_demo_law(real, database)
    async with database.begin() as uow:
        case = await uow.session.scalar(select(Case).where(Case.reference == "DEMO-1001"))
        assert case is not None
        case.jurisdiction = "ZA"
        await uow.commit()
    with pytest.raises(ConfigurationError, match="1 open cases of ZA"):
        await refuse_demo_law(real, database)
    monkeypatch.setenv("REPIT_MODE", "demo")
    await refuse_demo_law(load(), database)
