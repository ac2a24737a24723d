"""Runs Rasa's graph of components one after the other, in an order worked out once."""

from __future__ import annotations

from typing import Any, Optional

from rasa.engine.runner.dask import DaskGraphRunner


class OrderedGraphRunner(DaskGraphRunner):
    """Rasa's runner without dask's scheduler, which costs more than the components of a single message."""

    def run(self, inputs: Optional[dict[str, Any]] = None, targets: Optional[list[str]] = None) -> dict[str, Any]:
        """The outputs of `targets`, each node run after those it needs."""
        wanted = targets or self._graph_schema.target_names
        done: dict[str, tuple[str, Any]] = {name: (name, value) for name, value in (inputs or {}).items()}
        for name in self._order(tuple(wanted)):
            needs = self._graph_schema.nodes[name].needs.values()
            done[name] = self._instantiated_nodes[name](*(done[need] for need in needs))
        return {name: done[name][1] for name in wanted}

    def _order(self, targets: tuple[str, ...]) -> list[str]:
        """The nodes that `targets` need, each after its own needs."""
        known: dict[tuple[str, ...], list[str]] = self.__dict__.setdefault("_orders", {})
        if targets not in known:
            order: list[str] = []
            for target in targets:
                self._append(target, order)
            known[targets] = order
        return known[targets]

    def _append(self, name: str, order: list[str]) -> None:
        if name not in self._graph_schema.nodes or name in order:
            return  # an input, or there already
        for need in self._graph_schema.nodes[name].needs.values():
            self._append(need, order)
        order.append(name)
