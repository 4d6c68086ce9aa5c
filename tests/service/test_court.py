"""A court's or bailiff's paper, a seizure: what it is and the time that runs; nothing here stops a court."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from bot.debt.reading.days.court_days import days_given
from bot.debt.reading.dispute.court import about_court, came_on, court_paper, from_us, month_later
from bot.store.tables import Brand, Case, Dispute, Hold
from tests.thread_world import Thread, count, demo_of, ids, open_thread

MEANS = {
    "je conteste cette dette": "dispute_debt", "vous allez venir saisir ?": "faq_bailiff",
    "c pas le bon montant": "dispute_debt", "on m'a force a signer": "coerced_debt",
}
HELP = ["utter_court_goes_on", "utter_court_help"]
TODAY = date(2026, 11, 23)


@pytest.fixture
async def thread(database) -> Thread:
    return await open_thread(await demo_of(database), means=MEANS)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("j'ai recu un papier d'huissier injonction de payer je fais quoi", "order"),
        ("ils m'ont bloqué mon compte ce matin!!!", "seizure"), ("bailiffs took my account", "seizure"),
        ("they have frozen my bank account", "seizure"), ("mon compte est bloqué", "seizure"),
        ("j ai un avis a tiers detenteur", "seizure"), ("ma banque a saisi mon compte", "seizure"),
        ("i got a county court claim", "claim"), ("recu un papié d'huissier hier jai trop peur", "bailiff"),
        ("huissier est passé", "bailiff"), ("bailiffs are at the door", "bailiff"),
        ("commandement de payer recu", "command"), ("notice of enforcement came", "command"),
        ("saisie sur salaire ce mois", "wages"), ("attachment of earnings order", "wages"),
        ("une lettre du tribunal", "court"), ("je suis convoqué au tribunal", "summons"),
        ("est-ce que vous allez m'envoyer un huissier", None), ("vous pouvez saisir mon salaire ?", None),
        ("c koi la difference entre huissier et vous", None), ("are you going to take me to court", None),
        ("j'ai peur que vous bloquiez mon compte", None), ("j'ai pas recu de papier d'huissier", None),
        ("si vous saisissez mon compte", None), ("mon compte en banque est à découvert", None),
        ("la banque a bloqué ma carte", None), ("can bailiffs take my car", None),
        ("ma procédure de divorce a bloqué notre compte", None), ("saisir mon salaire ?", None),
        ("mon copain me bloque mon compte", None), ("une facture m'a vidé le compte", None),
        ("j'ai vu le juge des enfants", None),
    ],
)
def test_what_has_come_and_what_is_only_feared(text, kind):
    assert court_paper(text) == kind


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("le 2 novembre", date(2026, 11, 2)), ("hier", date(2026, 11, 22)), ("ce matin", TODAY),
        ("le 30", date(2026, 10, 30)), ("il y a 3 jours", date(2026, 11, 20)), ("2 weeks ago", date(2026, 11, 9)),
        ("injonction de payer reçue hier", date(2026, 11, 22)), ("november 2nd", date(2026, 11, 2)),
        ("mardi dernier", date(2026, 11, 17)), ("15 décembre", None),
        ("merci", None),
    ],
)
def test_a_paper_came_on_a_day_that_is_over(text, day):
    assert came_on(text, today=TODAY, language="fr") == day


def test_a_month_is_the_same_day_of_the_next_one():
    assert month_later(date(2026, 1, 31)) == date(2026, 2, 28) and month_later(date(2026, 11, 2)) == date(2026, 12, 2)


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("je le conteste comment", "how"), ("how do i appeal", "how"), ("meme au tribunal c'est suspendu ?", "stops"),
        ("est ce qu'ils peuvent me prendre mes meubles ? g un bébé", "home"), ("can they come in my house", "home"),
        ("le papier de l'huissier c'est trop tard ?", "paper"), ("j'habite chez moi", None), ("je gagne 1200", None),
        ("ma voiture est en panne", None), ("je veux payer 20 par mois", None), ("je conteste cette dette", None),
    ],
)
def test_what_is_asked_about_it(text, about):
    assert about_court(text) == about


async def test_an_order_to_pay_is_explained_and_its_day_is_the_papers_day(thread):
    said = await thread.say("j'ai recu un papier d'huissier injonction de payer je fais quoi")
    assert ids(said)[0] == "utter_court_order" and ids(said)[1:3] == HELP and ids(said)[-1] == "utter_ask_court_day"
    assert [(h.queue, h.reason) for h in await thread.handovers()] == [("legal", "legal_document")]
    (until, goes_on) = await thread.say("il y a 3 jours")
    assert until.text_id == "utter_court_order_until" and goes_on.text_id == "utter_court_goes_on"
    assert (await thread.handovers())[0].brief["paper_came"]


async def test_a_month_that_is_over_is_not_said_to_be_lost(thread):
    await thread.say("injonction de payer")
    assert ids(await thread.say("il y a 2 mois"))[0] == "utter_court_month_over"


async def test_contesting_is_answered_about_the_court_and_opens_nothing_unasked(thread):
    await thread.say("injonction de payer recue hier")
    said = await thread.say("je le conteste comment")
    assert ids(said)[0] == "utter_court_how_order"
    assert ids(said)[-2:] == ["utter_court_goes_on", "utter_court_also_here"]
    assert ids(await thread.say("je conteste cette dette"))[0] == "utter_court_how_order"
    assert {h.reason for h in await thread.handovers()} == {"legal_document"}
    assert "utter_dispute_number" in ids(await thread.pick("/dispute_debt"))


async def test_a_dispute_here_is_never_said_to_stop_the_court(database):
    thread = await open_thread(await demo_of(database), means=MEANS, proven="DEMO-1001")
    await thread.say("commandement de payer recu hier")
    await thread.say("je conteste cette dette")
    said = await thread.pick("/dispute_debt")
    assert await count(database, Dispute, Dispute.conversation_id == thread.key) == 1
    assert ids(said).index("utter_court_goes_on") == ids(said).index("utter_dispute_held") + 1
    assert ids(await thread.say("ok tout est suspendu meme au tribunal alors ?"))[0] == "utter_court_goes_on"


async def test_a_seized_account_and_the_fear_for_the_furniture(thread):
    assert ids(await thread.say("ils m'ont bloqué mon compte ce matin!!!"))[:2] == [
        "utter_court_seizure", "utter_court_seizure_until"
    ]
    said = await thread.say("est ce qu'ils peuvent me prendre mes meubles ? g un bébé")
    assert ids(said) == ["utter_court_home", "utter_court_help"]
    assert "utter_faq_bailiff" not in ids(await thread.say("vous allez venir saisir ?"))


async def test_who_only_asks_hears_the_plain_answer(thread):
    assert ids(await thread.say("vous allez venir saisir ?")) == ["utter_faq_bailiff"]


async def test_in_english(database):
    thread = await open_thread(await demo_of(database), lang="en", means=MEANS)
    said = await thread.say("i got a county court claim")
    assert ids(said)[:3] == ["utter_court_claim", *HELP] and "14 days" in said[0].text
    assert ids(await thread.say("on monday")) == ["utter_court_day_noted", "utter_court_goes_on"]


@pytest.mark.parametrize(
    ("text", "ours"),
    [
        ("votre huissier est passé", True), ("vous m'avez envoyé un huissier", True),
        ("vous m'avez assigné au tribunal", True),
        ("une injonction de payer de votre part", True), ("vs mavez bloqué mon compte", True),
        ("vous avez saisi mon compte", True), ("you sent me a county court claim", True),
        ("you are taking me to court", True), ("your bailiffs came", True), ("you've frozen my account", True),
        ("your solicitor sent a court claim", True), ("j'ai reçu une injonction de payer", False),
        ("i got a county court claim and the link you sent doesn't work", False),
        ("un huissier est passé, vous pouvez m'aider ?", False), ("a bailiff came, can you help", False),
    ],
)
def test_whose_paper_it_is_said_to_be(text, ours):
    assert from_us(text) is ours


BUDGET = ("1450 de salaire, je vis seul", "rien", "480", "350", "60")


async def planned(database, *said: str, lang: str = "fr") -> Thread:
    thread = await open_thread(await demo_of(database), lang=lang, means=MEANS, proven="DEMO-1001")
    thread.rasa.means |= {"un plan svp": "request_plan", "a plan please": "request_plan"}
    for text in said:
        await thread.say(text)
    return thread


async def legal_holds(database) -> int:
    return await count(database, Hold, Hold.reason == "legal_document", Hold.set_by == "debtor")


async def test_before_a_plan_it_is_asked_whether_the_paper_is_about_this_and_if_so_it_is_held(database):
    thread = await planned(database, "injonction de payer reçue hier", "un plan svp")
    assert ids(await thread.say("oui"))[-1] == "utter_ask_court_ours"
    assert await legal_holds(database) == 0
    assert ids(await thread.say("oui"))[:2] == ["utter_hold_legal_document", "utter_court_goes_on"]
    assert await legal_holds(database) == 1
    assert "utter_hold_legal_document" in ids(await thread.say("un plan svp"))


@pytest.mark.parametrize("no", ["non", "je ne sais pas"])
async def test_a_paper_about_something_else_is_recalled_once_before_the_plan(database, no):
    thread = await planned(database, "injonction de payer reçue hier", "un plan svp", "oui")
    said = ids(await thread.say(no))
    assert "utter_ask_income" in said and await legal_holds(database) == 0
    for text in BUDGET:
        said = ids(await thread.say(text))
    assert "utter_ask_offer" in said
    assert said.index("utter_court_before_plan") < said.index("utter_ask_offer")
    assert "utter_court_before_plan" not in ids(await thread.pick("do")) + ids(await thread.say("30"))


async def test_a_question_passed_over_keeps_nobody_from_a_plan(database):
    thread = await planned(database, "injonction de payer reçue hier", "un plan svp", "oui")
    assert "utter_ask_income" in ids(await thread.say("un plan svp"))


@pytest.mark.parametrize("text", ["Maison Lenoir m'a envoyé une injonction de payer", "vous m'avez envoyé un huissier"])
async def test_a_paper_that_names_us_is_held_at_once(database, text):
    thread = await planned(database)
    async with database.begin() as uow:
        brand = await uow.session.scalar(
            select(Brand.name).join(Case, Case.brand_id == Brand.id).where(Case.reference == "DEMO-1001")
        )
    await thread.say(text.replace("Maison Lenoir", str(brand)) + " injonction de payer")
    assert await legal_holds(database) == 1


async def test_told_before_we_knew_who_writes_it_is_held_before_a_plan(database):
    thread = await open_thread(await demo_of(database), means={"un plan svp": "request_plan"})
    await thread.say("votre huissier est passé ce matin")
    for text in ("un plan svp", "DEMO-1001", "14/03/1985"):
        await thread.say(text)
    assert "utter_hold_legal_document" in ids(await thread.say("oui"))
    assert await legal_holds(database) == 1


async def test_who_has_no_paper_is_not_asked(database):
    thread = await planned(database, "un plan svp")
    assert "utter_ask_income" in ids(await thread.say("oui"))


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("its says reply in 14 days", None), ("reply within 14 days", None), ("il faut répondre sous 8 jours", None),
        ("je dois répondre avant le 7 décembre", None), ("audience le 3 décembre", None), ("i have 14 days", None),
        ("dans 15 jours", None), ("pay by 2 november", None), ("the hearing is on 12 november", None),
        ("no it came yesterday, 22nd", date(2026, 11, 22)), ("reçu avant-hier", date(2026, 11, 21)),
        ("got it yesterday, says reply in 14 days", date(2026, 11, 22)),
        ("reçu le 2 novembre, je dois répondre dans 15 jours", date(2026, 11, 2)),
        ("it came on friday and says 14 days to respond", date(2026, 11, 20)),
        ("arrivé il y a 3 jours mais il faut répondre sous 15 jours", date(2026, 11, 20)),
    ],
)
def test_what_a_paper_asks_for_is_not_the_day_it_came(text, day):
    assert came_on(text, today=TODAY, language="en" if text[0] in "irgnpt" else "fr") == day


@pytest.mark.parametrize(
    ("text", "days"),
    [("its says reply in 14 days", 14), ("sous 8 jours", 8), ("within two weeks", 14), ("14 days to respond", 14),
     ("il y a 14 jours", None), ("14 days ago", None), ("hier", None), ("je paie 14 euros", None)],
)
def test_the_days_that_a_paper_gives(text, days):
    assert days_given(text) == days


async def test_the_day_can_be_put_right_and_the_time_left_is_told_from_it(database):
    thread = await open_thread(await demo_of(database), means=MEANS, lang="en")
    assert ids(await thread.say("got a ccj letter from the court"))[-1] == "utter_ask_court_day"
    said = ids(await thread.say("its says reply in 14 days"))
    assert said[0] == "utter_court_days_noted" and said[-1] == "utter_ask_court_day"
    assert (await thread.row()).memory["court"]["came"] is None
    told = await thread.say("no it came yesterday, 19th")
    assert ids(told)[0] == "utter_court_within" and "3 December" in told[0].text
    again = await thread.say("how long have i got then")
    assert ids(again)[0] == "utter_court_within" and "3 December" in again[0].text
    other = await thread.say("sorry it arrived 2 days ago")
    assert "2 December" in other[0].text


async def test_a_day_that_is_of_something_else_changes_nothing(database):
    thread = await open_thread(await demo_of(database), means={**MEANS, "j'ai payé hier": "already_paid"})
    await thread.say("une lettre du tribunal, reçue le 2 novembre")
    await thread.say("j'ai payé hier")
    assert (await thread.row()).memory["court"]["came"] == "2026-11-02"
