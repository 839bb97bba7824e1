"""Reviewing by reading: the page, what changed, the signature under what was read, agreement between readings."""
