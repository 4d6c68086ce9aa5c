"""More words around what is on record already: never asked once more whether it is contested."""

from __future__ import annotations

import re

from bot.debt import reading
from bot.debt.reading.text.plain import fold
from bot.service.dispute import contested
from bot.service.handover import handover
from bot.service.thread import spoken
from bot.service.thread.conversation import currency_of
from bot.service.thread.reply import Answer, say
from bot.store.database import UnitOfWork
from bot.store.tables import Conversation

_HAS_PROOF = re.compile(
    r"(?<![a-z])(?:j'?ai|jai|g|j'?avais|on a|i have|i've|i got|ive|here is|here's|voici|voila)(?: \w+){0,3}"
    r" (?:bons? (?:de )?(?:retour|livraison|commande)?|recus?|preuves?|tickets?|factures?|photos?|mails?|justificatifs?"
    r"|suivi|bordereau|receipts?|proof|slip|(?:return|delivery) (?:note|slip|label)|invoice|tracking|screenshots?"
    r"|pictures?|e-?mails?|releves?|statement|attestation)(?![a-z])"
)
_ASKS = re.compile(
    r"\?|(?<![a-z])(?:(?:ils?|on|elles?|vous|they|you|u) (?:dis\w*|repond\w*|say|said|think|answer\w*)"
    r" (?:quoi|koi|what)"
    r"|what (?:do|did|are) (?:they|you) (?:say|said|think|doing)|quoi de neuf|alors|des nouvelles|any news)(?![a-z])"
)


async def said_again(uow: UnitOfWork, conversation: Conversation, *, kind: str, text: str) -> Answer | None:
    """Where a proof goes, how the check is going, or that it is added; None: nothing of theirs is on record, or more
    is said than that: a sum, everything, another matter, or so outright.
    """
    if reading.says_so(kind, text) or reading.another_matter(text) or reading.means_all(text):
        return None
    lang, currency = conversation.language, currency_of(conversation)
    numbers = await contested.open_numbers(uow, conversation)
    if not numbers or reading.read_disputed(text, language=lang, currency=currency) is not None:
        return None
    number, question = spoken.listing(numbers, conversation.language), conversation.memory.get("question")
    words = fold(text).text
    if _HAS_PROOF.search(words) is not None:
        return say("utter_proof_where", number=number).asking(question)
    if _ASKS.search(words) is not None:
        return say("utter_check_goes_on", number=number).asking(question)
    await handover.open_handover(uow, conversation, queue="dispute", reason=kind, receipt=numbers[0])
    uow.audit("dispute.added", "conversation", conversation.id, actor="debtor", kind=kind, receipt=numbers[0])
    return say("utter_dispute_added", number=number).asking(question)
