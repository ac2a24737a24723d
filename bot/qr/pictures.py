"""Opens a photo somebody sent, in memory, within limits, and gives it in the versions in which a code may show."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass

from PIL import Image, ImageChops, ImageFilter, ImageOps, WebPImagePlugin

from bot.qr.errors import PictureError

LARGEST_BYTES = 10 * 1024 * 1024
MOST_PIXELS = 40_000_000
USUAL_SIDE = 1600
"""Pixels of the longer side at which a code that fills a good part of the photo reads best and fastest."""
LARGEST_SIDE = 4000

TOO_LARGE = "Ảnh này nặng quá, cháu không mở được. Bác chụp lại gần hơn, hoặc chụp màn hình rồi gửi giúp cháu."
UNREADABLE = "Cháu không mở được tệp này. Bác gửi giúp cháu một tấm ảnh chụp mã QR (ảnh JPG hoặc PNG)."

_FORMATS = ("JPEG", "PNG", "GIF", WebPImagePlugin.WebPImageFile.format)  # the import of WebP's plugin registers it
_TILTS = (20, 45, 70)


@dataclass(frozen=True)
class Version:
    """One version of a photo, in greyscale; `upright` when a place in it is the same place in the photo."""

    image: Image.Image
    upright: bool = True


def open_picture(data: bytes) -> Image.Image:
    """The photo in greyscale, the way up it was taken. Raises PictureError, and nothing else, for whatever it is given.

    Size and format are checked from the header, before anything is unpacked.
    """
    if len(data) > LARGEST_BYTES:
        raise PictureError(TOO_LARGE)
    try:
        picture = Image.open(io.BytesIO(data), formats=_FORMATS)
        too_large = picture.width * picture.height > MOST_PIXELS
        if not too_large:
            return _grey(picture)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        too_large = True
    except Exception:  # decoders raise all kinds on hostile bytes
        too_large = False
    # Outside the handlers, so that no traceback leads back to the picture.
    raise PictureError(TOO_LARGE if too_large else UNREADABLE)


def usual_versions(picture: Image.Image) -> Iterator[Version]:
    """Those that are always looked at, so that no second code is missed."""
    small = _at_most(picture, USUAL_SIDE)
    yield Version(small)
    if max(picture.size) > USUAL_SIDE:
        yield Version(_at_most(picture, LARGEST_SIDE))
    yield Version(_even_light(small))


def last_versions(picture: Image.Image) -> Iterator[Version]:
    """Those for photos in which nothing was found: dark, grey, blurred, grainy, tiny, tilted."""
    small = _at_most(picture, USUAL_SIDE)
    even = _even_light(small)
    yield Version(ImageOps.autocontrast(small, cutoff=2))
    yield Version(ImageOps.equalize(small))
    yield Version(even.filter(ImageFilter.UnsharpMask(radius=4, percent=300, threshold=0)))
    yield Version(even.filter(ImageFilter.GaussianBlur(2)))
    if max(small.size) <= USUAL_SIDE // 2:
        yield Version(small.resize((small.width * 2, small.height * 2), Image.Resampling.BICUBIC))
    for side in (800, 400):
        if max(small.size) > side:
            yield Version(_at_most(even, side))
    for angle in _TILTS:
        yield Version(even.rotate(angle, Image.Resampling.BICUBIC, expand=True, fillcolor=255), upright=False)


def _grey(picture: Image.Image) -> Image.Image:
    """Unpacked, on white where it is transparent."""
    picture.draft("L", (LARGEST_SIDE, LARGEST_SIDE))
    ImageOps.exif_transpose(picture, in_place=True)
    if not picture.has_transparency_data:
        return picture.convert("L")
    layered = picture if picture.mode == "RGBA" else picture.convert("RGBA")
    white = Image.new("L", layered.size, 255)
    white.paste(layered.convert("L"), mask=layered.getchannel("A"))
    return white


def _at_most(picture: Image.Image, side: int) -> Image.Image:
    scale = side / max(picture.size)
    if scale >= 1:
        return picture
    size = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
    return picture.resize(size, Image.Resampling.BILINEAR, reducing_gap=2.0)


def _even_light(picture: Image.Image) -> Image.Image:
    """Shadows and glare taken out: each pixel against the light around it."""
    around = picture.filter(ImageFilter.GaussianBlur(max(picture.size) / 16))
    return ImageOps.autocontrast(ImageChops.subtract(picture, around, scale=1, offset=128), cutoff=1)
