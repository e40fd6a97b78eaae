"""The sample community and its sentences, as the repository ships them."""

from pathlib import Path

import pytest

from config.community import Community, load_community
from config.wording import Wording, load_wording

SAMPLE = Path(__file__).parents[2] / "config" / "community.toml"


@pytest.fixture(scope="session")
def community() -> Community:
    return load_community(SAMPLE)


@pytest.fixture(scope="session")
def wording(community: Community) -> Wording:
    return load_wording(community.wording).knowing(community.facts)
