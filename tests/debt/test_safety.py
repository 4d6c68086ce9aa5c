"""Danger is found whatever the spelling, and near misses do not set off the crisis protocol."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from bot.debt.phrase import compile_phrase, normalise
from bot.debt.safety import asks_human, asks_stop, danger, phrases, unreviewed

SENTENCES = YAML(typ="safe").load(
    Path(__file__).with_name("danger_sentences.yml").read_text(encoding="utf-8")
)


def test_there_are_enough_sentences_to_test_with() -> None:
    assert sum(map(len, SENTENCES.values())) >= 400
    everything = [sentence for kind in SENTENCES.values() for sentence in set(kind)]
    assert len(everything) == sum(map(len, SENTENCES.values())), "a sentence stands twice in one list"


@pytest.mark.parametrize("sentence", SENTENCES["explicit"])
def test_whoever_says_it_is_found(sentence: str) -> None:
    assert danger(sentence).kind in ("explicit", "possible")


def test_nearly_all_who_say_it_are_found_as_explicit() -> None:
    missed = [sentence for sentence in SENTENCES["explicit"] if danger(sentence).kind != "explicit"]
    assert not missed, missed


@pytest.mark.parametrize("sentence", SENTENCES["possible"])
def test_what_may_hide_it_is_asked_about(sentence: str) -> None:
    assert danger(sentence).kind in ("explicit", "possible")


@pytest.mark.parametrize("sentence", SENTENCES["near_miss"])
def test_a_way_of_speaking_does_not_set_off_the_protocol(sentence: str) -> None:
    assert danger(sentence).kind != "explicit"


@pytest.mark.parametrize("sentence", SENTENCES["calm"])
def test_plain_talk_of_debts_is_not_asked_about(sentence: str) -> None:
    assert danger(sentence).kind in (None, "idiom")


@pytest.mark.parametrize("sentence", SENTENCES["explicit"])
def test_capitals_accents_noise_and_a_story_around_it_do_not_hide_it(sentence: str) -> None:
    for told in (
        sentence.upper(),
        f"bonjour, dossier aur 70001.\n{sentence}\nmerci",
        f"{sentence}, je dois 480 euros",
        f"vous me tuez avec vos relances! {sentence}",
        sentence.replace(" ", "  ").replace("'", "’"),
    ):
        assert danger(told).kind in ("explicit", "possible"), told


@pytest.mark.parametrize(("explicit", "calm"), list(product(SENTENCES["explicit"][::15], SENTENCES["calm"][::9])))
def test_other_messages_of_the_same_burst_do_not_hide_it(explicit: str, calm: str) -> None:
    assert danger(f"{calm}\n{explicit}\n{calm}").kind in ("explicit", "possible")


def test_a_phrase_cut_over_two_messages_is_found() -> None:
    assert danger("jveux\nmourir").kind == "explicit"


def test_words_of_different_sentences_do_not_make_a_phrase_over_a_gap() -> None:
    assert danger("je vais me lancer. le train est en retard").kind in (None, "idiom")


def test_danger_at_the_end_of_a_long_letter_is_found() -> None:
    assert danger("je vous raconte toute mon histoire " * 300 + "et je veux mourir").kind == "explicit"


def test_the_matched_ids_name_entries_of_the_lists() -> None:
    known = {phrase.id for phrase in phrases("fr", "en")}
    assert set(danger("vous me tuez, je veux mourir").matched) <= known
    assert set(unreviewed()) <= known


def test_no_entry_is_so_wide_that_it_finds_an_empty_or_ordinary_message() -> None:
    for plain in ("", " ", "?!", "oui", "non", "pas", "not", "je", "12/06/1971", "ok merci", "what", "no", "480,00"):
        assert danger(plain).kind is None, plain


def test_an_entry_without_a_fixed_word_or_with_an_unknown_group_is_refused() -> None:
    with pytest.raises(ValueError, match="nothing to look for"):
        compile_phrase("(a/b) ... !c", {})
    with pytest.raises(ValueError, match="unknown group"):
        compile_phrase("NOBODY here", {})


@given(st.text(max_size=300))
def test_no_text_can_break_the_search(text: str) -> None:
    assert danger(text).kind in (None, "idiom", "possible", "explicit")
    assert normalise(normalise(text)) is not None


@given(st.text(alphabet="aeiou rstlnmjpvxq'’.,!?\n", max_size=120), st.text(max_size=60))
def test_nothing_written_before_or_after_in_its_own_sentence_hides_it(before: str, after: str) -> None:
    assert danger(f"{before}\n\nje vais me suicider ce soir\n\n{after}").kind in ("explicit", "possible")


HUMAN = """conseiller|un conseiller svp|une personne|un humain|je veux parler à quelqu'un|agent please|agent
passez moi un responsable|je peux avoir un humain ?|je veux pas parler à un robot|parler a un conseiller|human please
I want to talk to a real person|let me speak to someone|can i speak to an adviser|get me a human|operator
quelqu'un peut m'aider ?|jveux parler a qqun|mettez moi en relation avec un conseiller"""
NOT_HUMAN = """es-tu un humain ?|vous êtes une vraie personne ?|je parle a un robot ?|are you a real person
je vis avec une personne âgée|ma conseillère bancaire m'a dit de vous écrire|je suis agent d'entretien
personne ne me répond|mon conseiller pole emploi|i work as an estate agent|my debt adviser told me to write
une personne à charge|foyer de 3 personnes|je peux payer 40 euros|is this a human or a bot"""
OURS = """ne m'écrivez plus|arrêtez de m'écrire|stop aux sms|je ne veux plus recevoir vos messages
laissez-moi tranquille|plus de sms svp|stop texting me|leave me alone|do not contact me again|ARRET|arrêtez
désabonner|cessez de m'appeler|ne me contactez plus jamais
nécrivez plus|STOP SVP|stop please|I no longer wish to be contacted|supprimez mon numero|please stop
remove my number|n'envoyez plus rien|pas de sms|Stop stop|no texts please"""
NO_STOP = """arrêtez le prélèvement|je suis en arrêt maladie|stop au prélèvement|je veux arrêter le plan
j'ai arrêté de payer|i had to stop paying|stop the direct debit|can I cancel the plan|the end of the month
je ne veux plus payer|i can't stop crying|i dont have the letter|non|never|arretez de payer
supprimez mon numero de carte|je n'ai pas reçu de sms|please stop the interest|pas de message
vous n'envoyez plus rien à la banque|je ne peux plus rien envoyer|remove my number of instalments"""


def listed(block: str) -> list[str]:
    return block.replace("\n", "|").split("|")


@pytest.mark.parametrize("sentence", listed(HUMAN))
def test_a_wish_for_a_person_is_heard(sentence: str) -> None:
    assert asks_human(sentence)


@pytest.mark.parametrize("sentence", listed(NOT_HUMAN))
def test_other_talk_of_persons_is_not_such_a_wish(sentence: str) -> None:
    assert not asks_human(sentence)


@pytest.mark.parametrize("word", ["STOP", "stop", "Stop.", " stop ", "UNSUBSCRIBE", "end", "Cancel", "QUIT", "STOPALL"])
def test_a_carriers_own_word_alone_is_told_apart(word: str) -> None:
    found = asks_stop(word)
    assert found is not None and found.kind == "carrier"


@pytest.mark.parametrize("sentence", listed(OURS))
def test_what_no_carrier_understands_is_ours_to_honour(sentence: str) -> None:
    found = asks_stop(sentence)
    assert found is not None and found.kind == "ours"


@pytest.mark.parametrize("sentence", listed(NO_STOP))
def test_stopping_something_else_is_no_wish_for_silence(sentence: str) -> None:
    assert asks_stop(sentence) is None
