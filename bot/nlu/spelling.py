"""How people write on a telephone, French and English: word -> the words meant. Lower case, without accents.

Only spellings that are no word of the other language stand here, since a message's language is not known when
it is normalised. The right-hand side is what a careful writer would type, apostrophes as spaces.
"""

from __future__ import annotations


def _table(text: str) -> dict[str, str]:
    """Read "spelling spelling = words meant" lines."""
    table: dict[str, str] = {}
    for line in text.strip().splitlines():
        spellings, meant = line.split("=")
        for spelling in spellings.split():
            table[spelling] = meant.strip()
    return table


FRENCH = _table(
    """
    g gt = j ai
    jai jaie = j ai
    jme = je me
    jte = je te
    jen jan = j en
    javai javais = j avais
    jetai jetais = j etais
    jaurai jaurais = j aurai
    jarrive jariv jarive = j arrive
    jaimerai jaimerais = j aimerais
    jhabite = j habite
    jatten jattend jattends = j attends
    jessaie jessaye = j essaie
    chui chu jsui jsuis chuis ssui = je suis
    chai = je sais
    ve vai = vais
    cest = c est
    cetai cetait ct = c etait
    sava cava = ca va
    ya yaa = il y a
    yapa = il n y a pas
    nai = n ai
    nest = n est
    quil kil = qu il
    kelle kel = quelle
    dun = d un
    daccord dac dacc dak daccor = d accord
    oki okay okey okk = ok
    oue ouai ouais ouaip = oui
    pa = pas
    c = c est
    dsl = desole
    nan nn nope = non
    plu = plus
    ke q = que
    ki = qui
    koi kwa quoa = quoi
    kan qd kand qand = quand
    koman coman comen commen cmt = comment
    combi1 = combien
    pk pq pkoi pourkoi prkoi prq = pourquoi
    pcq psk pske paske parske parsk pasque passque pck = parce que
    bcp bocou bocoup boucou = beaucoup
    tt tou = tout
    tte = toute
    ts = tous
    tlm = tout le monde
    tjs tjr tjrs toujour = toujours
    ds dan = dans
    pr pou = pour
    ac avc avk aveck = avec
    vs vou = vous
    ns nou = nous
    svp siouplait sivousplait silvousplait silvouplait = s il vous plait
    stp steuplait steplait = s il te plait
    rdv = rendez vous
    mtn maint mnt mtnt = maintenant
    auj ajd ajrd aujourdhui aujourdui ojourdui ojd = aujourd hui
    dem1 dmain demin = demain
    bi1 bjr = bonjour
    bjour bonjoure slt = bonjour
    bsr = bonsoir
    mr = monsieur
    mme = madame
    mrc mrci = merci
    msg = message
    tel = telephone
    num numero = numero
    qqn kelkun qqun kelk1 quelqun = quelqu un
    qqch qqchose kelkechose = quelque chose
    qq kelk kelke = quelque
    rien ri1 = rien
    pb pbm prob probleme pblm = probleme
    jms = jamais
    dc donk = donc
    ms = mais
    fo = il faut
    fodrai fodrait = il faudrait
    pe peus peut = peux
    veu veut veus = veux
    doi = dois
    sui = suis
    boulo taf taff = travail
    fric thune thunes pognon oseille tunes flouze sous = argent
    euro eur balles roros = euros
    ordi = ordinateur
    cb = carte bancaire
    dete dettes = dette
    otre = autre
    enkor encor ankor = encore
    ase asse = assez
    trp tro = trop
    lgtps lgtmps = longtemps
    tps tmps = temps
    moi moa = moi
    toi toa = toi
    keske kesk keskil kesako = qu est ce que
    estceque esque eske = est ce que
    kestion = question
    kontinué = continuer
    kredit = credit
    hui8r = huissier
    uissier uisier = huissier
    mwa = mois
    ptet petetre peutetre ptetre = peut etre
    jsp jspa chepa chaipa = je sais pas
    jpp = je n en peux plus
    jpeu = je peux
    mdr lol ptdr = lol
    a+ a12c4 ciao = au revoir
    """
)

ENGLISH = _table(
    """
    u = you
    ur yr = your
    r = are
    im = i am
    ive = i have
    youre = you are
    theyre theyr = they are
    its = it is
    thats = that is
    whats wots = what is
    whos = who is
    hes = he is
    shes = she is
    dont dnt dunno = do not
    doesnt dsnt = does not
    didnt = did not
    cant cannot cannae cudnt couldnt = can not
    wont = will not
    wouldnt wudnt = would not
    isnt = is not
    arent = are not
    wasnt = was not
    havent = have not
    hasnt = has not
    aint = is not
    shouldnt = should not
    pls plz plse pleas = please
    thx thnx thanx tnx cheers = thanks
    thankyou = thank you
    wot wat = what
    wen = when
    wich = which
    wud = would
    cud = could
    shud = should
    coz cos cuz bcos bcause becos = because
    abt = about
    b4 = before
    gr8 = great
    l8r = later
    m8 = mate
    2moro tmrw tmr tmoro tomoro tomorow 2morrow = tomorrow
    2day = today
    2nite tonite = tonight
    gonna gunna = going to
    wanna wana = want to
    gotta = got to
    ppl = people
    pmt pymt = payment
    acc acct accnt = account
    ref = reference
    wk wks = week
    mth mths mnth mnths = month
    hav = have
    sum1 = someone
    any1 = anyone
    no1 = no one
    evry1 = everyone
    k = ok
    yeh yea yep yup yas aye ja = yes
    nah naw = no
    recieve recieved = receive
    quid bucks squid = pounds
    """
)

MEANT: dict[str, str] = {**FRENCH, **ENGLISH}
