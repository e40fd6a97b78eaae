"""Reads where something is: estate, building, unit, room, landmark, in the writings people use. Pure, as numbers is."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from civic.numbers import CHINESE_DIGITS, numeral, plain_digits

LONGEST = 700  # characters; a callback's text holds no more
LONGEST_DETAIL = 60


@dataclass(frozen=True, slots=True)
class Place:
    """A place as far as it was said: `7号楼2单元501` is building 7, unit 2, room 501; landmarks are the detail."""

    estate: str | None
    building: str | None
    unit: str | None
    room: str | None
    detail: str


_N = rf"(?:[0-9]{{1,4}}|[{CHINESE_DIGITS}]{{1,6}})"
_UNIT_AHEAD = rf"(?=[\s-]*{_N}\s*(?:[单單]元|[门門]))"
_BUILDING = (
    rf"(?P<building>[A-Ha-h]?{_N}[A-Ha-h]?|[A-Za-z甲乙丙丁])\s*"
    rf"(?:[号號]\s*[楼樓](?![道梯])|[号號]?[栋棟幢座]|[楼樓号號]{_UNIT_AHEAD}|#[楼樓]?)"
)
_UNIT = rf"(?:(?P<unit>{_N}|[A-Za-z甲乙丙丁东西中東])\s*[单單]元|(?<!第)(?P<door>{_N})[门門](?![卫口禁前后岗]))"
_ROOM = (
    rf"(?P<room>[0-9]{{3,4}}[A-Za-z]?|[零〇一二三四五六七八九幺]{{3,4}}|{_N}(?=\s*(?:室|[号號]?房|户)))"
    r"\s*(?:室|[号號]?房间?|户)?(?![0-9元块年个天度])"
)
_HIGH_FLAT = rf"(?P<floor>{_N})[楼樓]层?(?P<flat>[A-Za-z]|{_N})[室座]?(?![0-9A-Za-z])"
_FLOOR_ROOM = rf"{_N}[楼樓层層](?P<roomafter>[0-9]{{3,4}})"
_HOME = re.compile(
    rf"(?<![0-9\-.:/]){_BUILDING}(?:[的\s,、-]*{_UNIT})?(?:[的\s,、-]*(?:{_FLOOR_ROOM}|{_HIGH_FLAT}|{_ROOM}))?"
)
_UNIT_HOME = re.compile(rf"(?<![0-9]){_UNIT}(?:[的\s,、-]*(?:{_FLOOR_ROOM}|{_ROOM}))?")
_DASHED = re.compile(
    r"(?<![0-9A-Za-z\-./:+。])(?P<building>[A-Ha-h]?[0-9]{1,3}[A-Ha-h]?)\s*(?:[-—–#/]|[.。](?=\s*[0-9]{1,2}\s*[.。]\s*(?!20[0-9]{2}(?![0-9]))))\s*"
    r"(?:(?P<unit>[0-9]{1,2})\s*(?:[-—–/.。]|单元-?)\s*)?(?P<room>[0-9]{3,4}[A-Za-z]?)"
    r"(?![0-9]|\s*[-—–./:。]\s*[0-9]|\s*[元块个年分天度平米人户%])"
)
_LANE = re.compile(rf"(?P<lane>{_N})弄\s*(?P<building>{_N})[号號](?:[楼樓])?(?:\s*{_ROOM})?")
_YARD = re.compile(rf"(?P<yard>(?:(?![阿拉我们住在是的就俺咱你他她到去从说])[一-龥]){{0,6}}?{_N}[号號]院)")
_BLOCK = "(?:[号號][楼樓]|[号號]?[栋棟幢座])"
_SPAN = re.compile(rf"{_N}\s*{_BLOCK}?\s*(?:到|至|-|~|和|与|、)\s*{_N}\s*{_BLOCK}\s*(?:之间|中间|间)")
_SIDE = (
    "(?:边上|旁边|附近|门口|入口|出口|[后前里外下上][面边]|对面|拐角处?|[东南西北](?:侧|边|面|头)|之间|中间|楼下|门前"
    "|[旁边口里前后内外])"
)
_HERE = "\0"  # stands where the home was, so that 前面 in 3号楼前面 is still a side of something
_LANDMARK = re.compile(
    rf"{_HERE}的?{_SIDE}|(?:(?:{_N}\s*[-到至~]\s*)?{_N}[楼樓层層](?!上|下来?住)(?:楼道|走廊|过道|电梯口|楼梯间|平台)?"
    "|[东南西北東](?:南|北)?(?:大|侧|小)?[门門]|(?:小区|社区)?(?:大|正|后|侧|小)[门門](?:口)?"
    "|(?:自行车|电动车|电瓶车)?[车車]棚|充电[桩樁站]|地下(?:停)?[车車]库|地库|[车車]库|停[车車][场場位]|(?:中心|小|休闲|文化)?[广廣][场場](?!舞)|[凉涼]亭"
    "|花[园園坛壇]|口袋公[园園]|健身(?:区|场|器材)|儿童(?:乐园|游乐场)|游乐场|幼儿园|垃圾(?:站|房|点|桶|箱|亭|屋)|景[观觀]池|水池|水沟"
    "|配电(?:房|室|箱)|水泵房|岗亭|保安亭|门卫室|[围圍][墙牆]|楼[顶頂]|[楼樓]道|天台|屋顶|[楼樓]梯(?:口|间)?|电梯(?:口|间|厅|里)|走廊|过道|大堂|架空层|[后後]巷|巷子|公告[栏欄]|快递柜|菜市场|早市|活动室|消防通道|单元门|楼下"
    rf")(?:的?{_SIDE}){{0,2}}"
)
ON_MAP = "地图上标的位置"
_POINT = re.compile(r" ?\(?-?\d{1,3}\.\d{4,},-?\d{1,3}\.\d{4,}\)?")
_NOWHERE = re.compile(
    r"(?:我?也?(?:不知道|不清楚|不晓得|不确定|不记得|忘了|说不清|没看清|没注意)(?:是?[几哪][号栋幢个]*(?:楼|栋)?)?"
    r"|跳过|没有)[了吧啊呀。,.!\s]*"
)
# What words for a place hold that name neither home nor landmark: 菜场对面, 王大爷家; talk (先看看) holds none of it.
_PLACE_WORD = re.compile(
    "[东南西北前后左右上下外内旁][面边头侧]|[边旁]上?$|附近|周围|对[面过]|中间|之间|拐[角弯]|[墙转]角|角落"
    "|[门路巷街道井桥村院河弄店出入梯]口|[楼门路街巷弄桥河湖塘园苑院村庄场站棚亭库井坡廊馆店铺摊校柜池树坛栋室房厅]"
    "|超市|银行|医院|诊所|信箱|公告栏|电线杆|灯杆|车位|单元|广场|地方$|(?<!到)(?<!好)(?<!用)处$|中心|小区"
    "|(?<![大人国回])家$|[一-龥]{2}[那这][边儿头里]"
)
_BESIDE = re.compile(r"^(?:就?是|在|就在|位置|地址|地点|我们?|住)+|[的那这个里边儿处,。.、!\s]+$")
_NUMBERS_ONLY = re.compile(rf"(?:{_N}|[A-Za-z]|[-—–\s,、./#。\"“”‘’第号號楼樓栋棟幢座房室吧的是])*")
_LEADING = re.compile(
    r"^(?:就?在|就是?|位置|地址|地点|大概|好像|应该|住在?|(?:阿拉|我|俺|咱|偶|侬)们?家?(?:这里|这边|这儿)?(?:的|(?![一-龥]{2,}(?:[里村庄苑园院]|小区))))+"
    r"(?:是|在|[::])?\s*"
)

# A cell of a table holds one part alone: there 7楼 and 7号 are a building too.
_PART = {
    "building": re.compile(r"第?(.+?)\s*(?:#?[号號]?[楼樓栋棟幢座][楼樓]?|[号號]|#)"),
    "unit": re.compile(r"第?(.+?)\s*(?:[单單]元|[门門]|[号號])"),
    "room": re.compile(r"(.+?)\s*(?:室|[号號]?房间?|户|[号號])"),
}
_WHOLE_NUMBER = re.compile(r"([0-9]+)\.0+")  # as spreadsheets write it


def _plain(part: str | None) -> str | None:
    """`七` and `07` as `7`, letters upper-case, anything else as written."""
    if not part:
        return None
    letters = re.fullmatch(r"([A-Za-z]?)([0-9]+)([A-Za-z]?)", part)
    if letters:
        return f"{letters[1]}{int(letters[2])}{letters[3]}".upper()
    value = numeral(part)
    return part.upper() if value is None else str(value)


def _room(found: re.Match[str]) -> str | None:
    parts = found.groupdict()
    if parts.get("flat"):
        floor, flat = _plain(parts["floor"]), str(_plain(parts["flat"]))
        return f"{floor}{flat.zfill(2)}" if flat.isdigit() else f"{floor}{flat}"
    return _plain(parts.get("roomafter") or parts.get("room"))


def _estate(text: str, estates: Collection[str]) -> str | None:
    named = max((name for name in estates if name in text), key=len, default=None)
    if named:
        return named
    yard = _YARD.search(text) or _LANE.search(text)
    return yard[1] + ("弄" if "lane" in yard.groupdict() else "") if yard else None


def _detail(text: str, home: re.Match[str] | None) -> str:
    """The landmarks that were named besides the home, in the order said, each once."""
    if span := _SPAN.search(text):
        return span[0]
    rest = f"{text[: home.start()]}{_HERE}{text[home.end() :]}" if home else text
    named = (found[0].removeprefix(_HERE).removeprefix("的") for found in _LANDMARK.finditer(rest))
    return " ".join(dict.fromkeys(named))[:LONGEST_DETAIL]


def _home(text: str) -> re.Match[str] | None:
    lane = _LANE.search(text)
    return lane or _DASHED.search(text) or _HOME.search(text) or _UNIT_HOME.search(text)


def _bare(text: str, estate: str | None) -> Place | None:
    """An answer to "几号楼?": `9` is building 9, `501` a room, `7 2 501` and `7-2` a home."""
    parts = re.findall(rf"[A-Ha-h]?{_N}[A-Ha-h]?|(?<![A-Za-z])[A-Za-z](?![A-Za-z])", text)
    if not 1 <= len(parts) <= 3 or not _NUMBERS_ONLY.fullmatch(text):
        return None
    numbers = [_plain(part) for part in parts]
    match numbers:
        case [str(one)]:
            return Place(estate, None, None, one, "") if len(one) in (3, 4) else Place(estate, one, None, None, "")
        case [building, str(room)]:
            return Place(estate, building, None, room, "") if len(room) > 2 else Place(estate, building, room, None, "")
        case _:
            return Place(estate, numbers[0], numbers[1], numbers[2], "")


def read_place(text: str, *, expecting: bool = False, estates: Collection[str] = ()) -> Place | None:
    """The place that a text names, or None.

    `expecting`: we have just asked where, so a bare number is a building, and words that speak of a place the detail.
    `estates`: the community's own estate names and aliases. A date, a project number, a price, a phone are no place.
    """
    folded = plain_digits(text)[:LONGEST].strip()
    estate = _estate(folded, estates)
    rest = folded.replace(estate, " ", 1) if estate and not estate.endswith("弄") else folded
    if expecting and (bare := _bare(rest.strip(), estate)):
        return bare
    found = _home(rest)
    detail = _detail(rest, found)
    if found:
        parts = found.groupdict()
        unit = _plain(parts.get("unit") or parts.get("door"))
        return Place(estate, _plain(parts.get("building")), unit, _room(found), detail)
    if expecting:
        words = _LEADING.sub("", _NOWHERE.sub("", rest).strip())[:LONGEST_DETAIL]
        detail = words if detail or _PLACE_WORD.search(words) else ""
    return Place(estate, None, None, None, detail) if estate or detail else None


@lru_cache(maxsize=65536)
def read_part(part: Literal["building", "unit", "room"], written: str) -> str:
    """One part of an address that stands alone in a cell, as `read_place` reads it in a sentence; "" stays ""."""
    text = plain_digits(written).strip()
    if part == "room" and (floor := re.fullmatch(rf"{_FLOOR_ROOM}室?|{_HIGH_FLAT}", text)):
        return _room(floor) or ""
    named = _PART[part].fullmatch(text)
    text = named[1] if named else text
    whole = _WHOLE_NUMBER.fullmatch(text)
    return _plain(whole[1] if whole else text) or ""


def beside(text: str, *, estates: Collection[str] = ()) -> str:
    """What a text says besides home and landmarks; "" where it is a place and nothing else."""
    folded = plain_digits(text)[:LONGEST].strip()
    estate = _estate(folded, estates)
    rest = folded.replace(estate, " ", 1) if estate and not estate.endswith("弄") else folded
    if home := _home(rest):
        rest = f"{rest[: home.start()]}{_HERE}{rest[home.end() :]}"
    return _BESIDE.sub("", _LEADING.sub("", _LANDMARK.sub("", rest).replace(_HERE, "").strip())).strip()


def on_map(label: str, latitude: str, longitude: str) -> Place:
    """A place that was picked on the map: its label and its coordinates; whoever goes there needs them."""
    point = ",".join(filter(None, (latitude, longitude)))
    return Place(None, None, None, None, f"{label} ({point})" if label and point else label or point)


def say(place: Place, *, exactly: bool = False) -> str:
    """The place in Chinese: `7号楼2单元501室`, `A座`, `3号楼2单元楼道`.

    Nobody reads coordinates aloud: only `exactly`, for whoever goes there, says them.
    """
    words = _said(place)
    spoken = _POINT.sub("", words)
    return words if exactly or spoken == words else spoken or ON_MAP


def _said(place: Place) -> str:
    if _SPAN.fullmatch(place.detail):
        return f"{place.estate or ''}{place.detail}"
    building = f"{place.building}{'号楼' if place.building[-1:].isdigit() else '座'}" if place.building else ""
    unit = f"{place.unit}单元" if place.unit else ""
    room = f"{place.room}室" if place.room else ""
    return f"{place.estate or ''}{building}{unit}{room}{place.detail}"
