"""That a plan is to be cancelled, said with more beside it; and the question whether it has been."""

from __future__ import annotations

import re

from bot.debt.reading.text.plain import fold

_LONGEST = 300
_B, _E = r"(?<![a-z0-9'])", r"(?![a-z0-9'])"
_YES = r"(?:oui+|ouais?|ui|wi|yes|yeah|yep|yup|aye|ok|okay|d'accord|dac|vas[- ]y|go ahead|si|sure|please|vazy)"
_IT = (
    r"(?: ?-?(?:moi|le|la|l'|ca|sa|cela|tout|tou|tt|it|all|that|this|everything|them|of|(?:le|mon|ce|the|my|this|that"
    r"|tou[ts]? le|whole) (?:plan|echeancier)|plan|svp|stp|please|pls|merci))*"
)
_CANCEL = r"(?:l'|je l'|tu l'|vous l')?(?:an+ul+e?[rzs]?(?:ez|er)?|cancel|undo|scrap|call (?:it )?off)"
_THEN = r"(?=$|[.,;!\n]|\s+(?:et|and|puis|then|aussi|also|apres|merci|thanks))"
_DOES = re.compile(rf"\s*(?:{_YES}[\s,.!]+)+{_CANCEL}{_IT}\s*{_THEN}|\s*{_CANCEL}{_IT}\s*{_THEN}")
_NOT_SO = re.compile(
    rf"{_B}(?:mais|but|sauf|except|pas|jamais|not|don'?t|dont|attend\w*|wait|si je|if i|quand|when|demain|tomorrow"
    rf"|later|plus tard|avant|before|hold on){_E}"
)
_PLAN = r"(?:plan|echeancier|accord|arrangement|schedule)"
_DONE = r"(?:an+ul+\w*|cancel\w*|undone|arret\w*|stopp?\w*|supprim\w*|gone|off)"
_ASKS_IF = re.compile(
    rf"{_B}{_PLAN}{_E}[^.!?\n]{{0,24}}{_B}{_DONE}{_E}[^.!\n]{{0,12}}(?:{_B}(?:ou (?:pas|non)|or not|oui ou non"
    rf"|yes or no|right){_E}|\?)"
    rf"|{_B}(?:is|was|has|est[- ]ce que|t'as|vous avez|tu as|ta|avez[- ]vous|have you|did you)"
    rf"{_E}[^.!?\n]{{0,30}}(?:{_B}{_DONE}{_E}[^.!?\n]{{0,14}}{_B}{_PLAN}{_E}"
    rf"|{_B}{_PLAN}{_E}[^.!?\n]{{0,14}}{_B}{_DONE}{_E})"
)
_MAY = re.compile(rf"{_B}(?:peux|peut|puis|can|could|may|how|comment|pourquoi|why|possible){_E}")


def cancels_then(text: str) -> str | None:
    """What else is said beside a plain yes to cancelling it ("oui annule. et fait un lien"); None: it is no such yes,
    or what stands in its own sentence takes it back.
    """
    plain = fold(text)
    found = _DOES.match(plain.text) if len(plain.text) <= _LONGEST else None
    if found is None:
        return None
    rest = plain.text[found.end() :]
    first = re.split(r"[.!;\n]", rest, maxsplit=1)[0] if not rest.startswith((".", "!", ";", "\n")) else ""
    second = re.match(r"[\s.,;!]*(?:non|no|mais|but|attend\w*|wait|en fait|actually|sauf|except|hold on)\b", rest)
    if _NOT_SO.search(first) or second or rest.lstrip().startswith("?"):
        return None
    return text[plain.span(found.start(), found.end())[1] :].strip(" .,;!\n") if found.end() else text


def asks_if_cancelled(text: str) -> bool:
    """Whether somebody asks if their plan has been cancelled ("le plan il est annulé ou pas ?"), not that it be."""
    words = re.sub(r"[ \t]+", " ", fold(text).text)
    if len(words) > _LONGEST:
        return False
    found = _ASKS_IF.search(words)
    return found is not None and _MAY.search(found[0]) is None
