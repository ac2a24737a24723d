#!/bin/sh
# Builds .venv with the Python of .python-version from requirements.lock, every package checked by its hash.
set -eu
version=$(cat .python-version)

find_python() {
    for candidate in "python$version" python3 python; do
        if command -v "$candidate" >/dev/null 2>&1 && "$candidate" -c "import sys, venv, ensurepip; sys.exit('%d.%d' % sys.version_info[:2] != '$version')" 2>/dev/null; then
            command -v "$candidate"
            return
        fi
    done
    if command -v pyenv >/dev/null 2>&1; then
        installed=$(pyenv versions --bare 2>/dev/null | grep "^$version\." | tail -n 1 || true)
        if [ -n "$installed" ]; then
            echo "$(pyenv root)/versions/$installed/bin/python"
            return
        fi
    fi
    if command -v uv >/dev/null 2>&1; then
        uv python install --quiet "$version" >&2
        uv python find "$version"
        return
    fi
    echo "Python $version is needed and was not found. Install it (python$version with venv, or pyenv install $version, or uv)." >&2
    exit 1
}

python=$(find_python)
echo "Building .venv with $python (some minutes the first time)"
rm -rf .venv
"$python" -m venv .venv
.venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
.venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
touch .venv/ready
