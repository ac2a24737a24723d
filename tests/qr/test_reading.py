from __future__ import annotations

import io
import random
import struct
import zlib
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageOps

from bot.qr.errors import PictureError
from bot.qr.pictures import LARGEST_BYTES, TOO_LARGE, UNREADABLE
from bot.qr.reading import read_codes
from tests.qr import photos
from tests.qr.vectors import DYNAMIC, STATIC

pytestmark = pytest.mark.thorough

CODE = photos.code_picture(DYNAMIC)
OTHER = photos.code_picture(STATIC)


def texts(data: bytes) -> list[str]:
    return [code.text for code in read_codes(data)]


@pytest.mark.parametrize("tilt", [0, 7, 20, 33, 45, 60, 90, 135, 180, 250, 305])
def test_reads_a_tilted_code(tilt: float) -> None:
    assert texts(photos.jpeg(photos.photo(CODE, tilt=tilt))) == [DYNAMIC]


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(lambda it: photos.dark(it), id="dark"),
        pytest.param(lambda it: photos.dark(photos.blurred(it, 1.5), 0.1), id="dark and blurred"),
        pytest.param(lambda it: photos.blurred(it), id="blurred"),
        pytest.param(lambda it: photos.with_glare(it, (450, 600), 70), id="glare in the middle"),
        pytest.param(lambda it: photos.with_glare(it, (300, 450), 150), id="glare at the corner"),
        pytest.param(lambda it: photos.with_glare(photos.dark(it, 0.4), (560, 700), 90), id="glare in the dark"),
        pytest.param(lambda it: it.resize((300, 400)), id="small"),
        pytest.param(lambda it: it.convert("L"), id="grey"),
        pytest.param(ImageOps.invert, id="inverted"),
        pytest.param(ImageOps.mirror, id="mirrored"),
        pytest.param(
            lambda it: it.transform(it.size, Image.Transform.QUAD, (120, 60, 0, 1200, 900, 1100, 800, 0)), id="aslant"
        ),
    ],
)
def test_reads_a_bad_photo(spoil: Callable[[Image.Image], Image.Image]) -> None:
    assert texts(photos.jpeg(spoil(photos.photo(CODE, tilt=6)))) == [DYNAMIC]


@pytest.mark.parametrize("quality", [40, 15, 5])
def test_reads_a_squeezed_jpeg(quality: int) -> None:
    assert texts(photos.jpeg(photos.photo(CODE, tilt=4), quality)) == [DYNAMIC]


def test_reads_a_screenshot_with_text_around() -> None:
    assert texts(photos.png(photos.screenshot(CODE))) == [DYNAMIC]


def test_reads_webp_and_a_big_photo() -> None:
    assert texts(photos.webp(photos.photo(CODE))) == [DYNAMIC]
    assert texts(photos.jpeg(photos.photo(CODE.resize((380, 380)), size=(3000, 4000), tilt=10))) == [DYNAMIC]


def test_reads_a_code_on_a_transparent_ground() -> None:
    clear = CODE.convert("RGBA")
    clear.putalpha(ImageOps.invert(CODE.convert("L")))
    black = Image.new("RGBA", clear.size, (0, 0, 0, 0))
    black.putalpha(clear.getchannel("A"))
    assert texts(photos.png(black)) == [DYNAMIC]


def test_several_codes_come_from_left_to_right_with_their_places() -> None:
    found = read_codes(photos.jpeg(photos.photo(CODE, OTHER, tilt=5, size=(1400, 900))))
    assert [code.text for code in found] == [DYNAMIC, STATIC]
    assert found[0].place == pytest.approx((0.25, 0.5), abs=0.03)
    assert found[1].place == pytest.approx((0.75, 0.5), abs=0.03)
    assert "QRIBFTTA" not in repr(found)


def test_the_same_code_twice_is_one() -> None:
    assert texts(photos.jpeg(photos.photo(CODE, CODE, size=(1400, 900)))) == [DYNAMIC]


def test_the_way_the_camera_was_held_is_taken_into_account() -> None:
    turned = photos.photo(CODE, OTHER, size=(1400, 900)).rotate(90, expand=True)
    exif = Image.Exif()
    exif[0x0112] = 6  # turn by 90° clockwise to see it upright
    file = io.BytesIO()
    turned.save(file, "JPEG", exif=exif)
    assert texts(file.getvalue()) == [DYNAMIC, STATIC]


def test_finds_nothing_where_nothing_is() -> None:
    assert texts(photos.jpeg(photos.photo())) == []
    assert texts(photos.png(photos.screenshot(Image.new("RGB", (400, 400), "white")))) == []
    assert texts(photos.png(Image.new("1", (1, 1)))) == []


def test_refuses_too_many_bytes() -> None:
    with pytest.raises(PictureError, match=TOO_LARGE):
        read_codes(b"\xff\xd8" + b"\0" * LARGEST_BYTES)


@pytest.mark.parametrize(("width", "height"), [(7000, 7000), (60_000, 60_000), (2**31 - 1, 2**31 - 1), (40_000_001, 1)])
def test_refuses_a_bomb_before_unpacking_it(width: int, height: int) -> None:
    rows = zlib.compress(b"\0" * 1000)
    with pytest.raises(PictureError, match=TOO_LARGE):
        read_codes(png_file(width, height, rows))


def png_file(width: int, height: int, rows: bytes) -> bytes:
    chunks = (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)), (b"IDAT", rows), (b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) for name, data in chunks
    )


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"hello",
        b"%PDF-1.7",
        b"GIF89a",
        b"\xff\xd8\xff\xe0",
        b"\x89PNG\r\n\x1a\n",
        png_file(0, 0, b""),
        png_file(100, 100, b"not zlib"),
        png_file(100, 100, zlib.compress(b"\0")),
        b"II*\0" + b"\0" * 100,
        b"BM" + b"\0" * 100,
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
    ],
)
def test_refuses_what_is_no_picture(data: bytes) -> None:
    with pytest.raises(PictureError, match="không mở được tệp này"):
        read_codes(data)


def test_a_picture_damaged_anywhere_is_read_or_refused() -> None:
    dice = random.Random(5)
    for whole in (photos.jpeg(CODE.resize((150, 150))), photos.png(CODE), photos.webp(CODE.resize((150, 150)))):
        for _ in range(25):
            data = bytearray(whole)
            for _ in range(dice.randint(1, 12)):
                data[dice.randrange(len(data))] = dice.randrange(256)
            read_or_refuse(bytes(data[: dice.choice([len(data), dice.randrange(len(data))])]))


@settings(max_examples=80)
@given(st.sampled_from([b"", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF89a", b"RIFF\x20\0\0\0WEBPVP8 "]), st.binary())
def test_garbage_is_refused_and_nothing_else(beginning: bytes, rest: bytes) -> None:
    read_or_refuse(beginning + rest)


def read_or_refuse(data: bytes) -> None:
    refusal = None
    try:
        read_codes(data)
    except PictureError as error:
        refusal = error
    if refusal is not None:
        assert str(refusal) in (TOO_LARGE, UNREADABLE)
        assert refusal.__cause__ is refusal.__context__ is None  # nothing leads back to the picture
