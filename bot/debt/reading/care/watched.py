"""Who fears a person near them: what is watched, what must not be sent there, what they must be able to hide."""

from __future__ import annotations

import re

from bot.debt.reading.care.spoken_needs import written_out

_B, _E = r"(?<![a-z0-9])", r"(?![a-z0-9])"
_PHONE = r"(?:tel|telephone|tele?ph|portable|mobile|phone|cell|num(?:ero)?|sms|messages?|texts?|textos?|whatsapp)"
_NOTHING_SENT = re.compile(
    rf"{_B}(?:(?:n'|ne )?(?:m')?(?:envoye[zrs]?|envoie[sz]?|ecri(?:s|re|vez)|mettez"
    rf"|mets) (?:moi )?(?:surtout )?(?:plus )?"
    rf"(?:rien|pas|aucun \w+)(?: \w+){{0,3}} (?:sur|a|vers|par|de) (?:\w+ )?{_PHONE}"
    rf"|(?:surtout )?(?:rien|pas de (?:sms|messages?|textos?|appels?)) (?:sur|a) (?:mon|le|ce|l'ancien) {_PHONE}"
    rf"|(?:appele[zr]|telephone[zr]|contacte[zr])(?:[ -]moi)? (?:surtout )?pas (?:sur|a) (?:\w+ ){{0,2}}{_PHONE}"
    rf"|(?:don'?t|do not|please no|never) (?:ever )?(?:text|ring|call|phone|message|send (?:me )?(?:anything|texts?"
    rf"|messages?|nothing))(?! (?:me )?(?:before|after|until|on (?:mon|tue|wed|thu|fri|sat|sun)))"
    rf"|nothing (?:to|on) (?:my|this|that) {_PHONE}){_E}"
)
_SEEN = re.compile(
    rf"{_B}(?:regard\w*|lit|lis|fouill\w*|surveill\w*|voi[rtes]+|trouv\w*|tombe\w*|control\w*|reads?|sees?|checks?"
    rf"|looks?"
    rf"|finds?|goes through|watch\w*|surtout|frapp\w*|violen\w*|peur|listens?|ecoute|hits?|beats?|scared|afraid"
    rf"|dang\w+){_E}"
)


def wants_nothing_sent(text: str, *, watched: bool = False) -> bool:
    """Whether nothing may be sent to a telephone because of who is near ("envoyez rien sur le tel surtout", "dont text
    me he reads my phone"). `watched`: they have told of such a person before; else the words themselves must.
    """
    words = written_out(text)
    return _NOTHING_SENT.search(words) is not None and (watched or _SEEN.search(words) is not None)


_ERASES = re.compile(
    rf"{_B}(?:j?(?:effac\w*|sup+rim\w*|cach\w*|vid(?:er|e|ez)|enlev\w*) (?:\w+ ){{0,3}}(?:conv\w*|discussion|echange"
    rf"|chat"
    rf"|messages?|historique|ecran|page|tout ca|ca|traces?)|(?:j'|je |faut que j'|dois )?efface\w* (?:tout|ca|la)"
    rf"|(?:delete|erase|hide|clear|wipe|remove) (?:\w+ ){{0,3}}(?:chat|conversation|messages?|history|screen|page"
    rf"|it all|this(?= ?(?:chat|now|please|off my|from my|$|[?!.])))"
    rf"){_E}"
)
_OTHER_MATTER = re.compile(
    rf"{_B}(?:dettes?|factures?|credits?|debts?|bills?|loans?|fichier|ficp|compte|account|donnees|data|rgpd|gdpr){_E}"
)


def wants_it_hidden(text: str) -> bool:
    """Whether they want this conversation off the screen ("je dois effacer la conv", "how do i delete this chat")."""
    words = written_out(text)
    return _ERASES.search(words) is not None and _OTHER_MATTER.search(words) is None


_POST = r"(?:courriers?|lettres?|la poste|post|mail|letters?|enveloppes?|papiers|boite)"
_WHO = (
    r"(?:(?:mon|ma|my) (?:ex|mari|femme|conjointe?|copain|copine|compagn\w+|pere|mere|husband|wife|partner|boyfriend"
    r"|girlfriend|dad|mum|father|mother|brother|frere)|il|elle|he|she)"
)
_LETTERS = re.compile(
    rf"{_B}(?:{_WHO} (?:m')?(?:ouvre|prend|lit|garde|recupere|opens?|takes?|reads?|keeps?|gets?) (?:tout |tous |all )?"
    rf"(?:mon|mes|le|les|my|the) {_POST}"
    rf"|(?:stop|no more|don'?t send)(?:ping)? (?:\w+ ){{0,2}}(?:letters?|post)(?: \w+){{0,3}} (?:to|at"
    rf"|the) (?:\w+ )?(?:house"
    rf"|home|address|flat)|stop the letters"
    rf"|(?:rien|plus rien|plus de {_POST}|aucun {_POST}|pas (?:m')?envoy\w+)(?: [\w']+){{0,5}} (?:a|chez) (?:l'|l "
    rf"|mon |ma |cette |mes )?"
    rf"(?:ancien\w* )?(?:adresse|domicile|maison|la maison|parents)"
    rf"|nothing (?:to|at) (?:my|the|that) (?:old )?(?:address|house)){_E}"
)


def fears_letters(text: str) -> bool:
    """Whether letters must not come to an address because of who opens them there, or who still lives there."""
    words = written_out(text)
    return _LETTERS.search(words) is not None


_POLICE = re.compile(
    rf"{_B}(?:(?:don'?t|do not|please don'?t|won'?t|will|are|do|did|have|going to|gonna) (?:you |u )?(?:going to "
    rf"|gonna )?(?:tell"
    rf"|call|inform|report (?:it |this )?to|ring|told)(?: \w+){{0,2}} (?:the )?(?:police|cops|social(?: services)?)"
    rf"|(?:dites?|dis|dire|prevene[zr]|appele[zr]|prevenir|signale[zr]|parle[zr])(?: \w+){{0,4}} (?:a |la |les |aux? )*"
    rf"(?:police|flics|gendarmes?|assistante sociale|dass|ase)"
    rf"|is (?:that|this|it) on (?:the|my|a) (?:record|file)|on the record now|will (?:he|she|they"
    rf"|my partner) (?:know|see|find"
    rf" out|be told)|(?:c'est|ca reste|ca va etre|c est) (?:note|marque|ecrit|enregistre)\w* (?:dans|sur) (?:mon|un|le)"
    rf" (?:dossier|fichier)|(?:il|elle|ils) (?:va|vont|peut|peuvent) (?:le |l'|la )?(?:savoir|apprendre|voir)(?: ca"
    rf"| ce que"
    rf".{{0,20}})? ?\?){_E}?"
)


def asks_who_is_told(text: str) -> bool:
    """Whether they ask that the police be not told, or what is on the record, and who sees it."""
    return _POLICE.search(written_out(text)) is not None


_READS_FOR = re.compile(
    rf"{_B}(?:(?:can'?t|cannot|can not|doesn'?t|does not|sait pas|peut pas|ne sait pas) (?:read|write|speak|see well"
    rf"|lire"
    rf"|ecrire|parler)|lit pas (?:bien )?(?:le |l')?(?:francais|english|anglais)|translat\w*|tradui\w*"
    rf"|(?:writing|write|ecris) (?:for|pour) (?:him|her|lui|elle|my|mon|ma)){_E}"
)


def helps_who_reads_badly(text: str) -> bool:
    """Whether somebody writes for another who can't read or write it: no fear of that person is told."""
    return _READS_FOR.search(written_out(text)) is not None
