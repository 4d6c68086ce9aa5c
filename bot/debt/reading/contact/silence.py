"""A wish for silence by telephone alone, and the wish to hear from us again after a stop."""

from __future__ import annotations

import re

from bot.debt.reading.contact.narrower import calls_apart, means_calls
from bot.debt.reading.text.plain import fold

_B, _E = r"(?<![a-z0-9'])", r"(?![a-z0-9])"
_CALLS = (
    r"(?:ap+el+(?:er|e[zrs]?|ent|s)?|tele?phon(?:er|e[zrs]?|ent)|telefon(?:er|e[zrs]?)|sonn(?:er|e[zrs]?)"
    r"|coups? de (?:fil|tel\w*))"
)
_CALLING = r"(?:call(?:s|ing|ed)?|ring(?:s|ing)?|phon(?:e|es|ing)|phone ?calls?)"
_ME = r"(?:qu'? ?(?:on|ils?|elles?|e? ?vous|e? ?tu) )?(?:que (?:vous|tu|l'on) )?(?:m'? ?|me |nous |mon |ma )?"
_LATER = r"(?! (?:tard|tot|souvent|vite|haut|avant|apres))"
_ENOUGH_FR = r"(?:ca suffit|c'est (?:fini|termine)|stop|y en a marre|il faut que ca (?:cesse|s'arrete))"
_ENOUGH_EN = (
    r"(?:(?:needs?|has|have|must|ought|got) (?:to )?stop|make it stop|(?:please|pls) stop|stop it|no more)"
)
_BETWEEN = r"(?:[a-z', ]{0,40})?"


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(f"{_B}{one}{_E}" for one in patterns))


_NO_CALLS = _any(
    # "plus d'appels", "arrêtez de m'appeler", "ne m'appelez plus", "pas de coup de fil", "vous m'appelez …, ça suffit"
    rf"(?:plus|plu|pas|aucun|zero) (?:d' ?|de |d )?(?:autres? |vos )?{_CALLS}{_LATER}",
    r"(?:ar+et\w*|ces+(?:er|e[zs]?)|stop\w*|fini\w*|basta) (?:(?:de |d' ?|les|vos|ces|ses|tous|avec|a|aux|moi) ?){0,3}"
    rf"{_ME}{_CALLS}",
    rf"{_ME}{_CALLS} (?:moi )?(?:plus|plu|jamais|pas){_LATER}",
    rf"(?:plus|plu|pas|jamais) (?:(?:que |qu'|k'|ke )(?:on |vous |ils? |tu )?)?{_ME}{_CALLS}",
    rf"{_ME}{_CALLS} {_BETWEEN}{_ENOUGH_FR}",
    # "no more calls", "stop calling me", "don't ring me at work", "you keep ringing me, make it stop"
    rf"no (?:more )?(?:phone )?{_CALLING}",
    rf"(?:stop|quit|cease) (?:(?:with|all|the|these|those|your|from|ever) ?){{0,2}}(?:phone )?{_CALLING}",
    rf"(?:don'?t|do not|never|not) (?:ever |you |to )?{_CALLING} (?:me|us|my|here|at|again|anymore)",
    rf"{_CALLING} {_BETWEEN}{_ENOUGH_EN}",
)
_OTHER_WAYS = re.compile(
    r"(?<![a-z0-9])(?:sms|textos?|messages?|msgs?|mails?|e-?mails?|courriels?|courriers?|lettres?|whatsapp|ecri\w*"
    r"|contact\w*|sol+icit\w*|relanc\w*|texts?|texting|letters?|writ(?:e|ing)|rien du tout|plus rien|anything"
    rf"|everything|tranquille|in peace|alone|la paix|fich(?:es|ez)|liste|list){_E}"
)
"""Whoever names these as well wishes for more silence than by telephone."""
_HOURS = re.compile(
    r"(?<![a-z0-9])(?:(?:avant|apres|entre|before|after|between|until) (?:[0-9]|midi|noon|le |la |l'|the |mes |my )"
    r"|(?:le matin|le soir|les? week-?ends?|in the (?:morning|evening)s?|at night|(?:at|on) (?:the )?weekends?)"
    rf"{_E})"
)
"""Calls at other hours are wished for, not none."""
_NOT_OF_IT = _any(
    r"(?:cour d' ?appel|faire appel|appel (?:du|de la|d'une) (?:jugement|decision)|interjet\w*|rap+el\w*|call-?back)",
    r"(?:call(?:ed)? me back|ring(?:ing)? (?:a )?bell|(?:il|elle) s'appelle|je m' ?appelle)",
)

_SMS = r"(?:sms|messages?|msgs?|textos?|texts?)"
_AGAIN_WORD = r"(?:bien|encore|quand meme|de nouveau|a nouveau|finalement|continuer a)"
_AGAIN = _any(
    rf"(?:veu[xt]?|voudrais?|aimerais?|prefere|accepte) {_AGAIN_WORD} (?:recevoir |avoir )?(?:des |les |vos |de |mes )?"
    rf"{_SMS}",
    r"(?:remet\w*|reactiv\w*|repren\w*|renvoy\w*|recommenc\w*|continue\w*) (?:moi )?(?:a m' ?(?:envoyer|ecrire) ?)?"
    rf"(?:les |vos |des |mes |avec les |de )?{_SMS}",
    rf"{_SMS},? (?:\w+ ){{0,3}}(?:remet\w*|reactiv\w*|revenir|reprendre)",
    r"(?:pouvez|peux|peut) (?:encore |de nouveau |quand meme |a nouveau |re)?(?:m' ?|me )"
    rf"(?:re)?(?:ecrire|envoyer|contacter)(?: (?:a nouveau|de nouveau|encore|quand meme|des? {_SMS}))?",
    r"annul\w* (?:mon |le |ce |l')?(?:stop|arret|desabonnement|desinscription|blocage)",
    r"re-?(?:abonn|inscri)\w*",
    rf"(?:finalement|en fait)[ ,]+(?:oui|si)[ ,]+(?:aux |pour les |les |des )?{_SMS}",
    r"(?:do|actually|still|rather) (?:still |rather )?(?:want|like) (?:to get |to receive |to have )?"
    rf"(?:the |your |my |some )?{_SMS}",
    rf"want (?:to get |to receive )?(?:the |your |my )?{_SMS} (?:back|again|after all)",
    r"(?:can|may) (?:still )?(?:text|message|write to|write|contact) me(?: again| after all| now)?",
    rf"(?:turn|put|switch|start) (?:the |my |your )?(?:{_SMS}|them|it) (?:back )?(?:on|again)",
    r"(?:start|begin|carry on) (?:texting|messaging|writing)",
    r"(?:re-?subscribe|opt (?:me )?(?:back )?in|undo (?:the|my|that) (?:stop|opt-?out))",
)
_DENIED = re.compile(rf"{_B}(?:ne|n'|plus|pas|jamais|aucun|don'?t|do not|not|no|never|cannot|can'?t){_E}")
_FIRST_NO = re.compile(
    r"^(?: *(?:en fait|finalement|ben|euh|ah|oh|actually|well|wait|attends?) ?)*(?:non|nan|no|nope)\b"
)
""" "En fait non, je veux bien des sms": what is denied is what was said before."""


def stops_calls_only(text: str) -> bool:
    """Whether the words wish for no more calls, and say nothing against written words: "plus d'appels svp, mon patron a
    répondu". Calls at other hours are no such wish.
    """
    words = calls_apart(text)
    if means_calls(text):
        return True
    if _NOT_OF_IT.search(words) or _OTHER_WAYS.search(words) or _HOURS.search(words):
        return False
    return _NO_CALLS.search(words) is not None


def wants_messages_again(text: str) -> bool:
    """Whether somebody who has said stop takes it back: "en fait je veux bien des SMS", "you can text me again"."""
    words = fold(text).text
    return any(not _DENIED.search(_clause(words, found)) for found in _AGAIN.finditer(words))


def _clause(words: str, found: re.Match[str]) -> str:
    """The words of the same clause, up to the end of what was found."""
    begin = max(words.rfind(sign, 0, found.start()) for sign in ",.;:!?\n")
    return _FIRST_NO.sub("", words[begin + 1 : found.end()])
