"""Files are taken by what they are, cleaned, kept once by content, and given as downloads."""

from __future__ import annotations

import io
import threading
import zipfile
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest
from django.db import connection, transaction
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from pytest_django import Settings

from yankao.kernel.actors import Actor, ActorKind
from yankao.kernel.files import images
from yankao.kernel.files.models import StoredFile
from yankao.kernel.files.sniff import FileRefusedError
from yankao.kernel.files.store import open_download, remove_orphans, safe_name, store

NOW = datetime(2023, 3, 1, 6, 5, tzinfo=UTC)
CITIZEN = Actor(kind=ActorKind.CITIZEN, id="c1", name="民眾")
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
ODT = "application/vnd.oasis.opendocument.text"


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = str(tmp_path)
    return tmp_path


def take(content: bytes, name: str, *, limit: int = 20 * 1024 * 1024) -> StoredFile:
    return store(io.BytesIO(content), name=name, actor=CITIZEN, now=NOW, limit=limit)


def given_out(file: StoredFile) -> bytes:
    with open_download(file).content as content:
        return content.read()


def picture(kind: str, *, orientation: int = 1) -> bytes:
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "SECRETCAMERA"
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (22.0, 37.0, 14.5)
    target = io.BytesIO()
    Image.effect_noise((40, 20), 50).convert("P" if kind == "GIF" else "RGB").save(target, kind, **({} if kind == "GIF" else {"exif": exif}))
    return target.getvalue()


def archive(**members: str) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as made:
        for name, text in members.items():
            made.writestr(name.replace("__", "/"), text)
    return target.getvalue()


DOCX = {"[Content_Types].xml": "<Types/>", "word/document.xml": "<w/>"}


def contents(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "name", "media_type"),
    [
        (PDF, "公文.pdf", "application/pdf"),
        (archive(mimetype=ODT), "說明.odt", ODT),
        (archive(**DOCX), "說明.DOCX", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("編號,案由\n1,路平".encode(), "清冊.csv", "text/csv"),
        ("編號,案由".encode("cp950"), "清冊.csv", "text/csv"),
        ("編號".encode("utf-16"), "說明.txt", "text/plain"),
    ],
)
def test_a_file_on_the_list_is_kept_as_it_is(content: bytes, name: str, media_type: str) -> None:
    file = take(content, name)
    assert (file.media_type, file.size, file.sha256, file.name) == (media_type, len(content), sha256(content).hexdigest(), name)
    assert (file.uploaded_by_kind, file.uploaded_by_id, file.uploaded_by_name, file.created_at) == ("citizen", "c1", "民眾", NOW)
    assert given_out(file) == content


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"MZ\x90\x00\x03" + bytes(100), "照片.jpg", "檔案內容不是 jpg"),
        (PDF, "照片.png", "檔案內容不是 png"),
        (b"MZ\x90\x00\x03" + bytes(100), "說明.txt", "檔案內容不是 txt"),
        (archive(mimetype=ODT), "試算.ods", "檔案內容不是 ods"),
        (archive(**DOCX), "說明.xlsx", "檔案內容不是 xlsx"),
        (archive(**DOCX, word__vbaProject="").replace(b"vbaProject", b"vbaProject"), "a.odt", "檔案內容不是 odt"),
        (archive(**DOCX, **{"word__vbaProject.bin": ""}), "說明.docx", "巨集"),
        (b"PK\x03\x04broken", "說明.docx", "檔案內容不是 docx"),
        (archive(a="b"), "a.zip", "解壓縮"),
        (b"....ftypheic", "IMG_1.HEIC", "轉存為 jpg"),
        (b"<svg/>", "圖.svg", "不收這種檔案"),
        (b"x", "沒有副檔名", "不收這種檔案"),
        (b"", "空.pdf", "檔案是空的"),
        (picture("JPEG")[:60], "照片.jpg", "圖片已損壞"),
    ],
)
def test_other_files_are_refused_with_a_sentence(content: bytes, name: str, sentence: str, folder: Path) -> None:
    with pytest.raises(FileRefusedError, match=sentence):
        take(content, name)
    assert contents(folder) == []


@pytest.mark.django_db
def test_a_file_over_the_limit_is_refused() -> None:
    with pytest.raises(FileRefusedError, match="超過 1 MB"):
        take(b"x" * (1024 * 1024 + 1), "大.txt", limit=1024 * 1024)


@pytest.mark.django_db
@pytest.mark.parametrize(("kind", "name"), [("JPEG", "a.jpg"), ("PNG", "a.png"), ("WEBP", "a.webp"), ("GIF", "a.gif")])
@pytest.mark.parametrize("orientation", [1, 6])
def test_a_picture_loses_its_place_of_taking_and_stands_upright(kind: str, name: str, orientation: int) -> None:
    cleaned = given_out(take(picture(kind, orientation=orientation), name))
    with Image.open(io.BytesIO(cleaned)) as image:
        assert image.format == kind
        assert not dict(image.getexif())
        assert image.size == ((20, 40) if orientation == 6 and kind != "GIF" else (40, 20))
    assert b"SECRETCAMERA" not in cleaned
    assert b"Exif" not in cleaned


@pytest.mark.django_db
def test_a_moving_picture_keeps_moving() -> None:
    target = io.BytesIO()
    frames = [Image.effect_noise((10, 10), 50).convert("P") for _ in range(3)]
    frames[0].save(target, "GIF", save_all=True, append_images=frames[1:], duration=80, comment=b"SECRET")
    cleaned = given_out(take(target.getvalue(), "a.gif"))
    with Image.open(io.BytesIO(cleaned)) as image:
        assert (getattr(image, "n_frames", 1), image.info["duration"]) == (3, 80)
    assert b"SECRET" not in cleaned


@pytest.mark.django_db
def test_a_picture_bomb_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(images, "MOST_PIXELS", 799)
    with pytest.raises(FileRefusedError, match="圖片太大"):
        take(picture("PNG"), "a.png")


@pytest.mark.django_db
def test_what_follows_a_picture_is_cut_off() -> None:
    assert b"<script>" not in given_out(take(picture("PNG") + b"<script>", "a.png"))


@pytest.mark.django_db
def test_the_same_content_is_kept_once_and_half_a_content_is_replaced(folder: Path) -> None:
    one = take(PDF, "一.pdf")
    (path,) = (path for path in folder.rglob("*") if path.is_file())
    path.write_bytes(PDF[:5])
    other = take(PDF, "二.pdf")
    assert one.pk != other.pk
    assert contents(folder) == [one.sha256]
    assert given_out(one) == PDF


@pytest.mark.django_db
def test_a_download_is_an_attachment_that_no_browser_runs() -> None:
    download = open_download(take(PDF, "公文.pdf"))
    download.content.close()
    assert download.headers["Content-Disposition"] == "attachment; filename*=utf-8''%E5%85%AC%E6%96%87.pdf"
    assert download.headers["X-Content-Type-Options"] == "nosniff"
    assert download.headers["Content-Type"] == "application/pdf"
    assert download.headers["Content-Length"] == str(len(PDF))


@pytest.mark.django_db(transaction=True)
def test_a_content_rolled_back_is_swept_and_others_stay(folder: Path) -> None:
    kept = take(PDF, "留.pdf")
    with transaction.atomic():
        take(PDF + b"%", "回.pdf")
        transaction.set_rollback(True)
    assert len(contents(folder)) == 2
    assert remove_orphans() == 1
    assert contents(folder) == [kept.sha256]


@pytest.mark.django_db(transaction=True)
def test_a_content_of_a_deed_still_going_on_is_not_swept(folder: Path) -> None:
    swept: list[int] = []

    def sweep() -> None:
        try:
            swept.append(remove_orphans())
        finally:
            connection.close()

    with transaction.atomic():
        file = take(PDF, "進行中.pdf")
        thread = threading.Thread(target=sweep)
        thread.start()
        thread.join()
    assert swept == [0]
    assert contents(folder) == [file.sha256]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\文件\\公文.pdf", "公文.pdf"),
        ("圖\u202egpj.exe", "圖gpj.exe"),
        ("a\x00\r\n.txt", "a.txt"),
        ('<b>"x"?.csv', "_b__x__.csv"),
        ("長" * 300 + ".pdf", "長" * 116 + ".pdf"),
        ("", "_"),
    ],
)
def test_names_are_made_safe(name: str, shown: str) -> None:
    assert safe_name(name) == shown


@given(st.text(max_size=300))
def test_a_safe_name_is_short_and_stays_in_its_folder(name: str) -> None:
    shown = safe_name(name)
    assert 0 < len(shown) <= 200
    assert "/" not in shown
    assert "\\" not in shown
    assert shown not in {".", ".."}
