"""The invented people who use the chat. Nobody here exists."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass


@dataclass(slots=True)
class Resident:
    """One invented follower (or not yet follower) of the account."""

    openid: str
    name: str
    about: str = ""
    follows: bool = True
    since: int = 0  # Unix seconds of the latest follow, 0 for "always did"


def default_residents() -> tuple[Resident, ...]:
    """The people of the demo: an old lady, a tenant who does not follow yet, a grid worker, a committee member."""
    return (
        Resident("oDemo_wang_ayi_0000000000001", "王阿姨", "75 岁，住 3 号楼"),
        Resident("oDemo_xiao_li_00000000000002", "小李", "租户，刚搬来", follows=False),
        Resident("oDemo_chen_shifu_00000000003", "陈师傅", "网格员"),
        Resident("oDemo_li_zhuren_000000000004", "李主任", "居委会"),
    )


class People:
    """Everyone the account's server could hear of, by openid."""

    def __init__(self, residents: Iterable[Resident], met: Callable[[Resident], None] = lambda _: None) -> None:
        """`met` hears of everyone who was not introduced."""
        self._by_openid = {resident.openid: resident for resident in residents}
        self._met = met

    def __iter__(self) -> Iterator[Resident]:
        return iter(self._by_openid.values())

    def find(self, openid: str) -> Resident | None:
        """The person with this openid, if there is one."""
        return self._by_openid.get(openid)

    def meet(self, openid: str) -> Resident:
        """The person with this openid; somebody who was never seen before is taken for a follower."""
        if openid not in self._by_openid:
            self._by_openid[openid] = Resident(openid, f"居民 {openid[-4:]}")
            self._met(self._by_openid[openid])
        return self._by_openid[openid]

    def follows(self, openid: str) -> bool:
        """True for a person who exists and follows the account now."""
        person = self.find(openid)
        return person is not None and person.follows
