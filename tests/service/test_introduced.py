"""Who says in a sentence who they are is looked for at once: the same answer for everybody, and nothing disclosed."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot.store.tables import IdentityProof, OutboxMessage, Task
from tests.thread_world import Thread, demo_of, disclosed, ids, open_thread, secrets_of

WHO = [
    "bonjour je suis Camille Morel née le 14/03/1985 de 67100", "slt jmappelle morel camille 14 mars 1985 cp 67100",
    "je m'appelle Camille Morel, je suis née le 14/03/85 et j'habite 67100", "c'est camille morel 14.03.1985 67100",
    "Nom : Morel Camille, née le 14 mars 1985, code postal 67100",
]
NOBODY = "bonjour je suis Sabine Lorel née le 15/04/1986 de 69003"
ENGLISH = "its Thomas Reed born 2 nov 1992 postcode LS1 4DY"


async def thread_of(database, lang: str = "fr", sender: str = "browser-1") -> Thread:
    return await open_thread(await demo_of(database), sender, lang=lang)


async def found(thread: Thread) -> list[int]:
    async with thread.database.begin() as uow:
        rows = await uow.session.scalars(select(Task.data).where(Task.kind == "personal_link"))
        return [len(one.get("people", [])) for one in rows]


@pytest.mark.parametrize("text", WHO)
async def test_told_in_a_sentence_before_anything_is_asked(database, text):
    thread = await thread_of(database)
    said = await thread.say(text)
    assert ids(said) == ["utter_lookup_done"]
    assert [h.reason for h in await thread.handovers()] == ["no_reference"]
    assert await found(thread) == [1]
    assert not disclosed(said[0].text, await secrets_of(database))


async def test_the_same_silence_for_whoever_is_unknown(database):
    known, unknown = await thread_of(database), await open_thread(database, "browser-2")
    first, second = await known.say(WHO[0]), await unknown.say(NOBODY)
    assert [(m.text_id, m.text, m.choices) for m in first] == [(m.text_id, m.text, m.choices) for m in second]
    async with database.begin() as uow:
        assert list(await uow.session.scalars(select(IdentityProof))) == []
        assert list(await uow.session.scalars(select(OutboxMessage))) == []


async def test_in_english(database):
    thread = await thread_of(database, "en")
    assert ids(await thread.say(ENGLISH)) == ["utter_lookup_done"]


async def test_with_what_is_wrong_beside_it_that_is_heard_first(database):
    thread = await thread_of(database)
    text = WHO[0] + ", j'ai perdu mon travail"
    thread.rasa.means = {"bonjour je suis Camille Morel née le DATE de 67100, j'ai perdu mon travail":
                         "hardship_job_loss"}
    assert ids(await thread.say(text)) == ["utter_hardship_job_loss", "utter_lookup_done"]


@pytest.mark.parametrize(
    "text", ["je suis Camille Morel DEMO-1001 née le 14/03/1985 67100",
             "bonjour c'est Camille Morel, réf DEMO-1001, 14/03/1985"]
)
async def test_with_the_reference_it_is_proven_as_before(database, text):
    thread = await thread_of(database)
    thread.rasa.means = {text.replace("14/03/1985", "DATE"): "identify"}
    assert ids(await thread.say(text))[0] == "utter_identified"


@pytest.mark.parametrize(
    "text", ["je suis Camille Morel", "je suis Camille Morel née le 14/03/1985", "je suis au chômage 14/03/1985 67100",
             "je suis née le 14/03/1985 67100", "je suis sa fille Camille Morel 14/03/1985 67100"]
)
async def test_less_than_that_or_anything_doubtful_is_asked(database, text):
    thread = await thread_of(database)
    thread.rasa.means = {text.replace("14/03/1985", "DATE"): "identify", text: "identify"}
    assert "utter_lookup_done" not in ids(await thread.say(text))
    assert await found(thread) == []


async def test_a_cry_for_help_is_no_name(database):
    thread = await thread_of(database)
    assert "utter_lookup_done" not in ids(await thread.say(WHO[0] + " je veux mourir"))
    assert await found(thread) == []
