"""Scripted misfortune: the next calls of an API path answer an error, are slow, or are lost on the way."""

from __future__ import annotations

from collections import defaultdict, deque
from dataclasses import dataclass, field
from typing import Literal

Drop = Literal["before", "after"]


@dataclass(frozen=True, slots=True)
class Fault:
    """What happens to one call. A drop `before` has no effect; one `after` took effect and only its answer is lost."""

    errcode: int = 0
    seconds: float = 0.0
    drop: Drop | None = None


@dataclass(slots=True)
class Faults:
    """A queue of faults per path, used up call by call; a path without any behaves."""

    _scripts: defaultdict[str, deque[Fault]] = field(default_factory=lambda: defaultdict(deque))

    def answer(self, path: str, errcode: int, *, times: int = 1) -> None:
        """The next `times` calls answer this errcode and have no effect."""
        self._add(path, Fault(errcode=errcode), times)

    def slow(self, path: str, seconds: float, *, times: int = 1) -> None:
        """The next `times` calls take so many real seconds longer, and then succeed."""
        self._add(path, Fault(seconds=seconds), times)

    def drop(self, path: str, when: Drop, *, times: int = 1) -> None:
        """The next `times` calls lose their connection, before or after taking effect."""
        self._add(path, Fault(drop=when), times)

    def next(self, path: str) -> Fault:
        """What happens to the call that is here now."""
        script = self._scripts[path]
        return script.popleft() if script else Fault()

    def clear(self) -> None:
        """Everything behaves again."""
        self._scripts.clear()

    def _add(self, path: str, fault: Fault, times: int) -> None:
        self._scripts[path].extend([fault] * times)
