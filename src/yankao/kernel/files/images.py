"""Pictures are drawn anew before they are kept: no place of taking, no camera, no hidden second file stays in them."""

import warnings
from typing import IO

from PIL import Image, ImageOps, ImageSequence, UnidentifiedImageError

from yankao.kernel.files.sniff import FileRefusedError, Kind

MOST_PIXELS = 60_000_000
UPRIGHT = (None, 1)
ORIENTATION = 0x0112
# What a picture needs to look the same; everything else it says about itself is dropped.
KEPT = ("transparency", "duration", "loop", "icc_profile", "gamma")
JPEG_QUALITY = 90


def clean(source: IO[bytes], kind: Kind, target: IO[bytes]) -> None:
    """Write the picture anew, upright and without metadata, from `source` to `target`."""
    try:
        with warnings.catch_warnings(), Image.open(source, formats=(kind.mark, *(("MPO",) if kind.mark == "JPEG" else ()))) as picture:
            warnings.simplefilter("ignore")
            if picture.width * picture.height * _frames(picture) > MOST_PIXELS:
                raise FileRefusedError("圖片太大，請縮小後再上傳")
            _write(picture, kind, target)
    except Image.DecompressionBombError as error:
        raise FileRefusedError("圖片太大，請縮小後再上傳") from error
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError) as error:
        raise FileRefusedError("圖片已損壞，請重新存檔後再上傳") from error


def _frames(picture: Image.Image) -> int:
    # A JPEG that holds further pictures (MPO) is kept as its first.
    return 1 if picture.format in {"JPEG", "MPO"} else int(getattr(picture, "n_frames", 1))


def _write(picture: Image.Image, kind: Kind, target: IO[bytes]) -> None:
    if _frames(picture) > 1:
        frames = [_bare(frame.copy()) for frame in ImageSequence.Iterator(picture)]
        frames[0].save(target, format=kind.mark, save_all=True, append_images=frames[1:])
        return
    if picture.format == "JPEG" and picture.getexif().get(ORIENTATION) in UPRIGHT:
        _bare(picture).save(target, format="JPEG", quality="keep", exif=b"")
        return
    upright = _bare(ImageOps.exif_transpose(picture))
    if kind.mark == "JPEG":
        upright.save(target, format="JPEG", quality=JPEG_QUALITY)
    else:
        upright.save(target, format=kind.mark)


def _bare(picture: Image.Image) -> Image.Image:
    picture.load()
    picture.info = {name: value for name, value in picture.info.items() if name in KEPT}
    return picture
