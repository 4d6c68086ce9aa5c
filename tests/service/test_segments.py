"""A segment changes wording, channel and who answers; never before identity, never terms, never words of safety."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from bot.debt.policy import PolicyError, Segment, parse_policy
from bot.service.handover.handover import open_handover
from bot.service.policy import policies, segments
from bot.service.policy.segments import queue_for
from bot.service.tasks.handlers.own import quiet_contact
from bot.store.tables import Case, Offer, Party
from tests.debt.test_policy import GOOD
from tests.thread_world import Thread, demo_of, ids, open_thread

MEANS = {"perdu mon boulot": "hardship_job_loss"}
LOYAL = Segment(
    name="loyal", wording={"utter_ask_offer": "utter_need_time", "utter_ask_reference": "utter_need_time"},
    channel="email", answered_by="hardship",
)
BUDGET = ("oui", "1450 de salaire, je vis seul", "rien", "480", "350", "60")


@pytest.fixture
async def world(database, monkeypatch):
    """DEMO-1001 is in the segment `loyal` of its brand."""
    await demo_of(database)
    known = tuple(replace(policy, segments={"loyal": LOYAL}) for policy in policies.policies())
    monkeypatch.setattr(policies, "policies", lambda: known)
    monkeypatch.setattr(segments, "policies", lambda: known)
    async with database.begin() as uow:
        case = await uow.session.scalar(select(Case).where(Case.reference == "DEMO-1001"))
        case.segment = "loyal"
        await uow.commit()
    return database


async def offered(world, reference: str, sender: str) -> tuple[Thread, list[str]]:
    thread = await open_thread(world, sender, means=MEANS)
    await thread.prove(reference)
    said = ids(await thread.say("perdu mon boulot"))
    for text in BUDGET:
        said = ids(await thread.say(text))
    return thread, said


async def person_of(world, reference: str) -> int:
    async with world.begin() as uow:
        return await uow.session.scalar(
            select(Party.person_id).join(Case, Case.id == Party.case_id).where(Case.reference == reference)
        )


async def test_other_words_are_said_to_the_segment_alone_and_the_offers_are_the_same(world):
    _, said = await offered(world, "DEMO-1001", "browser-1")
    assert "utter_need_time" in said and "utter_ask_offer" not in said
    async with world.begin() as uow:
        loyal = [offer.data["shares"] for offer in await uow.session.scalars(select(Offer).order_by(Offer.rank))]
        (await uow.session.scalar(select(Case).where(Case.reference == "DEMO-1001"))).segment = None
        await uow.commit()
    _, said = await offered(world, "DEMO-1001", "browser-2")
    assert "utter_ask_offer" in said
    async with world.begin() as uow:
        rows = await uow.session.scalars(select(Offer).order_by(Offer.id.desc()).limit(len(loyal)))
        assert sorted(map(str, loyal)) == sorted(str(offer.data["shares"]) for offer in rows)


async def test_before_identity_everybody_hears_the_same(world):
    thread = await open_thread(world, "browser-1", means=MEANS)
    async with world.begin() as uow:
        from bot.service.thread.conversation import lock  # noqa: PLC0415

        (await lock(uow, thread.key)).person_id = await person_of(world, "DEMO-1001")
        await uow.commit()
    assert "utter_ask_reference" in ids(await thread.say("perdu mon boulot"))


async def test_its_own_people_answer_and_danger_law_and_disputes_keep_theirs(world):
    thread = await open_thread(world, "browser-1")
    await thread.prove("DEMO-1001")
    async with world.begin() as uow:
        from bot.service.thread.conversation import lock  # noqa: PLC0415

        row = await open_handover(uow, await lock(uow, thread.key), queue="general", reason="asked")
        assert row.queue == "hardship"
    for queue in ("distress", "legal", "dispute", "complaint", "over_indebtedness"):
        assert queue_for(queue, LOYAL) == queue
    late = replace(LOYAL, answered_by="general")
    assert queue_for("hardship", late) == "hardship", "nobody waits longer for being in a segment"
    assert queue_for("general", None) == "general"


async def test_it_is_written_to_first_by_the_channel_that_the_policy_names(world):
    async with world.begin() as uow:
        loyal = await quiet_contact(uow, await person_of(world, "DEMO-1001"))
        other = await quiet_contact(uow, await person_of(world, "DEMO-1003"))
    assert loyal is not None and other is not None
    assert (loyal.kind, other.kind) == ("email", "phone")


@pytest.mark.parametrize(
    ("usual", "instead"),
    [
        ("utter_ask_distress", "utter_need_time"),  # safety
        ("utter_read_back", "utter_need_time"),  # law
        ("utter_need_time", "utter_ask_reminders"),  # consent
        ("utter_nearest_later", "utter_need_time"),  # the amount would no longer be told
    ],
)
def test_a_policy_that_would_change_what_must_be_said_is_refused_at_start(usual, instead):
    given = {**GOOD, "segments": {"loyal": {"wording": {usual: instead}}}}
    with pytest.raises(PolicyError, match=r"segments\.loyal\.wording"):
        parse_policy(given, source="x.yml", texts=policies.sentences())


def test_a_policy_that_changes_plain_words_is_taken():
    given = {**GOOD, "segments": {"loyal": {"wording": {"utter_ask_offer": "utter_need_time"}}}}
    assert parse_policy(given, source="x.yml", texts=policies.sentences()).segments["loyal"].wording
