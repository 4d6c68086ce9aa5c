"""Which of several sums is wished for, and whether a bare sum is offered at all."""

from __future__ import annotations

import pytest

from bot.debt.reading import changes_sum, comes_in_or_goes, may_be_either, names_income, read_amounts, wished

WISHES = [
    ("en", "next one is 50 yeah. cud i drop it to 20 for a wee while", 20),
    ("en", "can i pay 20 quid instead of 50 each month please", 20), ("en", "could you lower it from 50 to 20", 20),
    ("en", "its 50 now i can only do 20", 20), ("en", "50 is too much, 20 would be ok", 20),
    ("en", "i cant do 50. 20?", 20), ("en", "can we make it 25 rather than 50", 25),
    ("en", "i pay 50 a month at the minute, could manage 30", 30), ("en", "reduce my payment of 50 to 25 a month", 25),
    ("en", "30 instead of the 50", 30), ("en", "not 50, 30", 30), ("en", "wait no 60 not 200", 60),
    ("en", "200 a month. no wait thats too much. 60", 60), ("en", "drop the 50 down to 15 a week", 15),
    ("en", "could it go down to 20", 20), ("en", "out of the 50 i can pay 20", 20),
    ("fr", "je peux payer 200 par mois non attends 200 c trop. 60", 60),
    ("fr", "vous pouvez baisser à 25 par mois ?", 25),
    ("fr", "on peut passer de 50 à 25", 25), ("fr", "au lieu de 50 je peux mettre 20", 20),
    ("fr", "20 plutôt que 50", 20), ("fr", "c'est 50 en ce moment mais je peux que 20", 20),
    ("fr", "50 c'est trop, 20 ça irait", 20), ("fr", "50 cest bcp je px 20", 20),
    ("fr", "je paie 50, baissez à 30 svp", 30), ("fr", "la prochaine est de 50, je voudrais descendre à 20", 20),
    ("fr", "les 50 je peux pas. 20 oui", 20), ("fr", "100 par mois euh non 60", 60), ("fr", "disons 80 non 70", 70),
    ("fr", "pas 80, 70", 70), ("fr", "mettez 40 au lieu des 80", 40), ("fr", "réduire les 80 à 40", 40),
    ("fr", "baisser de 50 à 20 par mois", 20), ("fr", "sur les 50 je peux payer 20", 20),
    ("fr", "ok pour 40 par mois", 40), ("fr", "non jveux payer les 50 mais le 10 janvier pas a la fin", 50),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text", "major"), WISHES)
def test_the_sum_wished_for_is_not_the_one_that_is_due(language: str, text: str, major: int) -> None:
    sums = [a for a in read_amounts(text, language=language) if a.role in ("offer", None)]
    assert [a.minor for a in wished(text, sums)][:1] == [major * 100]


def test_a_rhythm_told_beside_the_other_sum_holds_and_what_becomes_of_a_sum_is_no_range() -> None:
    for text in ("can i pay 20 quid instead of 50 each month please", "reduce my payment of 50 to 25 a month"):
        (found,) = wished(text, [a for a in read_amounts(text, language="en") if a.role in ("offer", None)])
        assert (found.period, found.doubt) == ("month", None)
    assert changes_sum("cud i drop it to 20 for a wee while") and changes_sum("baisser à 25")
    assert not changes_sum("i can pay 20") and not changes_sum("je peux mettre 20")


def test_two_sums_of_which_none_is_set_aside_stay_two() -> None:
    text = "50 or 60"
    sums = read_amounts(text, language="en")
    assert len(wished(text, sums)) == len(sums)


@pytest.mark.parametrize("text", ["could you lower it to 20", "lower it from 50 to 20 please", "of course, 20"])
def test_english_words_are_no_misspelt_rent_nor_groceries(text: str) -> None:
    assert all(a.role not in ("housing", "essentials") for a in read_amounts(text, language="en"))


@pytest.mark.parametrize(
    ("text", "language"),
    [("580 a fortnight", "en"), ("£580 every two weeks", "en"), ("310 a week", "en"), ("1200 a month", "en"),
     ("1200 par mois", "fr"), ("280 la semaine", "fr"), ("700 tous les 15 jours", "fr"),
     ("it's 580 a fortnight", "en")],
)
def test_a_bare_sum_with_a_rhythm_may_be_either(text: str, language: str) -> None:
    assert may_be_either(text, read_amounts(text, language=language, currency="GBP" if language == "en" else "EUR"))


@pytest.mark.parametrize(
    "text",
    ["50 par mois", "20 a month", "10 a week", "je peux payer 300 par mois", "300 a month max", "ok 300 a month",
     "je touche 1200 par mois", "loyer 600 par mois", "1200", "maybe 300 a month", "i could do 300 a month",
     "200 par mois c'est trop"],
)
def test_a_small_sum_or_one_with_a_word_of_its_own_is_what_it_says(text: str) -> None:
    assert may_be_either(text, read_amounts(text)) is None


@pytest.mark.parametrize(
    ("text", "meant"),
    [("what comes in", "in"), ("that's my wages", "in"), ("c'est mon salaire", "in"), ("ce que je touche", "in"),
     ("what i could pay", "out"), ("ce que je peux payer", "out"), ("je propose ça", "out"), ("dunno", None),
     ("why?", None), ("i get it", "in"), ("payer", "out")],
)
def test_the_answer_which_of_the_two(text: str, meant: str | None) -> None:
    assert comes_in_or_goes(text) == meant


def test_what_names_an_income_or_an_aid_is_told_from_what_only_comes_in() -> None:
    assert names_income("that's my wages") and names_income("c'est le rsa")
    assert not names_income("what comes in") and not names_income("ce que je touche")
