"""Calls and messages apart: narrower wishes, permissions, questions and complaints, in good spelling and in bad."""

from __future__ import annotations

import pytest

from bot.debt.reading import asks_if_written, asks_stop_word, permits, stop_not_kept, stops_calls_only, stops_texts_only


@pytest.mark.parametrize("text", [
    "jveu plus d appel juste ecrire", "j ai dit les APPELS les messages ca va", "plus d'appels, écrivez-moi plutôt",
    "no more calls just text me", "stop calling me, texts are fine", "pas d'appel, seulement par sms",
    "arretez de m'appeler, par mail ok", "je veu plu qu'on m'apelle, que par ecrit",
    "jveu bien les mail mais pas les APEL",
    "only write to me dont ring",
])
def test_calls_alone(text: str) -> None:
    assert stops_calls_only(text)


@pytest.mark.parametrize("text", [
    "plus d'appels ni de messages", "plus d'appels plus de sms rien", "les messages ca va ?", "stop calls and texts",
    "je veux bien être appelé", "vous pouvez appeler mais pas d'sms", "ok for texts but when will you call?",
    "arrêtez de m'écrire et de m'appeler",
])
def test_more_or_less_than_calls(text: str) -> None:
    assert not stops_calls_only(text)


@pytest.mark.parametrize("text", [
    "non enfin pas tout arreter juste les sms", "arretez juste les sms", "not everything, just texts",
    "stop only the texts", "plus de messages, que les sms en fait",
])
def test_texts_alone(text: str) -> None:
    assert stops_texts_only(text)


@pytest.mark.parametrize("text", ["juste par sms svp", "je veux juste recevoir des sms", "stop", "only text me"])
def test_not_texts_alone(text: str) -> None:
    assert not stops_texts_only(text)


@pytest.mark.parametrize("text", [
    "ah nan je veux bien recevoir les mails", "vous pouvez m'envoyer des mails", "i still want to get the emails",
    "ok pour les mails", "i don't mind getting texts", "you can still text messages",
])
def test_a_permission(text: str) -> None:
    assert permits(text)


@pytest.mark.parametrize("text", [
    "je ne veux plus recevoir de mails", "i dont want to get your texts", "je veux plus de sms", "no more emails",
    "vous pouvez m'envoyer des mails ?", "je veux payer",
])
def test_no_permission(text: str) -> None:
    assert not permits(text)


@pytest.mark.parametrize("text", [
    "so will i get more texts or no", "am i going to get more messages?", "vous allez encore m'envoyer des sms ?",
    "je vais encore recevoir des messages ou pas",
])
def test_whether_more_will_come(text: str) -> None:
    assert asks_if_written(text)


@pytest.mark.parametrize("text", ["arretez les sms", "will i get a letter from the court i have to answer to it before "
                                  "the end of this month and who will send it to me then", "combien je dois"])
def test_no_question_of_it(text: str) -> None:
    assert not asks_if_written(text)


@pytest.mark.parametrize("text", ["whats ARRET", "what does STOP mean", "c'est quoi arret", "ARRET c quoi ?"])
def test_the_stop_word(text: str) -> None:
    assert asks_stop_word(text)
    assert not asks_stop_word("c'est quoi un arrêt maladie")
    assert not asks_stop_word("stop")


@pytest.mark.parametrize("text", [
    "je vous avais demandé pas de message mais ma mere en recoit", "i told you no more texts and i still get messages",
    "j'ai demandé de plus m'ecrire et je recois encore des sms", "i asked you to stop texting, my mum gets them",
])
def test_a_stop_that_was_not_kept(text: str) -> None:
    assert stop_not_kept(text)
    assert not stop_not_kept("ma mère reçoit des messages") and not stop_not_kept("plus de messages svp")
