"""Words of an answer to who lives there: bare, misspelt, with pets and ages beside, parents taken in, flatmates.

All patterns are for plain text (bot.debt.reading.text.plain).
"""

from __future__ import annotations

import re

from bot.debt.reading.household.people_words import CHILD, PARTNER

_POSS = r"(?:mon|ma|mes|my|le|la|les|the|un|une|a|our|notre|nos)"
_AND = r"(?:(?:,|[+&]|(?<![a-z])(?:et|and|n|avec|with|plus)) ?)?(?<![a-z])"
PETS = re.compile(
    rf"{_AND}(?:{_POSS} )?(?:[0-9] )?(?:petite? |little |wee |old )?"
    r"(?:chien(?:ne)?s?|chats?|chattes?|chatons?|lapins?|hamsters?|poissons?|perruches?|tortues?|dogs?|cats?|rabbits?"
    r"|goldfish|budgies?|pupp(?:y|ies)|kittens?|doggo|moggy)(?![a-z])"
)
AGES = re.compile(
    r"\(? ?(?:\b(?:de|d'|ages? (?:de )?|agee?s? (?:de )?|aged?|qui (?:a|ont)|who (?:is|are)|is|are|a) )?(?<![0-9])"
    r"[0-9]{1,2}(?: ?(?:,|et|and|&|/|-) ?[0-9]{1,2})* ?(?:ans?|mois|months?|yrs?|years?(?: old)?|yo)(?![a-z]) ?\)?"
)
AGE_AFTER = re.compile(
    r"((?<![a-z])(?:fils|fille|garcon|bebe|ado|son|daughter|boy|girl|child|kid|lad|wean|bairn|teenager),? ?)"
    r"\(?[0-9]{1,2}\)?(?! ?(?:enf|kid|gosse|fille|boy|girl|child))(?![0-9])"
)
AGES_LISTED = re.compile(r"[(,:] ?[0-9]{1,2}(?: ?(?:,|et|and|&) ?[0-9]{1,2})+\)?(?! ?[a-z]{3,}s\b)")
_HERS = r"(?= (?:[a-z0-9]+ ){0,2}(?:kids|children|sons|daughters|boys|girls)(?![a-z]))"
_SAID: tuple[tuple[str, str], ...] = (
    (r"(?:bah|ben|euh|oh|well|er|um)(?= )|(?<= )(?:quoi|mdr|lol|hein|tbh)", " "),
    (r"(?:j|ch)(?:e )?(?:suis|ui|uis|suit)|jui|jsui|jsuis|chui|chuis", "je suis"),
    (r"tte?s?|tt|tou(?=s? seul)", "tout"), (r"on (?:e|es|ets|et|ai|ait)(?= ?[0-9])", "on est"),
    (r"(?:il )?y ?a(?= ?[0-9] pers)", "on est"), (r"ac|avk|avc|vek", "avec"), (r"w", "with"), (r"pi|pis|puis", "et"),
    (r"n|nd|an(?= (?:ma|my|me|the) )", "and"), (r"m(?:an|am)n|mama|mami", "maman"),
    (r"celib|celibat", "celibataire"), (r"qd", "quand"), (rf"ses|leurs|(?:his|her){_HERS}", "mes"),
    (r"(?:leurs?|their) (?:pere|papa|dad|father|mere|maman|mum|mother)|papa (?:et )?maman|mum and dad", "mon mari"),
    (r"their", "mes"), (r"his|her|son(?= (?:fils|ado|bebe|gamin|gosse|enfant))|sa(?= (?:fille|gamine|petite))", "mon"),
    (r"petits[ -]enfants|grand ?children|grand ?kids|grandkiddies", "enfants"), (r"petits?[ -]fils|grand ?son", "fils"),
    (r"petites?[ -]filles?|grand ?daughter", "fille"), (r"neveux?|nephews?|nieces?", "enfant"),
    (r"enf|enft|enfts|ptits?|ptites?|pitchouns?|minots?|bambins?|loupiots?|rejetons?|chiards?|mouflets?", "enfants"),
    (r"weans?|wains?|nippers?|kiddos?|kiddies|youngsters?|teens|teenagers|littl[ue]ns|young ?[uo]ns|lads|lasses",
     "kids"),
    (r"under [0-9]{1,2}", "kids"), (r"lad|lassie|wean|teenager|wee (?:lad|man|one|yin)", "son"), (r"lass", "daughter"),
    (r"dependants?|dependents?|personnes? a charge", "enfants"),
    (r"(?:just |only )?us(?= (?:[2-9]|two|three|four)\W*$)|(?:juste )?nous(?= (?:[2-9]|deux|trois|quatre)\W*$)"
     r"|tous les(?= [2-9]\W*$)", "on est"),
    (r"(?:all )?on (?:me|my) (?:own|tod|jack(?: jones)?|lonesome|todd)|by (?:meself|mesen|mysen)|(?:just|only|jus) "
     r"(?:meself|myself|mysel|i|me)|(?:rien |ke |k |juste )?(?:que|ke|k) (?:moi|ma pomme|ma gueule)|moi[ -]m[ae]me"
     r"|no ?one but me|personne d'autre(?: que moi)?|sans personne|personne a part moi|nobody (?:but|except) me",
     "je suis seul"),
    (r"(?:and |but |et |mais )?(?:no|sans|pas de|without(?: a)?|plus de|got no) (?:partner|man|husband|wife|bloke"
     r"|boyfriend|girlfriend|other half|mari|copain|copine|conjointe?|homme|mec|femme|compagnon|compagne|mere|pere|dad"
     r"|mum)", "je suis seul"),
)  # fmt: skip
RESAID = tuple((re.compile(rf"(?<![a-z0-9])(?:{said})(?![a-z0-9])"), meant) for said, meant in _SAID)
"""What is said otherwise, and how the reader of households knows it, in this order."""
TWINS = re.compile(
    r"(?<![0-9] )(?<![a-z])(?:mes |my |les |des |the |our |nos |2 )?(?:jumeaux|jumelles|twins)(?![a-z])"
)
COUNT_AFTER = re.compile(
    rf"(?<![a-z])(?:mes |my |les |the |des )?(?=[a-z]+(?:s|children)(?![a-z]))(?:{CHILD}) ?(?:\(|:|=|x) ?"
    r"([0-9])(?![0-9]) ?(?:\)|$|[.!])"
)
PLUS = re.compile(
    r"(?<![a-z])(?P<who>moi(?: seule?)?|me|couple|mariee?s?|pacsee?s?|married|seule?|solo|celibataire|single|alone)"
    r"(?P<j>,? ?(?:[+&,]|et|and|plus|avec|with|de|of) ?)(?P<n>[0-9]{1,2})(?= ?(?:$|[.,!;]|au total|mdr|lol))"
)
BARE_PLUS = re.compile(r"1 ?[+] ?(?P<n>[0-9]{1,2})|(?P<all>[2-9]|1[0-2])")
BARE_PARTNER = re.compile(
    rf"(?<![a-z])(?<!mon )(?<!ma )(?<!my )(?<!the )(?<!la )(?<!le )(?<!no )(?<!sans )(?<!ex )(?<!ex-)(?<!de )(?<!une )"
    rf"(?<!un )(?<!jeune )(?:{PARTNER}|fella|mrs)(?![a-z])"
)
ONLY_PARTNER = re.compile(rf"\W*(?:(?:mon|ma|my|the|juste|just|oui|yes)\W+)*(?:{PARTNER})\W*")
FORMER = re.compile(
    r"\bex\b|\bsepar|\bdivorc|(?:quitt|parti|decede|mort|laisse|left|died|dead|walked|gone|moved out|plus la)\w*"
)
TAKEN_IN = re.compile(
    rf"{_AND}(?<!chez )(?<!with )(?<!at )(?<!avec )(?:ma|mon|mes|my|nos|our|notre) (?:vieille? |old |vieux )?"
    r"(?:(?P<two>parents|beaux[ -]parents|grands[ -]parents)|mere|pere|maman|papa|mum|mom|mam|dad|father|mother"
    r"|mother[ -]in[ -]law|father[ -]in[ -]law|belle[ -]mere|beau[ -]pere|grand[ -]?mere|grand[ -]?pere|grandma|grandad"
    r"|gran|nan|oncle|tante)(?![a-z])"
    r"(?P<here>(?: qui)?(?: (?:vi[ts]?|vivent|habite(?:nt)?|est|sont|loge(?:nt)?|lives?|stays?|is|are|agee?s?|malade"
    r"|aussi|also)(?![a-z]))+(?: (?:avec|with|chez|at|a la|en)(?: (?:moi|nous|me|us|mine|maison|home))?)?"
    r"|,? (?:a (?:ma )?charge|avec (?:moi|nous)|chez (?:moi|nous)|with (?:me|us)))?(?: a (?:ma )?charge)?(?![a-z])"
)
"""A mother or father who is taken in; both parents only where the words say that they are."""
MATES = re.compile(
    r"(?<![a-z])(?:(?:ma|mon|mes|my|un|une|a|two|[0-9]) (?:petite? |grande? |little |big |wee )?(?:soeurs?|frere?s?"
    r"|frangine?s?|brothers?|sisters?|cousine?s?|cousins?|amie?s?|pote?s?|friends?|mates?|lodgers?|colocs?|flatmates?"
    r"|housemates?|roommates?)|colocs?|lodgers?|flatmates?|housemates?)(?![a-z])"
)
NOT_THERE = re.compile(
    r"(?<![a-z])(?:morte?s?|decedee?s?|suicid\w*|perdu\w*|enterr\w*|deuil|placee?s?|aux? ase|foster\w*|(?:in|into) care"
    r"|prison|jail|died|dead|passed away|passed on|lost|taken (?:off|away|from)|buried|funeral|miscarr\w*|fausse couche"
    r"|en veut|pourquoi|why|plus la|me manque\w*|missing|misses?)(?![a-z])"
)
"""Whoever is named beside these may live there no more: it is no answer to be read word by word."""
CHILD_LOST = re.compile(
    rf"(?<![a-z])(?:{CHILD})(?: \w+){{0,3}} (?:morte?s?|decedee?s?|died|dead|passed)(?![a-z])"
    rf"|(?<![a-z])(?:perdu|lost|enterre|buried)(?: \w+){{0,2}} (?:{CHILD})(?![a-z])"
)
NAMED = re.compile(
    rf"(?<![a-z])(?:moi|me|myself|{PARTNER}|{CHILD}|famille|family|parents?|mere|pere|soeur|frere|mum|dad|mother|father"
    r"|sister|brother|on est|we are|we're|there's|ex)(?![a-z])"
)
