"""A screenshot made small enough for a README: the same picture in 256 colours. Standard library only."""

from __future__ import annotations

import struct
import zlib
from collections import Counter
from collections.abc import Iterator
from functools import cache

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_CHANNELS = {2: 3, 6: 4}
_MOST = 256


def _chunks(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = len(_SIGNATURE)
    while at < len(png):
        length = int.from_bytes(png[at:at + 4])
        yield png[at + 4:at + 8], png[at + 8:at + 8 + length]
        at += 12 + length


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def _paeth(left: int, above: int, corner: int) -> int:
    guess = left + above - corner
    return min((left, above, corner), key=lambda one: abs(guess - one))


def _unfiltered(kind: int, line: bytes, above: bytes, step: int) -> bytes:
    """A row as it is, by the filter of the PNG format (1 left, 2 above, 3 average, 4 Paeth)."""
    found = bytearray(line)
    for at in range(len(found)):
        left, corner = (found[at - step], above[at - step]) if at >= step else (0, 0)
        add = {0: 0, 1: left, 2: above[at], 3: (left + above[at]) // 2}.get(kind)
        found[at] = (found[at] + (_paeth(left, above[at], corner) if add is None else add)) & 255
    return bytes(found)


def _pixels(png: bytes) -> tuple[int, int, list[bytes]]:
    """Width, height and the colours of all pixels; for 8 bits a channel, as browsers write them."""
    parts = list(_chunks(png))
    width, height, _, kind = struct.unpack(">IIBB", parts[0][1][:10])
    step = _CHANNELS[kind]
    raw = zlib.decompress(b"".join(body for name, body in parts if name == b"IDAT"))
    above, pixels, size = bytes(width * step), list[bytes](), width * step + 1
    for row in range(height):
        line = raw[row * size:(row + 1) * size]
        above = line[1:] if line[0] == 0 else _unfiltered(line[0], line[1:], above, step)
        pixels += [above[at:at + 3] for at in range(0, len(above), step)]
    return width, height, pixels


def smaller(png: bytes) -> bytes:
    """The picture with its 256 commonest colours; every other becomes the nearest of them."""
    width, height, pixels = _pixels(png)
    palette = [colour for colour, _ in Counter(pixels).most_common(_MOST)]

    @cache
    def nearest(colour: bytes) -> int:
        away = [sum((a - b) ** 2 for a, b in zip(one, colour, strict=True)) for one in palette]
        return away.index(min(away))

    indexed = bytes(map(nearest, pixels))
    rows = b"".join(b"\0" + indexed[row * width:(row + 1) * width] for row in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    return b"".join([
        _SIGNATURE, _chunk(b"IHDR", header), _chunk(b"PLTE", b"".join(palette)),
        _chunk(b"IDAT", zlib.compress(rows, 9)), _chunk(b"IEND", b""),
    ])
