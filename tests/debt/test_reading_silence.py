"""Calls alone are stopped where only calls are named; a stop is taken back in words."""

from __future__ import annotations

import pytest

from bot.debt.reading.contact.silence import stops_calls_only, wants_messages_again


@pytest.mark.parametrize("words", [
    "bonsoir jveu plu d apel svp mon patron a repondu hier",
    "plus d'appels svp",
    "plus d'appel au travail merci",
    "arretez de m'appeler au boulot",
    "arrêtez les appels au travail",
    "areté de mapelé",
    "ne m'appelez plus jamais",
    "m'appelez plus",
    "faut plus m'appeler mon chef a décroché",
    "pas de coup de fil, je suis au bureau la journée",
    "stop les appels, mon employeur est au courant maintenant",
    "cessez de me téléphoner",
    "vous m'appelez tous les jours au travail ça suffit",
    "you people keep ringing me at work, make it stop",
    "stop calling me",
    "please stop phoning my work",
    "don't ring me at work",
    "no more phone calls please",
    "do not call my job, my boss picked up",
    "the calls have to stop",
])
def test_no_more_calls(words: str) -> None:
    assert stops_calls_only(words)


@pytest.mark.parametrize("words", [
    "plus d'appels, plus de lettres, rien",
    "ne m'appelez plus et ne m'écrivez plus",
    "arrêtez les sms",
    "laissez-moi tranquille, arrêtez de m'appeler",
    "stop calling and texting me",
    "leave me alone and stop calling",
    "je m'appelle Martine",
    "vous pouvez m'appeler ?",
    "rappelez-moi plus tard",
    "appelez plus tard",
    "ne m'appelez pas avant 18h",
    "pas d'appel le matin svp",
    "don't call me before 6pm",
    "call me back",
    "plus de rappels svp",
    "je voudrais faire appel du jugement",
    "i got a call from you",
    "est ce que vous allez appeler mon patron",
    "je peux plus payer",
    "",
])
def test_anything_else_is_left_to_whoever_reads_it(words: str) -> None:
    assert not stops_calls_only(words)


@pytest.mark.parametrize("words", [
    "en fait non je veu bien des sms",
    "finalement je veux bien recevoir vos messages",
    "remettez les sms svp",
    "vous pouvez m'écrire à nouveau",
    "vous pouvez quand même m'envoyer des sms",
    "annulez mon stop",
    "en fait oui aux sms",
    "i actually want the texts",
    "you can text me again",
    "turn the messages back on",
    "i do want your texts after all",
    "no wait, you can message me",
    "resubscribe me",
])
def test_a_stop_taken_back(words: str) -> None:
    assert wants_messages_again(words)


@pytest.mark.parametrize("words", [
    "je ne veux plus de sms",
    "je veux pas de sms",
    "ne m'envoyez plus de messages",
    "vous ne pouvez plus m'écrire",
    "don't text me again",
    "you can't text me again",
    "stop texting me",
    "i don't want your messages",
    "j'ai reçu vos sms",
    "continuez les rappels",
    "gardez les rappels",
    "je veux bien payer 20 euros",
    "oui",
    "bonjour",
])
def test_no_such_wish(words: str) -> None:
    assert not wants_messages_again(words)
