"""One browser for all tests of pages: two of them in one process get in each other's way."""

from browsing import chromium, opened

__all__ = ["chromium", "opened"]
