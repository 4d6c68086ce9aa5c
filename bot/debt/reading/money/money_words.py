"""What the words around an amount say that it is for: wages, aids, a rent, a loan, what living costs, a proposal."""

from __future__ import annotations

import re

_COSTS = (
    r"(?<!of )courses?\b|nourriture|alimentation|bouff?e?s?\b|graille|manger|cantine|edf|engie|electricite|elec|gaz"
    r"|chauffage|fioul|eau\b|energ(?:ies?|y)\b"
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
_BOUGHT = (
    r"(?:voiture|auto|bagnole|caisse|moto|scooter|scoot|camion(?:nette)?|vehicule|camping[ -]car|caravane|telephone|tel"
    r"|portable|iphone|tele|television|ordi(?:nateur)?|frigo|machine(?: a laver)?|lave[ -]linge|cuisine|canape|meubles?"
    r"|electromenager|travaux|chaudiere|permis|mariage|vacances|cars?|van|bike|motorbike|sofa|couch|phone|kitchen"
    r"|boiler|washing machine|telly|tv|fridge|furniture|laptop)"
)
_ARTICLES = r"(?:(?:de|du|des|d'|pour|sur|a|en|la|le|les|l'|ma|mon|mes|nos|notre|un|une|the|my|our|a|for|on|of|off) ?)*"
_LOAN_OF = (  # the car in "le crédit de la voiture" is no cost of living: what is paid is the loan
    r"(?:(?:credits?|prets?|emprunts?|mensualites?|traites?|echeances?|remboursements?|rembourse[rz]?|financement"
    r"|leasing|loa|lld|location(?: longue duree)?|finance|repayments?|instal?lments?|(?<!make )(?<!make a )payments?"
    rf"|loans?|lease|pay(?:ing|s)? (?:off|back)) {_ARTICLES}{_BOUGHT}(?![a-z])"
    r"|(?:car|van|bike|motorbike|motor|vehicle|phone|sofa|kitchen) (?:(?:is|s|'s|that's|its|it's) )?(?:on |under )?"
    r"(?:loans?|finance[d]?|repayments?|payments?|instal?lments?|lease|hp|pcp|tick|hire purchase|credit)\b"
    rf"|{_BOUGHT} (?:qui est |est )?(?:a|en) (?:credit|loa|lld|leasing|location)\b|traites?\b(?! de (?:la|ma) maison))"
)
_ARE = (  # unemployment benefit; "my bills are 300" is no income
    r"(?:(?<![a-z0-9'] )(?<![a-z0-9])|(?<=[0-9€] )|(?<=')|(?<=euros )|(?<=mon )|(?<=en )|(?<=de )|(?<=et )|(?<=touche )"
    r"|(?<=percois )|(?<=recois )|(?<=allocation )|(?<=chomage )|(?<=travail )|(?<=emploi ))"
    r"are\b(?! (?:for|the|my|on|in|you|we|they|about|around|all|going|paid|spent))"
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
        r"adulte)[a-z]*|d?allocs?\b|d?allocations?(?! (?:de )?chomage)(?! d'aide au retour)\b"
        r"|aides? (?:sociales?|de la caf|de la mairie|du ccas|du departement|alimentaire)|(?<=d')aides\b"
        r"|daides\b|(?<=en )aides\b|aides?(?= ?:? ?$)"
        r"|universal credit|\buc\b|\bpip\b|\besa\b|\bjsa\b|\bdla\b|dole\b|child benefit|child tax credit"
        r"|tax credits?|benefits?\b"
        r"|carer'?s? (?:allowance|benefit)|(?<!for )(?<!for my )(?<!pay )(?<!pay my )carer'?s\b"
        r"(?! (?:costs?|fees?|charges?|home))|attendance allowance|income support|pension credit|sassa|(?:child|social"
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
        rf"salaires?\b|{_WAGE}|fiches? de pai?ye?|(?:ma|la|une|de) paye\b|(?:suis|chuis?|jsuis?) payee?\b|chomage"
        rf"|pole emploi|france travail|assedic|{_ARE}"
        r"|(?<!maison de )(?<!maisons de )retraites?\b|pensions?\b|revenus?\b"
        r"|indemnites?|\bij\b|interim\b|net\b|brut\b|touche\b|touches\b"
        r"|toucher\b|gagne\b|percois\b"
        r"|recois\b|rentrees?\b|je vis avec\b|salary|wages?\b|\bearn\b|\bearning\b|\bpay ?(?:check|packet"
        r"|cheque)\b|take[ -]home|income\b"
        r"|(?:my|the) pay\b(?! ?(?:-?day|date|back|goes|is late|was|comes? (?:in )?on|on the))"
        r"|(?:je suis|suis|jsui|jsuis|chui|chuis) a\b(?= ?(?:[0-9]|$))|i get\b(?! (?:charged|billed))|i make\b(?! (?:a "
        r"|the )?payment)|i(?:'m| am|m) on\b|i(?:'m| am"
        r"|m) paid\b|bring home|statutory sick pay|"
        r"\bssp\b|\bs[mp]p\b|statutory (?:maternity|paternity|adoption) pay|(?:maternity|paternity|sick) pay\b"
        r"|gross\b",
    ),
    (
        "housing",
        r"loyers?\b|location\b(?! (?:longue duree|(?:de |d'une |de la |de ma )?(?:voiture|auto|vehicule)))|\brent\b"
        r"|mortgage|(?:credit|pret|emprunt|traite)s? (?:immo[a-z]*|maison"
        r"|de (?:la|ma) maison|de (?:l'|mon )appart[a-z]*)"
        r"|logement\b|appart[a-z]*\b|residence\b|\bhlm\b|foyer\b|board and lodging|bond\b(?= )"
        r"|(?<!living )(?<!dining )rooms?\b(?=[ :=]*(?:is|for|at)?[ :=£€]*$)|(?:my|a|the) room\b|room rent\b"
        r"|digs?(?: money)?\b|lodgings?\b|bedsit\b|(?:ma |une |la )chambre\b"
        r"|chambre\b(?=[ :=]*(?:a|est|c'est)?[ :=]*$)",
    ),
    (
        "other_debts",
        rf"{_LOAN_OF}|credits?\b(?! card| d'impot)|prets?\b|emprunts?\b|dettes?\b|revolving|sofinco|cetelem|cofidis"
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
        r"pharmacie|impots?\b|hygiene|groceries|grocery|food\b|shopping\b|gas\b|electric[a-z]*|le[ck]ky\b|leccy\b|heating"
        r"|\beats?\b|eating\b|(?:je |on |jm)?mange\b|nappys\b"
        r"|water\b|council tax|petrol"
        r"|fuel\b|phone\b|broadband|insurance|childcare|nursery|nappies|bills?\b|utilities|travel\b"
        r"|living costs|essentials|"
        r"transport costs|school\b|clothes|medicine|living expenses|cost of living"
        r"|(?:pour |pr |pu?r |por |puor |pou |de quoi )vivre\b"
        r"|\bvivre(?= ?:? ?(?:c'est |environ )?[0-9])|dentistes?\b|orthodont[a-z]*"
        r"|ordonnances?\b|prescriptions?\b|lunettes|opticien|medecins?\b|soins\b|dentists?\b|glasses\b|opticians?\b"
        r"|parking\b"
        r"|garage\b|copro[a-z]*|taxe (?:fonciere|d'habitation)|service charges?|ground rent|tv licen[cs]e"
        r"|abonnements?\b|netflix|cigarettes?\b|tabac\b|peages?\b|coiffeur",
    ),
    (
        "offer",
        r"(?:je |j)?(?:peux|peut|peu|pe|px|pourrai[st]?|veux|voudrai[st]?) (?:(?:bien|vous|juste|seulement|que"
        r"|quand meme|au moins|"
        r"toujours|encore|payer|pas|plus|peut-etre)\s)*(?:mettre|payer?|donner?|verser?|faire|rembourser|regler"
        r"|proposer|sortir|aller|plus)\b"
        r"|(?:possible|faisable|jouable) (?:de |d'|pour |si je )(?:mettre|payer?|paye|donner?|verser?|regler)\b"
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


def cues_in(words: str) -> list[tuple[int, int, str]]:
    """Words that tell what an amount is, in plain words: place, end, role (or "alimony"), in order."""
    return [(m.start(), m.end(), m.lastgroup or "") for m in _CUES.finditer(words)]
