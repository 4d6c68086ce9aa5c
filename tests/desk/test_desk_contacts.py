"""Contact details change once the agent has made sure who asks; the old ones stay, closed, and the creditor hears."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.service.identity import lookup
from bot.store.tables import AuditLine, ContactPoint, ExportEvent, IdentityProof, Message, OutboxMessage, Person

NEW = "06 39 98 05 55"


@pytest.fixture
async def held(agent, debtor, demo):
    desk, conversation = await agent("camille"), await debtor("DEMO-1001")
    assert (await desk.do(conversation, "take"))[0] == 200
    async with demo.begin() as uow:
        point = await uow.session.scalar(
            select(ContactPoint).where(ContactPoint.value == "+33639980101", ContactPoint.kind == "phone")
        )
    return desk, conversation, point


def asked(old: int, **more):
    return {"kind": "phone", "value": NEW, "point": old, "checked": "called_on_file", "shared": "no", **more}


async def _corrected(desk, conversation, body) -> tuple[int, dict]:
    _, first = await desk.do(conversation, "correct_contact", **body)
    return await desk.do(conversation, "correct_contact", **body, confirm=first["confirm"])


async def _points(demo, person: int) -> dict[str, ContactPoint]:
    async with demo.begin() as uow:
        rows = await uow.session.scalars(select(ContactPoint).where(ContactPoint.person_id == person))
        return {row.value: row for row in rows.all()}


async def test_the_new_one_is_read_back_put_on_file_and_the_old_one_kept_closed(held, demo):
    desk, conversation, old = held
    status, body = await desk.do(conversation, "correct_contact", **asked(old.id))
    assert (status, body["code"]) == (409, "confirm_contact") and "+33639980555" in body["text"]
    for _ in range(2):
        status, _ = await desk.do(conversation, "correct_contact", **asked(old.id), confirm=body["confirm"])
        assert status == 200
    points = await _points(demo, old.person_id)
    assert (points["+33639980555"].whose, points[old.value].whose) == ("own", "closed")
    assert points["+33639980555"].proven_at is None
    async with demo.begin() as uow:
        told = (await uow.session.scalars(select(ExportEvent).where(ExportEvent.kind == "contact_changed"))).all()
        line = await uow.session.scalar(select(AuditLine).where(AuditLine.verb == "contact.corrected"))
        said = await uow.session.scalar(select(Message).order_by(Message.seq.desc()).limit(1))
    assert [one.payload["value"] for one in told] == ["+33639980555"]
    assert line.data["checked"] == "called_on_file" and "+33" not in str(line.data)
    assert said.text_id == "notice_contact_changed" and "0555" not in said.text
    assert "fermé" in await desk.page(f"/desk/c/{conversation}")


async def test_a_stop_stays_a_stop_and_what_was_queued_to_the_old_one_never_goes(held, demo):
    desk, conversation, old = held
    async with demo.begin() as uow:
        row = await uow.session.get_one(ContactPoint, old.id)
        row.opted_out_at = uow.now
        uow.session.add(
            OutboxMessage(key="k", creditor_id="maison", contact_point_id=old.id, channel="sms", to=old.value,
                          lang="fr", text_id="notice_reminder", text_version="1", body="x", due_at=uow.now)
        )
        await uow.commit()
    assert (await _corrected(desk, conversation, asked(old.id)))[0] == 200
    points = await _points(demo, old.person_id)
    assert points["+33639980555"].opted_out_at is not None
    async with demo.begin() as uow:
        assert await uow.session.scalar(select(OutboxMessage.state)) == "refused"


async def test_a_number_that_somebody_else_has_is_discreet_for_both(held, demo):
    desk, conversation, old = held
    other = "+33639980102"
    assert (await _corrected(desk, conversation, asked(old.id, value=other)))[0] == 200
    async with demo.begin() as uow:
        rows = (await uow.session.scalars(select(ContactPoint).where(ContactPoint.value == other))).all()
    assert len(rows) == 2 and all(row.discretion for row in rows)


async def test_no_link_goes_to_a_number_that_is_no_longer_theirs(held, demo):
    desk, conversation, old = held
    assert (await desk.do(conversation, "close_contact", point=old.id, checked="proof_seen"))[0] == 200
    assert (await desk.do(conversation, "close_contact", point=old.id, checked="proof_seen"))[0] == 200
    async with demo.begin() as uow:
        await lookup.send_link(uow, await uow.session.get_one(Person, old.person_id))
        await uow.flush()
        assert old.id not in set(await uow.session.scalars(select(OutboxMessage.contact_point_id)))
        told = (await uow.session.scalars(select(ExportEvent).where(ExportEvent.kind == "contact_changed"))).all()
    assert [(one.payload["value"], one.payload["instead_of"]) for one in told] == [(None, old.value)]


@pytest.mark.parametrize(("changed", "code"), [
    ({"value": "12"}, "contact_value"), ({"value": "pas de numéro"}, "contact_value"), ({"value": ""}, "contact_value"),
    ({"kind": "email", "value": "a@b", "point": 0}, "contact_value"),
    ({"kind": "email", "value": "a b@example.fr", "point": 0}, "contact_value"),
    ({"kind": "email", "value": "a@example.fr"}, "contact_kind"), ({"kind": "fax"}, "contact_kind"),
    ({"checked": ""}, "contact_checked"), ({"checked": "trust"}, "contact_checked"),
])
async def test_what_can_not_be_read_or_was_not_checked_changes_nothing(held, demo, changed, code):
    desk, conversation, old = held
    before = set(await _points(demo, old.person_id))
    assert (await desk.do(conversation, "correct_contact", **asked(old.id, **changed)))[1]["code"] == code
    assert set(await _points(demo, old.person_id)) == before


async def test_only_the_holder_only_with_identity_proven_and_only_this_persons(held, agent, debtor, demo):
    desk, conversation, old = held
    dominique, other = await agent("dominique"), await debtor("DEMO-1002")
    assert (await dominique.do(conversation, "correct_contact", **asked(old.id)))[1]["code"] == "not_yours"
    await desk.do(other, "take")
    assert (await desk.do(other, "correct_contact", **asked(old.id)))[0] == 404
    assert (await desk.do(other, "close_contact", point=old.id, checked="proof_seen"))[0] == 404
    async with demo.begin() as uow:
        proof = await uow.session.scalar(select(IdentityProof).where(IdentityProof.conversation_id == conversation))
        proof.until = uow.now - timedelta(seconds=1)
        await uow.commit()
    assert (await desk.do(conversation, "correct_contact", **asked(old.id)))[1]["code"] == "must_be_identified"


async def test_discretion_and_safe_hours_are_kept(held, demo):
    desk, conversation, old = held
    body = {"point": old.id, "shared": "yes", "begins": "18:00", "ends": "20:00"}
    assert (await desk.do(conversation, "set_discretion", **body))[0] == 200
    point = (await _points(demo, old.person_id))[old.value]
    assert point.discretion and point.safe_hours == {"from": "18:00", "to": "20:00"}
    for wrong in ({"begins": "soir"}, {"ends": "18:00"}, {"ends": ""}):
        assert (await desk.do(conversation, "set_discretion", **{**body, **wrong}))[1]["code"] == "safe_hours"
