"""Questions in the middle of something: of two who signed, of what comes first; bills, papers and abuse."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.debt import reading
from bot.debt.reading.dispute.court import names_court, says_no_paper


def those(text: str) -> list[str]:
    return [one for line in text.strip().splitlines() for one in line.split("|")]


LAW = {
    "both": """
yes right. we split up, why i must pay his part?|i ask you why i must pay for my husband
pourquoi je paierais pour mon ex|et si on se sépare je dois payer sa part|why do i have to pay his share
pourquoi je dois payer sa moitié ?
on est séparés pourquoi je paye|do i have to pay for my ex husband|on est divorcés je dois payer quand meme pour lui ?
we broke up do i still have to pay it""",
    "first": """
eish thats a lot. which one do i pay first|je paye laquelle en premier|lequel je paye d'abord
which one should I pay first
par laquelle je commence|what debt should i pay first
je dois payer quoi en premier|what's the priority""",
    "not_concerned": """
et ma femme elle a rien a voir la dedans ok|my wife has nothing to do with this|leave my kids out of it
ma fille n'est pas concernée|mon mari n'a rien à voir avec ça|laissez ma mère en dehors de ça""",
}


@pytest.mark.parametrize(("topic", "text"), [(topic, text) for topic, told in LAW.items() for text in those(told)])
def test_what_is_asked_is_known(topic: str, text: str) -> None:
    assert reading.asks_law(text) == topic


@pytest.mark.parametrize("text", those("""
je paye mon loyer d'abord|ma femme gagne 700|on s'est séparés, je peux plus payer|my husband left me and i can't pay
pourquoi ce montant|je suis séparée|appelez mon patron|ma femme a rien|pourquoi vous m'écrivez|je touche la caf
mes aides sont prises|i pay half|je paye sa pension|I pay for my son's school|je dois payer pour mon fils la cantine
le premier mois je paye combien|rappelez moi au travail|caution de 500 euros pour l'appart|he left me with debts
mon mari paye sa part|on vient de se séparer et je dois payer tout seul|par quoi on commence
pk vs apelé ma soeur elle a rien a voir|Mon mari est mort, dois-je payer ses dettes ?
j'ai plein de dettes partout et je ne sais pas par laquelle commencer|could you write to my work email instead
"""))
def test_something_else_is_none_of_them(text: str) -> None:
    assert reading.asks_law(text) is None


@pytest.mark.parametrize(("reads", "yes", "no"), [
    (reading.names_bill,
     "hello there its about the mobilia phone bill, what do i do, i'm from durban but living in lyon"
     "|j'ai reçu un courrier je comprends rien|it's about my loan|c'est pour ma facture edf",
     "je veux un nouveau credit|quel temps fait-il|devis pour un prêt perso"),
    (names_court, "g recu 1 lettre duissier|j'ai reçu un papier du tribunal|papié bleu huissié g peur|citation reçue"
     "|i got served|a letter from a solicitor|on m'a signifié un acte|ils veulent saisir mon compte",
     "cé bon g recu un truc, je dois payé koi|j'ai reçu un courrier|i got a letter|bjr g recu 1 letre de mezon clair"
     "|recommandé reçu ce matin|le jugement du juge des tutelles|mise en demeure reçue"),
    (says_no_paper, "non c juste une lettre de relance pas du tribunal|en fait c just 1 lettre de rapel"
     "|c'est pas un papier officiel|its just a reminder letter|not from a court|no court, only your text"
     "|j'ai rien reçu du tribunal|j'ai le jugement du juge des tutelles je vous l'envoie ou|c'est une relance de vous",
     "c'est une lettre du tribunal|je l'ai reçue hier|c juste un papier d'huissier|its a court letter"
     "|c'est pas vous c'est le tribunal qui m'a envoyé une injonction|je peux pas aller au tribunal lundi"),
    (reading.contests,
     "j'ai jamais signé un truc pareil de 890 balles bande de voleurs|i never ordered this you crooks|c'est pas à moi",
     "bande de voleurs|j'ai jamais reçu votre courrier|i never got your letter|j'ai rien demandé, une pause ?"),
])
def test_what_is_said_of_courts_bills_and_disputes(reads: Callable[[str], bool], yes: str, no: str) -> None:
    assert [text for text in yes.split("|") if not reads(text)] == []
    assert [text for text in no.split("|") if reads(text)] == []
