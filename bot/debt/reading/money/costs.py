"""Costs beside a budget that have no question of their own, or a word that nobody knows ("LOA 400", "tontine 30").

A cost that was told is never lost: what can't be named is counted as a cost all the same, under the debtor's own word,
and read back. That may only lower what is offered. What is a proposal, somebody else's money, a sum that comes in, or
what this very debt is about, is none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from bot.debt.reading.money.amount import MONTHLY_ROLES, Amount, with_role
from bot.debt.reading.money.contexts import Context
from bot.debt.reading.text.plain import Plain, fold
from bot.debt.spelling import near

UNNAMED = "unnamed"
"""Mark of an amount that is taken for a cost though its word is not known."""
ASIDE = "aside"
"""Mark of an amount without a role whose words tell of something that is no cost."""
_LONGEST = 40
_LEAST = 5_00
"""Minor units: a smaller figure without a currency rather counts something."""
MOST = 1000_00
"""Minor units a month up to which it is a cost; more is asked about: an income or a whole debt is as likely."""
_WORD = re.compile(r"[a-z][a-z-]*")
_STRONG = re.compile(r"[,;\n!?()]|\.(?![0-9])|(?<![a-z])(?:et|mais|puis|and|but|then)(?![a-z])")
_OF = re.compile(r"\s*(?:€|£|euros?|pounds?|quid|balles)?\s*(?:par mois |a month |per month )?"
                 r"(?:de |d'|du |des |pour |en |of |for |on |in |a |au |aux |to )")
_SPENT_ON = re.compile(r"\s*(?:pounds?|quid)? ?on ")
_SAYS_NOTHING = frozenset(
    """
    a ai as au aux avec autre autres aussi apres avoir bah beaucoup ben c ca car ce cela celle ces cet cette chaque
    chez combien comme compte coute coutent d dans de deja depense depenses depuis des dit divers dois doit donc du
    elle elles en encore enfin environ est et euh eu euro euros fait fais faut frais gros grosse i ici il ils in j jai
    je jusqu l la le les leur leurs lui m ma mais me mes minimum moi mois mon montant n ne net ni nos notre nous o on
    ont ou paie paies paye payer par pas paiement peu petit petite plus pour pr presque prix puis qu que quelque qui
    quoi rien s sa se semaine ses si soit somme son sont suis sur t tas te tous tout toute toutes trop tu un une vers
    verse verser vis vit voila vos votre vous vivre y an ans annee jour jours regle prends prend prelevement
    preleve coutait seul seule vivant
    disons entre genre toujours tjs non nan oui ouais ok di koi kwa nope naw yes
    about all also am an and another any approximately are around at be because but by cost costs do each every for
    from get give goes got has have her his how i'm im is it its ive just like made make me month monthly months more
    much my need no not of one or other our out over pay paying per plus pm pounds pound quid roughly she so some
    something spend spending than that the their them then there these they thing things this to too up us was we week
    always around between still usually weekly well what which with year yearly you your alone live living single
    """.split()
)
_NOT_A_COST = re.compile(
    r"\b(?:peu[xt]|pourrai\w*|pouv\w+|propos\w*|possible|irai[ts]?|ira|iront|va|convien\w+|suffi\w*|max(?:i\w*)?|mieux"
    r"|prefer\w*|plutot|partir|commenc\w*|reste\w*|solde\w*|mettre|mets|donner|offrir|offr\w*|aimerai\w*|voudrai\w*"
    r"|veu[xt]|rembours\w*|echelon\w*|mensualites?|fois"
    r"|can|could|afford|offer\w*|would|maybe|suggest\w*|start\w*|rather|instead|enough|left|remain\w*|spare"
    r"|lettres?|courriers?|mails?|sms|messages?|reclam\w*|demand\w*|dossiers?|relances?|impaye\w*|references?|numero"
    r"|factur\w*|devez|doit|dus?|due|letters?|texts?|email|owe\w*|owing|notices?|claim\w*|case|account|balance"
    r"|heures? sup\w*|primes?|extras?|pourboires?|bonus|overtime|tips|commissions?|missions?|auto[ -]?entrep\w*"
    r"|freelance|ventes?|vinted|avance|heritage|inheritance|economies|livret|epargne|savings?"
    r"|touch\w*|gagn\w*|percoi\w*|recoi\w*|recu\w*|gets?|earn\w*|receiv\w*"
    r"|mari|femme|conjointe?s?|compagn\w+|copain|copine|mec|epou\w+|husband|wife|partner|boyfriend|girlfriend"
    r"|repond\w*|ecri[st]\w*|repropos\w*|eventuellement|dit|dis|disent|fallait|prelevez|demandez|pense|effac\w*|total"
    r"|secu|securite|cpam|prevoyance|complet\w*|employeur|patron|therapeutique|reversion|agirc|arrco|complementaire"
    r"|rapport\w*|tombe\w*|donn\w*|revien\w*|brings?|clears?|averages?|moyenne"
    r"|said|says?|told|writ\w*|wrote|chip\w*|put|let|together|altogether|total|ah'm|allowance|state|lend\w*"
    r"|enfants?|enfan|gosses?|kids?|children|size|m2|pieces?|devis|quote|prix|price|tarif|taux|rate"
    r"|janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre|since|till|until"
    r"|heures?|h|etage|batiment|appartement|zone|taille|age|ans|kilos?|metres?)\b"
)
"""A proposal, a sum that comes in, a partner's money, what this debt is about, or no money at all."""
_GIVEN = re.compile(r"\b(?:donn|vers|envo|give|giving|send|pay)\w*[^,;.]*$")
_RELATIVE = re.compile(
    r"\b(?:a|pour|to) (?:ma|mon|mes|nos|notre|l'|la|my|our)? ?(?:grand[ -]?)?(?:mere|pere|parents?|maman|papa|fils"
    r"|filles?|enfants?|soeurs?|freres?|famille|mother|father|mum|dad|parents|sons?|daughters?|kids?|children"
    r"|sister|brother"
    r"|family)\b"
)
_EMPLOYER = re.compile(r"\b(?:chez|at|from)\b")
_JOINED = re.compile(r"[\s€£]*(?:euros?|pounds?)?[\s,;&+]*(?:et|and|plus|puis|then)[\s,;]*|[\s€£]*(?:euros?)? ?[+&] ?")
_JOINS = ("housing", "essentials", "other_debts", "cost")


def label_of(context: Context, plain: Plain, start: int, end: int, text: str) -> str | None:
    """The debtor's own words for an amount that stands at plain[start:end], as they were written; "": there are none.

    None where those words tell of something that is no cost.
    """
    before = next((part for part in reversed(_STRONG.split(context.before)) if part.strip()), "")
    told_after = context.tail if _SPENT_ON.match(context.tail) else context.after  # "on" opens a clause in French
    after = _STRONG.split(told_after, maxsplit=1)[0]
    if _NOT_A_COST.search(f"{before} | {after}"):
        return None
    sides = (after, before) if _OF.match(after) else (before, after)
    for side in sides:
        words = [found for found in _WORD.finditer(side.replace("'", " ")) if found[0] not in _SAYS_NOTHING]
        if not words:
            continue
        name = side[words[0].start() : words[-1].end()][:_LONGEST].strip(" '-")
        at = plain.text.rfind(name, 0, start) if side is before else plain.text.find(name, end)
        if at < 0:
            return name
        first, last = plain.span(at, at + len(name))
        return text[first:last]
    return ""


def beside_a_budget(amounts: Sequence[Amount], text: str) -> list[Amount]:
    """The same, where an amount with an unknown word that stands beside figures of a budget has the role "cost"."""
    if not any(amount.role in (*MONTHLY_ROLES, "arrears") for amount in amounts):
        return list(amounts)
    return [_misspelt(amount) or _as_cost(amount, text) if _unknown(amount, text) else amount for amount in amounts]


_SPELT = {
    "other_debts": ("loan", "loans", "credit", "credits", "debt", "debts", "dette", "dettes", "emprunt", "overdraft",
                    "decouvert"),
    "housing": ("rent", "loyer", "loyers", "mortgage"),
    "essentials": ("courses", "nourriture", "electricite", "electricity", "groceries", "assurance", "insurance",
                   "energy", "energie", "bills"),
}
"""Costs by words that are known with one typing error as well."""


def _misspelt(amount: Amount) -> Amount | None:
    """The cost that its word means with a typing error ("60 on a car lian"): asked for once, not counted twice. None
    where that is not plain.
    """
    words = re.findall(r"[a-z]+", fold(amount.label).text)
    meant = {role for role, known in _SPELT.items() for one in known for word in words if near(word, one)}
    return replace(with_role(amount, meant.pop()), label="") if len(meant) == 1 else None


def beside_the_answer(amounts: Sequence[Amount], asked: str, text: str) -> list[Amount]:
    """The same at a question for what comes in: "1300 et tontine 250" is an income and a cost."""
    answers = [a for a in amounts if a.role == asked or is_bare(a)]
    if not answers:
        return list(amounts)
    costs = [amount for amount in amounts if amount not in answers and _unknown(amount, text)]
    return [_as_cost(amount, text) if amount in costs else amount for amount in amounts]


def joined_to_costs(amounts: Sequence[Amount], text: str) -> list[Amount]:
    """The same, where a bare amount that is joined to a cost ("crédits 120 et 80") has the role of that cost."""
    out = list(amounts)
    for index, (one, two) in enumerate(pairwise(amounts)):
        bare = is_bare(two) and two.period == "unsaid" and two.doubt is None
        if bare and out[index].role in _JOINS and _JOINED.fullmatch(fold(text[one.end : two.start]).text):
            joined = with_role(two, str(out[index].role))
            out[index + 1] = replace(joined, kind=out[index].kind, label=out[index].label)
    return out


def is_bare(amount: Amount) -> bool:
    """Whether no word says anything of it, neither what it is for nor that it is no cost."""
    return amount.role is None and not amount.label and ASIDE not in amount.marks


def _unknown(amount: Amount, text: str) -> bool:
    """Whether nobody knows what it is for, though a word says it; what is given to a relative is a cost as well."""
    if "owed" in amount.marks or (amount.period == "once" and amount.role is None):
        return False
    before = fold(text[max(0, amount.start - _LONGEST) : amount.start]).text
    if amount.role == "offer":
        near = re.split(r"[,;.\n]", fold(text[amount.end : amount.end + _LONGEST]).text)[0]
        return _GIVEN.search(before) is not None and _RELATIVE.search(near) is not None
    if amount.minor < _LEAST and amount.text.strip().isdigit():
        return False
    return amount.role is None and bool(amount.label) and not _EMPLOYER.search(re.split(r"[,;\d]", before)[-1])


def _as_cost(amount: Amount, text: str) -> Amount:
    found = with_role(replace(amount, doubt=None) if amount.role == "offer" else amount, "cost")
    label = amount.label or " ".join(re.split(r"[,;.\n]", text[amount.end : amount.end + _LONGEST])[0].split())
    return replace(found, marks=found.marks | {UNNAMED}, label=label)
