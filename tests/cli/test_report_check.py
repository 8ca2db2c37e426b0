"""Tests of `yankao report check`, `types`, `diff` and of the formats that need another program."""

import json
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from tests.shell.conftest import NOW, actor, people
from typer.testing import Result

from yankao.engines.reports import editions
from yankao.engines.reports.editions import Facts

__all__ = ["people"]

PERIOD = ("--from", "112-03", "--to", "112-07")
pytestmark = pytest.mark.django_db


def written(folder: Path, text: str, *, name: str = "a.txt") -> str:
    (folder / name).write_text(text, encoding="utf-8")
    return str(folder / name)


def test_findings_are_json_lines_with_the_summary_last(run: Callable[..., Result], tmp_path: Path) -> None:
    told = run("report", "check", written(tmp_path, "查訪70件、再訪12件，合計83件。"), "--json")
    assert told.exit_code == 1
    finding, summary = [json.loads(line) for line in told.stdout.splitlines()]
    assert list(finding) == ["rule", "severity", "where", "found", "expected", "text"]
    assert (finding["rule"], finding["where"]) == ("parts_sum", "a.txt:1")
    assert summary == {"file": "a.txt", "findings": 1, "error": 1, "warning": 0, "note": 0}


def test_a_document_without_findings_ends_with_0(run: Callable[..., Result], tmp_path: Path) -> None:
    told = run("report", "check", written(tmp_path, "查訪70件、再訪12件，合計82件。"), "--type", "council")
    assert (told.exit_code, told.stdout) == (0, "")
    assert "0 項" in told.stderr


def test_wrong_use_of_the_check_ends_with_2(run: Callable[..., Result], tmp_path: Path) -> None:
    good = written(tmp_path, "好。")
    assert run("report", "check", str(tmp_path / "none.txt")).exit_code == 2
    assert run("report", "check", written(tmp_path, "好。", name="a.doc")).exit_code == 2
    assert run("report", "check", good, "--against", written(tmp_path, "好。", name="b.rtf")).exit_code == 2
    assert run("report", "check", good, "--type", "nothing").exit_code == 2
    assert run("report", "check", good, "--templates", good).exit_code == 2
    (tmp_path / "big5.txt").write_bytes("計畫".encode("big5"))
    assert run("report", "check", str(tmp_path / "big5.txt")).exit_code == 2
    assert run("report", "check", written(tmp_path, "", name="empty.md")).exit_code == 0


def test_a_generated_report_holds_before_its_own_check(run: Callable[..., Result], tmp_path: Path) -> None:
    output = tmp_path / "a.md"
    assert run("report", "council", *PERIOD, "-o", str(output)).exit_code == 0
    told = run("report", "check", str(output), "--type", "council")
    assert told.exit_code == 0, told.stdout


@pytest.mark.usefixtures("people")
def test_an_edition_is_checked_by_its_number(run: Callable[..., Result]) -> None:
    facts = Facts(
        first=date(2026, 1, 1), last=date(2026, 6, 30), session_term=4, session_meeting=2, reporter_title="主任委員", reporter_name="石主委"
    )  # fmt: skip
    edition = editions.create("council", actor=actor("editor"), now=NOW, facts=facts)
    chapter = edition.chapters.get(section="service")
    editions.write(chapter.pk, actor=actor("editor"), now=NOW, text="# 聯合服務\n\n查訪70件、再訪12件，合計83件。\n")

    told = run("report", "check", f"edition:{edition.pk}", "--json")
    assert told.exit_code == 1
    *findings, summary = [json.loads(line) for line in told.stdout.splitlines()]
    assert [(it["rule"], it["expected"]) for it in findings if it["rule"] == "parts_sum"] == [("parts_sum", "82件（70＋12）")]
    assert (summary["file"], summary["findings"]) == (edition.title, len(findings))

    editions.write(chapter.pk, actor=actor("editor"), now=NOW, text="# 聯合服務\n\n查訪70件、再訪12件，合計82件。\n")
    assert "parts_sum" not in run("report", "check", str(edition.pk)).stdout
    missing = run("report", "check", "edition:999999")
    assert missing.exit_code == 2
    assert "沒有報告版本 999999" in missing.stderr


def test_types_are_listed(run: Callable[..., Result]) -> None:
    assert "council" in run("report", "types").stdout
    *kinds, summary = [json.loads(line) for line in run("report", "types", "--json").stdout.splitlines()]
    assert summary == {"types": len(kinds)}
    assert "council" in {kind["key"] for kind in kinds}


def test_two_documents_are_compared_figure_by_figure(run: Callable[..., Result], tmp_path: Path) -> None:
    one, two = written(tmp_path, "受理案件計10件，派工計5件。"), written(tmp_path, "受理案件計12件，派工計5件，查核計3件。", name="b.txt")
    told = run("report", "diff", one, two)
    assert told.stdout.splitlines() == ["受理（件）　10件 → 12件", "查核（件）　（無） → 3件"]
    rows = [json.loads(line) for line in run("report", "diff", one, two, "--json").stdout.splitlines()]
    assert rows[0] == {"name": "受理（件）", "a": 10.0, "b": 12.0, "change": 2.0}
    assert rows[-1] == {"figures": 3, "same": 1, "changed": 1}


def test_html_marks_every_figure_with_its_key(run: Callable[..., Result], tmp_path: Path) -> None:
    output = tmp_path / "a.html"
    assert run("report", "council", *PERIOD, "-o", str(output)).exit_code == 0
    page = output.read_text(encoding="utf-8")
    assert '<html lang="zh-Hant-TW">' in page
    assert 'data-key="service.petition.received" title="service.petition.received（由紀錄計算；本期；112年3月至7月）"' in page


def test_without_libreoffice_docx_and_pdf_are_refused_in_one_sentence(
    run: Callable[..., Result], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    told = run("report", "council", *PERIOD, "-o", str(tmp_path / "a.pdf"))
    assert told.exit_code == 1
    assert told.stderr == "此主機沒有安裝 LibreOffice，無法輸出 .pdf；請改用 .odt。\n"
