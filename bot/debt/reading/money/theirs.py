"""Whose money an amount is: what a partner, a child or a parent earns is no income of one's own, and no cost either.

All patterns are for plain text (bot.debt.reading.text.plain).
"""

from __future__ import annotations

import re
from typing import Final, Literal

THEIRS: Final = "theirs"
"""Role of an amount that is somebody else's income: counted nowhere, and said not to be."""
Nearness = Literal["theirs", "partner", "relative"]

PARTNER = (
    r"mari|femme|epouse|epoux|conjointe?|compagn(?:on|e)|copain|copine|mec|cherie?|concubine?|moitie(?! d)"
    r"|husband|wife|partner|boyfriend|girlfriend|fiancee?|bf|gf|missus|mrs|hubby|other half|spouse|fella|lass|bloke"
)
_RELATIVE = (
    r"fils|filles?|gamine?s?|enfants?|ado|aine|mere|pere|maman|papa|parents?|soeur|frere|beau[ -]pere|belle[ -]mere"
    r"|grand[ -]?mere|grand[ -]?pere|coloc\w*|cousine?|neveu|niece|gendre"
    r"|sons?|daughters?|kids?|child|lad|mum|mom|dad|mother|father|sister|brother|flat ?mate|house ?mate|lodger|cousin"
)
_POSS = r"(?:mon|ma|mes|notre|nos|my|our|the|la|le|l')"
_EARNS = (
    r"touchent|touche|gagne(?:nt)?|percoit|recoit|ramene(?:nt)?|rapporte|fait|bosse|travaille|gets?|gettin|earns?"
    r"|earnin"
    r"|makes?|brings?|has|takes home|works|nets|lives on"
)
_COMES_IN = (
    r"salaires?|paie|paye|retraite|chomage|rsa|aah|aeeh|ass|smic|net|pensions?|invalidite|indemnites?|interim|allocs?"
    r"|allocations?|aides?|revenus?|mi[ -]temps|temps partiel|universal credit|uc|pip|esa|jsa|dla|wages?|salary|pay"
    r"|income|benefits?|child benefit|part[ -]time|full[ -]time|apprentice(?:ship)?|apprenti|alternance"
)
_SAYS = (
    r"'?s|elle|il|elles|ils|lui|qui|he|she|they|who|that|c'est|cest|c|est|sont|ont|a|au|aux|en|dans|de|du|des|d'|l'|le"
    r"|la|un|une|son|sa|ses|his|her|its|is|on|in|at|of|the|an|about|around|like|environ|a peu pres|peu|pres|vers|genre"
    r"|bien|aussi|also|seulement|que|only|just|juste|par mois|a month|does|du coup|encore|still|toujours|tjs|always"
)
_OF_THE = (
    r"(?:le|la|les|du|des|un|une|plus|et|avec) (?:petite? )?(?:salaires?|paie|paye|retraite|chomage|pensions?|revenus?"
    r"|indemnites?|rsa|aah) (?:a |de |d')"
)
_EARNING = (
    r"touche|gagne|percoit|recoit|ramene|gets?|gettin|earns?|earnin|makes?|brings?|takes home|works for|lives on|is on"
)
_BEFORE = re.compile(
    rf"(?:(?P<of>{_OF_THE})|(?P<to>\b(?:a|pour|chez|avec|de|d'|to|for|with|of|from|ex)[ -]))?"
    r"(?P<joint>\b(?:moi|me|i|on|nous|we|us|myself)(?: est)?,? (?:et|and|n|&|[+]|avec|with) )?"
    rf"(?<![a-z]){_POSS} ?(?:petite? |grande? |jeune |eldest |youngest |old )?"
    rf"(?:(?P<partner>{PARTNER})|{_RELATIVE})"
    rf"(?P<said>(?:[\s,:=']*(?:[dl]')?(?:(?P<earns>{_EARNS}|est a|est au|is on|a|has|{_COMES_IN})|{_SAYS})(?![a-z]))*)"
    r"[\s,:=]*$"
)
_PRONOUN = re.compile(
    rf"(?:^|[\s,;])(?:(?:elle|lui|her|him|she|he)(?:[\s,:=]+(?:toujours|tjs|encore|environ|a peu pres|vers|about"
    r"|around|still|like|c'est|genre|que|only))*[\s,:=]*"
    rf"|(?:elle|il|she|he) (?:{_EARNING})(?:[\s,:=']*(?:{_COMES_IN}|{_SAYS})(?![a-z]))*[\s,:=]*"
    rf"|(?:son|his|her) (?:{_COMES_IN})(?:[\s,:=']*(?:{_SAYS})(?![a-z]))*[\s,:=]*)$"
)
_GIVES_ME = re.compile(
    rf"(?<![a-z]){_POSS} ?(?:{PARTNER}|{_RELATIVE})(?:'s)? (?:qui )?(?:(?:me |m'|nous )(?:donne|verse|file|passe|aide)"
    r"\w*|(?:gives?|hands?|pays?|slips?) (?:me|us))[a-z' ]{0,20}$"
)
"""Board from a grown child, help from a partner: it may stop any month, and is nothing that a plan can rest on."""
_AFTER = re.compile(
    rf"^[\s€£]*(?:euros?|pounds?|quid)?[\s,(]*(?:par mois|a month|net)?[\s,(]*"
    r"(?:(?:(?:ca )?c'est|cest|c|that's|thats|it's|is) "
    rf"(?:(?:le |la )?(?:{_COMES_IN}|celui|celle) (?:de |d'))?(?:pour )?"
    rf"{_POSS} ?(?:{PARTNER})(?![a-z'])"
    rf"|(?:de la part de|from) {_POSS} ?(?:{PARTNER})(?![a-z'])"
    rf"|(?<!, )(?<!,)(?P<shares>(?:pour|for) (?:{_POSS} ?(?:{PARTNER})|elle|lui|her|him)|(?:elle|lui|her"
    rf"|him))(?![a-z']))"
)
_MAINTENANCE = re.compile(r"\bpensions? (?:alimentaires?|des? (?:mes|l'))|\bchild (?:support|maintenance)\b|\balimony")
_EX = re.compile(r"\bex[ -](?:mari|femme|conjoint|husband|wife|partner)|\b(?:mon|ma|my) ex\b")
_ME = re.compile(r"(?<![a-z])(?:moi|me|myself|i (?:get|earn|make|have)|je (?:touche|gagne))(?![a-z])")
_MINE_BEFORE = re.compile(
    r"(?:(?:^|[,;.(0-9] ?|\b(?:and|but|then) )(?:me|myself|i)|(?:^|[\s,;.(])(?:moi|pour moi))(?:,? (?:c'est|c|cest"
    r"|j'ai|jai|a|it's|about|around|environ"
    r"|a peu pres|genre|like|:))*[\s:=]*$"
)
_MINE_AFTER = re.compile(r"^[\s€£]*(?:euros?|pounds?|quid)?[\s,(]*(?:(?:c'est )?(?:pour )?moi|(?:for )?me)(?![a-z'])")
_MINE_NOTHING = re.compile(
    r"(?<![a-z])(?:moi|me|je (?:ne )?(?:touche|gagne|percois)|j'ai|i (?:get|earn|have|make|got))(?:,? (?:c'est|j'ai"
    r"|i get|i have))?[\s,:]*(?:rien|0|zero|nothing|none|nada|que dalle)(?![a-z0-9])"
)
_MY_HALF = re.compile(
    r"(?<![a-z])(?:moi|me|je (?:touche|gagne)|i (?:get|earn|make))[ ,:]*(?:a peu pres |environ |about |like )?"
    r"(?:(?:la )?moitie|half)(?: (?:of|de) (?:ca|cela|that|it))?(?![a-z])"
)


def whose(upto: str, tail: str, text: str) -> Nearness | None:
    """Somebody else's for certain ("ma femme touche 700"), or only named beside it ("mon mari 1500", "ma fille 50").

    Plain words: all before the amount, those after it up to the next one, and the whole. What is paid to somebody, what
    two have together, and maintenance from a former partner are none of it.
    """
    near = upto[-_NEAR:]
    if _MINE_BEFORE.search(near):
        return None
    if _MAINTENANCE.search(f"{near} {tail}") or _EX.search(near):
        return None
    if _GIVES_ME.search(near):
        return THEIRS if len(text.split()) > _FEW else None
    if (found := _BEFORE.search(near)) is not None:
        if found["to"] is not None or found["joint"] is not None:
            return None
        if found["of"] or found["earns"]:
            return THEIRS
        return "partner" if found["partner"] else "relative"
    if _PRONOUN.search(near) is not None:
        return THEIRS
    after = _AFTER.match(tail)
    return THEIRS if after is not None and (not after["shares"] or _ME.search(text)) else None


_NEAR = 80
_FEW = 5


def mine(before: str, after: str) -> bool:
    """Whether these plain words, right before and after an amount, say that it is one's own ("moi 800")."""
    return _MINE_BEFORE.search(before) is not None or _MINE_AFTER.match(after) is not None


def nothing_of_mine(words: str) -> bool:
    """Whether the words say that one has nothing oneself: "mon mari 1500, moi rien"."""
    return _MINE_NOTHING.search(words) is not None


def half_of_theirs(words: str) -> bool:
    """Whether one's own income is told as half of somebody else's: "mon mari touche 1900 et moi la moitié"."""
    return _MY_HALF.search(words) is not None
