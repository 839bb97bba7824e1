"""A Word document: read as the HTML that mammoth makes of it."""

from __future__ import annotations

import io
import zipfile

from onbackground.drafting.pages.html import read_html
from onbackground.drafting.pages.page import MAX_BYTES, Page, Refused


def is_docx(content: bytes) -> bool:
    """Whether the bytes are a Word document, and not another zip archive."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return "word/document.xml" in archive.namelist()
    except Exception:  # zipfile raises whatever the bytes lead it to
        return False


def read_docx(content: bytes) -> Page:
    """A Word document as a page. Raises Refused for one that is damaged or too large when unpacked."""
    import mammoth  # only here: few sources are Word documents

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(part.file_size for part in archive.infolist() if part.filename.endswith(".xml")) > 4 * MAX_BYTES:
                raise Refused("is a Word document that is too large when it is unpacked")
        html: str = mammoth.convert_to_html(io.BytesIO(content), convert_image=_no_image).value
    except Refused:
        raise
    except Exception as error:  # mammoth raises whatever its parsers raise
        raise Refused(
            f"is a Word document that cannot be read ({type(error).__name__}): save it again as DOCX"
        ) from None
    note = (
        "source",
        "The text was taken from a Word document: are notes, comments and changes in it where they belong?",
    )
    page = read_html(f"<html><body>{html}</body></html>".encode(), None, "utf-8")
    return page._replace(notes=(*page.notes, note))


def _no_image(_: object) -> list[object]:
    return []
