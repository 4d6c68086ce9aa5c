"""One story, one number: what is told after a dispute is added to it, unless another matter is meant."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from bot.debt.reading import another_matter
from bot.store.tables import Dispute, Hold
from tests.thread_world import Thread, count, demo_of, ids, open_thread

CONTEST = {"fr": "je conteste cette dette", "en": "i dispute this debt"}
MORE = [
    ("et en plus j'avais payé la moitié en mars", "already_paid"),
    ("javai deja payé une partie en plus", "already_paid"),
    ("d'ailleurs j'ai tout réglé par virement", "already_paid"), ("j'ai payé 50 euros en avril aussi", "already_paid"),
    ("et j'ai la preuve que j'ai payé", "already_paid"), ("i paid half in march as well", "already_paid"),
    ("and i already paid some of it", "already_paid"), ("also i paid £50 in april", "already_paid"),
    ("i've got a receipt i paid it", "already_paid"), ("je conteste tout en fait", "dispute_debt"),
]
NUMBER = re.compile(r"C-[A-Z0-9]{8}")


async def contested(database, *, proven: str | None, lang: str = "fr", means: dict[str, str] | None = None) -> Thread:
    thread = await open_thread(
        await demo_of(database), means={CONTEST[lang]: "dispute_debt", **(means or {})}, proven=proven, lang=lang
    )
    assert "utter_dispute_number" in ids(await thread.say(CONTEST[lang]))
    return thread


async def numbers(thread: Thread) -> set[str]:
    return {one for m in await thread.messages() for one in NUMBER.findall(m.text)}


async def parts(thread: Thread) -> list[int | None]:
    async with thread.database.begin() as uow:
        rows = await uow.session.scalars(
            select(Hold.part_minor).where(Hold.lifted_at.is_(None), Hold.set_by == "debtor").order_by(Hold.id)
        )
        return list(rows)


@pytest.mark.parametrize(("text", "kind"), MORE)
@pytest.mark.parametrize("proven", ["DEMO-1001", None])
async def test_more_of_the_same_story_has_the_same_number(database, text, kind, proven):
    lang = "en" if re.match(r"i\b|and|also|i've", text) and not text.startswith("et") else "fr"
    thread = await contested(database, proven=proven, lang=lang, means={text: kind})
    said = ids(await thread.say(text))
    assert len(await numbers(thread)) == 1
    if text != MORE[-1][0]:
        assert said[0] == "utter_dispute_added" and "utter_dispute_number" not in said
    if proven:
        assert await count(database, Dispute, Dispute.conversation_id == thread.key) == 1
        assert await parts(thread) == [None]


async def test_told_before_we_know_who_writes_the_whole_stays_held(database):
    thread = await contested(database, proven=None, means={MORE[3][0]: "already_paid"})
    assert ids(await thread.say(MORE[3][0])) == ["utter_dispute_added", "utter_ask_reference"]
    await thread.say("DEMO-1001 14/03/1985")
    assert await parts(thread) == [None] and len(await numbers(thread)) == 1


async def test_a_sum_beside_another_is_set_aside_as_well_under_one_number(database):
    means = {"je conteste 30 euros": "dispute_debt", "et j'ai payé 50 euros en mars": "already_paid"}
    thread = await open_thread(await demo_of(database), means=means, proven="DEMO-1001")
    await thread.say("je conteste 30 euros")
    assert "utter_dispute_part_paid" in ids(await thread.say("et j'ai payé 50 euros en mars"))
    assert await parts(thread) == [3000, 5000] and len(await numbers(thread)) == 1


async def test_the_same_before_identity_is_known(database):
    means = {"je conteste 30 euros": "dispute_debt", "et j'ai payé 50 euros en mars": "already_paid"}
    thread = await open_thread(await demo_of(database), means=means)
    await thread.say("je conteste 30 euros")
    await thread.say("et j'ai payé 50 euros en mars")
    await thread.say("DEMO-1001 14/03/1985")
    assert await parts(thread) == [8000] and len(await numbers(thread)) == 1


@pytest.mark.parametrize(
    "text", ["et pour l'autre dossier j'ai déjà payé", "j'ai déjà payé mon autre crédit", "chez mobilia j'ai déjà payé"]
)
async def test_another_matter_has_a_number_of_its_own(database, text):
    means = {"je conteste 30 euros chez maison claire": "dispute_debt", text: "already_paid"}
    thread = await open_thread(await demo_of(database), means=means, proven="DEMO-1002")
    await thread.say("je conteste 30 euros chez maison claire")
    assert "utter_dispute_added" not in ids(await thread.say(text))
    assert len(await numbers(thread)) == 2


async def test_a_stolen_name_told_after_is_held_as_such_under_the_same_number(database):
    thread = await contested(database, proven="DEMO-1001", means={"on a usurpé mon identité": "identity_theft"})
    await thread.say("on a usurpé mon identité")
    assert len(await numbers(thread)) == 1
    async with database.begin() as uow:
        row = await uow.session.scalar(select(Dispute).where(Dispute.conversation_id == thread.key))
        assert row is not None and row.kind == "identity_theft"
        held = list(await uow.session.scalars(select(Hold.reason).where(Hold.set_by == "debtor")))
    assert set(held) == {"dispute", "identity_theft"}


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("pour l'autre dossier", True), ("on the other account", True), ("c'est pour un autre crédit", True),
        ("my second loan", True), ("une autre facture", True), ("nothing to do with that", True),
        ("l'autre jour j'ai payé", False), ("the other day i paid", False), ("j'ai payé l'autre moitié", False),
        ("en plus j'ai payé", False), ("i paid it with another card", False), ("et autre", False),
    ],
)
def test_which_words_mean_another_matter(text, other):
    assert another_matter(text) is other
