"""What a sum is, asked; and that a payment can't be made: words beside which a sum is no proposal."""

from __future__ import annotations

import re

from bot.debt.reading.text.plain import fold, with_digits

_LONGEST = 220
_B, _E = r"(?<![a-z0-9])", r"(?![a-z0-9])"
_NUMBER = (
    r"[€£]? ?[0-9][0-9 ]{0,6}(?:[.,][0-9]{1,2})? ?(?:€|£|e(?![a-z])|eur\w*|balles|boules|pounds?|quid)?"
)
_WHAT_FR = (
    r"(?:c'?est (?:quoi|koi)|c k?q?uoi|c[e ]? ?koi|kesako|keske c|qu'est[- ]ce que(?: c'est(?: que)?)?"
    r"|(?:a )?quoi (?:ca )?correspond\w*|(?:ca |sa |elle )?correspond\w* a (?:quoi|koi)"
    r"|(?:ca |sa )?(?:sert|servent) a quoi|c'?est pour quoi"
    r"|d'ou (?:vient|viennent|sort|sortent)|pour quoi faire|c'?est lequel)"
)
_WHAT_EN = r"(?:what(?:'?s| is| are| was)|what do you mean by|which (?:one )?(?:is|are)|where (?:does|do|did)|why the)"
_THE = r"(?:(?:ce|ces|cet|cette|le|la|les|l'|c'est|this|that|these|those|the|all|your|vos|de|of|donc|alors) ?)*"
_ASKS = re.compile(
    rf"{_B}(?:{_WHAT_FR}|{_WHAT_EN}) {_THE}{_NUMBER}"
    rf"|{_B}{_THE}{_NUMBER},? (?:{_WHAT_FR}|what(?:'?s| is) (?:it|that|this)(?: for)?|is for what|come\w* from)"
)


def asks_what_sum(text: str, language: str) -> bool:
    """Whether somebody asks what a sum is ("c koi ces 20 euro ?", "what is this 20 for"): it is no proposal."""
    words = with_digits(fold(text), language).text
    return len(words) <= _LONGEST and _ASKS.search(words) is not None


def names_sum(text: str, minor: int, language: str) -> bool:
    """Whether that very sum is named ("le 80", "80,00 €")."""
    words = with_digits(fold(text), language).text
    units, cents = divmod(minor, 100)
    rest = rf"[.,]{cents:02d}" if cents else r"(?:[.,]00?)?"
    grouped = f"{units:,}".replace(",", "[ .,]?")
    return re.search(rf"(?<![0-9.,]){grouped}{rest}(?![0-9]|[.,][0-9])", words) is not None


_CANT = re.compile(
    rf"{_B}(?:(?:je |j'? ?|on )?(?:ne )?(?:peu[xt]?|pe|pourr(?:ai|ais|a|ons)|arriv\w+|vais) "
    r"(?:vraiment |toujours )?(?:pas?|plus|pa|po|jamais)"
    r"|(?:pas|plus) (?:possible|moyen|les moyens|capable|en mesure)|impossible|incapable|cannot|can not|cant|wont"
    rf"|(?:can|could|wo|would)n?'?t|not able|unable|no way|not going to be able|won'?t be able){_E}"
)
_CLAUSE = re.compile(r"[.;!?\n]|(?<![a-z])(?:mais|but|par contre|however)(?![a-z])")


def cant_clauses(text: str) -> tuple[str, ...]:
    """The clauses of a message that say that something can't be paid, in plain words."""
    words = fold(text).text
    if len(words) > _LONGEST:
        return ()
    return tuple(one.strip() for one in _CLAUSE.split(words) if one and _CANT.search(one))
