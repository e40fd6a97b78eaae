"""Reply 回复: an answer in words, in pages that the platform takes and an old person can read."""

PAGE = 1950  # bytes of UTF-8; the platform's limit is reported as 2047, and the hint below needs room
LARGEST_CHARACTER = 4  # bytes
_ENDS = "\n。！？；，、 "


def paginate(text: str, hint: str) -> tuple[str, str]:
    """The first page and the rest; a page that is not the last ends with `hint` (how to read on)."""
    if len(text) * LARGEST_CHARACTER <= PAGE or len(text.encode()) <= PAGE:
        return text, ""
    room = PAGE - len(hint.encode()) - 1
    page = text.encode()[:room].decode("utf-8", "ignore")
    page = page[: _last_border(page)]
    return f"{page.rstrip()}\n{hint}", text[len(page) :].lstrip("\n")


def pages(text: str) -> list[str]:
    """All pages, for where nobody can ask for the rest."""
    found = list[str]()
    while text:
        page = text.encode()[:PAGE].decode("utf-8", "ignore")
        page = page if page == text else page[: _last_border(page)]
        found.append(page.rstrip())
        text = text[len(page) :].lstrip("\n")
    return found


def _last_border(page: str) -> int:
    """Where to cut: after the last line, else the last sentence, else wherever the page is full."""
    for end in _ENDS:
        if (at := page.rfind(end)) >= len(page) // 2:
            return at + 1
    return len(page)
