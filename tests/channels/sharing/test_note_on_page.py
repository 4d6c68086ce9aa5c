"""On the page of who may see what: what is noted with consent, who has read it, and the way to take it back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.store.tables import AuditLine, Consent, Conversation, Handover, IdentityProof, Marker
from tests.channels.sharing.conftest import form
from tests.channels.test_papers_door import identified


@pytest.fixture
async def debtor(browser, world):
    return await identified(browser, world)


async def noted(world, key: int, *, looks: int = 0) -> int:
    async with world.begin() as uow:
        row = await uow.session.get_one(Conversation, key)
        consent = Consent(
            creditor_id=row.creditor_id, person_id=row.person_id, purpose="vulnerability", given_at=uow.now,
            text_id="utter_care_consent", text_version="x", lang="fr", asked_by="agent:1",
        )
        uow.session.add(consent)
        await uow.flush()
        note = Marker(
            creditor_id=row.creditor_id, person_id=row.person_id, kind="vulnerability", drivers=["health"],
            needs=["written"], level="some", source="debtor", noted_by="agent:1", consent_id=consent.id,
            created_at=uow.now, review_on=uow.today() + timedelta(days=90),
        )
        uow.session.add(note)
        await uow.flush()
        uow.audit(
            "vulnerability.noted", "marker", note.id, actor="debtor", creditor_id=row.creditor_id, conversation=key
        )
        for _ in range(looks):
            uow.audit("vulnerability.opened", "marker", note.id, actor="agent:1", creditor_id=row.creditor_id)
        await uow.commit()
        return note.id


async def test_the_debtor_reads_all_that_is_noted_and_when_it_was_read(debtor, world):
    one, key = debtor
    assert "Ce qui est noté" not in await (await one.open("/access")).text()
    await noted(world, key)
    page = await (await one.open("/access")).text()
    for part in ("Ce qui est noté", "la santé", "écrire plutôt que téléphoner", "vous nous l&#39;avez dit"):
        assert part in page
    assert "Personne ne l&#39;a lu" in page and "Lu par l" not in page
    async with world.begin() as uow:
        note = await uow.session.scalar(select(Marker.id))
        uow.audit("vulnerability.opened", "marker", note, actor="agent:1", creditor_id="maison")
        await uow.commit()
    page = await (await one.open("/access")).text()
    assert page.count("Lu par l") == 1 and "agent:1" not in page


async def test_on_another_device_reference_and_birth_date_show_what_helps_and_no_reason_until_a_code(
    debtor, browser, world
):
    _, key = debtor
    await noted(world, key)
    other, there = await identified(browser, world)
    page = await (await other.open("/access")).text()
    assert "écrire plutôt que téléphoner" in page
    assert "la santé" not in page and "vous nous l&#39;avez dit" not in page
    async with world.begin() as uow:
        proof = await uow.session.scalar(select(IdentityProof).where(IdentityProof.conversation_id == there))
        proof.level = 2
        await uow.commit()
    assert "la santé" in await (await other.open("/access")).text()


async def test_taken_back_there_it_is_deleted_twice_with_one_effect(debtor, world):
    one, key = debtor
    note = await noted(world, key)
    for _ in range(2):
        status, page = await form(one, "/access", do="forget", id=str(note))
        assert status == 200 and "la santé" not in page
    async with world.begin() as uow:
        row = await uow.session.get_one(Marker, note)
        lines = (await uow.session.scalars(select(AuditLine).where(AuditLine.verb == "vulnerability.withdrawn"))).all()
    assert row.drivers == [] and row.erased_by == "debtor" and len(lines) == 1


async def test_on_another_device_without_a_code_it_is_asked_back_and_a_person_makes_sure(debtor, browser, world):
    one, key = debtor
    note = await noted(world, key)
    other, there = await identified(browser, world)
    for _ in range(2):
        status, page = await form(other, "/access", do="forget", id=str(note))
        assert status == 200 and "Une personne le vérifie avec vous" in page
    async with world.begin() as uow:
        row = await uow.session.get_one(Marker, note)
        calls = (await uow.session.scalars(select(Handover))).all()
    assert row.erased_at is None and row.needs == ["written"] and row.asked_back_at is not None
    assert [(call.reason, call.conversation_id) for call in calls] == [("care_asked_back", there)]
    assert "la santé" not in await (await one.open("/access")).text(), "nobody reads why meanwhile"
    async with world.begin() as uow:
        proof = await uow.session.scalar(select(IdentityProof).where(IdentityProof.conversation_id == there))
        proof.level = 2
        await uow.commit()
    await form(other, "/access", do="forget", id=str(note))
    async with world.begin() as uow:
        assert (await uow.session.get_one(Marker, note)).erased_by == "debtor"


async def test_a_forged_form_and_somebody_elses_note_change_nothing(debtor, browser, world):
    one, key = debtor
    note = await noted(world, key)
    await form(one, "/access", csrf="0" * 64, do="forget", id=str(note))
    for bad in ("", "-1", "9" * 30, "x", str(note + 1)):
        await form(one, "/access", do="forget", id=bad)
    async with world.begin() as uow:
        assert (await uow.session.get_one(Marker, note)).erased_at is None
