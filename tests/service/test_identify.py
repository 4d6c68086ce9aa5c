"""Identity: the same for everybody, closed for who guesses, and gone after fifteen idle minutes."""

from __future__ import annotations

import hashlib
import re
from datetime import timedelta

import pytest
from ruamel.yaml import YAML
from sqlalchemy import select

from bot.debt import identity
from bot.service.identity import identify, lookup
from bot.service.tasks.tasks import run_due
from bot.service.thread.conversation import lock
from bot.service.thread.conversation import thread as shown
from bot.store.tables import (
    IdentityFailure,
    IdentityProof,
    Offer,
    OutboxMessage,
    Party,
    Person,
    PersonalLink,
    Plan,
    Task,
)
from tests.rasa_stand_in import ROOT, rules
from tests.thread_world import Thread, count, demo_of, disclosed, ids, open_thread, secrets_of

DOMAIN = YAML(typ="safe").load((ROOT / "domain.yml").read_text(encoding="utf-8"))
INTENTS = [i if isinstance(i, str) else next(iter(i)) for i in DOMAIN["intents"]]
MEANS = {"combien je dois": "ask_balance", "perdu mon boulot": "hardship_job_loss", "pas de courrier": "no_reference"}


@pytest.fixture
async def world(database):
    return await demo_of(database)


async def _texts(thread: Thread, reference: str, born: str) -> list[list[str | None]]:
    return [ids(await thread.say(text)) for text in ("combien je dois", reference, born)]


async def _link(thread: Thread, reference: str = "DEMO-1001", **given) -> str:
    token = f"token-of-{reference}-{len(given)}"
    async with thread.database.begin() as uow:
        person = await uow.session.scalar(select(Person).where(Person.external_key == reference))
        link = PersonalLink(
            token_hash=hashlib.sha256(token.encode()).hexdigest(), creditor_id=person.creditor_id,
            person_id=person.id, created_at=uow.now, expires_at=uow.now + timedelta(days=7),
        )
        for name, value in given.items():
            setattr(link, name, value)
        uow.session.add(link)
        await uow.commit()
    return token


@pytest.mark.parametrize(
    "put_right", ["non pardon 14/03/1985", "14/03/1985", "désolée, je me suis trompée : 14 mars 1985"]
)
async def test_a_birth_date_put_right_by_itself_is_tried_with_the_reference_told_before(world, put_right):
    thread = await open_thread(world, means=MEANS)
    assert (await _texts(thread, "DEMO-1001", "14/03/1986"))[-1] == ["utter_identity_failed"]
    assert ids(await thread.say(put_right))[0] == "utter_identified"


async def test_a_reference_put_right_in_the_same_breath_is_the_one_that_is_tried(world):
    thread = await open_thread(world, means=MEANS)
    assert ids(await thread.say("DEMO-1009... non pardon DEMO-1007 03/09/1995"))[0] == "utter_identified"


async def test_birth_dates_put_right_again_and_again_are_guesses_and_close_like_others(world):
    thread = await open_thread(world, means=MEANS)
    await _texts(thread, "DEMO-1001", "14/03/1986")
    years = [*range(1987, 1986 + identity.ATTEMPTS), 1985]
    said = [ids(await thread.say(f"non pardon 14/03/{year}")) for year in years]
    assert said[-1] == ["utter_identity_closed"]
    async with world.begin() as uow:
        assert await uow.session.scalar(select(IdentityProof)) is None


async def test_reference_and_birth_date_prove_and_the_errand_goes_on(world):
    thread = await open_thread(world, means=MEANS)
    asked, birth, told = await _texts(thread, "demo 1001", "14 mars 85")
    assert (asked, birth) == (["utter_ask_reference"], ["utter_ask_birth_date"])
    assert told[0] == "utter_identified" and "utter_figures_late" in told and told[-1] == "utter_ask_sum_right"


async def test_who_does_not_exist_is_asked_answered_and_recorded_like_who_does(world):
    seen = []
    for n, reference in enumerate(("DEMO-1001", "DEMO-1002", "DEMO-9999", "AUR-70001", "DEMO-1012", "DEMO-1008")):
        thread = await open_thread(world, f"browser-{n}", means=MEANS)
        seen.append((await _texts(thread, reference, "01/01/1971"), await thread.audits(), await thread.row()))
    texts, audits = [one[0] for one in seen], [one[1] for one in seen]
    assert all(one == texts[0] for one in texts) and texts[0][-1] == ["utter_identity_failed"]
    assert all(one == audits[0] for one in audits) and "identity.failed" in audits[0]
    assert {(one[2].owner, one[2].creditor_id, one[2].person_id) for one in seen} == {("bot", None, None)}


async def test_the_words_of_each_answer_are_the_same_to_the_letter(world):
    said = []
    for n, reference in enumerate(("DEMO-1001", "DEMO-9999")):
        thread = await open_thread(world, f"browser-{n}", means=MEANS)
        await _texts(thread, reference, "01/01/1971")
        rows = [m for m in await thread.messages() if m.author == "bot"]
        said.append([(m.text, [c["title"] for c in m.choices]) for m in rows])
    assert said[0] == said[1]


async def test_five_failures_close_that_sender_for_half_an_hour_then_an_hour_and_nobody_else(world, clock):
    ex = await open_thread(world, "the-ex", means=MEANS)
    await ex.say("combien je dois")
    for n in range(1, 6):
        answers = ids(await ex.say(f"DEMO-1001 né le 0{n}/01/1971"))
    assert answers == ["utter_identity_closed"]
    async with world.begin() as uow:
        row = await uow.session.get(IdentityFailure, "the-ex")
        assert row.closed_until - uow.now == timedelta(minutes=30)
    assert ids(await ex.say("DEMO-1001 14/03/1985")) == ["utter_identity_closed"]  # even when right: nothing compared
    assert await count(world, IdentityProof) == 0
    real = await open_thread(world, "the-debtor", means=MEANS)
    assert (await _texts(real, "DEMO-1001", "14/03/1985"))[-1][0] == "utter_identified"
    clock.advance(timedelta(minutes=31))
    for n in range(1, 6):
        answers = ids(await ex.say(f"DEMO-1001 né le 0{n}/02/1971"))
    assert answers == ["utter_identity_closed"]
    async with world.begin() as uow:
        row = await uow.session.get(IdentityFailure, "the-ex")
        assert row.closed_until - uow.now == timedelta(minutes=60)


async def test_closed_closes_disclosure_and_never_help(world):
    thread = await open_thread(
        world, means={**MEANS, "je conteste": "dispute_debt", "un conseiller budget": "request_budget_advice",
                         "conseiller": "ask_human"}
    )
    await thread.say("combien je dois")
    for n in range(1, 6):
        await thread.say(f"DEMO-1001 né le 0{n}/01/1971")
    assert ids(await thread.say("je conteste"))[:2] == ["utter_dispute_dispute_debt", "utter_dispute_number"]
    assert ids(await thread.say("un conseiller budget"))[0] == "utter_partners_fr"
    assert ids(await thread.say("conseiller"))[0] == "utter_human_queued"
    assert ids(await thread.say("jveux mourir"))[0] == "utter_crisis"


async def test_a_case_of_ones_own_buys_no_guesses_at_others(world, clock):
    thread = await open_thread(world, means=MEANS)
    await thread.say("combien je dois")
    for n in range(1, 5):
        await thread.say(f"DEMO-1002 né le 0{n}/01/1971")
    assert ids(await thread.say("DEMO-1001 14/03/1985"))[0] == "utter_identified"
    clock.advance(timedelta(minutes=16))
    await thread.say("combien je dois")
    assert ids(await thread.say("DEMO-1002 06/01/1971")) == ["utter_identity_closed"]


async def test_ones_own_mistyped_birth_date_is_forgiven_once_proven(world):
    thread = await open_thread(world, means=MEANS)
    await thread.say("combien je dois")
    await thread.say("DEMO-1001 14/03/1986")
    await thread.say("DEMO-1001 14/03/1985")
    async with world.begin() as uow:
        assert (await uow.session.get(IdentityFailure, "browser-1")).count == 0


async def test_a_second_persons_reference_in_the_same_browser_shows_nothing(world, clock):
    thread = await open_thread(world, means=MEANS)
    await _texts(thread, "DEMO-1001", "14/03/1985")
    before = (await thread.row()).person_id
    answers = await thread.say("DEMO-1002, née le 02/11/1992")
    clock.advance(timedelta(minutes=16))
    answers += await thread.say("combien je dois")
    answers += await thread.say("DEMO-1002, née le 02/11/1992")
    assert ids(answers)[-1] == "utter_identity_other_thread"
    text = " ".join(m.text for m in answers)
    assert not [s for s in ("312", "1 260", "1 260", "DEMO-1002", "Mobilia") if s in text]
    assert (await thread.row()).person_id == before


async def test_a_proof_ends_after_fifteen_idle_minutes_and_the_thread_is_blank_until_proven_again(world, clock):
    thread = await open_thread(world, means=MEANS)
    await _texts(thread, "DEMO-1001", "14/03/1985")
    clock.advance(timedelta(minutes=14))
    assert ids(await thread.say("combien je dois"))[-1] == "utter_ask_sum_right"
    clock.advance(timedelta(minutes=14, seconds=59))
    async with world.begin() as uow:
        assert await identify.is_identified(uow, await lock(uow, thread.key))
        assert not await identify.expire(uow, await lock(uow, thread.key))
    clock.advance(timedelta(seconds=2))
    async with world.begin() as uow:
        conversation = await lock(uow, thread.key)
        assert not await identify.is_identified(uow, conversation)
        assert await identify.expire(uow, conversation)
        assert await shown(uow, conversation, after=0) == []
        await uow.commit()
    assert ids(await thread.say("combien je dois")) == ["utter_ask_reference"]
    await thread.say("DEMO-1001 14/03/1985")
    async with world.begin() as uow:
        rows = await shown(uow, await lock(uow, thread.key), after=0)
        assert rows[0].seq == 1 and len(rows) > 10


@pytest.mark.parametrize("step", ["sum_right", "offer", "confirm_plan", "form"])
async def test_a_lapsed_identity_discloses_nothing_at_the_next_answer(world, clock, step):
    thread = await open_thread(world, means=MEANS)
    await thread.say("perdu mon boulot")
    await thread.say("DEMO-1001 14/03/1985")
    if step != "sum_right":
        await thread.say("oui")
        for text in ("1450 de salaire, je vis seul", "rien", "480", "350"):
            answers = await thread.say(text)
        assert ids(answers) == ["utter_ask_other_debts"]
    if step in ("offer", "confirm_plan"):
        assert ids(await thread.say("60"))[-1] == "utter_ask_offer" and await count(world, Offer) > 0
    if step == "confirm_plan":
        assert "utter_ask_confirm_plan" in ids(await thread.pick("offer"))
    clock.advance(timedelta(minutes=16))
    answers = {
        "sum_right": ["oui"], "offer": ["la plus légère"], "confirm_plan": ["oui"], "form": ["60", "mon plan", "rien"],
    }[step]
    said = " ".join([m.text for text in answers for m in await thread.say(text)])
    assert said and not disclosed(said, await secrets_of(world)), said


async def test_after_the_proof_a_step_lapsed_in_is_taken_up_again(world, clock):
    thread = await open_thread(world, means=MEANS)
    await thread.say("perdu mon boulot")
    await thread.say("DEMO-1001 14/03/1985")
    clock.advance(timedelta(minutes=16))
    assert ids(await thread.say("oui")) == ["utter_ask_reference"]
    again = ids(await thread.say("DEMO-1001 14/03/1985"))
    assert again[0] == "utter_identified" and again[-1] == "utter_ask_sum_right"


async def test_unidentified_no_intent_discloses_anything(world):
    thread = await open_thread(world)
    secrets = await secrets_of(world)
    for intent in INTENTS:
        actions = {str(action) for _, action, _ in rules().get(intent, [])}
        for action in sorted(a for a in actions if a.startswith("action_")):
            await thread.change(distress=None, third_party=None, errand=None, errand_data=None)
            for response in await thread.act(action, "je veux payer, faire une pause, un plan", intent):
                text = " ".join(str(v) for k, v in response.items() if k != "custom")
                assert not disclosed(text, secrets), (intent, action, text)


async def test_a_lookup_gives_the_same_answers_whoever_it_is_about(world):
    seen, before = [], await count(world, Task)
    facts = [("Camille Morel", "14/03/1985", "67100"), ("Jean Personne", "01/01/1970", "75001")]
    for n, given in enumerate(facts):
        thread = await open_thread(world, f"browser-{n}", means=MEANS)
        await thread.say("pas de courrier")
        for text in given:
            await thread.say(text)
        rows = [m for m in await thread.messages() if m.author == "bot"]
        verbs = await thread.audits()
        seen.append(([(m.text_id, m.text) for m in rows], verbs, [h.queue for h in await thread.handovers()]))
    assert seen[0] == seen[1] and seen[0][0][-1][0] == "utter_lookup_done"
    assert await count(world, OutboxMessage) == 0
    assert await count(world, Task) == before + 2  # one for nobody as well
    await run_due(world)
    async with world.begin() as uow:
        sent = list(await uow.session.scalars(select(OutboxMessage)))
    assert sorted(m.to for m in sent) == ["+33639980101", "demo1001@example.fr"]
    assert not [m for m in sent if disclosed(m.body.partition("http")[0], await secrets_of(world))]


async def test_looking_somebody_up_again_sends_nothing_more_that_day_and_breaks_nothing(world):
    for n in range(3):
        thread = await open_thread(world, f"browser-{n % 2}", means=MEANS)
        await thread.say("pas de courrier")
        for text in ("Camille Morel", "14/03/1985", "67100"):
            answers = await thread.say(text)
        assert ids(answers) == ["utter_lookup_done"]
        await run_due(world)
    assert await count(world, OutboxMessage) == 2


async def test_too_many_lookups_from_one_network_find_nobody_but_ask_a_person(world):
    thread = await open_thread(world, means=MEANS)
    await thread.say("pas de courrier")
    async with world.begin() as uow:
        conversation = await lock(uow, thread.key)
        for text in ("Camille Morel", "14/03/1985", "67100"):
            facts = await identify.take_facts(uow, conversation, text, guessing=True)
            assert facts.only_facts
        assert conversation.memory["identity_result"] == "looked_up"
        await uow.commit()
    assert await count(world, OutboxMessage) == 0
    assert [h.queue for h in await thread.handovers()] == ["general"]


@pytest.mark.parametrize("told", [
    "Camille Morel 14 mars 1985 67100", "je m'appelle Morel Camille, née le 14/03/1985, cp 67100",
    "67100 camille morel 14.03.85",
])
async def test_all_that_a_lookup_asks_may_come_at_once(world, told):
    thread = await open_thread(world, means=MEANS)
    await thread.say("pas de courrier")
    assert ids(await thread.say(told)) == ["utter_lookup_done"]
    await run_due(world)
    assert await count(world, OutboxMessage) == 2


async def test_it_may_come_instead_of_the_reference(world):
    thread = await open_thread(world, means=MEANS)
    await thread.say("combien je dois")
    assert ids(await thread.say("jai pas de ref. Morel Camille 14 mars 1985 67100")) == ["utter_lookup_done"]
    assert ids(await thread.say("combien je dois")) == ["utter_ask_reference"]


async def test_two_of_the_three_at_once_leave_the_third(world):
    thread = await open_thread(world, means=MEANS)
    await thread.say("pas de courrier")
    assert ids(await thread.say("Camille Morel, 14 mars 1985")) == ["utter_ask_lookup_postcode"]
    assert ids(await thread.say("67100")) == ["utter_lookup_done"]


async def test_a_reference_found_during_the_lookup_is_taken(world):
    thread = await open_thread(world, means=MEANS)
    await thread.say("pas de courrier")
    assert ids(await thread.say("ah si, DEMO-1001")) != ["utter_ask_lookup_birth_date"]
    assert "utter_identified" in ids(await thread.say("14/03/1985"))


async def test_a_personal_link_stands_for_the_reference_and_a_false_one_is_asked_the_same(world, clock):
    seen = []
    for n, kind in enumerate(("true", "false", "expired", "revoked")):
        thread = await open_thread(world, f"browser-{n}", means=MEANS)
        if kind == "true":
            token = await _link(thread)
        elif kind == "false":
            token = "never-made"
        elif kind == "expired":
            token = await _link(thread, "DEMO-1002", expires_at=clock.now())
        else:
            token = await _link(thread, "DEMO-1003", revoked_at=clock.now())
        for _ in range(5):  # previews open it as well
            async with world.begin() as uow:
                found = await lookup.follow_link(uow, await lock(uow, thread.key), token)
                await uow.commit()
        assert found == (kind == "true")
        seen.append([ids(await thread.say("combien je dois")), ids(await thread.say("01/01/1971"))])
    assert all(one == seen[0] for one in seen)
    assert seen[0] == [["utter_ask_birth_date"], ["utter_identity_failed"]]


async def test_with_a_true_link_the_birth_date_is_enough(world):
    thread = await open_thread(world, means=MEANS)
    async with world.begin() as uow:
        conversation = await lock(uow, thread.key)
        await uow.commit()
    token = await _link(thread)
    async with world.begin() as uow:
        conversation = await lock(uow, thread.key)
        await lookup.follow_link(uow, conversation, token)
        await uow.commit()
    await thread.say("combien je dois")
    assert ids(await thread.say("14/03/1985"))[0] == "utter_identified"


async def test_a_new_proof_ends_the_old_one_and_expiry_looks_at_the_newest(world, clock):
    thread = await open_thread(world)
    await thread.prove("DEMO-1001")
    clock.advance(timedelta(minutes=20))
    await thread.prove("DEMO-1001")
    assert await count(world, IdentityProof, IdentityProof.ended_at.is_(None)) == 1
    async with world.begin() as uow:
        conversation = await lock(uow, thread.key)
        assert not await identify.expire(uow, conversation) and await identify.is_identified(uow, conversation)


async def _agreed(world) -> Thread:
    """Thomas, the borrower of DEMO-1014, has a plan."""
    thread = await open_thread(world, "his-browser", means=MEANS)
    await thread.say("perdu mon boulot")
    await thread.say("DEMO-1014 05/03/1980")
    await thread.say("oui")
    for text in ("1450 de salaire, je vis seul", "rien", "480", "350", "60"):
        await thread.say(text)
    await thread.pick("offer")
    await thread.say("oui")
    me = (await thread.row()).person_id
    async with world.begin() as uow:
        assert (await uow.session.scalars(select(Plan).where(Plan.person_id == me))).one().state == "agreed"
    return thread


async def test_each_of_two_borrowers_proves_who_they_are_with_their_own_birth_date(world):
    people = []
    for n, born in enumerate(("05/03/1980", "22/07/1983")):
        thread = await open_thread(world, f"browser-{n}", means=MEANS)
        told = (await _texts(thread, "DEMO-1014", born))[-1]
        assert told[0] == "utter_identified" and "utter_figures_late_only" in told
        people.append((await thread.row()).person_id)
    assert len(set(people)) == 2


@pytest.mark.parametrize("role", ["guarantor", "heir", "guardian"])
async def test_a_guarantor_an_heir_or_a_guardian_is_let_in_by_a_person_only(world, role):
    async with world.begin() as uow:
        party = await uow.session.scalar(select(Party).where(Party.role == "co_borrower"))
        party.role = role
        await uow.commit()
    thread = await open_thread(world, means=MEANS)
    assert (await _texts(thread, "DEMO-1014", "22/07/1983"))[-1] == ["utter_identity_failed"]


async def test_two_borrowers_of_one_birth_date_are_told_apart_by_a_person(world):
    async with world.begin() as uow:
        other = await uow.session.scalar(select(Person).where(Person.first_name == "Nadia"))
        other.birth_date = other.birth_date.replace(year=1980, month=3, day=5)
        await uow.commit()
    thread = await open_thread(world, means=MEANS)
    assert (await _texts(thread, "DEMO-1014", "05/03/1980"))[-1] == ["utter_identity_failed"]


@pytest.mark.parametrize("errand", ["perdu mon boulot", "et mon plan", "je veux payer", "une pause"])
async def test_what_one_borrower_has_agreed_is_not_shown_to_the_other_nor_agreed_twice(world, errand):
    await _agreed(world)
    plans = await count(world, Plan)
    means = {"perdu mon boulot": "hardship_job_loss", "et mon plan": "ask_plan_status", "je veux payer": "pay_now",
             "une pause": "request_pause"}
    hers = await open_thread(world, "her-browser", means=means)
    await hers.say(errand)
    answers = await hers.say("DEMO-1014 22/07/1983")
    assert "utter_agreed_with_another" in ids(answers) and "utter_ask_sum_right" not in ids(answers)
    assert not [m for m in answers if re.search(r"\d+[,.]\d\d", m.text)], [m.text for m in answers]
    assert [h.reason for h in await hers.handovers()] == ["agreed_with_another"]
    assert await count(world, Plan) == plans
