"""The simulated debtors: the same for the same seed, every goal among them, words of their own."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from bot.debt.reading.text.plain import fold
from tests.simulated.feed import write
from tests.simulated.mind import ANSWERS, DONE, MOST_EXCHANGES, WISH, Heard, Mind
from tests.simulated.people import FIELDS, GOALS, MOODS, people
from tests.simulated.spelling import STYLES, spell
from tests.simulated.wordbook import Voice, answers, fitting, mood_of, openings
from tests.story.system import ROOT


def test_the_same_seed_gives_the_same_people_and_another_seed_others() -> None:
    assert people(60, 7) == people(60, 7) != people(60, 8)
    assert [Voice(one).opening() for one in people(60, 7)] == [Voice(one).opening() for one in people(60, 7)]


def test_more_debtors_do_not_change_those_before() -> None:
    assert people(300, 7)[:24] == people(24, 7)


def test_three_hundred_have_every_goal_mood_spelling_language_and_creditor_among_them() -> None:
    cast = people(300, 7)
    assert {one.goal for one in cast} == set(GOALS)
    assert min(Counter(one.goal for one in cast).values()) >= 8
    assert {one.mood for one in cast} == set(MOODS) and {one.style for one in cast} == set(STYLES)
    assert {one.language for one in cast} == {"fr", "en"}
    assert {one.account.creditor for one in cast} == {"auralis", "volta", "brightloan"}
    assert len({one.account.reference for one in cast}) == 300


def test_a_goal_that_nobody_has_is_an_error() -> None:
    with pytest.raises(ValueError, match="no goal"):
        people(3, 7, "holiday")


@pytest.mark.parametrize("goal", GOALS)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_goal_has_six_openings_and_one_for_every_mood(goal: str, language: str) -> None:
    written = openings()[goal][language]
    assert len(set(written)) >= 6
    for mood in MOODS:
        assert fitting(written, mood)
        assert any(of in ("", mood) for of, _ in map(mood_of, written)), mood


def _plain(text: str) -> str:
    return " ".join(re.findall(r"[a-z0-9]+", fold(text).text))


def test_no_opening_stands_in_the_training_data_or_the_examination() -> None:
    known = set()
    for file in (ROOT / "data" / "nlu").rglob("*.yml"):
        known |= {_plain(line.lstrip(" -")) for line in file.read_text(encoding="utf-8").splitlines()}
    for file in (ROOT / "tests" / "understanding").rglob("*.jsonl"):
        known |= {_plain(text) for text in re.findall(r'"text": ?"([^"]*)"', file.read_text(encoding="utf-8"))}
    spoken = [mood_of(one)[1] for by in openings().values() for some in by.values() for one in some]
    copied = sorted(one for one in spoken if len(one.split()) > 4 and _plain(one) in known)
    assert len(known) > 10_000 and not copied, copied


def test_spelling_is_the_same_for_the_same_chance_and_leaves_figures_alone() -> None:
    text = "Je touche 1450 euros, ma référence est AUR-81000 et c'est écrit dessus."
    for style in STYLES:
        one, two = (spell(text, style, "fr", people(1, 7)[0].chance(), keep=("1450", "AUR-81000")) for _ in range(2))
        assert one == two and "1450" in one and "AUR-81000" in one
    assert spell(text, "clean", "fr", people(1, 7)[0].chance()) == text
    assert spell("déjà payé", "no_accents", "fr", people(1, 7)[0].chance()) == "deja paye"
    with pytest.raises(ValueError, match="no style"):
        spell(text, "gothic", "fr", people(1, 7)[0].chance())


def test_every_phrase_can_be_filled_and_tells_the_figures_it_names() -> None:
    for person in people(60, 7):
        voice = Voice(person)
        for key in answers():
            if key not in ("preface", "households"):
                assert voice.answer(key).text
        assert set(voice.answer("income").tells) == {"income"}
        assert set(FIELDS) >= set(voice.opening().tells)


def test_whatever_is_asked_is_answered_and_nobody_talks_for_ever() -> None:
    for person in people(60, 7):
        mind = Mind(person)
        assert mind.first().text
        for text_id in ANSWERS:
            Mind(person).next([Heard(1, text_id, ("/affirm", "/deny", "/skip", "/need_time", "/choose_option"))])
        steps = 0
        while mind.next([Heard(1, "utter_ask_income", ("/skip",))]) is not None:
            steps += 1
        assert steps < MOST_EXCHANGES


def test_a_wrong_person_never_proves_to_be_somebody() -> None:
    person = people(3, 7, "wrong_person")[0]
    mind = Mind(person)
    mind.first()
    told = [mind.next([Heard(n, "utter_ask_reference", ("/no_reference",))]) for n in range(3)]
    assert all(act is None or person.account.reference not in act.text for act in told)


def test_goals_and_sentences_are_those_of_the_assistant() -> None:
    ids: set[str] = set()
    for file in (*(ROOT / "domain").glob("*.yml"), *(ROOT / "bot" / "words").glob("*.yml")):
        ids |= set(YAML(typ="safe").load(file.read_text(encoding="utf-8")).get("responses") or {})
    known = {text_id for done in DONE.values() for text_id in done} | set(ANSWERS)
    assert known <= ids, known - ids
    intents = (ROOT / "domain.yml").read_text(encoding="utf-8")
    assert all(wish.removeprefix("/") in intents for wish in WISH.values())


def test_every_case_stands_in_its_creditors_file(tmp_path: Path) -> None:
    cast = people(60, 7)
    files = write(tmp_path, cast)
    text = "".join(path.read_bytes().decode("cp1252", "replace") for path in files.values())
    assert all(one.account.reference in text for one in cast)
