"""Whether somebody says outright that they contest a debt, beside whatever else they ask for."""

from __future__ import annotations

import re

from bot.debt.reading.plain import fold

_CONTESTS = re.compile(
    r"(?<![a-z])(?:(?:je |j'|nous |on )?(?:ne )?(?:reconnais|reconnaissons|dois|devons) (?:pas|rien|en rien|aucun\w*)"
    r"|(?:je |nous |on )?contest(?:e|ons|er|ation)(?! pas)|i (?:hereby |formally |fully |do )*dispute|we dispute"
    r"|i (?:do not|don'?t) (?:owe|recogni[sz]e|acknowledge))(?![a-z])"
)


def contests(text: str) -> bool:
    """True for "je conteste formellement cette dette", "I dispute this debt"; asking how to do so counts as well."""
    return _CONTESTS.search(fold(text).text) is not None
