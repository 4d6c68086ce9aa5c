"""What somebody wants to stop: everything, some of it, only the questions; or nothing, though it sounds so."""

from __future__ import annotations

import re
from typing import Literal

from bot.debt.reading.text.plain import flat
from bot.debt.safety import asks_stop

StopWish = Literal["all", "some", "questions", "unclear", "none"]

_NOT = re.compile(
    r"(?<![a-z])(?:(?:n'?|ne )?(?:arretez|arrete|arreter|stoppez|stop|coupez|bloquez)(?: surtout)? (?:surtout )?pas"
    r"(?! (?:de|d'))|(?:don'?t|do not|please don'?t|not) (?:stop|cut|block)(?: (?:the|my|sending|texting|writing"
    r"|messag\w+))*|(?:ne pas|surtout pas|pas) (?:arreter|stopper|couper))(?![a-z])"
)
_QUESTIONS = re.compile(
    r"(?<![a-z])(?:stop\w*|arret\w*|assez|cess\w*|enough|no more|plus|fini\w*|basta)(?: (?:avec|de|d'|with|the"
    r"|les|vos"
    r"|tes|your|all|these|ces|toutes?|of|it|me|poser|asking|des|autant|so many))* ?(?:questions?|interrogatoires?"
    r"|asking me"
    r"|demander|quizz?ing|interrogating)(?![a-z])"
)
_PLACE = (
    r"(?:(?:at|to|in) (?:my )?(?:work|job|office|workplace)|(?:au|a mon|sur mon|pendant (?:le|mon)) (?:travail"
    r"|boulot|taf+|job|lieu de travail|bureau)"
    r"|mon (?:patron|chef|employeur|boss|entreprise)|ma (?:chef\w*|patronne)|my (?:boss"
    r"|employer|manager|workplace))"
)
_HOURS = (
    r"(?:(?:at|in the|by) night|(?:la|de|en pleine|cette) nuit|(?:le|en|tard le) (?:soir|dimanche|week-?end"
    r"|matin)(?:s|ees?)?"
    r"|(?:le|les) (?:samedi|dimanche)s?|(?:on )?(?:sundays?|saturdays?|weekends?)|(?:so )?(?:early|late)(?! fee)|trop"
    r" (?:tot|tard)|(?:after|before|apres|avant) [0-9]{1,2} ?(?:h|pm|am|o'?clock|heures)?|in the (?:evening|morning)s?"
    r"|pendant (?:ma|mes) (?:pause|heures?)|when i'?m (?:asleep|at work|working)|quand je (?:dors|travaille|bosse))"
)
_SOME = re.compile(rf"(?<![a-z]){_PLACE}(?![a-z])|(?<![a-z]){_HOURS}(?![a-z])")
_EVERYTHING = re.compile(
    r"(?<![a-z])(?:du tout|jamais|never|ever again|again|definitiv\w*|for good|ni (?:de |le |la )?(?:jour|nuit"
    r"|matin|soir)"
    r"|tout le temps|aucune heure|nothing|rien|ailleurs|elsewhere|any other day|no contact|nor|et la journee"
    r"|comme le jour"
    r"|moi[- ]meme|plus aucune?|all texts|every device|the other)(?![a-z])"
)
_ASKS_FOR_IT = re.compile(
    r"(?<![a-z])(?:stop\w*|arret(?!e maladie| maladie| de travail)\w*|ces+e\w*|quit|plu[st]?(?! (?:tard|tot"
    r"|en plus))|jamais"
    r"|no (?:more|further|longer)|not? (?:again|to)|don'?t|dont|do not|dinnae|never|leave|laiss\w*|lach\w*|fich\w*"
    r"|fou[st]\w*"
    r"|remov\w*|supprim\w*|retir\w*|enlev\w*|otez|efface\w*|desinscri\w*|desabonn\w*|unsub\w*|opt\w*|take (?:me|my)"
    r"|blo[ck]\w*"
    r"|silence|paix|peace|quiet|tran[qk]u?\w*|cease\w*|refus\w*|obje[ct]\w*|unwelcome|want no|fini\w*|basta"
    r"|delet\w*|forget"
    r"|interdi\w*|oppos\w*|bloctel|rgpd|gdpr|aucune?|nobody|personne|halt|cut|coup\w*|calmez|rather not|spare"
    r"|lose my|rayez|oubliez|last (?:we|you|i) hear)(?![a-z])"
)
_COMPLAINS = re.compile(
    r"(?<![a-z])(?:tou(?:s|t) les (?:jours?|matins?|soirs?|semaines?|2 jours)|tout le temps|sans (?:arret|cesse)"
    r"|chaque jour"
    r"|(?:10|20|30|50|cent|mille|trente|dix) fois|every (?:single )?(?:day|week|morning|hour)|all the time|constant\w*"
    r"|non[- ]?stop|too many|so many|trop de|tellement de|encore (?:vous|un message|un sms)|again\?|marre|ras le bol"
    r"|sick of|fed up|tired of|had enough|gonfl\w*|soul\w*|saoul\w*|couilles|casse\w*|emmerd\w*|fait chier|faites chier"
    r"|harcel\w*|harass\w*|spam\w*|bombard\w*|pester\w*|annoying|arretez pas d\w*|n'arretez pas d\w*|don'?t stop"
    r" \w+ing me|keep (?:on )?\w+ing)(?![a-z])"
)
_ASKED = re.compile(
    r"(?:ou pas|or not|\?)[ .!?]*$|(?<![a-z])(?:c'?est|c|cest) quoi votre (?:pb|probleme)|what do you want"
    r"|what'?s this about"
    r"|vous voulez quoi|pourquoi|why"
)
_WILL_YOU = re.compile(
    r"^(?:(?:et|donc|alors|so|du coup|mais|but|bonjour|hello)[, ]+)*(?:est[- ]ce que )?(?:vous (?:allez )?(?:arret\w*"
    r"|stopp?e\w*|cess\w*)|(?:are|do|did) (?:you|u) (?:stop\w*|going to stop))(?! pas)"
)


def read_stop(text: str) -> StopWish:
    """What a message that was heard as a wish for silence wants.

    "questions": that no more is asked; "some": nothing at work, at night; "unclear": no word asks for it: anger at
    too many messages, the question whether they will stop, a guess; "none": "arrêtez pas les sms". Else all of it.
    """
    words = flat(text)
    if _QUESTIONS.search(words):
        return "questions"
    if _NOT.search(words) and not _COMPLAINS.search(words):
        return "none"
    if _SOME.search(words) and not _EVERYTHING.search(words):
        return "some"
    if _WILL_YOU.search(words) and _ASKED.search(words):
        return "unclear"
    rest = _COMPLAINS.sub(" ", words)
    return "all" if not words.strip() or _ASKS_FOR_IT.search(rest) or asks_stop(text) else "unclear"
