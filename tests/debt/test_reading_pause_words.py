"""What is said of a pause, of so much more time, and with a "perhaps"."""

from __future__ import annotations

from datetime import date

import pytest

from bot.debt import reading
from bot.debt.reading import Stretch


@pytest.mark.parametrize(
    "text",
    [
        "ma pause elle fini quand", "oui mais je parle de ma pause elle s'arrete quand??",
        "quand est-ce que ma pause se termine ?", "kan es ke la pause fini", "jusqu'à quand je suis en pause",
        "ma pause c'est jusqu'à quand", "c'est quand la fin de ma pause", "la pause dure combien de temps",
        "il reste combien de jours de pause ?", "je suis encore en pause ?", "est-ce que je suis toujours en pause",
        "et après la pause il se passe quoi", "elle finit quand la pause ?", "when does my pause end",
        "how long is my pause", "am i still paused", "till when am i paused?", "what happens after the pause",
        "what day does the pause finish", "how much longer am I paused for",
    ],
)
def test_a_question_about_the_pause_that_runs(text):
    assert reading.asks_pause(text)


@pytest.mark.parametrize(
    "text",
    [
        "une pause jusqu'au 5 décembre", "je voudrais une pause jusqu'à ma paie",
        "une pause quand je toucherai ma paie",
        "ma pause finit bientôt je voudrais la prolonger", "je veux une pause de 2 mois", "pause", "la pause me va",
        "paused until 5 december? but the payment is the 5. i want pay the 12", "can i have a pause until christmas",
        "how long a pause can i have", "suite à ma suspension de permis j'ai plus de boulot",
        "je suis en pause maladie depuis mars", "je suis là", "c'est encore moi", "is it on",
    ],
)
def test_a_wish_or_a_story_is_no_such_question(text):
    assert not reading.asks_pause(text)


@pytest.mark.parametrize(
    "text",
    [
        "no not a pause. i said 20 a month til april", "pas une pause, 20 par mois", "je veux pas de pause",
        "je ne demande pas de pause", "i don't want a pause", "i never asked for a pause", "non pas de pause",
    ],
)
def test_a_pause_that_is_not_meant(text):
    assert reading.denies_pause(text) and not reading.names_pause(text)


@pytest.mark.parametrize(
    "text",
    [
        "une pause", "sans pause je m'en sors pas", "je peux pas payer, une pause ?", "i can't pay, i want a pause",
        "pas possible de payer, je voudrais une pause", "laissez-moi souffler", "give me until friday",
    ],
)
def test_a_pause_that_is_asked_for_by_name(text):
    assert reading.names_pause(text) and not reading.denies_pause(text)


@pytest.mark.parametrize(
    ("text", "lang", "count", "unit"),
    [
        ("je peux la prolonger de 2 mois ?", "fr", 2, "month"), ("je voudrais 2 mois de plus svp", "fr", 2, "month"),
        ("encore un mois", "fr", 1, "month"), ("encore deux semaines svp", "fr", 14, "day"),
        ("un mois supplémentaire", "fr", 1, "month"), ("can i extend my pause by a month", "en", 1, "month"),
        ("another 2 months", "en", 2, "month"), ("another week", "en", 7, "day"), ("2 more months", "en", 2, "month"),
        ("two extra weeks", "en", 14, "day"), ("could it be a month longer", "en", 1, "month"),
    ],
)
def test_so_much_longer(text, lang, count, unit):
    assert reading.read_longer(text, lang) == Stretch(count=count, unit=unit) and reading.wants_longer(text, lang)


@pytest.mark.parametrize("text", ["2 mois", "une pause de 2 mois", "dans 2 semaines", "j'ai encore 3 enfants"])
def test_a_time_alone_is_not_longer(text):
    assert reading.read_longer(text, "fr") is None and not reading.wants_longer(text, "fr")


@pytest.mark.parametrize(
    ("text", "lang", "count", "unit"),
    [
        ("can i pay one week after please", "en", 7, "day"), ("push it back a week", "en", 7, "day"),
        ("can you move it by two weeks", "en", 14, "day"), ("delay my payment for 5 days", "en", 5, "day"),
        ("could you put it back a fortnight", "en", 14, "day"), ("a month later", "en", 1, "month"),
        ("est ce que je peux payer une semaine plus tard", "fr", 7, "day"), ("décaler d'une semaine", "fr", 7, "day"),
        ("repousser le paiement de 10 jours", "fr", 10, "day"), ("jveu payé une semaine aprè", "fr", 7, "day"),
        ("reporter de 2 mois", "fr", 2, "month"),
    ],
)
def test_so_much_later_than_it_is_due(text, lang, count, unit):
    assert reading.read_later(text, lang) == Stretch(count=count, unit=unit)


@pytest.mark.parametrize(
    "text",
    ["dans une semaine", "j'ai 2 mois de retard", "il y a une semaine", "one week", "after a week at work i fell ill"],
)
def test_a_time_from_today_or_gone_by_is_not_later(text):
    assert reading.read_later(text, "fr") is None


def test_a_month_is_a_calendar_month_and_the_last_day_where_it_is_shorter():
    assert Stretch(count=1, unit="month").after(date(2027, 1, 31)) == date(2027, 2, 28)
    assert Stretch(count=10, unit="day").after(date(2026, 12, 25)) == date(2027, 1, 4)


@pytest.mark.parametrize(
    "text", ["dans 2 semaines peut etre", "ptet le 5", "p'tetre noël", "le 5 ?", "maybe in may", "i think so"]
)
def test_a_perhaps(text):
    assert reading.hedges(text)


@pytest.mark.parametrize("text", ["jusqu'au 5 décembre", "deux semaines", "until friday please", "fin janvier svp"])
def test_no_perhaps(text):
    assert not reading.hedges(text)


@pytest.mark.parametrize(
    "text",
    [
        "no but you said paused, so i must pay 5 or 12?", "je dois payer le 5 ou le 12", "so is it the 5th or the 12th",
        "c'est le 5 ou le 12 alors ?", "faut payé le 5 ou le 12", "do i pay on the 5 or on the 12",
    ],
)
def test_which_of_two_days(text):
    assert reading.asks_which_day(text)


@pytest.mark.parametrize(
    "text", ["je peux payer 20 ou 30", "je dois payer 20 ou 30 euros ?", "c'est 5 ou 6 mois", "do i have 2 or 3 weeks"]
)
def test_two_sums_or_times_are_no_two_days(text):
    assert not reading.asks_which_day(text)


@pytest.mark.parametrize(
    "text",
    [
        "annulez la pause", "fin de la pause svp", "je veux plus de pause", "je veux finir ma pause",
        "enlevez la pause",
        "arretez moi cette pause", "j'ai changé d'avis je paie bien le 13 decembre, enlevez la pause",
        "end my pause",
        "cancel the pause", "take me off the pause", "i don't want to be paused", "unpause",
    ],
)
def test_a_pause_that_is_to_end(text):
    assert reading.ends_pause(text)


@pytest.mark.parametrize(
    "text",
    [
        "n'annulez pas la pause", "don't end my pause", "quand finit ma pause", "c'est quand la fin de la pause",
        "je veux finir ma pause et payer 50 par mois", "une pause", "la pause est finie quand", "pas de pause",
    ],
)
def test_a_pause_that_is_not_to_end(text):
    assert not reading.ends_pause(text) or reading.asks_pause(text)


@pytest.mark.parametrize(
    "text",
    [
        "c koi une pause", "c'est quoi une pause ?", "what is a pause", "comment ca marche la pause",
        "pourquoi vous m'avez mis en pause ?", "koi ki est en pause g rien demandé", "why am i paused",
    ],
)
def test_what_a_pause_is(text):
    assert reading.asks_what_pause(text)


@pytest.mark.parametrize(
    "text", ["une pause svp", "je suis en pause", "ma pause finit quand", "what about a pause of a month"]
)
def test_no_question_what_a_pause_is(text):
    assert not reading.asks_what_pause(text)
