"""What somebody typed to be told whether it is ours: a link, an e-mail sender, a code, a telephone number."""

from __future__ import annotations

import re
from typing import Literal
from urllib.parse import urlsplit

Kind = Literal["link", "email", "code", "phone", "unreadable"]

LONGEST = 2_000
_LINK = re.compile(r"[a-z][a-z0-9+.-]*:/{1,3}\S+|www\.\S+|(?<![@\w.])[a-z0-9-]+(?:\.[a-z0-9-]+)+(?::\d+)?/\S*", re.I)
_ADDRESS = re.compile(r"[^\s<>()\",;:]+@[^\s<>()\",;:]+")
_HOST = re.compile(r"(?<![@\w.])(?:[a-z0-9-]+\.)+[a-z]{2,24}", re.I)
_CODE = re.compile(r"(?:c[ -]?)?[0-9a-z]{4}[ -]?[0-9a-z]{4}[ -]?[0-9a-z]", re.I)
_PHONE = re.compile(r"[+(]{0,2}[0-9 ().\u00a0-]{3,30}")


def kind_of(text: str) -> Kind:
    """What it is. A link counts first: it may stand in a whole message that was copied."""
    said = text[:LONGEST].strip()
    if links_in(said):
        return "link"
    if _ADDRESS.search(said):
        return "email"
    if _CODE.fullmatch(said) and re.search(r"[a-z]", said, re.I):
        return "code"
    if _PHONE.fullmatch(said) and sum(c.isdigit() for c in said) >= 3:
        return "phone"
    return "code" if _CODE.fullmatch(said) else "link" if _HOST.fullmatch(said) else "unreadable"


def links_in(text: str) -> list[str]:
    """Every link in the words, the signs that end a sentence left off."""
    return [found.rstrip(".,;:!?)»\"'>") for found in _LINK.findall(text[:LONGEST])]


def address_in(text: str) -> str:
    """The e-mail address in the words ("Name <a@b.example>"), in lower case; empty: none, or several."""
    found = {one.strip("<>.").lower() for one in _ADDRESS.findall(text[:LONGEST])}
    return found.pop() if len(found) == 1 else ""


def is_ours(link: str, base_url: str) -> bool:
    """Whether a link leads to us and to nobody else: the same host, and no trick before it.

    Where we are reached by https, plain http is not ours: anybody on the way could answer.
    """
    if not link.isascii() or re.search(r"[\s\\@]", link) or not all(c.isprintable() for c in link):
        return False
    try:
        told = urlsplit(link if re.match(r"[a-z][a-z0-9+.-]*:", link, re.I) and "://" in link else f"https://{link}")
        ours = urlsplit(base_url)
        said = "://" in link
        same = (told.hostname, told.port) == (ours.hostname, ours.port)
    except ValueError:
        return False
    return same and (told.scheme == ours.scheme or not said)
