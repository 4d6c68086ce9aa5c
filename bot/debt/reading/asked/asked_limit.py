"""Questions about a sum that may be too old: must it be paid, or admitted; what restarts the period; is it too old."""

from __future__ import annotations

import re
from typing import Literal

from bot.debt.reading.text.alone import AT_MOST, said
from bot.debt.reading.text.plain import flat

LimitQuestion = Literal["must_pay", "admit", "restart", "too_old"]

_INVERTED = (
    r"(?:dois[- ]je|doit[- ]on|devrais[- ]je|faut[- ]il|suis[- ]je (?:oblige\w*|tenue?|cense\w*)"
    r"|(?:est[- ]ce qu(?:e |')|esque |eske |esk )(?:je |j'|j|on |il |y |nous )?(?:dois|doi|doit|devons|devrais|faut|fo"
    r"|suis oblige\w*|est oblige\w*)|do (?:i|we) (?:still |really |even )?(?:have|need) to|have i (?:got )?to"
    r"|must (?:i|we)|should (?:i|we)|need i|am i (?:supposed|meant|obliged|required|expected) to)"
)
_ASKS = (
    rf"(?:{_INVERTED}|(?:je|j|on|il|y|nous) ?(?:me |m')?(?:dois|doi|doit|devons|devrais|faut|fo|suis oblige\w*)"
    r"|(?:il )?(?:faut|fo)|oblige\w* de|i (?:have|need|must|got) (?:to )?)"
)
_PAY = r"(?:pa[iy]\w*|regl\w*|rembours\w*|verse\w*|debours\w*|pay(?:ing)?(?: (?:it|this|that|them|you|anything|back))?)"
_MUST_PAY = re.compile(
    rf"\b{_ASKS}(?: que je| quand meme| vraiment| encore| still| really| even| bien)* (?:vous |la |le |les |l'"
    rf"|ca )?{_PAY}\b"
    r"|^(?:et )?(?:donc|alors|du coup|ok donc|so|then|ok so)\b.{0,14}\b(?:je|j'|j|on|i|we)(?: ai| n'ai| ne| n'|'ai|ai)?"
    r" ?(?:pa[iy]e?s?|regle|dois|doit|(?:do not|don'?t|dont|needn'?t|won'?t)(?: (?:have|need) to)?(?: pay)?)"
    r" ?(?:pas|rien|plus|anything|it|this|nothing)?\b"
    r"|\b(?:rien|nothing) (?:a|to) (?:payer|regler|pay)\b"
)
_NOT_THAT = re.compile(
    r"\b(?:combien|cb|comb1|how (?:much|many|do|can|to)|quand(?! meme)|when|comment|where|ou est|quel\w*|which|what"
    r"|si|if|chaque|par"
    r" mois|each|every|first|en premier|frais|fees?|pourquoi|pk|why|son|sa|ses|mon|ma|mes|my|his|her|their|who|qui"
    r"|loyer|rent|[0-9]+)\b"
)
_QUESTION = re.compile(
    r"\?|^(?:et |but |and |mais )?(?:donc|alors|du coup|so|then)\b|\bou pas\b|\bor not\b|\bnon$|\bright$|\bhein$"
    rf"|^(?:et |but |and |mais )?{_INVERTED}"
)
_ADMIT = re.compile(
    rf"\b{_ASKS}\b.{{0,40}}\b(?:reconn\w*|admett\w*|avou\w*|signer|signe|ecrire|courrier|lettre|recommande"
    rf"|acknowledg\w*"
    r"|admit\w*|sign|write|letter|own up)\b"
    r"|\b(?:reconnaissance|acknowledg\w*) (?:de (?:ma |la )?dettes?|of (?:the )?debt)\b"
)
_RESTART = re.compile(
    r"\b(?:re(?:part|lanc|met|commenc|demar|start|set)\w*|interr\w*|start\w* (?:again|over|a new|the)"
    r"|faire (?:courir|partir)"
    r"|begin\w* again|remise? a zero|running again)\b.{0,40}\b(?:delais?|prescription|compteurs?|forclusion|clock"
    r"|limit\w*|time|period|(?:six|6|five|5|two|2) years?|(?:2|deux|5|cinq) ans)\b"
    r"|\b(?:delais?|prescription|compteurs?|forclusion|clock|limit\w*|period|(?:six|6|5) years?)\b.{0,30}"
    r"\b(?:re(?:part|lanc|met|commenc|demar|start|set)\w*|start\w* (?:again|over)|interromp\w*|running again)\b"
)
_OLD = re.compile(
    r"\b(?:trop (?:v(?:ieux|ieu|ieille)|anci\w*)|(?:fort|tres|bien|si) (?:ancien\w*|vieux|vieille)|prescri\w*"
    r"|forclo\w*"
    r"|perime\w*|plus (?:exigible|valable|due?)|too old|(?:statute|time)[- ]barred|barred|expired|out of time"
    r"|depasse\w* (?:le |les )?(?:delai|date|2 ans|deux ans)|delai (?:est )?(?:depasse|passe)|limitation period"
    r"|(?:more than|older than|over) (?:six|6|five|5|two|2) years)\b"
)
_NO_DEBT = re.compile(
    r"\b(?:liens?|links?|carte?s?|cards?|code|mot de passe|password|plan|offre|offer|je|i'?m|am i|suis)\b"
)
_OPINION = re.compile(
    r"\?|\b(?:qu'en pens\w*|vous en pensez quoi|qu'est[- ]ce que vous en pens\w*|what do you (?:think|say|reckon)"
    r"|your (?:view"
    r"|opinion)|votre avis|isn'?t|isnt|c'?est pas|n'est[- ](?:ce|elle|il) pas|non$)"
)


def asks_limit(text: str) -> LimitQuestion | None:
    """What somebody asks about a sum that may be too old, where a short message asks one of these; else None.

    "So I don't pay?" is must_pay, "dois-je reconnaître quoi que ce soit ?" admit, "ça ne fait pas repartir un délai ?"
    restart, "isn't it too old?" too_old. That it is too old, said and not asked, is a dispute, and none of these.
    """
    words, whole = said(text), flat(text)
    if len(words) > AT_MOST:
        return None
    if _RESTART.search(words):
        return "restart"
    if _ADMIT.search(words) and _QUESTION.search(whole):
        return "admit"
    if _OLD.search(words) and not _NO_DEBT.search(words):
        return "too_old" if _OPINION.search(whole) else None
    if _MUST_PAY.search(words) and _QUESTION.search(whole) and not _NOT_THAT.search(words):
        return "must_pay"
    return None
