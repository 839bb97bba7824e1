"""Every limit of drafting by its name, with its unit. the tests of drafting holds each from both sides."""

from __future__ import annotations

# --- files -------------------------------------------------------------------------------------------------
SECONDS_OF_A_FILE = 30
"""Seconds in which a PDF or a Word document is read."""
CHARACTERS_OF_FRONT_MATTER = 65536
"""Characters: what is longer is text between dashes."""

LINES_RUNNING_ON = 3
"""Lines that go on within a sentence behind a blank line: a text with as many may be double-spaced."""
SHARE_RUNNING_ON = 0.25
"""Share of lines behind a blank line: as LINES_RUNNING_ON."""

# --- labels ------------------------------------------------------------------------------------------------
WORDS_OF_A_LABEL = 9
"""Words: no label has more."""
FEW_LABELS = 3
"""Lines that look like labels: with fewer at the starts of paragraphs, every line of the page is asked."""
HEADING_WORDS_AGAIN = 3
"""Times: words that usually head a line of a page (`NOTE:`) are a label if printed as often."""
NAME_AGAIN = 3
"""Times: a name before a colon is a label by itself if printed as often."""
TITLE_AGAIN = 2
"""Times: as NAME_AGAIN, where the name has a title (`Ambassador Low:`)."""
WORDS_OF_A_NAME = 4
"""Words: a label in capitals that is printed once has no more, apart from outlet and post."""
ANSWERS_PER_REPORTER = 3
"""Labels of whoever speaks most for one of reporters: with more, most reporters have no label of their own."""

# --- where a page has its transcript -----------------------------------------------------------------------
MOSTLY_LINKS = 0.5
"""Share of characters: no label is learned from a block of which as much is links."""
LINKS = 0.6
"""Share of characters: a block of which as much is links is no part of a transcript's edges."""
LABELS_IN_CONTAINER = 0.95
"""Share of labels: the element of the transcript holds as many."""
BLOCKS_UP_TO_HEADING = 80
"""Blocks: a heading stands less far above the first label."""
BLOCKS_OF_TOP = 12
"""Blocks at the top of a transcript that may print its title and date."""
BLOCKS_AROUND = 60
"""Blocks outside of a transcript that may tell who published it."""
CHARACTERS_AROUND = 4000
"""Characters of them."""
STRUCK_SHOWN = 12
"""Struck words that a question to the reader shows."""

# --- lines -------------------------------------------------------------------------------------------------
LONGEST_LINE = 160
"""Characters: what is longer is a paragraph, not a line of a header, furniture or a mark."""

# --- headers -----------------------------------------------------------------------------------------------
WORDS_OF_A_VENUE = 6
"""Words of a line above a place that may name a house."""

# --- paragraphs --------------------------------------------------------------------------------------------
EARLY_END = 0.7
"""Share of the width of a wrapped text: a line that is shorter and ends a sentence ends its paragraph."""
CHARACTERS_OF_SPEECH = 20
"""Characters: a shorter paragraph without a label is not told to be speech."""
CHARACTERS_OF_LONG_SPEECH = 200
"""Characters: a paragraph as long is speech if it addresses somebody twice, not once."""
CHARACTERS_OF_PROSE = 50
"""Characters: a shorter paragraph is not told to be prose."""

# --- where speech begins and ends --------------------------------------------------------------------------
PARAGRAPHS_OF_SPEECH = 3
"""Paragraphs of prose: no header has as many."""

# --- what is no transcript ---------------------------------------------------------------------------------
WORDS_OF_A_TALK = 8
"""Words: two turns with a label make a transcript if they have as many."""
TURNS_OF_A_TALK = 3
"""Turns with a label: as many make a transcript, whatever their words."""
LABELS_OF_A_TALK = 200
"""Different labels: no briefing has more."""
WORDS_OF_ONE_TURN = 60
"""Words: a single turn with a label makes a transcript if it has more."""
CHARACTERS_OF_A_NOTICE = 1500
"""Characters at the top of a page that may announce an event."""
WORDS_OF_A_PAGE = 12
"""Words: a page with fewer is named by their number."""

# --- people ------------------------------------------------------------------------------------------------
SHARE_MODERATING = 0.6
"""Share of turns: whoever calls on others in as many, and is not in the header, moderates."""
WORDS_OF_A_MODERATOR = 30
"""Words a turn on average: whoever says more does not only moderate."""

ALIKE_LABELS = 0.9
"""Share of characters in common: a label is another one misspelt."""
ALIKE_WORDS = 0.8
"""Share of characters in common: a word is another one misspelt."""
LETTERS_OF_A_SURNAME = 4
"""Letters: a shorter name that is nearly another one is another name."""

CHARACTERS_OF_A_LINE = 25
"""Characters: what is shorter and has no stop is an entry of a list, not a line broken within a sentence."""

# --- languages ---------------------------------------------------------------------------------------------
WORDS_OF_A_SAMPLE = 4000
"""Words of a text by which its language is told."""
SHARE_OF_COMMON_WORDS = 0.1
"""Share of words: a text is in the language whose common words make up as much of it."""

# --- ground rules ------------------------------------------------------------------------------------------
OPENING_TURNS = 8
"""Turns in which ground rules are announced."""
OPENING_CHARACTERS = 6000
"""Characters: as OPENING_TURNS, where turns are long."""
LONGEST_BASIS = 160
"""Characters: a longer sentence is quoted in part."""
WORDS_BEFORE_BASIS = 4
"""Words before the rule that the quote of a long sentence takes along."""

# --- doubts ------------------------------------------------------------------------------------------------
WORDS_OF_AN_ANSWER = 3
"""Words: what follows a question within a turn may be an answer if it has as many."""
TURNS_PRINTED_AGAIN = 3
"""Turns in a row that repeat earlier ones: the transcript is printed twice."""
CHARACTERS_PRINTED_AGAIN = 60
"""Characters of those turns: thanks are said again by chance."""
SHARE_SKIPPED = 0.05
"""Share of words: if more of a transcript stands in skips, a reader is asked."""

# --- proposals ---------------------------------------------------------------------------------------------
WORDS_OF_A_STATEMENT = 6
"""Words: a shorter sentence is not proposed as a statement."""
WORDS_OF_REPORTED_SPEECH = 4
"""Words of what somebody is told to have said."""
CHARACTERS_OF_A_TITLE = 60
"""Characters before a name in which its title may stand."""
CHARACTERS_OF_A_START = 120
"""Characters of a question, greetings apart, in which it says what it takes up."""
WORDS_TAKEN_UP = 3
"""Rare words that a question shares with an earlier exchange: it takes that up."""
SHARE_TAKEN_UP = 0.34
"""Share of a question's rare words: as WORDS_TAKEN_UP."""
LETTERS_OF_A_SUBJECT = 6
"""Letters: a word in lower case that tells a subject has as many."""
WORDS_OF_A_QUESTION = 6
"""Words: a question that breaks off earlier cannot be told."""
EVENT_AGAIN = 2
"""Times: an event that is neither dated nor announced is proposed if it is named as often."""
TELLING = 4
"""Points of an event that is proposed: its names count two, an adjective, a complement, `this` and a time one each."""
WORDS_AROUND_AN_ANCHOR = 3
"""Words on each side that the words of an event take along, if need be, to stand once in their turn."""
CHARACTERS_OF_A_SENTENCE = 4000
"""Characters: a longer sentence is not read for events. It has lost its full stops, and would take long."""
LETTERS_OF_A_TOPIC = 6
"""Letters of a word of a topic's name that must be there: `coordi` is in `coordination` and `coordinate`."""
WORDS_OF_A_COURTESY = 25
"""Words: a shorter sentence with words of courtesy tells of nothing that happens."""
RECORDS_WITH_LINKS = 300
"""Records, the newest: what they link is proposed again."""
LETTERS_OF_A_NAME = 3
"""Letters: a shorter word is no name that the vocabulary lacks."""
ACRONYM_AGAIN = 2
"""Times: a word in capitals that nothing else shows to be a name is one if it stands as often."""
WORDS_OF_AN_INTERJECTION = 8
"""Words of reporters between two answers that do not end the first."""
WORDS_OF_ASKING_BACK = 8
"""Words: an answer that asks something and has no more only asks what was meant."""
SHARE_OF_THE_FIRST = 0.6
"""Share of the first question's rare words that an earlier exchange, its answer with it, has: as WORDS_TAKEN_UP."""
EXCHANGES_LOOKED_AT = 200
"""Exchanges before a question, and turns outside of exchanges, that it may take up: the last so many."""
WORDS_MENTIONED = 2
"""Words after `you mentioned` that an earlier exchange has: the question takes that up."""
