"""A code to a contact on file, asked for by SMS: the number itself is one only if on file and unshared."""

from __future__ import annotations

import re

import pytest
from phone_world import PHONE, STRANGER, World
from sqlalchemy import select

from bot.store.tables import ContactPoint, IdentityProof, OutboxMessage, PhoneLine

WISH = "changez mon numéro"


async def prove(world: World, number: str = PHONE) -> None:
    world.rasa.means[WISH] = "contact_change"
    for words in ("combien je dois", "DEMO-1001", "14/03/1985", "non"):
        await world.say(words, number)


async def only_the_phone(world: World) -> None:
    async with world.database.begin() as uow:
        for one in (await uow.session.scalars(select(ContactPoint).where(ContactPoint.kind == "email"))).all():
            one.whose = "closed"
        await uow.commit()


async def test_a_code_that_goes_out_to_the_number_and_comes_back_is_l2_and_stands_nowhere_afterwards(phones: World):
    await prove(phones)
    await only_the_phone(phones)
    (asked,) = await phones.say(WISH)
    assert "06 -- -- -- 01" in asked and "1 " in asked
    said = await phones.say("1")
    code = next(found[0] for one in said if (found := re.search(r"\d{3} \d{3}", one)))
    (proven,) = await phones.say(code)
    assert "nouveau" in proven
    assert [p.level for p in await phones.all(IdentityProof)] == [1, 2]
    assert not [m for m in await phones.messages() if code in m.text]
    assert not [m for m in await phones.all(OutboxMessage) if code in m.body]
    (read_back,) = await phones.say("06 39 98 05 55")
    assert "+33639980555" in read_back
    assert "06 -- -- -- 01" in (await phones.say("2"))[0]
    done = await phones.say("1")
    assert any("changées" in one for one in done)
    found = {one.value: one.whose for one in await phones.all(ContactPoint, ContactPoint.kind == "phone")}
    assert (found[PHONE], found["+33639980555"]) == ("closed", "own")


async def test_from_a_number_that_is_not_on_file_the_code_goes_to_the_one_that_is(phones: World):
    await prove(phones, STRANGER)
    await only_the_phone(phones)
    await phones.say(WISH, STRANGER)
    await phones.say("1", STRANGER)
    sent = await phones.all(OutboxMessage, OutboxMessage.text_id == "notice_contact_code")
    assert [one.to for one in sent] == [PHONE]


@pytest.mark.parametrize("by", ["file", "thread"])
async def test_a_number_that_somebody_else_reads_is_sent_no_code(phones: World, by: str):
    await prove(phones, STRANGER)
    await only_the_phone(phones)
    async with phones.database.begin() as uow:
        for one in (await uow.session.scalars(select(ContactPoint).where(ContactPoint.value == PHONE))).all():
            one.discretion = by == "file"
        await uow.commit()
    if by == "thread":
        await phones.say("mon mari lit mes messages", PHONE)
        assert (await phones.all(PhoneLine, PhoneLine.number == PHONE))[0].shared
    said = "\n".join(await phones.say(WISH, STRANGER))
    assert "aucun contact" in said
    assert not await phones.all(OutboxMessage, OutboxMessage.text_id == "notice_contact_code")


async def test_a_cry_beside_the_code_is_heard_by_the_model_by_sms_as_well(phones: World):
    await prove(phones)
    await only_the_phone(phones)
    await phones.say(WISH)
    said = await phones.say("1")
    code = next(found[0] for one in said if (found := re.search(r"\d{3} \d{3}", one)))
    phones.rasa.means["CODE comme ça tout sera bien rangé pour ma fille"] = "distress"
    said = await phones.say(f"{code} comme ça tout sera bien rangé pour ma fille")
    assert len(said) == 1 and "3114" in said[0]  # what had been said of the code no longer holds
    assert [p.level for p in await phones.all(IdentityProof)] == [1, 2]


async def test_a_code_sent_back_where_it_arrived_stands_nowhere_though_it_was_asked_for_elsewhere(phones: World):
    await phones.say("bonjour")  # the thread of the number on file, in which nobody is known
    await prove(phones, STRANGER)
    await only_the_phone(phones)
    await phones.say(WISH, STRANGER)
    await phones.say("1", STRANGER)
    sent = (await phones.all(OutboxMessage, OutboxMessage.text_id == "notice_contact_code"))[-1]
    code = re.search(r"\d{3} \d{3}", sent.body)[0]
    plain = code.replace(" ", "")
    for words in (code, f"le code est {plain}"):
        await phones.say(words, PHONE)
    kept = [m.text for m in await phones.messages()]
    assert not [one for one in kept if code in one or plain in one] and "le code est CODE" in kept


async def test_an_hour_after_no_code_was_sent_six_digits_are_kept_as_they_are(phones: World):
    await phones.say("mon numéro de client est 123456")
    assert any("123456" in m.text for m in await phones.messages())
