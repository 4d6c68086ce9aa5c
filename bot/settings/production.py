"""What production refuses in the environment. What it refuses in the data, at the start: bot/production.py."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.settings import Settings

DEMO_SECRET = "demo-only-not-a-secret"  # noqa: S105  (production refuses to start on it)


def faults_of(settings: Settings) -> list[str]:
    """Why the environment is none for real debtors, one line a fault; empty where it is."""
    faults = []
    secret = settings.secret_key.get_secret_value()
    if secret == DEMO_SECRET or len(secret) < 32:
        faults.append("REPIT_SECRET_KEY must be a secret of your own of 32 characters or more")
    if not settings.database_url:
        faults.append("REPIT_DATABASE_URL must name a PostgreSQL of your own")
    if not settings.stripe_api_key.get_secret_value() or not settings.stripe_webhook_secret.get_secret_value():
        faults.append("STRIPE_API_KEY and STRIPE_WEBHOOK_SECRET must be set: the sandbox takes no real payment")
    for name, account in settings.stripe_accounts.items():
        if name and not account.webhook_secret.get_secret_value():
            faults.append(f"STRIPE_WEBHOOK_SECRET_{name.upper()} must be set beside STRIPE_API_KEY_{name.upper()}")
    if not settings.twilio_account_sid or not settings.twilio_auth_token.get_secret_value():
        faults.append("TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN must be set: the outbox sends nothing")
    if not settings.sms_from:
        faults.append("REPIT_SMS_FROM must be set: SMS needs a sender")
    if not settings.smtp_url.get_secret_value() or not settings.email_from:
        faults.append("REPIT_SMTP_URL and REPIT_EMAIL_FROM must be set: the outbox sends no e-mail")
    if len(settings.email_secret.get_secret_value()) < 32:
        faults.append("REPIT_EMAIL_SECRET must be a secret of 32 characters or more: answers to e-mails come by it")
    if not settings.on_call:
        faults.append("REPIT_ONCALL_PHONES must be set: somebody must hear of a debtor in danger at night")
    addresses = {"REPIT_PUBLIC_URL": settings.public_url, "REPIT_OIDC_ISSUER": settings.oidc_issuer or "https://"}
    faults += [f"{name} must begin with https://" for name, at in addresses.items() if not at.startswith("https://")]
    return faults
