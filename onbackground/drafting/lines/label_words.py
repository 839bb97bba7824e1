"""The words that speaker labels are made of, and the words that only look like labels."""

from __future__ import annotations

from onbackground.languages import words

ROLES: dict[str, str] = {
    "moderator": "moderator",
    "host": "moderator",
    "facilitator": "moderator",
    "emcee": "moderator",
    "operator": "operator",
    "interpreter": "interpreter",
    "translator": "interpreter",
    "question": "reporter",
    "questions": "reporter",
    "questioner": "reporter",
    "q": "reporter",
    "reporter": "reporter",
    "reporters": "reporter",
    "follow-up": "reporter",
    "journalist": "reporter",
    "journalists": "reporter",
    "photojournalist": "reporter",
    "photographer": "reporter",
    "correspondent": "reporter",
    "producer": "reporter",
    "press": "reporter",
    "media": "reporter",
    "official": "briefer",
    "officials": "briefer",
    "offical": "briefer",
    "oficial": "briefer",
    "officer": "briefer",
    "answer": "briefer",
    "a": "briefer",
    "briefer": "briefer",
    "spokesperson": "briefer",
    "spokesman": "briefer",
    "spokeswoman": "briefer",
    "ssdo": "briefer",
    "sdo": "briefer",
    "sao": "briefer",
    "expert": "briefer",
    "staff": "staff",
    "staffer": "staff",
    "aide": "staff",
    "assistant": "staff",
    "participant": "other",
    "participants": "other",
    "voice": "other",
    "voices": "other",
    "audience": "other",
    "member": "other",
    "crowd": "other",
    "speaker": "other",
    "speakers": "other",
    "unidentified": "other",
    "unknown": "other",
    "male": "other",
    "female": "other",
    "attendee": "other",
    "guest": "other",
    "student": "other",
    "both": "other",
    "all": "other",
    "everyone": "other",
}
ROLES |= {word: role for role in ("reporter", "briefer", "moderator") for word in words(role) if word not in ROLES}
"""A word of a label and the role of whoever speaks under it."""

HONORIFICS = frozenset(
    """
    mr mrs ms miss dr prof professor sen senator rep representative congressman congresswoman gen general col
    colonel lt lieutenant maj major capt captain adm admiral rear sgt sergeant cdr commander brig brigadier
    cmsgt adj secretary sec undersecretary under deputy assistant acting principal associate ambassador amb
    president vice premier prime chancellor king queen prince princess governor gov mayor chair chairman
    chairwoman chairperson administrator administration adminstrator director commissioner envoy special consul
    sir lord dame lady rev reverend father bishop rabbi attorney judge justice foreign minister defense high das
    pdas coordinator counselor counsel treasurer surgeon inspector sheriff chief speaker first second minority
    majority leader fm pm dcm cg national senior shri smt
    secretary-general sg
""".split()
)
HONORIFICS |= words("titles") | words("moderator_titles")
"""Words with which the label of a named person begins."""

MODERATORS = words("moderator_titles")
"""Titles of those who moderate: `Vors. Lohse`."""

STOPPED_TITLES = tuple(
    """
    mr ms mrs dr sec gen adm col lt maj capt sgt brig cmdr cdr sen rep gov amb prof rev hon dep asst st
    vors""".split()
)
"""Titles whose full stop ends no sentence."""

PARTICLES = frozenset(
    "de la le du da di del della der den van von zu zum el al bin ibn ben y e of and the for to at".split()
)
"""Words that stay in lower case within a label in capitals."""

SPOKESMEN = frozenset("spokesman spokeswoman spokesperson".split())
"""Words that stand behind a rank and are no name: `Deputy Spokesman`."""

NUMBERS = frozenset("one two three four five six seven eight nine ten number no".split())

NOT_LABELS = frozenset(
    """
    note notes editor's editor’s bottom line update updates correction corrections background summary subject
    subjects topic topics index contents date time place location venue event contact contacts tel telephone
    phone fax email e-mail prn release embargoed embargo who what where when why how re to from cc attn
    attention title source sources transcript transcription fact facts factsheet statement readout video audio
    photo image caption credit credits tags tag share related posted updated published release released issued
    immediate via web website url link http https department bureau office for end begin start duration length
    attachment enclosure reference ref page dpb copyright disclaimer warning important breaking embargo hashtag
    twitter facebook download view click here ps p.s agenda schedule headline dateline washington keywords issue
    volume remarks monday tuesday wednesday thursday friday saturday sunday briefers briefer participants
    category section author
    publisher published series type language country region keywords
    format duration speakers attribution classification text audience media press
""".split()
)
NOT_LABELS |= words("headings")
"""Words that, alone before a colon, head a line of a page rather than a turn (unless they return again and again)."""

TITLE_CASE_ROLES = (
    frozenset(
        """
    moderator operator question questioner participant staff interpreter translator reporter journalist press aide
    host answer voice facilitator audience spokesman spokeswoman spokesperson correspondent media coordinator
    participants reporters""".split()
    )
    | words("reporter")
    | words("moderator")
)

MASKED = frozenset(
    "senior sr state administration defense military white u.s us treasury background intelligence"
    " government department official officials american embassy pentagon nato".split()
)
"""Words with which the label of an official whose name is withheld begins."""

OPENINGS = frozenset(
    """
    first second third fourth fifth firstly secondly thirdly finally last lastly also and but now look again well
    yes no then so this that point answer look listen remember note example fact""".split()
)
"""Words before a colon with which speakers open what they say."""
