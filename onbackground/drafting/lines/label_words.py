"""The words that speaker labels are made of, and the words that only look like labels: `words.txt` and languages."""

from __future__ import annotations

from pathlib import Path

from onbackground.languages import read_words, words

ENGLISH = read_words(Path(__file__).with_name("words.txt"))

ROLES = {
    word: role
    for role in ("moderator", "operator", "interpreter", "reporter", "briefer", "staff", "other")
    for word in (*ENGLISH[role], *words(role))
}
"""A word of a label and the role of whoever speaks under it."""

ANSWERS = frozenset(("a", "answer")) | words("briefer")
"""Words that say that somebody answers, and not who."""

MODERATORS = words("moderator_titles")
"""Titles of those who moderate: `Vors. Lohse`."""

HONORIFICS = frozenset(ENGLISH["honorifics"]) | words("titles") | MODERATORS
"""Words with which the label of a named person begins."""

STOPPED_TITLES = ENGLISH["stopped_titles"]
"""Titles whose full stop ends no sentence."""

PARTICLES = frozenset(ENGLISH["particles"])
"""Words that stay in lower case within a label in capitals."""

SPOKESMEN = frozenset(ENGLISH["spokesmen"])
"""Words that stand behind a rank and are no name: `Deputy Spokesman`."""

DIGITS = {word: str(n) for n, word in enumerate("one two three four five six seven eight nine ten".split(), 1)}
NUMBERS = frozenset((*DIGITS, "number", "no"))

NOT_LABELS = frozenset(ENGLISH["headings"]) | words("headings")
"""Words that, alone before a colon, head a line of a page rather than a turn (unless they return again and again)."""

TITLE_CASE_ROLES = frozenset(ENGLISH["roles_in_title_case"]).union(*map(words, ("reporter", "briefer", "moderator")))

MASKED = frozenset(ENGLISH["masked"])
"""Words with which the label of an official whose name is withheld begins."""

OPENINGS = frozenset(ENGLISH["openings"])
"""Words before a colon with which speakers open what they say."""
