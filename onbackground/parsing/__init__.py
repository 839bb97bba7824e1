"""YAML text to plain data, with the line and column of each value."""
