"""What a brief says of a need, of violence and of a court paper; and what an agent must not do."""

from __future__ import annotations

from datetime import date

from bot.service.desk import brief
from bot.service.desk.brief import Facts
from bot.service.desk.wants import Said, wants
from bot.store.tables import Conversation, Handover


def facts(reason: str, memory: dict | None = None, said: frozenset[str] = frozenset(), **told: object) -> Facts:
    thread = Conversation(memory=memory or {}, channel="web", language="fr")
    opened = Handover(reason=reason, brief=dict(told), queue="legal")
    return Facts(
        conversation=thread, handover=opened, identified=True, views=(), offers=(), disputes=(), referrals=(),
        contacts=(), said=said,
    )


def keys(lines) -> list[str]:
    return [one.key for one in lines]


def words(*said: str) -> list[str]:
    told = [Said(text=one, lang="fr") for one in reversed(said)]
    lines = wants(Conversation(memory={}), None, (), told, date(2026, 11, 23), "EUR")
    return [str(one.values["words"]) for one in lines if one.key == "wants.words"]


def test_the_need_is_named_with_the_children_and_where_help_is_was_told():
    hungry = facts("urgent_need", said=frozenset({"utter_need_food"}), need="food", children=True)
    assert keys(brief.happened(hungry)) == ["reason.need_food_children"] and "told.need" in keys(brief.told(hungry))
    hungry_words = "j ai plus rien a manger depuis avant hier"
    assert words(hungry_words, "pour les petits surtout", "je vous remercie beaucoup") == [hungry_words]


def test_violence_is_named_and_what_she_asked_stands_in_what_not_to_do():
    beaten = facts("violence_told", said=frozenset({"utter_abuse_line"}), violence=True, no_phone=True, no_letters=True)
    assert keys(brief.happened(beaten)) == ["reason.violence_told"] and "told.abuse_line" in keys(brief.told(beaten))
    assert keys(brief.avoid(beaten))[:3] == ["avoid.violence", "avoid.no_phone", "avoid.no_letters"]
    assert words("mon mari me frappe", "j ai peur", "envoyez rien sur le tel surtout") == [
        "mon mari me frappe", "envoyez rien sur le tel surtout"
    ]


def test_a_paper_is_named_with_its_day_and_nothing_is_claimed_of_one_that_was_only_guessed():
    paper = facts("legal_document", {"court": {"kind": "command", "came": "2026-11-23", "named": True}})
    (line,) = brief.happened(paper)
    assert line.key == "paper_came.command_came" and line.values["day"] == date(2026, 11, 23)
    assert "avoid.paper" in keys(brief.avoid(paper))
    guessed = facts("legal_document", {"court": {"kind": "court", "came": None, "named": False}})
    assert keys(brief.happened(guessed)) == ["reason.paper_perhaps"] and "avoid.paper" not in keys(brief.avoid(guessed))


def test_a_paper_that_turned_out_to_be_none_is_no_longer_told():
    none = facts("legal_document", {"no_paper": True}, said=frozenset({"utter_court_kind"}))
    assert keys(brief.happened(none)) == ["happened.nothing"] and "told.paper" not in keys(brief.told(none))
    again = facts("legal_document", {"no_paper": True, "court": {"kind": "command", "came": None, "named": True}})
    assert keys(brief.happened(again)) == ["paper_came.command"]
    said = [Said(text=one, lang="fr") for one in ("jveu payé 20 par moi", "j'ai recu un papier du tribunal hier")]
    for memory, first in (({}, "j'ai recu un papier du tribunal hier"), ({"no_paper": True}, "jveu payé 20 par moi")):
        lines = wants(Conversation(memory=memory), None, (), said, date(2026, 11, 23), "EUR")
        assert next(one.values["words"] for one in lines if one.key == "wants.words") == first
