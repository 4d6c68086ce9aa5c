"""Word families: lists of words that mean alike in French and English, as features (families.txt, no code)."""

from __future__ import annotations

import functools
import re
from pathlib import Path

FAMILIES = Path(__file__).with_name("families.txt")


@functools.lru_cache(maxsize=1)
def patterns(path: Path = FAMILIES) -> dict[str, re.Pattern[str]]:
    """Read the families, one pattern each. Raises ValueError on a line that is no "name: words"."""
    found: dict[str, re.Pattern[str]] = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        name, colon, words = line.partition(":")
        entries = sorted({w.strip() for w in words.split(",") if w.strip()}, key=len, reverse=True)
        if not colon or not entries or not words.isascii():
            raise ValueError(f"{path.name}, line {number}: expected 'name: words' without accents")
        either = "|".join(re.escape(w).replace(r"\*", r"\w*") for w in entries)
        found[name.strip()] = re.compile(rf"(?<!\w)(?:{either})(?!\w)")
    return found


def families(normal: str) -> str:
    """The families that `normal` (from `normalise`) touches, a name for each touch, separated by spaces."""
    return " ".join(
        " ".join([name] * len(hits)) for name, pattern in patterns().items() if (hits := pattern.findall(normal))
    )
