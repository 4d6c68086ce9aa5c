"""Words that hold a plain matter of money, a plan, a court or an estate, and nothing dark: what a model can't place in
them is no sign of despair.
"""

from __future__ import annotations

import re

from bot.debt.reading.care.spoken_needs import written_out

_B, _E = r"(?<![a-z0-9])", r"(?![a-z0-9])"
_MATTER = re.compile(
    rf"{_B}(?:notaires?|succession|heritage|renonc\w*|refus\w* (?:la |l')?(?:succession|heritage)|caution"
    rf"|(?:chaque|par|tous les|ts les) mois|mensualites?|echeances?|a partir (?:de|du|d')"
    rf"|(?:des|en) (?:janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre)"
    rf"|(?:dit oui|signe|accepte) (?:\w+ ){{0,2}}(?:plan|accord|echeancier)|loyer (?:\w+ ){{0,2}}(?:augmente|monte"
    rf"|passe)"
    rf"|maitre [a-z]+|pension alimentaire|apl|caf|prelevements?|virement|remise|solde|rembours\w*"
    rf"|(?:each|every|per|a) month|instalments?|from (?:january|february|march|april|may|june|july|august|september"
    rf"|october"
    rf"|november|december)|solicitor|probate|estate|standing order|direct debit|refund|the rent (?:went|has gone|is) up"
    rf"|said yes to (?:the|your) plan|pourri\w* la vie|ruin(?:ing|ed) (?:my|our) (?:day|week|evening)){_E}"
    rf"|[0-9]+ ?(?:€|£|euros?|quid)"
)
_SUM = re.compile(
    rf"{_B}(?:(?:je |j')?(?:dois|doi|devais)|pay(?:e|es|ee|er|ez|ai|ait|erai|erais|ed|ing|ment|ments)?|pai(?:e|es|ement"
    rf"|ements)"
    rf"|paid|payd|regl(?:e|er|ez|ement|erai|ements)|verse(?:r|ment|ments)?|factures?|dettes?|somme|sommes|montants?"
    rf"|le reste|la moitie|tranches?|acompte|relances?|creanciers?|contrats?|rib|cheques?|carte bleue|cb|salaires?"
    rf"|(?:i|we|you|they) owe|owed?|owing|summit|sum|sums|amount|the rest|rest i|half|part of it|bills?|debts?|creditor"
    rf"|invoice|bank transfer|debit card|wages?|salary|to sort|sort (?:it|the|out)|each week|per week|a week){_E}"
    rf"|{_B}(?:the|les?|of|de|d'|a|l'|sur|mes|my|your|vos|just|only|juste|que|says?|dit|instead of|au lieu de|for|pour"
    rf"|rest|reste) "
    rf"[0-9]{{2,5}}(?:[.,][0-9]{{2}})?{_E}"
)
"""What a sum is spoken of with: alone it is less than a plain matter, and only a doubtful sign passes it over."""
_DARK = re.compile(
    rf"{_B}(?:peux plus|en peu[xt]? plus|pu|craqu\w*|pleur\w*|mort\w*|mour\w*|meur\w*|crev\w*|suicid\w*|tuer?|fin|finir"
    rf"|bout|envie|sers?|sert|disparai\w*|dormir|dors|marre|seule?|desesp\w*|deprim\w*|vide|rien|plus la|noir\w*"
    rf"|pont|medic\w*"
    rf"|courage|force|espoir|honte|perdu\w*|vie(?! (?:chere|courante))|monde|adieu|pardon|poids|charge|tout arret\w*"
    rf"|stop|assez"
    rf"|trop|jamais|personne|foutu\w*|peur|angois\w*|sombr\w*|coul\w*|noy\w*|epuis\w*|fatigu\w*|tiens? plus|supporte\w*"
    rf"|can'?t (?:go on|cope|do this|take)|cop(?:e|ing)|die|dying|dead|death|kill\w*|end|over|point|hope\w*|alone"
    rf"|cry\w*|dark|give up"
    rf"|giving up|sleep|gone|burden|better off|sorry|goodbye|enough|worth\w*|useless|scared|afraid|drown\w*|breaking"
    rf"|struggl\w*"
    rf"|anymore|any more|no longer|nobody|lost|pills?|bridge){_E}"
)
_BESIDE_NEED = re.compile(
    rf"{_B}(?:(?:peux|peut|peu|en|j'en) plus|craqu\w*|pleur\w*|mort\w*|mour\w*|meur\w*|crev\w*|suicid\w*|tuer?|finir"
    rf"|bout|envie"
    rf"|sert a|disparai\w*|dormir|dors|marre|desesp\w*|deprim\w*|noire?s?|tunnel|coeur|tete|moral|utilite|sens|supporte"
    rf"|somnif\w*|medic\w*|cachets?|espoir|adieu|ame|interest|feel\w*|anythin\w*|use in|point|heart|sob\w*|life"
    rf"|energy|sleep"
    rf"|chest|numb|die|dying|dead|death|kill\w*|hope\w*|cry\w*|give up|burden|pills?|hugged|light anywhere|chaise){_E}"
)


def dark_beside_need(text: str) -> bool:
    """Whether something beside hunger or a cut-off may be despair: there, a strong sign of it is not passed over."""
    return _BESIDE_NEED.search(written_out(text)) is not None


_INSULT = re.compile(
    rf"{_B}(?:merci|bravo|thanks|thank you|cheers)(?: [\w']+){{0,5}} (?:pourri\w*|gach\w*|ruin\w*|wreck\w*|harcel\w*)"
)


def sarcastic(text: str) -> bool:
    """Thanks that are none ("merci quand meme de nous pourrir la vie")."""
    return _INSULT.search(written_out(text)) is not None


def plain_matter(text: str) -> bool:
    """Whether the words tell of such a matter and hold nothing that may be despair."""
    words = written_out(text)
    if sarcastic(text):
        return not re.search(r"\b(?:mourir|mort|tuer|suicid|finir|die|kill|end it)\b", words)
    told = _MATTER.search(words) is not None or _SUM.search(words) is not None
    return told and _DARK.search(words) is None
