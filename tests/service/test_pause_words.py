"""A pause in words: asked about, prolonged from its end, an instalment that may wait; set at a yes, and not before."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select, update

from bot.service.case.cases import cases_of
from bot.store.tables import Case, ExportEvent, Party, Pause, Task
from tests.thread_world import Thread, demo_of, ids, open_thread


async def thread_of(database, reference: str, *, lang: str = "fr", **means: str) -> Thread:
    return await open_thread(await demo_of(database), lang=lang, means=means, proven=reference)


async def until(thread: Thread) -> date | None:
    """The last day of this person's newest pause."""
    person = (await thread.row()).person_id
    async with thread.database.begin() as uow:
        newest = select(Pause).where(Pause.person_id == person).order_by(Pause.id.desc()).limit(1)
        found = await uow.session.scalar(newest)
    return found.until if found is not None else None


async def told(thread: Thread) -> int:
    """How often the creditor was told something of this person's cases."""
    person = (await thread.row()).person_id
    async with thread.database.begin() as uow:
        mine = select(Case.reference).join(Party, Party.case_id == Case.id).where(Party.person_id == person)
        references = set(await uow.session.scalars(mine))
        events = await uow.session.scalars(select(ExportEvent))
        return sum(one.reference in references for one in events)


# Up to date: an instalment that is still to come

LATER = ["can i pay one week after please", "could you push it back a week", "can i pay it a week later"]
LATER_FR = ["je peux payer une semaine plus tard ?", "jveu payé une semaine aprè", "décaler d'une semaine svp"]


@pytest.mark.parametrize(("lang", "text"), [("en", t) for t in LATER] + [("fr", t) for t in LATER_FR])
async def test_a_week_after_is_counted_from_the_day_it_is_due_and_set_at_a_yes(database, lang, text):
    thread = await thread_of(database, "DEMO-1003", lang=lang)
    thread.rasa.means[text] = "request_pause"
    before = await told(thread)
    said = await thread.say(text)
    assert ids(said)[0] == "utter_can_wait" and ids(said)[-1] == "utter_ask_confirm_pause"
    assert ("9 décembre 2026" if lang == "fr" else "9 December 2026") in said[-1].text
    assert await until(thread) is None and await told(thread) == before
    answer = ids(await thread.say("oui" if lang == "fr" else "yes"))
    assert answer[:2] == ["utter_pause_set", "utter_pause_covers"]
    assert await until(thread) == date(2026, 12, 9)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("i want pay the 12", 12), ("can I pay on the 12th of December", 12),
        ("the payment is the 2nd, i pay the 12th", 12), ("15 december please", 15),
    ],
)  # fmt: skip
async def test_another_day_is_the_one_behind_its_own(database, text, day):
    thread = await thread_of(database, "DEMO-1003", lang="en")
    thread.rasa.means |= {text: "request_pause", "more time": "request_pause"}
    assert ids(await thread.say("more time")) == ["utter_ask_wait_until"]
    said = await thread.say(text)
    assert ids(said)[-1] == "utter_ask_confirm_pause" and f"{day} December 2026" in said[-1].text
    assert await until(thread) is None


@pytest.mark.parametrize("text", ["my salary comes in 12 days", "the payment is on 2 december", "euh", "je sais pas"])
async def test_its_own_day_or_none_lets_nothing_wait_and_is_asked_about(database, text):
    thread = await thread_of(database, "DEMO-1003", lang="en")
    thread.rasa.means |= {text: "request_pause", "more time": "request_pause"}
    await thread.say("more time")
    assert ids(await thread.say(text)) == ["utter_ask_pause_until_again"]
    assert await until(thread) is None
    assert "utter_pass_on_request_pause" in ids(await thread.say(text))
    assert await until(thread) is None


WHICH = [
    ("en", "no but you said paused, so i must pay 2 or 9?"), ("en", "so do i pay on the 2nd or the 9th"),
    ("fr", "je dois payer le 2 ou le 9 ?"), ("fr", "c'est le 2 ou le 9 alors"),
]


@pytest.mark.parametrize(("lang", "text"), WHICH)
async def test_which_of_two_days_is_answered_before_the_yes_and_after_it(database, lang, text):
    thread = await thread_of(database, "DEMO-1003", lang=lang)
    asked = "a week later" if lang == "en" else "une semaine plus tard"
    thread.rasa.means |= {asked: "request_pause", text: "propose_amount"}
    await thread.say(asked)
    said = await thread.say(text)
    assert ids(said) == ["utter_next_due", "utter_ask_confirm_pause"] and said[-1].choices
    assert await until(thread) is None
    await thread.say("yes" if lang == "en" else "oui")
    said = await thread.say(text)
    assert ids(said)[:2] == ["utter_pause_status", "utter_pause_covers"]
    assert "no_plan" not in str(ids(said)) and await until(thread) == date(2026, 12, 9)


async def test_skipping_the_next_by_a_tap_still_needs_no_more_words(database):
    thread = await thread_of(database, "DEMO-1003", **{"combien je dois": "ask_balance"})
    await thread.say("combien je dois")
    assert ids(await thread.pick("pause"))[:2] == ["utter_pause_set", "utter_pause_covers"]
    assert await until(thread) == date(2026, 12, 30)


# A pause that runs

ENDS = [
    "ma pause elle fini quand", "oui mais je parle de ma pause elle s'arrete quand??", "kan es ke la pause fini",
    "jusqu'à quand je suis en pause", "je suis encore en pause ?", "et après la pause il se passe quoi",
    "when does my pause end", "how long is my pause", "am i still paused", "what happens after the pause?",
]


@pytest.mark.parametrize("text", ENDS)
async def test_when_the_pause_ends_is_told_with_what_comes_then(database, text):
    thread = await thread_of(database, "DEMO-1013")
    thread.rasa.means[text] = "request_pause"
    said = await thread.say(text)
    assert ids(said) == ["utter_pause_status", "utter_pause_after"]
    assert "Maison Claire" in said[0].text and "20 " in said[0].text and "2026" in said[0].text
    assert await until(thread) == date(2026, 12, 20)


async def test_who_has_no_pause_hears_so(database):
    thread = await thread_of(database, "DEMO-1001")
    assert ids(await thread.say("ma pause finit quand ?"))[0] == "utter_pause_none"


LONGER = [
    ("je peux la prolonger de 2 mois ?", "2027-02-18"), ("je voudrais 2 mois de plus svp", "2027-02-18"),
    ("encore un mois", "2027-01-20"), ("can i extend it by two weeks", "2027-01-03"), ("another month", "2027-01-20"),
    ("prolonger ma pause jusqu'au 15 janvier", "2027-01-15"), ("jusqu'en février", "2027-02-18"),
    ("une pause jusqu'au 10 janvier", "2027-01-10"), ("rallonger jusqu'à fin janvier", "2027-01-31"),
]


@pytest.mark.parametrize(("text", "day"), LONGER)
async def test_a_longer_pause_is_counted_from_its_end_and_set_at_a_yes(database, text, day):
    lang = "en" if "extend" in text or "another" in text else "fr"
    thread = await thread_of(database, "DEMO-1013", lang=lang)
    thread.rasa.means[text] = "request_pause"
    before = await told(thread)
    said = ids(await thread.say(text))
    assert said[0] == "utter_pause_runs" and said[-1] == "utter_ask_confirm_pause" and "utter_ask_sum_right" not in said
    assert await until(thread) == date(2026, 12, 20) and await told(thread) == before
    assert "utter_pause_set" in ids(await thread.say("oui" if lang == "fr" else "yes"))
    assert await until(thread) == date.fromisoformat(day) and await told(thread) > before


async def test_longer_without_how_long_is_asked_and_so_long_counts_from_the_end(database):
    thread = await thread_of(database, "DEMO-1013", **{"prolonger ma pause": "request_pause"})
    assert ids(await thread.say("prolonger ma pause")) == ["utter_pause_runs", "utter_ask_pause_longer"]
    said = await thread.say("deux semaines")
    assert "utter_pause_counted" in ids(said) and "3 janvier 2027" in said[-1].text
    assert await until(thread) == date(2026, 12, 20)


async def test_a_question_about_the_end_amid_the_question_brings_it_back_alive(database):
    thread = await thread_of(database, "DEMO-1013", **{"encore un mois": "request_pause"})
    await thread.say("encore un mois")
    assert ids(await thread.say("elle finit quand la pause ?")) == ["utter_pause_status", "utter_ask_confirm_pause"]
    assert "utter_pause_set" in ids(await thread.say("oui"))
    assert await until(thread) == date(2027, 1, 20)


async def test_as_long_as_it_may_be_a_person_looks(database):
    thread = await thread_of(database, "DEMO-1013", **{"encore 2 mois": "request_pause"})
    await thread.say("encore 2 mois")
    await thread.say("oui")
    assert ids(await thread.say("encore 2 mois"))[:2] == ["utter_pause_runs", "utter_pause_at_longest"]
    assert "longer_pause_wished" in [one.reason for one in await thread.handovers()]


# What was not asked for by name is read back

HEDGED = ["dans 2 semaines peut etre", "je paierai le 5 décembre", "maybe in two weeks", "vers le 5 décembre je pense"]


@pytest.mark.parametrize("text", HEDGED)
async def test_a_day_beside_which_no_pause_was_asked_for_is_read_back(database, text):
    thread = await thread_of(database, "DEMO-1001", lang="en" if "weeks" in text else "fr")
    thread.rasa.means[text] = "request_pause"
    before = await told(thread)
    await thread.say(text)
    said = await thread.say("yes" if "weeks" in text else "oui")
    assert ids(said)[-1] == "utter_ask_confirm_pause" and "Maison Claire" in said[-1].text
    assert await until(thread) is None and await told(thread) == before


@pytest.mark.parametrize("text", ["une pause jusqu'au 5 décembre", "laissez-moi jusqu'au 5 décembre svp"])
async def test_a_pause_asked_for_by_name_until_a_day_needs_no_second_word(database, text):
    thread = await thread_of(database, "DEMO-1001")
    thread.rasa.means[text] = "request_pause"
    await thread.say(text)
    assert "utter_pause_set" in ids(await thread.say("oui"))
    assert await until(thread) == date(2026, 12, 5)


# A pause that its debtor wants over

OVER = [
    ("fr", "annulez la pause"), ("fr", "fin de la pause svp"), ("fr", "je veux plus de pause"),
    ("fr", "enlevez moi la pause j'ai retrouvé du travail"), ("en", "end my pause please"),
    ("en", "take me off the pause"), ("en", "i don't want the pause any more"),
]


@pytest.mark.parametrize(("lang", "text"), OVER)
async def test_a_pause_ends_early_at_a_yes_and_the_creditor_is_told(database, lang, text):
    thread = await thread_of(database, "DEMO-1013", lang=lang)
    thread.rasa.means[text] = "request_pause"
    before = await told(thread)
    assert ids(await thread.say(text)) == ["utter_pause_runs", "utter_ask_end_pause"]
    assert await told(thread) == before and await state(thread) == "running"
    assert ids(await thread.say("oui" if lang == "fr" else "yes"))[0] == "utter_pause_over"
    assert await told(thread) == before + 1 and await state(thread) == "ended"
    assert ids(await thread.say("ma pause finit quand"))[0] == "utter_pause_none"


async def state(thread: Thread) -> str:
    person = (await thread.row()).person_id
    async with thread.database.begin() as uow:
        newest = select(Pause.state).where(Pause.person_id == person).order_by(Pause.id.desc()).limit(1)
        return str(await uow.session.scalar(newest))


@pytest.mark.parametrize("text", ["non", "non, garder la pause"])
async def test_a_no_keeps_it(database, text):
    thread = await thread_of(database, "DEMO-1013")
    await thread.say("annulez la pause")
    assert ids(await thread.say(text)) == ["utter_pause_kept"]
    assert await state(thread) == "running"


@pytest.mark.parametrize("text", ["n'annulez pas la pause", "don't end my pause"])
async def test_a_pause_that_shall_not_end_is_not_asked_about(database, text):
    thread = await thread_of(database, "DEMO-1013")
    assert "utter_ask_end_pause" not in ids(await thread.say(text)) and await state(thread) == "running"


async def test_their_own_pause_is_no_wall_before_a_plan(database):
    text = "je veux finir ma pause et payer 50 par mois"
    thread = await thread_of(database, "DEMO-1013", **{text: "propose_amount"})
    said = ids(await thread.say(text))
    assert said[-1] == "utter_ask_plan_in_pause" and "utter_ask_sum_right" not in said
    assert not await thread.handovers() and await state(thread) == "running"
    before = await told(thread)
    assert ids(await thread.say("oui"))[-1] == "utter_ask_income"
    assert (await thread.row()).memory["errand_data"]["minor"] == 50_00
    assert await state(thread) == "running" and await told(thread) == before


async def agreed_in_pause(thread: Thread) -> list[str]:
    """A plan wished for, offered and agreed while a pause runs; the ids of what was said to the last yes."""
    for text in ("je veux un plan", "oui", "1900", "0", "seule", "450", "300", "0"):
        await thread.say(text)
        if (await thread.row()).memory.get("question") == "offer":
            break
    await thread.say("1")
    assert (await thread.row()).memory["question"] == "confirm_plan" and await state(thread) == "running"
    return ids(await thread.say("oui"))


async def test_a_pause_in_which_a_plan_is_wished_keeps_everybody_away_until_there_is_one(database):
    thread = await thread_of(database, "DEMO-1013", **{"je veux un plan": "request_plan", "non merci": "deny"})
    assert ids(await thread.say("je veux un plan"))[-1] == "utter_ask_plan_in_pause"
    await thread.say("oui")
    row = await thread.row()
    async with database.begin() as uow:
        (view, *_) = await cases_of(uow, row.person_id or 0)
    assert view.offerable and view.may.offers
    assert not view.may.creditor_may_chase and not view.may.we_write_first


async def test_the_plan_takes_the_pauses_place_and_gives_it_back_when_it_is_undone(database):
    thread = await thread_of(database, "DEMO-1013", **{"je veux un plan": "request_plan"})
    row, day = await thread.row(), await until(thread)
    said = await agreed_in_pause(thread)
    assert {"utter_plan_agreed", "utter_pause_gave_way"} <= set(said), said
    assert await state(thread) == "ended"
    async with database.begin() as uow:
        (view, *_) = await cases_of(uow, row.person_id or 0)
    assert view.plan is not None and not any(hold.reason == "pause" for hold in view.holds)
    await thread.say("finalement j'annule le plan")
    said = await thread.say("oui")
    assert ids(said) == ["utter_plan_undone", "utter_pause_back"]
    assert await state(thread) == "running"
    async with database.begin() as uow:
        (view, *_) = await cases_of(uow, row.person_id or 0)
        (again,) = [hold for hold in view.holds if hold.reason == "pause"]
        assert view.plan is None and not view.may.creditor_may_chase and not view.may.we_write_first
        waiting = select(Task.due_at).where(Task.kind == "pause_end", Task.done_at.is_(None))
        assert again.review_on in {due.date() for due in (await uow.session.scalars(waiting)).all()}
    assert await until(thread) == day == again.review_on


async def test_a_pause_whose_day_has_come_does_not_go_on_when_the_plan_is_undone(database):
    thread = await thread_of(database, "DEMO-1013", **{"je veux un plan": "request_plan"})
    await agreed_in_pause(thread)
    async with database.begin() as uow:
        mine = Pause.person_id == (await thread.row()).person_id
        await uow.session.execute(update(Pause).where(mine).values(until=uow.today("Europe/Paris")))
        await uow.commit()
    await thread.say("finalement j'annule le plan")
    assert ids(await thread.say("oui")) == ["utter_plan_undone"]
    assert await state(thread) == "ended"


@pytest.mark.parametrize("reference", ["DEMO-1013", "DEMO-1007"])
async def test_who_comes_back_hears_of_the_pause_with_the_figures(database, reference):
    means = {"combien je dois": "ask_balance", "sauter": "request_pause"}
    thread = await thread_of(database, reference, **means)
    if reference == "DEMO-1007":
        await thread.say("combien je dois")
        await thread.pick("pause")
    said = await thread.say("combien je dois")
    assert "utter_pause_status" in ids(said) and "utter_ask_sum_right" not in ids(said)
    assert "choice_skip_next" not in str([one.choices for one in said]) and not await thread.handovers()
    assert "Sauter la prochaine" not in str([one.choices for one in said])


@pytest.mark.parametrize("text", ["c koi une pause", "what is a pause", "comment ca marche la pause"])
async def test_what_a_pause_is_is_said_to_anybody(database, text):
    thread = await open_thread(await demo_of(database), lang="en" if "what" in text else "fr")
    said = ids(await thread.say(text))
    assert said == ["utter_pause_what"]


async def test_why_there_is_a_pause_is_answered_with_what_it_is_and_until_when(database):
    thread = await thread_of(database, "DEMO-1013")
    assert ids(await thread.say("pourquoi je suis en pause ?"))[:2] == ["utter_pause_what", "utter_pause_status"]
