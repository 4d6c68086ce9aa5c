"""An e-mail as it comes (RFC 5322), read with the standard library; whatever is wrong with it, it is read somehow."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.parser import BytesHeaderParser, BytesParser
from email.policy import compat32
from email.utils import getaddresses

import structlog

from bot.channels.email.quotes import own_words, words_of_html
from bot.service.outside.mail import File

log = structlog.get_logger()

MOST_PARTS = 200
MOST_FILES = 10
LARGEST_FILE = 12 * 1024 * 1024
LONGEST = 200_000
"""Characters of words that are read; what is kept of them is shorter still."""
_ADDRESS = re.compile(r"[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,8}")
_RECEIVERS = ("x-original-to", "delivered-to", "envelope-to", "to", "cc", "resent-to")
_ROLES = re.compile(r"postmaster\b", re.I)
_MACHINES = re.compile(r"(?:mailer-daemon|no-?reply|do-?not-?reply|ne-?pas-?repondre|bounces?)\b", re.I)
_TYPE = re.compile(r"[a-z]{1,20}/[a-z0-9.+-]{1,60}")
_ABSENT = re.compile(
    r"(?:r[ée]ponse automatique|auto(?:matic|mated)?[ -]?(?:reply|r[ée]ponse)|out of (?:the )?office"
    r"|absence du bureau|absent du bureau|message d'absence)\b",
    re.I,
)
_HEAD_ENDS = re.compile(rb"\r?\n\r?\n")
_FAILED = re.compile(r"5\.\d{1,3}\.\d{1,3}")


@dataclass(frozen=True, kw_only=True)
class Read:
    """What an e-mail says, as far as it can be read."""

    key: str
    """Of this very e-mail, however often and by whatever way it comes: never its text."""
    sender: str
    receivers: Sequence[str]
    subject: str
    words: str
    whole: str
    """All the words where some were cut off as quoted, else empty."""
    automatic: bool
    by_hand: bool
    """It looks automatic, but somebody may have written it all the same (a list's headers, a role's address)."""
    failed: bool
    """It says that an e-mail of ours can't be delivered, for good."""
    files: Sequence[File]


def read(raw: bytes) -> Read:
    """Read an e-mail. Never raises for what is in it."""
    try:
        return _read(BytesParser(policy=compat32).parsebytes(raw))
    except Exception as fault:  # the library meets its limits (RecursionError) and faults of its own
        log.warning("email.hardly_read", error=type(fault).__name__, size=len(raw))
        return _read(BytesHeaderParser(policy=compat32).parsebytes(_HEAD_ENDS.split(raw, maxsplit=1)[0]), raw)


def _read(message: Message, otherwise: bytes = b"") -> Read:
    """`otherwise`: the whole of it as a file, where its parts can't be told from one another."""
    if otherwise:
        message.set_type("text/plain")
    parts = list(_parts(message))
    text = _words(parts)
    words, cut = own_words(text)
    subject = _header(message, "Subject")[:300]
    sender = next(iter(_addresses(message, ("from", "sender"))), "")
    report = message.get_content_type() == "multipart/report"
    return Read(
        key=_key(message, text), sender=sender, receivers=_receivers(message), subject=subject,
        words=words, whole=text if cut else "", automatic=report or _automatic(message, sender, subject),
        by_hand=not report and not _surely_automatic(message, sender, subject),
        failed=report and _is_failed(parts),
        files=[File(name="", type="message/rfc822", content=otherwise)] if otherwise else _files(parts),
    )


def _parts(message: Message) -> Iterator[Message]:
    """Parts that are no container, those of an attached e-mail left inside it."""
    waiting, seen = [message], 0
    while waiting and seen < MOST_PARTS:
        part = waiting.pop(0)
        seen += 1
        content = part.get_payload()
        if part.get_content_maintype() == "multipart" and isinstance(content, list):
            waiting = [one for one in content if isinstance(one, Message)] + waiting
        else:
            yield part


def _words(parts: Sequence[Message]) -> str:
    """The plain words, else those of the HTML; several plain parts (a phone puts pictures between) are joined."""
    mine = [part for part in parts if not _is_file(part)]
    plain = [_text(part) for part in mine if part.get_content_type() == "text/plain"]
    found = "\n".join(one for one in plain if one.strip())
    if not found.strip():
        found = "\n".join(words_of_html(_text(part)) for part in mine if part.get_content_type() == "text/html")
    return found[:LONGEST]


def _text(part: Message) -> str:
    content = _content(part)
    told = part.get_content_charset() or "utf-8"
    for charset in (told, "utf-8", "cp1252"):
        try:
            return content[:LONGEST * 4].decode(charset)
        except (LookupError, ValueError):
            continue
    return content[:LONGEST * 4].decode("latin-1")


def _content(part: Message) -> bytes:
    try:
        content = part.get_payload(decode=True)
    except (ValueError, MessageError, LookupError):
        content = None
    if isinstance(content, bytes):
        return content
    nested = part.get_payload()
    if isinstance(nested, list):  # an e-mail that was attached
        return b"\n".join(one.as_bytes() for one in nested if isinstance(one, Message))
    return str(nested or "").encode(errors="replace")


def _is_file(part: Message) -> bool:
    if part.get_content_disposition() == "attachment" or part.get_filename():
        return True
    return part.get_content_type() not in ("text/plain", "text/html")


def _files(parts: Sequence[Message]) -> list[File]:
    found: list[File] = []
    for part in parts:
        if not _is_file(part) or part.get_content_type() in ("message/delivery-status", "text/rfc822-headers"):
            continue
        content = _content(part)
        if content and len(content) <= LARGEST_FILE and len(found) < MOST_FILES:
            kind = part.get_content_type().lower()
            name = re.sub(r"[^\w .()-]", "_", _decoded(part.get_filename() or ""))[:120]
            fits = _TYPE.fullmatch(kind) is not None
            found.append(File(name=name, type=kind if fits else "application/octet-stream", content=content))
    return found


def _header(message: Message, name: str) -> str:
    return _decoded(str(message.get(name, "")))


def _decoded(told: str) -> str:
    try:
        found = str(make_header(decode_header(told)))
    except (ValueError, LookupError, MessageError):
        found = told
    return " ".join(found.split())


def _addresses(message: Message, names: Sequence[str]) -> list[str]:
    found: list[str] = []
    for name in names:
        told = [str(value)[:8_000] for value in message.get_all(name, [])[:20]]
        found += [address.strip().lower() for _, address in getaddresses(told)]
    return [one for one in dict.fromkeys(found) if len(one) <= 254 and _ADDRESS.fullmatch(one)]


def _receivers(message: Message) -> list[str]:
    """Whatever looks like an address there, however badly the header is written: the token in it is what counts."""
    told = [str(value)[:8_000].lower() for name in _RECEIVERS for value in message.get_all(name, [])[:20]]
    return list(dict.fromkeys(address for value in told for address in _ADDRESS.findall(value)))


def _automatic(message: Message, sender: str, subject: str) -> bool:
    """Whether a machine has written it (RFC 3834, and what mail servers put there in practice)."""
    precedence = str(message.get("Precedence", "")).strip().lower()
    return (
        _surely_automatic(message, sender, subject)
        or precedence in ("bulk", "junk", "list", "auto_reply")
        or any(message.get(name) for name in ("List-Id", "List-Unsubscribe"))
        or _ROLES.match(sender) is not None
    )


def _surely_automatic(message: Message, sender: str, subject: str) -> bool:
    """What no person's own program puts there."""
    submitted = str(message.get("Auto-Submitted", "no")).split(";")[0].strip().lower()
    return (
        submitted not in ("no", "")
        or any(message.get(name) for name in ("X-Autoreply", "X-Autorespond"))
        or str(message.get("Return-Path", "")).strip() == "<>"
        or _MACHINES.match(sender) is not None
        or _ABSENT.match(subject) is not None
    )


def _is_failed(parts: Sequence[Message]) -> bool:
    """Whether a delivery report says: failed for good. Only delayed is none."""
    for part in parts:
        if part.get_content_type() == "message/delivery-status":
            told = _content(part).decode("latin-1").lower()
            failed = re.search(r"^action:\s*failed", told, re.M)
            status = re.search(r"^status:\s*(\S+)", told, re.M)
            if failed and status and _FAILED.fullmatch(status[1]):
                return True
    return False


def _key(message: Message, text: str) -> str:
    """By its own id and its words: two e-mails whose ids are alike by some fault are two all the same."""
    told = "\n".join([str(message.get("Message-ID", "")), str(message.get("Date", "")), text])
    return "mail-" + hashlib.sha256(told.encode(errors="replace")).hexdigest()[:48]
