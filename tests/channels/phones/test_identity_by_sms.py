"""Who writes, by SMS: a number on file proves nothing, and nobody reads along over a shoulder."""

from __future__ import annotations

import re

import pytest
from phone_world import PHONE, STRANGER, World
from sqlalchemy import select

from bot.service.outside.private import others_read
from bot.store.tables import ContactPoint, PersonalLink
from tests.thread_world import MONEY, disclosed, secrets_of
from tests.twilio_stand_in import OTHER_OURS, OTHER_SID, OTHER_TOKEN, sms


async def prove(world: World, number: str = PHONE) -> list[str]:
    """Balance asked, reference and birth date given; what was said last."""
    said: list[str] = []
    for words in ("combien je dois", "DEMO-1001", "14/03/1985"):
        said = await world.say(words, number)
    return said


async def test_before_the_first_amount_it_is_asked_who_reads_this_phone(phones: World) -> None:
    (asked,) = await prove(phones)
    assert "quelqu'un d'autre lit-il" in asked and "1 Oui\n2 Non" in asked and not MONEY.search(asked)
    told = "\n".join(await phones.say("2"))
    assert MONEY.search(told) and "480" in told
    assert await phones.say("combien je dois") and "quelqu'un d'autre" not in phones.api.bodies()[-1]


@pytest.mark.parametrize(("words", "heard"), [
    ("un", "/affirm"), ("Une.", "/affirm"), ("one", "/affirm"), ("deux", "/deny"), ("TWO", "/deny"), ("2", "/deny"),
    ("la 2", "/deny"), ("le premier", "/affirm"),
])
async def test_a_number_in_words_picks_the_choice_of_that_number(phones: World, words: str, heard: str) -> None:
    await prove(phones)
    told = await phones.say("deux")
    assert MONEY.search("\n".join(told)) and "1 Oui\n2 Non\n3" in told[-1]
    await phones.say(words)
    assert phones.rasa.heard[-1][1] == heard


@pytest.mark.parametrize("words", ["Oui", "1", "un", "oui mon mari", "parfois mon fils", "non, mais ma femme si"])
async def test_where_somebody_else_reads_nothing_is_ever_told_there(phones: World, words: str) -> None:
    phones.rasa.means |= {"j'ai perdu mon travail": "hardship_job_loss", "je veux payer": "pay_now"}
    await prove(phones)
    before = len(phones.api.taken)
    (said,) = await phones.say(words)
    assert re.search(r"https://repit\.example/l/\S+", said)
    for more in ("combien je dois", "j'ai perdu mon travail", "je veux payer", "DEMO-1001", "14/03/1985"):
        await phones.say(more)
    told = re.sub(r"https://\S+", "LINK", "\n".join(phones.api.bodies()[before:]))  # a token may spell anything
    assert not disclosed(told, await secrets_of(phones.database))
    assert not re.search(r"pay|emploi|travail|dette|retard", told, re.I)
    contacts = await phones.all(ContactPoint, ContactPoint.value == PHONE)
    assert any(c.discretion for c in contacts) and await phones.all(PersonalLink)


async def test_help_is_never_hidden_there(phones: World) -> None:
    await prove(phones)
    await phones.say("oui")
    (said,) = await phones.say("je veux mourir")
    assert "3114" in said


async def test_a_contact_that_is_known_as_shared_is_not_even_asked(phones: World) -> None:
    async with phones.database.begin() as uow:
        for contact in (await uow.session.scalars(select(ContactPoint).where(ContactPoint.value == PHONE))).all():
            contact.discretion = True
        await uow.commit()
    (said,) = await prove(phones)
    assert "/l/" in said and not MONEY.search(said)


async def test_an_unclear_answer_is_no_answer(phones: World) -> None:
    await prove(phones)
    await phones.say("pourquoi vous demandez ça")
    told = "\n".join(await phones.say("combien je dois"))
    assert not MONEY.search(told) and "quelqu'un d'autre lit-il" in told


async def test_the_number_on_file_proves_nothing(phones: World) -> None:
    await phones.say("combien je dois")
    await phones.say("DEMO-1001")
    told = "\n".join([*await phones.say("15/03/1985"), *await phones.say("combien je dois")])
    assert not disclosed(told, await secrets_of(phones.database))


async def test_any_number_may_prove_who_writes(phones: World) -> None:
    await prove(phones, STRANGER)
    told = "\n".join(await phones.say("non", STRANGER))
    assert MONEY.search(told)


async def test_a_creditor_s_sender_tells_nothing_of_another_creditor_s_case(other: World) -> None:
    async def write(body: str) -> str:
        before = len(other.api.taken)
        fields = sms(PHONE, body, To=OTHER_OURS, AccountSid=OTHER_SID)
        assert (await other.twilio.post(fields, token=OTHER_TOKEN))[0] == 200
        await other.settle()
        return "\n".join(row["body"] for row in other.api.taken[before:])

    told = [await write(words) for words in ("how much do I owe", "DEMO-2001", "23/06/1979", "2")]
    assert not MONEY.search("\n".join(told)) and "Harbour" not in "\n".join(told)


async def test_guesses_close_the_number_and_never_help(phones: World) -> None:
    for day in range(1, 8):
        await phones.say("DEMO-1001")
        await phones.say(f"0{day}/01/1980")
    (closed,) = await phones.say("DEMO-1001 14/03/1985")
    assert not MONEY.search(closed)
    assert "3114" in (await phones.say("je veux mourir"))[0]


@pytest.mark.parametrize(("words", "read"), [
    ("oui", True), ("Oui ma femme", True), ("non", False), ("Non.", False), ("non que moi", False), ("just me", False),
    ("non, mon fils aussi", True), ("mon mari", True), ("nobody", False), ("je sais pas", None), ("peut-être", None),
    ("non mais bon", None), ("", None), ("yes", True), ("no", False),
])
def test_only_a_plain_no_means_nobody(words: str, read: bool | None) -> None:
    assert others_read(words) is read
