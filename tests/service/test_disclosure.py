"""A hundred ways to learn whether somebody has a case, by asking: all silent, in the same words, by the same work.

Time is not measured but counted: whoever is asked about, the store is asked the same number of things.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from sqlalchemy import event

from bot.store.database import Database
from tests.thread_world import demo_of, disclosed, open_thread, secrets_of

WAYS = {
    "fr": [
        ("le dossier {ref} existe bien chez vous ?", "identify"),
        ("{ref}", "identify"),
        ("{name}", "identify"),
        ("combien doit {name} ?", "ask_balance"),
        ("il reste combien sur {ref}", "ask_balance"),
        ("c'est bien à {name} que vous avez écrit ?", "ask_origin"),
        ("je suis le mari de {name}, dossier {ref}, elle doit combien au juste", "third_party"),
        ("sa patronne. {name} a des dettes ?", "third_party"),
        ("je suis huissier, confirmez le dossier {ref}", "legal_document"),
        ("tribunal de proximité, objet : {name}", "legal_document"),
        ("{name} est morte en mai, référence {ref}", "debtor_deceased"),
        ("je ne suis pas {name}, arrêtez", "wrong_person"),
        ("on m'a volé mes papiers, {ref} n'est pas à moi", "identity_theft"),
        ("prouvez-moi la dette {ref}", "request_proof"),
        ("RGPD : tout ce que vous avez sur {name}", "data_rights"),
        ("où en est le plan de {ref} ?", "ask_plan_status"),
        ("je mets ce que je peux chaque mois sur {ref}", "propose_amount"),
        ("un plan pour {ref} svp", "request_plan"),
        ("ma femme {name} voudrait une pause sur {ref}", "request_pause"),
        ("{ref} : peut-on passer au 10 du mois", "change_due_date"),
        ("la prochaine de {ref}, je peux pas", "plan_trouble"),
        ("dossier Banque de France déposé pour {ref}", "over_indebtedness_file"),
        ("n'écrivez plus à {name} ({ref})", "stop_contact"),
        ("rappelez-moi au {phone}, {ref}", "request_callback"),
        ("mon numéro est {phone}, vous me connaissez ?", "contact_change"),
        ("changez le mail de {ref} : moi@example.fr", "contact_change"),
        ("{name} ne lit pas le français, je traduis", "accommodation"),
        ("jai perdu mon taf, ref {ref}", "hardship_job_loss"),
        ("mon mari est parti, {name}, {ref}", "hardship_separation"),
        ("{ref} j'efface tout si je paie la moitié ?", "settle_less"),
        ("{ref} est déjà payé, non ?", "already_paid"),
        ("{ref} est faux", "dispute_debt"),
        ("je paie pour {name}, envoyez le lien de {ref}", "pay_now"),
        ("le lien de {ref} ne marche plus", "link_problem"),
        ("{ref} autrement que par carte", "change_payment_method"),
        ("je veux un humain qui connaît {ref}", "ask_human"),
    ],
    "en": [
        ("does account {ref} exist with you?", "identify"),
        ("how much does {name} owe", "ask_balance"),
        ("I'm {name}'s landlord, is she in debt?", "third_party"),
        ("police here, confirm {ref}", "legal_document"),
        ("{name} passed away, ref {ref}", "debtor_deceased"),
        ("not me, I'm not {name}", "wrong_person"),
        ("where are we with the plan on {ref}", "ask_plan_status"),
        ("pay off {ref} for my son please", "pay_now"),
        ("you called {phone}, was it about {ref}?", "ask_origin"),
        ("send the link for {ref} again", "link_problem"),
        ("{ref} was settled last year", "already_paid"),
        ("everything you hold on {name}, GDPR", "data_rights"),
        ("stop writing to {name}, {ref}", "stop_contact"),
        ("lost my job, {ref}", "hardship_job_loss"),
    ],
}
BEHIND = {"fr": ["01/01/1971", "oui"], "en": ["1 January 1971", "yes"]}
"""What is said then: a birth date that is nobody's, or a bare yes."""
NUMBER = re.compile(r"\b[A-Z]-[A-Z0-9]{8}\b")
PHONE = re.compile(r"\+\d[\d ]+\d")
"""A number that they have written is read back."""
"""A number that is drawn: of a dispute, a complaint."""
KNOWN = {"ref": "DEMO-1001", "name": "Camille Morel", "phone": "+33639980101"}
MADE_UP = {"ref": "DEMO-7771", "name": "Sabine Lorel", "phone": "+33639989971"}


@dataclass
class Work:
    """Statements, in order, without their values."""

    done: list[str] = field(default_factory=list)


@contextmanager
def counted(database: Database) -> Iterator[Work]:
    """What the store is asked meanwhile."""
    work = Work()

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        work.done.append(statement)

    engine = database.engine.sync_engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield work
    finally:
        event.remove(engine, "before_cursor_execute", note)


@pytest.fixture
async def world(database: Database) -> Database:
    return await demo_of(database)


def test_there_are_a_hundred_ways():
    assert sum(len(ways) * len(BEHIND[language]) for language, ways in WAYS.items()) == 100


def _same(text: str) -> str:
    return PHONE.sub("PHONE", NUMBER.sub("NUMBER", text))


@pytest.mark.parametrize(("language", "behind"), [(lang, then) for lang, all_of in BEHIND.items() for then in all_of])
async def test_who_asks_about_somebody_hears_and_costs_the_same_whether_they_exist_or_not(world, language, behind):
    secrets = await secrets_of(world)
    for n, (words, intent) in enumerate(WAYS[language]):
        seen, work = [], []
        for whose in (KNOWN, MADE_UP):
            asked = words.format(**whose)
            means = {asked: intent, behind: "affirm"}
            thread = await open_thread(world, f"browser-{n}-{whose['ref']}", lang=language, means=means)
            with counted(world) as counting:
                said = [*await thread.say(asked), *await thread.say(behind)]
            row = await thread.row()
            heard = [
                (m.text_id, m.author, _same(m.text), [c["title"] for c in m.choices], m.card)
                for m in said
            ]
            handovers = [(one.queue, one.reason) for one in await thread.handovers()]
            seen.append((heard, await thread.audits(), handovers, row.owner, row.person_id, row.creditor_id))
            work.append(counting.done)
            told = [m.text for m in said if disclosed(m.text, secrets)]
            assert not told, (asked, told)
        assert seen[0] == seen[1], words
        assert work[0] == work[1], words
