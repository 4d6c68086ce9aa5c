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
NAMED = re.compile(r"espa[ñn]ol|italiano|portugu[êe]s|polsku|t[üu]rk|rom[âa]n|buenos d[ií]as", re.I)


@pytest.mark.parametrize(("lang", "text"), [(lang, text) for lang, texts in SAID.items() for text in texts])
def test_a_whole_message_in_another_language_is_known(lang: str, text: str) -> None:
    assert third_language(text) == lang


OURS = [
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
