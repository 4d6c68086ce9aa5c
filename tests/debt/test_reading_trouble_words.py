"""One payment that is to be skipped, in which month; what a sum is, asked; and what becomes of the rest."""

from __future__ import annotations

import pytest

from bot.debt import reading


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("can i skip it", ()), ("can i skip january", (1,)), ("i only want to skip januarys payment", (1,)),
        ("january will be tight with the kids christmas, can i skip it", (1,)), ("skip this month?", ()),
        ("could we skip the next one please", ()), ("can i miss a payment", ()), ("give january a miss", (1,)),
        ("je peux sauter la prochaine ?", ()), ("sautez moi la prochaine", ()), ("je peux la sauter ?", ()),
        ("sauter la mensualité de janvier", (1,)), ("je voudrais zapper janvier", (1,)), ("on peut sauter mars", (3,)),
        ("je peux passer mon tour ce mois ci", ()), ("passer le mois de mars", (3,)), ("sauter celle de mai", (5,)),
    ],
)
def test_a_payment_that_is_to_be_skipped(text, months):
    assert reading.skips_one(text)
    assert reading.read_months(text) == months or text == "on peut sauter mars"


@pytest.mark.parametrize(
    "text",
    [
        "i skipped january", "i didn't skip january", "je suis passé en janvier", "j'ai sauté une mensualité",
        "j'ai passé le mois de janvier a l'hopital", "skip", "passer", "ne sautez pas la prochaine",
        "skip that question", "let me skip this question", "je préfère passer",
    ],
)
def test_no_wish_to_skip(text):
    assert not reading.skips_one(text)


@pytest.mark.parametrize("text", ["le 10 janvier", "may i pay", "je mars", "10th of january", "in 2027"])
def test_no_month_alone(text):
    assert reading.read_months(text) == ()


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("a ba jsavé pa c koi ces 20 euro ?", "fr"), ("c'est quoi les 20€ ?", "fr"), ("what is this 20 for", "en"),
        ("à quoi correspondent les 80 euros", "fr"), ("les 80 euros ça correspond à quoi", "fr"), ("20 c koi", "fr"),
        ("what's the 80?", "en"),
    ],
)
def test_a_question_about_a_sum(text, lang):
    assert reading.asks_what_sum(text, lang)


@pytest.mark.parametrize(
    "text",
    ["je peux payer 20", "20 euros par mois c'est quoi le max", "what about 20 a month", "je propose 20", "is 20 ok?"],
)
def test_a_sum_that_is_offered_is_no_such_question(text):
    assert not reading.asks_what_sum(text, "fr") and not reading.asks_what_sum(text, "en")


def test_a_sum_is_named_by_its_own_figures_alone():
    assert reading.names_sum("moi c le 80", 80_00, "fr") and reading.names_sum("89,90 euros", 89_90, "fr")
    assert reading.names_sum("quatre-vingts euros", 80_00, "fr") and reading.names_sum("1 260 €", 1260_00, "fr")
    assert not reading.names_sum("le 180", 80_00, "fr") and not reading.names_sum("80,50", 80_00, "fr")
    assert not reading.names_sum("89 euros", 89_90, "fr")


def test_only_the_clause_that_says_so_says_what_cannot_be_paid():
    assert reading.cant_clauses("c koi ces 20 euro ? moi c le 80 ke jpeu pa") == ("moi c le 80 ke jpeu pa",)
    assert reading.cant_clauses("i can pay 20 but i cant pay the 80") == ("i cant pay the 80",)
    assert reading.cant_clauses("je peux payer 20") == ()


@pytest.mark.parametrize(
    "text",
    [
        "merci et pour le reste ?", "et le reste ?", "ok et le reste je fais comment", "what about the rest",
        "thanks and the rest?", "and what's left?", "le reste c'est quand", "comment je paye le reste",
        "ok pour le reste on fait quoi",
    ],
)
def test_what_becomes_of_the_rest(text):
    assert reading.asks_rest(text)


@pytest.mark.parametrize(
    "text",
    [
        "le reste ok", "je paie le reste en juin", "yes sort the rest", "100 maintenant et le reste en 3 fois",
        "le reste",
        "the rest is fine", "dans ce que vous demandez y a 80 euros d'assurance, le reste ok", "je reste a la maison",
    ],
)
def test_the_rest_told_is_no_question(text):
    assert not reading.asks_rest(text)
