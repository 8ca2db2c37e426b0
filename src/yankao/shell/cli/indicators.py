"""`yankao indicators`: every figure of a period, as a table or as JSON, and what stands behind one of them."""

import json
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from yankao.engines.indicators import registry
from yankao.engines.indicators.compute import Figure, bare, compare, figures
from yankao.engines.indicators.declare import Mode
from yankao.engines.indicators.explain import Explanation, explain
from yankao.engines.reports import lists
from yankao.kernel.numerals import NO_VALUE, style
from yankao.kernel.roc import Window
from yankao.shell.cli.opening import open_database
from yankao.shell.cli.output import draw, put, put_array, put_json, refuse, window_of

MODES = {
    Mode.WINDOW: "本期",
    Mode.YEAR: "年度",
    Mode.YEAR_TO_DATE: "年度截至",
    Mode.LAST_YEAR: "前一年度",
    Mode.CUMULATIVE: "累計",
    Mode.NOW: "目前",
    Mode.PLANNED: "預定",
}
NOT_BEFORE = "先前沒有此指標"
command = typer.Typer(add_completion=False, pretty_exceptions_enable=False, invoke_without_command=True, help="計算或說明指標。")

From = Annotated[str, typer.Option("--from", metavar="112-03", help="起月（民國）")]
To = Annotated[str, typer.Option("--to", metavar="112-07", help="迄月（民國，含）")]
Json = Annotated[bool, typer.Option("--json", help="stdout 僅輸出一個 JSON 陣列（explain 為一個物件）")]


@command.callback()
def table(
    context: typer.Context,
    *,
    first: From = "",
    last: To = "",
    key: Annotated[list[str] | None, typer.Option("--key", metavar="KEY", help="只算此指標，可重複")] = None,
    earlier: Annotated[
        Path | None, typer.Option("--compare", metavar="FILE", exists=True, dir_okay=False, help="先前以 --json 存下的檔案，與之比較")
    ] = None,
    as_json: Json = False,
) -> None:
    """計算期間內的指標."""
    if context.invoked_subcommand is not None:
        return
    if not first or not last:
        raise refuse("請以 --from 與 --to 指定期間，例如 --from 112-03 --to 112-07")
    window = window_of(first, last)
    try:
        _check(*(key or ()))
        before = _read(earlier) if earlier else {}
        open_database()
        found = figures(window, keys=key or None)
    except (LookupError, ValueError) as error:
        raise refuse(error) from None
    if as_json:
        put_array(figure.as_json() | (_compared(figure, before) if earlier else {}) for figure in found)
        return
    _print(found, before, window=window)


@command.command("explain")
def explain_one(
    key: Annotated[str, typer.Argument(metavar="KEY", help="指標代號")], *, first: From = "", last: To = "", as_json: Json = False
) -> None:
    """說明一個指標：定義、計件原則、依據，以及實際執行的 SQL."""
    if bool(first) != bool(last):
        raise refuse("--from 與 --to 要一起指定")
    window = window_of(first, last) if first else None
    try:
        _check(key)
        open_database()
        found = explain(key, window=window)
    except LookupError as error:
        raise refuse(error) from None
    sample = lists.sample(found.subject, window=window) if window else ()
    if as_json:
        put_json(_as_json(found) | {"sample": list(sample)})
    else:
        put("\n".join([*_lines(found), *([f"期間內案件（舉例）　{'、'.join(sample)}"] if sample else [])]))


def _check(*keys: str) -> None:
    """Refuse a key nobody declared, naming those that are like it."""
    declared = [indicator.key for indicator, _ in registry.every()]
    for key in keys:
        if key not in declared:
            near = get_close_matches(key, declared, n=3)
            raise LookupError(f"沒有指標 {key}{'；是否為 ' + '、'.join(near) if near else '；請以 yankao indicators --from … --to … 查看全部指標'}")


def _read(path: Path) -> dict[str, Figure]:
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))
        found = [Figure.from_json(row) for row in rows] if isinstance(rows, list) else []
    except (ValueError, KeyError, TypeError, AttributeError):
        found = []
    if not found:
        raise ValueError("比較用的檔案應為 yankao indicators --json 的輸出")
    return {figure.key: figure for figure in found}


def _print(found: tuple[Figure, ...], before: dict[str, Figure], *, window: Window) -> None:
    drawn = Table(title=f"指標　{window}", title_justify="left")
    for title in ("代號", "名稱", "期間別", "數值", "單位", "分子", "分母"):
        drawn.add_column(title, justify="right" if title in {"數值", "分子", "分母"} else "left", overflow="fold")
    if before:
        drawn.add_column("與先前相比", overflow="fold")
    for figure in found:
        row = [figure.key, figure.name, MODES[figure.mode], _number(figure), figure.unit, _plain(figure.numerator), _plain(figure.denominator)]
        drawn.add_row(*row, *([_difference(figure, before)] if before else []))
    draw(drawn)


def _difference(figure: Figure, before: dict[str, Figure]) -> str:
    if figure.key not in before:
        return NOT_BEFORE
    found = compare(figure, before[figure.key])
    return found.note or f"{found.difference:+}"


def _compared(figure: Figure, before: dict[str, Figure]) -> dict[str, object]:
    """Return what a comparison adds to a figure: the value then, the difference, and why there is none."""
    if figure.key not in before:
        return {"before": None, "difference": None, "note": NOT_BEFORE}
    found = compare(figure, before[figure.key])
    return {"before": bare(found.before.value), "difference": bare(found.difference), "note": found.note}


def _number(figure: Figure) -> str:
    return NO_VALUE if figure.value is None else style(figure.value, "comma")


def _plain(value: object) -> str:
    return "" if value is None else str(value)


def _lines(found: Explanation) -> list[str]:
    it = found.indicator
    lines = [
        f"{it.key}　{it.name}（{it.unit}）",
        f"對象　　{found.subject}",
        f"期間別　{MODES[it.mode]}",
        f"版次　　{it.version}（版次不同者：定義不同，不宜比較）",
        f"計件原則　{it.counting or '（未載明）'}",
        f"依據　　{'；'.join(found.grounds) or '（未載明）'}",
    ]
    if found.figure is None:
        return [*lines, "加上 --from 與 --to 可看到數值與實際執行的 SQL"]
    figure = found.figure
    lines += [
        f"期間　　{figure.as_json()['from'] or '自始'} 至 {figure.as_json()['to']}",
        f"數值　　{_number(figure)}",
        f"分子　　{NO_VALUE if figure.numerator is None else figure.numerator}",
        f"分母　　{'（不適用）' if figure.denominator is None else figure.denominator}",
    ]
    return [*lines, *(f"SQL\n{statement};" for statement in found.statements)]


def _as_json(found: Explanation) -> dict[str, object]:
    it = found.indicator
    told = found.figure.as_json() if found.figure else {"key": it.key, "name": it.name, "unit": it.unit, "version": it.version, "mode": str(it.mode)}
    return {
        **told,
        "subject": found.subject,
        "counting": it.counting,
        "grounds": list(found.grounds),
        "places": it.places,
        "numerator": bare(found.figure.numerator) if found.figure else None,
        "sql": list(found.statements),
    }
