"""The measurement: conversations that grow older, then many at once; both bots take turns."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from bench.database import Work, work_so_far
from bench.flooding import Flood, Turn, flood
from bench.ours import Ours
from bench.plan import AGES, Plan, age
from bench.processes import Memory
from bench.stock import Stock

STOCK, TURN, PATH = "stock", "turn", "path"
"""What is measured: stock Rasa's turn over REST, our turn alone, and our whole way from the webhook to the reply."""

FIRST = 100
"""Number of the conversation that warms up; those that are measured follow."""

WARM_UP = 20
"""Turns of each before anything is measured."""

Tell = Callable[[str, int], None]
"""Told what is being done, and how many turns of the conversations were taken since."""


@dataclass
class Measured:
    """Seconds of turns by what is measured and by age, floods, memory by process, the database's work in our
    floods, and how many messages stock Rasa left unanswered, of how many."""

    latencies: dict[str, dict[int, list[float]]] = field(default_factory=dict)
    floods: dict[str, Flood] = field(default_factory=dict)
    memory: dict[str, Memory] = field(default_factory=dict)
    work: Work = field(default_factory=Work)
    unanswered: tuple[int, int] = (0, 0)


class Measuring:
    """Measures both bots, which must be running."""

    def __init__(self, stock: Stock, ours: Ours, plan: Plan, tell: Tell) -> None:
        self._stock, self._ours, self._plan, self._tell = stock, ours, plan, tell
        self._bots: dict[str, Turn] = {STOCK: self._stock_turn, TURN: self._our_turn, PATH: self._our_path}
        self.found = Measured({bot: {old: [] for old in AGES} for bot in self._bots})

    async def run(self) -> Measured:
        """Everything, in order."""
        self._tell("Warming up", 0)
        await self._talk(FIRST, range(1, WARM_UP + 1), keep=False)
        for number, turns in self._plan.blocks:
            await self._talk(FIRST + number, turns)
            self._tell(f"Conversation {number}, turn {turns[-1]}", len(turns))
        self.found.floods = {STOCK: Flood(), PATH: Flood()}
        for number in range(1, self._plan.rounds + 1):
            await self._flood(number)
        groups = {**self._stock.groups(), **self._ours.groups()}
        self.found.memory = {name: group.memory() for name, group in groups.items()}
        self.found.unanswered = (self._stock.unanswered, self._stock.turns)
        return self.found

    async def _talk(self, conversation: int, turns: range, keep: bool = True) -> None:
        for bot, turn in self._bots.items():
            for number in turns:
                seconds = await turn(conversation, number)
                old = age(number)
                if keep and old is not None:
                    self.found.latencies[bot][old].append(seconds)

    async def _flood(self, number: int) -> None:
        citizens = range(first := 1000 * number, first + self._plan.citizens)
        self._tell(f"{len(citizens)} citizens at once ask stock Rasa, round {number}", 0)
        took = await flood(self._stock_turn, self._stock.groups(), citizens, self._plan.seconds)
        self.found.floods[STOCK].add(took)
        self._tell(f"{len(citizens)} citizens at once ask ours, round {number}", 0)
        before = work_so_far(self._ours.url)
        took = await flood(self._ours.path, self._ours.groups(), citizens, self._plan.seconds)
        self.found.floods[PATH].add(took)
        await self._ours.rest()
        self.found.work += work_so_far(self._ours.url) - before

    async def _stock_turn(self, conversation: int, turn: int) -> float:
        return await self._stock.turn(f"bench-{conversation}", turn)

    async def _our_turn(self, conversation: int, turn: int) -> float:
        return await self._ours.turn(f"bench-{conversation}", turn)

    async def _our_path(self, conversation: int, turn: int) -> float:
        seconds = await self._ours.path(conversation, turn)
        await self._ours.rest()
        return seconds
