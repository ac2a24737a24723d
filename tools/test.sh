#!/bin/sh
# The fast lane first, so that a slip shows within seconds; then, with a trained model, everything else.
# COVERAGE=1 also measures line coverage, which doubles the time, and asks for what pyproject.toml says.
set -eu
python=.venv/bin/python
export OMP_NUM_THREADS=1 TF_CPP_MIN_LOG_LEVEL=3
unset PYTHONDONTWRITEBYTECODE # every process would compile all of its modules again

run_tests() {
    if [ -n "${COVERAGE:-}" ]; then
        $python -m coverage run -m pytest -q -n 2 "$@"
    else
        $python -m pytest -q -n 2 "$@"
    fi
}

if ! command -v chromium >/dev/null 2>&1 && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    apt-get update -qq && apt-get install -y -qq chromium >/dev/null
fi
$python -m coverage erase
run_tests --ignore=tests/e2e --ignore=tests/browser --ignore=tests/conversations -m "not thorough and not rasa" "$@"
$python -m bot train
run_tests --dist loadgroup -m "thorough or rasa or browser" "$@"
if [ -n "${COVERAGE:-}" ]; then
    $python -m coverage combine -q
    $python -m coverage report
fi
