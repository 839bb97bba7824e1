"""From turns and people to the text of a draft record."""
