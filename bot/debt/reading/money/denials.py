"""Words by which an amount is none of one's own: contested, refused, denied, owed in all, past, somebody else's."""

from __future__ import annotations

import re

DISPUTED = re.compile(
    r"(?:que |qu')?(?:j'ai |je n'ai |j'avais |jai |on a )?(?:jamais|pas) (?:ete )?(?:pris|demand|souscri"
    r"|command|voulu|sign|recu|eue?\b|accept)"
    r"[a-z]*|je (?:conteste|refuse)|en trop\b|de trop\b|pas a moi|pas normal|erreur|injustifi|indus?\b"
    r"|i never (?:took|had|asked|"
    r"ordered|signed|agreed|wanted|bought)|never (?:took out|asked for|ordered|agreed to)|(?:i )?(?:dispute"
    r"|disagree with)|too much\b"
    r"|not mine\b|overcharged"
)
REFUSED = re.compile(
    r"(?:peux?t?|pourrai[st]?|peu|arrive|pouvais|veux) (?:(?:vraiment|meme|toujours|absolument) )?(?:pas"
    r"|plus|jamais)\b(?! que\b)"
    r"(?!(?: \w+){0,3} plus (?:de|que)\b)|(?:can't|cannot|cant|can not|couldn't|not able to|unable to|no way"
    r"|won't|never)\b"
    r"(?!(?: \w+){0,4} (?:more than|over|above)\b)|impossible"
)
NOT_SO = re.compile(r"(?<!sais )(?<!sait )(?<!sai )(?<!ses )(?<!c )(?<!jsai )(?:pas|not|non pas|au lieu de"
    r"|instead of)(?: (?:de|the|les?))?\s*[:,]?\s*$")
INSTEAD = re.compile(r"(?:au lieu (?:de|des|du)|instead of)(?: the)? ?$")
OWED = re.compile(
    r"(?:je|on|j'|jdois|tu|nous) ?(?:vous |leur |lui )?(?:dois|doit|devons)\b(?! (?:payer|mettre|sortir"
    r"|verser))"
    r"|\bowe\b|(?:demande[zs]?|reclame[zs]?|devez|me disent)\b|\bbalance\b|\barrears\b"
)
OWING = re.compile(r"dettes?\b|debts?\b|\bowed?\b|en tout\b|au total\b|in total|rachat")
PAST = re.compile(
    r"(?:touchais|gagnais|touchait|gagnait|percevais|avais|used to|was (?:earning|on|making|getting)"
    r"|earned)\b[^,;\n]*$"
    r"|(?:^|[ ,;])avant,? (?:je |j'|c')[^,;\n]*$|(?:^|[ ,;])(?:avant|before)[ ,:]*(?:it was |c'etait )?$"
)
NOT_EARNED = re.compile(
    r"(?:touche|gagne|percois|recois|paye|paie|ai|earn|get) (?:pas|plus|jamais)(?! que\b"
    r"| (?:plus )?de\b)[^,;\n]{0,12}$|don't (?:earn|get)[^,;\n]*$"
)
SOMEBODY_ELSE = re.compile(
    r"\b(?:mari|femme|conjointe?|compagn(?:on|e)|copain|copine|mec|fils|fille|mere|pere|soeur|frere|coloc"
    r"|husband|wife|partner|"
    r"boyfriend|girlfriend|mum|dad|son|daughter|il|elle|he|she)\b[^,;.\n]{0,20}\b(?:touche|gagne|percoit"
    r"|recoit|a un salaire|gets?|earns?"
    r"|makes?|is on|brings?|(?:est|is) (?:paye|paid))\b[^,;.\n]*$|\b(?:son|his|her) (?:salaire|paye|paie"
    r"|salary|wage|income|chomage|retraite)"
    r"\b[^,;.\n]*$"
)
LOST = re.compile(
    r"\b(?:perdu|perds|perte|baisse|lost|los(?:e|ing)|down|cut)\b[^,;.\n]{0,12}(?<! to )(?<! a )$"
)
"""Before an amount: what no longer comes in, which is no income."""
CAPPED = re.compile(
    r"pas (?:un euro )?(?:de )?plus\b|max(?:i(?:mum)?)?\b|grand maximum|no more\b|at most|tops\b|not more"
)
