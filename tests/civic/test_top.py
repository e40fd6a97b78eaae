"""The rule `top`: recounted from real elections, and by its own words whatever the ballots are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic import pabulib
from civic.errors import Unfit
from civic.tally import top
from tests.papers import data

PROJECTS = st.integers(1, 8).map(lambda count: list(range(1, count + 1)))
FILES = (
    "Netherlands_Assen_2024",
    "Poland_Gdynia_2022_Kamienna_Gora__small",
    "Poland_Katowice_2023",
    "Poland_Krakow_2022_Czyzyny",
    "Poland_Swiecie_2023",
    "Poland_Warszawa_2019_Targowek_Mieszkaniowy",
    "Poland_Warszawa_2023_Ursus",
    "Switzerland_Zurich_D10",
    "Worldwide_Mechanical_Turk_Knapsack_3",
)


@st.composite
def elections(draw: st.DrawFn) -> tuple[list[int], list[list[int]], int]:
    """Projects in a drawn order, ballots, and how many are chosen."""
    projects = draw(PROJECTS.flatmap(st.permutations))
    ballots = draw(st.lists(st.lists(st.sampled_from(projects), unique=True), max_size=12))
    return projects, ballots, draw(st.integers(1, len(projects)))


@given(elections())
def test_nobody_outside_has_more_votes_than_somebody_chosen(election: tuple[list[int], list[list[int]], int]) -> None:
    projects, ballots, winners = election
    outcome = top(ballots, projects, winners)
    assert len(outcome.winners) == winners
    assert sum(outcome.votes.values()) == sum(map(len, ballots))
    ranks = [(-outcome.votes[project], projects.index(project)) for project in outcome.winners]
    assert ranks == sorted(ranks), "in the order in which they were chosen, ties by the published order"
    for loser in outcome.gaps:
        assert ranks[-1] < (-outcome.votes[loser], projects.index(loser))


@given(elections(), st.integers(0, 3))
def test_a_gap_is_exactly_what_was_missing(election: tuple[list[int], list[list[int]], int], least: int) -> None:
    projects, ballots, winners = election
    outcome = top(ballots, projects, winners, least)
    assert set(outcome.gaps) == set(projects) - set(outcome.winners)
    for loser, gap in outcome.gaps.items():
        assert loser in top([*ballots, *[[loser]] * gap], projects, winners, least).winners
        assert loser not in top([*ballots, *[[loser]] * (gap - 1)], projects, winners, least).winners


@given(elections())
def test_the_order_of_ballots_decides_nothing(election: tuple[list[int], list[list[int]], int]) -> None:
    projects, ballots, winners = election
    assert top(sorted(ballots), projects, winners) == top(ballots, projects, winners)


def test_what_nobody_voted_for_is_not_chosen_where_a_vote_is_demanded() -> None:
    assert top([[2]], [1, 2, 3], 2).winners == (2, 1)
    assert top([[2]], [1, 2, 3], 2, least=1).winners == (2,)
    assert top([], [1, 2, 3], 2, least=1).gaps == {1: 1, 2: 1, 3: 1}


@pytest.mark.parametrize("ballot", [[1, 1], [4]])
def test_what_is_no_ballot_is_not_counted(ballot: list[int]) -> None:
    with pytest.raises(ValueError, match=r"twice|no project"):
        top([ballot], [1, 2, 3], 1)


@pytest.mark.parametrize("name", FILES)
def test_the_votes_of_real_elections_are_reproduced(name: str) -> None:
    election = pabulib.read(data(f"pb/{name}.pb").read_text(encoding="utf-8"))
    assert election.disagreements() == []
    assert top(election.ballots, list(election.costs), 3).votes == election.told_votes


SMALL = """META
key;value
num_votes;3
PROJECTS
project_id;cost;votes;name
p1;100;2;"a; b"
p2;50.0;1;c
VOTES
voter_id;vote
1;p1,p2
2;p1
3;
"""


def test_a_file_is_read_as_it_stands() -> None:
    election = pabulib.read(SMALL)
    assert election.costs == {"p1": 100, "p2": 50}
    assert election.ballots == [("p1", "p2"), ("p1",), ()]
    assert election.disagreements() == []


def test_a_file_that_contradicts_itself_is_told() -> None:
    found = pabulib.read(SMALL.replace("p1;100;2", "p1;100;3").replace("num_votes;3", "num_votes;4")).disagreements()
    assert found == [
        "project p1: the file says 3 votes, its ballots give 2",
        "num_votes: the file says 4, it holds 3",
    ]


FAULTS = {
    "no votes": (SMALL.partition("VOTES")[0], "there is no section VOTES"),
    "an unknown project": (SMALL.replace("2;p1", "2;p9"), "line 11: there is no project p9"),
    "a pick twice": (SMALL.replace("2;p1", "2;p1,p1"), "line 11: a project stands on the ballot twice"),
    "a project twice": (SMALL.replace("p2;50", "p1;50"), "line 7: project p1 stands there twice"),
    "no number": (SMALL.replace("50.0", "cheap"), "line 7: cost must be a whole number, not 'cheap'"),
    "half a coin": (SMALL.replace("50.0", "50.5"), "line 7: cost must be a whole number, not '50.5'"),
    "too few fields": (SMALL.replace("2;p1", "2"), "line 11: expected 2 fields, found 1"),
    "no column": (SMALL.replace("voter_id;vote", "voter;vote"), "line 9: VOTES has no column voter_id"),
    "the wrong order": ("PROJECTS\n" + SMALL, "line 1: PROJECTS in the wrong place; expected META, PROJECTS, VOTES"),
    "nothing": ("", "there is no section META"),
}


@pytest.mark.parametrize(("text", "why"), FAULTS.values(), ids=list(FAULTS))
def test_a_file_that_does_not_fit_is_refused_by_its_line(text: str, why: str) -> None:
    with pytest.raises(Unfit) as refused:
        pabulib.read(text)
    assert str(refused.value) == why
