"""Short answers: yes, no, nothing, a choice, an identity; and that no text is too long or too nasty."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.debt import reading

TITLES = ("40 € par mois pendant 12 mois", "60 € par mois pendant 8 mois", "Un autre montant", "Pas maintenant")
KINDS = ("lightest", "faster", "other_amount", "not_now")
TODAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("text", "index"),
    [
        ("le plus léger", 0), ("la plus basse", 0), ("le moins cher par mois", 0), ("the lightest", 0),
        ("le moins élevé", 0),
        ("the lowest one", 0), ("le plus leger svp", 0), ("je prends le plus petit", 0), ("1", 0), ("la 1", 0),
        ("le premier", 0),
        ("je prends la première merci", 0), ("option 1", 0), ("first one", 0), ("celui à 40", 0),
        ("40 € par mois pendant 12 mois", 0),
        ("la 2", 1), ("2", 1), ("deux", 1), ("le 2e svp", 1), ("la deuxième", 1), ("le second", 1),
        ("the second one", 1), ("60 euros", 1),
        ("le plus rapide", 1), ("fastest", 1), ("60 € par mois pendant 8 mois", 1), ("un autre montant", 2),
        ("autre montan", 2),
        ("the third", 2), ("pas maintenant", 3), ("la derniere", 3), ("plus tard", 3), ("not now", 3), ("4", 3),
    ],
)  # fmt: skip
def test_a_choice_is_understood(text: str, index: int) -> None:
    assert reading.pick_choice(text, TITLES, language="fr", kinds=KINDS) == index


@pytest.mark.parametrize(
    "text",
    ["5", "pas le plus léger", "oui mais le plus léger", "je sais pas", "1 ou 2", "", "le plus léger ?",
     "je peux pas", "oui", "0",
     "le plus léger et je veux parler à quelqu'un", "50 € par mois pendant 12 mois"],
)  # fmt: skip
def test_what_is_unclear_or_more_than_a_choice_picks_nothing(text: str) -> None:
    assert reading.pick_choice(text, TITLES, language="fr", kinds=KINDS) is None


def test_words_for_kinds_need_kinds() -> None:
    assert reading.pick_choice("le plus léger", TITLES, language="fr") is None
    assert reading.pick_choice("le premier", (), language="fr") is None


@pytest.mark.parametrize("title", TITLES)
def test_every_title_picks_itself(title: str) -> None:
    for said in (title, title.upper(), f" {title}. "):
        assert reading.pick_choice(said, TITLES, language="fr") == TITLES.index(title)


@pytest.mark.parametrize(
    "text",
    ["oui", "Oui !", "oui c'est bon", "ok pour moi", "yes please", "d'accord", "ouais", "oui oui",
     "C'est bon pour moi.", "Absolutely.", "Je suis d'accord avec vous.",
     "La réponse est : oui", "D'accord, je suis convaincu.", "Yes it is",
     "Yes, that's it!", "yeah, please proceed", "that's correct", "ça me va", "je suis d'accord", "OUI merci",
     "ok oui", "aye go on then", "yeah sound", "yes thats grand", "that's grand", "aye lovely ta", "oui nickel",
     "yes I'm happy with that", "oui banco", "sounds good", "deal", "on fait comme ça", "go on then"],
)  # fmt: skip
def test_plain_yes(text: str) -> None:
    assert reading.is_yes(text)
    assert not reading.is_no(text)


@pytest.mark.parametrize("text", ["ok", "OK.", "👍", "okay", "Aucun problème !", "sure"])
def test_an_ok_alone_is_only_a_lenient_yes(text: str) -> None:
    assert not reading.is_yes(text)
    assert reading.is_yes(text, strict=False)


@pytest.mark.parametrize(
    "text",
    [
        "oui mais", "oui?", "oui non", "oui et je veux payer 50", "non", "", "peut-être", "yes but",
        "oui 50", "grand", "yes then what", "sound about right?", "go on then tell me more", "super",
        "i'm not happy with it",
        "it's a lot", "yes then i can't eat",
    ],
)  # fmt: skip
def test_what_is_not_plainly_yes(text: str) -> None:
    assert not reading.is_yes(text)


@pytest.mark.parametrize(
    "text",
    ["non", "non merci", "NON !", "no thanks", "nope never", "pas du tout", "nan", "C'est juste faux.",
     "of course not!", "no, no, just no!",
     "pas d'accord", "hors de question", "no way!", "the answer is definitely no", "nope"],
)  # fmt: skip
def test_plain_no(text: str) -> None:
    assert reading.is_no(text)
    assert not reading.is_yes(text, strict=False)


@pytest.mark.parametrize("text", ["non mais", "oui", "non je veux payer", "", "no but yes", "je ne sais pas"])
def test_what_is_not_plainly_no(text: str) -> None:
    assert not reading.is_no(text)


@pytest.mark.parametrize(
    "text",
    ["rien", "Rien du tout.", "0", "0 €", "non", "aucun", "pas d'autres crédits", "none", "nothing", "zéro",
     "que dalle", "non rien",
     "j'ai pas de crédit", "no other debts", "non, aucun", "je touche rien", "I don't have any", "c'est tout",
     "pas d'aide", "zero",
     "j'en ai pas", "aucun autre crédit", "0 euros", "zréo", "nohing", "aucnue", "nothiing at all", "rieen",
     "rien dotre", "nn", "nn merci", "ya rien", "c tout", "no thats it"],
)  # fmt: skip
def test_nothing(text: str) -> None:
    assert reading.is_nothing(text, "fr")


@pytest.mark.parametrize(
    "text",
    [
        "50", "presque rien", "pas grand chose", "je sais pas", "non mais 50", "pas de souci", "oui", "", "10 €",
        "rien que 50", "c'est tout ce que j'ai", "rien dans le frigo",
    ],
)  # fmt: skip
def test_not_nothing(text: str) -> None:
    assert not reading.is_nothing(text, "fr")


@pytest.mark.parametrize(
    ("text", "only"),
    [
        ("aur 70001", True), ("12 juin 71", True), ("c'est le AUR-70001 né le 12/06/1971", True),
        ("bonjour, dossier aur-70001 merci", True),
        ("My account number is BL 4400, dob 22 June 1963", True), ("douze juin mille neuf cent soixante et onze", True),
        ("aur 70001 je peux pas payer", False), ("bonjour", False), ("70001", False), ("", False),
        ("aur 70001 40 euros", False),
        ("12/06/1971 je veux mourir", False),
    ],
)  # fmt: skip
def test_a_text_that_only_proves_identity(text: str, only: bool) -> None:
    assert reading.only_identity(text, "fr") is only


_READERS: tuple[Callable[[str], object], ...] = (
    reading.read_amounts,
    reading.read_references,
    reading.read_postcode,
    lambda t: reading.read_dates(t, today=TODAY, language="fr"),
    lambda t: reading.read_birth_dates(t, today=TODAY, language="en"),
    lambda t: reading.read_household(t, "fr"),
    lambda t: reading.read_age(t, "en"),
    lambda t: reading.mask(t, today=TODAY),
    lambda t: reading.only_identity(t, "fr"),
    reading.is_yes,
    reading.is_no,
    lambda t: reading.is_nothing(t, "fr"),
    lambda t: reading.pick_choice(t, TITLES, language="fr", kinds=KINDS),
)
_HOSTILE = (
    "1", "1 ", "12/", "je touche ", "a@", "oui ", "0 6 ", "mille ", "quand je ", " ", "\n", "le 5 ", "a", "fr76",
    "je peux ", "1 200,50 ",
    "450 de loyer ", "mon fils ", "%", "que j'ai jamais ", "(1.000.000),", "i can only just ", "every other ",
    "tous les ", "'", "12 juin ",
    "pas ", "et ", "a.", "aur 7", "\u0301", "½", "œ",
)  # fmt: skip


def _cpu_seconds(reader: Callable[[str], object], text: str) -> float:
    """Least of three: what else the machine does in the meantime makes a reading longer, never shorter."""
    took = []
    for _ in range(3):
        began = time.process_time()
        reader(text)
        took.append(time.process_time() - began)
    return min(took)


@pytest.mark.parametrize("piece", _HOSTILE)
def test_a_hundred_thousand_characters_cost_no_more_than_their_length(piece: str) -> None:
    """Four times the words take at most some four times as long (squared it would be sixteen), on any machine."""
    text = (piece * 100_000)[:100_000]
    for reader in _READERS:
        reader("warm")
        quarter = _cpu_seconds(reader, text[:25_000])
        assert _cpu_seconds(reader, text) < 8 * quarter + 0.05


@given(st.text(max_size=200), st.sampled_from(["fr", "en"]))
def test_no_text_makes_answers_fail(text: str, language: str) -> None:
    yes, no = reading.is_yes(text, strict=False), reading.is_no(text)
    assert not (yes and no)
    reading.is_nothing(text, language)
    reading.only_identity(text, language)
    index = reading.pick_choice(text, TITLES, language=language, kinds=KINDS)
    assert index is None or 0 <= index < len(TITLES)


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("oui il me restera de quoi vivre", True), ("Oui, ça ira pour les courses", True),
        ("ouais on mange bien", True),
        ("yes I would still manage fine", True), ("yeah we'd eat", True), ("bonjour, oui, sans souci", True),
        ("non il me restera 20 euros", False), ("no, we'd go hungry", False), ("not really", False),
        ("oui mais sans chauffage", None), ("yes but only just", None), ("oui à peine", None),
        ("yes if they let me", None),
        ("oui je ne sais pas", None), ("yes? why", None), ("il me reste 20", None), ("", None), ("ouistiti", None),
        ("oui " + "a" * 200, None),
    ],
)
def test_a_yes_with_words_of_its_own_counts_unless_some_of_it_is_taken_back(text, answer):
    assert reading.yes_or_no(text) is answer


@pytest.mark.parametrize(
    ("text", "index"), [("the firsst one", 0), ("the lighteest please", 0), ("la plus légre", 0),
     ("pas mantenant", 3), ("le plu leger svp", 0),
     ("the cheapest one a month", 0)]
)
def test_a_choice_is_known_with_one_typing_error(text: str, index: int) -> None:
    titles, kinds = ["20,00 €, 12 fois", "40,00 €, 6 fois", "Un autre montant", "Pas maintenant"], [
        "lightest", "faster", "other_amount", "not_now",
    ]
    assert reading.pick_choice(text, titles, language="fr", kinds=kinds) == index


def test_it_must_be_that_is_a_yes_to_a_sum_and_to_nothing_else() -> None:
    for text in ("ça doit être ça", "ca doit etre ca", "that must be it", "oui", "about right", "taht msut be it",
                 "ça diot etre ça"):
        assert reading.seems_right(text), text
    assert not reading.is_yes("ça doit être ça") and not reading.is_yes("that must be it")
    for text in ("ça doit être ça mais pas tout", "non", "ça doit être une erreur", "that must be wrong"):
        assert not reading.seems_right(text), text
