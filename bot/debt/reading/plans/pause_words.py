"""What is said of a pause or a day and can be read for certain: asked about, asked for by name, not meant, not sure."""

from __future__ import annotations

import re

from bot.debt.reading.text.alone import in_short
from bot.debt.reading.text.plain import fold

_B, _E = r"(?<![a-z0-9])", r"(?![a-z0-9])"
_LONGEST = 160
"""Characters: who asks about a pause does not tell a story with it."""
_SENTENCE = 35
"""The same in words."""
_PAUSE = r"(?:pauses?|poses?|paus|suspensions?|repits?|delais? accorde)"
_PAUSED = r"(?:pauses?|paused|on hold|frozen)"
_WHEN_FR = r"(?:quand|kan|kand|qd|cand|quel jour|(?:a )?quelle date|combien de temps|cb de temps|combien de jours)"
_UNTIL_WHEN = r"(?:jusqu'?(?:a|au)? ?(?:quand|kan|kand|qd|quelle date|quel jour))"
_ENDS = (
    r"(?:fin(?:i|it|is|ie|ir|issent)?|s'?(?:est )?fini\w*|se (?:fini\w*|termin\w*)|termin\w*|s'?arr?e+t+\w*|prend fin"
    r"|expir\w*|s'acheve\w*|dur(?:e|er|ent)|reste)"
)
_ASKS_END = re.compile(
    rf"{_B}{_PAUSE}{_E}.{{0,30}}{_B}{_ENDS}{_E}.{{0,20}}{_B}(?:{_WHEN_FR}|{_UNTIL_WHEN}|combien){_E}"
    rf"|{_B}{_PAUSE}{_E}.{{0,25}}{_B}{_UNTIL_WHEN}{_E}"
    rf"|{_B}{_WHEN_FR}{_E}.{{0,30}}{_B}{_PAUSE}{_E}.{{0,20}}{_B}{_ENDS}{_E}"
    rf"|{_B}(?:{_WHEN_FR}|combien){_E}.{{0,20}}{_B}{_ENDS}{_E}.{{0,25}}{_B}{_PAUSE}{_E}"
    rf"|{_B}{_UNTIL_WHEN}{_E}.{{0,30}}{_B}{_PAUSE}{_E}|{_B}{_ENDS} {_WHEN_FR}{_E}.{{0,20}}{_B}{_PAUSE}{_E}"
    rf"|{_B}(?:(?:la )?date de )?fin (?:de )?(?:ma|la|cette) {_PAUSE}{_E}"
    rf"|{_B}reste\w* (?:t-il |-t-il )?(?:combien|cb){_E}.{{0,20}}{_B}{_PAUSE}{_E}"
    rf"|{_B}(?:apres|a la fin de|une fois) (?:ma|la|cette) {_PAUSE}{_E}.{{0,20}}"
    rf"{_B}(?:quoi|koi|kwa|comment|se pass\w+){_E}"
    rf"|{_B}(?:quoi|koi|qu'est[- ]ce|se pass\w+|ca fait quoi){_E}.{{0,25}}{_B}(?:apres|a la fin de) (?:ma|la|cette) "
    rf"{_PAUSE}{_E}"
    rf"|{_B}(?:when|what da(?:y|te)|how long|until when|till when|til when){_E}.{{0,30}}{_B}{_PAUSED}{_E}"
    rf"|{_B}{_PAUSED} (?:until|till|til|for) (?:when|how long){_E}|{_B}how much longer.{{0,20}}{_B}{_PAUSED}{_E}"
    rf"|{_B}end (?:date )?of (?:my|the|this) {_PAUSED}{_E}|{_B}(?:my|the) pause (?:end|finish)\w* (?:when|what day){_E}"
    rf"|{_B}what(?:'?s| is)? (?:happens?|next|comes next).{{0,12}}{_B}(?:after|when|at the end of) (?:my|the|this) "
    rf"pause{_E}"
)
_ASKS_WHETHER = re.compile(
    r"(?:est[- ]ce que |et )?(?:je suis|suis[- ]je|chui|jsuis|on est|c'est|(?:ma|la) pause (?:est|court))"
    r"(?: (?:encore|toujours|tjrs?|bien|deja|en cours))*(?: en pause)?(?: (?:encore|toujours|en cours|la))*"
    r"|(?:am i|are we|is it|is (?:my|the) (?:account|pause))(?: (?:still|currently|already|now))*"
    r"(?: (?:paused|on hold|on (?:a )?pause|running|on))(?: (?:still|now))*"
)
_WISHES = re.compile(
    rf"{_B}(?:(?:je |j')?(?:veux|veu|voudrais?|vx|aimerais|souhait\w+|demande)|besoin|faire|mettre|prolong\w*"
    r"|rallong\w*|(?:de|en) plus|supplementaires?|want|need|i'd like|would like|can i|could i|may i|give me|extend\w*"
    rf"|another|extra|more time){_E}"
)


_ROUND = re.compile(
    r"^(?:(?:alors|donc|et|so|mais|bah?|ben|but|and|ok|dites?|bonjour|hello)[ ,]+)*"
    r"|[ ,]*(?:non|nn|hein|ou pas|n'est-ce pas|oui|right|no|yes|aren'?t i|isn'?t it|svp|please)[ ?]*$"
)
_IS_IT_SET = re.compile(
    rf"{_B}(?:c'?est|c|it'?s|is it|tout est)(?: (?:bon|ok|good|fait|done|valide|sur|all|set|confirme|bien|en place))+"
    rf" (?:pour |for |with |avec )(?:ma|la|cette|my|the) {_PAUSE}{_E}"
    rf"|{_B}is (?:my|the) {_PAUSE} (?:set|done|ok|running|confirmed|accepted|in place){_E}"
    rf"|{_B}(?:ma|la|my|the) {_PAUSE} (?:est|is|a ete|has been|elle est|c'?est)(?: (?:bien|bon|ok|deja|now))*"
    rf" (?:faite?|mise?|en place|acceptee?|validee?|enregistree?|set|done|accepted|confirmed|ok|bonne?)"
)


def asks_pause(text: str) -> bool:
    """Whether somebody asks about the pause they have: until when, whether it still runs, what then. A wish for one, or
    for a longer one, is no such question.
    """
    words = fold(text).text.strip()
    if len(words) > _LONGEST or _WISHES.search(words):
        return False
    bare = _ROUND.sub("", words.strip(" .,;:!?…"))
    whether = re.search(r"paus|on hold", bare) is not None and _ASKS_WHETHER.fullmatch(bare) is not None
    asked = "?" in words or re.search(r"encore|toujours|tjr|still|est[- ]ce|suis-je|^(?:am|are|is) ", bare) is not None
    is_set = _IS_IT_SET.search(words) is not None and ("?" in words or _ROUND.match(words) is not None)
    return _ASKS_END.search(words) is not None or is_set or (whether and asked)


_A = r"(?: (?:asking for|about|after|parle|d'une?|de|une?|the|a|any|la|cette|ma|for|faire|mettre|en|mean|to)){0,3}"
_DENIES = re.compile(
    rf"{_B}(?:pas|non pas|surtout pas|plus|jamais|not|no|never){_A} (?:{_PAUSE}|paused|break){_E}"
    rf"|{_B}(?:veux|veu|voulais?|demande|parle) (?:pas|plus|rien){_A} {_PAUSE}{_E}"
    r"|(?<![a-z])(?:don'?t|didn'?t|do not|did not|never|not) (?:want|need|ask|mean|say|asking)(?:ed)?"
    rf"(?: (?:for|a|the|any|to))* (?:be )?(?:pause|paused|break){_E}"
)


def denies_pause(text: str) -> bool:
    """Whether somebody says that a pause is not what they want ("pas une pause", "no not a pause, 20 a month")."""
    return _DENIES.search(fold(text).text) is not None


_OFF = (
    r"(?:annul\w*|enlev\w*|retir\w*|supprim\w*|arr?et\w*|stop+\w*|finir|fini[st]?s?ez|termine[rz]?|lever|leve[rz]"
    r"|cass\w+|sortir|sort(?:ez)?|mett\w+ fin|fin|cancel|end|stop|lift|remove|finish|undo|unpause|take off|come off"
    r"|get rid of|quit)"
)
_ENDS_IT = re.compile(
    rf"{_B}{_OFF}(?: moi|-moi| me| us)?(?: (?:de|a|off|from))? (?:ma|la|cette|my|the|this) {_PAUSE}{_E}"
    rf"|{_B}(?:veux|veu|voudrais?|besoin) plus (?:de |d'|de la |de cette )?(?:etre en )?{_PAUSE}{_E}"
    rf"|{_B}(?:take|get) (?:me|us|it) off (?:the |this )?{_PAUSE}{_E}|{_B}unpause{_E}"
    rf"|{_B}(?:don'?t|do not|no longer) (?:want|need) (?:to be paused|(?:the|this|my) {_PAUSE}){_E}"
)
_NOT_BEFORE = re.compile(
    r"(?<![a-z])(?:pas|jamais|sans|not|never|without|(?:do|did|wo|ca|could|would|should|must)n'?t|n'|quand|when|kan)"
    r"(?: [a-z']+){0,2} ?$"
)
_SUM_BESIDE = re.compile(
    r"(?<![a-z0-9])[0-9]+ ?(?:€|£|e(?![a-z])|eur\w*|pounds?|quid|balles|par|a month|/)|[€£] ?[0-9]"
)


def ends_pause(text: str) -> bool:
    """Whether somebody wants their pause over ("annulez la pause", "take me off the pause"); a sum named beside it is
    what they want more.
    """
    words = fold(text).text
    if len(words) > _LONGEST or _SUM_BESIDE.search(words):
        return False
    return any(_NOT_BEFORE.search(words[: found.start()]) is None for found in _ENDS_IT.finditer(words))


_WHAT_PAUSE = re.compile(
    r"(?<![a-z0-9])(?:c'?est quoi|c k?q?uoi|c koi|kesako|qu'est[- ]ce que?(?: c'est)?|explique\w*|definition"
    rf"|(?:ca|sa) (?:veut dire|sert a|fait) (?:quoi|koi)|comment (?:ca |sa )?(?:marche|fonctionne)){_E}.{{0,20}}"
    rf"{_B}{_PAUSE}{_E}"
    rf"|{_B}{_PAUSE}{_E}.{{0,12}}{_B}(?:c'?est quoi|c koi|ca veut dire quoi|comment (?:ca )?marche|what is it){_E}"
    rf"|{_B}(?:what(?:'?s| is| does)?|how does|meaning of) (?:a |an |the |this |your )?{_PAUSED}"
    r"(?: (?:mean|do|work)s?)?\W*$"
    rf"|{_B}(?:pourquoi|pk|pq|why|qui|ki|who){_E}.{{0,25}}{_B}{_PAUSED}{_E}"
    rf"|{_B}(?:quoi|koi) (?:qui|ki) est en {_PAUSE}{_E}"
)


def asks_what_pause(text: str) -> bool:
    """Whether somebody asks what a pause is, or why they have one ("c koi une pause", "pourquoi je suis en pause")."""
    return in_short(text, _WHAT_PAUSE, words=_SENTENCE)


_NAMES = re.compile(
    rf"{_B}(?:{_PAUSE}|souffler|suspen\w+|attendre|patienter|delai|sursis|geler?|(?:un |du )?break|paused?|hold off"
    rf"|breather|breathing space|freeze|wait|respite|(?:give|laiss\w+|donn\w+)[- ](?:me|moi)){_E}"
)
_HEDGES = re.compile(
    rf"{_B}(?:peut[- ]?et(?:re)?|p'?t'?-?et(?:re)?|maybe|mebbe|perhaps|possibly|probabl\w+|sans doute|normalement"
    r"|je (?:pense|crois|suppose|sais pas|ne sais pas)|jpense|jsais? pas|on verra|a voir|j'?espere|genre|environ"
    r"|a peu pres|si (?:possible|je peux|j'ai)|(?:pas|not) (?:sure?|certaine?)|i (?:think|guess|suppose|reckon|hope)"
    rf"|we'?ll see|hopefully|dunno|idk|might|if (?:i can|possible)|around|roughly){_E}"
)


def names_pause(text: str) -> bool:
    """Whether words ask for a rest by its name ("une pause", "souffler", "give me until"), not only tell a day."""
    return _NAMES.search(fold(text).text) is not None and not denies_pause(text)


def hedges(text: str) -> bool:
    """Whether a day or a sum is told with a "perhaps", or asked rather than told: it is read back before it counts."""
    words = fold(text).text
    return "?" in words or _HEDGES.search(words) is not None


_N = r"(?:0?[1-9]|[12][0-9]|3[01])(?:er|st|nd|rd|th)?"
_WHICH_DAY = re.compile(
    _B + r"(?:dois|doi|doit|faut|fo|faudra|must|should|shall|have to|got to|gotta|need to|do i|is it|it's|due"
    rf"|c'?est|est[- ]ce){_E}[^.;!?0-9]{{0,40}}{_B}(?:le |the |on the |on )?{_N} (?:ou|or)(?: bien| alors| else)? "
    rf"(?:le |the |on the |on )?{_N}(?! ?(?:[€£%]|e(?![a-z])|eur|balles|pounds?|quid|fois|times|mois|months?|jours?"
    r"|days?|semaines?|weeks?|[.,][0-9]))" + _E
)


def asks_which_day(text: str) -> bool:
    """Whether somebody asks on which of two days they have to pay ("so i must pay 5 or 12?", "je dois payer le 5 ou le
    12"). What they could pay is no such question.
    """
    return in_short(text, _WHICH_DAY, words=_SENTENCE)
