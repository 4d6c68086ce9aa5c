"""Papers as PDF, by Typst: tagged, in the debtor's language, PDF/UA where every sign has a glyph.

Nothing is ever fetched: the template imports nothing, may read nothing but what it is given, and looks for packages in
a folder that does not exist.
"""

from __future__ import annotations

import asyncio
import json
from datetime import datetime
from functools import cache
from pathlib import Path

import structlog
import typst

from bot.papers.blocks import Paper
from bot.words.book import book

log = structlog.get_logger()

TEMPLATES = Path(__file__).parent / "templates"
_NOWHERE = TEMPLATES / "no-packages"


@cache
def _fonts() -> typst.Fonts:
    """Those inside Typst; the system's only for signs that they lack (names come in every script)."""
    return typst.Fonts(include_system_fonts=True)


@cache
def _template() -> bytes:
    return (TEMPLATES / "paper.typ").read_bytes()


def _compiler(paper: Paper) -> typst.Compiler:
    given = {
        "title": paper.title, "lang": paper.lang, "made": paper.made, "blocks": paper.blocks,
        "foot": _foot(paper),
        "page": book().text("paper_page", paper.lang, {"page": "{page}", "pages": "{pages}"}),
    }
    # One for each attempt: nothing of one person's stays in what sets another's, and it takes its input once.
    return typst.Compiler(
        input=_template(), root=TEMPLATES, font_paths=_fonts(), package_path=_NOWHERE, package_cache_path=_NOWHERE,
        sys_inputs={"paper": json.dumps(given, ensure_ascii=False)},
    )


def _foot(paper: Paper) -> str:
    told = book().text("paper_foot", paper.lang)
    return f"{told} · {book().text('paper_check', paper.lang, {'link': paper.check})}" if paper.check else told


def set_pdf(paper: Paper, at: datetime) -> bytes:
    """The PDF; the same paper at the same moment gives the same bytes.

    A sign for which no font has a glyph forbids PDF/UA: then the file is tagged all the same, the sign a blank box.
    """
    moment = int(at.timestamp())
    try:
        made = _compiler(paper).compile(format="pdf", pdf_standards="ua-1", timestamp=moment)
    except typst.TypstError as error:
        if "could not be displayed" not in str(error):
            raise
        log.info("paper.sign_without_glyph", title=paper.title)
        made = _compiler(paper).compile(format="pdf", timestamp=moment)
    if not isinstance(made, bytes):
        raise TypeError("Typst gave no PDF")
    return made


def set_pictures(paper: Paper, at: datetime, *, ppi: float = 96.0) -> list[bytes]:
    """Its pages as PNG, for whoever wants to look."""
    made = _compiler(paper).compile(format="png", ppi=ppi, timestamp=int(at.timestamp()))
    return made if isinstance(made, list) else [made] if made is not None else []


async def pdf(paper: Paper, at: datetime) -> bytes:
    """The same as `set_pdf`, beside the event loop."""
    return await asyncio.to_thread(set_pdf, paper, at)
