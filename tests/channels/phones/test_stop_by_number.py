"""A stop holds for the number and the sender that was written to, whoever's thread or file it stands in."""

from __future__ import annotations

from datetime import timedelta

from phone_world import PHONE, STRANGER, World
from sqlalchemy import select
from test_one_story import agent_at, by_sms, taken
from test_sending import reminder, whatsapp

from bot.service.desk import contacts as desk_contacts
from bot.service.desk.work import DeskRefusal
from bot.service.identity.lookup import send_link
from bot.service.thread.conversation import lock
from bot.service.thread.reply import say
from bot.service.thread.saying import write
from bot.store.tables import ContactPoint, Conversation, LineStop, Person, PhoneLine
from tests.twilio_stand_in import OTHER_OURS, sms


async def put_on_file(world: World, number: str, *, creditor: str = "maison") -> int:
    """A file of the creditor's, or somebody at the desk, adds a number to the first person there."""
    async with world.database.begin() as uow:
        person = await uow.session.scalar(
            select(Person).where(Person.creditor_id == creditor).order_by(Person.id).limit(1)
        )
        assert person is not None
        uow.session.add(
            ContactPoint(creditor_id=creditor, person_id=person.id, kind="phone", value=number, whose="own")
        )
        await uow.commit()
    return person.id


async def link_to(world: World, person: int, number: str) -> list[str]:
    """We write first to that person; what reaches the number."""
    before = len(world.api.taken)
    async with world.database.begin() as uow:
        await send_link(uow, await uow.session.get_one(Person, person))
        await uow.commit()
    await world.deliver()
    return [str(row["body"]) for row in world.api.taken[before:] if row["to"] == number]


async def other_creditor(world: World) -> str:
    async with world.database.begin() as uow:
        return str(await uow.session.scalar(select(Person.creditor_id).where(Person.creditor_id != "maison").limit(1)))


async def test_a_number_put_on_file_after_its_stop_is_not_written_to_and_the_file_says_so(phones: World) -> None:
    person = await put_on_file(phones, "+33639980778")
    assert await link_to(phones, person, "+33639980778")
    for words in ("STOP", "ARRET"):
        number = f"+3363998077{len(words)}"
        await phones.say(words, number)
        person = await put_on_file(phones, number)
        assert await link_to(phones, person, number) == []
        (point,) = await phones.all(ContactPoint, ContactPoint.value == number)
        assert point.opted_out_at is not None


async def test_a_number_corrected_at_the_desk_after_its_stop_is_not_written_to(phones: World) -> None:
    await phones.say("STOP", STRANGER)
    thread = await by_sms(phones)
    agent = await agent_at(phones)
    await taken(phones, agent, thread.id)
    told = {"kind": "phone", "value": STRANGER, "replaces": 0, "checked": "proof_seen", "shared": False}
    token = ""
    async with phones.database.begin() as uow:
        try:
            await desk_contacts.correct_contact(uow, agent, thread.id, confirm="", **told)
        except DeskRefusal as refusal:
            token = refusal.values["token"]
        await uow.session.rollback()
    async with phones.database.begin() as uow:
        point = await desk_contacts.correct_contact(uow, agent, thread.id, confirm=token, **told)
        await uow.commit()
    assert point.opted_out_at is not None  # seen at the desk at once, not at the first refusal
    assert await link_to(phones, point.person_id, STRANGER) == []


async def test_another_creditor_with_the_same_sender_does_not_write_either(phones: World) -> None:
    person = await put_on_file(phones, PHONE, creditor=await other_creditor(phones))
    await by_sms(phones)
    assert (await phones.all(PhoneLine))[0].creditor_id == "maison"
    await phones.say("STOP")
    assert await link_to(phones, person, PHONE) == []


async def test_another_creditor_s_own_sender_is_another_matter(other: World) -> None:
    await other.say("STOP", STRANGER)
    person = await put_on_file(other, STRANGER)
    assert await link_to(other, person, STRANGER)
    assert other.api.taken[-1]["from"] == OTHER_OURS


async def test_start_on_whatsapp_undoes_no_stop_by_sms(phones: World) -> None:
    await phones.set_creditor("maison", whatsapp=True)
    await phones.say("STOP")
    for words in ("ARRET", "START"):
        await whatsapp(phones, words)
    await reminder(phones)
    before = len(phones.api.taken)
    await phones.deliver()
    assert len(phones.api.taken) == before
    assert all(c.opted_out_at is not None for c in await phones.all(ContactPoint, ContactPoint.value == PHONE))


async def test_after_a_stop_by_sms_of_a_number_not_on_file_no_sms_stands_in_for_whatsapp(phones: World) -> None:
    await phones.set_creditor("maison", whatsapp=True)
    await phones.say("STOP", STRANGER)
    await whatsapp(phones, "bonjour", STRANGER)
    before = len(phones.api.taken)
    phones.clock.advance(timedelta(hours=30))
    async with phones.database.begin() as uow:
        key = await uow.session.scalar(select(PhoneLine.conversation_id).where(PhoneLine.channel == "whatsapp"))
        await write(uow, await lock(uow, key), say("notice_agent_joined", name="Camille"), author="system")
        await uow.commit()
    await phones.deliver()
    phones.clock.advance(timedelta(days=3))
    await phones.deliver()
    assert len(phones.api.taken) == before


async def test_what_the_provider_refuses_beside_a_thread_bars_the_thread(phones: World) -> None:
    phones.api.faults = [21610]
    await reminder(phones)
    await phones.deliver()
    tries = phones.api.tries
    assert await phones.say("bonjour") == [] and phones.api.tries == tries
    assert await phones.say("START") and await phones.say("bonjour")


async def test_a_stop_is_kept_by_a_hash_that_is_the_thread_s_own(phones: World) -> None:
    await phones.say("STOP")
    (stop,), (thread,) = await phones.all(LineStop), await phones.all(Conversation)
    assert (stop.key, stop.kind) == (thread.sender, "carrier")
    await phones.twilio.post(sms(PHONE, "START"))
    (stop,) = await phones.all(LineStop)
    assert stop.kind is None and stop.lifted_at is not None
