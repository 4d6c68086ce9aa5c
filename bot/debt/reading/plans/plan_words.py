"""What is said of an agreed plan and can be read for certain: where it stands, that it is to be undone."""

from __future__ import annotations

import re

from bot.debt.reading.text.alone import said

_LONGEST = 140
"""Characters of a message that may be nothing but such words."""
_COURTESY = (
    r"(?:bonjour|bonsoir|bjr|slt|salut|hello|hi|hey|s'?il (?:vous|te) plait|svp|stp|please|pls|merci(?: d'avance)?"
    r"|thanks?(?: you)?|madame|monsieur|sorry|desolee?|pardon|oui|yes|en fait|actually|finalement"
    r"|alors|donc|bon|non|no)"
)
_KIND = r"(?: (?:de (?:paiement|remboursement|reglement|mensualites)|d'apurement|en cours|actuel))?"
_PLAN = (
    rf"(?:(?:plan|echeancier){_KIND}|(?:payment |repayment )?(?:plan|schedule)|payment arrangement"
    r"|(?:accord|engagement))"
)
_MINE = rf"(?:mon|ma|my) {_PLAN}"
_THE = rf"(?:mon|le|ce|notre|my|the|this|that|our) {_PLAN}"
_OF_IT = rf"(?:(?:du|de mon|de ce|de notre) {_PLAN}|(?:au|a mon|a ce|a notre) {_PLAN})"
_WISH = (
    r"(?:(?:est[- ]ce que )?(?:je|j'|j|on|nous|vous)? ?(?:veux|veut|voudrais?|voulons|souhaite(?:rais)?|aimerais?|peux"
    r"|peut|pouvez|dois|vais|vx|puis[- ]je)(?: vous)?|comment(?: faire pour| (?:je peux|on peut|puis-je))?|pour"
    r"|je (?:vous )?(?:demande|prie)(?: a| de| d')?|merci d[e']|il faut|c'est possible d[e']|possible d[e']"
    r"|(?:i|we)(?:'d| would|'ll| will)?(?: like| want| wish| need)?(?: to)?|i wanna|id like to|can (?:i|you|we)"
    r"|could (?:i|you|we)|may i|how (?:do|can|could) i|to|let me|is it possible to)"
)
_UNDO_IT = (
    r"(?:(?:annul|arret|stopp|interromp|cass|defai|supprim|resili|abandonn|quitt)[a-z]*"
    r"|revenir sur|mettre fin(?= au| a )|sortir(?= du| de)|renonc(?:er?|e)(?= au| a )"
    r"|cancel|undo|end|stop|withdraw(?: from)?|back out of|get out of|pull out of|come out of|terminate|revoke|quit"
    r"|leave)"
)
_CHANGED = r"(?:j'?\s?ai change d'avis|jai change davis|(?:i'?ve|i have|i) changed my mind)"
_RETRACT = r"(?:me retracter|m'en retracter|exercer mon droit de retractation|retracter)"
_UNDOES = (
    rf"(?:{_WISH} )?(?:l')?{_UNDO_IT}(?:[- ]moi)? (?:{_THE}|{_OF_IT})"
    rf"|(?:j')(?:annule|arrete|abandonne) {_THE}"
    rf"|(?:{_WISH} ){_RETRACT}(?: (?:{_OF_IT}|pour {_THE}))?|je me retracte(?: (?:{_OF_IT}|pour {_THE}))?"
    rf"|(?:mon )?droit de retractation|retractation|annulation (?:du|de mon|de ce) {_PLAN}"
    rf"|{_CHANGED}(?: (?:about|on|for|sur|pour|concernant|a propos|au sujet) ?(?:{_THE}|{_OF_IT}))"
    rf"|je (?:ne )?(?:veux|souhaite) plus (?:(?:de|du|de ce|de mon) )?(?:{_THE}|{_PLAN})"
    rf"|i (?:don'?t|do not|no longer) want {_THE}(?: any ?more)?"
    rf"|(?:mon|le|ce|the|my|this) {_PLAN}(?: est| is)? a annuler"
)
_AND_SO = (
    rf"(?:et|and|mais|but|so|donc|alors|car|parce que)|{_CHANGED}|{_WISH} {_UNDO_IT}(?: it| this| that)"
    rf"|{_WISH} l'?{_UNDO_IT}|undo it|cancel it"
)
"""What may stand beside a wish to undo it, and says nothing by itself."""
_ASKS = (
    rf"{_MINE}"
    rf"|(?:{_WISH} )?(?:voir|consulter|afficher|relire|retrouver|connaitre|see|view|check|show me|look at"
    rf"|montrez?[- ]moi|affichez?|rappelez?[- ]moi|redonnez?[- ]moi|donnez?[- ]moi) {_THE}(?: again)?"
    rf"|(?:ou|mais ou)? ?en (?:est|es|sommes[- ]nous|suis[- ]je)(?: de| dans)? {_THE}"
    rf"|ou en (?:est-on|on est) (?:de|du|dans) (?:mon |le )?{_PLAN}"
    rf"|ou (?:j'en suis|en suis[- ]je|j en suis) (?:dans|de|avec) {_THE}"
    rf"|c'?est quoi {_MINE}|quel est {_MINE}|ou est {_MINE}|(?:l')?(?:etat|suivi) (?:de mon|du) {_PLAN}"
    rf"|(?:where|how|what)(?:'s| is|s)? {_MINE}(?: at| up to| going| doing| now| like)?"
    rf"|where (?:am i|are we) (?:with|in|on) {_THE}|(?:my )?plan status|status of {_THE}"
    rf"|{_MINE} (?:status|details?|dates?)"
)
_BETWEEN = r"[\s,.;:!?…]+"


def _alone(meant: str, beside: str = "") -> re.Pattern[str]:
    extra = rf"(?:{_COURTESY}|{beside})" if beside else _COURTESY
    return re.compile(rf"(?:{extra}{_BETWEEN})*(?:{meant})(?:{_BETWEEN}(?:{meant}|{extra}))*")


_ASKS_ALONE = _alone(_ASKS)
_UNDOES_ALONE = _alone(_UNDOES, _AND_SO)
_UNDOES_IN = re.compile(
    rf"(?<![a-z'])(?:j')?{_UNDO_IT}(?:[- ]moi)? (?:(?:tou[ts]?|tt|all(?: of)?) )?(?:{_THE}|{_OF_IT}"
    rf"|(?:the|my|this|that) (?:whole|entire) {_PLAN})(?![a-z])"
    r"|(?<![a-z])(?:je me retracte|me retracter)(?![a-z])"
    rf"|(?<![a-z]){_CHANGED} (?:about|on|sur|pour) {_THE}"
)
_NOT = re.compile(r"(?<![a-z])(?:pas|plus|jamais|sans|not|never|without|\w+n't|dont)(?: [a-z']+){0,2} ?$")


def asks_plan(text: str) -> bool:
    """Whether a message asks where one's plan stands, and says nothing else ("mon plan", "where is my plan at?")."""
    words = said(text)
    return len(words) <= _LONGEST and _ASKS_ALONE.fullmatch(words) is not None


def undoes_plan(text: str, *, alone: bool = True) -> bool:
    """Whether somebody wants a plan undone ("annuler mon plan", "je me rétracte"); `alone`: and says nothing else."""
    words = said(text)
    if len(words) <= _LONGEST and _UNDOES_ALONE.fullmatch(words) is not None:
        return True
    if alone:
        return False
    return any(_NOT.search(words[: found.start()]) is None for found in _UNDOES_IN.finditer(words))
