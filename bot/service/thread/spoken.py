"""Amounts and days as they are said to a debtor."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time
from itertools import groupby

from babel.dates import format_date

from bot.debt.money import Money

_LOCALE = {"fr": "fr_FR", "en": "en_GB"}


def day(value: date, lang: str) -> str:
    """"28 novembre 2026", "1er décembre 2026"; "28 November 2026"."""
    text = format_date(value, "d MMMM y", locale=_LOCALE[lang])
    return "1er" + text[1:] if lang == "fr" and text.startswith("1 ") else text


def hour(value: time, lang: str) -> str:
    """"9 h", "14 h 30"; "09:00", "14:30"."""
    if lang != "fr":
        return f"{value:%H:%M}"
    return f"{value.hour} h {value.minute:02d}" if value.minute else f"{value.hour} h"


def weekday(value: date, lang: str) -> str:
    """"lundi 30 novembre"; "Monday 30 November"."""
    text = format_date(value, "EEEE d MMMM", locale=_LOCALE[lang])
    return text.replace(" 1 ", " 1er ") if lang == "fr" else text


def money(value: Money, lang: str) -> str:
    """"480,00 €"; "£350.00"."""
    return value.text(lang)


def listing(items: Sequence[str], lang: str) -> str:
    """"a, b et c"; "a, b and c"."""
    if len(items) < 2:
        return "".join(items)
    return ", ".join(items[:-1]) + (" et " if lang == "fr" else " and ") + items[-1]


def payments(amounts: Sequence[Money], lang: str) -> str:
    """Payments in their order, alike ones together: "2 x 20,00 €, puis 40,00 €"; "2 x £20.00, then £40.00"."""
    runs = [(one, len(list(alike))) for one, alike in groupby(amounts)]
    told = [money(one, lang) if count == 1 else f"{count} x {money(one, lang)}" for one, count in runs]
    return (", puis " if lang == "fr" else ", then ").join(told)
