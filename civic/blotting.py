"""Blotting 隐去: what leaves the house in a file names no phone, no identity number and no flat (PIPL 6, 25)."""

import re

_NUMBERS = re.compile(r"(?<!\d)(?:\d{17}[\dXx]|(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}|0\d{2,3}[- ]?\d{7,8})(?!\d)")
# Behind a building or a unit, and by its own word: 2单元501, 3-2-501, 501室.
_FLAT = re.compile(
    r"(?P<home>(?:单元|[号栋幢]楼|[栋幢座门])\s*|(?<!\d)\d{1,2}[-—－]\d{1,2}[-—－])\d{3,4}(?!\d|[元块])(?:[室户号](?!楼))?"
    r"|(?<!\d)\d{3,4}(?:室|户(?!口))"
)


def blotted(text: str) -> str:
    """The text with `＊` for each of them; building and unit stay."""
    return _FLAT.sub(lambda found: f"{found['home'] or ''}＊", _NUMBERS.sub("＊", text))
