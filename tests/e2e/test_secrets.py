"""A conversation full of secrets through every platform at once, then everything that was written is searched."""

from __future__ import annotations

import asyncio
import gzip
import io
import json
import tarfile
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp
import psycopg
import pytest
import pytest_asyncio
from aiohttp.test_utils import unused_port

from tests.e2e.conftest import link_model
from tests.e2e.processes import Command, environment
from tests.platform_citizen import Citizen
from tests.platforms import PLATFORMS, Platform
from tests.qr.photos import code_picture, jpeg, photo

pytestmark = pytest.mark.rasa

KEY = "ky-khoa-bi-mat-cua-ban-cai-dat"
CITIZEN = 7740019283
PLANTED = (
    ("căn cước của tôi là 001092 012345", "001092012345"),
    ("cmnd cũ 123 456 789 còn dùng không", "123456789"),
    ("mã otp vừa gửi là 482913", "482913"),
    ("số thẻ 9704 3612 3456 7890 bị khoá", "9704361234567890"),
    ("stk 0011004567893 vcb của tôi bị trừ tiền", "0011004567893"),
    ("gọi tôi số 0912.345.678 nhé", "0912345678"),
    ("mật khẩu vneid là Hoasen@1975 mà đăng nhập không được", "Hoasen@1975"),
    ("thẻ bhyt GD4797912345678 dùng được chưa", "GD4797912345678"),
    ("email của tôi lan.nguyen75@gmail.com không nhận được mã", "lan.nguyen75@gmail.com"),
    ("xe biển số 29A-123.45 bị phạt nguội", "29A-123.45"),
    ("so dinh danh khong khong mot khong chin hai khong mot hai ba bon lam", "khong khong mot khong chin hai"),
)
ACCOUNT = "19034567890123"
ID_CARD = "038075009876|171234567|Trần Văn Bưởi|02031975|Nam|Thôn Gòn|05062021"
IN_PHOTOS = ("038075009876", "Trần Văn Bưởi")


@dataclass
class Installed:
    """Both processes with every platform, and where they write."""

    database: str
    url: str
    var_dir: Path
    gateway: Command
    worker: Command
    platforms: list[Platform] = field(default_factory=list)


@pytest_asyncio.fixture(scope="module")
async def installed(
    model: Path, server_url: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[tuple[Installed, dict[str, str]]]:
    """After everything was said on every platform."""
    folder = tmp_path_factory.mktemp("secrets")
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(b"CREATE DATABASE secrets TEMPLATE template_migrated")
    database = server_url.replace("/postgres?", "/secrets?")
    url = f"http://127.0.0.1:{(port := unused_port())}"
    platforms = [make() for make in PLATFORMS]
    for platform in platforms:
        await platform.start()
    given = {name: value for platform in platforms for name, value in platform.settings().items()}
    var_dir = link_model(model, folder / "var")
    own = {"database_url": database, "port": port, "public_url": url, "secret_key": KEY, "log_level": "debug"}
    variables = environment(var_dir, **own, **given)
    gateway, worker = (Command(name, variables, folder / f"{name}.log") for name in ("gateway", "worker"))
    found = Installed(database, url, var_dir, gateway, worker, platforms)
    async with AsyncExitStack() as stack:
        for process in (gateway, worker):
            await process.start()
            stack.push_async_callback(process.stop)
        await found.worker.says("worker ready")
        await asyncio.gather(*(platform.meet(url) for platform in platforms))
        await asyncio.gather(*(_tell_everything(found, platform) for platform in platforms))
        yield found, given
    for platform in platforms:
        await platform.stop()


async def _tell_everything(found: Installed, platform: Platform) -> None:
    citizen = Citizen(platform, found.database, CITIZEN)
    for said, _secret in PLANTED:
        await citizen.say(said)
    for said in ("/taoqr", "techcombank", "50k", "Tien hang"):
        await citizen.say(said)
    await citizen.say(f"{ACCOUNT[:5]} {ACCOUNT[5:]}")
    await citizen.say("/xemqr")
    await citizen.send_photo(jpeg(photo(code_picture(ID_CARD))))
    await citizen.say("tôi vừa đọc otp 771204 cho nó rồi")


def _secrets() -> list[str]:
    return [*(secret for _said, secret in PLANTED), ACCOUNT, *IN_PHOTOS, "771204"]


def _assert_none(text: str, secrets: list[str], where: str) -> None:
    bare = text.replace(" ", "")
    found = [secret for secret in secrets if secret in text or secret.replace(" ", "") in bare]
    assert not found, f"in {where}: {found}"


async def test_every_table_and_the_queue(installed: tuple[Installed, dict[str, str]]) -> None:
    database = installed[0].database
    with psycopg.connect(database) as connection:
        tables = [row[0] for row in connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")]
        assert {"turns", "replies", "conversations", "unanswered", "procrastinate_jobs"} <= set(tables)
        for table in tables:
            rows = connection.execute(f'SELECT to_jsonb(t) FROM "{table}" t').fetchall()
            _assert_none(json.dumps(rows, ensure_ascii=False, default=str), _secrets(), table)
        turns = connection.execute("SELECT count(*) FROM turns").fetchone()
    assert turns == (len(PLATFORMS) * (len(PLANTED) + 8),), "nothing was said"


async def test_the_logs(installed: tuple[Installed, dict[str, str]]) -> None:
    """Nor does a log name anybody's chat, or anything that the environment keeps secret."""
    found, given = installed
    logs = found.gateway.text() + found.worker.text()
    assert len(logs) > 200
    _assert_none(logs, _secrets(), "the logs")
    kept_secret = [value for name, value in given.items() if not name.endswith(("_url", "_app_id"))]
    assert len(kept_secret) >= 4
    assert not [value for value in [KEY, *kept_secret] if value in logs]
    assert str(CITIZEN) not in logs
    assert found.platforms[-1].conversation(CITIZEN).partition(":")[2] not in logs


async def test_the_figures(installed: tuple[Installed, dict[str, str]]) -> None:
    found, given = installed
    async with aiohttp.ClientSession() as session:
        pages = [await (await session.get(f"{found.url}/{page}")).text() for page in ("metrics", "health")]
    for page in pages:
        _assert_none(page, _secrets(), "the figures")
        assert str(CITIZEN) not in page
        assert not [value for name, value in given.items() if "secret" in name and value in page]


async def test_every_file_and_the_model(installed: tuple[Installed, dict[str, str]]) -> None:
    seen = list(_files(installed[0].var_dir))
    assert any(name.endswith(".json") for name, _content in seen), "the model was not unpacked"
    for name, content in seen:
        text = content.decode("utf-8", "replace")
        _assert_none(text, [one for one in _secrets() if len(one) > 6], name)  # six digits occur by chance in weights


def _files(folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted(folder.rglob("*")):
        if not path.is_file():
            continue
        yield path.name, path.read_bytes()
        if path.name.endswith(".tar.gz"):
            with tarfile.open(fileobj=io.BytesIO(gzip.decompress(path.read_bytes()))) as archive:
                for member in archive.getmembers():
                    content = archive.extractfile(member)
                    if content is not None:
                        yield member.name, content.read()
