"""Address: a table's cells and a sentence in the chat name the same home in whatever writing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic.address import Address, read_address
from civic.place import Place, read_part, read_place
from tests.homes import OURS, sample_community

NUMBERS = "零一二三四五六七八九"
WRITINGS = {
    "building": ("{}", "{}号楼", "{}栋", "{}幢", "{}#", "{}号", "{}#楼", "{}座", "0{}", "{}.0", " {} 号楼 "),
    "unit": ("{}", "{}单元", "第{}单元", "{}门", "{}.0", "{}單元"),
    "room": ("{}", "{}室", "{}房", "{}号", "{}户", "{}.0", "0{}"),
}


@given(building=st.integers(1, 99), unit=st.integers(1, 9), room=st.integers(101, 3304), data=st.data())
def test_a_cell_is_read_as_the_chat_reads_it(building: int, unit: int, room: int, data: st.DataObject) -> None:
    said = read_place(f"{building}号楼{unit}单元{room}")
    assert said is not None
    for part, number in (("building", building), ("unit", unit), ("room", room)):
        written = data.draw(st.sampled_from(WRITINGS[part])).format(number)
        wide = "".join(chr(ord(sign) + 0xFEE0) if sign.isdigit() else sign for sign in written)
        for each in (written, wide):
            assert read_part(part, each) == getattr(said, part), each


CELLS = {
    ("building", "七号楼"): "7",
    ("building", "十二栋"): "12",
    ("building", "a座"): "A",
    ("building", "甲"): "甲",
    ("unit", ""): "",
    ("unit", "东单元"): "东",
    ("room", "五零一"): "501",
    ("room", "5楼501"): "501",
    ("room", "12楼B"): "12B",
    ("room", "a1203"): "A1203",
}


@pytest.mark.parametrize(("cell", "read"), CELLS.items())
def test_cells_that_are_known(cell: tuple[str, str], read: str) -> None:
    assert read_part(*cell) == read


def test_an_estate_goes_by_its_former_name_too() -> None:
    community = sample_community()
    assert read_address(community, "老纺织厂宿舍", "七栋", "2", "501室") == OURS
    assert read_address(community, "没有这个小区", "7", "2", "501") is None
    assert OURS.said == "晴川花园7号楼2单元501室"


FITS = {
    Place(None, "7", "2", "501", ""): True,
    Place("晴川", "7", None, "501", ""): True,
    Place("槐安里", "7", "2", "501", ""): False,
    Place(None, "7", "2", "502", ""): False,
    Place(None, "8", "2", "501", ""): False,
}


@pytest.mark.parametrize(("place", "fits"), FITS.items())
def test_what_was_left_out_fits_everything(place: Place, fits: bool) -> None:
    assert OURS.fits(place, sample_community()) is fits
    assert Address("晴川花园", "7", "", "501").fits(Place(None, "7", "3", "501", ""), sample_community())
