"""Reminders that are wanted while the rest is not, and a complaint that asks for no silence."""

from __future__ import annotations

import re

from bot.debt.reading.text.plain import flat
from bot.debt.safety import asks_stop

_B, _E = r"(?<![a-z0-9'])", r"(?![a-z0-9])"
_REMINDERS = r"(?:reminders?|rap+el+s?)"
_WANTS = re.compile(
    rf"{_B}(?:want|wants|like|keep|keeping|need|send|leave|happy with|except(?: for)?|apart from|but|other than"
    rf"|veu[xt]?|voudrais?|aimerais?|gard\w*|conserv\w*|laiss\w*|envoy\w*|sauf|a part|excepte|hormis"
    rf"|juste|only|just|que)"
    rf"(?: (?!not )[a-z']+){{0,4}}? {_REMINDERS}{_E}"
)
_UNSURE = ("juste", "only", "just", "que ", "but ")
"""After a stop, "juste les rappels" may be what is to stop, or what is to stay."""
_NOT_THEM = re.compile(rf"{_B}(?:pas|plus|plu|jamais|stop\w*|arret\w*|no|not|never|without|sans|any more|ni){_E}")
_REST = re.compile(
    rf"{_B}(?:no|not|never|don'?t|dont|stop\w*|pas|plus|plu|sans|arret\w*|cess\w*|marre|without|sauf|except|apart)"
    r"(?: [a-z']+){0,4} ?(?:chas\w*|relanc\w*|the rest|le reste|les autres|others?|autres?|sms|texts?|texting|messages?"
    rf"|msgs?|mails?|e-?mails?|courriers?|lettres?|letters?|appels?|calls?|tout|all|everything|anything|rien|harcel\w*"
    rf"|nag\w*|reminders?|rap+el+s?){_E}"
)


def only_reminders(text: str, *, stopped: bool = False) -> bool:
    """Whether reminders are wanted and the rest is not ("i do want the reminders, just not chasing texts").

    `stopped`: everything has been stopped already: that they are wanted is enough.
    """
    words = flat(text)
    found = _WANTS.search(words)
    if found is None or "?" in text or _NOT_THEM.search(re.sub(r"\bonly\b|\bnot only\b", "", found.group())):
        return False
    return _REST.search(words) is not None or (stopped and not found.group().startswith(_UNSURE))


_COMPLAINT = re.compile(
    rf"{_B}(?:(?:want|like|wish|going|need|how (?:do|can) (?:i|we)) (?:to )?(?:\w+ )?complain|i(?:'m| am)? complain\w*"
    rf"|(?:make|file|lodge|raise|this is|its|it's|put in) (?:a |an )?(?:\w+ )?complaint|formal complaint"
    rf"|(?:me |m')plain(?:s|dre|drai)|port\w* plainte|depos\w* (?:une )?plainte|(?:fai[ts]|faire|depos\w*|fais|ouvrir"
    rf"|une) (?:une )?reclamation|c'?est une (?:plainte|reclamation)){_E}"
)
_OF_ANOTHER = re.compile(
    rf"{_B}(?:police|gendarm\w*|commissariat|comis+ari\w*|contre (?:mon|ma|mes|x|lui|elle|le voleur)|usurp\w*|stolen"
    rf"|vole\w*|dont (?:want|wish) to|don'?t want to|veux pas|not complain\w*|(?:can'?t|cannot) complain){_E}"
)

_ENDS = re.compile(
    rf"{_B}(?:stop\w*|ar+et(?:er?|ez|es)|ces+(?:er?|ez)|plu[st]? (?:d[e']|me|m'|vos|qu'on|jamais)|no more|leave me"
    rf"|laiss\w*|never (?:text|write|contact|call)|unsub\w*|opt out|remove|supprim\w*){_E}"
)


def only_complains(text: str) -> bool:
    """Whether somebody complains of us in so many words, and asks for no silence: "yesterday again. i want to
    complain". A complaint to the police is none of us.
    """
    words = flat(text)
    if _COMPLAINT.search(words) is None or _OF_ANOTHER.search(words) is not None:
        return False
    return asks_stop(text) is None and _ENDS.search(words) is None


_OF_MESSAGES = re.compile(
    rf"{_B}(?:sms|textos?|texts?|texting|messages?|msgs?|mails?|e-?mails?|courriels?|courriers?|lettres?|letters?"
    rf"|appel\w*|calls?|calling|ring\w*|whatsapp|relanc\w*|chas\w*|contact\w*){_E}"
)


def of_messages(text: str) -> bool:
    """Whether words speak of what we write, or of calls."""
    return _OF_MESSAGES.search(flat(text)) is not None
