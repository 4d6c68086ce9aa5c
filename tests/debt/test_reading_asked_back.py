"""What is asked back: the reference, what was noted, how a check is going, where a proof is sent."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.debt import reading


@pytest.mark.parametrize(("reads", "yes", "no"), [
    (reading.asks_reference,
     "c koi la reference|non jai le papié mai jsai pas c koi la reference|c'est quoi la référence ?"
     "|where do i find the reference|what's a reference number|elle est où la référence|je trouve pas la référence"
     "|la ref c quoi|where is the reference",
     "ma référence est DEMO-1001|j'ai pas de référence|i lost my reference|la référence c'est DEMO-1001"
     "|i don't have a reference|je n'ai plus la référence"),
    (reading.has_letter,
     "jai le papié mais jsai pas c koi|i have the letter but i don't get it|j'ai le courrier sous les yeux",
     "j'ai perdu le papier|j'ai pas le courrier|i don't have the letter|j'ai jamais eu de lettre|j'ai plus la lettre"),
    (reading.asks_noted,
     "attends c quoi ke t'a noté comme salaire ?|vous pouvez me redire ce que vous avez noté ?"
     "|what have you put down for my rent|what did u put down for my wages|recap stp|recapitule moi mes chiffres"
     "|c'est combien mes courses que t'as noté|vous avez noté quoi|quel montant tu as mis pour mon loyer"
     "|remind me what you wrote down|combien vous avez compté pour les courses",
     "j'ai noté|vous pouvez me rappeler ?|rappelez moi|notez que je touche 900|c'est noté merci|c'est quoi mon plan"
     "|redites moi le plan|combien je dois|j'ai mis 400 pour le loyer|i put down 400|call me back please"
     "|what you've put there isnt what i said"),
    (reading.asks_about_check,
     "c'est encore moi, vous avez retrouvé mon virement ?|où en est ma contestation|any news about my dispute"
     "|did you find my payment|avez-vous vérifié mon paiement",
     "j'ai fait un virement|mon paiement a échoué|je conteste|où en est mon plan"),
    (reading.asks_where_proof,
     "la preuve je vous l'envoie où|où envoyer mon justificatif|where do i send the proof|how can i send you my receipt"
     "|comment je vous envoie la capture",
     "envoyez-moi la preuve|je veux une preuve|send me proof|can i have a receipt|un reçu svp|j'ai la preuve"),
    (reading.pays_share,
     "i pay half. 445|je paye la moitié 445|i can pay half|je règle ma part 445 euros|i'll pay my share 100",
     "my husband pays half|on partage|il paye la moitié|can i pay half?|je paye le loyer|half of it is wrong"),
    (reading.doubts_sum,
     "oui enfin non je crois que c'est plutot 300 mais c pas grave oui|yeah but i thought it was 300|oui plutôt 300",
     "oui c'est ça|yes i think so|oui je crois|oui mais c'est trop pour moi"),
])
def test_it_is_known_in_its_many_forms_and_nothing_else_is(reads: Callable[[str], bool], yes: str, no: str) -> None:
    assert [text for text in yes.split("|") if not reads(text)] == []
    assert [text for text in no.split("|") if reads(text)] == []


@pytest.mark.parametrize(
    "text",
    [
        "kes ke ta noté?", "rapele moi ce que tu a compris", "rappelle moi ce que tu as noté", "tu as compris quoi",
        "vous avez noté quoi du coup", "quels chiffres vous avez retenus exactement ?", "redis moi tout",
        "redites moi tout ca svp", "kel chiffre tu a marké", "keske vous avez compris",
        "je voulais savoir mes chiffres",
        "what have you got down", "what have u got down for me", "read it all back to me", "repeat it all please",
        "what did you write down", "what have you got so far", "wot u got down",
    ],
)
def test_what_was_noted_is_asked_for_in_any_spelling(text: str) -> None:
    assert reading.asks_noted(text)


@pytest.mark.parametrize(
    "text",
    [
        "rappelez moi", "rappelle moi demain", "rappelle moi stp", "j'ai pas compris", "vous avez compris ?",
        "redis moi le montant de la dette", "répétez s'il vous plaît", "what did you say", "what have you got for me",
        "vous avez retenu mon salaire pour une saisie", "how much have you put on my debt", "tout",
    ],
)
def test_a_call_wished_for_or_a_word_not_understood_asks_for_no_figures(text: str) -> None:
    assert not reading.asks_noted(text)
