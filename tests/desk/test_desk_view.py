"""What an agent sees before the first word: three lines that are true, figures by their names, the reckoning."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.debt.hold import WHATS, hold_rules
from bot.desk.words import AgentWords, all_words
from bot.service.budget import budget
from bot.service.desk import agents, giving_back, holds
from bot.service.desk.view import conversation_view
from bot.service.handover import handover
from bot.service.handover.handover_queues import PRIORITY
from bot.service.offer.offers import weigh
from bot.service.thread.conversation import lock, remember
from bot.service.thread.reply import say
from bot.service.thread.saying import write
from bot.store.tables import Agent, Dispute, Message


async def _view(demo, conversation: int, login: str = "camille"):
    async with demo.begin() as uow:
        key = await uow.session.scalar(select(Agent.id).where(Agent.login == login))
        agent = agents.AgentAt(
            id=key, name=login, role="agent", creditors=frozenset({"maison", "auralis"}), csrf="", token_hash=""
        )
        return await conversation_view(uow, agent, conversation)


def _keys(lines) -> list[str]:
    return [line.key for line in lines]


async def test_who_asked_for_a_person_and_was_told_nothing_is_briefed_so(demo, debtor):
    view = await _view(demo, await debtor("DEMO-1001"))
    assert _keys(view.happened) == ["reason.asked"] and _keys(view.told) == ["told.nothing"]
    assert _keys(view.avoid) == ["avoid.nothing"]


async def test_without_proof_the_first_thing_not_to_say_is_that_a_case_exists(demo, debtor, clock):
    conversation = await debtor("DEMO-1001")
    clock.advance(timedelta(minutes=16))
    view = await _view(demo, conversation)
    assert view.proof is None and _keys(view.avoid)[0] == "avoid.not_identified"
    assert view.name == "Camille Morel", "whose thread it is stays known to the agent"


async def test_an_unidentified_conversation_carries_no_person_case_or_budget(demo, debtor):
    view = await _view(demo, await debtor(None))
    assert (view.person, view.name, view.cases, view.budgets, view.offers, view.contacts) == (None, "", (), (), (), ())


async def test_a_child_or_a_distressed_person_comes_before_everything_else(demo, debtor):
    for memory, first in (({"third_party": "minor"}, "avoid.minor"), ({"distress": "possible"}, "avoid.money")):
        conversation = await debtor("DEMO-1001")
        async with demo.begin() as uow:
            remember(await lock(uow, conversation), **memory)
            await uow.commit()
        assert _keys((await _view(demo, conversation)).avoid)[0] == first


@pytest.mark.parametrize(
    ("reference", "avoid"),
    [("DEMO-1004", "avoid.disputed"), ("DEMO-1005", "avoid.payment"), ("DEMO-1003", "avoid.late"),
     ("DEMO-1015", "avoid.discretion"), ("DEMO-1017", "avoid.writing_first"), ("DEMO-1010", "avoid.limitation_")],
)
async def test_what_not_to_say_follows_from_the_case(demo, debtor, reference, avoid):
    view = await _view(demo, await debtor(reference))
    assert any(key.startswith(avoid) for key in _keys(view.avoid)), _keys(view.avoid)


async def test_offers_come_with_the_reckoning_and_nobody_promises_more(demo, debtor):
    conversation = await debtor("DEMO-1001", queue=None)
    async with demo.begin() as uow:
        locked = await lock(uow, conversation)
        told = {"income": 180000, "benefits": 0, "household": [1, 0], "housing": 50000, "essentials": 60000,
                "other_debts": 0, "arrears": {"rent": 5000, "energy": 0}, "arrears_reserved": 5000}
        remember(locked, budget=told, budget_wanted=list(budget.FIELDS), errand="plan")
        await weigh(uow, locked)
        await handover.open_handover(uow, locked, queue="hardship", reason="longer_than_bot_may_agree")
        await uow.commit()
    view = await _view(demo, conversation)
    assert "told.offers" in _keys(view.told) and "avoid.more_than" in _keys(view.avoid)
    assert view.budgets[0].version == 1 and view.budgets[0].amounts["income"].minor == 180000
    assert [(kind, sum_.minor if sum_ else None) for kind, sum_ in view.budgets[0].arrears] == [
        ("rent", 5000), ("energy", None)
    ]
    reckoning = view.offers[0].capacity
    assert reckoning["binding"]
    assert {step["key"] for step in reckoning["trace"]} >= {"seizable", "offerable", "arrears_reserved"}
    most = next(line.values["amount"] for line in view.avoid if line.key == "avoid.more_than")
    assert all(offer.amount <= most for offer in view.offers)


async def test_a_page_shows_three_figures_plan_and_holds_in_both_languages(agent, debtor):
    camille = await agent("camille")
    expected = {
        "DEMO-1001": (("480,00", "1 440,00", "80,00"), ("£", "480.00")),
        "DEMO-1006": (("A un plan chez", "50,00"), ("Has a plan at",)),
        "DEMO-1004": (("Contestation", "80,00"), ("Dispute",)),
    }
    for reference, (french, english) in expected.items():
        conversation = await debtor(reference)
        page = (await camille.page(f"/desk/c/{conversation}?lang=fr")).replace("\u202f", " ").replace("\xa0", " ")
        assert all(word in page for word in french), reference
        page = await camille.page(f"/desk/c/{conversation}?lang=en")
        assert 'lang="en"' in page and english[-1] in page


async def _dispute(demo, conversation: int, part: int | None, number: str) -> None:
    async with demo.begin() as uow:
        locked = await lock(uow, conversation)
        uow.session.add(
            Dispute(creditor_id="maison", conversation_id=locked.id, receipt=number, kind="dispute_debt",
                    part_minor=part, opened_at=uow.now)
        )
        await uow.commit()


async def test_the_brief_holds_what_they_want_sum_day_contested_part_and_their_words(demo, debtor, writes, agent):
    conversation = await debtor("DEMO-1004", text="stop ringing me at work please")
    await writes(conversation, "rest i can pay 70 at the end of each month, i get paid the 28th")
    await writes(conversation, "oui")
    await _dispute(demo, conversation, 8000, "C-AAAA1111")
    async with demo.begin() as uow:
        remember(await lock(uow, conversation), errand="propose",
                 errand_data={"minor": 7000, "every": "month", "pay_day": 31})
        await uow.commit()
    view = await _view(demo, conversation)
    assert _keys(view.wants) == ["wants.amount_month", "wants.pay_day", "wants.contests_part", "wants.words"]
    assert view.wants[-1].values["words"].startswith("rest i can pay 70 at the end of each month")
    page = (await (await agent("camille")).page(f"/desk/c/{conversation}?lang=fr")).replace("\u202f", " ")
    for told in ("Propose 70,00", "Le 31 du mois", "Conteste 80,00", "C-AAAA1111", "« rest i can pay 70"):
        assert told in page.replace("\xa0", " "), told


@pytest.mark.parametrize(("texts", "quoted"), [
    (("when do i get it back", "ok"), ["when do i get it back"]),
    (("je voudrais 20 par mois", "plutôt le 15", "merci beaucoup pour tout ça"), ["je voudrais 20 par mois"]),
    (("je voudrais payer 20 par mois", "et je suis payée le 28 de chaque mois", "d'accord merci bien alors"),
     ["je voudrais payer 20 par mois", "et je suis payée le 28 de chaque mois"]),
    (("oui", "non", "2"), ["bonjour madame, il y a quelqu'un"]),
    (("chaque mois il me reste 20 euros et voilà", "et mon loyer est de 450 euros", "je peux donner 15 par mois"),
     ["et mon loyer est de 450 euros", "je peux donner 15 par mois"]),
])
async def test_the_newest_words_with_a_sum_or_a_day_are_quoted_else_the_newest(demo, debtor, writes, texts, quoted):
    conversation = await debtor("DEMO-1001", text="bonjour madame, il y a quelqu'un")
    for text in texts:
        await writes(conversation, text)
    view = await _view(demo, conversation)
    assert [line.values["words"] for line in view.wants] == quoted


async def test_of_somebody_not_identified_the_words_are_masked(demo, debtor):
    view = await _view(demo, await debtor(text="je suis au 06 39 98 01 01 tous les soirs"))
    assert "06 39" not in str([line.values for line in view.wants])


async def test_what_was_agreed_elsewhere_was_not_told_here(demo, debtor):
    elsewhere = await debtor("DEMO-1006", queue=None)
    conversation = await debtor("DEMO-1006", queue=None)
    view = await _view(demo, conversation)
    assert "told.plan" not in _keys(view.told) and "happened.plan" in _keys(view.happened)
    async with demo.begin() as uow:
        await write(uow, await lock(uow, elsewhere), say("utter_plan_stays"), author="bot")
        await uow.commit()
    assert "happened.plan" in _keys((await _view(demo, conversation)).happened)
    async with demo.begin() as uow:
        await write(uow, await lock(uow, conversation), say("utter_plan_stays"), author="bot")
        await uow.commit()
    view = await _view(demo, conversation)
    assert "told.plan" in _keys(view.told) and "happened.plan" not in _keys(view.happened)


async def test_a_pause_that_runs_is_no_news_of_this_thread(demo, debtor):
    view = await _view(demo, await debtor("DEMO-1013"))
    assert "told.pause" not in _keys(view.told) and "happened.pause" in _keys(view.happened)


async def test_the_language_is_that_of_the_conversation_and_the_files_stands_beside(agent, debtor, demo):
    conversation = await debtor("DEMO-1004")
    async with demo.begin() as uow:
        (await lock(uow, conversation)).language = "en"
        await uow.commit()
    page = await (await agent("camille")).page(f"/desk/c/{conversation}?lang=fr")
    assert "<dd>anglais <span" in page and "au dossier : français" in page


async def test_the_chosen_language_stays(agent):
    camille = await agent("camille")
    await camille.page("/desk?lang=en")
    assert "Nobody is waiting." in await camille.page("/desk")


async def test_words_of_the_thread_keep_their_own_language(agent, debtor, demo):
    conversation = await debtor("DEMO-1001")
    async with demo.begin() as uow:
        for message in await uow.session.scalars(select(Message)):
            message.lang = "en"
        await uow.commit()
    camille = await agent("camille")
    assert '<p class="text" lang="en"' in await camille.page(f"/desk/c/{conversation}")


def test_every_key_that_code_or_matrix_can_name_has_words_of_its_own():
    words = all_words()
    needed = [f"hold_reason.{reason}" for reason in hold_rules()] + [f"stops.{what}" for what in WHATS]
    needed += [f"outcome.{key}" for key in (*giving_back.OUTCOMES, *giving_back.CARE_OUTCOMES, "handed_back")]
    needed += [f"lift.{key}" for key in holds.REASONS] + [f"name.{queue}" for queue in PRIORITY]
    needed += [f"reason.{meaning}" for meaning in handover.QUEUE_OF_MEANING]
    assert [key for key in needed if key not in words] == []


def test_both_languages_fill_the_same_holes():
    import re  # noqa: PLC0415

    for key, texts in all_words().items():
        holes = {lang: set(re.findall(r"\{(\w+)\}", text)) for lang, text in texts.items()}
        assert holes["fr"] == holes["en"], key


def test_waiting_is_said_in_words():
    words = AgentWords("fr")
    assert [words.wait(n) for n in (5, 60, 3599, 3660, 200_000)] == [
        "moins d'une minute", "1 min", "59 min", "1 h 01", "2 j",
    ]
