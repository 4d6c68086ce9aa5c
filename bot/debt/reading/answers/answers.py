"""Short answers: yes, no, nothing."""

from __future__ import annotations

import re

from bot.debt.reading.text.plain import fold, with_digits
from bot.debt.spelling import near

_LONGEST_ANSWER = 100
_COURTESY = (
    r"la reponse est|s'?il (?:vous|te) plait|svp|stp|merci(?: beaucoup| bien| a vous)?|bonjour|bonsoir|salut|slt"
    r"|please|pls"
    r"|thanks?(?: you)?|ta|madame|"
    r"monsieur|mate|sir|hello|hi|alors|ben|bah|bon|eh bien|euh|heu|ah|oh|well"
)
_YES = (
    r"affirmative|affirmatif|d'?accord|dac"
    r"|entendu|volontiers|bien sur|"
    r"evidemment|absolument|tout a fait|exactement|exact|parfait|certainement|je (?:valide|confirme"
    r"|veux bien|suis convaincue?|suis d'accord(?: avec vous)?|prends)|j'accepte|"
    r"(?:c'est|cest|c) (?:bon|ok|d'accord|parfait|exactement ca|ca|correct|juste|exact)(?: (?:pour moi"
    r"|comme ca))?|"
    r"(?:ok|okay|bon|d'accord|parfait) pour moi|ca (?:me va|marche|colle|roule|me convient)(?: (?:bien"
    r"|tres bien|pour moi|comme ca))?|"
    r"vas[ -]y|allez[ -]y|allons[ -]y|of course|absolutely|definitely|exactly|correct|confirmed|agreed"
    r"|i agree|i accept|i do|i am|"
    r"(?:that's|thats|that is|it's|its) (?:right|correct|fine|good|ok|okay|a yes|it"
    r"|perfect)(?: (?:for|with|by) me)?|"
    r"(?:ok|okay|fine|good|works) (?:for|with|by) me|(?:that )?works for me|yes it is|yes i do|go ahead"
    r"|please proceed|proceed"
    r"|sure thing|avec plaisir"
    r"|(?:that's|thats|that is|it's|its|sounds|all) (?:grand|sound|lovely|brilliant|great|fair|good)|(?:that )?suits me"
    r"(?: (?:fine|well|grand))?|(?:let's|lets) do (?:it|that)|go for it|go on then|(?:i'm|im|i am) (?:happy|fine|ok"
    r"|good)"
    r" with (?:that|it|this|the plan)|it's a deal|deal|banco|(?:on )?(?:fait|part) (?:ca|comme ca|la[- ]dessus)"
    r"|oui+|ouais?|ouai|oué|oue|ui|wi|yes+|yep|yeap|yup|yeah?|aye"
)
_WARM = (
    r"go on(?: then)?|then|so|grand|sound|lovely|brilliant|great|perfect|super|top|nickel|impec(?:cable)?|genial|cool"
    r"|nice one|cheers|champion|smashing|lets go|let's go|du coup|go"
)
"""What people add to a yes, and what alone is none."""
_LENIENT_YES = (
    r"ok+|okay|okey|k|sure|fine|go|allez|bon|👍|✅|👌|alright|all right|right|voila|si|aucun probleme"
    r"|pas de (?:probleme|souci)s?|no problem|mouais|great|awesome"
)
_SUM_YES = (
    r"(?:oui |yes )?(?:ca|cela|ce) doit (?:bien )?etre (?:ca|cela|juste|exact|bon)|that must be (?:it|right)"
    r"|(?:c'est |cest |c )?a peu pres (?:ca|juste)|(?:that's |thats )?about right|that sounds (?:about )?right"
)
_NO = (
    r"pas du tout|du tout|absolument pas|surtout pas|certainement pas"
    r"|pas d'accord|je (?:refuse|ne veux pas|"
    r"veux pas|suis pas d'accord|ne suis pas d'accord)|c'est (?:faux|pas ca|pas bon|non|juste faux)"
    r"|ce n'est pas (?:ca|bon|correct|exact)|"
    r"pas pour moi|ca (?:me va pas|ne me va pas|marche pas)|hors de question|not at all|no way|of course not"
    r"|i don't|i do not|"
    r"i disagree|i said no|just no|i'd rather not|i refuse|that's (?:wrong|not right|a no)"
    r"|the answer is (?:definitely )?no|negatif|"
    r"je pense que non|je (?:ne )?crois pas|👎|❌|incorrect|wrong|faux|i'll pass|don't think so"
    r"|i don't think so"
    r"|non+|nan+|nn|no+|nope|nah|never|jamais"
)
_NOTHING = (  # what says most comes first: "pas" alone begins "pas d'autres credits"
    r"(?:(?:j'ai|je n'ai|jai|j'en ai|il n'y a|y a|je touche|je paye|je paie|i have|i've got|i've|got|i get"
    r"|i pay|there's|there are) )?"
    r"(?:pas|plus|aucune?|no|not any|zero) ?(?:de |d'|du |des )?(?:autres? |other |more |les |la "
    r"|le )?(?:credits?|dettes?|prets?|emprunts?|loyer|revenus?|"
    r"aides?|allocs?|allocations?|caf|apl|rsa|charges|enfants?|salaire|depenses?|rentrees?|factures?"
    r"|credits? (?:conso|auto)|argent|"
    r"benefits?|rent|income|debts?|loans?|kids|children|bills|wages|salary|credit(?: cards?)?|money|mortgage"
    r"|others?|autres?)"
    r"(?: a cote| en cours| ailleurs| du tout| at all| right now| actuellement| en ce moment)?|"
    r"(?:y ?a |y'a )?(?:rien|rine|rieen|riien|rienn|nowt|zilch|bugger all|sod all|walou|keud+al+e?)(?: du tout"
    r"| d'? ?(?:autres?|otres?)| de plus| en plus| a signaler)?"
    r"|0(?:[.,]0{1,2})? ?(?:€|euros?|e|£|pounds?)?|non+|nan|nn"
    r"|no|nope|nah|aucune?s?|"
    r"que dalle|que d'?al|nada|neant|nothing(?: else| at all)?|none(?: at all)?|nil|n/a|zero|nul|null"
    r"|pas(?: du tout)?|"
    r"(?:j'en ai|jen ai|j'en touche|il y en a|y en a|y'en a) (?:pas|aucune?)|je n'en ai (?:pas|aucune?)"
    r"|(?:j'ai|je n'ai|jai|je touche|je ne touche|"
    r"je paye|je paie|je ne paie|je recois|je dois|on touche|je percois) (?:plus )?rien(?: du tout"
    r"| d'autre)?|i (?:don't|dont|do not) (?:have|get|pay|owe)"
    r"(?: any(?:thing)?| one| it)?|i have none|not any|haven't (?:got )?any|(?:c'est|cest|c|ce"
    r"|voila) tout(?: (?:je (?:te|vous|t'|l'ai) ?(?:le )?(?:dis?|dit)|j(?:te|vous) di[st]?|pour moi))?"
    r"|(?:that's|thats|that is) (?:all|it)"
    r"|pas d'autres?|no others?"
)
_SPELT_NOTHING = ("zero", "nothing", "aucune")  # with one typing error; what is shorter is near too many words
_SEPARATORS = re.compile(r"[\s,.!;:()\"'»«…\-~*]+")


def _only(text: str, wanted: str, fillers: str) -> bool:
    """Whether a short text is made of the wanted phrases and fillers alone, at least one of them wanted."""
    plain = fold(text).text.strip()
    if not plain or len(plain) > _LONGEST_ANSWER:
        return False
    phrases = re.compile(rf"(?P<w>(?:{wanted})(?![a-z0-9']))|(?:{fillers})(?![a-z0-9'])")
    at, said = 0, False
    while at < len(plain):
        if gap := _SEPARATORS.match(plain, at):
            at = gap.end()
            continue
        match = phrases.match(plain, at)
        if match is None:
            return False
        said = said or match["w"] is not None
        at = match.end()
    return said


def is_yes(text: str, *, strict: bool = True) -> bool:
    """Whether the text, in either language, is a plain yes and nothing more ("oui mais" is not).

    "ok" alone counts only if not strict.
    """
    fillers = f"{_COURTESY}|{_LENIENT_YES}|{_WARM}|moi|tres bien"
    return _only(text, _YES if strict else f"{_YES}|{_LENIENT_YES}", fillers)


_AGREED = (
    r"oui+|ouais?|ouai|oue|ui|wi|yes+|yep|yeap|yup|yeah?|aye|affirmati(?:f|ve)|d'?accord|dac|volontiers|bien sur"
    r"|evidemment|absolument|tout a fait|avec plaisir|j'accepte|je (?:veux bien|valide|suis d'accord(?: avec vous)?)"
    r"|vas[ -]y|allez[ -]y|ca me (?:va|convient)|(?:ok|okay) pour moi|of course|absolutely|definitely|agreed|i agree"
    r"|i accept|go ahead|please (?:do|proceed)|sure thing|yes i do|(?:ok|okay|fine|good) (?:for|with|by) me"
)
_BESIDE_AGREED = (
    r"s'?il (?:vous|te) plait|svp|stp|merci(?: beaucoup| bien| a vous)?|bonjour|bonsoir|salut|slt|please|pls"
    r"|thanks?(?: you)?|ta|madame|monsieur|mate|sir|hello|hi|ben|bah|ok+|okay|moi|tres bien|👍|✅|👌"
)
_TAKEN_BACK = re.compile(
    r"(?<![a-z])(?:enfin|si|sans|without|quand|when|until|attend\w*|attente|wait|later|tard|demain|tomorrow|meh|quel\w*"
    r"|lequel|which|what|quoi|pourquoi|why|ou|or|only|seulement|bouge|sort|kind|guess|suppose|suppos\w*|forcement"
    r"|jure|verr\w*|reflech\w*|think|pense|crois|dirais|dire)(?![a-z])"
)


def agrees(text: str) -> bool:
    """Whether the words can only be a consent: narrower than `is_yes`. What may mean "I see", "enough", "that is
    correct" or the contrary ("c'est bon", "that's fine", "exact", "yeah right", "ah oui", "ok") is none.
    """
    return _only(text, _AGREED, _BESIDE_AGREED)


def keeps_to(text: str, title: str) -> bool:
    """Whether words that were read as this choice hold nothing that takes it back or asks more: "oui notez-le pas" and
    "yes, not with my budget" stand near a yes and are none.
    """
    told = re.findall(r"[a-z]+", fold(title).text)
    rest = fold(text).text
    for word in told:
        rest = re.sub(rf"(?<![a-z]){word}(?![a-z])", " ", rest, count=1)
    return "?" not in rest and _HEDGE.search(rest) is None and _TAKEN_BACK.search(rest) is None


def seems_right(text: str) -> bool:
    """Whether the text is a yes to "does this sum seem right", where "ça doit être ça" is one as well."""
    spelt = re.sub(r"[a-z]{4,}", _sum_yes_meant, fold(text).text)
    return is_yes(text) or _only(spelt, _SUM_YES, f"{_COURTESY}|{_LENIENT_YES}|oui|yes")


_SPELT_SUM_YES = ("that", "must", "right", "about", "sounds", "doit", "etre", "juste", "exact", "bien")


def _sum_yes_meant(match: re.Match[str]) -> str:
    return next((one for one in _SPELT_SUM_YES if near(match[0], one)), match[0])


_THOUGHT = re.compile(
    r"(?<![a-z])(?:mais|but|though|although|sauf que|par contre|pourtant|seulement)(?![a-z]).*?"
    r"(?:(?<![a-z])j'?e? ?(?:me )?(?:pens|croy|rappel|souven|imagin)|javais|j'avais|cru(?![a-z])|il me semble"
    r"|on m'a(?:vait)? dit|i (?:thought|remember|believed?|reckon)|(?:i|we) (?:was|were) (?:told|sure)|normalement"
    r"|should be|devrait|etait|setait?|sete|it was)"
)
_ANOTHER = re.compile(
    r"(?<![a-z])(?:plutot|rather|more like|closer to|je crois que c'est|je pense que c'est|i think it(?:'s| is)"
    r"|je dirais"
    r"|i'd say)[^0-9]{0,20}[0-9]"
)
"""Another sum, named beside the yes: "oui enfin non je crois que c'est plutôt 300, c'est pas grave"."""


def doubts_sum(text: str) -> bool:
    """Whether a yes to "does this sum seem right" takes some of it back: "oui mais je pensais que c'était 300"."""
    words = fold(text).text
    return _THOUGHT.search(words) is not None or _ANOTHER.search(words) is not None


def is_no(text: str) -> bool:
    """Whether the text, in either language, is a plain no and nothing more ("non mais …" is not)."""
    return _only(text, _NO, _COURTESY)


_BEGINS = re.compile(
    rf"(?:(?:{_COURTESY})[\s,.!]+)*"
    r"(?:(?P<yes>oui+|ouais?|yes+|yep|yup|yeah?|aye)|(?P<no>non+|nan+|no+|nope|nah|pas vraiment|not really))"
    r"(?![a-z0-9'])"
)
_HEDGE = re.compile(
    r"(?<![a-z])(?:mais|but|sauf|except|apart|though|pourtant|if|pas|plus|ne|not|no|non|none|nt|rien|nothing"
    r"|jamais|never|peu|little"
    r"|juste|just|hardly|barely|scarcely|peine|presque|almost|peut|maybe|perhaps|might|depend\w*|bof|moins|less"
    r"|tight|serre\w*|limite|faim|hungry|froid|cold|sais|know)(?![a-z])|n't"
)


def yes_or_no(text: str) -> bool | None:
    """A yes or a no with words of its own after it ("oui il restera de quoi manger"); None where it is not plain.

    A yes with any word that takes some of it back is none: more would be asked of somebody than they can give.
    """
    plain = fold(text).text.strip()
    begins = _BEGINS.match(plain) if len(plain) <= _LONGEST_ANSWER else None
    if begins is None:
        return None
    if begins["no"]:
        return False
    return None if _HEDGE.search(plain, begins.end()) or "?" in plain else True


def _nothing_meant(match: re.Match[str]) -> str:
    return next((one for one in _SPELT_NOTHING if near(match[0], one)), match[0])


def is_nothing(text: str, language: str) -> bool:
    """Whether the answer to "how much" or "which" is: none ("rien", "0", "non", "pas d'autres crédits")."""
    digits = with_digits(fold(text), language).text
    digits = re.sub(r"[a-z]{3,}", _nothing_meant, digits)
    return _only(digits, _NOTHING, f"{_COURTESY}|{_NO}")
