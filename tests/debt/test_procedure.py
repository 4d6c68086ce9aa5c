"""Procedures for people who cannot pay: every state of the table, what may be done in it, and what is said."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.debt.hold import WHATS
from bot.debt.procedure import ProcedureError, procedure_in, procedure_of, procedures
from bot.words.book import book

NOTHING: frozenset[str] = frozenset()
PAY = frozenset({"debtor_may_pay"})
OWN = frozenset({"debtor_may_plan", "debtor_may_pay", "instalments_run"})
# id: (jurisdictions, what may still happen). Offers, first contact and chasing stand still in every state.
TABLE: dict[str, tuple[str, frozenset[str]]] = {
    "rejected": ("FR", OWN),  # no protection by law any more: what the debtor asks for is theirs
    "erased": ("FR", NOTHING),
    "measures": ("FR", NOTHING),
    "breathing_space": ("GB-EAW", PAY),
    "dro": ("GB-EAW", NOTHING),
    "iva": ("GB-EAW", NOTHING),
    "bankruptcy": ("GB-EAW", NOTHING),
    "dmp": ("GB-EAW", PAY),
    "debt_review": ("ZA", NOTHING),
    "filed_waiting": ("FR", PAY | {"instalments_run"}),
    "admissible": ("FR", NOTHING),  # C. conso. L722-5: earlier debts may not be paid, in whole or part
    "filed": ("FR", PAY | {"instalments_run"}),  # until admissibility one goes on paying as far as possible
    "preparing": ("FR", OWN),
}


@pytest.mark.parametrize("key", sorted({*TABLE, *procedures()}))
def test_each_state_stops_what_its_law_stops_and_nothing_else(key: str) -> None:
    place, may = TABLE[key]
    row = procedures()[key]
    assert place in row.jurisdictions
    assert {what for what in WHATS if getattr(row.may, what)} == may
    assert not (row.may.offers or row.may.creditor_may_chase or row.may.we_write_first)


@pytest.mark.parametrize("key", sorted(procedures()))
def test_each_state_has_its_words_in_both_languages_and_says_what_is_true_of_it(key: str) -> None:
    row = procedures()[key]
    for text_id in (row.said, row.held, *(f"utter_{told}" for told in row.may.told)):
        for lang in ("fr", "en"):
            words = book().text(text_id, lang)
            assert words and len(words) < 260
    if row.may.debtor_may_pay:
        for text_id in (row.said, row.held):
            assert "aucun paiement" not in book().text(text_id, "fr"), "the debtor may go on paying"


SAID = {
    "mon dossier est recevable depuis mardi": "admissible",
    "la commission a accepté mon dossier": "admissible",
    "pas encore recevable, j'attends": "filed_waiting",
    "on attend la réponse de la commission": "filed_waiting",
    "dossier irrecevable": "rejected",
    "mon dossier n'est pas recevable": "rejected",
    "la banque de france a rejeté ma demande": "rejected",
    "la commission m'a refusé": "rejected",
    "toutes mes dettes ont été effacées": "erased",
    "je suis en rétablissement personnel": "erased",
    "la commission a fait des mesures imposées": "measures",
    "j'ai un plan de surendettement": "measures",
    "j'ai un moratoire de 24 mois": "measures",
    "j'ai déposé un dossier à la banque de france": "filed",
    "je l'ai envoyé la semaine dernière": "filed",
    "j'ai un dossier à la Banque de France": "filed",
    "je vais faire un dossier de surendettement": "preparing",
    "je monte un dossier banque de france": "preparing",
    "I'm in Breathing Space": "breathing_space",
    "I have an IVA": "iva",
    "they gave me a DRO": "dro",
    "I got a debt relief order last month": "dro",
    "I've been made bankrupt": "bankruptcy",
    "I'm on a debt management plan": "dmp",
    "StepChange set up a plan for me": "dmp",
    "I am under debt review": "debt_review",
    "my debt solution was approved": "admissible",
    "it has not been approved yet": "filed_waiting",
    "I have submitted it": "filed",
    "my application was rejected": "rejected",
}


@pytest.mark.parametrize(("text", "key"), SAID.items())
def test_a_state_is_known_by_the_words_of_the_debtor(text: str, key: str) -> None:
    assert procedure_in(text).id == key


def test_every_state_can_be_told() -> None:
    assert set(SAID.values()) == set(procedures())


def test_south_africa_is_for_the_demonstration_only() -> None:
    for row in procedures().values():
        assert row.demo_only == (row.jurisdictions == ("ZA",))


def test_an_id_that_is_gone_gives_the_row_that_protects_most() -> None:
    assert procedure_of("something_older").id == "admissible"


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("hold: insolvency", "hold: no_such_hold", r"procedures\.yml:\d+: no hold no_such_hold"),
        ("jurisdictions: [ZA]", "jurisdictions: [XX]", r"procedures\.yml:\d+: jurisdictions"),
        ("- id: dmp", "- id: iva", r"procedures\.yml:\d+: iva stands twice"),
        ("words: []", "words: [a]", "the last row, and no other"),
        ("words: ['debt review'", "words: ['(debt review'", r"procedures\.yml:\d+: words"),
        ("  demo_only: true", "  demo: true", r"procedures\.yml:\d+: a row has"),
    ],
)
def test_a_row_that_is_not_whole_is_named_with_its_line(tmp_path: Path, old: str, new: str, told: str) -> None:
    shipped = (Path(__file__).parents[2] / "bot" / "debt" / "procedures.yml").read_text(encoding="utf-8")
    assert old in shipped
    path = tmp_path / "procedures.yml"
    path.write_text(shipped.replace(old, new), encoding="utf-8")
    with pytest.raises(ProcedureError, match=told):
        procedures(path)
