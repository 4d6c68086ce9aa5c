"""A telephone's STOP at the head of a real sentence ("arret svp je suis malade"), and what is told beside a stop."""

from __future__ import annotations

import re

from bot.debt.reading.answers.causes import causes_in
from bot.debt.reading.text.plain import fold
from bot.debt.reading.who.on_behalf import hard_news

_POLITE = r"(?:svp|stp|s'il vous plait|s'il te plait|merci|please|pls|plz|thanks|now|maintenant|la|ok)"
_HEAD = re.compile(
    rf"^[\W_]*(?:{_POLITE}[ ,.!-]+)?(?:(?:stop+|arrets?|stoop)[ ,.!;:…\n-]+){{1,3}}(?P<rest>.*)$", re.S
)
_SENTENCE = re.compile(
    rf"(?:{_POLITE}(?![a-z])[ ,.!]*)*(?P<says>(?:j'|(?:je|jai|jen|jsui[st]?|jpe[ux]+|jpeu|chui|moi|on|nous|mon|ma|mes"
    r"|c'est|cest|ca|y en a|ya|vous|vos|votre|trop|assez|marre|laissez|i|i'm|im|ive|i've|my|we|its|it's|this is"
    r"|too much|enough|your|you|leave)(?![a-z])).*)",
    re.S,
)
_NOT_THAT = re.compile(
    r"(?<![a-z])(?:prelev\w*|debit\w*|mensualit\w*|pa(?:y|ie|ye|yer|ying|yment)s?|frais|fees?|contrat|abonnement|plan"
    r"|comprend\w*|pige|capte|attend\w*|attends|minute|deux secondes|question\w*|parler|quelqu'un|conseiller\w*|humain"
    r"|wait|hang on|hold on|understand|confus\w*|speak|talk|someone|somebody|person|agent|human|trompe\w*|mistake"
    r"|non|start|work|travailler)(?![a-z])"
)
_OF_MESSAGES = re.compile(
    r"(?<![a-z])(?:(?:en peux plus|marre|ras le bol|assez|trop|sick|fed up|tired|enough|too many|leave me|laissez)"
    r" (?:\w+ ){0,3})?(?:sms|messages?|msgs?|textos?|texts?|mails?|relances?|harcel\w*|spam\w*|tranquille"
    r"|alone)(?![a-z])"
)
_LONG = 40
_MORE = 2


def stops_first(text: str) -> bool:
    """Whether a text message begins with the word that stops messages, and goes on as a sentence of its own. "Arrêt
    maladie", "stop au prélèvement" and "stop, je comprends rien" are none.
    """
    return _rest(text) is not None


def _rest(text: str) -> str | None:
    words = re.sub(r"\s+", " ", fold(text).text).strip()
    head = _HEAD.match(words)
    if head is None or len(words.split()) > _LONG:
        return None
    says = _SENTENCE.match(head["rest"])
    return says["says"] if says is not None and not _NOT_THAT.search(head["rest"]) else None


def tells_beside_stop(text: str, language: str) -> bool:
    """Whether a wish for silence tells of more than the messages: illness, a job that is lost, a cry."""
    if causes_in(text, language) or hard_news(text):
        return True
    rest = _rest(text)
    return rest is not None and len(rest.split()) >= _MORE and not _OF_MESSAGES.search(rest)
