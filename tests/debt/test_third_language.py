"""Languages that we do not write are known; French and English are never taken for one, however they are written."""

from __future__ import annotations

import json
import re

import pytest

from bot.debt.third_language import OTHER, third_language
from bot.settings import ROOT

SAID = {
    "es": ["hola no puedo pagar este mes", "Buenos días, perdí mi trabajo y no tengo dinero",
           "no hablo francés, necesito ayuda", "quiero hablar con una persona por favor"],
    "pt": ["olá não posso pagar", "perdi o meu trabalho e não tenho dinheiro", "não falo francês, preciso de ajuda"],
    "it": ["buongiorno non posso pagare", "ho perso il lavoro e non ho soldi"],
    "ro": ["buna ziua nu pot plati", "am pierdut munca si nu am bani", "nu vorbesc franceza, am nevoie de ajutor"],
    "pl": ["dzień dobry nie mogę zapłacić", "straciłem pracę i nie mam pieniędzy",
           "nie mówię po francusku, potrzebuję pomocy"],
    "tr": ["merhaba ödeyemiyorum", "işimi kaybettim param yok", "Fransızca bilmiyorum yardım lütfen"],
    "ar": ["لا أستطيع الدفع", "فقدت عملي وليس لدي مال"],
    "uk": ["Я не можу заплатити, втратила роботу", "допоможіть будь ласка"],
    "ru": ["я не могу заплатить, потерял работу", "нет денег"],
    OTHER: ["我付不起这个月的钱", "δεν μπορώ να πληρώσω", "არ შემიძლია გადახდა"],
}
TYPICAL = {
    "es": [
        "no puedo pagar",
        "hola buenas noches no puedo pagar la cuota",
        "estoy en paro y no cobro nada",
        "he recibido una carta y no se que hacer",
        "perdí el trabajo",
        "por favor ayúdenme",
    ],
    "pt": [
        "boa noite, não consigo pagar a renda",
        "estou desempregada e tenho dois filhos",
        "não tenho como pagar",
        "recebi uma carta e não percebo",
        "ola bom dia perdi o emprego",
    ],
    "it": [
        "non riesco a pagare",
        "sono disoccupato e non posso pagare la rata",
        "buonasera ho ricevuto una lettera ma non capisco il francese",
        "vorrei pagare a rate",
        "ho perso il lavoro",
    ],
    "ro": [
        "nu am bani sa platesc",
        "buna seara sunt in somaj",
        "nu pot sa platesc luna asta",
        "am primit o scrisoare si nu inteleg",
        "imi pare rau dar nu pot plati rata",
    ],
    "pl": [
        "nie mogę teraz zapłacić",
        "nie mam z czego zapłacić",
        "dzień dobry nie znam francuskiego",
        "straciłam pracę i nie mam jak spłacić długu",
        "proszę o rozłożenie na raty",
        "dostałem list i nie rozumiem",
        "jestem chora i nie pracuję",
        "nie mam kasy",
        "stracilem prace",
        "Dzień dobry, dostałem od Państwa list, ale nie mówię po francusku. Czy mogę prosić o pomoc?",
    ],
    "tr": [
        "param yok ödeyemem",
        "iyi günler borcumu ödeyemiyorum",
        "işten çıkarıldım borcumu ödeyemiyorum",
        "kiramı ödeyemiyorum yardım edin",
    ],
    "ar": [
        "salam, ma nqderch nkhelles",
        "salam ma3andich flous",
        "slm rani bla khedma",
        "makanch flous had chhar",
        "ana ma n9derch nkhles lfactura 3afak",
        "salam alikoum khsart khdemti ma3ndich drahem",
        "ليس لدي نقود لأدفع",
        "السلام عليكم لا أستطيع أن أدفع هذا الشهر",
    ],
    "de": [
        "ich kann nicht zahlen",
        "Guten Tag, ich habe meine Arbeit verloren",
        "ich bin krank und habe kein Geld",
        "hallo ich kann die Rechnung nicht bezahlen",
        "ich verstehe kein Französisch",
        "kann ich in Raten zahlen",
    ],
    "nl": [
        "ik kan niet betalen",
        "goedendag ik ben mijn baan kwijt",
        "ik heb geen geld deze maand",
        "kan ik in termijnen betalen",
        "ik spreek geen Frans",
    ],
    "af": [
        "ek kan nie betaal nie",
        "goeie more ek het my werk verloor",
        "ek het nie geld nie",
        "kan ek die skuld afbetaal asseblief",
    ],
    "uk": [
        "я втратила роботу і не можу платити",
        "доброго дня, у мене немає грошей",
    ],
    "ru": [
        "здравствуйте я не могу оплатить счет",
        "я потерял работу",
    ],
    OTHER: [
        "ክፍያ መክፈል አልችልም",
        "ገንዘብ የለኝም",
        "আমি টাকা দিতে পারছি না",
        "என்னால் பணம் கட்ட முடியவில்லை",
        "我没有钱付账单",
        "我失业了",
        "angikwazi ukukhokha",
        "sawubona ngilahlekelwe umsebenzi anginamali",
        "ngicela usizo angikwazi ukukhokha kule nyanga",
        "salaam nanga def amuma xaalis",
        "menuma fey sama bor",
        "i ni ce wari te n bolo",
        "n te se ka juru sara",
    ],
}
"""First messages of somebody who can't pay."""
NAMED = re.compile(
    r"espa[ñn]ol|italiano|portugu[êe]s|polsku|t[üu]rk|rom[âa]n|buenos d[ií]as|deutsch|nederlands|afrikaans", re.I
)


@pytest.mark.parametrize(("lang", "text"), [(lang, text) for lang, texts in SAID.items() for text in texts])
def test_a_whole_message_in_another_language_is_known(lang: str, text: str) -> None:
    assert third_language(text) == lang


@pytest.mark.parametrize(("lang", "text"), [(lang, text) for lang, texts in TYPICAL.items() for text in texts])
def test_a_first_message_of_who_cannot_pay_is_known_in_more_languages_and_in_latin_letters(
    lang: str, text: str
) -> None:
    assert third_language(text) == lang


OURS = [
    "salam aleykoum", "slm sava", "wallah jpeu pas payer ce mois ci", "wesh jai plus de thune",
    "inchallah je paye demain",
    "mwen pa kapab peye", "m pa gen lajan", "mwen pèdi travay mwen", "mi pa ni lajan", "an pa ni lajan ankò",
    "slt g 2 enfan é pa 2 taf", "j peu pa pay c moi 6", "koi 2 9", "cc jvoudré 1 plan stp", "cant pay dis month m8",
    "wat can i do", "im skint innit", "dat aint mine", "gonna b l8 wit da rent", "yo i lost ma job bruv", "nanga def",
    "i ni ce", "baie dankie", "danke", "hallo", "ich", "je suis allemand", "i speak dutch", "Ahmed Ben Salem",
    "je suis en arrêt mal au dos", "j'ai 3 enfants et 2 chiens", "van der Berg", "Maria da Silva dos Santos",
    "pago", "die rate is too high", "the kind man said was fine",
    "", "ok", "1", "hola", "DEMO-1001", "14/03/1985", "merci обед", "😀😀😀😀", "José García", "Yılmaz Öztürk",
    "no", "si", "non non", "STOP", "Наташа est partie sans moi ce matin", "je suis portugais et je travaille",
    "my name is Dinheiro",
]


@pytest.mark.parametrize("text", OURS)
def test_what_is_short_mixed_or_a_name_stays_what_it_was(text: str) -> None:
    assert third_language(text) is None


def test_none_of_the_sentences_in_french_and_english_is_taken_for_another_language() -> None:
    rows = (ROOT / "tests" / "understanding" / "sentences.jsonl").read_text(encoding="utf-8").splitlines()
    told = [json.loads(row)["text"] for row in rows]
    for path in sorted((ROOT / "data" / "nlu").rglob("*.yml")):
        told += [line.strip().removeprefix("- ") for line in path.read_text(encoding="utf-8").splitlines()]
    assert len(told) > 80_000
    # Who asks for a language in that language is rightly known by it.
    assert not [one for one in told if third_language(one) is not None and one.isascii() and not NAMED.search(one)]
    assert sum(third_language(one) is not None for one in told) < 40
