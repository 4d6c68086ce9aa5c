"""What the words around an amount say: whose money, for what, how often."""

from __future__ import annotations

import re
from decimal import Decimal

_COSTS = (
    r"courses?\b|nourriture|alimentation|bouff?e?s?\b|graille|manger|cantine|edf|engie|electricite|elec|gaz|chauffage"
    r"|fioul|eau\b"
)
# What can't be seized (ASS, industrial accident annuities: service-public.fr F31185), and what may not be: where the
# law is not sure, the reading is in the debtor's favour.
_MORE_AID = (
    r"(?:ass|ada|asi|ata|pch|apa|ajpp|ajpa|aja|acs|mva|aeh|ars)\b|minim(?:a|um) socia(?:ux|l)"
    r"|rentes? (?:d[e'] ?)?(?:l'|la )?(?:accident|at\b|maladie pro|assurance maladie|atmp)[a-z]*"
    r"|rentes? (?:pour|du|suite a) [a-z' ]{0,12}(?:accident|travail|maladie)|bourses?\b|majoration (?:pour )?tierce"
    r"|prestations?\b|primes? (?:de )?(?:noel|naissance|rentree)|cheques? energie"
)
_MORE_AID_UK = (
    r"disability\b|maternity allowance|bereavement|carer'?s? support|industrial injur[a-z]*|\badp\b"
    r"|scottish child payment"
    r"|job ?seeker'?s?|bursar(?:y|ies)\b|winter fuel|lcwra|student (?:finance|grant)|war (?:widow'?s? )?pension"
    r"|(?<!housing )(?<!shift )(?<!car )(?<!travel )allowances?\b"
)
_WAGE = (  # the noun: "ma paie"; "je paie 100" is the verb
    r"(?<!je )(?<!j')(?<!on )(?<!tu )(?<!il )(?<!elle )(?<!qui )(?<!lui )(?<!leur )(?<!vous )(?<!y )(?<!en )(?<!ne )"
    r"(?<!je la )(?<!je le )(?<!je les )\bpaies?\b"
)
ROLE_WORDS: tuple[tuple[str, str], ...] = (
    (
        "housing_aid",
        r"(?<!apres )(?<!sans )(?<!hors )(?<!avec )(?<!avant )(?<!apres l')(?<!avec l')(?<!sans l')"
        r"(?<!sans les )(?:apl|als|alf)\b"
        r"(?! (?:deja )?(?:dedui|compris|enlev|incl))|aides? (?:(?:au|pour le) )?(?:logement|loyer)"
        r"|allocations? (?:de )?logement"
        r"|housing (?:benefit|element|allowance)",
    ),
    (
        "benefits",
        r"rsa\b|caf\b|aah\b|asf\b|aeeh\b|paje\b|aspa\b|minimum vieillesse|primes? d'activite"
        rf"|{_MORE_AID}"
        r"|alloc[a-z]* (?:familiale|rentree|soutien|"
        r"adulte)[a-z]*|allocs?\b|allocations?(?! (?:de )?chomage)(?! d'aide au retour)\b"
        r"|aides? (?:sociales?|de la caf|de la mairie|du ccas|du departement|alimentaire)|(?<=d')aides\b"
        r"|daides\b|(?<=en )aides\b|aides?(?= ?:? ?$)"
        r"|universal credit|\buc\b|\bpip\b|\besa\b|\bjsa\b|\bdla\b|dole\b|child benefit|child tax credit"
        r"|tax credits?|benefits?\b"
        r"|carer'?s? allowance|attendance allowance|income support|pension credit|sassa|(?:child|social"
        r"|disability) grant"
        rf"|{_MORE_AID_UK}",
    ),
    (
        "alimony",
        r"pensions? (?:alimentaires?|des? (?:mes |nos |l'|la |ma )?(?:enfants?|filles?|fils|gosses|petits?))"
        r"|child (?:support|maintenance)|alimony|maintenance",
    ),
    (
        "income",
        rf"salaires?\b|{_WAGE}|fiches? de pai?ye?|(?:ma|la|une|de) paye\b|suis payee?\b|chomage"
        r"|pole emploi|france travail|assedic|\bare\b"
        r"|(?<!maison de )(?<!maisons de )retraites?\b|pensions?\b|revenus?\b"
        r"|indemnites?|\bij\b|interim\b|net\b|brut\b|touche\b|touches\b"
        r"|toucher\b|gagne\b|percois\b"
        r"|recois\b|rentrees?\b|je vis avec\b|salary|wages?\b|\bearn\b|\bearning\b|\bpay ?(?:check|packet"
        r"|cheque)\b|take[ -]home|income\b"
        r"|i get\b(?! (?:charged|billed))|i make\b(?! (?:a |the )?payment)|i(?:'m| am|m) on\b|i(?:'m| am"
        r"|m) paid\b|bring home|statutory sick pay|"
        r"\bssp\b|gross\b",
    ),
    (
        "housing",
        r"loyers?\b|location\b|\brent\b|mortgage|(?:credit|pret|emprunt)s? (?:immo[a-z]*|maison|de la maison"
        r"|de l'appart[a-z]*)"
        r"|logement\b|appart[a-z]*\b|residence\b|\bhlm\b|foyer\b|board and lodging|bond\b(?= )",
    ),
    (
        "other_debts",
        r"credits?\b(?! card| d'impot)|prets?\b|emprunts?\b|dettes?\b|revolving|sofinco|cetelem|cofidis"
        r"|oney\b|younited|franfinance|floa\b|cofinoga|carrefour banque|(?:loa|lld)\b|leasing|credit[ -]bail"
        r"|decouverts?\b|agios?\b|(?:car|van|motor|vehicle) finance|\bpcp\b|hp\b|hire purchase|overdrafts?\b"
        r"|store cards?\b|bnpl\b|clearpay"
        r"|banque postale conso|rachat|huissiers?\b|loans?\b|credit cards?|debts?\b|catalogues?\b|klarna"
        r"|payday|provident|bailiffs?\b",
    ),
    (
        "cost",
        r"ehpad|maisons? de retraite|amendes?\b|contraventions?\b|urssaf|tresor public|avocate?s?\b"
        r"|(?<!avant )(?<!apres )(?<!before )(?<!after )taxes?\b(?! (?:fonciere|d'habitation|credits?))"
        r"|care home|student loans?\b|(?:court|parking|speeding|library|dvla|a|my) fines?\b|fines\b|solicitors?\b",
    ),
    (
        "essentials",
        rf"{_COSTS}|essence|carburant|gasoil|diesel|transports?\b|navigo|\bbus\b|train\b|voiture"
        rf"|assurances?\b|mutuelle|telephone|\btel\b"
        r"|portable|forfait|internet|\bbox\b|charges\b(?! (?:comprises|incluses|included))|factures?\b|creche"
        r"|nounou|garde\b|ecole|vetements?"
        r"|couches\b|medicaments?|"
        r"pharmacie|impots?\b|hygiene|groceries|grocery|food\b|shopping\b|gas\b|electric[a-z]*|heating"
        r"|water\b|council tax|petrol"
        r"|fuel\b|phone\b|broadband|insurance|childcare|nursery|nappies|bills?\b|utilities|travel\b"
        r"|living costs|essentials|"
        r"transport costs|school\b|clothes|medicine|living expenses|cost of living"
        r"|(?:pour |de quoi )vivre\b|\bvivre(?= ?:? ?(?:c'est |environ )?[0-9])|dentistes?\b|orthodont[a-z]*"
        r"|ordonnances?\b|prescriptions?\b|lunettes|opticien|medecins?\b|soins\b|dentists?\b|glasses\b|opticians?\b|parking\b"
        r"|garage\b|copro[a-z]*|taxe (?:fonciere|d'habitation)|service charges?|ground rent|tv licen[cs]e"
        r"|abonnements?\b|netflix|cigarettes?\b|tabac\b|peages?\b|coiffeur",
    ),
    (
        "offer",
        r"(?:je |j)?(?:peux|peut|peu|pe|px|pourrai[st]?|veux|voudrai[st]?) (?:(?:bien|vous|juste|seulement|que"
        r"|quand meme|au moins|"
        r"toujours|encore|payer|pas|plus|peut-etre)\s)*(?:mettre|payer?|donner?|verser?|faire|rembourser|regler"
        r"|proposer|sortir|aller|plus)\b"
        r"|(?:je|j') ?(?:propose|mets|mettrais|mettrai|donne|verse)\b|capable de|mettre de cote|"
        r"(?:arrive|arriverai[st]?) a (?:mettre|payer|donner|verser|sortir)\b|"
        r"(?:i (?:can|could|can't|cannot|cant|couldn't|might|will|would|am able to)|(?:can|could) i)"
        r"(?: (?:only|just|maybe"
        r"|probably|not|manage|not manage|"
        r"to|afford|not afford|manage to|afford to|possibly))* (?:pay|do|offer|give|put|manage|afford|spare"
        r"|stretch|set aside|send|make)\b"
        r"|able to (?:pay|make|do)|afford(?: to pay)?\b|i (?:offer|propose)\b|how about\b",
    ),
)
_CUES = re.compile("(?<![a-z])(?:" + "|".join(f"(?P<{role}>{words})" for role, words in ROLE_WORDS) + ")")
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
NOT_SO = re.compile(r"(?:pas|not|non pas|au lieu de|instead of)(?: (?:de|the|les?))?\s*[:,]?\s*$")
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
    r"|(?:^|[ ,;])avant,? (?:je |j'|c')[^,;\n]*$"
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

_PERIODS: tuple[tuple[str, str], ...] = (
    (
        "fortnight",
        r"(?:tous|toutes) les (?:15|quinze) jours|(?:par|a la|chaque) quinzaine|toutes les (?:2"
        r"|deux) semaines|fortnight(?:ly)?\b"
        r"|every (?:2|two|other|second) weeks?|bi-?weekly|une semaine sur deux",
    ),
    (
        "odd",
        r"(?:toutes les|tous les|every) (?:[3-9]|[1-9][0-9]|three|four|five|six|trois|quatre) (?:semaines"
        r"|jours|weeks|days|mois|months)"
        r"|4[ -]weekly|four[ -]weekly|par jour\b|/ ?j(?:our)?\b|chaque jour|(?:a|per) day\b|daily|par heure"
        r"|de l'heure|/ ?h\b|(?:an|per) hour"
        r"|hourly|tous les (?:2|deux) mois|every (?:2|two|other) months?|par semestre",
    ),
    (
        "quarter",
        r"par trimestre|/ ?trim(?:estre)?\b|trimestriel[a-z]*|tous les (?:3|trois) mois|quarterly|(?:a|per"
        r"|every) quarter\b|every (?:3|three) months",
    ),
    (
        "week",
        r"(?:par|/|la|chaque|toutes les|a la) ?(?:semaines?|sem)\b(?! prochaine)|hebdo[a-z]*|(?:a|per|each"
        r"|every|/) ?week\b|weekly|\bpw\b|p/w",
    ),
    (
        "month",
        r"(?:par|/|chaque|tous les|le) ?(?:mois|moi)\b(?! (?:prochain|dernier))|mensuel[a-z]*|mensualites?\b"
        r"|(?:a|per|each|every|/) ?month\b|monthly"
        r"|\bpcm\b|\bpm\b|p/m|/ ?m\b|a mth|per mth",
    ),
    (
        "year",
        r"(?:par|/|chaque|tous les|l') ?(?:an|ans|annee)\b|annuel[a-z]*|(?:a|per|each|every|/) ?(?:year"
        r"|annum)\b|yearly|annually|\bpa\b",
    ),
    (
        "once",
        r"(?:en )?une (?:seule )?fois\b|d'un (?:seul )?coup|(?<!at )once\b|one[ -]off|in one go|pour solder|comptant"
        r"|en 1 fois",
    ),
    (
        "now",
        r"tout de suite|maintenant\b|aujourd'? ?hui|ce mois|ce soir|this month|right now|today\b|tonight"
        r"|now\b|straight away",
    ),
)
_PERIOD = re.compile("(?<![a-z])(?:" + "|".join(f"(?P<{name}>{words})" for name, words in _PERIODS) + ")")
_PER_MONTH = {
    "month": (1, 1),
    "unsaid": (1, 1),
    "week": (52, 12),
    "fortnight": (26, 12),
    "quarter": (1, 3),
    "year": (1, 12),
}


def periods_in(words: str) -> list[tuple[int, int, str]]:
    """Periods named in plain words: place, end, name; "odd" is one that does not convert surely.

    "now" ("maintenant", "this month") is once for an offer and says nothing for an income or a cost.
    """
    return [(m.start(), m.end(), m.lastgroup or "") for m in _PERIOD.finditer(words)]


def cues_in(words: str) -> list[tuple[int, int, str]]:
    """Words that tell what an amount is, in plain words: place, end, role (or "alimony"), in order."""
    return [(m.start(), m.end(), m.lastgroup or "") for m in _CUES.finditer(words)]


def a_month(minor: int, period: str) -> int | None:
    """Minor units a month: weekly x 52/12, fortnightly x 26/12, yearly / 12, rounded down; None for once."""
    ratio = _PER_MONTH.get(period)
    if ratio is None:
        return None
    return int(Decimal(minor) * ratio[0] // ratio[1])
