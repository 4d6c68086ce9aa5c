"""Questions about a sum: how it came about, what it is made of, and the receipt of a payment."""

from __future__ import annotations

import re

from bot.debt.reading.text.alone import AT_MOST, MONEY, nothing_but, said
from bot.debt.reading.text.plain import fold

_PARTS = re.compile(
    r"\b(?:combien|comb1|cb|quel(?:le)?s?|part|montant|dont|c'?est quoi|detail)\b.{0,25}"
    r"\b(?:interets?|capital|principal)\b"
    r"|\b(?:how much|how many|what'?s|what is|what are|which part|what part|split|breakdown)\b.{0,40}"
    r"\b(?:interest|principal|capital)\b"
)


def asks_parts(text: str) -> bool:
    """Whether a question is how much of a sum is interest or principal ("combien d'intérêts là-dedans ?")."""
    return _PARTS.search(fold(text).text) is not None


_SUM = (
    r"(?:montants?|sommes?|chiffres?|mensualites?|offres?|propositions?|resultats?|calculs?|total|prix"
    r"|amounts?|sums?|figures?|numbers?|offers?|instal?lments?|payments?)"
)
_WHY_SUM = (
    rf"(?:pourquoi|pour quoi|pk|pkoi|pq)(?: est-ce que)?(?: (?:seulement|juste|que|donc|c'est|exactement))*"
    rf" (?:(?:ce|cet|cette|ces|un tel|une telle|le|la) {_SUM}(?:[- ]la)?|tant(?: que ca)?|autant|si peu"
    rf"|aussi peu|trop peu"
    rf"|pas (?:moins|plus|autant|davantage)|si (?:bas|haut|cher|eleve|peu|faible)|(?:seulement |juste )?(?:{MONEY}))"
    r"(?: (?:par mois|alors|et pas (?:moins|plus)|a payer|que ca))*"
    rf"|d'ou (?:vient|sort|viennent|sortent|vous sortez|sortez-vous) (?:ce|cette|ces|le|la|les) {_SUM}"
    r"|(?:comment|cmt) (?:vous |tu |on |avez-vous |est-ce que vous |vous avez |c'est |est |a ete |etes-vous )*"
    rf"(?:calcul\w*|arriv\w* a|trouv\w*|obten\w*)(?:[- ]vous)?(?: (?:ca|cela|tout ca|{_SUM}|(?:ce|cette|ces|le"
    rf"|la) {_SUM}))?"
    rf"|(?:c'est|ca|cest|vous) calcul\w*(?:[- ]vous)?(?: (?:ca|cela))? (?:comment|d'ou)"
    r"|(?:vous )?(?:calculez|calcule) ca comment"
    r"|how (?:did|do|have|are|can) (?:you|u|they) (?:work(?:ed|ing)?|figure[d]?|calculate[d]?|get|got|come|came"
    r"|arrive[d]?"
    rf"|reach)(?: (?:to|at|up with|out))? (?:that|this|it|those|the|these)(?: {_SUM})?(?: out)?"
    rf"|how (?:is|was|were|are) (?:(?:that|this|it|the|those)(?: {_SUM})?) (?:calculated|worked out|reached|decided)"
    rf"|where (?:does|do|did|is) (?:that|this|the|those) {_SUM} com(?:e|ing) from"
    rf"|why (?:(?:is|was) (?:it|that|this) )?(?:only |just )?(?:(?:this|that|these|the) {_SUM}|(?:this|that"
    rf"|so) (?:much|little|low"
    rf"|high|small|big|few)|so (?:little|low|much|high|small)|not (?:less|more|lower|higher)"
    rf"|{MONEY})(?: a month| per month)?"
    r"|why (?:can'?t|couldn'?t) (?:it|i|we) (?:be|pay) (?:less|more|lower)"
)
_WHY_SUM_IN = re.compile(rf"(?<![a-z0-9'])(?:{_WHY_SUM})(?![a-z0-9])")
_WHY_SUM_ALONE = nothing_but(_WHY_SUM)


def asks_why_amount(text: str, *, alone: bool = False) -> bool:
    """Whether somebody asks how a sum came about ("pourquoi ce montant", "why so low"); `alone`: and nothing else."""
    words = said(text)
    if alone:
        return len(words) <= AT_MOST and _WHY_SUM_ALONE.fullmatch(words) is not None
    return _WHY_SUM_IN.search(words) is not None


_RECEIPT = (
    r"(?:(?:je (?:veux|voudrais|souhaite|peux avoir|demande|n'ai pas (?:eu|recu))|j'aimerais|il me faut|j'ai besoin d'"
    r"|(?:est-ce que )?(?:je peux|puis-je|on peut)(?: avoir| recevoir)?|(?:pouvez|pourriez)[- ]vous m'envoyer"
    r"|vous avez|ou est"
    r"|envoyez?[- ]moi|donnez?[- ]moi|renvoyez?[- ]moi|(?:can|could|may) (?:i|you)(?: please)? (?:have|get"
    r"|send(?: me)?|see)"
    r"|i(?:'d like| want| need| would like)|where(?:'s| is)|send(?: me)?|give me|do you have)(?: avoir"
    r"| recevoir| obtenir)? ?)?"
    r"(?:un|une|le|la|mon|ma|a|my|the|another)? ?"
    r"(?:recus?|recepisse|quittances?|(?:justificatif|preuve|attestation|confirmation) de (?:mon "
    r"|mes )?(?:paiement|reglement)s?"
    r"|(?:payment )?receipts?|proof of (?:my )?payment)"
    r"(?: (?:de|du|pour|of|for|from|from my) (?:mon |mes |my |the |le )?(?:dernier |last )?(?:paiements?"
    r"|reglements?|versements?"
    r"|payments?))?"
)
_RECEIPT_ALONE = nothing_but(_RECEIPT)


def asks_receipt(text: str) -> bool:
    """Whether a message asks for the receipt of a payment, and says nothing else ("un reçu svp", "receipt please")."""
    words = said(text)
    if len(words) > AT_MOST or words in ("recu", "recus"):  # which alone is "got it"
        return False
    return _RECEIPT_ALONE.fullmatch(words) is not None
