"""Whether somebody asks what they have to pay next, and when: "c'est quand mon prochain paiement", "je paye koi".

Read by its words, in any order and spelling: nothing else may stand beside them.
"""

from __future__ import annotations

import re

from bot.debt.reading.text.plain import fold

_LONGEST = 120
_WHEN = frozenset(
    "quand kan kand kant qd qand quan when whens wen wens date dates jour day kel quel quelle quelles".split()
)
_HOW_MUCH = frozenset("combien cb comb1 cmb montant somme quoi koi kwa much amount what whats wats".split())
_NEXT = frozenset(
    "prochain prochaine prochains prochaines prochin prochene proch next nxt nex suivant suivante".split()
)
_PAYMENT = frozenset(
    "paiement paiements paiment paimen payement payements mensualite mensualites mensu mensualiter echeance echeances"
    " echeance versement versements prelevement prelevements prelevment reglement traite payment payments paymnt pymt"
    " instalment instalments installment installments instalement".split()
)
_PAY = frozenset("payer paye paie payes paies regler regle verser pay paying".split())
_OTHERS = frozenset(
    "bonjour bonsoir bjr slt salut hello hi hey svp stp please pls merci thanks thank you ok okay et and but mais alors"
    " donc so euh s il vous plait te c ce cest est es esque esk ce que qu ca sa tombe sera is it s be will do does i my"
    " mon ma mes le la les un une l the a de du d des j je jdois dois doi doit on ai to have got must need am due"
    " owe for on by of in fall falls supposed coming up fois moi me dire dites dis tell rappeler rappelez rappelle"
    " remind vous tu pouvez peux savoir know wondering connaitre voir please can could au juste exactement exactly"
    " again encore plan how pour many".split()
)
_KNOWN = _WHEN | _HOW_MUCH | _NEXT | _PAYMENT | _PAY | _OTHERS
_I = frozenset("je j jdois on i dois doi my mon ma".split())
_WORD = re.compile(r"[a-z0-9]+")
_MAY = re.compile(
    r"\b(?:je|j|on) (?:peux|peut|pourrai)(?! savoir)|\bcan (?:i|we) pay|\bcould (?:i|we) pay|\b(?:you|vous|tu) pay"
)
"""To ask whether, or by when, one may pay is another question; so is when money comes to them."""


def asks_next_payment(text: str) -> bool:
    """Whether somebody asks for their next payment or its day, and nothing else ("je dois payer koi et quand")."""
    plain = fold(text).text
    words = _WORD.findall(plain)
    told = set(words)
    if not words or len(plain) > _LONGEST or not told <= _KNOWN or _MAY.search(plain):
        return False
    asks = bool(told & (_WHEN | _HOW_MUCH)) or "?" in text or bool(told & {"rappeler", "rappelez", "remind", "tell"})
    if told & _NEXT and told & (_PAYMENT | _PAY):
        return asks
    if not told & (_WHEN - {"quel", "quelle", "kel", "quelles"}):
        return False
    return bool((told & _PAY and told & _I) or (told & _PAYMENT and told & {"mon", "ma", "my"}))
