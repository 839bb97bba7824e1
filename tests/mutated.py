"""Ways to break a value of a record."""

import copy

WITHOUT_MEANING = ("title", "why", "because", "question", "what", "name", "by", "definition")


def leaves(value, at=()):
    """Every scalar in data with its path."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from leaves(inner, (*at, key))
    elif isinstance(value, list):
        for n, inner in enumerate(value):
            yield from leaves(inner, (*at, n))
    else:
        yield at, value


def replaced(data, at, value):
    changed = copy.deepcopy(data)
    inner = changed
    for step in at[:-1]:
        inner = inner[step]
    inner[at[-1]] = value
    return changed


def wrong_value(value, chosen):
    """Another value in the place of a value: of another type, empty, or with one character changed."""
    choices = [None, 7, True, [], {}, "", "xyzzy", ["x"], {"x": "y"}, "x\n", "2031-02-30"]
    if isinstance(value, str) and value:
        at = chosen.randrange(len(value))
        choices += [
            value[:at] + chosen.choice("xQ9-’ ") + value[at + 1 :],
            value + "\n",
            value + "x",
            value[1:],
            value.upper(),
            [value],
        ] * 3
    return chosen.choice([choice for choice in choices if choice != value or type(choice) is not type(value)])
