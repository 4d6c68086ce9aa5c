"""What answers the question about suicide: a no that is one, a yes that is one, and all that only looks like them.

Made up; none may ever train anything.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from bot.debt.danger_answer import answer_to, denies

SAID = YAML(typ="safe").load(Path(__file__).with_name("danger_answers.yml").read_text(encoding="utf-8"))
NO_AT_ALL = [*SAID["no_no"], *SAID["yes"], *SAID["no_yes"], *SAID["hedge"], *SAID["leave"], *SAID["other"]]


@pytest.mark.parametrize("text", [*SAID["no"], *SAID["goes_on"]])
def test_a_plain_no_in_whatever_words(text: str) -> None:
    assert answer_to(text).kind == "no"


@pytest.mark.parametrize(("text", "rest"), SAID["goes_on"].items())
def test_what_a_no_goes_on_with_is_kept(text: str, rest: str) -> None:
    assert answer_to(text).rest == rest


@pytest.mark.parametrize("text", SAID["no"])
def test_what_only_says_what_was_meant_is_nothing_more_to_hear(text: str) -> None:
    assert answer_to(text).rest == ""


@pytest.mark.parametrize("text", NO_AT_ALL)
def test_what_is_taken_back_or_says_more_is_no_denial(text: str) -> None:
    assert answer_to(text).kind != "no"
    assert answer_to(f"Bonjour. {text}").kind != "no"


@pytest.mark.parametrize("text", SAID["yes"])
def test_a_yes_in_whatever_words(text: str) -> None:
    assert answer_to(text).kind == "yes"


@pytest.mark.parametrize("text", SAID["no_yes"])
def test_a_yes_to_something_else_is_none(text: str) -> None:
    assert answer_to(text).kind in ("doubtful_yes", "other")


@pytest.mark.parametrize("text", [*SAID["no"], *SAID["goes_on"], *SAID["no_no"], *SAID["other"], *SAID["leave"]])
def test_nothing_else_is_a_yes(text: str) -> None:
    assert answer_to(text).kind != "yes"


@pytest.mark.parametrize("text", SAID["hedge"])
def test_perhaps_and_would_rather_not_say(text: str) -> None:
    assert answer_to(text).kind == "hedge"


@pytest.mark.parametrize("text", SAID["leave"])
def test_a_goodbye(text: str) -> None:
    assert answer_to(text).kind == "leave"


@pytest.mark.parametrize("text", SAID["other"])
def test_something_else(text: str) -> None:
    assert answer_to(text).kind == "other"


@pytest.mark.parametrize(
    "text",
    ["im not suicidal", "I am not suicidal, I just can't pay", "je ne suis pas suicidaire", "that's not what i meant",
     "j'ai pas d'idées noires, c'est juste l'argent", "je plaisantais", "vous avez mal compris, je parlais du loyer",
     "you've got the wrong end of the stick", "i tapped yes by mistake", "c'était une blague"],
)
def test_a_denial_that_needs_no_question(text: str) -> None:
    assert denies(text)


@pytest.mark.parametrize(
    "text",
    ["non", "no", "je suis suicidaire", "im not suicidal but i wouldnt mind", "je ne suis pas suicidaire mais presque",
     "not suicidal yet", "j'ai pas d'idées noires, sauf la nuit", "vous avez mal compris, je vais me tuer",
     "that's not what i meant, i meant i want to die", "je plaisantais pas", "what you meant", "i cant go on",
     "I'm not joking", "je rigole pas",
     "c'est pas une façon de parler", "it's not just a figure of speech", "c'est pas une blague", "this is not a joke"],
)
def test_and_what_is_none(text: str) -> None:
    assert not denies(text)


@given(st.text(max_size=200))
def test_no_text_can_break_the_reading(text: str) -> None:
    assert answer_to(text).kind
    assert denies(text) in (True, False)


@given(st.sampled_from(SAID["no"]), st.sampled_from(["je veux mourir", "i can't go on", "j'en peux plus", "not yet"]))
def test_a_word_of_danger_after_a_no_takes_it_back(no: str, danger: str) -> None:
    assert answer_to(f"{no}. {danger}").kind != "no"
