"""What banks write on a transfer: account numbers (IBAN) and creditor references (RF), with their check digits.

Both are guarded by ISO 7064, MOD 97-10. Among digits it finds every single slip and every swap of two neighbours (a
letter taken for a digit escapes it one time in a hundred): the bodies of our own references are digits alone.
"""

from __future__ import annotations

import re

BODY = 12
"""Digits of a body of ours. With "RF" and the check digits it fits the 18 signs of a UK payment as well."""
_LONGEST_BODY = 21
_LOOK_ALIKE = str.maketrans("OIL", "011")
_OURS = re.compile(rf"(?=RF([0-9OIL]{{{BODY + 2}}}))")
_NOT_A_SIGN = re.compile(r"[^0-9A-Z]")

IBAN_LENGTHS = {
    "AD": 24, "AT": 20, "BE": 16, "BG": 22, "CH": 21, "CY": 28, "CZ": 24, "DE": 22, "DK": 18, "EE": 20, "ES": 24,
    "FI": 18, "FR": 27, "GB": 22, "GI": 23, "GR": 27, "HR": 21, "HU": 28, "IE": 22, "IS": 26, "IT": 27, "LI": 21,
    "LT": 20, "LU": 20, "LV": 21, "MC": 27, "MT": 31, "NL": 18, "NO": 15, "PL": 28, "PT": 25, "RO": 24, "SE": 24,
    "SI": 19, "SK": 24, "SM": 27, "VA": 22,
}
"""Signs of an IBAN by country: those of the SEPA (ISO 13616 registry)."""


def _remainder(signs: str) -> int:
    return int("".join(str(int(sign, 36)) for sign in signs)) % 97


def compact(text: str) -> str:
    """Capitals and digits alone: how an account number or a reference is compared."""
    return _NOT_A_SIGN.sub("", text.upper())


def rf_reference(body: str) -> str:
    """The creditor reference (ISO 11649) of a body of 1 to 21 capitals and digits: "RF", check digits, body.

    Raises ValueError for another body.
    """
    if not re.fullmatch(rf"[0-9A-Z]{{1,{_LONGEST_BODY}}}", body):
        raise ValueError("the body of a creditor reference is 1 to 21 capitals and digits")
    return f"RF{98 - _remainder(f'{body}RF00'):02d}{body}"


def read_rf(text: str) -> str | None:
    """A creditor reference as somebody typed it (case, spaces), or None when its check digits do not fit."""
    signs = compact(text)
    if not re.fullmatch(rf"RF[0-9]{{2}}[0-9A-Z]{{1,{_LONGEST_BODY}}}", signs):
        return None
    return signs if _remainder(signs[4:] + signs[:4]) == 1 else None


def find_references(text: str) -> tuple[str, ...]:
    """Every reference of our length within free text, in order, each once.

    Case, spaces, dashes and line breaks make no difference; O, I and L are read as the 0 and 1 that were meant.
    Check digits alone do not prove that a reference is ours: whoever asks looks it up.
    """
    found = []
    for hit in _OURS.finditer(compact(text)):
        read = read_rf("RF" + hit[1].translate(_LOOK_ALIKE))
        if read is not None:
            found.append(read)
    return tuple(dict.fromkeys(found))


def read_iban(text: str) -> str | None:
    """An IBAN as somebody typed it, compact; None unless country, length and check digits fit (ISO 13616)."""
    signs = compact(text)
    if not re.fullmatch(r"[A-Z]{2}[0-9]{2}[0-9A-Z]+", signs) or IBAN_LENGTHS.get(signs[:2]) != len(signs):
        return None
    return signs if _remainder(signs[4:] + signs[:4]) == 1 else None


def spaced(signs: str) -> str:
    """In groups of four, as both standards print them."""
    return " ".join(signs[at : at + 4] for at in range(0, len(signs), 4))
