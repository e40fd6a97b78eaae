"""`tally`: counts a Pabulib file, and says plainly what it does not offer."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from run import main

SMALL = """META
key;value
PROJECTS
project_id;cost;votes
b;100;2
a;250;2
c;50;1
VOTES
voter_id;vote
1;a,b
2;b,c
3;a
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A small election."""
    path = tmp_path / "small.pb"
    path.write_text(SMALL, encoding="utf-8")
    return path


def tally(file: Path, *options: str) -> Result:
    return CliRunner().invoke(main, ["tally", str(file), *options])


def test_winners_come_in_the_order_in_which_they_were_chosen(file: Path) -> None:
    found = json.loads(tally(file, "--rule", "top", "--winners", "2", "--json").stdout)
    assert found == {
        "rule": "top",
        "winners": ["b", "a"],
        "cost": 350,
        "explanation": {
            "ballots": 3,
            "votes": {"b": 2, "a": 2, "c": 1},
            "gaps": {"c": 2},
            "ties": "the order of the file",
        },
    }


def test_it_can_be_read_by_people_too(file: Path) -> None:
    assert tally(file, "--rule", "top", "--winners", "1").stdout.splitlines() == [
        "b: 2 votes", "cost 100", "not chosen:", "  a: 2 votes, 1 short", "  c: 1 votes, 2 short",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("options", "code", "why"),
    [
        (("--rule", "greedy", "--winners", "1"), 1, "error: --rule greedy: this rule is not offered; top"),
        (("--rule", "top"), 2, "--rule top needs --winners N"),
        (("--rule", "top", "--winners", "0"), 2, "0 is not in the range"),
        (("--winners", "1"), 2, "Missing option '--rule'"),
    ],
)
def test_what_is_not_offered_is_said_by_name(file: Path, options: tuple[str, ...], code: int, why: str) -> None:
    refused = tally(file, *options)
    assert refused.exit_code == code
    assert why in refused.stderr
    assert not refused.stdout


def test_a_file_that_cannot_be_read_is_refused(file: Path) -> None:
    file.write_bytes(SMALL.encode().replace(b"3;a", b"3;\xff"))
    assert "not UTF-8 at byte" in tally(file, "--rule", "top", "--winners", "1").stderr
    file.write_text(SMALL.replace("3;a", "3;d"), encoding="utf-8")
    assert "error: line 12: there is no project d" in tally(file, "--rule", "top", "--winners", "1").stderr


def test_a_contradiction_is_a_warning(file: Path) -> None:
    file.write_text(SMALL.replace("c;50;1", "c;50;7"), encoding="utf-8")
    counted = tally(file, "--rule", "top", "--winners", "1")
    assert counted.exit_code == 0
    assert "warning: project c: the file says 7 votes, its ballots give 1" in counted.stderr
