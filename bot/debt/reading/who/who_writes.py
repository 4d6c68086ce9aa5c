"""Who is at the keyboard: a yes to "is it your own situation?" with a word more, one who is handed the telephone, a
relative who has leave to write; and what is said of the birth date that is asked for.
"""

from __future__ import annotations

import re

from bot.debt.reading.text.alone import in_short
from bot.debt.reading.text.plain import flat

_B, _E = r"(?<![a-z])", r"(?![a-z])"
_FEW, _SHORT = 14, 18
"""Words, references and dates left out."""
_FACTS = re.compile(r"[a-z]{2,6}-?\s?\d{3,}|\d+")
_ITS_ME = re.compile(
    rf"{_B}(?:c'?est|cest|c|it'?s|its|it is|this is)(?: (?:bien|really|definitely|just))? (?:moi|me|a moi)"
    rf"(?!(?:meme)? (?:qui|who|that|de|pour|for)){_E}"
    rf"|{_B}(?:i am|i'm|im|je suis|jsuis|chui)(?: bien| really)? (?:elle|lui|him|her|cette personne|that person"
    rf"|la (?:dame|personne)|le monsieur){_E}|{_B}(?:moi[- ]meme|speaking for myself|for myself){_E}"
    rf"|{_B}(?:mine|my own|a moi|le mien|la mienne|pour moi)(?! (?:et|and)){_E}"
)
_YES = re.compile(r"^(?:(?:ben|bah|euh|well|so|donc|mais|but)[ ,]+)*(?:oui+|ouais?|ui|yes+|yeah?|yep|yh|aye"
    r"|si)(?![a-z])")
_OTHERS = re.compile(
    rf"{_B}(?:il|elle|ils|elles|lui|he|she|him|her|his|son|sa|ses|leur|their|they|mon (?:pere|mari|fils|frere|ami)"
    r"|ma (?:mere|femme|fille|soeur|copine)|maman|papa|mum|mom|dad|my (?:mother|father|husband|wife|son|daughter|dad"
    rf"|mum|brother|sister|friend|partner|nan)|pour (?:un|une|mon|ma|le|la)|for (?:my|a|him|her)|patient|client){_E}"
)
_NOT = re.compile(rf"{_B}(?:pas|not|jamais|never|isn'?t|non|no){_E}")


def says_own(text: str, *, asked: bool = True) -> bool:
    """Whether an answer to "is it your own situation?" is a yes, whatever name or number stands beside it; not
    `asked`: only who says that it is them.
    """
    words = " ".join(_FACTS.sub(" ", flat(text)).split())
    if "?" in text or len(words.split()) > _FEW or _NOT.search(words):
        return False
    if _ITS_ME.search(words):
        return not re.search(rf"{_B}(?:qui|who) (?!parle|ecri|writ)", words)
    return asked and _YES.search(words) is not None and not _OTHERS.search(words) and len(words.split()) <= _FEW // 2


def still_for_another(text: str) -> bool:
    """Whether a yes to that question goes on to speak of somebody else ("yes, for my dad"): it is none."""
    words = flat(text)
    return len(words.split()) <= _SHORT and _YES.search(words) is not None and _OTHERS.search(words) is not None


_HANDS_OVER = re.compile(
    rf"{_B}(?:je (?:vous )?(?:la|le|lui|les) (?:passe|donne)(?: le (?:tel|telephone|clavier|phone))?"
    rf"|(?:elle|il) (?:prend|reprend) (?:le|la main)|(?:i'?ll|i will|let me|im|i'm|going to) ?(?:just )?(?:pass|put"
    rf"|hand"
    rf"|give|passing|putting|handing)(?: you)? (?:him|her|them|the phone|it|you) ?(?:on|over|to)?"
    rf"|here (?:she|he) is|la voici|le voici|(?:she|he) is typing now){_E}"
)


def hands_over(text: str) -> bool:
    """Whether somebody says that the person concerned writes now ("je vous la passe", "here she is")."""
    words = " ".join(_FACTS.sub(" ", flat(text)).split())
    return len(words.split()) <= _FEW and _HANDS_OVER.search(words) is not None


_CONSENT = re.compile(
    rf"{_B}(?:(?:donne|done|a donne|donner)(?: (?:moi|son|sa|leur|un|l'|vous))* ?(?:accord|permission|autorisation)"
    rf"|(?:il|elle|he|she|they)(?: (?:est|is|are|'s|s))? (?:d'?accord|ok|okay|agrees?|consents?|fine with"
    rf"|happy (?:for|with)"
    rf"|gives? (?:his|her|their|you|me)? ?(?:permission|consent|ok))"
    rf"|(?:have|got) (?:his|her|their|my \w+'?s?) (?:permission|consent|authori[sz]ation|ok)|(?:j'?ai|jai"
    rf"|avec) (?:son|sa|une?"
    rf") (?:accord|autorisation|procuration|permission)|power of attorney|procuration|mandat (?:ecrit|signe)"
    rf"|(?:il|elle) (?:est|et) (?:la|a cote|avec moi)|(?:he|she)(?:'s| is)(?: right)? (?:here|next to me|beside me"
    rf"|with me)){_E}"
)


def has_leave(text: str) -> bool:
    """Whether whoever writes for another says that this one agrees, or sits beside them."""
    return in_short(text, _CONSENT, words=_SHORT)


_BIRTH = (
    r"(?:(?:(?:ma|la|the|my|me|une?|a|cette|votre|sa) )?(?:date (?:de )?naiss\w*|dates? of birth|d ?o ?b"
    r"|birth ?da(?:te|y)s?"
    r"|bday|naissance|birthdate|(?:jour|annee) (?:de )?(?:ma )?naissance))"
)
_WHY = re.compile(
    rf"{_B}(?:pourquoi|pourkoi|pq|pk|pkoi|prk|why|how come|pour quoi faire|a quoi (?:ca|sa) sert|what(?:'s"
    rf"| is)? (?:it|that)"
    rf" for|what for|(?:c'?est|c) pour (?:quoi|koi)|kel rapport|quel rapport|what (?:do|d) (?:you|u) (?:need|want)){_E}"
)
_GIVING = (
    rf"{_B}(?:voul\w*|vlez|demand\w*|need|want|ask\w*|besoin|donn\w*|give|giv|faut|sert|pour quoi|pour koi"
    rf"|what for){_E}"
)
_REFUSES = re.compile(
    rf"{_B}(?:(?:je |j'?|j )?(?:ne )?(?:veux|vais|donne\w*|dirai|dis|filerai|file|communique\w*)(?: (?:vous|te|la|le"
    rf"|les|pas"
    rf"|rien|jamais|point|pa))*(?: (?:donner|dire|filer|communiquer))?"
    rf"|(?:not|never|wont|won't|dont|don't|aint|ain't|refuse|no way|rather not|pas envie|hors de question|pas question"
    rf"|refuse))(?: \w+'?\w*){{0,5}} ?{_BIRTH}"
    rf"|{_BIRTH}(?: \w+'?\w*){{0,3}} ?(?:you don'?t get|not for you|jamais|never|non|no chance|reste|is private|is mine"
    rf"|c'?est (?:prive|perso\w*)|ne (?:vous )?regarde){_E}"
)
_NEGATED = re.compile(rf"{_B}(?:pas|pa|jamais|rien|not|never|won'?t|wont|don'?t|dont|ain'?t|aint|refuse|no|non|hors"
    rf"|point"
                      rf"|prive|private|perso\w*|mine|rather){_E}")
_THEM = re.compile(
    rf"{_B}(?:(?:je |j')?(?:(?:ne )?(?:vous |te )?(?:la |le )?(?:donne|dirai|dis)(?:rai)? (?:pas|jamais)"
    rf"|(?:i'?m |im |i )?(?:not|wont|won't|dont|don't) (?:givin\w*|give|tell\w*|say\w*|share|sharing) (?:you |u |it"
    rf"|that"
    rf"|this|no|my)|you don'?t get (?:it|that))|(?:pas|not) (?:a|to) (?:un|une|a) (?:robot|machine|bot)){_E}"
)
_WHOSE = re.compile(
    r"^(?:(?:euh|mais|but|ok|et|and|so|donc|bah|sorry|pardon)[ ,]+)*(?:(?:la |le )?(?:mienne|mien|mine|my own|moi|me"
    r"|ma date"
    r"|my (?:birthday|date|dob)),? (?:ou|or) (?:(?:la |le )?(?:sien|sienne)|celle (?:de|du|d')\w*|his|hers?|theirs?"
    r"|lui|elle"
    r"|my \w+'?s?|a (?:lui|elle))[\w' ]*|(?:la |le )?(?:sienne|his|hers),? (?:ou|or) (?:la )?(?:mienne|mine)"
    r"|(?:de|a) qui|whose|celle de qui|whose (?:birthday|one|date|dob)[\w ]*)[ ?!.]*$"
)
_OF_MONEY = re.compile(rf"{_B}(?:pay\w*|dois|doit|owe\w*|argent|money|sous|montant|sum|regl\w*){_E}")
_NONE = re.compile(
    rf"{_B}(?:(?:j'?en )?ai pas|jen ai pas|j'en ai aucune?|i (?:don'?t|dont) have (?:one|it|any)|(?:je )?(?:l'?ai"
    rf"|la) pas"
    rf"|(?:i )?(?:have|got) none){_E}"
)


def asks_why_birth(text: str, *, asked: bool) -> bool:
    """Why a birth date is asked for; `asked`: it is what was asked last, and need not be named."""
    words = flat(text)
    if len(words.split()) > _SHORT or _WHY.search(words) is None:
        return False
    named = re.search(_BIRTH, words) is not None
    about_it = asked and re.search(_GIVING, words) is not None and not _OF_MONEY.search(words)
    return named or (about_it and not _FACTS.search(words) and len(words.split()) <= _FEW // 2 + 1)


def refuses_birth(text: str, *, asked: bool) -> bool:
    """Whether somebody would rather not tell their birth date; `asked` as before."""
    words = flat(text)
    if len(words.split()) > 2 * _SHORT:
        return False
    found = _REFUSES.search(words)
    if found is not None and _NEGATED.search(found[0]):
        return True
    return asked and len(words.split()) <= _FEW and _THEM.search(words) is not None


def asks_whose_birth(text: str) -> bool:
    """ "Mine or his?", of a birth date."""
    return _WHOSE.match(flat(text)) is not None


def has_none(text: str) -> bool:
    """ "Je vous l'ai dit, j'en ai pas": what was asked for is not theirs to give."""
    return in_short(text, _NONE, words=_FEW // 2 + 2)


_NUMBER_FROM = re.compile(
    rf"{_B}(?:(?:comment|coment|d'?ou|dou|ou)(?: (?:est ce que |c'?est que )?(?:vous|t|tu))? ?(?:avez|as|a|av"
    rf"|sort)?(?:[- ]vous)?"
    rf" ?(?:eu|obtenu|trouve|recupere|pris|ce|mon)? ?(?:mon|ce|mes) (?:numero|num|tel\w*|portable|coordonnees|mail"
    rf"|adresse)"
    rf"|(?:how|where) (?:did|do|have|d) ?(?:you|u|ye) (?:get|got|find|have|obtain)(?: hold of)? (?:my"
    rf"|this) (?:number|num|phone"
    rf"|mobile|details|email|address)|who gave (?:you|u) (?:my|this) (?:number|num|phone|details|email)"
    rf"|qui vous a (?:donne|file|passe) (?:mon|ce) (?:numero|num|tel\w*|portable)){_E}"
)


def asks_number_from(text: str) -> bool:
    """Whether somebody asks how we came by their number ("how did u get my number")."""
    return _NUMBER_FROM.search(flat(text)) is not None


_CLOSED = re.compile(
    rf"{_B}(?:(?:pas|jamais|rien|peur d'|never|not|didn'?t|haven'?t|don'?t|afraid to|scared to|n'ose pas"
    rf"|ose pas)(?: \w+'?){{0,3}}"
    rf" ?(?:ouv\w*|open\w*|lu|lire|read)|(?:jete\w*|threw|thrown|binned|bin|poubelle|dechire\w*|brule\w*|tore)"
    rf"|un ?opened"
    rf"|fermee?s?){_E}"
)
_NO_NAME = re.compile(
    rf"{_B}(?:tell|amount|combien|how|much|dois|doit|owe|just|dis|dites|what|why|pourquoi|pkoi|help|aide\w*|pas|not"
    rf"|no|non"
    rf"|veux|want|peux|can|payer|pay|robot|machine|cest|c'est){_E}"
)


def leaves_closed(text: str) -> bool:
    """Whether somebody says that letters stay closed with them, or were thrown away."""
    return _CLOSED.search(flat(text)) is not None


def is_no_name(text: str) -> bool:
    """Whether these few words are a sentence rather than somebody's name ("just tell me the amount")."""
    return _NO_NAME.search(flat(text)) is not None
