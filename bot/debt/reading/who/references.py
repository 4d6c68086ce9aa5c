"""References of cases and postcodes, in the spellings in which people copy them from a letter."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.debt.reading.text.plain import Plain, fold


@dataclass(frozen=True, slots=True)
class ReferencePattern:
    """How a creditor writes its references: prefix, separator, then that many digits."""

    prefix: str
    separator: str
    digits: int


DEFAULT_PATTERNS = (
    ReferencePattern("AUR", "-", 5),
    ReferencePattern("VE", "", 4),
    ReferencePattern("BL", "/", 4),
    ReferencePattern("DEMO", "-", 4),
)

_POSTCODE_FR = re.compile(r"(?<![a-z0-9])(?:f-)?((?:0[1-9]|[1-8][0-9]|9[0-8])[0-9]{3})(?![a-z0-9])")
_POSTCODE_FR_PARTED = re.compile(r"\s*((?:0[1-9]|[1-8][0-9]|9[0-8])) ([0-9]{3})\s*\.?\s*")
_POSTCODE_UK = re.compile(r"(?<![a-z0-9])([a-pr-uwyz][a-hk-y]?[0-9][0-9a-z]?) ?([0-9][abd-hjlnp-uw-z]{2})(?![a-z0-9])")
_MONEY_AFTER = re.compile(r"[.,]?[0-9]|\s?(?:€|e\b|eur|balles|par\b|/|£|a month|a year|pounds)")


def _regex(pattern: ReferencePattern) -> re.Pattern[str]:
    # "A U R 70 001" is read too, and O for 0, as people copy it from paper
    prefix = "[ .]?".join(re.escape(letter) for letter in pattern.prefix.lower())
    digits = rf"[0-9](?: ?[0-9o]){{{pattern.digits - 1}}}"
    return re.compile(rf"(?<![a-z0-9]){prefix}[ ./_:#n°-]{{0,3}}({digits})(?![0-9a-z])")


def reference_spans(plain: Plain, patterns: Sequence[ReferencePattern]) -> list[tuple[int, int, str]]:
    """Where references stand in the plain text, and each normalised; in order, no two overlapping."""
    found: list[tuple[int, int, str]] = []
    for pattern in patterns:
        for match in _regex(pattern).finditer(plain.text):
            digits = match[1].replace(" ", "").replace("o", "0")
            found.append((match.start(), match.end(), f"{pattern.prefix}{pattern.separator}{digits}"))
    kept: list[tuple[int, int, str]] = []
    for start, end, reference in sorted(found):
        if not kept or start >= kept[-1][1]:
            kept.append((start, end, reference))
    return kept


_PUT_RIGHT = re.compile(
    r"(?<![a-z])(?:non|no|pardon|sorry|oups|oops|scuse\w*|excuse\w*|plutot|erreur|actually|i mean|je veux dire|en fait"
    r"|rather|wait|attends|attendez)(?![a-z])"
)


def read_references(text: str, patterns: Sequence[ReferencePattern] = DEFAULT_PATTERNS) -> tuple[str, ...]:
    """References told, as the creditor writes them ("aur 70001" gives "AUR-70001"), each once, in order; but first the
    one that puts another right ("DEMO-1009... non pardon DEMO-1007").
    """
    plain = fold(text)
    spans = sorted(reference_spans(plain, patterns))
    told = [reference for _, _, reference in spans]
    if len(spans) > 1 and _PUT_RIGHT.search(plain.text[spans[-2][1] : spans[-1][0]]):
        told.insert(0, told[-1])
    return tuple(dict.fromkeys(told))


def uk_postcode_spans(plain: Plain) -> list[tuple[int, int]]:
    """Where British postcodes stand in the plain text."""
    return [match.span() for match in _POSTCODE_UK.finditer(plain.text)]


def read_postcode(text: str) -> str | None:
    """The postcode told: French ("67100") or British ("BT1 1AA"), the first that stands alone; else None."""
    plain = fold(text)
    if parted := _POSTCODE_FR_PARTED.fullmatch(plain.text):
        return parted[1] + parted[2]
    taken = [(start, end) for start, end, _ in reference_spans(plain, DEFAULT_PATTERNS)]
    for match in _POSTCODE_FR.finditer(plain.text):
        in_reference = any(start < match.end() and match.start() < end for start, end in taken)
        if not in_reference and not _MONEY_AFTER.match(plain.text, match.end()):
            return match[1]
    if british := _POSTCODE_UK.search(plain.text):
        return f"{british[1]} {british[2]}".upper()
    return None
