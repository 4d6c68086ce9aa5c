"""What production refuses at the start, beyond the environment (bot/settings/production.py)."""

from __future__ import annotations

from sqlalchemy import select

from bot.channels.email import addresses as mail_addresses
from bot.channels.twilio.accounts import default_account, default_senders
from bot.debt.safety import unreviewed
from bot.service.policy.lawful import demo_law_faults
from bot.settings import ConfigurationError, Settings
from bot.settings.accounts import account_name
from bot.store.clock import OffsetClock
from bot.store.database import Database
from bot.store.tables import Creditor
from bot.words.book import NEEDS_REVIEW, Book


def production_faults(settings: Settings, clock: OffsetClock, book_: Book) -> list[str]:
    """Why this installation may not face real debtors; empty in the demo."""
    if settings.mode != "production":
        return []
    faults = []
    if default_account(settings) is None or "sms" not in default_senders(settings):
        faults.append("SMS need TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN and REPIT_SMS_FROM: without them nothing is sent")
    if mail_addresses.is_simulated(settings) or not mail_addresses.our_address(settings):
        faults.append("e-mails need REPIT_SMTP_URL and REPIT_EMAIL_FROM: without them nothing is sent")
    if clock.offset:
        faults.append("the clock has been moved: `python -m bot clock --reset`")
    waiting = [s.id for s in book_ if s.kind in NEEDS_REVIEW and s.reviewed_on is None]
    if waiting:
        faults.append(f"{len(waiting)} texts on safety, consent or law have no review: `python -m bot words --missing`")
    if unreviewed():
        faults.append(f"{len(unreviewed())} phrases on danger have no clinician's review")
    return faults


async def refuse_demo_law(settings: Settings, database: Database) -> None:
    """Production faces nobody whose law is only there for the demonstration. Raises ConfigurationError."""
    if settings.mode == "production":
        async with database.begin() as uow:
            if faults := await demo_law_faults(uow):
                raise ConfigurationError("; ".join(faults))


async def missing_accounts(settings: Settings, database: Database) -> list[str]:
    """Creditors whose data name an account at Stripe that no key is set for: nobody could pay them."""
    accounts = settings.stripe_accounts
    if not accounts:
        return []
    async with database.begin() as uow:
        rows = await uow.session.execute(select(Creditor.id, Creditor.settings).order_by(Creditor.id))
        named = {key: account_name(str(known.get("payment_account") or "")) for key, known in rows}
    return [f"creditor {key}: no key for account {name or 'default'}" for key, name in named.items()
            if name not in accounts]
