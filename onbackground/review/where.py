"""Where on the page a finding belongs: from its line and column to the turn, the sentence or the annotation."""

from __future__ import annotations

import yaml

from onbackground.findings import Finding, Path
from onbackground.review.spans import mention_id, oddity_id


def path_at(root: yaml.Node, line: int, column: int) -> Path:
    """The path to the innermost key or entry of a YAML tree that begins at or before a line and column (1-based)."""
    wanted, node, path = (line - 1, column - 1), root, []
    while isinstance(node.value, list) and node.value:
        if isinstance(node, yaml.MappingNode):
            steps = [(key.value, key, value) for key, value in node.value]
        else:
            steps = [(n, value, value) for n, value in enumerate(node.value)]
        before = [step for step in steps if (step[1].start_mark.line, step[1].start_mark.column) <= wanted]
        if not before:
            break
        step, _, node = before[-1]
        path.append(step)
    return tuple(path)


def place_of(finding: Finding, root: yaml.Node) -> str:
    """The id of the annotation or turn that a finding is about; for the text of a turn `turn:line`; else empty."""
    match path_at(root, finding.line, finding.column):
        case ("turns", str(turn), "text", *_):
            return f"{turn}:{finding.line}"
        case ("exchanges", _, "asks", str(ask), *_):
            return ask
        case ("mentions", str(turn), int(n), *_):
            return mention_id(turn, n)
        case ("sic", int(n), *_):
            return oddity_id(n)
        case (("turns" | "statements" | "events" | "exchanges" | "mentions"), str(name), *_):
            return name
    return ""
