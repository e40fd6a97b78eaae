"""Where a case is: what tells it well enough, what a later word adds, and which estate or building is meant."""

from pathlib import Path

import pytest

from civic import case
from civic.place import Place, read_place, say
from config.community import Community, Estate, load_community

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(scope="module")
def community() -> Community:
    return load_community(ROOT / "config" / "community.toml")


@pytest.mark.parametrize("text", ["七楼", "7楼", "十二层", "七楼楼道", "12楼楼道", "4到5楼之间", "楼道", "楼顶"])
def test_what_every_building_has_is_not_enough(text: str) -> None:
    assert not case.is_findable(read_place(text))


@pytest.mark.parametrize("text", ["7号楼", "7号楼七楼", "2单元501", "东门口", "车棚边上", "自行车棚"])
def test_what_can_be_found_is(text: str) -> None:
    assert case.is_findable(read_place(text))


@pytest.mark.parametrize(
    ("known", "said", "both"),
    [
        ("7号楼楼道", "2单元", "7号楼2单元楼道"),
        ("7号楼楼道", "五楼", "7号楼五楼楼道"),
        ("7号楼", "槐安里", "槐安里7号楼"),
        ("7号楼", "东门口", "7号楼东门口"),
        ("7号楼楼道", "8号楼", "7号楼楼道 8号楼"),
        ("7号楼东门", "东门", "7号楼东门"),
    ],
)
def test_what_is_said_later_adds_and_never_replaces(known: str, said: str, both: str) -> None:
    places = [read_place(text, estates=("槐安里",)) for text in (known, said)]
    assert places[0]
    assert places[1]
    assert say(case.with_added(places[0], places[1])) == both


@pytest.mark.parametrize(
    ("estate", "building", "meant", "unknown"),
    [
        (None, "3", ["晴川花园", "槐安里"], False),
        (None, "7", [], False),
        (None, "A", [], False),
        (None, "99", [], True),
        ("槐安里", "3", [], False),
        ("槐安小区", "8", [], True),
        ("2号院", "99", [], False),
        (None, None, [], False),
    ],
)
def test_which_estate_and_is_there_such_a_building(
    community: Community, estate: str | None, building: str | None, meant: list[str], unknown: bool
) -> None:
    place = Place(estate, building, None, None, "")
    assert (list(case.estates_meant(place, community)), case.is_unknown(place, community)) == (meant, unknown)


def test_with_one_estate_nothing_is_asked_and_without_lists_nothing_is_unknown(community: Community) -> None:
    one = community.model_copy(update={"estates": (Estate(name="甲苑", buildings=("1", "2")),)})
    unlisted = community.model_copy(update={"estates": (Estate(name="甲苑"), Estate(name="乙苑", buildings=("1",)))})
    assert list(case.estates_meant(Place(None, "1", None, None, ""), one)) == []
    assert list(case.estates_meant(Place(None, "1", None, None, ""), unlisted)) == ["甲苑", "乙苑"]
    assert not case.is_unknown(Place(None, "99", None, None, ""), unlisted)
