"""Sending by SMTP with the standard library, in a thread: plain words, a neutral subject and sender, nothing more."""

from __future__ import annotations

import asyncio
import smtplib
import ssl
from contextlib import suppress
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate
from ipaddress import ip_address
from urllib.parse import unquote, urlsplit

import structlog

from bot.channels.email.addresses import answers_to, message_id_of, our_address
from bot.service.ports import SendRefused, Sent, Via
from bot.service.referral.mail import KEY as PARTNERS
from bot.settings import Settings
from bot.words.book import book

log = structlog.get_logger()

SECONDS = 12.0
"""For each step of the conversation with the mail server; the outbox waits no longer than for a few of them."""
NAME = "Répit"
"""What stands as sender on a locked screen: no creditor, no brand."""
FOR_GOOD = range(500, 600)
CHECK = "/check"
"""The page that tells whether an e-mail is ours."""


class SmtpSender:
    """The port `Sender` for e-mail."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    async def send(self, *, to: str, body: str, key: str, via: Via) -> Sent:
        """Hand it to the mail server. A repeat has the same Message-ID: mailboxes show it once."""
        message = compose(self._settings, to=to, body=body, key=key, via=via)
        returned_to = answers_to(self._settings, via.message_id)
        try:
            await asyncio.to_thread(self._hand_over, message, to, returned_to)
        except smtplib.SMTPRecipientsRefused as refusal:
            code = next((told[0] for told in refusal.recipients.values()), 0)
            log.warning("email.recipient_refused", message=via.message_id, code=code)
            if code in FOR_GOOD:
                raise SendRefused("refused") from None
            raise smtplib.SMTPResponseException(code, "recipient") from None  # theirs would name the address
        except smtplib.SMTPDataError as refusal:
            log.warning("email.not_taken", message=via.message_id, code=refusal.smtp_code)
            if refusal.smtp_code in FOR_GOOD:
                raise SendRefused("refused") from None
            raise
        return Sent(provider_ref=str(message["Message-ID"]))

    def _hand_over(self, message: EmailMessage, to: str, returned_to: str) -> None:
        told = urlsplit(self._settings.smtp_url.get_secret_value())
        host, trusted = told.hostname or "", ssl.create_default_context()
        server: smtplib.SMTP
        if told.scheme == "smtps":
            server = smtplib.SMTP_SSL(host, told.port or 465, timeout=SECONDS, context=trusted)
        else:
            server = smtplib.SMTP(host, told.port or 587, timeout=SECONDS)
        try:
            if told.scheme == "smtp" and not is_loopback(host):
                server.starttls(context=trusted)  # raises where the server has none: nothing goes in the clear
            if told.username:
                server.login(unquote(told.username), unquote(told.password or ""))
            server.send_message(message, from_addr=returned_to, to_addrs=[to])
            with suppress(smtplib.SMTPException, OSError):  # taken is taken, whatever they say to our goodbye
                server.quit()
        finally:
            server.close()


def is_loopback(host: str) -> bool:
    """Whether a host is this machine: words to it pass no network."""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def compose(settings: Settings, *, to: str, body: str, key: str, via: Via) -> EmailMessage:
    """An e-mail as it goes: the words, below them how to check that it is ours and how to stop.

    Subject and sender stand on locked screens: the same for everybody. Raises ValueError for an address that is none.
    """
    answers = answers_to(settings, via.message_id)
    message = EmailMessage(policy=SMTP)
    message["From"] = f"{NAME} <{our_address(settings)}>"
    message["To"] = to
    message["Reply-To"] = answers
    message["Subject"] = book().text("notice_email_subject", via.lang)
    message["Date"] = formatdate(usegmt=True)
    message["Message-ID"] = message_id_of(settings, key)
    # An absence note or another machine does not answer to such e-mails (RFC 3834; the second is Exchange's).
    message["Auto-Submitted"] = "auto-generated" if via.first else "auto-replied"
    message["X-Auto-Response-Suppress"] = "All"
    message["Content-Language"] = via.lang
    to_partner = key.startswith(PARTNERS)
    if via.first and not to_partner:
        message["List-Unsubscribe"] = f"<mailto:{answers}?subject=STOP>"
    message.set_content(body + "\n\n-- \n" + foot(settings, via.lang, to_partner=to_partner) + "\n", charset="utf-8")
    return message


def foot(settings: Settings, lang: str, *, to_partner: bool = False) -> str:
    """What stands below every e-mail; to a partner, who has no debtor's messages to stop, other words."""
    text_id = "referral_mail_foot" if to_partner else "notice_email_foot"
    return book().text(text_id, lang, {"link": f"{settings.base_url}{CHECK}?lang={lang}"})
