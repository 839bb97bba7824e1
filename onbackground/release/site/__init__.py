"""A site from a release: static pages that open from the disk, without a server and without a request."""

from onbackground.release.site.build import build

__all__ = ["build"]
