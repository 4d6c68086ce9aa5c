"""What only sounds like danger does not set off the crisis protocol, and the cry that sounds like it still does.

Made up, as those of danger_sentences.yml are; none may ever train anything.
"""

from __future__ import annotations

import pytest

from bot.debt.safety import danger

ANOTHERS_DEATH = """mon oncle a mis fin à ses jours l'été dernier, sa pension s'est arrêtée
le titulaire de ce contrat a mis un terme à sa vie, je suis sa nièce
votre abonné s'est suicidé au printemps, je range ses papiers
mes deux cousins se sont suicidés à un an d'écart
la locataire s'est donné la mort, l'agence m'a transmis vos lettres
mon neveu est mort d'une overdose, sa box est résiliée
une overdose a emporté ma colocataire, ses relances arrivent ici
your borrower ended his life before Christmas, I'm clearing the flat
our lodger ended her own life, where do I post the paperwork
my stepson died from an overdose, I handle what he owed
we lost our nephew to a drug overdose
the tenant overdosed in august, I'm only the landlady"""
THE_DEAD = """votre abonnée n'est plus de ce monde, merci de clôturer
mes beaux-parents ne sont plus de ce monde
mon parrain a quitté ce monde à l'automne, je suis son exécuteur
on a dit adieu à ma tante samedi, la concession reste à régler
nous avons dit adieu à mon papi hier"""
TO_FOLLOW_THE_DEAD = """mon mari a mis fin à ses jours et je veux le rejoindre
ma fille n'est plus de ce monde, je vais bientôt la rejoindre
ma mère a quitté ce monde et j'ai envie de la suivre
my husband ended his life and I want to join him
my boy died in spring and I'm going to join him"""
PAYING = """je voudrais en finir avant la rentrée, pour ça il me faut le solde
400 euros comptant pour en finir, c'est d'accord ?
je veux en finir, je vous règle la totalité par carte
autant en finir maintenant, je solde tout
il me tarde, j'ai hâte d'en finir, plus que deux mensualités
I'd like to end it now, how do I pay
I want to end it this week with 90 quid
we will both be dead before this is paid off"""
PAYING_A_DEBT = """on veut en finir ac ce crédit et basta
jveux en finir ac vos relances
je n'arrive plus à tenir mon échéancier
on ne peut plus faire face à nos mensualités"""
TO_END_LIFE = """je veux en finir ce soir, je vous règle tout avant
j'ai envie d'en finir, je ne peux plus rien payer
je veux en finir, le solde est trop lourd
je voudrais en finir avant l'automne
j'ai hâte d'en finir avec la vie
I want to end it all, take what's on my card
I'm going to end it tonight, the bill can wait
I'll be dead before the hearing"""
FAREWELL_TO_THINGS = """avec ce chômage partiel, adieu les vacances
adieu le treizième mois et la prime de transport
faut-il que je dise adieu à mon permis à cause de ce fichage ?
on a supprimé mon poste, adieu les 900 euros
adieu, comme on dit par ici pour bonjour"""
FAREWELL = """adieu mes petits chéris
j'ai écrit adieu à ma femme sur l'enveloppe
adieu la vie, adieu tout
adieu, je dis adieu pour de bon
vous aurez un pendu dans votre dossier
vous aurez ma mort à classer
mes gosses auront une vie plus simple sans moi"""
ANSWERS_TO_COME = """vous aurez un coup de fil de ma part jeudi
vous aurez ma signature dès que j'ai mes lunettes
tu auras une réponse quand ma paie tombe
vous aurez mon accord ou mon refus lundi"""
TABLETS = """the salesman held out a tablet to fill in
he filled it in on a tablet at my door
can I use my tablet to upload the payslip
I keep my pillar to lean on, my sister, out of this
I take two tablets every morning for my heart, prescription costs are up
je prends 12 comprimés par jour, la mutuelle ne suit plus"""
TABLETS_TO_DIE = """I've enough tablets to do it
the pills to kill myself are in the drawer
he put the tablets aside and told nobody
I took all my tablets
j'ai avalé douze comprimés d'un coup"""
NOSES = """my nose is running so forgive the typing
I paid through the nose for that boiler
the dog's nose needed stitches
he looked down his nose at us"""
NOOSES = """I made a noose from the washing line
the noose is in the shed
tied the noose last night"""
BETTER_IF = """I'd feel happier if I had the figures on paper
easier if someone phoned after four
it'd be better if we split it over a year
wouldn't it be easier if I came in"""
BETTER_WITHOUT_ME = """mum would be happier if I was gone
it'd be easier for everyone if I wasn't here
they'd be better off if I never existed"""
OF_MYSELF = """I'm rather proud of myself for opening it
they should be ashamed of themselves
I can take care of myself, thanks
in the end, everything on that statement is wrong
please delete myself from your mailing list"""
OFF_MYSELF = """gonna off myself
he keeps saying he'll off himself
might as well off myself"""
HAIR = """she wants to dye my curtains navy
my son wants to dye his trainers"""
PLACES = """ce salaire ne mérite pas de vivre à crédit pour autant
je ne veux plus exister chez vous, effacez ma fiche
I don't want to exist on your system
depuis que j'ai quitté la vie active je touche moins"""
INSULTS = """allez crever, vautours
bah va crever
va donc crever espèce d'escroc
je vous souhaite de crever la gueule pleine
vous puez la mort avec vos mails
tu ne sers à rien, machine
I'd sooner die than speak to that robot again"""
OURS_TO_ASK = """on va crever ici et personne ne viendra
je vais crever dans ce studio
I'd rather die than talk to anyone about it"""
DENIALS = """rassurez-vous, aucune envie de me tuer
je n'ai pas la moindre idée de suicide
non monsieur, pas d'intention de mourir
je n'ai jamais songé à me faire du mal
vous m'avez demandé si je pensais à me suicider : pas du tout
I've no intention of dying, thanks for asking
no plans to kill myself, promise
I'm not having any thoughts of hurting myself
I have never thought about ending myself
you asked if I want to die: goodness, no"""
NOT_DENIED = """je n'avais jamais pensé à me tuer
je n'ai jamais songé à me faire du mal avant cette lettre
vous m'avez demandé si je voulais mourir : oui
I've never thought of killing myself until this week
you asked if I want to die. Yes"""
SAFE = """non, personne ne me fait du mal chez moi
tout va bien, personne ne nous fait de mal"""
NOT_SAFE = """personne ne me fait de mal, c'est moi qui me fais du mal
mon frère menace de me tuer si je vends la voiture"""
OF_MONEY = """ces frais vont me tuer
vos pénalités vont nous tuer, où est le barème
once the rent's out there's nothing left for your bill
je suis à bout de ressources ce mois-ci
je ne veux plus rien recevoir par courrier"""
OTHER_WORDS = """let's give up on that one and move along
my phone's about to die, later
autocorrect, I typed die for diet
I meant my tie budget, not die
are you even alive or a program
I was let go on Friday with no notice
j'en peux plus de ce robot"""
STILL_ASKED = """right, I give up with it all
I've nothing left
I feel hopeless at night
I'm at the end
I cut my wrist on a tin, six stitches, no shifts
I'm scared of myself tonight"""


def _rows(*blocks: str) -> list[str]:
    return [sentence for block in blocks for sentence in block.split("\n")]


@pytest.mark.parametrize("sentence", _rows(ANOTHERS_DEATH, PAYING, DENIALS, OURS_TO_ASK, STILL_ASKED))
def test_another_s_death_a_payment_or_a_denial_is_asked_about_gently(sentence: str) -> None:
    assert danger(sentence).kind == "possible", danger(sentence)


@pytest.mark.parametrize(
    "sentence",
    _rows(
        *(THE_DEAD, PAYING_A_DEBT, FAREWELL_TO_THINGS, ANSWERS_TO_COME, TABLETS, NOSES, BETTER_IF, OF_MYSELF),
        *(HAIR, PLACES, INSULTS, SAFE, OF_MONEY, OTHER_WORDS),
    ),
)
def test_what_only_sounds_like_it_is_not_asked_about(sentence: str) -> None:
    assert danger(sentence).kind in (None, "idiom"), danger(sentence)


@pytest.mark.parametrize(
    "sentence",
    _rows(
        *(TO_FOLLOW_THE_DEAD, TO_END_LIFE, FAREWELL, TABLETS_TO_DIE, NOOSES, BETTER_WITHOUT_ME, OFF_MYSELF),
        *(NOT_DENIED, NOT_SAFE),
    ),
)
def test_the_cry_that_sounds_like_them_is_still_found(sentence: str) -> None:
    assert danger(sentence).kind == "explicit", danger(sentence)


@pytest.mark.parametrize("near", _rows(THE_DEAD, FAREWELL_TO_THINGS, INSULTS, SAFE, DENIALS, ANOTHERS_DEATH, PAYING))
def test_a_cry_beside_a_way_of_speaking_is_found(near: str) -> None:
    for told in (f"{near}\nje veux mourir", f"I want to die\n{near}"):
        assert danger(told).kind == "explicit", told


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("honestly, I was never thinking of harming myself", "possible"),
        ("they would take my life's work and sell it", None),
        ("tonight I will take my life", "explicit"),
        ("laissez-moi mourir en paix", "explicit"),
    ],
)
def test_a_denial_an_heirloom_and_being_left_alone(text, kind):
    assert danger(text).kind == kind
