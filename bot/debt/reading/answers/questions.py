"""What words are about where one meaning of the dialogue holds several."""

from __future__ import annotations

import re

from bot.debt.reading.text.plain import fold

_UNPAID = re.compile(
    r"\bsi (?:jamais )?(?:je |j'|on |j)(?:ne |n')?(?:pa[iy]e?s?|paie|peux|peu|pe|arrive|y arrive|rembourse|regle)"
    r"(?: (?:plus|pas|rien|jamais))+|\bsans payer\b|\bne (?:pas|rien|plus) payer\b"
    r"|\bif (?:i|we) (?:(?:don'?t|do not|can'?t|cannot|never|won'?t|stop) ?)(?:pay|paying|manage|afford|keep up)"
    r"|\b(?:not|without) paying\b|\bif (?:it|this) (?:isn'?t|is not|never gets) paid\b"
)


def asks_if_unpaid(text: str) -> bool:
    """Whether a question is what happens if nothing is paid ("et si je paye pas ?", "what if I don't pay")."""
    return _UNPAID.search(fold(text).text) is not None


_CHANGED = re.compile(
    r"\b(?:quand|kan|qd|si|des que|le jour ou|when|once|if|as soon as)\b.{0,30}"
    r"\b(?:(?:re)?trouv\w*.{0,12}(?:travail|boulot|taff?|job|emploi|cdi|cdd)|repren\w*.{0,12}(?:travail|boulot|taff?)"
    r"|rebosse\w*|retravaill\w*|(?:situation|choses|things)\b.{0,20}(?:mieux|chang\w*|amelior\w*|better|improve\w*)"
    r"|gagn\w* (?:plus|mieux)|(?:find|get|got|land|start)\b.{0,14}(?:work|job)|back (?:at|in|to) work|earn\w* more)\b"
)
_ASKING = re.compile(r"(?:(?:ah |oh )?(?:ok|oui|d'accord)[ ,]*)?(?:et|and|but|mais|what)\b")
_ABOUT_CHANGE_AT_MOST = 14


def asks_if_changed(text: str) -> bool:
    """Whether a short question is what happens once things are better ("et quand j'aurai retrouvé du boulot ?")."""
    words = fold(text).text.strip()
    asked = words.endswith("?") or _ASKING.match(words) is not None
    return asked and len(words.split()) <= _ABOUT_CHANGE_AT_MOST and _CHANGED.search(words) is not None


_WROTE = (
    r"(?:ecri\w*|appel\w*|telephon\w*|contact\w*|envoy\w*|relanc\w*|harcel\w*|sollicit\w*|derang\w*"
    r"|writ\w*|wrote|text\w*|call\w*|messag\w*|e-?mail\w*|ring\w*|rang|phon\w*|chas\w*|bother\w*|sen(?:d|t|ding))"
)
_WHY = (
    r"(?:(?:mais|bonjour|bjr|hello|hi|and|but|et)[, ]+)*"
    r"(?:pourquoi|pour quoi|pour quelle raison|pk|pkoi|pq|pr ?koi|why|how come)"
    r"(?:,? (?:est-ce que |est ce que |c'est que )?(?:vous|vs|tu|on|you|u)? ?(?:are|do|did|have|keep|r)?(?: you| u)?"
    r"(?: (?:keep|been|always|toujours|me|m'avez|m'avez-vous|m'a|m'as|nous|avez|avez-vous))* ?(?:m'|me ?|m)?" + _WROTE
    + r"(?:-vous)?(?: (?:me|moi|to|us|nous|up))*"
    r"|(?: (?:est-ce que|j'ai|jai|ai-je|je|j'|did i|do i|must i|should i|have i|am i|i'm|im|i|still|encore?"
    r"|toujours|encor|to|have|continue (?:a|de)|keep|got"
    r"|get|getting|recois|recoit|recoi|reçoi|recevoir|recu|receive\w*))*"
    r"(?: (?:ce|cet|cette|ces|vos|un|des|les|this|that|these|your|a|any|more|the))?"
    r" (?:message|msg|sms|texto|mail|e-?mail|courriel|courrier|appel|text|call|letter|relance)(?:'?s)?)"
)
_TAIL = (
    r"(?:[ ,]+(?:svp|s'il vous plait|please|encore|again|hier|yesterday|today|aujourd'hui|tout le temps|au juste"
    r"|exactly|par sms|par mail|un sms|un message|des sms|des messages|a text|texts|messages?|an email|emails))*"
)
_NOT_WRITTEN = re.compile(r"(?<![a-z])(?:pas|plus|jamais|not|never|no longer|\w+n'?t)(?![a-z])")
_WHY_WRITTEN = re.compile(r"(?<![a-z])" + _WHY + r"(?![a-z])")
_WHY_ALONE = re.compile(_WHY + _TAIL)


def asks_why_written(text: str, *, alone: bool = False) -> bool:
    """Whether somebody asks why we wrote to them or called ("pourquoi vous m'écrivez ?"); `alone`: and nothing else."""
    words = fold(text).text.strip(" .!?")
    found = _WHY_ALONE.fullmatch(words) if alone else _WHY_WRITTEN.search(words)
    return found is not None and not _NOT_WRITTEN.match(words, found.end() + 1)


_SETTLED = re.compile(
    r"(?<![a-z])(?:(?:i|i've|ive|we|already|have)(?: \w+){0,2} (?:settled|cleared|paid (?:it |this |that |everything )?"
    r"(?:all |off|in full))|(?:it'?s|its|is|was|account|debt) (?:all |already |been )?(?:settled|cleared|paid(?: off)?)"
    r"|(?:j'?ai|jai|tout|c'?est|deja|dossier)(?: \w+){0,3} (?:sold\w*|regl\w*|rembours\w*|paye?)|tout (?:est )?paye"
    r"|plus rien a payer|dois plus rien|nothing left to pay|owe nothing)(?![a-z])"
)


def asks_why_still(text: str) -> bool:
    """Whether somebody for whom all is settled asks why messages still come: no dispute, and no payment to look for."""
    words = fold(text).text
    return _SETTLED.search(words) is not None and asks_why_written(text)
