"""The lines to give when somebody is in danger: never behind identification, never beside a word of money."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from bot.debt.partners import Partner, country_of, load

_HOME = {"fr": "FR", "en": "UK"}
_RANK = {"crisis-line": 0, "emergency": 1, "emergency-text": 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One number: a crisis line to talk, or an emergency number when life is in danger now."""

    country: str
    name: str
    phone: str
    urgent: bool  # an emergency service: danger is immediate
    by: Literal["call", "text"]
    hours: str
    website: str

    @property
    def dial(self) -> str:
        """The number as a link dials it: digits only, for tel: and sms: links."""
        return "".join(sign for sign in self.phone if sign.isdigit() or sign == "+")


def _line(partner: Partner, lang: str) -> Line:
    return Line(
        country=partner.country,
        name=partner.name_in(lang),
        phone=partner.phone,
        urgent=partner.kind != "crisis-line",
        by="text" if partner.kind == "emergency-text" else "call",
        hours=partner.hours_in(lang),
        website=partner.website,
    )


def lines(country: str | None, partners: Iterable[Partner] | None = None, *, lang: str = "fr") -> tuple[Line, ...]:
    """The verified lines of a country or jurisdiction, crisis lines first; all countries' when it is not known: then
    those come first where the language (fr, en) is most at home.

    Never empty with the file as shipped: a country we know nothing of gets every line rather than none. Sources: the
    rows of bot/partners/partners.csv (France 3114, 15, 112 and 114 by text; United Kingdom 116 123 and 999).
    """
    known = [p for p in (load() if partners is None else partners) if p.kind in _RANK and p.phone]
    home = country_of(country)
    near = [p for p in known if p.country == home] or known
    first = _HOME.get(lang)
    ordered = sorted(near, key=lambda p: (p.country != first, p.country, _RANK[p.kind]))
    return tuple(_line(p, lang) for p in ordered)
