"""轉檔: DOCX and PDF out of the ODT, by LibreOffice where it is installed."""

import shutil
import subprocess
import tempfile
from pathlib import Path

from yankao.engines.reports import odt
from yankao.engines.reports.document import Report
from yankao.engines.reports.lettering import FONT, installed
from yankao.engines.reports.types import ReportError

PROGRAMS = ("soffice", "libreoffice")
SECONDS = 180
FILTERS = {".docx": "docx", ".pdf": 'pdf:writer_pdf_Export:{"UseTaggedPDF":{"type":"boolean","value":"true"}}'}


def program() -> str | None:
    """Return where LibreOffice is, None where it is not installed."""
    return next(filter(None, map(shutil.which, PROGRAMS)), None)


def absent(suffix: str) -> str:
    """Say that LibreOffice is missing and what to do."""
    return f"此主機沒有安裝 LibreOffice，無法輸出 {suffix}；請改用 .odt。"


def write(report: Report, path: Path) -> None:
    """Write the report as DOCX or tagged PDF.

    Raises:
        ReportError: LibreOffice is not installed, or could not convert.

    """
    found = program()
    if found is None:
        raise ReportError(absent(path.suffix.lower()))
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / f"{path.stem}.odt"
        odt.write(report, source, font=installed() if path.suffix.lower() == ".pdf" else FONT)
        _convert(found, source, kind=FILTERS[path.suffix.lower()], home=Path(folder) / "profile")
        made = source.with_suffix(path.suffix.lower())
        if not made.is_file():
            raise ReportError(f"LibreOffice 未能輸出 {path.name}。")
        shutil.move(made, path)


def _convert(program: str, source: Path, *, kind: str, home: Path) -> None:
    command = [program, f"-env:UserInstallation={home.as_uri()}", "--headless", "--convert-to", kind, "--outdir", str(source.parent), str(source)]
    try:
        subprocess.run(command, check=True, capture_output=True, timeout=SECONDS)  # noqa: S603 -- a fixed program with paths of our own
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired, OSError) as error:
        raise ReportError(f"LibreOffice 轉檔失敗：{error}") from error
