"""Which of the choices on offer somebody means."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

from bot.debt.reading.text.plain import fold, with_digits
from bot.debt.spelling import near

_NEAR = 0.84
_LONGEST_CHOICE = 160
_FILLERS = re.compile(
    r"(?<![a-z0-9])(?:(?:je |j ?|j')(?:prends?|choisi[st]?|veux?|voudrais?|prefere|vais prendre|prendrais|dirais|pense)"
    r"|j'aimerais|plutot|alors|donc|oui|ok|okay|"
    r"d'accord|bon|ben|bah|euh|va pour|pour moi|on (?:prend|part sur|dit)|partons sur|s'?il (?:vous"
    r"|te) plait|svp|stp|merci|celui|celle|celui-la|"
    r"celle-la|option|choix|choice|proposition|offre|plan|numero|num|no|n°|reponse|la|le|les|l'|un|une|ca"
    r"|ce sera|c'est|cest|avec|"
    r"i(?:'ll| will|'d| would)? (?:like|take|have|choose|prefer|pick|go for|go with|want)|let's (?:go with"
    r"|do|take)|the|a|please|pls|thanks?(?: you)?|"
    r"one|yes|offer|number|that|i think|maybe|of|them|deux|two)(?![a-z0-9])"
)
_ORDINALS = (
    r"(?:1|1er|1ere|1re|1st|premiere?|first)",
    r"(?:2|2e|2eme|2nd|2de|2nde|deuxieme|seconde?|second)",
    r"(?:3|3e|3eme|3rd|troisieme|third)",
    r"(?:4|4e|4eme|4th|quatrieme|fourth)",
    r"(?:5|5e|5eme|5th|cinquieme|fifth)",
    r"(?:6|6e|6eme|6th|sixieme|sixth)",
)
_LAST = re.compile(r"(?:derniere?|last)(?: one)?")
_LIGHT = r"legere?|basse?|bas|petite?|faible|doux|douce|cool|tranquille|facile|longue?|lente?"
_FAST = r"rapide|vite|courte?|elevee?|grosse?|gros|cher|chere|forte?|haute?|haut|grande?"
_BY_MONTH = r"(?: (?:(?:par|chaque|a|per|each) )?(?:mois|month))?"
KIND_WORDS: dict[str, str] = {
    "lightest": (
        rf"(?:plus (?:{_LIGHT})|moins (?:{_FAST}|lourde?|gros)|plus petite? (?:montant|somme|mensualite)"
        rf"|light(?:est|er)?"
        r"|low(?:est|er)?|cheap(?:est|er)?|small(?:est|er)?|less|least|slow(?:est|er)?|long(?:est|er)|easi(?:est|er)"
        rf"|petite?|legere?|moins){_BY_MONTH}"
    ),
    "faster": (
        rf"(?:plus (?:{_FAST})|moins (?:{_LIGHT})|fast(?:est|er)?|quick(?:est|er)?|short(?:est|er)?|high(?:est|er)?"
        rf"|bigg(?:est|er)|most|rapide){_BY_MONTH}"
    ),
    "other_amount": (
        r"(?:autre (?:montant|somme)|(?:other|another|different) amount|montant different|proposer autre chose"
        r"|mon propre montant|my own amount)"
    ),
    "not_now": (
        r"(?:pas (?:maintenant|tout de suite|pour l'instant|aujourd'?hui)|plus tard|not (?:now|today|right now"
        r"|yet)|later|another time)"
    ),
    "yes": r"(?:oui|yes)",
    "no": r"(?:non|no)",
}


_SPELT = (
    "lightest", "lighter", "cheapest", "lowest", "smallest", "first", "second", "legere", "leger", "premiere",
    "premier", "deuxieme", "derniere", "rapide", "maintenant", "moins",
)
"""Words of a choice that are still known with one typing error."""


def _signs(text: str) -> str:
    """Signs written for words: "le + léger", "le - cher"."""
    text = re.sub(r"(?<![a-z0-9])\+ ?(?=[a-z])", "plus ", text)
    return re.sub(r"(?<= )-(?= ?(?:cher|eleve|gros|lourd|long))", "moins ", text)


def _bare(text: str) -> str:
    """Plain words without courtesy and articles, single spaces."""
    kept = _FILLERS.sub(" ", re.sub(r"[^\w'%€£,.-]|_", " ", text))
    return re.sub(r"\s+", " ", re.sub(r"(?<![0-9])[.,'-]|[.,'-](?![0-9])", " ", kept)).strip()


def _squeezed(text: str) -> str:
    return re.sub(r"[^a-z0-9€£%]+", " ", text).strip()


def _by_title(text: str, titles: Sequence[str], language: str) -> int | None:
    said = _squeezed(text)
    told = [_squeezed(with_digits(fold(title), language).text) for title in titles]
    exact = [i for i, title in enumerate(told) if title and said == title]
    if exact:
        return exact[0] if len(exact) == 1 else None
    if len(said) < 4:
        return None
    # digits must be the same: "40 € par mois" is not nearly "60 € par mois"
    near = [
        i
        for i, title in enumerate(told)
        if re.findall("[0-9]+", title) == re.findall("[0-9]+", said)
        and SequenceMatcher(None, said, title, autojunk=False).ratio() >= _NEAR
    ]
    return near[0] if len(near) == 1 else None


def _by_place(bare: str, count: int) -> int | None:
    if _LAST.fullmatch(bare):
        return count - 1
    for index, ordinal in enumerate(_ORDINALS[:count]):
        if re.fullmatch(ordinal + "(?: one)?", bare):
            return index
    return None


def _by_number(bare: str, titles: Sequence[str], language: str) -> int | None:
    """The one title that names this number ("celui à 40 euros")."""
    number = re.fullmatch(
        r"(?:a )?([0-9]+(?:[.,][0-9]{1,2})?) ?(?:€|£|euros?|e|pounds?|quid|mois|months|fois)?(?: (?:par mois"
        r"|month|per month))?",
        bare,
    )
    if number is None:
        return None
    told = [re.findall(r"[0-9]+(?:[.,][0-9]{1,2})?", with_digits(fold(t), language).text) for t in titles]
    naming = [i for i, numbers in enumerate(told) if number[1] in numbers]
    return naming[0] if len(naming) == 1 else None


def _by_kind(bare: str, kinds: Sequence[str]) -> int | None:
    meant = [i for i, kind in enumerate(kinds) if kind in KIND_WORDS and re.fullmatch(KIND_WORDS[kind], bare)]
    return meant[0] if len(meant) == 1 else None


def pick_choice(text: str, titles: Sequence[str], *, language: str, kinds: Sequence[str] = ()) -> int | None:
    """Index of the choice meant, by its title (or nearly), place ("la 2"), number or kind; else None.

    `kinds` are as many as `titles`: lightest, faster, other_amount, not_now, yes, no; others are not matched
    by words. None too when the text says more than a choice ("oui mais", "pas le plus léger").
    """
    plain = _signs(with_digits(fold(text), language).text).strip()
    if not titles or not plain or len(plain) > _LONGEST_CHOICE or plain.endswith("?"):
        return None
    picked = _pick(plain, titles, language, kinds)
    respelt = re.sub(r"(?<![a-z])plu(?![a-z])", "plus", plain)
    respelt = re.sub(r"[a-z]{5,}", lambda m: next((one for one in _SPELT if near(m[0], one)), m[0]), respelt)
    return _pick(respelt, titles, language, kinds) if picked is None and respelt != plain else picked


def _pick(plain: str, titles: Sequence[str], language: str, kinds: Sequence[str]) -> int | None:
    titled = _by_title(plain, titles, language)
    if titled is not None:
        return titled
    whole = _squeezed(plain)
    by_kind = _by_kind(whole, kinds[: len(titles)])
    bare = _bare(plain)
    found = {
        by_kind,
        _by_kind(bare, kinds[: len(titles)]),
        _by_place(bare, len(titles)),
        _by_number(bare, titles, language),
    }
    found |= {_by_title(bare, titles, language), _by_place(whole, len(titles))}
    found.discard(None)
    return found.pop() if len(found) == 1 else None
