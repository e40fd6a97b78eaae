"""Blotting 隐去: what leaves the house in a file names no phone, no identity number and no flat (PIPL 6, 25)."""

import re

_PLAIN = str.maketrans("０１２３４５６７８９－＋", "0123456789-+")
_BETWEEN = r"[-. ·]?"  # people set their numbers apart in many ways
_NUMBERS = re.compile(
    rf"(?<!\d)(?:\d{{17}}[\dXx]|(?:\+?86{_BETWEEN})?1[3-9](?:{_BETWEEN}\d){{9}}|0\d{{2,3}}{_BETWEEN}\d{{7,8}})(?!\d)"
)
_ROOM = r"(?:\d{3,4}|[一二三四五六七八九零〇幺]{3,4})"
# Behind a building or a unit, and by its own word: 2单元501, 3-2-501, 501室, 我家501.
_FLAT = re.compile(
    r"(?P<home>(?:单元|[号栋幢]楼|[栋幢座门]|[我俺咱]们?家|住在?)\s*|(?<!\d)\d{1,2}[-—]\d{1,2}[-—])"
    rf"{_ROOM}(?!\d|[元块年月天个])(?:[室户号](?!楼))?"
    rf"|(?<![\d一二三四五六七八九零〇幺]){_ROOM}(?:室|户(?!口))"
)


def blotted(text: str) -> str:
    """The text, its digits in plain width, with `＊` for each of them; building and unit stay."""
    plain = text.translate(_PLAIN)
    return _FLAT.sub(lambda found: f"{found['home'] or ''}＊", _NUMBERS.sub("＊", plain))
