"""Plain questions about money that has moved or may: has it come, will it be taken, is it all paid, give it back."""

from __future__ import annotations

import re

from bot.debt.reading.text.alone import in_short

_LONGEST = 30
"""Words: a longer message says more than one of these."""
_B, _E = r"(?<![a-z0-9'])", r"(?![a-z0-9])"
_PAID = r"(?:pay[ey]?[sz]?|paie|paid|regle\w*|vire|virement|paiement|payement|versement|payment|transfer)"
_RECEIVED = re.compile(
    rf"{_B}(?:vous |vs |tu |l'|les |le |you |u )*(?:(?:avez|av[ée]|as|have|did) )?(?:vous |vs |you |u |bien |l'|la )*"
    rf"(?:recus?|ressu|resu|received?|recu[es]*|got|get) ?(?:it|ca|mon|my|le|the|{_PAID}| )* ?\?"
    r"|(?<![a-z])(?:c'?est|c|it'?s|ca|sa|it|est[- ]ce que (?:ca|c'est)) ?(?:a )?(?:bien )?(?:est )?"
    r"(?:passe|arrive|enregistre|valide|pris en compte|gone through|go through|went through|come through)[^.!]{0,12}\?"
    r"|(?<![a-z])(?:has|did) (?:it|the payment|my payment) (?:gone?|come|go|went|arrive\w*)(?: through| in)?"
)
_DONE = re.compile(
    rf"{_B}(?:c'?est|c|jai|j'ai|j ai|i'?ve|i have|i|viens de|ca y est|it'?s)(?: (?:bon|fait|deja|bien|c|just|now"
    rf"|all))* "
    rf"(?:payee?|payer|regle|vire|paid|clique\w*|clicked|fait le (?:paiement|virement)){_E}"
)


def asks_received(text: str) -> bool:
    """Whether somebody asks whether a payment has come, or says that it is just made ("c bon c payé, recu ?")."""
    return in_short(text, _RECEIVED, words=_LONGEST) or in_short(text, _DONE, words=_LONGEST)


_BACK = re.compile(
    rf"{_B}(?:rend(?:ez|s|re|u)?[- ](?:le[- ]|la[- ])?(?:moi|nous)?|rembourse[rz]?[- ]?(?:moi|nous)|me rembours\w+"
    r"|(?:un|le|mon) remboursement|recuperer (?:mon|cet|l') ?(?:argent|fric|trop)|trop (?:paye|percu|verse)|(?:le"
    r"|la|les) rend(?:ez|re|s)"
    r"|l['’ ]?argent (?:en ma faveur|que vous me devez)|vous me devez|(?:je )?(?:recois|recup\w+|toucherai"
    r"|aurai) (?:mes|les"
    r"|mon) (?:sous|argent|euros)"
    r"|(?:give|send|pay) (?:me |it |my money |the money )?back|refund|my money back|get (?:it|my money|that)(?: back)?"
    r"|you owe me|overpaid|paid too much)" + _E
)
_CREDIT_USE = re.compile(
    rf"{_B}(?:(?:use|put|keep|count|deduct) (?:it|that|this)|(?:l'?utiliser|le garder|le deduire|deduire|le mettre))"
    rf".{{0,24}}{_B}(?:next|bill|prochaine?|facture|echeance){_E}"
)


def asks_money_back(text: str) -> bool:
    """Whether somebody wants back what we hold of theirs, or asks when it comes, or to use it for what is next."""
    return in_short(text, _BACK, words=_LONGEST) or in_short(text, _CREDIT_USE, words=_LONGEST)


_SETTLED = re.compile(
    r"(?<![a-z])(?:(?:je |j'?|on )?(?:ne )?(?:dois|doi|doit) (?:donc |vraiment )?(?:plus |pas )?(?:rien|kelke chose"
    r"|quelque"
    r" chose|quoi|encore)|plus rien a (?:payer|devoir)|(?:c'?est|c|tout est) (?:bien )?(?:fini|solde|regle|cloture|bon)"
    r"[^.!]{0,20}\?|(?:do )?i (?:still )?owe (?:nothing|anything|something|you)|(?:is )?(?:it|that|all|everything)"
    r"(?:'s| is)? (?:all )?(?:settled|cleared|paid off|closed|done)|nothing (?:left|more) to pay|am i (?:all )?clear)"
)
_LETTER = re.compile(
    r"(?<![a-z])(?:attestation|certificat|quitus|mainlevee|(?:lettre|courrier|letter|preuve|proof|document|papier|paper"
    r"|certificate|confirmation|something in writing)(?=.{0,50}(?:sold|pay|pai|regl|paid|settled|clear|cloture|fini"
    r"|plus"
    r" rien|nothing))|justificatif de solde)(?![a-z])"
)


def asks_if_settled(text: str) -> bool:
    """Whether somebody asks if they still owe anything ("donc c fini je dois plus rien ?")."""
    return in_short(text, _SETTLED, words=_LONGEST)


def asks_settled_letter(text: str) -> bool:
    """Whether somebody wants a paper that says that all is paid."""
    return in_short(text, _LETTER, words=_LONGEST)


_TAKEN = re.compile(
    r"(?<![a-z])(?:pr[e]?lev\w*|ponction\w*|debit(?:e|er|ed|ing)?|direct debit|debit order|(?:take|taking|took|taken)"
    r" (?:the |my |any )?(?:money|payments?|it)|sur mon compte|out of my (?:account|bank)|saisi\w*|seize\w*)(?![a-z])"
)
_PAY_ANYWAY = re.compile(
    r"(?<![a-z])(?:(?:can|could|may|should|must|do) i (?:still |have to )?pay|pay (?:\w+ )?(?:anyway|even)|payer quand"
    r" meme|(?:je peux|jpeux|puis-je|dois-je|je dois|faut(?: il)?)(?: \w+){0,2} (?:payer|verser|donner)|want to pay"
    r"|wanna"
    r" pay|is it allowed|j'?ai le droit de payer)(?![a-z])"
)


def asks_if_taken(text: str) -> bool:
    """Whether somebody asks if, or why, money is taken from their account, or from their things."""
    return in_short(text, _TAKEN, words=_LONGEST)


_WAS_TAKEN = re.compile(
    r"(?<![a-z])(?:(?:avez|ave|av|a|ont|as|aviez|[ml]'?ave[zr]?) (?:\w+ ){0,2}(?:pr[e]?lev\w*|ponction\w*|debit\w*"
    r"|pris|retire\w*)"
    r"|pr[e]?leve?[es]? (?:de )?[0-9]|rembours\w*|(?:you|they|u|yous?|it|money)(?:'ve| have| has| was| were| got)? "
    r"(?:\w+ )?(?:took|taken|debited)|(?:was|were|been|got) (?:taken|debited)|refund|money back)(?![a-z])"
)


def tells_taken(text: str) -> bool:
    """Whether money has been taken, by their words ("vous m'avez prélevé 60 euros", "you took it last week")."""
    return in_short(text, _WAS_TAKEN, words=_LONGEST)


def asks_pay_anyway(text: str) -> bool:
    """Whether somebody asks if they may, or have to, pay all the same."""
    return in_short(text, _PAY_ANYWAY, words=_LONGEST)
