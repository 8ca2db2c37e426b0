"""定稿: a filled report as JSON and back, so that an approved edition is printed years later exactly as it was approved."""

from datetime import date
from decimal import Decimal
from typing import Any

from yankao.engines.indicators.compute import Figure
from yankao.engines.indicators.declare import Mode
from yankao.engines.reports.document import Chart, Heading, Origin, Paragraph, Part, Report, Run, Runs, Shown, Table


def to_json(report: Report) -> dict[str, Any]:
    """Return a report as plain values."""
    return {
        "title": report.title,
        "head": list(report.head),
        "closing": list(report.closing),
        "header": report.header,
        "footer": report.footer,
        "has_contents": report.has_contents,
        "parts": [_part(part) for part in report.parts],
        "figures": [_figure(it) for it in report.figures],
    }


def from_json(found: dict[str, Any]) -> Report:
    """Return the report that was kept."""
    return Report(
        title=found["title"],
        head=tuple(found["head"]),
        closing=tuple(found["closing"]),
        header=found["header"],
        footer=found["footer"],
        has_contents=found["has_contents"],
        parts=tuple(_read_part(part) for part in found["parts"]),
        figures=tuple(_read_figure(it) for it in found["figures"]),
    )


def _part(part: Part) -> dict[str, Any]:
    if isinstance(part, Heading):
        return {"kind": "heading", "level": part.level, "mark": part.mark, "runs": _runs(part.runs)}
    if isinstance(part, Table):
        rows = [[_runs(cell) for cell in row] for row in part.rows]
        return {"kind": "table", "rows": rows, "heads": part.heads, "aligns": list(part.aligns), "note": part.note}
    if isinstance(part, Chart):
        return {"kind": "chart", "title": part.title, "unit": part.unit, "points": [[name, str(value)] for name, value in part.points]}
    return {"kind": "paragraph", "runs": _runs(part.runs), "mark": part.mark, "note": part.note}


def _read_part(found: dict[str, Any]) -> Part:
    if found["kind"] == "heading":
        return Heading(level=found["level"], mark=found["mark"], runs=_read_runs(found["runs"]))
    if found["kind"] == "table":
        rows = tuple(tuple(_read_runs(cell) for cell in row) for row in found["rows"])
        return Table(rows=rows, heads=found["heads"], aligns=tuple(found["aligns"]), note=found["note"])
    if found["kind"] == "chart":
        return Chart(title=found["title"], unit=found["unit"], points=tuple((name, Decimal(value)) for name, value in found["points"]))
    return Paragraph(runs=_read_runs(found["runs"]), mark=found["mark"], note=found["note"])


def _runs(runs: Runs) -> list[Any]:
    return [run if isinstance(run, str) else _shown(run) for run in runs]


def _shown(run: Shown) -> dict[str, Any]:
    return {
        "text": run.text,
        "key": run.key,
        "origin": str(run.origin),
        "value": None if run.value is None else str(run.value),
        "mode": run.mode,
        "first": run.first.isoformat() if run.first else None,
        "last": run.last.isoformat() if run.last else None,
    }


def _read_runs(found: list[Any]) -> Runs:
    return tuple(_read_run(run) for run in found)


def _read_run(run: Any) -> Run:  # noqa: ANN401 -- as JSON gives it
    if isinstance(run, str):
        return run
    return Shown(
        text=run["text"],
        key=run["key"],
        origin=Origin(run["origin"]),
        value=run["value"],
        mode=run["mode"],
        first=_day(run["first"]),
        last=_day(run["last"]),
    )


def _figure(it: Figure) -> dict[str, Any]:
    exact = {
        name: None if value is None else str(value)
        for name, value in (("value", it.value), ("numerator", it.numerator), ("denominator", it.denominator))
    }
    days = {"first": it.first.isoformat() if it.first else None, "last": it.last.isoformat()}
    return {"key": it.key, "name": it.name, "unit": it.unit, "version": it.version, "mode": str(it.mode), **days, **exact}


def _read_figure(found: dict[str, Any]) -> Figure:
    value, numerator, denominator = (None if found[name] is None else Decimal(found[name]) for name in ("value", "numerator", "denominator"))
    return Figure(
        key=found["key"],
        name=found["name"],
        unit=found["unit"],
        version=found["version"],
        mode=Mode(found["mode"]),
        first=_day(found["first"]),
        last=date.fromisoformat(found["last"]),
        value=value,
        numerator=numerator,
        denominator=denominator,
    )


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
