"""`bot desk …`: who may enter, as the commands say."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from bot.cli import HOME
from bot.desk.passwords import Passwords
from bot.settings import Settings
from tests.connectors.desk.console import Console
from tests.e2e.processes import environment

ADD = ("add-user", "lan", "--name", "Lan", "--province", "dong thap", "--commune", "cao lanh")


def desk(url: str, var_dir: Path, *words: str, said: str = "") -> tuple[int, str]:
    """Exit code and what was printed, of `bot desk …` given `said`."""
    done = subprocess.run(
        [sys.executable, "-m", "bot", "desk", *words],
        env=environment(var_dir, database_url=url),
        input=said,
        capture_output=True,
        text=True,
        cwd=HOME,
    )
    return done.returncode, done.stdout + done.stderr


@pytest.mark.thorough
async def test_somebody_is_added_changed_and_shut_out(fresh_url: str, var_dir: Path) -> None:
    assert desk(fresh_url, var_dir, *ADD, said="ruộng lúa cò bay\n") == (
        0,
        "Đã thêm lan: Lan, tình nguyện viên, Phường Cao Lãnh, Đồng Tháp. Đăng nhập ở /desk.\n",
    )
    assert desk(fresh_url, var_dir, *ADD, said="ruộng lúa cò bay\n") == (1, "bot: Đã có tài khoản lan.\n")
    assert desk(fresh_url, var_dir, "set-password", "LAN", said="đò chiều sông Tiền\n")[0] == 0
    assert "lan: Lan" in desk(fresh_url, var_dir, "list")[1]
    console = Console(Settings(var_dir=var_dir), fresh_url)
    await console.installation.start_gateway()
    assert (await console.visitor().log_in("lan", "đò chiều sông Tiền")).status == 303
    assert desk(fresh_url, var_dir, "disable", "lan") == (0, "Đã khoá lan.\n")
    assert (await console.visitor().log_in("lan", "đò chiều sông Tiền")).status == 401
    assert desk(fresh_url, var_dir, "enable", "lan") == (0, "Đã mở lại lan.\n")
    assert (await console.visitor().log_in("lan", "đò chiều sông Tiền")).status == 303
    await console.stop()


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("words", "said", "why"),
    [
        (("add-user", "lan"), "ruộng lúa cò bay", "Hãy thêm --province"),
        (("add-user", "lan", "--province", "Atlantis"), "ruộng lúa cò bay", "Không có tỉnh nào tên «Atlantis»"),
        ((*ADD[:-1], "Phường Nào Đó"), "ruộng lúa cò bay", "không có xã, phường nào"),
        (ADD, "ngắn", "Mật khẩu phải dài từ 10"),
        (ADD, "", "Mật khẩu phải dài từ 10"),
        (("add-user", "Lan Anh", *ADD[2:]), "ruộng lúa cò bay", "Tên đăng nhập dài 2 đến 40"),
        (("set-password", "lan"), "ruộng lúa cò bay", "Không có tài khoản lan"),
        (("disable", "lan"), "", "Không có tài khoản lan"),
    ],
)
async def test_what_is_wrong_is_said(
    fresh_url: str, var_dir: Path, words: tuple[str, ...], said: str, why: str
) -> None:
    code, told = desk(fresh_url, var_dir, *words, said=f"{said}\n")
    assert code == 1
    assert why in told
    assert "Traceback" not in told


async def test_a_hash_of_other_parameters_is_outdated() -> None:
    passwords = Passwords()
    assert not passwords.is_outdated(await passwords.hash("ruộng lúa cò bay"))
    assert passwords.is_outdated("$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHQ$aXdYe0UzLjM")
