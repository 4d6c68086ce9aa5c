"""Procedures for people who cannot pay: every state of the table, what may be done in it, and what is said."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.debt.hold import WHATS, hold_rules
from bot.debt.procedure import ProcedureError, procedure_in, procedure_of, procedures, procedures_in
from bot.debt.procedure_stance import STANCES, StanceError, parts_of, stance_rules
from bot.debt.scale_tables import JURISDICTIONS
from bot.words.book import book

NOTHING: frozenset[str] = frozenset()
PAY = frozenset({"debtor_may_pay"})
GOES_ON = PAY | {"instalments_run"}
OWN = frozenset({"debtor_may_plan", "debtor_may_pay", "instalments_run"})
FRANCE = frozenset({"FR", "FR-976"})
UNITED_KINGDOM = frozenset({"GB-EAW", "GB-SCT", "GB-NIR"})
ALL = frozenset(JURISDICTIONS)
ABROAD = ALL - FRANCE
NOT_HELD = {"others": True, "asked": False, "denied": False}
"""What says nothing of the debtor's own debts, and whether a person is called."""
# id: (jurisdictions, what may still happen). Offers, first contact and chasing stand still in every state.
TABLE: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    "foreign": (FRANCE, NOTHING),
    "erased": (FRANCE, NOTHING),
    "measures": (FRANCE, NOTHING),
    "admissible": (FRANCE, NOTHING),  # C. conso. L722-5: earlier debts may not be paid, in whole or part
    "measures_waiting": (FRANCE, NOTHING),
    "rejected": (FRANCE, OWN),  # no protection by law any more: what the debtor asks for is theirs
    "filed_waiting": (FRANCE, GOES_ON),
    "plan_over": (FRANCE, OWN),
    "done": (FRANCE, NOTHING),  # what is left after a plan may be erased
    "filed": (FRANCE, GOES_ON),  # until admissibility one goes on paying as far as possible
    "preparing": (FRANCE, OWN),
    "breathing_space": (frozenset({"GB-EAW"}), PAY),
    "dro": (frozenset({"GB-EAW", "GB-NIR"}), NOTHING),
    "iva": (frozenset({"GB-EAW", "GB-NIR"}), NOTHING),
    "trust_deed": (frozenset({"GB-SCT"}), NOTHING),
    "das": (frozenset({"GB-SCT"}), NOTHING),
    "sequestration": (frozenset({"GB-SCT"}), NOTHING),
    "moratorium": (frozenset({"GB-SCT"}), NOTHING),
    "bankruptcy": (frozenset({"GB-EAW", "GB-NIR"}), NOTHING),
    "debt_review": (frozenset({"ZA"}), NOTHING),
    "dmp": (UNITED_KINGDOM, PAY),
    "solution": (ABROAD, NOTHING),
    "solution_failed": (ABROAD, OWN),
    "solution_done": (ABROAD, NOTHING),  # what it covered may no longer be owed
    "solution_rejected": (ABROAD, OWN),
    "solution_waiting": (ABROAD, GOES_ON),
    "solution_filed": (ABROAD, GOES_ON),
    "solution_preparing": (ABROAD, OWN),
    "named": (ALL, GOES_ON),
    "unclear": (ALL, GOES_ON),
}


@pytest.mark.parametrize("key", sorted({*TABLE, *procedures()} - {*NOT_HELD}))
def test_each_state_stops_what_its_law_stops_and_nothing_else(key: str) -> None:
    places, may = TABLE[key]
    row = procedures()[key]
    assert set(row.jurisdictions) == places
    assert row.person
    assert {what for what in WHATS if getattr(row.may, what)} == may
    assert not (row.may.offers or row.may.creditor_may_chase or row.may.we_write_first)


@pytest.mark.parametrize("key", NOT_HELD)
def test_what_is_asked_denied_or_somebody_elses_holds_nothing(key: str) -> None:
    row = procedures()[key]
    assert row.hold is None
    assert row.person == NOT_HELD[key]
    assert set(row.jurisdictions) == ALL
    assert all(getattr(row.may, what) for what in WHATS)


@pytest.mark.parametrize("key", sorted(procedures()))
def test_each_state_has_its_words_in_both_languages_and_says_what_is_true_of_it(key: str) -> None:
    row = procedures()[key]
    for text_id in (row.said, row.held, *(f"utter_{told}" for told in row.may.told)):
        for lang in ("fr", "en"):
            words = book().text(text_id, lang)
            assert words
            assert len(words) < 260
    if row.may.debtor_may_pay:
        for text_id in (row.said, row.held):
            assert "aucun paiement" not in book().text(text_id, "fr"), "the debtor may go on paying"


LAW_OF = {
    "France": (FRANCE, r"banque de france|french|france|surendettement|commission|recevable|point conseil"),
    "England": (frozenset({"GB-EAW"}), r"breathing space|angleterre"),
    "England and Northern Ireland": (frozenset({"GB-EAW", "GB-NIR"}), r"debt relief order|\biva\b|supervis"),
    "South Africa": (frozenset({"ZA"}), r"debt review|counsellor"),
}


@pytest.mark.parametrize("key", sorted(procedures()))
def test_no_text_of_one_country_is_said_to_a_debtor_of_another(key: str) -> None:
    row = procedures()[key]
    for country, (places, words) in LAW_OF.items():
        if set(row.jurisdictions) <= places:
            continue
        for text_id in (row.said, row.held, *(f"utter_{told}" for told in row.may.told)):
            for lang in ("fr", "en"):
                assert not re.search(words, book().text(text_id, lang), re.I), (country, text_id, lang)


def test_what_is_said_before_the_law_is_known_is_of_no_country() -> None:
    for text_id in ("utter_file_told", "utter_file_told_held", "utter_file_others", "utter_file_asked"):
        for _, words in LAW_OF.values():
            assert not any(re.search(words, book().text(text_id, lang), re.I) for lang in ("fr", "en"))


SAID: dict[str, dict[str, str]] = {
    "FR": {
        "mon dossier n'a pas été accepté": "rejected",
        "mon dossier a été refusé": "rejected",
        "ma demande n'est pas acceptée": "rejected",
        "la commission n'a pas retenu mon dossier": "rejected",
        "dossier recevable": "admissible",
        "jai deja un plan a la BDF ils mont dit recevable le 3 novembre": "admissible",
        "recevable en mars puis plan de la commission": "measures",
        "la bdf a validé mon plan, j'étais recevable en mai": "measures",
        "j'ai déposé un dossier, j'attends la recevabilité": "filed_waiting",
        "mon dossier sera peut-être recevable": "filed_waiting",
        "je ne sais pas si mon dossier est recevable": "filed_waiting",
        "je sais pas encore si je suis recevable": "filed_waiting",
        "je vais déposer un dossier": "preparing",
        "je n'ai pas encore déposé mon dossier": "preparing",
        "mon ancien dossier a été effacé en 2015": "erased",
        "la banque a rejeté mon prélèvement et je prépare un dossier de surendettement": "preparing",
        "j'ai un plan de surendettement depuis 2 ans": "measures",
        "je suis en cours de dossier, ils m'ont accepté": "admissible",
        "accusé de réception de mon dossier": "named",
        "attestation de dépôt": "filed",
        "dossier clos": "done",
        "ma mère a un dossier recevable": "others",
        "j'ai reçu la lettre de recevabilité": "admissible",
        "j'attends la recevabilité": "filed_waiting",
        "mon dossier est recevable ?": "filed_waiting",
        "est-ce que je dois déposer un dossier ?": "asked",
        "c'est quoi un dossier de surendettement ?": "asked",
        "mon plan de surendettement est terminé": "done",
        "mon plan a été résilié": "plan_over",
        "mon frère est en surendettement": "others",
        "mon mari et moi sommes en surendettement": "named",
        "mon mari a déposé un dossier": "others",
        "je n'ai pas de dossier de surendettement": "denied",
        "je ne suis pas en surendettement": "denied",
        "je compte déposer un dossier": "preparing",
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
        "I have an IVA": "foreign",
        "je pense déposer un dossier": "preparing",
        "on dépose mardi à la commission": "preparing",
        "en attente de recevabilité": "filed_waiting",
        "mon mari a un dossier recevable et moi je prépare le mien": "preparing",
        "mon frère, la banque de France a pris mon dossier, je ne peux plus payer quelqu'un à côté": "named",
        "I think I'll file with the Banque de France": "preparing",
        "mon dossier est recevable, j'attends le plan": "admissible",
        "ma soeur a eu un effacement": "others",
        "si je dépose un dossier, vous arrêtez ?": "asked",
        "J'ai pas de surendettement moi": "denied",
        "jamais eu de dossier banque de france": "denied",
    },
    "GB-EAW": {
        "I'm in Breathing Space": "breathing_space",
        "I have an IVA": "iva",
        "they gave me a DRO": "dro",
        "I got a debt relief order last month": "dro",
        "I've been made bankrupt": "bankruptcy",
        "I'm on a debt management plan": "dmp",
        "StepChange set up a plan for me": "dmp",
        "my debt solution was approved": "solution",
        "it has not been approved yet": "solution_waiting",
        "I have submitted it": "solution_waiting",
        "my application was rejected": "solution_rejected",
        "should I get an IVA?": "asked",
        "should I get an IVA": "asked",
        "my DMP ended": "solution_failed",
        "my IVA was rejected": "solution_rejected",
        "my IVA failed": "solution_failed",
        "my breathing space ended": "solution_failed",
        "I want breathing space": "solution_preparing",
        "my DRO ended last year": "solution_done",
        "debt arrangement scheme": "solution",
        "trust deed": "solution",
        "I have applied for a DRO": "solution_waiting",
        "thinking about an IVA": "solution_preparing",
        "mon dossier est recevable": "solution",
        "my debt payment programme has been approved": "solution",
        "my mum has an IVA": "others",
        "I don't have an IVA": "denied",
        "I'm not bankrupt": "denied",
        "I'm not in an IVA any more": "solution_done",
        "waiting for my iva to be approved": "solution_waiting",
        "is my DRO approved?": "solution_waiting",
        "I'm applying for a debt relief order": "solution_preparing",
        "what is a DRO?": "asked",
        "my husband went bankrupt": "others",
        "my wife and I are in an IVA": "iva",
        "I don't know if my DRO was accepted": "solution_waiting",
        "my IVA is in place": "iva",
        "my IVA was not approved": "solution_rejected",
        "under debt review": "solution",
        "about to start an IVA": "solution_preparing",
        "I'm going bankrupt": "solution_preparing",
        "how do I get breathing space?": "asked",
        "I'm in an IVA, can you stop?": "iva",
        "discharged from bankruptcy last year": "solution_done",
    },
    "GB-SCT": {
        "my trust deed has been approved": "trust_deed",
        "my debt payment programme has been approved": "das",
        "Minimal Asset Process": "sequestration",
        "trust deed": "trust_deed",
        "debt arrangement scheme": "das",
        "minimal asset process": "sequestration",
        "statutory moratorium scotland": "moratorium",
        "I have an IVA": "solution",
        "I'm in breathing space": "solution",
        "sequestrated in the spring": "sequestration",
        "signing my trust deed tomorrow": "solution_preparing",
        "my DMP ended": "solution_failed",
        "has nobody told you I'm in a protected trust deed?": "trust_deed",
        "mon dossier est recevable": "solution",
        "my sister signed a trust deed": "others",
        "should I sign a trust deed?": "asked",
        "I'm on a debt management plan": "dmp",
        "my trust deed failed": "solution_failed",
    },
    "GB-NIR": {
        "I have an IVA": "iva",
        "my DRO was approved": "dro",
        "bankrupt": "bankruptcy",
        "trust deed": "solution",
        "breathing space": "solution",
    },
    "ZA": {
        "I am under debt review": "debt_review",
        "my debt counsellor sent form 17": "debt_review",
        "I want to apply for debt review": "solution_preparing",
        "I have an IVA": "solution",
    },
}


@pytest.mark.parametrize(
    ("place", "text", "key"), [(place, text, key) for place, rows in SAID.items() for text, key in rows.items()]
)
def test_a_state_is_known_by_the_words_of_the_debtor_and_the_law_of_the_case(place: str, text: str, key: str) -> None:
    assert procedure_in(text, place).id == key


@pytest.mark.parametrize("place", JURISDICTIONS)
def test_only_rows_of_the_cases_own_law_are_ever_found(place: str) -> None:
    for text in [text for rows in SAID.values() for text in rows]:
        assert place in procedure_in(text, place).jurisdictions
        assert procedures_in(text)[place] is procedure_in(text, place)


def test_every_state_and_every_stance_can_be_told() -> None:
    reached = {procedure_in(text, place).id for rows in SAID.values() for text in rows for place in JURISDICTIONS}
    assert reached >= set(procedures()) - {"measures_waiting", "solution_filed", "unclear"}
    assert procedure_in("en attente de l'homologation de mon plan", "FR").id == "measures_waiting"
    assert procedure_in("mes papiers sont envoyés", "GB-EAW").id == "solution_filed"
    assert procedure_in("bonjour", "GB-SCT").id == "unclear"
    assert {part.stance for rows in SAID.values() for text in rows for part in parts_of(text)} == set(STANCES)


def test_what_she_then_does_is_hers_and_what_i_do_is_mine() -> None:
    told = "Ma femme est co-emprunteuse. Elle a un dossier recevable."
    assert [part.stance for part in parts_of(told)] == ["other", "other"]
    assert procedure_in(told, "FR").id == "others"
    assert procedure_in(told + " Moi aussi je suis recevable.", "FR").id == "admissible"


def test_south_africa_is_for_the_demonstration_only() -> None:
    for row in procedures().values():
        assert row.demo_only == (row.jurisdictions == ("ZA",))


def test_an_id_that_is_gone_or_of_another_law_gives_the_row_that_protects_most() -> None:
    assert procedure_of("something_older", "FR").id == "admissible"
    assert procedure_of("admissible", "GB-SCT").id == "solution"
    assert not any(getattr(procedure_of("x", place).may, what) for place in JURISDICTIONS for what in WHATS)
    with pytest.raises(ValueError, match="unknown jurisdiction"):
        procedure_in("bonjour", "DE")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("hold: insolvency", "hold: no_such_hold", r"procedures\.yml:\d+: no hold no_such_hold"),
        ("jurisdictions: [ZA]", "jurisdictions: [XX]", r"procedures\.yml:\d+: jurisdictions"),
        ("stances: [refused]", "stances: [forgotten]", r"procedures\.yml:\d+: stances"),
        ("- id: dmp", "- id: iva", r"procedures\.yml:\d+: iva stands twice"),
        ("  stances: []", "  stances: [told]", "the last row, and no other"),
        ("words: ['debt rev'", "words: ['(debt rev'", r"procedures\.yml:\d+: words"),
        ("  demo_only: true", "  demo: true", r"procedures\.yml:\d+: a row has"),
        ("hold: debt_review\n", "hold: debt_review\n  person: false\n", r"procedures\.yml:\d+: whoever is held"),
    ],
)
def test_a_row_that_is_not_whole_is_named_with_its_line(tmp_path: Path, old: str, new: str, told: str) -> None:
    shipped = (Path(__file__).parents[2] / "bot" / "debt" / "procedures.yml").read_text(encoding="utf-8")
    assert old in shipped
    path = tmp_path / "procedures.yml"
    path.write_text(shipped.replace(old, new), encoding="utf-8")
    with pytest.raises(ProcedureError, match=told):
        procedures(path)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("stance: doubt", "stance: gossip", r"procedure_stances\.yml:\d+: stance"),
        ("stance: doubt", "stance: other", "one row for what is another's"),
        ("irrecevab|", "(irrecevab|", r"procedure_stances\.yml:\d+: words"),
        ("  unless:", "  except:", r"procedure_stances\.yml:\d+: a row has"),
    ],
)
def test_a_stance_that_is_not_whole_is_named_with_its_line(tmp_path: Path, old: str, new: str, told: str) -> None:
    shipped = (Path(__file__).parents[2] / "bot" / "debt" / "procedure_stances.yml").read_text(encoding="utf-8")
    assert old in shipped
    path = tmp_path / "procedure_stances.yml"
    path.write_text(shipped.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(StanceError, match=told):
        stance_rules(path)


def test_holds_of_a_procedure_are_all_of_the_matrix() -> None:
    assert {row.hold for row in procedures().values()} - {None} <= set(hold_rules())
