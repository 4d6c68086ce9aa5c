"""Words that can be read: what is long has a simpler twin, and every SMS is in short sentences with one figure."""

from __future__ import annotations

import re

import pytest

from bot.service.talk.interpreter import SENTENCE
from bot.words.book import Sentence, book
from tests.test_words import DEBT

LONG_TEXT, LONG_SENTENCE, SHORT_SENTENCE = 30, 16, 12
"""Words. Beyond the first two a text needs a simpler twin; in the twin no sentence is longer than the last."""
_WORD = re.compile(r"[\w’'-]*\w[\w’'-]*")
_END = re.compile(r"(?<=[.!?:;])\s+|\n+")


def sentences(text: str) -> list[int]:
    """Words of each sentence; a value is one word, and so is a link."""
    plain = re.sub(r"https?://\S+", "lien", re.sub(r"\{\w+\}", "X", text))
    return [len(_WORD.findall(one)) for one in _END.split(plain) if _WORD.search(one)]


def is_simple(text: str) -> bool:
    """As it is: short, without a long sentence; or all of it in short sentences."""
    counts = sentences(text)
    if max(counts, default=0) <= SHORT_SENTENCE:
        return True
    return sum(counts) <= LONG_TEXT and max(counts) <= LONG_SENTENCE


def on_the_web() -> list[Sentence]:
    """What can stand in the web chat: our own words, without those of a channel."""
    only_mail = {"notice_email_foot", "notice_mail_first"}
    return [one for one in book()
            if one.id.startswith(("utter_", "notice_")) and one.channel is None and one.id not in only_mail
            and not one.id.startswith(SENTENCE)]  # one fixed sentence in another language has no twin


def twins() -> list[Sentence]:
    return [one for one in book() if one.channel == "simple"]


def test_each_text_on_the_web_is_simple_or_has_a_simpler_twin() -> None:
    known = {(one.id, one.lang) for one in twins()}
    assert len(known) > 40
    hard = {(one.id, one.lang) for one in on_the_web() if not is_simple(one.text)}
    assert not hard - known


@pytest.mark.parametrize("twin", twins(), ids=lambda one: f"{one.id}-{one.lang}")
def test_a_simpler_twin_is_simpler_and_leaves_nothing_out_that_is_needed(twin: Sentence) -> None:
    whole = book().find(twin.id, twin.lang)
    assert max(sentences(twin.text)) <= SHORT_SENTENCE, sentences(twin.text)
    assert max(sentences(twin.text)) < max(sentences(whole.text)) or len(twin.text) < len(whole.text)
    assert sum(sentences(twin.text)) <= sum(sentences(whole.text)) + 12
    assert twin.holes == whole.holes and twin.kind == whole.kind
    figures = set(re.findall(r"\d[\d ]*\d|\d", whole.text))
    assert figures <= set(re.findall(r"\d[\d ]*\d|\d", twin.text))
    assert bool(DEBT.search(twin.text)) <= bool(DEBT.search(whole.text))
    assert ("?" in whole.text) <= ("?" in twin.text)
    for quoted in re.findall(r"[«\"]\s*(\w+)\s*[»\"]", whole.text):
        assert quoted in twin.text  # the word that fetches a person


def test_every_twin_belongs_to_a_text_of_the_web_and_is_needed_in_some_language() -> None:
    needed = {one.id for one in on_the_web() if not is_simple(one.text)}
    assert {one.id for one in twins()} == needed


def test_the_twin_of_what_was_said_has_its_values() -> None:
    text = book().text("notice_payment_corrected", "fr", {"amount": "30,00 €", "receipt": "R-1"})
    assert book().simpler("notice_payment_corrected", "fr", text).startswith(
        "Nous nous sommes trompés. Le paiement de 30,00 € (reçu R-1)"
    )
    assert book().simpler("notice_payment_corrected", "fr", "autre chose") is None
    assert book().simpler("utter_greet", "fr", "x") is None and book().simpler(None, "fr", "x") is None
    assert book().simpler("no_such_text", "fr", "x") is None


# SMS

MOST_WORDS, ABOUT = 16, 12
NINE_OF_TEN = 0.9
SEVERAL_SUMS = {
    "utter_figures_late": "overdue today and left in all: one alone misleads, and neither may be called the balance",
    "utter_instalment_moved": "what was moved and what comes next: the yes is to both",
    "utter_read_back_uneven": "the plan as it is agreed: nobody says yes to a part of it",
    "utter_read_back": "the plan as it is agreed: nobody says yes to a part of it",
}
"""Messages with more than one sum of money, each with its reason."""
_SUM = re.compile(r"amount|total|overdue|outstanding|sum$|minor")


def by_sms() -> list[Sentence]:
    """What can go by SMS, in our languages."""
    ids = sorted({one.id for one in book() if one.id.startswith(("utter_", "notice_"))})
    ids = [one for one in ids if not one.startswith(SENTENCE) and one != "notice_email_foot"]
    return [book().find(one, lang, "sms") for one in ids for lang in ("fr", "en")]


def test_by_sms_no_sentence_is_long_and_nine_of_ten_have_some_twelve_words_at_most() -> None:
    counts = {(one.id, one.lang): sentences(one.text) for one in by_sms()}
    assert not {key: max(count) for key, count in counts.items() if max(count) > MOST_WORDS}
    every = [words for count in counts.values() for words in count]
    assert sum(words <= ABOUT for words in every) / len(every) >= NINE_OF_TEN


def test_by_sms_a_message_has_one_sum_or_says_why_it_has_more() -> None:
    several = {one.id for one in by_sms() if sum(bool(_SUM.search(hole)) for hole in one.holes) > 1}
    assert several == set(SEVERAL_SUMS)
    assert all(len(reason) > 30 for reason in SEVERAL_SUMS.values())


def test_by_sms_the_simpler_words_are_taken() -> None:
    assert book().find("utter_faq_process", "fr", "sms").channel == "simple"
    assert book().find("utter_faq_process", "fr", "web").channel is None
    assert book().find("utter_transfer_details", "fr", "sms").channel == "sms"


# For whoever can't telephone


def test_where_an_emergency_number_of_france_is_given_so_is_the_one_by_text() -> None:
    given = [one for one in book() if one.lang == "fr" and not one.id.startswith(SENTENCE)
             and re.search(r"\b(?:le 15|112)\b", one.text)]
    assert len(given) > 4 and not [one.id for one in given if "114" not in one.text]
