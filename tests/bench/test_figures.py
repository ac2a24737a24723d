"""The benchmark's arithmetic."""

import pytest

from bench.figures import Goal, Latency, percentile


@pytest.mark.parametrize(
    ("values", "share", "expected"),
    [
        ([3.0], 0.95, 3.0),
        ([1.0, 2.0, 3.0], 0.5, 2.0),
        ([4.0, 1.0, 2.0, 3.0], 0.5, 2.5),
        ([float(value) for value in range(101)], 0.95, 95.0),
        ([1.0, 2.0], 0.0, 1.0),
        ([1.0, 2.0], 1.0, 2.0),
    ],
)
def test_percentiles_are_interpolated(values: list[float], share: float, expected: float) -> None:
    assert percentile(values, share) == pytest.approx(expected)


def test_nothing_has_no_percentile() -> None:
    with pytest.raises(ValueError, match="no values"):
        percentile([], 0.5)


def test_a_latency_counts_its_turns() -> None:
    latency = Latency.of([0.3, 0.1, 0.2])
    assert latency.turns == 3
    assert latency.p50 == pytest.approx(0.2)
    assert latency.p95 == pytest.approx(0.29)


def test_a_goal_is_met_at_its_limit() -> None:
    assert Goal("ratio", 0.1, 0.1).met
    assert not Goal("ratio", 0.11, 0.1).met
    assert Goal("throughput", 5.0, 5.0, at_least=True).met
    assert not Goal("throughput", 4.9, 5.0, at_least=True).met


def test_a_goal_says_what_was_found_and_what_was_wanted() -> None:
    assert str(Goal("memory", 713.4, 750, "MB")) == "memory: 713 MB (goal ≤ 750 MB)"
    assert str(Goal("throughput", 12.34, 5, at_least=True)) == "throughput: 12.3 (goal ≥ 5)"
