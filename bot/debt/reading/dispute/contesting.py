"""Whether somebody says outright that they contest a debt, or that it is paid, beside whatever else they ask for."""

from __future__ import annotations

import re
from collections.abc import Mapping

from bot.debt.reading.text.plain import fold

_CONTESTS = re.compile(
    r"(?<![a-z])(?:(?:je |j'|nous |on )?(?:ne )?(?:reconnais|reconnaissons|dois|devons) (?:pas|rien|en rien|aucun\w*)"
    r"|(?:je |nous |on )?contest(?:e|ons|er|ation)(?! pas)|i (?:hereby |formally |fully |do )*dispute|we dispute"
    r"|i (?:do not|don'?t) (?:owe|recogni[sz]e|acknowledge)"
    r"|jamais (?:\w+ ){0,2}(?:signe|commande|souscrit|contracte|achete|ouvert)e?s?|rien (?:signe|commande|souscrit"
    r"|achete)"
    r"|jamais (?:\w+ ){0,2}pris (?:ce |de |un |le |votre )?(?:credit|pret|abonnement)"
    r"|never (?:\w+ )?(?:signed|ordered|bought|opened|took out)|(?:c'est|cest|c|est) pas (?:a moi|le mien|la mienne"
    r"|ma dette)|not (?:mine|my debt|my loan)|isn'?t (?:mine|my debt))(?![a-z])"
)


def contests(text: str) -> bool:
    """True for "je conteste formellement cette dette", "I dispute this debt"; asking how to do so counts as well."""
    return _CONTESTS.search(fold(text).text) is not None


_B, _E = r"(?<![a-z0-9])", r"(?![a-z0-9])"
_NOT_DONE = re.compile(
    r"(?<![a-z])(?:si|quand|lorsque|des que|des|apres avoir|avant|jusqu'a ce que|une fois|pas|jamais|peux|peut"
    r"|pourrai?s?"
    r"|veux|voudrais|dois|vais|aurai|pour|when|once|until|till|after|before|if|not|never|can|could|will|to|get|gets|be"
    r"|i'?ll|being|am|is|\w+n'?t)(?: (?:je|j'ai|j'aurai|on|me|m'|m'ont|nous|tout|i|i'm|i've|we|they|all|is|it"
    r"|have|am|get"
    r"|be|been|encore|toujours|yet|still|fully|l'|le|les|etre|suis|serai|sera|ca))* ?$"
)
"""In front of "paid" or "réglé": it has not happened."""
_PAID = re.compile(
    _B + r"(?:pay(?:e|ee|es|ees|er|ait|et)?|paid|piad|payd|payed|prepaid|pd|regle(?:e|es|r|ment)?|sold(?:e|er|ee)"
    r"|acquitt\w*|rembourse(?:r|e|s)?|vire(?:r|s|ment)?|verse(?:r|e|s)?|preleve(?:r|e|s)?|debite(?:e|s|r)?|encaisse\w*"
    r"|settled?|settld|cleared|repaid|reimbursed|deducted|transferr?e?d|transferd|quittes?|quittance|honore"
    r"|fini(?:sh\w*)?"
    r"|(?:money|payment|paymant|amount|cheque|check|mandat|argent|cash) (?:\w+ ){0,3}(?:sent|made|received"
    r"|recieved|envoye"
    r"|taken|gone|debite)|(?:sent|made|took|taken) (?:\w+ ){0,4}(?:payment|money|cheque|it|wages|account)"
    r"|(?:preuves?|proof|receipts?|recus?) (?:\w+ ){0,2}(?:paiement|payment|virement)|double)" + _E
)
_OWES_NOTHING = (
    r"(?:(?:dois|doit|devons|devait) (?:\w+ )?(?:rien|pas|aucun\w*|0|zero)|owe (?:\w+ )?(?:nothing|anything|0"
    r"|zero|nowt)"
    r"|(?:don'?t|do not|dont|never) (?:\w+ )?owe\w*)"
)
_SAYS: Mapping[str, re.Pattern[str]] = {
    "already_paid": re.compile(_B + _OWES_NOTHING + _E),
    "dispute_debt": re.compile(
        rf"{_B}(?:{_OWES_NOTHING}|contest\w*|conteste\w*|reclam\w*|litig\w*|disput\w*|challenge\w*|appeal\w*|erreurs?"
        r"|errone\w*|errors?|mistakes?|wrong|incorrect|faux|fausse|faut?if|abusi\w*|injusti\w*|infonde\w*|prescri\w*"
        r"|statute|barred|expired|trop v(?:ieux|ieu|ieille)|too old|forclo\w*|pas d'ac\w*|pa d'ac\w*|refus\w*"
        r"|disagree\w*"
        r"|not mine|isn'?t mine|pas (?:la |le |a )?(?:mienn?e?|mien|moi)|pa a moi|reconna\w*|recogni[sz]e"
        r"|never (?:\w+ )?"
        r"(?:ordered|signed|received|agreed|had|got|arrived|used)|jamais (?:\w+ ){0,2}(?:commande|signe|recu|eu"
        r"|souscrit"
        r"|demande|livre|utilise|accepte)|rien (?:commande|signe|recu|demande|souscrit)|overcharged"
        r"|double billed|scam\w*"
        r"|bogus|arnaqu\w*|bidon|escroc\w*|vol|vole|voleurs?|resili\w*|cancel+ed|annulee?|retract\w*|void(?:ed)?"
        r"|defectueu\w*"
        r"|defaillan\w*|faulty|broken|brokn|mal fait|pas ete fait|non conforme|surfactur\w*|trop percu|frais (?:\w+ )?"
        r"(?:rajout\w*|ajoute\w*)|bon compte|compte n'est pas bon|pas (?:le |la |du )?bon(?:ne)? \w+|pa le bon"
        r"|mauvais montant"
        r"|unfair|not due|n'est pas due?|not (?:my|our) (?:debt|bill|account)|pas (?:ma|mon|notre|mes) \w+)" + _E
    ),
    "request_proof": re.compile(
        _B + r"(?:preuv\w*|prouv\w*|proof|prove|prof of|evidence|justif\w*|contrats?|contract|agreement"
        r"|agrement|copi\w*|copy"
        r"|copys|copies|factures?|invoice|documents?|documants|paperwork|papiers?|papie|pieces?|originaux"
        r"|original|validat\w*"
        r"|verif\w*|titre|jugement|statement|breakdown|detail\w*|duplicata|releves?)" + _E
    ),
    "identity_theft": re.compile(
        _B + r"(?:us[a-z]*r?p[a-z]*|uzurp\w*|vole?s?|vole\w*|pirat\w*|hack\w*|hake?\w*|fraud\w*|frawd\w*"
        r"|fraude?s?|scam\w*"
        r"|stole\w*|stollen|theft|thief|voleurs?|plainte|police|phish\w*|forg\w*|faux|fo papi\w*|imite\w*|contrefai\w*"
        r"|arnaqu\w*|escroc\w*|a ma place|mon nom|my name|mn nom|impersonat\w*|wasn'?t me|wasnt me|not me"
        r"|pas moi|pa moi"
        r"|not mine|pas (?:a |la )?(?:moi|mienne)|jamais (?:signe|souscrit|contracte|demande)|never signed"
        r"|inconnu)" + _E
    ),
}
"""By kind, words that say it in so many words. What holds none of them rests on the model's guess."""


def says_paid(text: str) -> bool:
    """Whether somebody says that something has been paid, and not that it will be or that it has not."""
    words = fold(text).text
    return any(_NOT_DONE.search(words[: one.start()]) is None for one in _PAID.finditer(words))


def says_so(kind: str, text: str) -> bool:
    """Whether words heard as a dispute of that kind say so outright, in any spelling that is known; else it is a guess
    that is asked about first. A kind that no list is kept of is never asked about: being forced is not asked twice.
    """
    if kind not in _SAYS or (kind == "already_paid" and says_paid(text)):
        return True
    words = fold(text).text
    return any(_SAYS[one].search(words) is not None for one in {kind, "dispute_debt"})
