"""Who may import whom: the folders' one direction, read from the source."""

import ast
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

HOME = Path(__file__).resolve().parent.parent
RASA_MAY_BE_IMPORTED_BY = ("bot/nlu/", "bot/dialogue/", "actions/")

SOURCES = [path for folder in ("bot", "actions", "connectors") for path in sorted((HOME / folder).rglob("*.py"))]


@cache
def _imports(path: Path) -> list[str]:
    found: list[str] = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            found.append(node.module or "")
    return found


def _begins(module: str, *packages: str) -> bool:
    return any(module == package or module.startswith(package + ".") for package in packages)


def _name(path: Path) -> str:
    return path.relative_to(HOME).as_posix()


@pytest.mark.parametrize("path", SOURCES, ids=_name)
def test_only_three_folders_know_rasa(path: Path) -> None:
    found = [module for module in _imports(path) if _begins(module, "rasa", "rasa_sdk")]
    assert not found or _name(path).startswith(RASA_MAY_BE_IMPORTED_BY)


@pytest.mark.parametrize("path", SOURCES, ids=_name)
def test_imports_point_one_way(path: Path) -> None:
    name, modules = _name(path), _imports(path)
    if name.startswith("connectors/"):
        assert not [module for module in modules if _begins(module, "bot.nlu", "bot.dialogue", "actions")]
    if name.startswith("actions/"):
        assert not [module for module in modules if _begins(module, "connectors", "bot.dialogue", "bot.nlu")]
    if name.startswith("bot/dialogue/"):
        assert not [module for module in modules if _begins(module, "actions", "connectors")]
    if name.startswith("bot/guides/"):
        assert not [module for module in modules if _begins(module, "connectors", "actions", "bot.storage", "bot.nlu")]
    if name.startswith(("bot/storage/", "bot/privacy/")):
        assert not [module for module in modules if _begins(module, "connectors", "actions", "bot.guides")]


@pytest.mark.thorough
def test_a_gateway_loads_nothing_large_that_it_does_not_use() -> None:
    code = "import bot.gateway, sys; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], cwd=HOME, check=True, capture_output=True, text=True).stdout
    large = {"rasa", "tensorflow", "jax", "sklearn", "underthesea", "fpdf", "pygments.lexers.python"}
    assert "alembic" in loaded.split()
    assert not large & set(loaded.split())


def test_there_is_something_to_read() -> None:
    assert len(SOURCES) > 40
