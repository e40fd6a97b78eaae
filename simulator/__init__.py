"""A stand-in WeChat platform with a chat page, for the demo, the tests and the benchmarks. Imports nothing of ours."""

from simulator.account import Account
from simulator.clock import Clock
from simulator.delivery import Attempt, Delivery
from simulator.platform import Platform
from simulator.replies import Verdict
from simulator.residents import Resident

__all__ = ["Account", "Attempt", "Clock", "Delivery", "Platform", "Resident", "Verdict"]
