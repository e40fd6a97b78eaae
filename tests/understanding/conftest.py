"""One understanding for all tests, and the labelled sentences: our own here, the shared ones beside the repository."""

import os
from pathlib import Path

import pytest

from benchmarks.understanding import SHARED
from bot.understanding import Understanding
from config.lexicon import Lexicon, load_lexicon


@pytest.fixture(scope="session")
def lexicon() -> Lexicon:
    """The lexicon as it ships."""
    return load_lexicon()


@pytest.fixture(scope="session")
def understanding(lexicon: Lexicon) -> Understanding:
    """The understanding as it runs."""
    return Understanding(lexicon)


@pytest.fixture(scope="session")
def language() -> Path:
    """The folder of shared sentences; absent in a lone clone, required in CI."""
    if not SHARED.exists() and os.environ.get("CI") != "true":
        pytest.skip(f"no {SHARED}: figures on the shared sentences are checked in CI")
    assert SHARED.exists()
    return SHARED
