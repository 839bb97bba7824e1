"""What looks like a speaker label: `MODERATOR:`, `MS. VALE:`, `SENIOR STATE DEPARTMENT OFFICIAL TWO:`, `Q    `.

One line is asked, by its look alone; whether the page means it so is for `labels` to say.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

from onbackground.drafting import limits
from onbackground.drafting.lines.label_words import (
    ENGLISH,
    HONORIFICS,
    MASKED,
    NOT_LABELS,
    NUMBERS,
    PARTICLES,
    ROLES,
    SPOKESMEN,
    STOPPED_TITLES,
    TITLE_CASE_ROLES,
)
from onbackground.drafting.lines.tables import Row, read_rows
from onbackground.languages import words as words_of
from onbackground.verbatim.reproduce import fold

FORMS = {
    name: Row(pattern.replace("TITLES", "|".join(STOPPED_TITLES)), example, not_this, re.NOFLAG)
    for name, pattern, example, not_this in read_rows(Path(__file__).with_name("labels.tsv"))
}
"""What labels and their parts look like, each from the start of a line or of a word."""
ASIDE = FORMS["an aside"].compiled
_CLOCK, _LEADING_CLOCK = FORMS["clock behind"].compiled, FORMS["clock before"].compiled


class Reading(NamedTuple):
    """A line read as label and speech: the label as printed, where the speech begins, and how sure the look is.

    `kind` is letter (Q, A), role, honorific, capitals, name, surname or bare (no colon, nothing behind it); `capitals`
    whether it is printed in them.
    `label` is without its colon; other marks it keeps.
    """

    label: str
    end: int
    kind: str
    capitals: bool
    colon: bool = False

    @property
    def stopped(self) -> bool:
        """Whether a full stop stands where other labels have their colon: `The President.`, `CHAIR VALE.`"""
        return not self.colon and self.kind != "letter" and self.label.endswith(".")

    @property
    def dashed(self) -> bool:
        """Whether a dash stands where other labels have their colon: `MINISTER LOW – Yes.`"""
        return not self.colon and self.label.endswith((" -", " --", " –", " —"))


def without_clock(label: str) -> str:
    """A label without the place in a recording: `Dora Vale` of `Dora Vale (01:05)` and of `Dora Vale: (01:05)`."""
    bare = _CLOCK.sub("", _LEADING_CLOCK.sub("", label))
    return label if bare == label else bare.rstrip(" :")


def without_dash(label: str) -> str:
    """A label without the dash that ends it: `MINISTRA` of `MINISTRA.-`, `Minister Low` of `Minister Low –`."""
    return re.sub(r"(?:\.| )[-–—]{1,2}\s*$", "", label)


def label_key(label: str) -> str:
    """What labels that mean the same have in common: lower case, no stops, no asides, no colon."""
    label = _LEADING_CLOCK.sub("", label)
    bare = ASIDE.sub(" ", label) if not label.startswith("(") else label
    bare = re.sub(r"^[\s*_]*\d{1,2}\. (?=\w)", "", bare)
    bare = re.sub(r"(?<=\w)- (?=\w)", "-", without_dash(bare))
    return " ".join(re.sub(r"[.:;,()*_>]", " ", bare).lower().split())


def read_label(line: str, lead: str = "") -> Reading | None:
    """The label that a line begins with, by the look of it alone; None where it begins with none."""
    reading = _read_label(line, lead)
    return reading if reading and label_key(reading.label) else None


def _read_label(line: str, lead: str) -> Reading | None:
    if misprinted := FORMS["misprinted"].compiled.match(line):
        return Reading(misprinted["label"], misprinted.end(), "honorific", True, True)
    glued = FORMS["a letter glued"].compiled.match(line)
    if glued:
        return Reading("Q", glued.end(), "letter", True)
    letter = FORMS["a letter"].compiled.match(line)
    if letter and (
        letter["mark"]
        or len(letter["gap"]) != 1
        or letter["gap"] == "\t"
        or (letter["letter"] == "Q" and not letter["next"].islower())
        or fold(lead) == letter["label"]
    ):
        return Reading(fold(letter["label"]), letter.end("gap"), "letter", True)
    return _label_with_dash(line) or _label_with_colon(line, lead) or _label_with_stop(line) or _bare_label(line)


def _label_with_dash(line: str) -> Reading | None:
    """`MINISTRA.- Buenos días`, as Spanish offices print labels, and `MINISTER LOW – Good morning`."""
    for form in ("before a dash", "before a spaced dash"):
        found = FORMS[form].compiled.match(line)
        kind = _kind(found["label"], "") if found else None
        if found and kind and (form == "before a dash" or kind in ("role", "honorific", "capitals")):
            capitals = _in_capitals(found["label"])
            return Reading(fold(line[: found.end()]), found.end(), kind, capitals, form == "before a dash")
    return None


def _label_with_colon(line: str, lead: str) -> Reading | None:
    found = FORMS["before a colon"].compiled.match(line)
    if not found:
        return None
    printed = without_clock(fold(found["label"]))
    end, behind = found.end("label"), found.start("behind")
    if clock := _CLOCK.match(line, behind):
        end = behind = clock.end()
    label = fold(line[:end])
    kind = _kind(printed, lead)
    if kind is None or not (line[behind:].strip() == "" or FORMS["speech"].compiled.match(line, behind)):
        return None
    return Reading(label, behind, kind, kind == "letter" or _in_capitals(printed), True)


def _label_with_stop(line: str) -> Reading | None:
    """`CHAIR VALE.  Good afternoon`, `The President. Yes`: how books of speeches print labels."""
    found = FORMS["before a stop"].compiled.match(line)
    if not found:
        return None
    label = fold(found["label"])
    bare = label.rstrip(".")
    words = [word.strip(".,").lower() for word in _words(bare)]
    kind = _kind(bare, "")
    if words[:1] == ["the"] and set(words[1:]) <= HONORIFICS:
        kind = "honorific"
    elif set(words) <= HONORIFICS or (
        kind not in ("role", "honorific") and not (kind == "capitals" and _is_short(words))
    ):
        return None
    return Reading(label, found.end(), kind, _in_capitals(bare))


def _bare_label(line: str) -> Reading | None:
    """A label that fills its line and has no colon: a cell of a table, a line or a heading above the speech."""
    label = fold(line)
    words = _words(label)
    plain = [word.strip(".,").lower() for word in words]
    if not plain or set(plain) & _NO_ROLE:
        return None
    if not _in_capitals(label):
        titled = plain[0] in HONORIFICS if _is_short(plain) else plain[0] in TITLE_CASE_ROLES and len(plain) == 1
        shown = _capitalised(words) and (titled or _may_be_bare_name(plain))
        return Reading(label, len(line), "bare", False) if shown else None
    person = (_is_short(plain) and plain[0] in _BARE_TITLES) or _may_be_bare_name(plain)
    role = (plain[0] in TITLE_CASE_ROLES and len(plain) == 1) or (
        plain[-1] in ("official", "one", "two", "three") and plain[0] in MASKED
    )
    return Reading(label, len(line), "bare", True) if person or role else None


def _is_short(words: list[str]) -> bool:
    """Whether a label has as many words as a title and a name."""
    return 1 < len(words) <= limits.WORDS_OF_A_NAME


def _may_be_bare_name(plain: list[str]) -> bool:
    """Whether the words of a line may be a person's name: a few, and no words of a page."""
    return _is_short(plain) and not set(plain) & (NOT_LABELS | _NO_ROLE) and all(len(word) > 1 for word in plain)


def is_bare_name(reading: Reading) -> bool:
    """Whether a label fills its line and names neither role nor title: as often a heading as a person."""
    words = label_key(reading.label).split()
    return reading.kind == "bare" and not role_word(words) and words[0] not in HONORIFICS


def _kind(label: str, lead: str) -> str | None:
    """What a label is by its words (see `Reading.kind`); None where they look like no label."""
    words = _words(label)
    if not words or len(words) > limits.WORDS_OF_A_LABEL:
        return None
    plain = [word.strip(".,").lower() for word in words]
    if len(words) == 1 and re.fullmatch(r"[QA]\d{0,2}", words[0]):
        return "letter"
    if FORMS["follow-up"].compiled.match(label):
        return "role"
    if _in_capitals(label):
        return _kind_in_capitals(label, plain)
    if any(word.endswith(",") for word in words):
        return _kind_of_pair(words, plain)
    if not _capitalised(words):
        return None
    return _kind_of_name(label, plain, lead)


def _kind_in_capitals(label: str, plain: list[str]) -> str | None:
    if role_word(plain):
        return "role"
    if is_named(plain) or plain == ["president"] or _has_post(label, plain):
        return "honorific"
    return "capitals" if not _has_digit(label) or re.match(r"\d{1,2}\.", label) else None


def _kind_of_name(label: str, plain: list[str], lead: str) -> str | None:
    """What a label is whose words begin with capitals: `Deputy Spokesman`, `Jo Low`."""
    if _is_title_case_role(plain):
        return "role" if len(plain) <= limits.WORDS_OF_A_NAME else None
    if (plain[0] in SPOKESMEN and plain[1] in ("for", "of")) or ("official" in plain and plain[0] in MASKED):
        return "role"
    if len(plain) == 2 and plain[0] in words_of("reporter") - {"question"} and plain[1].isalpha():
        return "role"  # `Frage Low`: the press, and who of it
    if plain[0] == "audience" and plain[-1] in ("member", "members"):
        return "role"
    if _has_digit(label):
        return None
    if plain[0] in HONORIFICS and len(plain) > 1:
        return "honorific"
    if len(plain) > limits.WORDS_OF_A_NAME or set(plain) & NOT_LABELS:
        return None
    if plain[0] in words_of("titles"):
        return "honorific"  # `Porte-parole`: who speaks is said by the title alone
    if len(plain) > 1 or fold(lead).rstrip(": ") == label:
        return "name"
    return "surname" if plain[0].isalpha() and len(plain[0]) > 2 else None


def _is_title_case_role(plain: list[str]) -> bool:
    """`Moderator`, `The Press`, `Speaker Two`."""
    return plain[-1] in TITLE_CASE_ROLES or (
        plain[0] in TITLE_CASE_ROLES | {"speaker"} and len(plain) == 2 and _numeral(plain[1])
    )


def _has_digit(label: str) -> bool:
    return any(map(str.isdigit, label))


def _kind_of_pair(words: list[str], plain: list[str]) -> str | None:
    """What a label not in capitals is that has a comma: `Jo Low, Official Spokesperson`, `Harbour Daily, Low`."""
    bare = [word.rstrip(",") for word in words]
    if not all(bare) or not _capitalised(bare) or set(plain) & (NOT_LABELS - PARTICLES - {"press", "media"}):
        return None
    return "honorific" if set(plain) & SPOKESMEN or plain[0] in HONORIFICS else "name"


def _has_post(label: str, plain: list[str]) -> bool:
    """Whether a label in capitals names a post: `WHITE HOUSE PRESS SECRETARY JO LOW`, `JO LOW, SPOKESMAN`."""
    name, comma, post = label.partition(", ")
    posts = HONORIFICS | {"anchor", "correspondent", "host", "spokesman", "spokeswoman", "spokesperson"}
    return any(pair in _PRESS_POSTS for pair in zip(plain, (word[:2] for word in plain[1:]))) or bool(
        comma and _is_short(name.split()) and {word.strip(".,").lower() for word in post.split()} & posts
    )


def has_title(label: str) -> bool:
    """Whether a label begins with a title or a post: `Ambassador Low`, `Shri Jo Low, Official Spokesperson`."""
    words = label_key(label).removeprefix("the ").split()
    return bool(words) and (words[0] in HONORIFICS or is_spokesman(label))


def is_spokesman(label: str) -> bool:
    """Whether a label names the post of a spokesman: `Deputy Spokesman`."""
    return not SPOKESMEN.isdisjoint(label_key(label).split())


def is_named(plain: list[str]) -> bool:
    """Whether the words of a label (lower case, no stops) are a title and a name: `chief of staff lee`."""
    words = plain[1:] if plain[:1] == ["the"] else plain
    words = words[1:] if words[:2] == ["press", "secretary"] else words
    return (
        len(words) + len(plain) > 2
        and words[-1] not in SPOKESMEN
        and words[0] in HONORIFICS
        and not (len(words) == 2 and _numeral(words[1]) and words[0] == "speaker")
    )


def is_of_press(key: str) -> bool:
    """Whether a label is one of the press: `Question`, `Q1`, `Reporter`."""
    return ROLES.get(key) == "reporter" or bool(re.fullmatch(r"q\d*", key))


def role_word(plain: list[str]) -> str | None:
    """The word of a label that says in which role an unnamed person speaks; None where it names a person."""
    for word in plain:
        if word in ("official", "officials", "offical", "oficial"):
            return word
    if is_named(plain) or set(plain) & _NO_ROLE:
        return None
    letters = (re.fullmatch(r"([qa])\d{1,2}", word) for word in plain)
    if plain == ["coordinator"]:
        return "operator"
    plain = [word for word, following in zip(plain, [*plain[1:], ""]) if (word, following[:2]) not in _PRESS_POSTS]
    return next((word for word in plain if word in ROLES), None) or next((found[1] for found in letters if found), None)


_PRESS_POSTS = {("press", "se"), ("press", "of"), ("press", "at"), ("press", "sp"), ("voice", "of")}
"""`press secretary`, `press officer`, `press attaché` are not reporters; `Voice of the Lake` is a station."""
_BARE_TITLES = frozenset("mr ms mrs dr secretary ambassador senator general under deputy".split())
_NO_ROLE = frozenset(ENGLISH["no_roles"])


def _words(label: str) -> list[str]:
    bare = label[1:-1] if re.fullmatch(r"\([^()]+\)", label) else ASIDE.sub(" ", label)
    words = bare.split()
    if len(words) > 1 and words[0] == "The" and words[1].isupper():
        words = words[1:]
    return words


def _numeral(word: str) -> bool:
    return word in NUMBERS or bool(FORMS["numeral"].compiled.match(word))


def _in_capitals(label: str) -> bool:
    """Every word in capitals, but for McCurry, de la Rúa, numerals, and what stands in brackets."""
    words = _words(label)
    letters = 0
    for word in words:
        bare = re.sub(r"^(?:Mc|Mac|De|Di|La|Le|Du|Van|St|O|D|Fitz)(?=[’'‘]?[A-Z])", "", word).strip(".,")
        if not any(map(str.isalpha, bare)):
            if not _numeral(bare.strip("()")) and bare not in ("&", "-", "–", "/", "#"):
                return False
        elif bare == bare.upper():
            letters += sum(map(str.isalpha, bare))
        elif word.lower().strip(".") not in PARTICLES | {"phd", "jr", "sr", "dr", "ph.d"} or word is words[0]:
            return False
    return letters >= 2 and not re.search(r"[?!;“”\"]|\.\s+\S+\s+\S+\s+\S+\s+\S+\s+\S+", label)


def _capitalised(words: list[str]) -> bool:
    """Every word with a capital at its start, as in `Senior State Department Official Two`."""
    return (
        words[0][:1].isupper()
        and not any(re.search(r"[?!;“”\",]", word) for word in words)
        and not any(map(_ends_sentence, words[:-1]))
        and all(
            word[:1].isupper()
            or _numeral(word.lower())
            or word.lower() in ("of", "the", "and", "for", "de", "van", "von", "al-", "member", "members")
            for word in words
        )
    )


def _ends_sentence(word: str) -> bool:
    bare = word[:-1]
    return word[-1] == "." and len(bare) > 1 and "." not in bare and bare.lower() not in STOPPED_TITLES
