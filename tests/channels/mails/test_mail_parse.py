"""Reading e-mails as they really come: quotes of every program, HTML, charsets, broken and hostile ones."""

from __future__ import annotations

import random
from email.message import EmailMessage

import pytest

from bot.channels.email.parse import LARGEST_FILE, MOST_FILES, read
from bot.channels.email.quotes import own_words, words_of_html

OURS = "Bonjour. Un message personnel vous attend : https://repit.example/l/x"
QUOTED = {
    "gmail": "Oui merci\n\nLe ven. 20 nov. 2026 à 10:04, Répit <bonjour+1-abc@repit.example> a\nécrit :\n\n> {}\n>",
    "gmail, English": "Yes thanks\n\nOn Fri, Nov 20, 2026 at 10:04 AM Répit <bonjour@repit.example> wrote:\n\n> {}",
    "apple": "Oui merci\n\nEnvoyé de mon iPhone\n\n"
             "> Le 20 nov. 2026 à 10:04, Répit <a@repit.example> a écrit :\n> \n> {}",
    "apple, below": "\n\n> Le 20 nov. 2026 à 10:04, Répit a écrit :\n> \n> {}\n\nOui merci",
    "outlook": "Oui merci\n\n________________________________\nDe : Répit <bonjour@repit.example>\n"
               "Envoyé : vendredi 20 novembre 2026 10:04\nÀ : moi\nObjet : Un message\n\n{}",
    "outlook, English": "Yes thanks\r\n\r\nFrom: Répit <bonjour@repit.example>\r\nSent: Friday, 20 November 2026\r\n"
                        "To: me\r\nSubject: A message\r\n\r\n{}",
    "orange": "Oui merci\n\n> Message du 20/11/26 10:04\n> De : Répit\n> {}",
    "yahoo": "Oui merci\n"
             "    Le vendredi 20 novembre 2026 à 10:04:12 UTC+1, Répit <a@repit.example> a écrit :  \n \n {}",
    "thunderbird": "Le 20/11/2026 à 10:04, Répit a écrit :\n> {}\nOui merci",
    "laposte": "Oui merci\n\n-----Message d'origine-----\n"
               "De: Répit <a@repit.example>\nEnvoyé: 20/11/2026\nÀ: moi\n\n{}",
    "named": "Oui merci\n\nRépit <bonjour@repit.example> a écrit :\n> {}",
    "signature": "Oui merci\n-- \nMarie Durand\n06 39 98 01 01",
}


@pytest.mark.parametrize("program", sorted(QUOTED))
def test_quoted_words_are_cut_off_whatever_program_has_quoted_them(program: str) -> None:
    words, cut = own_words(QUOTED[program].format(OURS))
    assert words.lower() in ("oui merci", "yes thanks") and cut


OWN = [
    "je paie le 5", "> 50 euros c'est trop ?", "De : ma banque, rien reçu",
    "Le 5 mars j'ai perdu mon travail.\nJe ne peux pas payer.\nMon mari a écrit :\nil est parti.",
    "De tout coeur merci\nÀ bientôt", "Objet : mon loyer\nje suis en retard", "-----\nligne\n-----",
]


@pytest.mark.parametrize("text", OWN)
def test_words_of_the_debtor_s_own_are_kept_whole(text: str) -> None:
    assert own_words(text) == (text, False)


def test_answers_between_quoted_lines_are_all_kept() -> None:
    text = "> Combien gagnez-vous ?\n1450\n> Et le loyer ?\n480 euros"
    assert own_words(text) == ("1450\n480 euros", True)


def test_where_all_of_it_is_quoted_nothing_is_cut_off() -> None:
    assert own_words("> je ne peux plus payer") == ("> je ne peux plus payer", False)


def test_html_alone_is_read_and_its_quotes_are_cut_off() -> None:
    made = EmailMessage()
    made.set_content(
        "<html><head><style>p {color: red}</style><title>x</title></head><body><script>alert(1)</script>"
        "<p>Je ne peux&nbsp;pas<br>payer &amp; j'ai peur</p><div class='gmail_quote'>Le 20 nov. 2026 à 10:04, "
        "Répit &lt;a@repit.example&gt; a écrit :<br><blockquote><p>Bonjour</p><p>lien</p></blockquote></div></body>",
        subtype="html",
    )
    found = read(made.as_bytes())
    assert found.words == "Je ne peux pas\npayer & j'ai peur" and found.whole


def test_html_that_is_broken_or_deep_is_read_somehow() -> None:
    assert "bonjour" in words_of_html("<div><p>bonjour<table><td><<<>&#xFFFFFFF;</blockquote></p>")
    assert "fin" in words_of_html("<blockquote>" * 5_000 + "fin")


def test_the_plain_words_count_before_the_html() -> None:
    made = EmailMessage()
    made.set_content("simple")
    made.add_alternative("<p>autre</p>", subtype="html")
    assert read(made.as_bytes()).words == "simple"


@pytest.mark.parametrize(
    ("charset", "coded"),
    [("iso-8859-1", "latin-1"), ("windows-1252", "cp1252"), ("utf-8", "utf-8"), ("x-unknown", "utf-8"),
     ("us-ascii", "cp1252"), ("utf-7", "utf-8")],
)
def test_accents_are_read_whatever_the_charset_says(charset: str, coded: str) -> None:
    raw = f"Content-Type: text/plain; charset={charset}\r\nContent-Transfer-Encoding: 8bit\r\n\r\n".encode()
    assert read(raw + "je suis désespérée".encode(coded)).words == "je suis désespérée"


def test_coded_subjects_are_read_and_bad_ones_too() -> None:
    assert read(b"Subject: =?utf-8?q?Je_n=27en_peux_plus?=\r\n\r\nx").subject == "Je n'en peux plus"
    assert read(b"Subject: =?nonsense?q?x=ZZ?=\r\n\r\nx").subject


def test_files_are_kept_up_to_a_number_and_a_size_with_harmless_names() -> None:
    made = EmailMessage()
    made.set_content("voici")
    for n in range(MOST_FILES + 3):
        made.add_attachment(b"x", maintype="image", subtype="jpeg", filename=f"../..\\{n}<b>.jpg")
    found = read(made.as_bytes())
    assert len(found.files) == MOST_FILES and not any(set(one.name) & set("/\\<>") for one in found.files)
    large = EmailMessage()
    large.set_content("voici")
    large.add_attachment(b"x" * (LARGEST_FILE + 1), maintype="image", subtype="jpeg", filename="a.jpg")
    assert read(large.as_bytes()).files == []


def test_a_text_file_is_a_file_and_not_words() -> None:
    made = EmailMessage()
    made.set_content("voici")
    made.add_attachment("je vais me suicider", filename="journal.txt")
    found = read(made.as_bytes())
    assert found.words == "voici" and [one.type for one in found.files] == ["text/plain"]


def test_an_e_mail_that_was_forwarded_as_a_file_is_a_file() -> None:
    inner, made = EmailMessage(), EmailMessage()
    inner.set_content("la lettre")
    made.set_content("voici")
    made.add_attachment(inner)
    found = read(made.as_bytes())
    assert found.words == "voici" and [one.type for one in found.files] == ["message/rfc822"]
    assert b"la lettre" in found.files[0].content


BROKEN = [
    b"", b"\r\n", b"x", b"\x00\xff\xfe", b"From: <<<>>>\r\nTo: ,,,;;;\r\n\r\n",
    b"Content-Type: multipart/mixed\r\n\r\nx",
    b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n--b\r\n--b--",
    b"Content-Type: text/plain; charset\r\n\r\nx",
    b"Content-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!!", b"From: a@b.c\r\n" * 5_000,
    b"Content-Type: " + b"multipart/mixed; boundary=" + b"b" * 5_000 + b"\r\n\r\nx",
    b"Content-Type: message/rfc822\r\n\r\n" * 300 + b"x",
    b"From: =?utf-8?b?////?= <a@b.example>\r\nDate: never\r\nMessage-ID:\r\n\r\nx",
]


@pytest.mark.parametrize("raw", BROKEN)
def test_whatever_is_wrong_with_it_it_is_read_somehow(raw: bytes) -> None:
    assert read(raw).key.startswith("mail-")


def test_torn_e_mails_are_read_somehow() -> None:
    made = EmailMessage()
    made["From"], made["Subject"] = "Répit <a@b.example>", "é" * 100
    made.set_content("bonjour é" * 50)
    made.add_alternative("<p>é</p>", subtype="html")
    made.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="é.pdf")
    raw, dice = made.as_bytes(), random.Random(7)  # noqa: S311  (the same dice each time)
    for _ in range(400):
        torn = bytearray(raw)
        for _ in range(dice.randrange(1, 12)):
            torn[dice.randrange(len(torn))] = dice.randrange(256)
        read(bytes(torn[: dice.randrange(1, len(torn))]))


def test_a_deep_nest_of_parts_comes_to_an_end() -> None:
    nest = (b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(90))
    assert read(b"".join(nest) + b"\r\nx").key
