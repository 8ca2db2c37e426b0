"""`yankao report`: a report of a period, its types, and the checks and comparison of written reports; what is not computed is told on stderr."""

import sys
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from yankao.engines.reports import html, markdown, ods, odt, office
from yankao.engines.reports.build import Making, build
from yankao.engines.reports.check import check_file
from yankao.engines.reports.check_findings import Finding, Severity
from yankao.engines.reports.check_templates import Sentence, of_file, of_type
from yankao.engines.reports.check_text import SUFFIXES, read
from yankao.engines.reports.diff import compare
from yankao.engines.reports.document import Report
from yankao.engines.reports.edition_read import findings
from yankao.engines.reports.models import Edition
from yankao.engines.reports.types import ReportError, find_types, load_type
from yankao.engines.reports.words import Told
from yankao.kernel.agencies.city import current_city
from yankao.kernel.roc import RocMonth, parse_date
from yankao.shell.cli import report_notes as tell
from yankao.shell.cli.opening import open_database
from yankao.shell.cli.output import put, put_json, refuse, say, shown, window_of

TEXT_WRITERS = {".md": markdown.write, ".html": html.write}
FILE_WRITERS = {".odt": odt.write, ".ods": ods.write}
FORMATS = (".md", ".html", ".odt", ".ods", *office.FILTERS)
SEVERITIES = {Severity.ERROR: "錯誤", Severity.WARNING: "疑義", Severity.NOTE: "用字"}
MAKE = "make"


class _Group(TyperGroup):
    """Takes `report TYPE` for `report make TYPE`, so that the usual thing is short."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:  # noqa: ANN401 -- Typer keeps the type of its contexts to itself
        if args and args[0] not in {*self.commands, "--help"}:
            args = [MAKE, *args]
        return super().parse_args(ctx, args)


command = typer.Typer(
    cls=_Group, add_completion=False, pretty_exceptions_enable=False, help="產生、檢查與比較報告。report TYPE 即 report make TYPE。"
)

Types = Annotated[Path | None, typer.Option("--types-dir", exists=True, file_okay=False, metavar="DIR", help="報告類型的資料夾；預設為本市的")]
Json = Annotated[bool, typer.Option("--json", help="stdout 僅輸出 JSON，一行一筆，末行為摘要")]
Kind = Annotated[str, typer.Option("--type", metavar="TYPE", help="以此報告類型的章節文字反查數字")]
Templates = Annotated[Path | None, typer.Option("--templates", metavar="FILE", exists=True, dir_okay=False, help="以此範本檔（JSON）的句子反查數字")]


@command.command(MAKE)
def make(
    kind: Annotated[str, typer.Argument(metavar="TYPE", help="報告類型，例如 council")],
    *,
    first: Annotated[str, typer.Option("--from", metavar="112-03", help="起月（民國）")],
    last: Annotated[str, typer.Option("--to", metavar="112-07", help="迄月（民國，含）")],
    section: Annotated[str, typer.Option("--section", metavar="SECTION", help="只產生此章節，例如 service")] = "",
    as_of: Annotated[str, typer.Option("--as-of", metavar="112-08", help="資料截止月或日（民國）；省略則為迄月底")] = "",
    given: Annotated[list[str] | None, typer.Option("--set", metavar="NAME=VALUE", help="會期、報告人等用語，例如 session.term=4，可重複")] = None,
    output: Annotated[Path | None, typer.Option("-o", "--output", metavar="FILE", dir_okay=False, help="輸出檔，格式依副檔名；省略則印出")] = None,
    types_folder: Types = None,
    as_json: Annotated[bool, typer.Option("--json", help="stdout 僅輸出 JSON，最後一行為摘要；未指定 -o 時全文在 text")] = False,
) -> None:
    """產生報告；依來源登錄與尚無資料之處列於 stderr."""
    window, folder = window_of(first, last), _folder(types_folder)
    if output is not None and output.suffix.lower() not in FORMATS:
        raise refuse(f"不支援 {output.suffix or '沒有副檔名的檔案'}；可用 {'、'.join(FORMATS)}")
    making = Making(told=Told(as_of=_day(as_of), words=_words(given or ())))
    try:
        found = load_type(kind, folder=folder)
        if section:
            found.section(section)
        open_database()
        report = build(found, window=window, section=section, making=making)
        _write(report, output, is_silent=as_json)
    except LookupError as error:
        raise refuse(error) from None
    except ReportError as error:
        say(str(error))
        raise typer.Exit(1) from None
    told = tell.told_of(report, folder=folder)
    for line in tell.lines_of(told):
        say(line)
    if as_json:
        text = {"text": markdown.write(report)} if output is None else {"file": shown(output.absolute())}
        put_json(text | tell.summary_of(told, report=kind, window=window))


@command.command("types")
def types(*, types_folder: Types = None, as_json: Json = False) -> None:
    """列出報告類型."""
    try:
        found = [load_type(key, folder=_folder(types_folder)) for key in find_types(_folder(types_folder))]
    except ReportError as error:
        say(str(error))
        raise typer.Exit(1) from None
    for kind in found:
        if as_json:
            put_json({"key": kind.key, "title": kind.title, "sections": [section.key for section in kind.sections]})
        else:
            put(f"{kind.key}　{kind.title}（{'、'.join(section.key for section in kind.sections)}）")
    if as_json:
        put_json({"types": len(found)})


@command.command("check")
def check(
    document: Annotated[str, typer.Argument(metavar="FILE|EDITION", help="要檢查的文件（.txt、.md、.odt），或報告版本的編號，例如 edition:12")],
    *,
    against: Annotated[
        list[Path] | None, typer.Option("--against", metavar="FILE", exists=True, dir_okay=False, help="與先前的文件比對，可重複")
    ] = None,
    kind: Kind = "",
    templates: Templates = None,
    types_folder: Types = None,
    as_json: Json = False,
) -> None:
    """檢查文件的加總、比率、列名、平均、沿用數字、單位與用字；有發現則結束碼為 1."""
    name, found = _checked(document, against or [], given=(kind, templates, types_folder))
    for finding in found:
        if as_json:
            put_json(finding.as_json())
        else:
            put(f"{finding.where}　{SEVERITIES[finding.severity]} {finding.rule}：{finding.found}，應為 {finding.expected}\n　　{finding.text}")
    told = {str(severity): sum(1 for each in found if each.severity is severity) for severity in Severity}
    if as_json:
        put_json({"file": name, "findings": len(found), **told})
    else:
        say(f"{name}：{len(found)} 項（{'、'.join(f'{SEVERITIES[each]} {told[each]}' for each in Severity)}）")
    if found:
        raise typer.Exit(1)


@command.command("diff")
def diff(
    one: Annotated[Path, typer.Argument(metavar="A", exists=True, dir_okay=False, help="前一份文件")],
    two: Annotated[Path, typer.Argument(metavar="B", exists=True, dir_okay=False, help="後一份文件")],
    *,
    kind: Kind = "",
    templates: Templates = None,
    types_folder: Types = None,
    as_json: Json = False,
) -> None:
    """逐一比較兩份文件的數字."""
    _readable(one, two)
    open_database()
    found = compare(read(one), read(two), sentences=_sentences(kind, templates, folder=types_folder))
    for each in found:
        if as_json:
            put_json(each.as_json())
        elif not each.is_same:
            put(f"{each.name}　{each.one.shown if each.one else '（無）'} → {each.two.shown if each.two else '（無）'}")
    same = sum(1 for each in found if each.is_same)
    summary = {"figures": len(found), "same": same, "changed": sum(1 for each in found if each.one and each.two) - same}
    if as_json:
        put_json(summary)
    else:
        say(f"共 {summary['figures']} 個數字，相同 {same}，不同 {summary['changed']}")


def _folder(given: Path | None) -> Path:
    return given or current_city().folder / "reports"


def _checked(document: str, against: list[Path], *, given: tuple[str, Path | None, Path | None]) -> tuple[str, tuple[Finding, ...]]:
    """Check a file, or an edition by its number, and return its name with what was found."""
    file = Path(document)
    number = document.removeprefix("edition:")
    if number.isdecimal() and not file.is_file():
        open_database()
        edition = Edition.objects.filter(pk=int(number)).first()
        if edition is None:
            raise refuse(f"沒有報告版本 {number}；請至「報告」頁查看編號")
        try:
            return edition.title, findings(edition)
        except ReportError as error:
            say(str(error))
            raise typer.Exit(1) from None
    if not file.is_file():
        raise refuse(f"找不到檔案 {document}")
    _readable(file, *against)
    open_database()
    kind, templates, types_folder = given
    try:
        return file.name, check_file(file, against=against, sentences=_sentences(kind, templates, folder=types_folder))
    except UnicodeDecodeError:
        raise refuse(f"{file.name} 或比對的文件不是 UTF-8 文字檔") from None


def _day(text: str) -> date | None:
    """Read the cut-off: the end of a month, or a day."""
    if not text:
        return None
    try:
        return parse_date(text) if len(text.replace("/", "-").split("-")) == len("YMD") else RocMonth.parse(text).last
    except ValueError as error:
        raise refuse(error) from None


def _words(given: Iterable[str]) -> dict[str, str]:
    words = dict[str, str]()
    for each in given:
        name, sign, value = each.partition("=")
        if not sign or not name.strip():
            raise refuse(f"--set 應寫成 名稱=值，例如 session.term=4；收到「{each}」")
        words[name.strip()] = value.strip()
    return words


def _readable(*files: Path) -> None:
    for file in files:
        if file.suffix.lower() not in SUFFIXES:
            raise refuse(f"無法讀取 {file.name}；可讀 {'、'.join(SUFFIXES)}")


def _sentences(kind: str, templates: Path | None, *, folder: Path | None) -> tuple[Sentence, ...]:
    try:
        named = of_type(load_type(kind, folder=_folder(folder))) if kind else ()
        return (*named, *(of_file(templates) if templates else ()))
    except (LookupError, ReportError) as error:
        raise refuse(error) from None


def _write(report: Report, output: Path | None, *, is_silent: bool) -> None:
    if output is None:
        if not is_silent:
            sys.stdout.write(markdown.write(report))
        return
    output.parent.mkdir(parents=True, exist_ok=True)
    suffix = output.suffix.lower()
    if suffix in TEXT_WRITERS:
        output.write_text(TEXT_WRITERS[suffix](report), encoding="utf-8")
    elif suffix in FILE_WRITERS:
        FILE_WRITERS[suffix](report, output)
    else:
        office.write(report, output)
    say(f"已寫出 {shown(output.absolute())}")
