"""What was found: tables in the terminal, goals, and a file for comparing runs."""

from __future__ import annotations

from typing import Any

from rich.console import Console
from rich.table import Table

from bench.figures import Goal, Latency
from bench.measuring import PATH, STOCK, TURN, Measured
from bench.plan import AGES

NAMES = {STOCK: "stock Rasa, POST to answer", TURN: "ours, the turn alone", PATH: "ours, webhook to last reply"}

MEGABYTE = 1024 * 1024


def goals(found: Measured) -> list[Goal]:
    """The goals, as far as the run went."""
    p50 = {
        bot: {old: Latency.of(seconds).p50 for old, seconds in by_age.items() if seconds}
        for bot, by_age in found.latencies.items()
    }
    ages = p50[TURN]
    held = [Goal("turn of a fresh conversation, ours / stock", p50[TURN][10] / p50[STOCK][10], 1 / 6)]
    if 100 in ages:
        held.append(Goal("turn after 100 turns, ours / stock", p50[TURN][100] / p50[STOCK][100], 1 / 20))
    if 500 in ages:
        held.append(Goal("growth from turn 10 to turn 500, the turn alone", p50[TURN][500] / p50[TURN][10], 1.2))
        held.append(Goal("growth from turn 10 to turn 500, webhook to reply", p50[PATH][500] / p50[PATH][10], 1.2))
    faster = found.floods[PATH].per_second / found.floods[STOCK].per_second
    return [
        *held,
        Goal("throughput, ours / stock", faster, 5, at_least=True),
        Goal("memory of the gateway", found.memory["gateway"].rss / MEGABYTE, 120, "MB"),
        Goal("memory of a worker", found.memory["worker"].rss / MEGABYTE, 750, "MB"),
    ]


def show(found: Measured) -> None:
    """Everything as tables."""
    console = Console()
    console.print(_latencies(found), _floods(found), _memory(found))
    if found.unanswered[0]:
        console.print("stock Rasa left {} of {} messages unanswered".format(*found.unanswered), highlight=False)
    for goal in goals(found):
        console.print(f"[green]met[/]    {goal}" if goal.met else f"[red]missed[/] {goal}", highlight=False)


def as_json(found: Measured, machine: dict[str, Any]) -> dict[str, Any]:
    """Everything as plain JSON: times in milliseconds, memory in megabytes."""
    return {
        "machine": machine,
        "latency_ms": {
            bot: {str(old): _milliseconds(Latency.of(seconds)) for old, seconds in by_age.items() if seconds}
            for bot, by_age in found.latencies.items()
        },
        "throughput": {bot: _costs(found, bot) for bot in found.floods},
        "stock_left_unanswered": list(found.unanswered),
        "memory_mb": {
            name: {"rss": round(one.rss / MEGABYTE), "pss": round(one.pss / MEGABYTE)}
            for name, one in found.memory.items()
        },
        "database_per_turn": _per_turn(found),
        "goals": {goal.name: {"value": goal.value, "limit": goal.limit, "met": goal.met} for goal in goals(found)},
    }


def _latencies(found: Measured) -> Table:
    table = Table("One turn, ms", *(f"{what} at turn {old}" for old in AGES for what in ("p50", "p95")))
    for bot, by_age in found.latencies.items():
        cells = [Latency.of(seconds) if seconds else None for seconds in by_age.values()]
        figures = [
            f"{1000 * one:.1f}" if one else "–"
            for cell in cells
            for one in (cell.p50 if cell else 0, cell.p95 if cell else 0)
        ]
        table.add_row(NAMES[bot], *figures)
    return table


def _floods(found: Measured) -> Table:
    table = Table("Many at once", "turns/s", "processor ms a turn")
    for bot in found.floods:
        costs = _costs(found, bot)
        shares = ", ".join(f"{name} {cost}" for name, cost in costs["processor_ms_a_turn"].items())
        table.add_row(NAMES[bot], str(costs["turns_per_second"]), shares)
    return table


def _memory(found: Measured) -> Table:
    table = Table("Memory, MB", "resident", "proportional")
    for name, one in found.memory.items():
        table.add_row(name, f"{one.rss / MEGABYTE:.0f}", f"{one.pss / MEGABYTE:.0f}")
    return table


def _costs(found: Measured, bot: str) -> dict[str, Any]:
    flood = found.floods[bot]
    processor = {name: round(1000 * seconds / flood.turns, 2) for name, seconds in flood.processor.items()}
    return {
        "turns_per_second": round(flood.per_second, 1),
        "turns": flood.turns,
        "seconds": round(flood.seconds, 1),
        "processor_ms_a_turn": processor,
    }


def _per_turn(found: Measured) -> dict[str, float]:
    work = found.work
    return {
        "commits": round(work.commits / work.turns, 2),
        "log_bytes": round(work.log / work.turns),
        "kept_bytes": round(work.kept / work.turns),
    }


def _milliseconds(latency: Latency) -> dict[str, float]:
    return {"p50": round(1000 * latency.p50, 2), "p95": round(1000 * latency.p95, 2), "turns": latency.turns}
