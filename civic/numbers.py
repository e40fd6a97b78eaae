"""Reads the numbers people write: one number, a list of picks, a headcount. Pure; every room may import it."""

import re
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import lru_cache

from cn2an import cn2an

MOST_DIGITS = 9  # longer runs of digits are phone, card or order numbers, which nobody means as a choice
MOST_READINGS = 8
LONGEST_RANGE = 200

_SYMBOL_BLOCKS = ((0x2460, 0x249B), (0x24EA, 0x24FF), (0x2776, 0x2793), (0x2160, 0x216B), (0x2170, 0x217B),
                  (0x3220, 0x3229), (0x3280, 0x3289))  # fmt: skip
_SYMBOLS = {
    code: f" {value:.0f} "
    for first, last in _SYMBOL_BLOCKS
    for code in range(first, last + 1)
    if (value := unicodedata.numeric(chr(code), -1)) >= 0
} | {ord("🔟"): " 10 "}
# A drawn circle is the nought of Chinese numerals where it stands alone or beside them: 五○一.
_RING = re.compile(r"(?<=[一二三四五六七八九零〇])[○◯]|[○◯](?=[一二三四五六七八九零〇])|\A\s*[○◯]\s*\Z")
_KEYCAP = re.compile("([0-9])\ufe0f?\u20e3")
_SPOKEN = str.maketrans({"俩": "两", "倆": "两", "兩": "两", "仨": "三", "卅": "三十", "幺": "一", "貳": "贰",
                         "參": "叁", "陸": "陆", "〇": "零"})  # fmt: skip

CHINESE_DIGITS = "零〇一二三四五六七八九十百千两兩俩倆仨廿卅幺壹贰貳叁參肆伍陆陸柒捌玖拾佰仟"
NUMBER = rf"(?:[0-9]+|[{CHINESE_DIGITS}]+)"
_ALONE = re.compile(
    rf"[\s(\[]*(?:那?就|我?(?:选|要)|我?(?:按|回复)|第|no\.?|#)*\s*({NUMBER})\s*[个号項项条件#]?[吧呀啊的]?[\s)\].,、。!:~]*",
    re.IGNORECASE,
)


def plain_digits(text: str) -> str:
    """NFKC, with each sign that is a number by itself set apart: `①③` becomes `1 3`, never `13`."""
    text = _RING.sub("〇", text)
    return unicodedata.normalize("NFKC", _KEYCAP.sub(r" \1 ", text).translate(_SYMBOLS)).replace("\ufe0f", "")


@lru_cache(maxsize=1024)
def numeral(token: str) -> int | None:
    """The value of one run of digits, Arabic or Chinese (`五零一` is 501); None where it is no exact number."""
    if token.isascii():
        return int(token) if token.isdigit() and len(token) <= MOST_DIGITS else None
    token = token.translate(_SPOKEN)
    if len(token) > MOST_DIGITS or re.search("两[一二三四五六七八九两]|[负負点點]", token):
        return None  # 两三 is "two or three"; cn2an would say 23
    try:
        return int(cn2an(token, "normal"))
    except (ValueError, KeyError):  # KeyError: a sign that cn2an takes for a numeral and does not know
        return None


def read_number(text: str) -> int | None:
    """The number, when the whole text is one number in any writing: `1 １ ① 一 1️⃣ 第一个 3号 2个`."""
    found = _ALONE.fullmatch(plain_digits(text)) if len(text) <= 24 else None
    return numeral(found[1]) if found else None


@dataclass(frozen=True, slots=True)
class Picks:
    """A choice by number as it was said; nothing in it was repaired.

    `numbers`: listed items in the order said, each once, the first `limit` of them. `unknown`: no such item.
    `duplicate`: said more than once. `surplus`: items beyond the limit. `ambiguous`: the readings to ask back.
    """

    numbers: tuple[int, ...] = ()
    unknown: tuple[int, ...] = ()
    duplicate: tuple[int, ...] = ()
    surplus: tuple[int, ...] = ()
    ambiguous: tuple[tuple[int, ...], ...] = ()

    @property
    def clear(self) -> bool:
        """Whether the choice can be read back as it stands."""
        return bool(self.numbers) and not (self.unknown or self.duplicate or self.surplus or self.ambiguous)


_DASHES = "-~到至—–"
_PICK = re.compile(
    rf"(?P<drop>不要|不选|不投|别投|去掉|除了|撤掉)?(?P<ordinal>第)?\s*(?P<number>{NUMBER})"
    rf"(?:\s*[{_DASHES}]\s*第?(?P<last>{NUMBER})(?!\s*[{_DASHES}]))?"
    r"\s*(?P<measure>号?[楼樓栋棟幢座]|[单單]元|[点點月日块塊元万票次年层層岁歲口分天人位室下些起样樣直共定般边邊%])?"
    r"(?P<mark>[号號#项項])?(?P<count>[个個])?(?P<dropped>\s*(?:项目)?(?:不投|不要|不选|去掉|取消|换成|改成))?"
)


def _spoken_picks(text: str) -> Iterator[tuple[re.Match[str], list[int]]]:
    for found in _PICK.finditer(text):
        before = text[: found.start()].rstrip()[-1:] or " "
        counts = found["count"] and not found["ordinal"]
        if found["measure"] or counts or before in "这這那共万统" or found["number"] in "两兩俩倆仨":
            continue
        first, last = numeral(found["number"]), numeral(found["last"] or "")
        if first is None:
            continue
        if last is None:
            yield found, [first]
        elif before not in _DASHES and first < last <= first + LONGEST_RANGE:
            yield found, list(range(first, last + 1))
        else:
            yield found, [first, last]


def _splits(digits: str, items: Collection[int], limit: int) -> Iterator[tuple[int, ...]]:
    """Every way to read run-together digits as different listed items: `135` with 1, 3, 5 gives (1, 3, 5)."""
    if not digits:
        yield ()
    for length in range(1, len(digits) + 1 if limit else 0):
        head = int(digits[:length])
        if head in items and digits[0] != "0":
            for tail in _splits(digits[length:], items, limit - 1):
                if head not in tail:
                    yield (head, *tail)


def _readings(found: re.Match[str], value: int, items: Collection[int], limit: int) -> tuple[tuple[int, ...], ...]:
    """What run-together digits may mean, when it is more than the number itself; `15号` and `十五` mean just one."""
    exact = found["ordinal"] or found["mark"] or not re.fullmatch("[0-9]+|[一二三四五六七八九]+", found["number"])
    if exact or not 10 <= value < 10**MOST_DIGITS:
        return ()
    readings = list(_splits(str(value), items, limit))[:MOST_READINGS]
    return tuple(readings) if readings != [(value,)] else ()


def read_picks(text: str, items: Collection[int], limit: int) -> Picks:
    """Read a choice among the numbered `items`, at most `limit` of them (rules: budget.md, Ballots).

    Run-together digits, and a message that takes a number back ("不要3号,要5号"), come back as readings to ask.
    """
    folded = plain_digits(text)[:500]
    alone = read_number(folded)
    spoken = list(_spoken_picks(folded)) or [(found, [alone]) for found in _PICK.finditer(folded) if alone is not None]
    said = [number for _, numbers in spoken for number in numbers]
    kept = tuple(dict.fromkeys(n for found, ns in spoken if not (found["drop"] or found["dropped"]) for n in ns))
    if len(kept) < len(set(said)):
        return Picks(ambiguous=(tuple(n for n in kept if n in items),))
    if len(said) == 1 and (readings := _readings(spoken[0][0], said[0], items, limit)):
        return Picks(ambiguous=readings)
    known = [n for n in kept if n in items]
    return Picks(
        numbers=tuple(known[:limit]),
        unknown=tuple(n for n in kept if n not in items),
        duplicate=tuple(n for n in kept if said.count(n) > 1),
        surplus=tuple(known[limit:]),
    )


_APPROXIMATE = re.compile(
    "几|幾|好多|来个|多个|左右|大概|可能|不一定|不知道|[一二三四五六七八九][二三四五六七八九][个個人位口]|[-~到或]"
)
_PEOPLE = re.compile(rf"({NUMBER})\s*(?:个|個|人|位|口|名|大|小|老)")
_WITH_OTHERS = re.compile(
    rf"(?:我|俺|咱|本人)\s*(?:还|要|会|想|再)?\s*(?:和|跟|与|带上|带着|带|同|、|,)\s*({NUMBER})\s*[个個位名]"
)
_PAIRS = re.compile("[夫妻母父娘爷婆子姐兄妹弟女孙们口]+[俩倆两兩]|[老小][两兩]口|[俩倆](?:个|個|人)?")
_RELATIVE = re.compile(
    "老伴|老公|老婆|爱人|媳妇|丈夫|妻子|先生|太太|老头子?|老太婆|爸爸?|妈妈?|父亲|母亲|爹|娘|爷爷|奶奶|外公|外婆|姥姥|姥爷"
    "|儿子|女儿|闺女|儿媳|女婿|孙子|孙女|外孙女?|孩子|小孩|娃|哥哥?|姐姐?|弟弟?|妹妹?|邻居|朋友|同事|保姆|阿姨"
)
_SELF = re.compile(rf"(?:我|俺|咱|本人|自己|自个|阿拉|偶)(?!家|的|们|{_RELATIVE.pattern})")


def _counted_people(text: str) -> int | None:
    """The sum of the heads that carry a number: `2大1小` is 3, `我和3个邻居` is 4, `一家三口` is 3."""
    if companions := _WITH_OTHERS.search(text):
        value = numeral(companions[1])
        return None if value is None else value + 1
    counts = [numeral(found[1]) for found in _PEOPLE.finditer(text.replace("一家", "").replace("一个小区", ""))]
    known = [count for count in counts if count is not None]
    if not known:
        return None
    return sum(known) if re.search("[大老]", text) and len(known) > 1 else known[0]


def read_headcount(text: str) -> int | None:
    """How many people are meant (`我和老伴` 2, `我们一家三口` 3, `+1` 1); None where no exact number was said."""
    folded = plain_digits(text)[:100].strip()
    if _APPROXIMATE.search(folded):
        return None
    if (alone := read_number(folded.removeprefix("+"))) is not None:
        return alone or None
    if (counted := _counted_people(folded)) is not None:
        return counted or None
    if _PAIRS.search(folded):
        return 2
    relatives = len(_RELATIVE.findall(folded))
    with_me = bool(_SELF.search(folded)) or bool(re.match("带|和|跟", folded))
    return (relatives + with_me) or None if with_me or relatives else None


def leading_number(text: str) -> int:
    """The number that `12 已修好` begins with, of nine digits at most; 0 where it begins with none."""
    found = re.match(r"[0-9]{1,9}(?![0-9])", text)
    return int(found[0]) if found else 0
