"""The words of a text that are most like a quote that is not in it, and what differs."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Iterable

from onbackground.findings import shorten

NAMES = {
    "’": "a curly apostrophe",
    "'": "a straight apostrophe",
    "‘": "a curly opening apostrophe",
    "“": "a curly quotation mark",
    "”": "a curly quotation mark",
    '"': "a straight quotation mark",
    "–": "an en dash",
    "—": "an em dash",
    "-": "a hyphen",
    "…": "an ellipsis character",
    ".": "a full stop",
    " ": "a space",
    "\u00a0": "a no-break space",
    "\u202f": "a narrow no-break space",
    "\u200b": "a zero-width space",
    "\n": "a paragraph break",
    ",": "a comma",
    ";": "a semicolon",
    ":": "a colon",
    "?": "a question mark",
}
"""Characters that are easily mistaken for others, or overlooked."""

_ALIKE = str.maketrans(
    {
        "’": "'",
        "‘": "'",
        "“": '"',
        "”": '"',
        "–": "-",
        "—": "-",
        "‑": "-",
        "\u00a0": " ",
        "\u202f": " ",
        "\n": " ",
        "\t": " ",
    }
)


def same_letters(text: str) -> str:
    """The text with straight quotation marks, hyphens and spaces: equal for texts that only typography tells apart."""
    return _AROUND_A_DASH.sub("-", text.translate(_ALIKE).replace("…", "..."))


def standing_for(words: str, text: str) -> set[str]:
    """The stretches of a text that only typography tells apart from words that are not in it."""
    plain, origins = "", []
    for match in _PIECE.finditer(text):
        piece = same_letters(match[0])
        plain += piece
        origins += [(match.start(), match.end())] * len(piece)
    wanted, found = same_letters(words), set()
    start = plain.find(wanted)
    while start >= 0 and wanted:
        found.add(text[origins[start][0] : origins[start + len(wanted) - 1][1]])
        start = plain.find(wanted, start + 1)
    return found


_PIECE = re.compile(r" *[-–—‑]+[-–—‑ ]*|.", re.S)
_AROUND_A_DASH = re.compile(r" *-+ *")
MOST = 200_000
"""In a longer text nothing is looked for: no turn is that long."""


def called(character: str) -> str:
    """A character by its name, where it is easily mistaken for another."""
    if not character:
        return "nothing"
    name = NAMES.get(character)
    return f"{name} (U+{ord(character):04X})" if name else f"“{character}”"


def what_differs(ours: str, theirs: str, mine: str, right: str) -> str:
    """The first difference of two texts, `mine` (such as “the quote”) and `right` being what they are called.

    Empty where they are equal.
    """
    if ours == theirs:
        return ""
    if ours.split() == theirs.split():
        return f"the white space differs: {right} has {called(_first_blank(theirs, ours))}"
    for one, other in zip(ours, theirs):
        if one != other:
            blanks = one.isspace() + other.isspace()  # a space beside a mark: words differ
            if (one in NAMES and other in NAMES and blanks != 1) or one.lower() == other.lower():
                return f"{right} has {called(other)}, {mine} {called(one)}"
            break
    mine_words, right_words = ours.split(), theirs.split()
    codes = difflib.SequenceMatcher(None, mine_words, right_words, autojunk=False).get_opcodes()
    for tag, a, b, c, d in codes:
        if tag == "insert":
            return f"“{shorten(' '.join(right_words[c:d]), 40)}” is missing in {mine}"
        if tag == "delete":
            return f"“{shorten(' '.join(mine_words[a:b]), 40)}” is not in {right}"
        if tag == "replace":
            has, wanted = shorten(" ".join(right_words[c:d]), 40), shorten(" ".join(mine_words[a:b]), 40)
            return f"{right} has “{has}”, {mine} “{wanted}”"
    return ""


def _first_blank(text: str, other: str) -> str:
    """The character of a text at which it and another part."""
    return next((one for one, two in zip(text, other) if one != two), "")


def nearest(words: str, texts: Iterable[str], mine: str = "the quote", right: str = "the turn") -> str:
    """A hint: what differs between the words and the stretch of the texts that is most like them, and that stretch."""
    best = ""
    texts = [text for text in texts if len(text) <= MOST]
    for text in texts:
        best = best or _alike(words, text)
    if not best:
        found = [_most_words(words, text) for text in texts]
        score, best = max(found, default=(0.0, ""))
        if score < 0.5:
            return f"nothing in {right} is like it"
    return f"{what_differs(words, best, mine, right)}; {right} reads “{shorten(best, 200)}”".removeprefix("; ")


def _alike(words: str, text: str) -> str:
    """The stretch that is the words but for look-alike characters, case and white space; empty where there is none."""
    pattern = r"\s+".join(map(re.escape, words.translate(_ALIKE).split()))
    match = re.search(pattern, text.translate(_ALIKE), re.I) if pattern else None
    return text[match.start() : match.end()] if match else ""


def _most_words(words: str, text: str) -> tuple[float, str]:
    """The stretch that shares most words with a quote, and how much of both they share: 0 to 1."""
    wanted = [_bare(word) for word in words.split()]
    spans = [match.span() for match in re.finditer(r"\S+", text)]
    there = [_bare(text[start:end]) for start, end in spans]
    size = min(len(wanted), len(there))
    if not size:
        return 0.0, ""
    needed, shared, most, at = Counter(wanted), 0, -1, 0
    for n, word in enumerate(there):
        shared += needed[word] > 0
        needed[word] -= 1
        if n >= size:
            needed[there[n - size]] += 1
            shared -= needed[there[n - size]] > 0
        if shared > most:
            most, at = shared, max(n - size + 1, 0)
    low, high = max(at - 3, 0), min(at + size + 3, len(there))
    blocks = [
        b
        for b in difflib.SequenceMatcher(None, wanted, there[low:high], autojunk=False).get_matching_blocks()
        if b.size
    ]
    if not blocks:
        stretch = text[spans[at][0] : spans[at + size - 1][1]]
    else:
        first = max(low + blocks[0].b - blocks[0].a, low)
        last = min(low + blocks[-1].b + len(wanted) - blocks[-1].a, high)
        stretch = text[spans[first][0] : spans[max(last, first + 1) - 1][1]]
    if len(words) * len(stretch) > 1_000_000:
        return most / size, stretch
    return difflib.SequenceMatcher(None, words.lower(), stretch.lower(), autojunk=False).ratio(), stretch


def _bare(word: str) -> str:
    return word.translate(_ALIKE).strip(".,;:?!\"'()[]").lower()
