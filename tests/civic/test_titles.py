"""Titles in people's own words: one that is meant, several named, one that fits two."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic.titles import Named, match_titles
from tests.ballot_box import TITLES

ITEMS = dict(enumerate(TITLES, 1))
SAID = {
    "楼梯口公告栏那个": Named(sure=(1,)),
    "公告栏和补绿化": Named(sure=(1, 2)),
    "我选那个凉亭": Named(sure=(3,)),
    "车棚、图书角还有晾衣区": Named(sure=(4, 15, 11)),
    "更换": Named(unclear=(9, 12)),
    "信报箱更换": Named(sure=(12,)),
    "随便": Named(),
    "": Named(),
}


@pytest.mark.parametrize(("text", "named"), SAID.items())
def test_who_names_a_title_is_understood(text: str, named: Named) -> None:
    assert match_titles(text, ITEMS) == named


@given(st.sampled_from(sorted(ITEMS)))
def test_a_title_in_full_is_that_one(number: int) -> None:
    assert match_titles(ITEMS[number], ITEMS).sure == (number,)
