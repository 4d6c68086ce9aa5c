"""Codes that are read out and typed: signs that are not mistaken for one another, and a check sign at the end."""

from __future__ import annotations

SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's: without I, L, O, U, which are misread or misheard."""
_MISREAD = str.maketrans("OIL", "011")


def check_sign(body: str) -> str:
    """Luhn's sum over 32 signs: finds every single slip and nearly every swap of neighbours."""
    total = 0
    for place, sign in enumerate(reversed(body)):
        value = SIGNS.index(sign) * (2 if place % 2 == 0 else 1)
        total += value // len(SIGNS) + value % len(SIGNS)
    return SIGNS[-total % len(SIGNS)]


def written(body: str, *, letter: str) -> str:
    """A code from its random signs, in two halves: "R-7K3M9-QXD2A-4"."""
    half = len(body) // 2
    return f"{letter}-{body[:half]}-{body[half:]}-{check_sign(body)}"


def read(text: str, *, letter: str, length: int) -> str | None:
    """A code as somebody typed it (case, spaces, O for 0, I or L for 1), or None when it has a slip.

    `length` is that of the random part; the letter in front may be left out. Set apart by a dash or a space it is
    never taken for one of the random signs, so that a code cut short does not pass for another.
    """
    typed = text[:100].strip().upper()
    signs = "".join(sign for sign in typed if sign.isalnum()).translate(_MISREAD)
    if len(signs) == length + 2 or (typed.startswith(letter) and not typed[1:2].isalnum()):
        signs = signs.removeprefix(letter)
    if len(signs) != length + 1 or any(sign not in SIGNS for sign in signs):
        return None
    body, check = signs[:length], signs[length]
    return written(body, letter=letter) if check_sign(body) == check else None
