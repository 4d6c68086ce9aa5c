"""Answers to who lives there, as people give them: bare, misspelt, with pets, ages, parents and half-weeks in them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.debt.reading import names_people, read_household, read_household_answer

FRENCH = [
    ("moi et ma fille de 4 ans", 1, 1), ("jsui toute seul ac 3 gosse", 1, 3), ("moi et mon chien", 1, 0),
    ("juste moi et le chat", 1, 0), ("moi et mes 3 chats", 1, 0), ("je vis seul avec mon chien et mon chat", 1, 0),
    ("ma mère vit avec moi", 2, 0), ("ma mere habite chez moi", 2, 0), ("mon père âgé à charge et moi", 2, 0),
    ("ma mère 82 ans vit chez moi avec mes 2 ados", 2, 2), ("mon mari mes 2 enfants et ma belle mère", 3, 2),
    ("on est 5", 2, 3), ("on é 3", 2, 1), ("5", 2, 3), ("nous deux", 2, 0), ("tous les 4", 2, 2),
    ("une semaine sur deux avec mes 2 enfants", 1, 2), ("seule avec 2 enfants une semaine sur deux", 1, 2),
    ("divorcé 2 enfants en garde partagée", 1, 2), ("chui seule avec mes 2 loulous", 1, 2), ("bah moi quoi", 1, 0),
    ("moi même", 1, 0), ("moi+2", 1, 2), ("couple + 3", 2, 3), ("mariée, 2", 2, 2), ("moi et mes jumeaux", 1, 2),
    ("moi et mes gosses (3)", 1, 3), ("3 enfants (4, 7 et 12 ans)", 1, 3), ("mes 2 filles 5 et 7 ans", 1, 2),
    ("mamn solo de 3", 1, 3), ("ma fille et mon petit fils", 1, 2), ("mes 2 enfants et leur père", 2, 2),
    ("papa maman et 3 enfants", 2, 3), ("ma compagne + ses 2 enfants", 2, 2), ("mon conjoint", 2, 0), ("veuf", 1, 0),
    ("ma fille, son copain et moi", 2, 1), ("on est 2 avec mon fils de 12 ans", 1, 1), ("que ma pomme", 1, 0),
    ("personne à part moi", 1, 0), ("moi, mon fils 12 ans, ma fille 8 ans", 1, 2),
]
ENGLISH = [
    ("me and my 2 kids, 6 and 9. no partner", 1, 2), ("jist me and the wife, and she disnae work", 2, 0),
    ("just me and the dog", 1, 0), ("me and the cat", 1, 0), ("me n 3 cats", 1, 0), ("my mum lives with me", 2, 0),
    ("me, the missus and 3 weans", 2, 3), ("me an ma wee boy", 1, 1), ("me n the bairn", 1, 1),
    ("five of us", 2, 3), ("us two", 2, 0), ("four", 2, 2), ("me my boyfriend and his son", 2, 1),
    ("hubby n 2 kids", 2, 2), ("me, hubby, 2 kids", 2, 2), ("wife and 3 kids", 2, 3), ("wife 2 kids", 2, 2),
    ("my wife, my son and i", 2, 1), ("my son 14 and me", 1, 1), ("me and my daughter (17)", 1, 1),
    ("on me own", 1, 0), ("all on my tod", 1, 0), ("just meself", 1, 0), ("only myself", 1, 0), ("me +3", 1, 3),
    ("married with 2", 2, 2), ("me, 2 under 5", 1, 2), ("me and my grandson", 1, 1), ("i got 3 kids and no man", 1, 3),
    ("me, my partner, and my mum", 3, 0), ("me my 3 kids and my mum", 2, 3), ("i live w my gf", 2, 0),
    ("single parent 2 kids 1 dog", 1, 2), ("single with 2 dependants", 1, 2), ("my son moved back in", 1, 1),
]


@pytest.mark.parametrize(("text", "adults", "children"), FRENCH)
def test_who_lives_there_in_french(text: str, adults: int, children: int) -> None:
    found = read_household_answer(text, "fr")
    assert found is not None and (found.adults, found.children) == (adults, children)
    assert found.doubt in (None, "adults")


@pytest.mark.parametrize(("text", "adults", "children"), ENGLISH)
def test_who_lives_there_in_english(text: str, adults: int, children: int) -> None:
    found = read_household_answer(text, "en")
    assert found is not None and (found.adults, found.children) == (adults, children)
    assert found.doubt in (None, "adults")


@pytest.mark.parametrize(
    "text",
    ["half the week the kids are with me", "une semaine sur deux", "mes enfants 1 week end sur 2", "moi et mes enfants",
     "kids every other week", "my kids stay with me at weekends", "seule ac mes gosses"],
)
def test_children_without_their_number_are_asked_for(text: str) -> None:
    found = read_household_answer(text, "en" if "kids" in text else "fr")
    assert found is not None and found.doubt == "children"


@pytest.mark.parametrize(
    "text",
    ["moi et mon frère", "un coloc et moi", "me and my brother", "me and my lodger", "mes parents et moi",
     "chez ma mère"],
)
def test_those_with_a_budget_of_their_own_are_not_counted(text: str) -> None:
    found = read_household_answer(text, "fr")
    assert found is not None and (found.adults, found.children, found.doubt) == (1, 0, "shared")


@pytest.mark.parametrize(
    "text",
    ["mon fils est mort", "j'ai perdu ma fille", "my wife died last year", "my kids were taken off me", "my mum died",
     "mes enfants sont placés", "mes enfants me manquent", "ma femme est partie", "je préfère pas dire", "à la rue",
     "in a hostel", "sleeping in my car", "pourquoi vous demandez ça", "je vis dans ma voiture", "1400",
     "300 de courses", "moi et mon ex", "me and him"],
)  # fmt: skip
def test_what_is_no_answer_is_none(text: str) -> None:
    assert read_household_answer(text, "fr") is None and read_household_answer(text, "en") is None


def test_what_names_people_and_can_not_be_read_is_known_to() -> None:
    assert names_people("moi et mon ex") and names_people("me and him")
    for text in ("pourquoi ?", "1400", "mon fils est mort", "c'est quoi cette question", "je préfère pas"):
        assert not names_people(text)


@given(st.text(max_size=120), st.sampled_from(["fr", "en"]))
def test_no_text_makes_reading_the_answer_fail(text: str, language: str) -> None:
    found = read_household_answer(text, language)
    assert found is None or (found.adults >= 1 and found.children >= 0)


@pytest.mark.parametrize("text", ["seule avec deux enfants", "me my wife and two kids", "en couple 3 gosses", "seul"])
def test_as_an_answer_nobody_is_fewer_than_in_passing(text: str) -> None:
    for language in ("fr", "en"):
        passing, answer = read_household(text, language), read_household_answer(text, language)
        assert passing is None or (answer is not None and answer.adults >= passing.adults
                                   and answer.children >= passing.children)


@pytest.mark.parametrize(
    ("text", "language", "who"),
    [("szul, sas enfant", "fr", (1, 0)), ("sul, sans enfamt", "fr", (1, 0)), ("I live alobe", "en", (1, 0)),
     ("me and my daugter", "en", (1, 1)), ("seul ac deux enfnats", "fr", (1, 2))],
)
def test_a_typing_error_hides_nobody(text: str, language: str, who: tuple[int, int]) -> None:
    found = read_household_answer(text, language)
    assert found is not None and (found.adults, found.children, found.doubt) == (*who, None)
