"""Whether somebody asks what is hidden behind an offer: "c'est quoi le piège ?", "is there any catch to that"."""

from __future__ import annotations

import re

from bot.debt.reading.text.plain import fold

_FR = r"(?:pi[ea]i?ges?|hics?|loups?|entourloupes?|embrouilles?|coups? fourres?|couilles?|mauvaises? surprises?)"
_EN = r"(?:catch(?:es)?(?! up)|traps?|strings|downsides?|small ?print|fine print|snags?|gotchas?|tricks?|hidden \w+)"
_CATCH = re.compile(
    r"(?<![a-z])(?:"
    rf"(?:c'est quoi|c'?est koi|c quoi|c koi|cest quoi|cest koi|quel est|quelle est|ou est|il est ou|ou c'est|c'est ou"
    rf"|ya|y a|y'a|y as|il y a|y aurait|a-t-il|t-il|ca cache|sans|pas de|aucune?|quel|quels sont|ou)"
    rf" (?:(?:le|la|l'|les|un|une|des|de|d'|quoi comme|pas|bien|aucun|quand meme|pas un) ?){{0,3}}{_FR}(?![a-z])"
    rf"|c'?est (?:pas )?(?:un |une )?(?:piege|embrouille|entourloupe) ?(?:\?|ou pas|ou quoi|votre|ce|cette|hein|non \?)"
    r"|(?:trop beau|too good)(?: (?:pour etre|to be) (?:vrai|honnete|true))?(?![a-z])|anguille sous roche"
    r"|(?:frais|couts?|trucs?|clauses?|choses?|conditions?) (?:bien )?caches?(?:es?)?(?![a-z])"
    r"|(?:petites lignes|petits caracteres|ecrit en petit)"
    r"|(?:ca|cela|qu'est ce que ca|ke ca|que ca) cache (?:quoi|quelque chose|qqch|qq ?chose|un truc)"
    rf"|(?:what'?s|whats|what is|wheres|where'?s|where is|is there|are there|theres|there'?s|there is|any|no|got to be"
    rf"|must be|is it|is this|is that|without|whats in it) "
    rf"(?:(?:the|a|an|any|some|no|there|not|be|got|to) ?){{0,3}}{_EN}(?![a-z])|strings attached)"
)
_CAUGHT = re.compile(r"(?<![a-z])(?:pris|prise|coince\w*|tombe\w*|caught|stuck|trapped|dans un|dans le|in a)(?![a-z])")
_AT_MOST = 14


def asks_catch(text: str) -> bool:
    """Whether a short question is what is hidden behind what is offered. Who feels caught asks nothing of the kind, and
    a sum named beside it says more than the question.
    """
    words = re.sub(r"\s+", " ", fold(text).text).strip()
    if len(words.split()) > _AT_MOST or re.search(r"[0-9]", words) or _CAUGHT.search(words):
        return False
    return _CATCH.search(words) is not None
