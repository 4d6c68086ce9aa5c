"""Whether a payment link is wished for somebody else who pays: "un lien pour ma fille", "send my mum the link"."""

from __future__ import annotations

import re

from bot.debt.reading.text.alone import in_short

_LONGEST = 35
"""Words."""
_B, _E = r"(?<![a-z0-9'])", r"(?![a-z0-9])"
_WHO = (
    r"(?:(?:ma|mon|mes|notre|my|our) (?:petite? |grande? |grand[- ]?|belle[- ]|beau[- ]|step|old |older |big |little )?"
    r"(?:fille|fils|mere|maman|pere|papa|parents|soeur|frere|mari|femme|conjointe?|compagn\w+|copa?in\w*|ami\w*|tante"
    r"|oncle|cousine?|mere|pere|voisine?|daughter|son|mum|mom|mother|dad|father|sister|brother|husband|wife|partner"
    r"|friend|aunt|uncle|nan|gran\w*|cousin|boyfriend|girlfriend|mate)"
    r"|quelqu'un d'autre|quelqu un d autre|somebody else|someone else)"
)
_LINK = r"(?:liens?|links?)"
_PRONOUN = r"(?:lui|elle|eux|leur|her|him|them|pr elle|pr lui)"
_PATTERNS = re.compile(
    rf"{_B}{_LINK}{_E}.{{0,30}}{_B}(?:pour|pr|a|for|to) {_WHO}{_E}"
    rf"|{_B}(?:send|envo\w*|give|donn\w*|faites?|fais|make|text)[- ]?(?: ?(?:a"
    rf"|to))? ?{_WHO}{_E}.{{0,20}}{_B}{_LINK}{_E}"
    rf"|{_B}{_WHO}{_E}.{{0,40}}{_B}(?:pay\w*|pai\w*|regl\w*|avanc\w*|va payer|will pay|pays){_E}.{{0,50}}"
    rf"{_B}{_LINK}{_E}"
    rf"|{_B}{_LINK}{_E}.{{0,40}}{_B}{_WHO}{_E}.{{0,20}}{_B}(?:pay\w*|pai\w*|regl\w*){_E}"
)
_NOT = re.compile(
    rf"{_B}(?:pas|plus|jamais|don'?t|dont|not|never|a recu|got|received|a eu|stop){_E}.{{0,24}}{_B}{_LINK}{_E}"
)


def asks_link_for_other(text: str) -> bool:
    """Whether a link is wished with which somebody else pays for them; that one was had, or is refused, is none."""
    return in_short(text, _PATTERNS, words=_LONGEST, unless=_NOT)


_WILL = (
    r"(?:va|vont|veut|peut|pourrait|pourra|propose d[e']|accepte d[e']|will|'?ll|can|could|wants? to|is going to|gonna"
    r"|has offered to|offered to|is happy to)"
)
_OTHER_PAYS = re.compile(
    rf"{_B}{_WHO}{_E}(?: (?:elle|il|ki|qui|she|he|who))?(?: {_WILL})?(?: (?:tout?|tt|le|la|m'|me|for me|it|just))*"
    rf" ?(?:pay\w*|pai\w*|regl\w*|avanc\w*){_E}"
)
_PAYS_NOT = re.compile(rf"{_B}(?:pas|plus|jamais|not|won'?t|can'?t|cannot|a (?:deja )?pay\w*|paid|already){_E}")


def other_pays(text: str) -> bool:
    """Whether somebody else is said to pay for them ("ma soeur va tout payer"); that they did, or can't, is none."""
    return in_short(text, _OTHER_PAYS, words=_LONGEST, unless=_PAYS_NOT)
