"""What is asked back: what a reference is, what was noted so far, how a check is going; and who has the letter."""

from __future__ import annotations

import re

from bot.debt.reading.text.alone import in_short
from bot.debt.reading.text.plain import flat

_AT_MOST = 25
"""Words: a longer message says more than one of these."""
_THE_REFERENCE = (
    r"(?:(?:la|une?|the|a|my|ma|cette|votre|your|le|leur|that|this) )?(?:reference|ref|referance|refference|reff?erence"
    r"|numero de (?:dossier|reference|client)|(?:reference|account|case|customer) (?:number|no))s?"
)
_WHAT_REFERENCE = re.compile(
    rf"(?<![a-z])(?:(?:c'?est |c |ce |cest )?(?:quoi|koi|kwa)(?: exactement)?|what'?s|whats|what is|what does|keske"
    rf"|kesk"
    rf"|qu'est[- ]ce que?(?: c'est)?(?: que)?|qu'appelez[- ]vous|where(?:'s| is| do i (?:find|see|get)"
    rf"| can i (?:find|see))?"
    rf"|ou (?:est|se trouve|trouver|je (?:la )?trouve|je vois|on trouve|c'est|trouve[- ]t[- ]on)|how do i find"
    rf"|elle est ou"
    rf"|trouve pas(?: ou est)?|vois pas(?: ou est)?|cherche|(?:sais|sai|c|comprends?|know) (?:pas|pa|what"
    rf"|where)(?: (?:ce que"
    rf" )?(?:c'?est|c|ce que|it)?)?(?: (?:quoi|koi|ou|is))?) ?,? {_THE_REFERENCE}(?![a-z])"
    rf"|(?<![a-z]){_THE_REFERENCE},? (?:c'?est|c|cest|ca|elle est|is) ?(?:quoi|koi|ou|what|where|ca veut dire)(?![a-z])"
)


def asks_reference(text: str) -> bool:
    """Whether somebody asks what a reference is, or where it stands ("c koi la reference", "where do I find it")."""
    return in_short(text, _WHAT_REFERENCE, words=_AT_MOST)


_LETTER = re.compile(
    r"(?<![a-z])(?:j'?ai|jai|g|i have|i've got|ive got|i got|je l'ai|j'ai bien|i do have)(?: bien)? (?:le|la|un|une"
    r"|votre|vos"
    r"|mon|ce|cette|the|a|your|my|it) ?(?:papiers?|papie|courriers?|lettres?|message|sms|mail|letter|paper|text|email)?"
    r"(?![a-z])"
)
_NAMES_LETTER = re.compile(
    r"(?<![a-z])(?:papiers?|papie|courriers?|lettres?|message|sms|mail|letter|paper|text|email)(?![a-z])"
)
_LOST = re.compile(
    r"(?<![a-z])(?:(?:perdu|jete|plus|jamais|aucun|lost|threw|thrown|binned|never|don'?t have|pas (?:de|le|la|eu|recu))"
    r"(?! (?:c|ce|quoi|koi|what|where|ou)))(?![a-z])"
)


def has_letter(text: str) -> bool:
    """Whether somebody says that they do have the letter ("jai le papié mais jsai pas c koi")."""
    words = flat(text)
    named = _LETTER.search(words) is not None and _NAMES_LETTER.search(words) is not None
    return named and _LOST.search(words) is None


_NOTED_BY = (
    r"(?:note[zrs]?|notee?s?|marque[zrs]?|mis|compte[zrs]?|garde[zrs]?|enregistre[zrs]?|enregistree?s?|retenu?e?s?|compris(?:es?)?"
    r"|compri|capte|pige|ecrit|entendu|put(?: down)?|noted|write(?: down)?|written(?: down)?|wrote(?: down)?"
    r"|got (?:down|so far|noted)"
    r"|have (?:down|so far)|marke[rz]?|recorded|counted|understood|understand|taken down|gathered)"
)
_WHO = (
    r"(?:t'?as?|t a|te|tu as?|vous avez|v(?:ou)?s avez|vous av[eé]|v'?avez|avez[- ]vous|as[- ]tu|on a"
    r"|you(?:'ve| have)?|u(?:'ve| have)?|ye(?:'ve| have)?|have (?:you|u|ye)|did (?:you|u|ye))"
)
_ASKED_FOR = (
    r"(?:quoi|koi|combien|cb|comb1|kel(?:le)?s?|quel(?:le)?s?|kes(?:s?ke?)?|kesk|qes|qu'?est?[- ]ce ?qu?[e']?|what"
    r"|wot|wat|how much|which)"
)
_EVERYTHING = (
    r"(?:tout|tous|ca|tout ca|tout ce qu[e'].{1,20}|it all|all of it|everything|all that|the lot|it back|that back)"
    r"(?: (?:svp|stp|s'il (?:vous|te) plait|please|pls|encore|again|back|to me|une fois|depuis le debut"
    r"|from the start))*"
    r" ?[.?!]*$"
)
_AGAIN = (
    r"(?:redi(?:s|tes?|re)?|savoir|revoir|connaitre|voir|see|know|rap+el+e?[rsz]?|repete[rz]?|relire|relis(?:ez)?"
    r"|resume[rz]?|recapitule[rz]?|recap|read back"
    r"|remind me|repeat|sum up|go (?:back )?over|tell me(?: again)?|show me|read|run|say)"
)
_NOTED = re.compile(
    rf"(?<![a-z]){_ASKED_FOR} (?:\w+[' ]){{0,4}}?(?:que |ke |qu')?{_WHO} (?:\w+ )?{_NOTED_BY}(?![a-z])"
    rf"|(?<![a-z]){_WHO} {_NOTED_BY} (?:quoi|koi|combien|what)(?![a-z])"
    rf"|(?<![a-z]){_AGAIN}(?:[- ]moi)?(?: (?:me|moi|de|of|to|back))* "
    rf"(?:(?:(?:ce|se|s) ?qu?[e']|ske|what|wot) ?{_WHO} (?:\w+ )?{_NOTED_BY}"
    r"|(?:mes|les|my|the) (?:chiffres?|montants?|figures|numbers|reponses|answers))(?![a-z])"
)
_ONLY_RECAP = re.compile(
    r"(?:(?:ok|attends?|alors|et|un|a|svp|stp|please|pls|donc|moi)[ ,]*)*(?:recap(?:itul\w*)?|resume|summary)"
    r"(?:[ ,]*(?:svp|stp|please|pls|moi|tout|ca|s'il vous plait))*[ .!?]*"
)
_REDO_ALL = re.compile(
    r"(?:(?:ok|attends?|alors|et|donc|mais|vas y|can you|could you|please|pls|so|wait|vous pouvez|tu peux)[ ,]*)*"
    r"(?:me )?(?:redi(?:s|tes?|re)?|repete[rz]?|relis(?:ez)?|relire|resume[rz]?|recapitule[rz]?|sum(?: it)? up|repeat"
    rf"|read(?: me)?|go (?:back )?over|run(?: me)? through)(?:[- ]moi)?(?: me| moi)? {_EVERYTHING}"
)
_NOT_NOTED = re.compile(
    r"(?<![a-z])(?:plan|instal\w*|date|day|jour|music|colour|wrong|mistake|right|said|echeancier|schedule|dette"
    r"|debt|lien|link|offre|offer|numero|number|contrat|rendez[- ]vous"
    r"|rappelle[rz]?"
    r"[- ]moi$|rappeler$|call me|ring|demain|tomorrow|matin|morning)(?![a-z])"
)


def asks_noted(text: str) -> bool:
    """Whether somebody asks for the figures that were noted ("c quoi ke t'a noté comme salaire ?", "recap stp")."""
    words = flat(text)
    if len(words.split()) > _AT_MOST or _NOT_NOTED.search(words):
        return False
    whole = _ONLY_RECAP.fullmatch(words) or _REDO_ALL.fullmatch(words)
    return whole is not None or _NOTED.search(words) is not None


_CHECKED = re.compile(
    r"(?<![a-z])(?:(?:vous avez|avez[- ]vous|t'as|on a|have you|did you|you) (?:\w+ )?(?:retrouve|trouve|verifie"
    r"|regarde|eu"
    r"|recu|check(?:ed)?|found|find|look(?:ed)? (?:at|into)|receive[d]?|get|got) (?:\w+ )?(?:mon|ma|le|my"
    r"|the) (?:\w+ )?"
    r"(?:virement|paiement|versement|contestation|reclamation|preuve|payment|transfer|dispute|complaint|claim|proof)"
    r"|(?:ou en (?:est|sont|etes[- ]vous)|des nouvelles|du nouveau|any (?:news|update)|what'?s happening"
    r"|where are (?:we|you))"
    r"(?: \w+){0,4} (?:contestation|reclamation|virement|paiement|verification|dispute|complaint|claim|check"
    r"|payment)"
    r"|(?:combien de temps|how long|quand)(?: \w+){0,6} (?:verif\w*|controler|check\w*|look into))(?![a-z])"
)


def asks_about_check(text: str) -> bool:
    """Whether somebody asks how a check of theirs is going ("vous avez retrouvé mon virement ?")."""
    return in_short(text, _CHECKED, words=_AT_MOST)


_PROOF = (
    r"(?:preuves?|justificatifs?|captures?(?: d'ecran)?|proof|screenshots?|evidence|(?:mon|le|my|the) (?:recu|receipt)"
    r"|bank statement|releve(?: de compte| bancaire))"
)
_SEND = r"(?:envo[iy]\w*|adresse\w*|depos\w*|transm\w*|send|upload|post)"
_WHERE = r"(?:ou|comment|a qui|a quelle adresse|where|how|to whom)"
_PROOF_WHERE = re.compile(
    rf"(?<![a-z]){_PROOF},? (?:je |j'|i |on )?(?:vous |la |le |l'|les |it |dois |peux |can |should "
    rf"|do i )*{_SEND} ?(?:it )?"
    rf"{_WHERE}(?![a-z])|(?<![a-z]){_WHERE}(?: \w+){{0,4}} {_SEND}(?: \w+){{0,3}} {_PROOF}(?![a-z])"
    rf"|(?<![a-z]){_SEND} (?:\w+ )?(?:ou|where|comment|how|a qui)(?: \w+){{0,3}} {_PROOF}(?![a-z])"
)


def asks_where_proof(text: str) -> bool:
    """Whether somebody asks where to send a proof of their own ("la preuve je vous l'envoie où")."""
    return in_short(text, _PROOF_WHERE, words=_AT_MOST)
