"""Money, bill lines and periods: exact, rounded once and half up, and read back as they are said."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic.money import line_amount, read_yuan, say_price, say_yuan
from civic.period import Period, read_period

FEN = st.integers(-(10**11), 10**11)
PRICES = st.decimals("0.0001", "9999", places=4)
MONTHS = st.integers(1980 * 12, 2200 * 12 - 1)


@given(FEN)
def test_what_is_said_is_read_back(fen: int) -> None:
    assert read_yuan(say_yuan(fen).removesuffix("元")) == fen


@given(whole=st.integers(0, 10**9), decimals=st.from_regex(r"(\.[0-9]{1,2})?", fullmatch=True))
def test_yuan_with_two_decimals_at_most_are_fen(whole: int, decimals: str) -> None:
    fen = Fraction(f"{whole}{decimals}") * 100
    assert read_yuan(f"{whole}{decimals}") == read_yuan(f"{whole:,}{decimals}") == fen


@pytest.mark.parametrize("text", ["", "1.234", "1.", ".5", "12元", "1,23", "1e3", "--1", "+1", "１", "1000000001"])
def test_anything_else_is_no_money(text: str) -> None:
    assert read_yuan(text) is None


@given(price=PRICES, quantity=PRICES, months=st.integers(1, 36))
def test_a_line_is_rounded_half_up_once(price: Decimal, quantity: Decimal, months: int) -> None:
    exact = Fraction(price) * Fraction(quantity) * months * 100
    assert line_amount(price, quantity, months) == (exact + Fraction(1, 2)).__floor__()


LINES = {
    ("1.20", "79.35", 3): 28566,  # domain.md 3.6
    ("0.01", "0.5", 1): 1,  # half a fen
    ("0.01", "0.4999", 1): 0,
    ("1.115", "3", 1): 335,  # a float would make 3.3449… of it, and 1.115 × 1 a month would be 3 × 1.12
}


@pytest.mark.parametrize(("factors", "fen"), LINES.items())
def test_lines_that_are_known(factors: tuple[str, str, int], fen: int) -> None:
    price, quantity, months = factors
    assert line_amount(Decimal(price), Decimal(quantity), months) == fen


@pytest.mark.parametrize(("price", "said"), [("1.2", "1.20"), ("80", "80.00"), ("0.815", "0.815"), ("1.2000", "1.20")])
def test_a_price_has_two_decimals_or_as_many_as_it_has(price: str, said: str) -> None:
    assert say_price(Decimal(price)) == said


@given(first=MONTHS, months=st.integers(1, 60))
def test_a_period_is_read_back_as_it_is_written(first: int, months: int) -> None:
    period = Period(first, min(first + months - 1, 2200 * 12 - 1))
    assert read_period(str(period)) == period
    assert read_period(str(period).replace("-", "/").replace("~", " ～ ")) == period


@pytest.mark.parametrize(
    "text",
    ["2026", "2026-13", "2026-00", "2026-12~2026-10", "2026-10-01", "26-10", "2026-10~", "1979-12"],
)
def test_what_is_no_period_is_none(text: str) -> None:
    assert read_period(text) is None


SAID = {
    "2026-10": "2026年10月",
    "2026-10~2026-12": "2026年10月到12月",
    "2026-12~2027-1": "2026年12月到2027年1月",
    "2026-10~2026-10": "2026年10月",
}


@pytest.mark.parametrize(("written", "said"), SAID.items())
def test_a_period_in_words(written: str, said: str) -> None:
    period = read_period(written)
    assert period is not None
    assert period.said == said
