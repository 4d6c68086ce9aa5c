"""QR codes of addresses, for paper: black on white, with the quiet zone that the standard asks for (ISO/IEC 18004)."""

from __future__ import annotations

import io

import segno

QUIET = 4
"""Modules of white around it."""
_SCALE = 8
"""Pixels a module has in a PNG: some 3 cm at 300 dots an inch."""


def svg(address: str) -> str:
    """An SVG that has no size of its own: it fills the place that it is given."""
    made = io.BytesIO()
    _code(address).save(made, kind="svg", border=QUIET, xmldecl=False, omitsize=True, light="#fff", svgclass=None)
    return made.getvalue().decode()


def png(address: str) -> bytes:
    """A PNG."""
    made = io.BytesIO()
    _code(address).save(made, kind="png", border=QUIET, scale=_SCALE, light="#fff")
    return made.getvalue()


def _code(address: str) -> segno.QRCode:
    # 15 % may be lost to a fold or a stain; a Micro QR is not read by every telephone
    return segno.make(address, error="m", micro=False)
