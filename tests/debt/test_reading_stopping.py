"""What somebody wants to stop."""

from __future__ import annotations

import pytest

from bot.debt import reading


@pytest.mark.parametrize(
    ("wish", "texts"),
    [
        ("unclear", "vous me cassez les couilles avec vos sms tous les jours, c quoi votre pb"
         "|j'en ai marre de vos messages|too many texts from you, what do you want|vous arretez pas de m'appeler"
         "|donc vous arretez les courriers ou pas"
         "|you keep texting me every single day|encore vous, tous les jours un sms"),
        ("none", "arretez pas les sms hein jveu juste savoir|n'arrêtez pas les messages|please don't stop the texts"
         "|ne pas arrêter les rappels svp"),
        ("questions", "stop les questions!!|enough questions|arrête avec tes questions|assez de questions"),
        ("some", "stop texting me at night pls|you people keep ringing me at work, make it stop"
         "|bonsoir jveu plu d apel svp mon patron a repondu hier|arrêtez les appels au travail|no calls after 9pm"
         "|don't call me on sundays|plus de sms la nuit"),
        ("all", "STOP|arret|ne m'écrivez plus|leave me alone|j'en ai marre, arrêtez vos sms|no more calls"
         "|arretez de m'appeler tous les jours|stop harassing me every day|can you stop texting me?|fichez moi la paix"
         "|je bosse de nuit donc ne m'appelez plus du tout, ni jour ni nuit|will you stop texting me"
         "|plus aucun appel, ni au travail ni ailleurs|unsubscribe me|foutez moi la paix avec vos sms tous les jours"),
    ],
)
def test_what_shall_stop(wish: str, texts: str) -> None:
    assert {text: reading.read_stop(text) for text in texts.split("|")} == dict.fromkeys(texts.split("|"), wish)
