"""Photos of QR codes as citizens take them, drawn in memory."""

from __future__ import annotations

import io

import segno
from PIL import Image, ImageDraw, ImageEnhance, ImageFilter

BOARD = (190, 180, 160)


def code_picture(text: str, side: int = 400) -> Image.Image:
    file = io.BytesIO()
    segno.make(text, error="m", micro=False).save(file, kind="png", scale=8, border=4)
    return Image.open(file).convert("RGB").resize((side, side), Image.Resampling.NEAREST)


def photo(*codes: Image.Image, tilt: float = 0, size: tuple[int, int] = (900, 1200)) -> Image.Image:
    """The codes side by side on a board, the camera held askew by `tilt` degrees."""
    board = Image.new("RGB", size, BOARD)
    for number, code in enumerate(codes):
        tilted = code.convert("RGBA").rotate(tilt, Image.Resampling.BICUBIC, expand=True)
        middle = size[0] * (2 * number + 1) // (2 * len(codes))
        board.paste(tilted, (middle - tilted.width // 2, (size[1] - tilted.height) // 2), tilted)
    return board


def dark(picture: Image.Image, light: float = 0.15) -> Image.Image:
    return ImageEnhance.Brightness(picture).enhance(light)


def blurred(picture: Image.Image, radius: float = 2) -> Image.Image:
    return picture.filter(ImageFilter.GaussianBlur(radius))


def with_glare(picture: Image.Image, middle: tuple[int, int], radius: int) -> Image.Image:
    """A lamp mirrored in the glass over the code."""
    spot = Image.new("L", picture.size, 0)
    x, y = middle
    ImageDraw.Draw(spot).ellipse((x - radius, y - radius, x + radius, y + radius), fill=255)
    shining = picture.copy()
    shining.paste((255, 255, 255), mask=spot.filter(ImageFilter.GaussianBlur(radius / 2)))
    return shining


def screenshot(code: Image.Image) -> Image.Image:
    """A telephone's screen with text around the code."""
    screen = Image.new("RGB", (720, 1560), (18, 24, 40))
    pen = ImageDraw.Draw(screen)
    for line in range(0, 1560, 40):
        pen.text((30, line), "Nhan tien vao tai khoan 0123456789 - Vietcombank " * 2, fill=(235, 235, 235))
    screen.paste(code, (160, 560))
    return screen


def jpeg(picture: Image.Image, quality: int = 75) -> bytes:
    return _bytes(picture, "JPEG", quality=quality)


def png(picture: Image.Image) -> bytes:
    return _bytes(picture, "PNG")


def webp(picture: Image.Image) -> bytes:
    return _bytes(picture, "WEBP", quality=70)


def _bytes(picture: Image.Image, kind: str, **options: int) -> bytes:
    file = io.BytesIO()
    picture.save(file, kind, **options)
    return file.getvalue()
