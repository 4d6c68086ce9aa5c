"""What words are about where one meaning of the dialogue holds several."""

from __future__ import annotations

import re

from bot.debt.reading.plain import fold

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


_PARTS = re.compile(
    r"\b(?:combien|comb1|cb|quel(?:le)?s?|part|montant|dont|c'?est quoi|detail)\b.{0,25}"
    r"\b(?:interets?|capital|principal)\b"
    r"|\b(?:how much|how many|what'?s|what is|what are|which part|what part|split|breakdown)\b.{0,40}"
    r"\b(?:interest|principal|capital)\b"
)


def asks_parts(text: str) -> bool:
    """Whether a question is how much of a sum is interest or principal ("combien d'intérêts là-dedans ?")."""
    return _PARTS.search(fold(text).text) is not None


_ALL = re.compile(
    r"\b(?:tout|la totalite|l'integralite|en totalite|le tout|le solde|solder|en entier|d'un coup"
    r"|everything|all of it|it all|in full|the (?:whole|full|entire)|the lot|settle up|pay (?:it )?off)\b"
)
_NOT_ALL = re.compile(
    r"\b(?:pas|plus|jamais|not|never|can'?t|cannot|couldn'?t|tout de suite|tout de meme|tout a l'heure)\b"
)


def asks_all(text: str) -> bool:
    """Whether somebody who wants to pay means everything ("je veux tout régler", "pay it off"), not "tout de suite"."""
    words = fold(text).text
    return _ALL.search(words) is not None and _NOT_ALL.search(words) is None


_ONCE = re.compile(
    r"(?:(?:juste|seulement|que|just|only) )?(?:une (?:seule )?fois|en une (?:seule )?fois|1 (?:seule )?fois|once"
    r"|one[- ]off|one time|just the once)(?: (?:seulement|only|svp|merci|please))?"
)
_MONTHLY = re.compile(r"(?:chaque|tous les|par) mois|monthly|(?:each|every|per|a) month|mensuel(?:lement)?")


def once_or_monthly(text: str) -> str | None:
    """ "once" or "month" where that is all that a message says; else None."""
    words = fold(text).text.strip(" .!,")
    return "once" if _ONCE.fullmatch(words) else "month" if _MONTHLY.fullmatch(words) else None


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
    r"|(?: (?:j'ai|ai-je|je|did i|have i|am i|i got|recois|recu|got|get|getting|receive\w*))*"
    r" (?:ce|cet|cette|ces|vos|un|this|that|these|your|a)"
    r" (?:message|sms|texto|mail|e-?mail|courriel|courrier|appel|text|call|letter)s?)"
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


_SUM = (
    r"(?:montants?|sommes?|chiffres?|mensualites?|offres?|propositions?|resultats?|calculs?|total|prix"
    r"|amounts?|sums?|figures?|numbers?|offers?|instal?lments?|payments?)"
)
_MONEY = r"[0-9][0-9 .,]*(?: ?(?:€|euros?|eur|£|pounds?|quid))?|[£€] ?[0-9][0-9.,]*"
_WHY_SUM = (
    rf"(?:pourquoi|pour quoi|pk|pkoi|pq)(?: est-ce que)?(?: (?:seulement|juste|que|donc|c'est|exactement))*"
    rf" (?:(?:ce|cet|cette|ces|un tel|une telle|le|la) {_SUM}(?:[- ]la)?|tant(?: que ca)?|autant|si peu"
    rf"|aussi peu|trop peu"
    rf"|pas (?:moins|plus|autant|davantage)|si (?:bas|haut|cher|eleve|peu|faible)|(?:seulement |juste )?(?:{_MONEY}))"
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
    rf"|{_MONEY})(?: a month| per month)?"
    r"|why (?:can'?t|couldn'?t) (?:it|i|we) (?:be|pay) (?:less|more|lower)"
)
_AND = (
    r"(?:bonjour|bonsoir|hello|hi|hey|et|and|but|mais|alors|so|oui|ok|okay|non|no|svp|s'il vous plait|please|pls|merci"
    r"|thanks?(?: you)?|euh|ah|oh|well|en fait|au juste|exactly|exactement)"
)
_SEP = r"[\s,.;:!?…]+"
_WHY_SUM_IN = re.compile(rf"(?<![a-z0-9'])(?:{_WHY_SUM})(?![a-z0-9])")
_WHY_SUM_ALONE = re.compile(rf"(?:{_AND}{_SEP})*(?:{_WHY_SUM})(?:{_SEP}{_AND})*")
_ALONE_AT_MOST = 120


def asks_why_amount(text: str, *, alone: bool = False) -> bool:
    """Whether somebody asks how a sum came about ("pourquoi ce montant", "why so low"); `alone`: and nothing else."""
    words = re.sub(r"\s+", " ", fold(text).text).strip(" .,;:!?…")
    if alone:
        return len(words) <= _ALONE_AT_MOST and _WHY_SUM_ALONE.fullmatch(words) is not None
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
_RECEIPT_ALONE = re.compile(rf"(?:{_AND}{_SEP})*(?:{_RECEIPT})(?:{_SEP}{_AND})*")


def asks_receipt(text: str) -> bool:
    """Whether a message asks for the receipt of a payment, and says nothing else ("un reçu svp", "receipt please")."""
    words = re.sub(r"\s+", " ", fold(text).text).strip(" .,;:!?…")
    if len(words) > _ALONE_AT_MOST or words in ("recu", "recus"):  # which alone is "got it"
        return False
    return _RECEIPT_ALONE.fullmatch(words) is not None


_NOW = (
    r"(?:aujourd'? ?hui|maintenant|tout de suite|de suite|immediatement|ce soir|now|today|right (?:now|away)"
    r"|straight away)"
)
_PAYS = (
    r"(?:je (?:veux|voudrais|souhaite|peux|vais|prefere)|j'aimerais|jveux|est-ce que je peux|je peux"
    r"|(?:i(?:'d| would) like|i want|i can|i could|i'?ll|i will|i'm going|can i|could i|may i|let me)(?: to)?)"
    r" (?:vous )?(?:regler|payer|verser|virer|donner|rembourser|faire un (?:paiement|versement|virement) de"
    r"|pay(?: off)?"
    r"|make a payment of|send|transfer|give)(?: you)?"
)
_PAYS_NOW = re.compile(
    rf"(?:{_AND}{_SEP})*(?:{_PAYS} (?:{_MONEY}) {_NOW}|{_NOW},? {_PAYS} (?:{_MONEY}))(?:{_SEP}{_AND})*"
)


def pays_now(text: str) -> bool:
    """Whether a message is the wish to pay one sum today, and nothing else."""
    words = re.sub(r"\s+", " ", fold(text).text).strip(" .,;:!?…")
    return len(words) <= _ALONE_AT_MOST and _PAYS_NOW.fullmatch(words) is not None
