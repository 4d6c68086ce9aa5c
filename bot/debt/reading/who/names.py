"""A name told in a sentence ("je suis Nadia Benali née le …"): only where nothing else can be meant by those words."""

from __future__ import annotations

import re
from datetime import date

from bot.debt.reading.text.plain import fold, with_digits
from bot.debt.reading.who.births import full_date_spans
from bot.debt.reading.who.references import read_postcode

_INTRODUCES = re.compile(
    r"(?<![a-z0-9'])(?:je suis|j'suis|jsuis|jsui|chui|je m'appelle|je m'apel+e?|jm'?appelle|jmap+el+e|je me nomme"
    r"|mon nom (?:est|c'est|et)|moi c'est|c'est|cest|ici|nom(?: et prenom)?(?: complet)?(?: est)?|prenom et nom"
    r"|my (?:full )?name is|my name'?s|name is|(?:full )?name|i am|i'm|im|it is|it's|its|this is|call me)"
    r" ?[:=,-]? ?(?:(?:m|mr|mme|mlle|mrs|ms|miss|monsieur|madame|mademoiselle|mister)\.? )?"
)
_WORD = re.compile(r"[a-z][a-z'-]*[a-z]")
_NEXT = re.compile(r"[ ,]{1,3}")
_ENDS = frozenset(
    "nee ne nais naissance born birth dob date d.o.b code postal cp postcode post zip habite habitant habitante vis "
    "demeurant j'habite from live lives living residing and et a at in on of the ref reference num numero dossier my "
    "mon ma i je j'ai le la au aux du des adresse address town ville age ans years domicilie domiciliee".split()
)
_PARTICLES = frozenset("de da do dos del della di el al ben bin van von den der le la mac mc o d'".split())
_NO_NAME = frozenset(
    "un une des les mes vos nos ses pas plus tres trop bien mal toujours encore deja vraiment juste seulement aussi "
    "tout toute tous rien jamais en dans sur sous sans avec pour par chez depuis pendant vers entre contre "
    "avant apres "
    "malade seul seule perdu perdue desole desolee divorce divorcee separe separee veuf veuve marie mariee "
    "celibataire "
    "pacse pacsee enceinte retraite retraitee etudiant etudiante chomage chomeur chomeuse handicape "
    "handicapee fauche "
    "fauchee endette endettee bloque bloquee inquiet inquiete stresse fatigue fatiguee epuise epuisee sourd sourde "
    "etranger francais francaise anglais client cliente debiteur debitrice titulaire mere pere maman papa femme mari "
    "fils fille frere soeur ami amie conjoint conjointe tuteur tutrice curateur heritier heritiere personne "
    "quelqu'un "
    "moi toi lui elle nous vous eux qui que quoi dont comment pourquoi quand combien ce cet cette ces ca cela son sa "
    "mineur mineure majeur majeure sdf hospitalise arret accident victime venu venue la-bas oblige obligee "
    "pret prete "
    "not no never very too so just really only also still already out off with without about because for to "
    "by up down "
    "writing trying looking working getting having being going struggling behind sick ill poor broke skint "
    "unemployed "
    "retired disabled single married divorced widowed pregnant alone sorry afraid worried scared stressed tired lost "
    "fine ok okay sure ready unable able deaf blind homeless a an any some all both this that these those here there "
    "your his her our their its me you him them us who what which how why when where mum dad mother father son "
    "daughter wife husband partner friend client customer tenant owner holder debtor person somebody someone been "
    "paid owed owing due overdue late wrong right correct true false urgent important again back now today tomorrow "
    "bonjour bonsoir salut hello hi merci thanks please svp stp oui non yes mais but si if ou or puis then donc car "
    "justice huissier avocat lawyer bailiff banque bank credit loan dette debt facture bill compte account contrat "
    "suis est sont ai ont as avez peux peut veux voudrais dois doit am is are was were have has had can could will "
    "would should must need want like think know".split()
)
_FEWEST, _MOST, _PARTS = 2, 4, 6
_AROUND = frozenset(
    "bonjour bonsoir salut slt bjr hello hi hey good morning evening afternoon madame monsieur nee ne e le la "
    "les du de "
    "d en a au on the of in at to date naissance birth born dob b o d code postal cp postcode post zip habite "
    "habitant "
    "j je vis demeurant from live living residing and et mon ma my est is c it s ville france uk merci thanks "
    "thank you "
    "cordialement svp please voila adresse address suis i am".split()
)


def read_name(text: str) -> str | None:
    """First and last name where somebody says who they are, as they wrote them; None where that is in doubt."""
    plain = fold(text)
    for found in _INTRODUCES.finditer(plain.text):
        span = _name_at(plain.text, found.end())
        if span is not None:
            begin, end = span
            return text[plain.starts[begin] : plain.ends[end - 1]]
    return None


def _name_at(words: str, at: int) -> tuple[int, int] | None:
    begin = end = at
    told = parts = 0
    while (word := _WORD.match(words, at)) is not None and parts < _PARTS:
        if word[0] in _PARTICLES and told > 0 and _goes_on(words, word.end()):
            told -= 1  # "de la Tour": part of the name, and no name by itself
        elif word[0] in _ENDS or words[word.end() : word.end() + 1].isdigit():
            break
        elif word[0] in _NO_NAME:
            return None
        told, parts, end = told + 1, parts + 1, word.end()
        gap = _NEXT.match(words, end)
        if gap is None or (gap[0].strip() and told >= _FEWEST):
            break
        at = gap.end()
    said = words[begin:end].split()
    return (begin, end) if _FEWEST <= told <= _MOST and len(set(said)) == len(said) else None


def _goes_on(words: str, at: int) -> bool:
    """Whether another word follows that may be of the name, after a particle."""
    gap = _NEXT.match(words, at)
    following = _WORD.match(words, gap.end()) if gap is not None and not gap[0].strip() else None
    return following is not None and following[0] not in _ENDS - _PARTICLES


def only_introduces(text: str, language: str) -> bool:
    """Whether a message tells who somebody is (name, birth date, postcode) and nothing beside it."""
    name, postcode = read_name(text), read_postcode(text)
    if name is None:
        return False
    left = set(fold(name).text.replace("'", " ").replace("-", " ").split())
    plain = fold(text)
    for version in (plain, with_digits(plain, language, ordinals=True)):
        words, at = "", 0
        for start, end, _ in full_date_spans(version, date(2000, 1, 1)):
            words, at = f"{words}{version.text[at:start]} ", end
        words = _INTRODUCES.sub(" ", words + version.text[at:])
        for part in (postcode or "").lower().split():
            words = words.replace(part, " ")
        if all(word in left or word in _AROUND for word in re.findall(r"[^\W_]+", words)):
            return True
    return False
