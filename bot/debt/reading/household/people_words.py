"""Words by which people tell who lives with them. All patterns are for plain text (bot.debt.reading.text.plain)."""

from __future__ import annotations

import re

MOST = 20
N = r"(?P<n>[0-9]{1,2}|une?|one|a|deux|two)"
BIG = (
    r"(?:petite?s? |grande?s? |jeunes? |little |small |young |teenage |wee |big |older |younger |eldest |youngest )?"
)
CHILD = (
    r"enfants?|gosses?|gamine?s?|mioches?|momes?|loulous?|petits|bebes?|ados?|filles?|fils|garcons?|jumeaux"
    r"|jumelles|marmots?"
    r"|kids?|children|child|sons?|daughters?|babies|baby|boys?|girls?|bairns?|little ones|wee ones|toddlers?"
    r"|twins"
)
NO_CHILD = re.compile(
    r"(?<![a-z])(?:sans|pas d'|aucun|ni|0|no|without|don't have(?: any)?|pas de) ?(?:enfants?|gosses?"
    r"|gamins?|kids?|children|child)(?![a-z])"
)
COUNTED = re.compile(rf"(?<![a-z0-9]){N} {BIG}(?:{CHILD})(?![a-z])(?! (?:de|of) (?:mes|mon|ma|my))")
OF_CHILDREN = re.compile(
    r"(?<![a-z])(?:mere|mum|mom|maman|papa|dad|parent|father|mother|pere)[a-z ]{0,14} (?:de|of|avec|with"
    r"|a) (?P<n>[0-9]{1,2})(?![0-9])(?! ?an)"
)
SINGLE_ONE = re.compile(
    rf"(?<![a-z])(?:mon|ma|my|(?:et|and)(?: le| la| the)?|notre|our) {BIG}(?P<w>fille|fils|bebe|gamine?"
    rf"|gosse|enfant|garcon|ado|son|daughter|baby|kid|child|"
    r"boy|girl|little one|toddler|bairn|wean|teenager)(?![a-z])"
)
SEVERAL = re.compile(
    rf"(?<![a-z])(?:mes|my|les|nos|our|the|des) {BIG}(?:enfants|gosses|gamine?s|momes|loulous|petits|bebes"
    rf"|ados|filles|garcons"
    r"|kids|children|sons|daughters|boys|girls|babies|twins|jumeaux|jumelles)(?![a-z])"
)
ALONE = re.compile(
    r"(?<!le )(?<!la )(?<!un )(?<!une )(?<!mon )(?<!ma )(?<!pas un )(?<!sens )(?<!sent )(?<!du )(?<!au )"
    r"(?<!leave me )(?<!feel )(?<!so )"
    r"(?<!every )(?<!a )(?<![a-z])(?:tou(?:te?|s) seule?|seule?(?! (?:fois|revenu|salaire|solution|probleme"
    r"|truc|chose|raison))|celibataire|alone"
    r"|on my own|by myself|all by my ?self"
    r"|(?:just|jist|only) (?:ma|my)sell?|single(?! (?:payment|time|day|penny|one))|veu(?:f|ve)|widow(?:ed|er)?"
    r"|juste moi|que moi|just me"
    r"|only me|(?:maman|papa) solo|solo|parent isolee?)(?![a-z])"
)
LONE_PARENT = re.compile(
    r"(?<![a-z])(?:single|lone) (?:mum|mom|mother|dad|father|parent)|(?:mere|pere|maman|papa) (?:celibataire"
    r"|seule?|solo)"
)
PARTED = re.compile(r"(?<![a-z])(?:divorcee?|separee?|divorced|separated)(?![a-z])")
PARTNER = (
    r"mari|femme|epouse|epoux|conjointe?|compagn(?:on|e)|copain|copine|mec|chérie?|cherie?|homme|concubine?"
    r"|husband|wife|partner|boyfriend|"
    r"girlfriend|fiancee?|bf|gf|missus|hubby|other half|spouse"
)
COUPLE = re.compile(
    rf"(?<![a-z])(?:en couple|mariee?s?|pacsee?s?|en concubinage|married|in a couple|living together"
    rf"|(?:un|we're a|we are a) couple|^couple)(?![a-z])"
    rf"|(?:avec|with|et|and|n|&|[+]|moi|me|us,?|vis avec),? (?:mon|ma|my|the) (?:{PARTNER})(?![a-z])"
    rf"|(?:mon|ma|my|the) (?:{PARTNER})(?:,? (?:et|and|n|&|[+])|,) (?:moi|i|me|les?|nos|my|our|mes|[0-9]+)(?![a-z])"
    rf"|(?:mon|ma|my|the) (?:{PARTNER}) (?:moi(?! aussi)|(?:les|the) (?:{CHILD})|nos|my|our|mes|[0-9]+"
    r"|me(?= and| et| plus|$))(?![a-z])"
    r"|(?<![a-z])(?:nous|us|the) (?:2|deux|two)(?: of us)? (?:et|and|avec|with|plus)(?![a-z])"
)
GONE = re.compile(
    rf"(?<![a-z])(?:{PARTNER})\b.{{0,20}}(?:quitt|parti|decede|mort|laisse|left|died|dead|walked|gone)"
    rf"|\bex\b"
)
TOTAL = re.compile(
    r"(?<![a-z])(?:on est|on vit a|nous sommes|on vit|nous vivons|foyer de|famille de|a la maison on est"
    r"|there(?:'s| is| are|s)|we are|we're|"
    r"family of|household of) (?:a )?(?P<n>[0-9]{1,2}|deux|two)(?: personnes?| of us| people| a la maison"
    r"| dans)?(?! ?(?:mois|months|ans|en|days|weeks|jours|"
    r"semaines|euros?|€|£|mensualites|factures|kids?|children|enfants?|gosses|gamins)(?![a-z]))(?![0-9])"
    r"|(?<![a-z0-9])(?:(?P<p>[0-9]{1,2}) of us|^(?P<q>[0-9]{1,2}) (?:personnes|people))(?![a-z])"
)
ADULTS = re.compile(r"(?<![0-9a-z])(?P<n>[0-9]|une?|deux|one|two) (?:adultes?|adults?)(?![a-z])")
SHARED = re.compile(
    r"(?:chez|avec|with|at|in) (?:mes|mon|ma|des|un|une|my|a)? ?(?:parents?|mere|pere|maman|papa|soeur|frere"
    r"|amie?s?|potes?|famille|"
    r"grands?[ -]parents?|mum'?s?|mom'?s?|dad'?s?|mother|father|sister|brother|friends?|mates?"
    r"|family)(?![a-z])|hebergee?|coloc[a-z]*|flat ?mates?"
    r"|house ?mates?|housemates?|flat ?share|foyer (?:d'hebergement|de jeunes)|sofa surfing|couch surfing"
)
SOMETIMES = re.compile(
    r"(?:garde|residence) (?:alternee|partagee)|(?:un|1) week[ -]?ends?|(?:une|1) semaine (?:sur|/)|en alternance"
    r"|shared (?:custody|care)|every other (?:weekend|week)|half (?:the|of the|my) (?:time|week)|(?:at|on) weekends"
    r"|part of the week|les? week[ -]?ends?"
)
JUST_ME_AND = re.compile(
    r"(?<![a-z])(?:moi(?: seule?)?(?: avec)?(?: et)?|me and|me n|me &|just me and|me \+|me,|moi \+|myself and"
    r"|my ?self with)(?![a-z])"
)
WITH_SOMEBODY = re.compile(
    rf"(?<![a-z])(?:moi|me|myself),? (?:et|and|n|&|[+]|avec|with) (?:mon|ma|my) (?!{BIG}(?:{CHILD}"
    r"|chat|chien|cat|dog)(?![a-z]))"
)
UNCOUNTED = re.compile(
    r"(?<![a-z])(?:avec|with|et|and|n|&) (?!mes |my |nos |our |les |the |des |sans |no )[a-z]{2,7} "
    r"(?:enfants|gosses|gamins|kids|children)(?![a-z])"
)
LIVES = re.compile(
    r"(?<![a-z])(?:avec|with|vis|vit|live|living|foyer|maison|charge|household|on est|seule?|j'ai|i have"
    r"|i've got)(?![a-z])"
)

LONGEST_ANSWER = 8  # words: what is longer is a story, in which other numbers and words are at home
SPELT = (
    "enfants", "enfant", "adultes", "adulte", "seule", "compagnon", "compagne", "couple", "celibataire", "deux",
    "trois", "quatre", "children", "adults", "adult", "partner", "husband", "alone", "daughter", "three", "two",
)
LEFT_OVER = re.compile(r"(?<![a-z0-9])(?:[2-9]|deux|trois|quatre|two|three|four) (?P<w>[a-z]{4,})")
OF_PEOPLE = re.compile(
    rf"(?:{CHILD}|adultes?|adults?|personnes?|people|petite?s?|grande?s?|jeunes?|little|small|young|teenage|wee"
    r"|dans|avec|chez|dont|sous|tous|sans|with|here|living|plus|euros?|mois|months|ans|years)"
)


IN_WORDS = {"three": 3, "four": 4, "five": 5, "six": 6, "trois": 3, "quatre": 4, "cinq": 5}
ONE_OF = re.compile(
    r"(?<![a-z])(?:une?|one|a)(?: |$)(?=seule?|enfant|child|kid|fille|fils|girl|boy|son|daughter|\W*$)"
)
EITHER_TONGUE = re.compile(rf"(?<![a-z])(?P<n>{'|'.join(IN_WORDS)})(?= {BIG}(?:{CHILD}|adultes?|adults?)(?![a-z]))")
