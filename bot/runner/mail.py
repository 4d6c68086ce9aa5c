"""`python -m bot mail`: gives an e-mail from standard input to the server, as a mail server's pipe does."""

from __future__ import annotations

import argparse
import http.client
import os
import sys
from contextlib import closing
from typing import TYPE_CHECKING

from bot.settings import Settings
from bot.signature import sign, webhook_secret
from bot.store.clock import OffsetClock

if TYPE_CHECKING:
    from argparse import _SubParsersAction

TAKEN, NOT_TAKEN, LATER = 0, 65, 75
"""Exit codes that mail servers know (sysexits.h): taken, refused for good, keep it and try again later."""
SECONDS = 30


def register(subparsers: _SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the verb."""
    giving = subparsers.add_parser("mail", help="give an e-mail from standard input to the server")
    giving.add_argument("--to", default=os.environ.get("ORIGINAL_RECIPIENT", ""), help="whom the envelope names")
    giving.add_argument("--server", default="", help="HOST:PORT (default: REPIT_HOST and REPIT_PORT)")
    giving.set_defaults(handler=lambda settings, told: give(settings, sys.stdin.buffer.read(), told.to, told.server))


def give(settings: Settings, raw: bytes, to: str = "", server: str = "") -> int:
    """Sign and hand over; returns an exit code. An e-mail is kept by the mail server until it is taken."""
    if to.isascii() and to.isprintable() and to:
        raw = b"X-Original-To: " + to.encode() + b"\r\n" + raw
    secret = settings.email_secret.get_secret_value()
    if not secret and settings.mode == "demo":
        secret = webhook_secret(settings.secret_key.get_secret_value(), "mail door")
    host, _, port = (server or f"{settings.host}:{settings.port}").rpartition(":")
    headers = {
        "Content-Type": "message/rfc822",
        "X-Repit-Signature": sign(secret, raw, OffsetClock().now()),
    }
    try:
        with closing(http.client.HTTPConnection(host, int(port), timeout=SECONDS)) as connection:
            connection.request("POST", "/channels/email", body=raw, headers=headers)
            status = connection.getresponse().status
    except (OSError, ValueError, http.client.HTTPException) as fault:
        print(f"mail: the server does not answer: {type(fault).__name__}", file=sys.stderr)
        return LATER
    if status in (200, 204):
        return TAKEN
    print(f"mail: refused with status {status}", file=sys.stderr)
    return NOT_TAKEN if status in (400, 413) else LATER
