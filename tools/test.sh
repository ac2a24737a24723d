#!/bin/sh
# The fast lane first, so that a slip shows within seconds; then what reads every guide, needs the model, or a browser.
set -eu
python=.venv/bin/python
export OMP_NUM_THREADS=1 TF_CPP_MIN_LOG_LEVEL=3
unset PYTHONDONTWRITEBYTECODE # every process would compile all of its modules again

if ! command -v chromium >/dev/null 2>&1 && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    apt-get update -qq && apt-get install -y -qq chromium >/dev/null
fi
$python -m coverage erase
slow="--ignore=tests/e2e --ignore=tests/browser --ignore=tests/conversations"
$python -m coverage run -m pytest -q -n 2 $slow -m "not thorough and not rasa" "$@"
$python -m bot train
$python -m coverage run -m pytest -q -n 2 $slow -m "thorough and not rasa" "$@"
$python -m coverage run -m pytest -q -m "rasa or browser" "$@"
$python -m coverage combine -q
$python -m coverage report
