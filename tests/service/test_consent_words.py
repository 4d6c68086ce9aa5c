"""A consent in words is a plain yes or nothing: what hedges, asks, or may mean "I see" notes and sends nothing."""

from __future__ import annotations

import pytest

from bot.service.thread import taps
from bot.words.book import book

CARE = (("choice_care_yes", "care_yes", "yes"), ("choice_care_no", "care_no", "no"))
SEND = (("choice_yes", "referral_yes", "yes"), ("choice_referral_no", "referral_no", "no"))
WITH_FIGURES = (
    ("choice_referral_with_budget", "referral_yes", ""), ("choice_referral_without_budget", "referral_yes", ""),
    ("choice_referral_no", "referral_no", "no"),
)
QUESTIONS = (CARE, SEND, WITH_FIGURES)
NONE_FR = (
    "oui mais non", "pas vraiment oui", "ok si je peux", "ouais bof", "oui enfin non", "oui et non", "oui ou non",
    "oui si vous voulez", "oui peut-être", "oui je crois", "oui pourquoi pas", "oui mais pas ça", "oui notez rien",
    "oui, ne le notez pas", "oui notez-le pas", "notez-le pas", "oui sans mon nom", "oui sauf la santé", "ah oui",
    "ah oui d'accord", "ok", "mouais", "exact", "parfait", "c'est bon", "c'est bon merci", "c'est bon laissez",
    "c'est ça", "c'est correct", "entendu", "oui oui c'est ça", "oui j'ai compris", "oui on verra", "oui plus tard",
    "surtout pas oui", "oui pas avec mon budget", "pas avec mon budget", "oui avec mon budget non", "oui avec mon nom",
    "non notez-le", "oui notez-le ?", "oui notez-le si je peux", "oui notez-le peut-être", "oui, notez-le demain",
    "la 1 non", "pas la 1", "bien sûr que non", "je prends", "aucun problème", "oui presque", "oui lequel",
)
NONE_EN = (
    "yes but", "yes but no", "yes and no", "yeah no", "yeah nah", "yeah right", "sure", "ok if i can", "whatever",
    "yes i guess", "yes maybe", "yes i think", "yes if you must", "yes don't", "yes don't note it", "yes note it not",
    "yes not it", "yes note nothing", "yes later", "yes, not with my budget", "not with my budget",
    "yes with my budget not", "yes without my name", "hardly yes", "that's right", "that's fine", "that's it",
    "it's fine", "it's ok", "i do", "i am", "correct", "exactly", "right", "got it", "yes i understand", "yes wait",
    "meh", "sort of yes", "no two", "not 1", "yes note it, maybe", "yes note it if i can", "yes, note it?", "perfect",
    "oh yes well", "no problem", "of course not", "yes both", "maybe yes",
)
PLAIN = {
    "fr": ("oui", "Oui, notez-le", "ouais ok", "d'accord", "oui merci", "je veux bien", "bien sûr", "1", "la 1"),
    "en": ("yes", "Yes, note it", "yes please", "yep", "i agree", "go ahead", "of course", "1", "the first"),
}


def choices_of(question: tuple[tuple[str, str, str], ...], lang: str) -> list[dict[str, object]]:
    return [{"title": book().text(title, lang), "data": {"do": do}, "kind": kind} for title, do, kind in question]


@pytest.mark.parametrize(
    ("words", "lang"), [*((one, "fr") for one in NONE_FR), *((one, "en") for one in NONE_EN)]
)
def test_what_is_not_a_plain_yes_is_no_consent(words, lang):
    for question in QUESTIONS:
        picked = taps.meant(words, choices_of(question, lang), lang)
        assert picked is None or picked["data"]["do"] not in taps.CONSENTS, (words, picked)


@pytest.mark.parametrize(("words", "lang"), [(one, lang) for lang, ones in PLAIN.items() for one in ones])
def test_a_plain_yes_is_one(words, lang):
    picked = taps.meant(words, choices_of(CARE, lang), lang)
    assert picked is not None and picked["data"]["do"] == "care_yes"


@pytest.mark.parametrize(
    ("words", "index"), [("oui avec mon budget", 0), ("sans mon budget", 1), ("oui, sans mon budget", 1), ("la 2", 1)]
)
def test_the_figures_go_only_where_they_are_named(words, index):
    choices = choices_of(WITH_FIGURES, "fr")
    assert taps.meant(words, choices, "fr") is choices[index]


@pytest.mark.parametrize("words", ["non", "non merci", "no", "ne notez rien", "2"])
def test_a_no_stays_one(words):
    picked = taps.meant(words, choices_of(CARE, "fr"), "fr")
    assert picked is not None and picked["data"]["do"] == "care_no"
