"""The commonest words of languages that we do not write, as people write them who cannot pay: no accents, bare
        letters.

Further ones than in third_language.py: of debts, work, illness, greetings, and Arabic and African languages as they
are written in Latin letters on a telephone. Words that French or English people write have no place here.
"""

from __future__ import annotations

from collections.abc import Mapping

OTHER = "other"
"""A script or a language in which we have no sentence at all."""
MORE: Mapping[str, str] = {
    "es": """buenas noches pagarle pagaros pagarles podemos puedes debo deber debemos deudas cuota cuotas alquiler
        paro desempleo desempleado baja enfermedad marido mujer separado separada hijo hija nino ninos solo sola
        ayudarme ayudar ayudenme necesitamos trabajando trabajar cobro sueldo dinerito euro plazos aplazar pedir
        quisiera gustaria hacer estamos tener fraccionar numero carta recibi recibido he han esto eso esta este ese
        pero tambien ya hasta desde despues entonces luego nunca siempre senor senora saludos perdon disculpe""",
    "pt": """boas bons oi podem pode podemos consigo conseguir pagamento pagamentos dever devo dividas renda aluguel
        desemprego desempregado desempregada doenca marido mulher filho filha sozinho sozinha ajudar ajudem me
        precisamos trabalhar salario dinheirinho prestacoes prestacao gostaria queria fazer estamos ter temos carta
        recebi recebeu isto isso esta este tambem ja ate desde depois entao nunca sempre senhor senhora desculpe
        obrigadas foi fui sou tudo bem nem ninguem pra pro tou ta dificil pagando falar""",
    "it": """buon giorno sera salve scusi scusa riesco possiamo puo pagarvi pagarla pago debiti rata rate affitto
        disoccupato disoccupata malattia marito moglie separato separata figlio figlia solo sola aiutarmi aiutatemi
        abbiamo lavorare stipendio vorrei fare siamo avere lettera ricevuto questo questa quello anche gia fino dopo
        allora mai sempre signore signora purtroppo ospedale questi della dello nella alla dal sul piu ancora
        licenziato licenziata cassa integrazione vivo posso""",
    "ro": """salut seara noapte plateste platim platit plata datoria datorii datoriile rata rate chirie chiria somaj
        boala spital sot sotia singur singura copil copilul copiii ajutati ajutorul avem lucrez lucra salariu salariul
        bani banii vreau dori doresc sa fac facem suntem scrisoare primit asta acesta aceasta deja pana dupa atunci
        niciodata mereu domnule doamna imi pare rau serviciu serviciul concediat luna asta mai pentru ca din sau
        fi lei mult multumim va rog locul de""",
    "pl": """witam hej dobry wieczor splacic splacac spalcic zaplace oplacic zaleglosci zadluzenie dlugow dlugi
        rata raty
        rate czynsz bezrobotny bezrobotna bezrobociu choroba szpitalu szpital maz zona sam sama dziecko dziecka
        pomoc pomozcie pomozecie mamy pracuje zarabiam pensja chcialbym chcialabym zrobic jestesmy list dostalem
        dostalam otrzymalem to ten ta te juz tez przed potem nigdy zawsze pan pani przepraszam mnie mi sa byl byla
        bede moze mozna nas nam teraz zwolnili zwolniono prosze o rozlozenie kasy kasa mowic francusku
        francuskiego znam rozlozyc miesiac miesiacu tym za po do""",
    "tr": """iyi gunler aksamlar nasilsiniz odeyemem odeyemiyoruz odeyemedim odeyecek odemeyi odemem borclar borcumu
        borclarimi kira kiram kirayi taksit taksitle issiz issizim isten isimden cikarildim kocam esim yalniz tek
        basima cocugum cocugu yardimci edin eder misiniz calisiyorum calismiyorum maas maasim istiyoruz yapmak
        durumum durumda mektup aldim geldi bunu sonra hep asla bey hanim ozur dilerim maalesef paramiz yapabilirim
        bilmiyor konusamiyorum hastane hastanede ay bu ayin""",
    "de": """hallo guten tag morgen abend ich kann nicht zahlen bezahlen bezahle rechnung rechnungen schulden schulde
        miete rate raten ratenzahlung geld arbeit arbeitslos job verloren krank krankheit krankenhaus bitte danke
        hilfe helfen mir mich mein meine meinen habe hatte haben bin ist sind war waren wir uns sie ihnen ihr und oder
        aber weil dass wenn wann wo wie was kein keine keinen mehr diesen dieser monat jetzt heute noch schon sehr
        kinder kind frau mann allein deutsch spreche verstehe franzosisch mochte wurde werden konnen konnte muss
        alles nichts leben brief bekommen von mit fur auf zu der die das den ein eine einen nur auch seit""",
    "nl": """hallo goedendag goedemorgen goedemiddag goedenavond dag ik kan niet betalen betaal rekening rekeningen
        schuld schulden huur termijn termijnen geld werk werkloos baan kwijt verloren ziek ziekte ziekenhuis
        alstublieft
        bedankt dank hulp helpen mij mijn heb had hebben ben zijn was waren wij ons u jullie en maar omdat dat als
        wanneer waar hoe wat geen meer deze maand nu vandaag nog al heel erg kinderen kind vrouw alleen nederlands
        spreek begrijp frans wil graag zou worden kunnen kon moet alles niets brief gekregen van met voor op te
        het een ook sinds meneer mevrouw niks gaat""",
    "af": """goeie more middag naand ek kan nie betaal rekening rekeninge skuld huur paaiement paaiemente geld werk
        werkloos verloor siek siekte hospitaal asseblief dankie hulp help my het was ons julle u maar omdat dat
        wanneer waar hoe wat geen meer hierdie maand nou vandag nog baie kinders kind vrou alleen afrikaans praat
        verstaan wil graag sou word kon moet alles niks brief gekry van vir op te is jy meneer mevrou sukkel
        afbetaal sal""",
    "ar": """bla salam slm salamou aleykoum alaykoum alikoum aleikum ma manish manich mandich ma3andich ma3ndich
        maandich
        makanch makaynch nqderch nkdrch nqdarch nkderch n9derch n9dar n9der nqder nkhelles nkhalles nkhlass nkhles
        nkhellas
        nkhales nkhlas khdma khedma khadma lkhedma lkhdma khdemt flous floos lflous drahem drahm dyali dyal diali dial
        bghit bghina 3afak afak 3afek 3awnouni 3awnni chokran choukran shukran wlad wladi wlidati mrid mrida bzaf
        bezaf
        walou wallah wach wesh ana rani rah kayn kayna 3andi andi 3ndi mazal mazel daba hada hadi chhar had lkra kra
        fhemt nfhem mafhemtch nhder nahdar l3arbiya 3arbi arbia la7e9 7abes khsart khserti sahbi allah inchallah 7ta
        makandich ma3andich 3andich ma9dertch man9derch ma3ndi n9drch nkhallasse mayemkench lazem kifach chwiya
        fiha lfaktura lfactura lkridi""",
    OTHER: """sawubona sanibonani ngicela ngiyacela ngiyabonga angikwazi ukukhokha ukubhadala angisebenzi
        ngilahlekelwe umsebenzi imali anginamali ayikho angazi izingane abantwana nginezingane siza usizo
        ngisize ngisizeni isikweletu izikweletu irenti ngiyagula inyanga kule lenyanga ngithanda khuluma isizulu
        namhlanje molo molweni enkosi andikwazi andinamali umsebenzi
        nanga def naka jerejef jamm salaamaalekum maleekum menul menuma fey fay xaalis amul amuma amatuma liggeey
        ligeey damay dama sama samay doom doomu xale yi ndimbal dimbali dimbale leen laaj bor boru wolof degg faranse
        dafa metti feebar fevar weer
        i ni ce sogoma tile aw be n te se ka sara wari wariko ntan tena baara baarako bolo denw demen dama juru
        n'ga juruw bamanankan ntalen faransi banabaato kalo""",
}
