"""Calls and messages apart: a narrower wish than silence, a permission, a question, a stop that was not kept."""

from __future__ import annotations

import re

from bot.debt.reading.text.plain import flat

_B, _E = r"(?<![a-z0-9'])", r"(?![a-z0-9])"
_SMS = r"(?:sms|textos?|messages? (?:sur|au) (?:le |mon )?(?:tel\w*|portable)|text messages?|texts?|texting)"
_WAYS = (
    r"(?:sms|textos?|messages?|msgs?|mails?|e-?mails?|courriels?|courriers?|lettres?|whatsapp|text(?:s|ing"
    r"| messages?)?|letters?"
    r"|par ecrit|l'ecrit|ecrits?|writing)"
)
_FINE = (
    r"(?:ca (?:va|me va|ne me derange pas|derange pas)|c'?est (?:bon|ok)|c ok|oui|ok(?:ay)?|d'accord|pas de (?:souci"
    r"|probleme)"
    r"|je veux bien|(?:is|are|'s) (?:fine|ok|okay|alright|all right)|no problem|yes)"
)
_ALLOWED = re.compile(
    rf"{_B}(?:juste|seulement|que|uniquement|just|only|plutot|rather|instead|prefere|prefer|j?veu[xt]? bien|laissez"
    rf"|gardez|keep)"
    rf" (?:(?:par|by|in|via|des|les|vos|me|m'|the|a|recevoir|avoir|get|receive|send|envoyer|avec|on) ?){{0,3}}"
    rf"(?:ecri\w*|write|writing|{_WAYS}){_E}"
    rf"|{_B}{_WAYS} (?:(?:moi|eux|pour moi|ils|they|c'est|ca) )?{_FINE}{_E}"
    rf"|{_B}(?:ecri[srvt]\w*(?:[- ]moi| plutot| a la place)|(?:write|text|e-?mail|message) (?:to )?me(?: instead"
    rf"| only)?"
    rf"|par ecrit|in writing){_E}"
)
_CALLS = re.compile(
    rf"{_B}(?:ap+el+s?|ap+el+er|ap+el+e[zs]?|coups? de (?:fil|tel\w*)|calls?|calling|phone ?calls?|ringing"
    rf"|telephon\w*){_E}"
)


def calls_apart(text: str) -> str:
    """The words without those that allow to be written to ("plus d'appel, juste écrire"), lower case."""
    return _ALLOWED.sub(" ", flat(text))


def means_calls(text: str) -> bool:
    """Whether calls are set against messages that are welcome ("j'ai dit les appels, les messages ça va")."""
    words = flat(text)
    allowed = _ALLOWED.search(words)
    left = _ALLOWED.sub(" ", words)
    return allowed is not None and _CALLS.search(left) is not None and "?" not in text and not _SMS_REFUSED.search(left)


_SMS_REFUSED = re.compile(
    rf"{_B}(?:pas|plus|plu|stop\w*|arret\w*|no more|no|don'?t) (?:de |d'|les |des |the |send )*{_WAYS}{_E}"
)
_ONLY_SMS = re.compile(
    rf"{_B}(?:juste|seulement|que|uniquement|just|only)(?: (?:de|d'|les|des|the|mes|my|pour|arreter|stop|to|for|on"
    rf"|by|par))*"
    rf" {_SMS}{_E}"
)
_ALL_OF_IT = re.compile(
    rf"{_B}(?:pas (?:tout|tous|toute)|not (?:all|everything)|rest|reste|mails?|e-?mails?|stop\w*|arret\w*|plus"
    rf"|no more){_E}"
)


def stops_texts_only(text: str) -> bool:
    """Whether texts alone are to stop ("pas tout arrêter, juste les SMS")."""
    words = flat(text)
    found = _ONLY_SMS.search(words)
    wants = re.search(rf"{_B}(?:recevoir|avoir|ecri\w*|envoy\w*|receive|get|send|prefer\w*|veux|want){_E}", words)
    return found is not None and _ALL_OF_IT.search(words) is not None and not wants and "?" not in text


_PERMITS = re.compile(
    rf"{_B}(?:(?:je )?(?:veu[xt]|voudrais|prefere) (?:bien|encore|quand meme|toujours|continuer)? ?(?:a "
    rf"|de )?(?:recevoir|avoir)?"
    rf"|(?:vous )?(?:pouvez|peut|peux) (?:encore |toujours |continuer (?:a|de) )?(?:m'|me )?(?:envoyer|ecrire"
    rf"|contacter)"
    rf"|(?:oui|ok|d'accord) (?:pour|aux?)|(?:i )?(?:still )?(?:want|like|don'?t mind|dont mind|am happy to"
    rf"|'m happy to|happy to)"
    rf" ?(?:to )?(?:still )?(?:get|getting|receive|receiving|have)?|you (?:can|may) (?:still )?(?:send|text|write"
    rf"|email|e-mail)"
    rf"|keep sending|continue\w* (?:a |de |d')?(?:m')?envoyer)(?: (?:les|des|vos|mes|the|your|my|me|par|by|moi|some"
    rf"|de|recevoir))*"
    rf" ?(?P<way>{_WAYS}){_E}"
)
_DENIED = re.compile(
    rf"{_B}(?:pas|plus|plu|jamais|aucun\w*|ne|no longer|no more|don'?t want|dont want|do not|not|never){_E}"
)


def permits(text: str) -> bool:
    """Whether we may write, said outright ("je veux bien recevoir les mails")."""
    words = flat(text)
    found = _PERMITS.search(words)
    if found is None or "?" in text:
        return False
    return _DENIED.search(re.sub(r"don'?t mind", "", words[max(0, found.start() - 12) : found.end()])) is None


_WILL = re.compile(
    rf"{_B}(?:will (?:i|you|u)|am i|are (?:you|u)|r u|do i|vous allez|tu vas|je vais|est[- ]ce que (?:je|vous)"
    rf"|allez[- ]vous)"
    rf"(?: \w+'?){{0,4}} ?(?:get|getting|receiv\w*|send\w*|text\w*|writ\w*|recevoir|envoyer|ecrire|m'ecrire|m'envoyer)"
    rf"(?: \w+'?){{0,4}}(?:{_WAYS}|{_E})"
)
_FOR_SURE = re.compile(
    r"\?|(?<![a-z])(?:or (?:no|not|what)|ou (?:pas|non|quoi))[ .!?]*$|^(?:so |alors |donc |and |et )*(?:will|am i|do i)"
)
_NAMED = re.compile(rf"{_B}{_WAYS}{_E}")


def asks_if_written(text: str) -> bool:
    """Whether it is asked if more messages will come ("so will i get more texts or no")."""
    words = flat(text)
    found = _WILL.search(words)
    return found is not None and _FOR_SURE.search(words) is not None and _NAMED.search(words) is not None and \
        len(words.split()) <= 16


_WHAT_STOP = re.compile(
    r"(?<![a-z])(?:what'?s|whats|what is|what does|what do|c'?est quoi|c quoi|c koi|ca veut dire quoi|que veut dire"
    r"|a quoi sert"
    r"|keske|kesk|qu'est[- ]ce que?(?: c'est)?)(?: (?:le|the|mot|word|que|c'est|ca|by))* [\"'«]?(?:arret|stop"
    r"|start)[\"'»]?"
    r"(?: (?:mean|means|do|for|veut dire|ca veut dire|sert a quoi))?[ ?.!]*$"
    r"|^[\"'«]?(?:arret|stop|start)[\"'»]? (?:c'?est|c|ca veut dire) (?:quoi|koi)[ ?.!]*$"
)


def asks_stop_word(text: str) -> bool:
    """Whether it is asked what the word does that ends our messages ("whats ARRET")."""
    return _WHAT_STOP.search(flat(text)) is not None


_ASKED_BEFORE = re.compile(
    rf"{_B}(?:(?:j'?(?:ai|avais)|jai|javais|je vous (?:ai|avais)|i) ?(?:deja |already )?(?:demande|dit|ecrit|asked"
    rf"|told|said)"
    rf"|i'?ve (?:asked|told|said)){_E}"
)
_STILL = re.compile(
    rf"{_B}(?:en (?:recoit|recoi|recois)|(?:recoit|recoi|recois|recevoir) (?:encore|toujours|quand meme|des|vos|un)"
    rf"|(?:encore|toujours|still|again|keep|keeps) \w*(?: \w+)? ?(?:des |de |un |vos )?(?:recoi\w*|messages?|sms"
    rf"|mails?|get\w*"
    rf"|receiv\w*|texts?|texting|writing|ecri\w*|appel\w*|calls?|calling)|(?:gets?|got|getting|received?) (?:your "
    rf"|them|texts?|one"
    rf"|messages?)){_E}"
)
_NO_MORE = re.compile(
    rf"{_B}(?:pas|plus|plu|aucun|stop|arret\w*|no|not|no more|never){_E}(?: (?:de|d'|to|me|the|any|vos"
    rf"|les))* ?(?:{_WAYS}|ecrire"
    rf"|m'ecrire|text|texting|contact\w*|write|messag\w*)"
)


def stop_not_kept(text: str) -> bool:
    """Whether messages come although it was asked that none come: a complaint, of whoever's telephone it is."""
    words = flat(text)
    return all(one.search(words) is not None for one in (_ASKED_BEFORE, _STILL, _NO_MORE))
