"""The shared papers' data, where it is present; in CI it always is."""

import csv
import json
from pathlib import Path
from typing import Any

from tests.engines import left_out

DATA = Path(__file__).parent.parent.parent / "shared" / "data"


def paper(name: str) -> str:
    """One of the shared papers."""
    return data(f"../{name}").read_text(encoding="utf-8")


def data(name: str) -> Path:
    """A file of the shared data."""
    path = DATA / name
    if not path.exists():
        left_out(f"shared data {name}", "It stands in ../shared beside a checkout.")
    return path


def vectors() -> list[dict[str, Any]]:
    """The published signature and AES vectors."""
    found: list[dict[str, Any]] = json.loads(data("wechat/vectors.json").read_text(encoding="utf-8"))
    return found


def samples() -> list[dict[str, Any]]:
    """Messages and events as other projects recorded them."""
    found: list[dict[str, Any]] = json.loads(data("wechat/samples.json").read_text(encoding="utf-8"))
    return found


def rows(name: str) -> list[dict[str, str]]:
    """A table of labelled language."""
    with data(f"language/{name}").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
