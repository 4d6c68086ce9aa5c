"""Languages that we do not write: known by their script or their commonest words, so that nobody is misread for French.

Only words that neither French nor English has are listed; two different ones at least must stand in a message, and
more of them than of French and English together. What is doubtful stays what it was.
"""

from __future__ import annotations

import re
import unicodedata

from bot.debt.language import words_of
from bot.debt.third_words import MORE, OTHER

LEAST_LETTERS = 4
_SCRIPTS = {"ARABIC": "ar", "CYRILLIC": "ru"}
_UKRAINIAN = frozenset("іїєґ")
_UKRAINIAN_WORDS = frozenset("та що як можу будь ласка допоможіть грошей немає дякую платити треба мене".split())
_RUSSIAN = frozenset("ыэъё")
_WORDS = {
    "es": """hola buenos buenas dias tardes gracias usted ustedes puedo puede pagar pagarlo tengo tiene dinero trabajo
        necesito ayuda estoy muy pero porque quiero hablar deuda hijos mi mis el los las una perdi perdido factura y
        entiendo hablo espanol favor cuando donde como con mes ahora sin nada todo casa enfermo enferma no""",
    "pt": """ola bom boa dia tarde obrigado obrigada voce voces posso pagar tenho dinheiro trabalho preciso ajuda estou
        muito mas porque quero falar divida filhos meu minha meus uma perdi fatura nao entendo falo portugues favor
        quando onde como com mes agora sem nada tudo casa doente eu e o os as em um""",
    "it": """ciao buongiorno buonasera grazie posso pagare devo ho soldi lavoro bisogno aiuto sono molto perche voglio
        parlare debito figli mio mia miei una perso bolletta capisco parlo italiano favore quando dove come con mese
        adesso senza niente tutto casa malato malata il gli non che di""",
    "ro": """buna ziua multumesc pot platesc plati plateasca am bani munca nevoie ajutor sunt foarte dar pentru vreau
        vorbesc vorbi datorie copii meu mea mei pierdut factura nu inteleg romana rog cand unde cum cu luna acum fara
        nimic tot casa bolnav bolnava si sa este va""",
    "pl": """dzien dobry czesc dziekuje prosze moge zaplacic placic mam pieniedzy pieniadze praca prace pracy
        potrzebuje pomocy jestem bardzo ale poniewaz chce rozmawiac dlug dlugu dzieci moj moja stracilem stracilam
        rachunek nie rozumiem mowie polsku kiedy gdzie jak teraz bez nic wszystko dom chory chora i ze sie w z na""",
    "tr": """merhaba selam gunaydin tesekkurler tesekkur ederim fransizca bilmiyorum odeyemiyorum odeme odemek
        odeyebilirim param para yok is isimi kaybettim yardim lutfen cok ama cunku istiyorum konusmak borc borcum
        cocuklarim cocuk benim bir fatura anlamiyorum turkce nerede nasil simdi hicbir hasta hastayim ve icin bu ben
        degil var ile evde""",
}
_KNOWN = {
    lang: frozenset(f"{_WORDS.get(lang, '')} {words}".split()) for lang, words in MORE.items()
}
_ALIKE = frozenset(
    """no con me la le un en a es de on mes tu si sa va in am pot i e y o os as sans com non di che
    he numero ya euro solo ta foi sou bons tou pro ate ja mai sera rate fare ca deja salut fac pare to do ten list mi
    te pan po sam nas bu was job kind bin die tag das uns mit den war der fur had u met van kan wat ben dat kon op wil
    al heel my is more help word sal vir hallo ma dial ana n ce be se ni ka aw bor i def ben an per dit drop werk man
    salam slm salamou salaam salaamaalekum aleykoum alaykoum alikoum aleikum maleekum wesh wach wallah walou rani
    inchallah allah sahbi daba dyal wlad chokran choukran shukran nanga naka jerejef waaw sogoma tile sawubona
    sanibonani molo molweni ngiyabonga goeie baie dankie danke selam ciao hola""".split()
)
"""Words that French or English people write as well, with or without accents, and greetings and thanks, which many
say without speaking more of that language: they count for nothing alone.
"""
_BARE = str.maketrans("ıłİŁ", "ilil") | {ord("ß"): "ss"}
_WITH_FIGURES = re.compile(r"(?<!\w)(?=\w*[a-z])[a-z]*[2379][a-z0-9]+(?!\w)")
"""Arabic on a telephone: 3 is an ayn, 7 a ha, 9 a qaf ("ma3andich", "n9der")."""
_LATIN_ENDS = 0x250
_LATIN = re.compile(r"[^\W\d_]")


def third_language(text: str) -> str | None:
    """af, ar, de, es, it, nl, pl, pt, ro, ru, tr, uk or OTHER; None: French, English, or not told."""
    letters = [c for c in text[:2000] if _LATIN.match(c)]
    foreign = [name for c in letters if ord(c) >= _LATIN_ENDS and (name := _script(c)) != "LATIN"]
    if len(foreign) >= LEAST_LETTERS and len(foreign) * 2 > len(letters):
        return _by_script(text, foreign)
    words, ours = words_of(text.translate(_BARE))
    words += _WITH_FIGURES.findall(text.lower())
    found = {lang: {w for w in words if w in known} for lang, known in _KNOWN.items()}
    best = max(found, key=lambda lang: (len(found[lang] - _ALIKE), len(found[lang])))
    if len(found[best] - _ALIKE) < 2 or len(found[best]) <= ours:
        return None
    return best


def _script(sign: str) -> str:
    return unicodedata.name(sign, "LATIN").split(" ")[0]


def _by_script(text: str, names: list[str]) -> str:
    most = max(set(names), key=names.count)
    if most != "CYRILLIC":
        return _SCRIPTS.get(most, OTHER)
    low = text.lower()
    words = set(re.findall(r"\w+", low))
    if set(low) & _UKRAINIAN or (words & _UKRAINIAN_WORDS and not set(low) & _RUSSIAN):
        return "uk"
    return "ru"
