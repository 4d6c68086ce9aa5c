"""Whose matter somebody writes about: their own, with help or not, or somebody else's."""

from __future__ import annotations

import re

from bot.debt.reading.text.plain import flat

_I_AM = r"(?:je suis|j'suis|jsuis|jsui|chui|suis|i am|i'm|im|i've been|moi qui (?:est|suis))"
_HELPER = (
    r"(?<![a-z])(?:(?:mon|ma|mes|notre|my|our) |l'|la |le )(?:as(?![a-z])|assistante?s? sociale?s?"
    r"|travailleu\w+ sociale?"
    r"|educat\w+|(?:conseill\w+|referente?)(?: (?:en economie )?sociale?| budget| cesf| rsa)?|cesf|curat\w+"
    r"|mandataire\w*"
    r"|udaf|asso\w*|point conseil budget|pcb|secours \w+|ccas|mairie|juriste|social worker|support worker|key ?worker"
    r"|case ?worker|(?:debt |money |welfare )?advis[eo]r|counsell?or|carer|cpn|probation officer|housing officer)"
)
_BODY = r"(?<![a-z])(?:cresus|les restos|emmaus|citizens'? advice|stepchange|the cab|christians against poverty)"
_HELPED = re.compile(
    rf"(?<![a-z]){_I_AM} (?:suivie?|accompagnee?|aidee?|epaulee?|soutenue?|conseillee?|followed|supported|helped|seen)"
    r"(?: \w+)? (?:par|by|au|a la|chez|avec)(?![a-z])"
    rf"|(?:{_HELPER}|{_BODY})(?: (?:mme|mr|m|madame|monsieur|mrs|ms|miss)\.? \w+)?,?(?: (?:qui|elle|il|she|he|they"
    rf"|on))*"
    r"(?: (?:m'?(?:a|ont)?|me|has|have|had))?(?: ?(?:m'|me|a|ont))* ?(?:dit|di|conseill\w*|demand\w*|envoy\w*|orient\w*"
    r"|recommand\w*|told|said|asked|advised|suggest\w*|sent|recommended|helps?|helping|suit|accompagne|aide)(?![a-z])"
    r"|(?<![a-z])(?:j'ai|jai|i have|i've got|i got) (?:une? |a )(?:assistante? sociale?|as|educat\w+|conseill\w+"
    r"|curat\w+"
    r"|social worker|support worker|key ?worker|advis[eo]r|counsell?or|carer)(?![a-z])"
)
_FOR_A_LIVING = re.compile(
    rf"(?<![a-z]){_I_AM} (?:(?:la|le|l'|une?|an?|the|his|her|sa|son) ?)?(?:as(?![a-z])|assistante? sociale?"
    rf"|travailleu\w+"
    r"|educat\w+|curat\w+|tut(?:eur|rice)|mandataire|conseill\w+|(?:social|support|key|case|youth) ?worker|advis[eo]r"
    r"|carer|nurse|infirmi\w+|aide(?! par)|deputy|guardian)"
    r"|(?<![a-z])(?:mon|ma|mes|my|our) (?:patiente?|cliente?|protegee?|ward|tenant|resident|employee|service user)s?"
    r"(?![a-z])"
)
_GUARDED = re.compile(
    rf"(?<![a-z]){_I_AM}(?: \w+)? (?:sous|under|en) (?:une? |a )?(?:curatelle|tutelle|sauvegarde|protection judiciaire"
    r"|guardianship|deputyship|habilitation)"
    r"|(?<![a-z])(?:c'est |cest |c )?moi (?:qui (?:est|suis) )?sous (?:curatelle|tutelle|sauvegarde)"
    r"|(?<![a-z])(?:j'ai|jai|i have|i've got) (?:un |une |a )?(?:curat\w+|tut(?:eur|rice)|deputy|guardian)(?![a-z])"
    r"|(?<![a-z])(?:mon|ma|my) (?:curat(?:eur|rice)|tut(?:eur|rice)|deputy)(?![a-z])"
)
_THING = (
    r"(?:dossier|dette|credit|affaire|cas|compte|facture|situation|contrat|file|debt|case|account|bill|loan)s?"
)
_OWN = re.compile(
    r"(?<![a-z])(?:c'est|cest|c|s'est|it is|it's|its|that's|thats|this is)(?: (?:bien|really|actually|about))?"
    rf" (?:(?:mon|ma|mes|my)(?: propres?| own)? {_THING}|pour moi(?: meme)?|for me|for myself|me(?: who owes)|my own"
    r"|(?:bien )?moi (?:qui dois|la (?:personne concernee|cliente?|debitrice)|le (?:client|debiteur)))(?![a-z'])"
    r"|(?<![a-z])(?:je suis (?:bien )?la bonne(?: personne)?|(?:i am|i'm) the right person)(?![a-z])"
    r"|(?<![a-z])(?:je parle|j'ecris|je vous ecris|i'm writing|i'm talking|i write) (?:de|pour|about|for) (?:moi|myself"
    r"|me)"
    r"(?![a-z])|(?<![a-z])(?:moi[- ]meme|i am the (?:debtor|customer|borrower|one concerned)|je suis la (?:personne"
    r" concernee|cliente|debitrice)|je suis le (?:client|debiteur))(?![a-z])|(?<![a-z])about me(?![a-z])"
)
_ONLY_ME = re.compile(
    r"(?:(?:oui|si|yes|non|no|mais|but|ben|bah|well|bonjour|hello),? )*(?:c'est|cest|c|it is|it's|its|this is|that's)"
    r"(?: (?:bien|bel et bien|vraiment|really))? (?:moi|a moi|me|mine|mon nom|mon numero)(?: meme)?[ .!]*"
)
_NOT_OWN = re.compile(r"(?<![a-z])(?:pas|plus|jamais|not|never|isn'?t|isnt|wasn'?t|aint|ain't|n'est)(?![a-z])")
_CLOSE = 10
_FEW = 10
"""Words of who says no more than that."""
_KIN = (
    r"(?:meres?|maman|peres?|papa|mari|femme|epoux|epouse|conjointe?|compagn(?:on|e)|copain|copine|fils|fille|frere"
    r"|soeur"
    r"|tante|oncle|grand[- ]?(?:mere|pere)|mamie|papi|belle[- ]mere|beau[- ]pere|voisine?|amie?s?|pote|parents?|ex"
    r"|mother|mum|mom|mam|father|dad|da|husband|wife|partner|son|daughter|brother|bro|sister|aunt|uncle|nan|gran\w*"
    r"|boyfriend|girlfriend|gf|bf|friend|mate|neighbour|fella|niece|nephew|cousin|flatmate)"
)
_RELATIVE = re.compile(
    rf"(?<![a-z])(?:je suis|jsuis|jsui|c'est|i am|i'm|im|this is|i be)(?: (?:only|just|juste))?"
    rf" (?:la|le|l'|sa|son|the|his|her|their) ?{_KIN}(?! (?:(?:de|of) )?(?:a moi|mine|[0-9]|une? |deux|trois|quatre|two"
    r"|three|four|famille|family|de menage))(?![a-z])"
    rf"|(?<![a-z])(?:je suis|i am|i'm|im) [\w' ]{{0,14}}'s {_KIN}(?![a-z])"
)
_FOR = re.compile(
    rf"(?<![a-z])(?:c'est|j'ecris|je vous ecris|j'appelle|i'm writing|i am writing|writing|i write|asking)"
    rf" (?:pour|for|au nom de|on behalf of) (?:ma|mon|mes|my|sa|une?|a|le|la) {_KIN}(?![a-z])"
    rf"|(?<![a-z])(?:c'est )?moi qui (?:ecri\w+|tape|traduis|gere|m'occupe|repond\w*)"
    rf"|(?<![a-z])(?:i'?m |i am |c'est moi qui |je )(?:translat\w+|traduis)(?: (?:for|pour|her|him|them))?(?![a-z])"
    rf"|(?<![a-z])(?:(?:ma|mon|my) {_KIN}|maman|papa|mamie|papi|mum|dad) (?:a |has |ha |had |got |owes?"
    rf"|doit)(?: \w+)? ?(?:un |une |a |an )?(?:dossier"
    rf"|dette"
    r"|credit|pret|debt|loan|account|bill|money|you|letter|courrier)"
)
_MINE = re.compile(
    r"(?<![a-z])(?:(?:pa(?:ie|ye|yer|ier)|aide\w*|avance\w*|regle\w*|pays?|paying|help\w*) (?:plus "
    r"|encore )?(?:pour moi|for"
    r" me|me)(?![a-z])|(?:je suis|jsui|jsuis|j'habite|je vis|i live|i'm (?:living|staying)|logee?"
    r"|hebergee?) (?:chez|with"
    r"|at|a la maison)|(?:ma|mon|mes|my) (?:dettes?|dossier|credits?|factures?|situation|debts?|bills?|loans?|account)"
    r"(?![a-z]))"
)
_THEIRS = re.compile(
    rf"(?<![a-z])(?:il|elle|ils|elles|he|she|they) (?:(?:vous|you|me|a|a un|has|had) )?(?:dois?|doit|doivent|owes?|veut"
    rf" savoir|wants? to know)(?![a-z])|(?<![a-z])(?:son|sa|ses|leur|his|her|their) (?:dossier|dettes?|credits?"
    rf"|factures?"
    rf"|courriers?|situation|file|debts?|bills?|loans?|account|letters?)(?![a-z])|(?<![a-z]){_KIN}'s (?:debt|bill|loan"
    r"|account|letter)"
)

_OF_THEM = re.compile(
    rf"{_THEIRS.pattern}|(?<![a-z])(?:combien|how much|what|que|quoi) (?:il|elle|does (?:he|she)|he|she)(?![a-z])"
)


def helped_by(text: str) -> bool:
    """Whether whoever writes is helped with their own affairs: "mon assistante sociale m'a dit de vous contacter"."""
    words = flat(text)
    return _HELPED.search(words) is not None and not _theirs(words) and _FOR_A_LIVING.search(words) is None


def guarded(text: str) -> bool:
    """Whether whoever writes says that they themselves are under a measure of protection ("je suis sous curatelle")."""
    words = flat(text)
    return _GUARDED.search(words) is not None and not _theirs(words) and _FOR_A_LIVING.search(words) is None


def own_file(text: str) -> bool:
    """Whether somebody says outright that the matter is their own ("c'est mon dossier à moi", "it's for me")."""
    words = flat(text)
    if _ONLY_ME.fullmatch(words):
        return True
    found = _OWN.search(words)
    if found is None or _theirs(words) or _FOR.search(words):
        return False
    return not _NOT_OWN.search(words[max(0, found.start() - _CLOSE) : found.end()])


def says_its_me(text: str) -> bool:
    """The same, and next to nothing else; a question is none ("c'est mon dossier ?")."""
    return "?" not in text and len(text.split()) <= _FEW and own_file(text)


def relative_of(text: str) -> bool:
    """Whether somebody says whose wife, son or friend they are ("I am the wife of Thomas", "je suis sa fille")."""
    return _RELATIVE.search(flat(text)) is not None


def writes_for(text: str) -> bool:
    """Whether somebody says outright that they write for another ("maman a un dossier chez vous, c'est moi qui
    traduis"): what then stands there of a reference or a birth date is not theirs.
    """
    words = flat(text)
    return _FOR.search(words) is not None or _RELATIVE.search(words) is not None


_DEAD = re.compile(
    r"(?<![a-z])(?:mort\w*|deced\w*|deces|disparue?|died|dead|passed|deceased|late|succession|estate)(?![a-z])"
)
_HARD = re.compile(
    r"(?<![a-z])(?:hopita\w*|hospita\w*|coma|urgences|reanimation|cancer|avc|stroke|accident\w*|malade|prison"
    r"|en maison de"
    r" retraite|alzheimer|dementia|operee?|surgery|icu|ill|sick)(?![a-z])"
)


def about_relative(text: str) -> bool:
    """Whether a relative of somebody who lives asks about that person's matter ("I'm his wife, what does he owe?")."""
    words = flat(text)
    return _RELATIVE.search(words) is not None and _OF_THEM.search(words) is not None and _DEAD.search(words) is None


def tells_death(text: str) -> bool:
    """Whether words speak of somebody who has died."""
    return _DEAD.search(flat(text)) is not None


def hard_news(text: str) -> bool:
    """Whether words tell of illness, hospital or the like, of whoever it is."""
    return _HARD.search(flat(text)) is not None


def may_be_own(text: str) -> bool:
    """Whether words that sound like another's may be of oneself ("jsui chez ma mère elle veut plus payer pour moi")."""
    words = flat(text)
    found = _MINE.search(words)
    if found is None or _theirs(words) or _FOR.search(words):
        return False
    return not _NOT_OWN.search(words[max(0, found.start() - _CLOSE) : found.start()])


def _theirs(words: str) -> bool:
    return _THEIRS.search(words) is not None or _RELATIVE.search(words) is not None
