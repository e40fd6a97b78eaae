"""Reads the answers given inside a form: yes, no, later, a score, no photo, all over. Pure, on cleaned text."""

import re
from functools import lru_cache

from civic.numbers import read_number
from config.lexicon import Lexicon

_AROUND = re.compile(r"^[\s\"'“”‘’「」『』《》【】()]+|[\s\"'“”‘’「」『』《》【】(),。.!~?、…]+$")
_CLAUSE = re.compile(r"[^\w?]+")
_DONE = re.compile("(?:了|啦|咯|喽|嘞|咧|咗|喇)*(?:呀|啊|哈|哦|喔|哟|噢|嘛|谢谢|多谢|麻烦了|哈哈)*$")
_SOFT = re.compile("(?:了)?(?:吧|呀|啊|哈|呢|哦|喔|哟|噢|嘛|啦|咯|嘞|咧|谢谢|多谢|麻烦了|哈哈)+$")
_POLITE = re.compile("(?:谢谢|多谢|谢了|麻烦|唔该|辛苦)[你您们了啦晒大家]*|")
_BETWEEN = re.compile(r"[\s,。!、]+")
_SCORE = re.compile("(?:打|给|评)?([1-5一二三四五])(?:分|星|颗星)?(?:好评)?(?:吧|呀|啊)?")
_STARS = re.compile("[⭐★☆🌟]{1,5}")


def bare(text: str) -> str:
    """The answer without quotation marks around it and without closing punctuation."""
    return _AROUND.sub("", text)


def _told(clause: str) -> str:
    """A clause without what only colours its end: 灭啦哈 as 灭了. 吧 and 吗 stay, they ask."""
    return _DONE.sub(lambda end: "了" if end[0][:1] in tuple("了啦咯喽嘞咧咗喇") else "", clause, count=1)


@lru_cache(maxsize=4)  # one text is compared with several lists, one after the other
def _said(text: str) -> tuple[tuple[str, str], tuple[tuple[str, str], ...]]:
    """A text, and its parts without the polite ones: each as it stands and without what only softens its end."""
    plain = bare(text).lower()
    parts = (part for part in _BETWEEN.split(plain) if not _POLITE.fullmatch(part))
    return _softly(plain), tuple(map(_softly, parts))


def _softly(text: str) -> tuple[str, str]:
    return text, _SOFT.sub("", text)


class Answers:
    """The plain answers, by the lists of `config/lexicon/commands.toml`."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lists = {name: frozenset(word.lower() for word in words) for name, words in lexicon.answers.items()}
        self._over = re.compile(lexicon.over)
        self._beside_over = re.compile(lexicon.beside_over)

    def _is(self, name: str, text: str) -> bool:
        words = self._lists[name]
        whole, parts = _said(text)
        return not words.isdisjoint(whole) or (bool(parts) and all(not words.isdisjoint(part) for part in parts))

    def _holds(self, name: str, text: str) -> bool:
        return any(word in text for word in self._lists[name] if len(word) > 2)

    def yes(self, text: str) -> bool:
        """Plain agreement: 是, 嗯, 好的, 对."""
        return self._is("yes", text)

    def no(self, text: str) -> bool:
        """Plain refusal: 不, 不是, 算了."""
        return self._is("no", text)

    def who(self, text: str) -> bool:
        """Asks who is talking here: 你是谁, 你们是哪里的, 你是机器人吗."""
        return self._is("who", text)

    def later(self, text: str) -> bool:
        """Put off: 等会儿, 再想想. A draft is kept and nothing is done."""
        return self._is("later", text)

    def no_photo(self, text: str) -> bool:
        """There is nothing to attach: 没有照片, 拍不了, 跳过."""
        plain = bare(text)
        return plain == "跳过" or self._is("nothing", plain)

    def over(self, text: str) -> bool:
        """The danger is said to have passed, by the whole message and not as a question: 没事了, 虚惊一场."""
        parts = [_told(part) for part in _CLAUSE.split(text) if part and not _POLITE.fullmatch(part)]
        over = [part for part in parts if self._over.fullmatch(part)]
        return bool(over) and all(part in over or self._beside_over.fullmatch(part) for part in parts)

    def unresolved(self, text: str) -> bool:
        """Asked to rate, the resident says that it is not repaired: 没修好, 又坏了."""
        plain = bare(text)
        return self._is("unresolved", plain) or self._holds("unresolved", plain)

    def score(self, text: str) -> int | None:
        """A rating from 1 to 5 that was said as a number: 5, 五星, 打4分, ⭐⭐⭐."""
        plain = bare(text)
        if stars := _STARS.fullmatch(plain):
            return len(stars[0])
        value = read_number(plain)
        if value is None and (found := _SCORE.fullmatch(plain)):
            value = read_number(found[1])
        return value if value is not None and 1 <= value <= 5 else None

    def suggested_score(self, text: str) -> int | None:
        """A rating to suggest, never to take: 还行吧 3, 满意 5, 太差了 1."""
        for name, value in (("bad", 1), ("so_so", 3), ("good", 5)):
            if self._is(name, text) or self._holds(name, text):
                return value
        return None
