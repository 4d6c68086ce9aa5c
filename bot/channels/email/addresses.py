"""Our address, and the one that answers to a message of ours come to: with a token that nobody can guess."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Iterable

from bot.settings import Settings

DEMO_FROM = "bonjour@repit.example"
"""Of a domain that is kept for examples."""
_TOKEN = re.compile(r"([0-9]{1,15})-([a-z2-7]{26})")


def is_simulated(settings: Settings) -> bool:
    """Whether there is no mail server at all: the demo's mailbox page stands in for it."""
    return settings.mode == "demo" and not settings.smtp_url.get_secret_value()


def our_address(settings: Settings) -> str:
    """Where e-mails come from; empty where none is set (production refuses to start so)."""
    return settings.email_from or (DEMO_FROM if is_simulated(settings) else "")


def answers_to(settings: Settings, message_id: int) -> str:
    """Where answers to that message of the outbox come to, and what could not be delivered of it."""
    local, _, domain = our_address(settings).partition("@")
    return f"{local}+{message_id}-{_mac(settings, message_id)}@{domain}"


def message_of(settings: Settings, addresses: Iterable[str]) -> int:
    """The message of ours whose token stands in one of these addresses; 0: none, or a forged one."""
    local, _, domain = our_address(settings).partition("@")
    for address in addresses:
        before, _, after = address.lower().rpartition("@")
        told = before.removeprefix(f"{local}+")
        found = _TOKEN.fullmatch(told) if after == domain and told != before else None
        if found is not None and hmac.compare_digest(_mac(settings, int(found[1])), found[2]):
            return int(found[1])
    return 0


def is_ours(settings: Settings, address: str) -> bool:
    """Whether an address is our own, with a token or without."""
    local, _, domain = our_address(settings).partition("@")
    before, _, after = address.lower().rpartition("@")
    return bool(domain) and after == domain and before.partition("+")[0] == local


def message_id_of(settings: Settings, key: str) -> str:
    """The Message-ID of what has that key in the outbox: a repeat has the same, and mailboxes show it once."""
    return f"<{_hashed(settings, 'message', key)[:40]}@{our_address(settings).partition('@')[2]}>"


def _mac(settings: Settings, message_id: int) -> str:
    """128 bits in small letters: some mail servers change capitals."""
    found = bytes.fromhex(_hashed(settings, "answer", str(message_id)))[:16]
    return base64.b32encode(found).decode().rstrip("=").lower()


def _hashed(settings: Settings, purpose: str, value: str) -> str:
    secret = settings.secret_key.get_secret_value()
    return hmac.new(secret.encode(), f"mail {purpose}:{value}".encode(), hashlib.sha256).hexdigest()
