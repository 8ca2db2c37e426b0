"""涵蓋表: for every published figure the city lists, where it comes from here: records, calibrated records, a rule, a document, or nowhere yet."""

import csv
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from yankao.engines.connectors import registry as connectors
from yankao.engines.indicators import registry as indicators
from yankao.engines.indicators.rules import InForce
from yankao.engines.reports.edition_types import every, text_of_section
from yankao.kernel.agencies.city import current_city

FILE = "facts.csv"


class Cover(StrEnum):
    """Where a published figure comes from."""

    RECORDS = "由紀錄計算"
    CALIBRATED = "以校準的模擬紀錄重現"
    RULE = "依當時規定"
    STATEMENT = "依來源登錄"
    MISSING = "尚缺"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A published figure: which document and line, of which system and period, and which key tells it here: an indicator, or a list of records."""

    id: str
    document: str
    line: str
    system: str
    period: str
    figure: str
    unit: str
    indicator: str
    statement: str
    cover: Cover
    is_printed: bool


def facts() -> tuple[Fact, ...]:
    """Return the published figures of the city in the order of their documents."""
    path = current_city().folder / FILE
    if not path.is_file():
        return ()
    covers, printed = _covers(), _printed()
    with path.open(encoding="utf-8", newline="") as file:
        return tuple(_fact(row, covers, printed) for row in csv.DictReader(file))


def page(found: Iterable[Fact]) -> str:
    """Return the table as a page of the reference."""
    rows = list(found)
    lines = ["# 公開報告數字涵蓋表", "", "每個公開發布的數字在本系統從何而來；「印出」表示所附報告類型的文字會印出它。", ""]
    lines += ["| 文件 | " + " | ".join(Cover) + " | 合計 | 印出 |", "|---|" + "---:|" * (len(Cover) + 2)]
    lines += [_summary(document, [row for row in rows if row.document == document]) for document in dict.fromkeys(row.document for row in rows)]
    lines += ["", "## 逐項", "", "| 代號 | 文件：行 | 系統 | 期間 | 數字 | 來源 | 代號 | 印出 |", "|---|---|---|---|---:|---|---|---|"]
    lines += [
        f"| {it.id} | {it.document}：{it.line} | {it.system} | {it.period} | {it.figure}{it.unit} | {it.cover} | "
        f"{_key(it)} | {'是' if it.is_printed else ''} |"
        for it in rows
    ]
    return "\n".join(lines) + "\n"


def _key(it: Fact) -> str:
    key = it.indicator or (f"statement.{it.statement}" if it.statement else "")
    return f"`{key}`" if key else ""


def _summary(document: str, rows: list[Fact]) -> str:
    counted = Counter(row.cover for row in rows)
    printed = sum(row.is_printed for row in rows)
    return f"| {document} | " + " | ".join(str(counted[cover]) for cover in Cover) + f" | {len(rows)} | {printed} |"


def _covers() -> dict[str, Cover]:
    """Return what tells each figure, and each list of the records that figures are counted of."""
    simulated, found = {each.key for each in connectors.simulators()}, dict[str, Cover]()
    for indicator, subject in indicators.every():
        cover = Cover.CALIBRATED if subject in simulated else Cover.RECORDS
        found[subject] = cover
        found[indicator.key] = Cover.RULE if isinstance(indicator.measure, InForce) else cover
    return found


def _fact(row: dict[str, str], covers: dict[str, Cover], printed: set[str]) -> Fact:
    key, statement = row["indicator"], row["statement"]
    cover = covers.get(key, Cover.STATEMENT if statement else Cover.MISSING)
    key = key if key in covers else ""
    return Fact(
        id=row["id"],
        document=row["document"],
        line=row["line"],
        system=row["system"],
        period="–".join(part for part in dict.fromkeys((row["from"], row["to"])) if part),
        figure=row["figure"],
        unit=row["unit"],
        indicator=key,
        statement=statement,
        cover=cover,
        is_printed=bool(printed & {key, f"statement.{statement}"} - {"", "statement."}) or _in_list(statement, printed),
    )


def _in_list(statement: str, printed: set[str]) -> bool:
    """A figure in a list is printed where the list is."""
    prefix = f"statement.{statement.rpartition('.')[0].rpartition('.')[0]}"
    return bool(statement) and f"list {prefix}" in printed


def _printed() -> set[str]:
    """Return the keys and lists the texts of the city's types name."""
    return set(_named())


def _named() -> Iterator[str]:
    for kind in every():
        for section in kind.sections:
            text = text_of_section(kind, section) if section.file else ""
            for piece in text.split("{")[1:]:
                yield piece.partition("}")[0].partition("|")[0].partition("@")[0]
            for line in text.splitlines():
                if line.startswith(":::each "):
                    yield f"list {line.split()[1].partition('@')[0]}"
