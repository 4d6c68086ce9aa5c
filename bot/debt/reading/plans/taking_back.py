"""That a request which was passed on is withdrawn, and that nobody shall call after all."""

from __future__ import annotations

import re

from bot.debt.reading.text.plain import flat

_WORDS = 22
_B, _E = r"(?<![a-z0-9'])", r"(?![a-z0-9])"
_REQUEST = re.compile(
    rf"{_B}(?:an+ul\w*|oubli\w*|retir\w*|enlev\w*|supprim\w*|laiss\w* tomber) (?:donc )?(?:la|ma|cette|mes|les|ta)"
    rf" demandes?{_E}(?! (?:de|d') ?(?:preuve|contrat|copie|justif\w*|dossier))"
    rf"|{_B}(?:cancel|drop|forget|withdraw|scrap|ignore|take back) (?:the|my|that|this|last) requests?{_E}"
    r"(?! for (?:proof|the contract|a copy))"
)
_NO_CALL = re.compile(
    rf"{_B}(?:(?:non |surtout )?pas (?:m'?|me )?(?:r?ap+el\w*|tel\w*phon\w*)(?: moi)?"
    r"|(?:ne )?m'?ap+el\w+ (?:surtout )?pas"
    r"|(?:pas|aucun) (?:d'|de |besoin d'|besoin de )(?:ap+el\w*|rap+el tel\w*|coups? de (?:fil|tel\w*))"
    r"|pas besoin (?:qu'on |que vous |de )?(?:m'|me )ap+el\w*|an+ul\w* (?:l'|le |mon )?(?:ap+el|rdv tel\w*)"
    r"|(?:don'?t|dont|do not|no need to|not to|rather not|please not) (?:call|ring|phone)(?: me)?"
    rf"|no (?:phone )?calls?(?: please)?|not (?:a |by )?(?:call|phone)|cancel (?:the|my|that) (?:phone ?)?call){_E}"
)


_FOR_GOOD = re.compile(
    rf"{_B}(?:plus|plu|no more|jamais|never|stop\w*|arret\w*|ap+els|calls){_E}"
    rf"|(?<![a-z])(?:avez|as|a|ont|aviez|have|has|did){_E}(?: (?:toujours|encore))? ?(?:pas|not){_E}"
)
"""That no call comes any more is another wish, which the creditor is told; that none came is a complaint."""


def takes_request_back(text: str) -> bool:
    """Whether a request is withdrawn, or it is asked whether it was ("t'as bien annulé la demande ?")."""
    words = flat(text)
    return len(words.split()) <= _WORDS and _REQUEST.search(words) is not None


def wants_no_call(text: str) -> bool:
    """Whether somebody says that they are not to be called ("non pas m'appeler, un texto")."""
    words = flat(text)
    if len(words.split()) > _WORDS or _FOR_GOOD.search(words):
        return False
    return _NO_CALL.search(words) is not None
