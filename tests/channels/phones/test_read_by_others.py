"""Somebody else reads along: told at any time, or set by an agent; from then on nothing of a case goes there."""

from __future__ import annotations

import pytest
from phone_world import PHONE, World
from sqlalchemy import select
from test_one_story import agent_at, by_sms, on_the_web, taken
from test_sending import late_answer, whatsapp

from bot.service.desk import contacts, writing
from bot.service.outside.private import says_others_read
from bot.service.thread.conversation import lock
from bot.service.thread.reply import say
from bot.service.thread.saying import write
from bot.store.tables import Alert, ContactPoint, Message, PersonalLink
from tests.thread_world import open_thread
from tests.twilio_stand_in import WHATSAPP

SECRETS = ("480", "Maison", "Librairie", "DEMO-1001", "40 €")


def _tells(bodies: list[str]) -> bool:
    return any(secret in body for body in bodies for secret in SECRETS)


async def _is_shared(phones: World) -> bool:
    own = [point for point in await phones.all(ContactPoint) if point.value == PHONE]
    return bool((await phones.thread()).memory.get("phone_shared")) and any(point.discretion for point in own)


@pytest.mark.parametrize("words", ["attention mon mari lit mes messages", "c'est le téléphone de ma mère en fait"])
async def test_told_unasked_it_counts_from_that_message_on(phones: World, words: str) -> None:
    await by_sms(phones)
    said = await phones.say(words)
    assert not _tells(said) and any("http" in body for body in said)
    assert await _is_shared(phones) and await phones.all(PersonalLink)
    assert not _tells(await phones.say("combien je dois"))


async def test_who_was_made_to_sign_hears_nothing_of_it_on_that_telephone(phones: World) -> None:
    await by_sms(phones)
    phones.rasa.means["on m'a force a signer"] = "coerced_debt"
    said = await phones.say("on m'a force a signer")
    assert not _tells(said) and not any("signer" in body for body in said) and any("http" in body for body in said)
    assert await _is_shared(phones)
    assert any(one.text_id == "utter_dispute_coerced_debt" for one in await phones.all(Message)), "kept in the thread"


async def test_words_of_danger_come_first_and_alert_all_the_same(phones: World) -> None:
    await by_sms(phones)
    said = await phones.say("mon mari lit mes messages je vais me suicider ce soir")
    assert "3114" in said[0] and len(await phones.all(Alert)) == 1 and await _is_shared(phones)


async def test_set_by_an_agent_in_another_thread_it_counts_for_words_that_go_to_that_telephone(phones: World) -> None:
    thread = await by_sms(phones)
    web = await on_the_web(phones)
    agent = await agent_at(phones)
    await taken(phones, agent, web.key)
    async with phones.database.begin() as uow:
        point = await uow.session.scalar(select(ContactPoint).where(ContactPoint.value == PHONE))
        assert point is not None
        await contacts.set_discretion(uow, agent, web.key, point_id=point.id, shared=True, begins="", ends="")
        await uow.commit()
    before = len(phones.api.taken)
    async with phones.database.begin() as uow:
        words = "Votre plan de 40 € chez Maison Claire."
        await writing.write_words(uow, agent, thread.id, cid="cid-0000001", text=words)
        await uow.commit()
    await phones.deliver()
    bodies = [str(row["body"]) for row in phones.api.taken[before:]]
    assert bodies and not _tells(bodies) and any("http" in body for body in bodies)


async def test_set_on_file_meanwhile_the_next_message_is_answered_discreetly(phones: World) -> None:
    await by_sms(phones)
    async with phones.database.begin() as uow:
        for point in await uow.session.scalars(select(ContactPoint).where(ContactPoint.value == PHONE)):
            point.discretion = True
        await uow.commit()
    assert not _tells(await phones.say("combien je dois"))


@pytest.mark.parametrize(
    "words",
    ["mon mari lit mes sms", "attention ma femme fouille mon telephone", "mon ex regarde mes mails",
     "quelqu'un lit mes messages", "c'est pas mon tel", "je partage ce téléphone avec mon fils",
     "my husband reads my texts", "this is my son's phone", "she goes through my phone", "it's not my phone",
     "c'est le portable de mon fils"],
)
def test_words_that_say_so(words: str) -> None:
    assert says_others_read(words)


@pytest.mark.parametrize(
    "words",
    ["mon mari ne lit pas mes messages", "personne ne voit mon téléphone", "mon mari a perdu son travail",
     "j'ai lu votre message", "je regarde mes mails demain", "my husband lost his job", "nobody reads my texts",
     "mon fils est malade, je vous envoie un message", "facture de téléphone 30 euros"],
)
def test_words_that_do_not(words: str) -> None:
    assert not says_others_read(words)


async def _on_the_web(phones: World, browser: str = "browser-1") -> list[str]:
    """They open the web chat and prove who they are: everything that is said there."""
    thread = await open_thread(phones.database, browser, rasa=phones.rasa)
    await thread.say("DEMO-1001 14/03/1985")
    return [message.text for message in await thread.messages() if message.author != "you"]


async def test_what_was_withheld_waits_in_the_web_chat_and_is_told_there_once(phones: World) -> None:
    thread = await by_sms(phones)
    await phones.say("attention mon mari lit mes messages")
    agent = await agent_at(phones)
    await taken(phones, agent, thread.id)
    async with phones.database.begin() as uow:
        words = "Votre plan de 40 € est prêt."
        await writing.write_words(uow, agent, thread.id, cid="cid-0000001", text=words, sure=True)
        await uow.commit()
    await phones.deliver()
    assert not _tells(phones.api.bodies()[-2:])
    first = await _on_the_web(phones)
    assert any("Votre plan de 40 € est prêt." in text for text in first)
    assert any("pas écrit sur votre téléphone" in text for text in first)
    assert not any("Votre plan de 40 €" in text for text in await _on_the_web(phones, "browser-2")), "once"


async def test_after_whatsapps_day_the_answer_that_waits_is_there(phones: World) -> None:
    await whatsapp(phones)
    await phones.say("DEMO-1001 14/03/1985", f"whatsapp:{PHONE}", To=f"whatsapp:{WHATSAPP}")
    await late_answer(phones)
    assert "vous attend" in phones.api.bodies()[-1]
    said = await _on_the_web(phones)
    assert any("Pardon" in text for text in said)


async def test_nothing_is_brought_to_somebody_else(phones: World) -> None:
    thread = await by_sms(phones)
    await phones.say("attention mon mari lit mes messages")
    async with phones.database.begin() as uow:
        await write(uow, await lock(uow, thread.id), say("notice_waiting_again"), author="system")
        await uow.commit()
    other = await open_thread(phones.database, rasa=phones.rasa)
    await other.say("DEMO-1002 02/11/1992")
    assert not any(message.text_id == "notice_withheld_here" for message in await other.messages())


async def test_what_says_nothing_by_itself_is_not_brought(phones: World) -> None:
    thread = await by_sms(phones)
    await phones.say("attention mon mari lit mes messages")
    async with phones.database.begin() as uow:
        outside = await lock(uow, thread.id)
        await write(uow, outside, say("utter_identified").then(say("utter_thank")), author="system")
        await uow.commit()
    said = await _on_the_web(phones)
    assert sum("c'est vérifié" in text for text in said) == 1  # of this thread's own
    assert not any("je vous en prie" in text.lower() for text in said)


@pytest.mark.parametrize("words", ["jpeu pa parler la mon pere lit ce tel", "cant talk, my husband reads my phone"])
async def test_a_telephone_just_said_to_be_read_is_written_to_once_and_of_nothing_frightening(
    phones: World, words: str
) -> None:
    await by_sms(phones)
    phones.rasa.means[words] = "hardship_domestic_abuse"
    said = await phones.say(words)
    assert len(said) == 1 and "http" in said[0] and not _tells(said)
    assert not any(number in said[0] for number in ("3919", "112", "114", "999"))
    assert await _is_shared(phones)
