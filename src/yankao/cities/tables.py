"""城市資料表的檢查: what each table of a city's folder must hold, told file by file and row by row before anything of it is loaded."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from yankao.cities.categories import DISTRICT_OFFICE
from yankao.cities.errors import CityFileError
from yankao.kernel.agencies.city import City
from yankao.kernel.agencies.models import AgencyKind

Row = Mapping[str, str]
FIRST_ROW = 2
KIND = "|".join(AgencyKind.values)
WEEKDAYS = "[1-7]+"
NUMBER, NUMBER_OR_NONE = r"\d+", r"\d*"
DAY, TIME, YES_OR_NO = r"(\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01]))?", r"(([01]\d|2[0-3]):[0-5]\d)?", r"yes|no"
SAYS = {
    NUMBER: "應為數字",
    NUMBER_OR_NONE: "應為數字或留空",
    DAY: "應為 YYYY-MM-DD 或留空",
    TIME: "應為 HH:MM 或留空",
    YES_OR_NO: "應為 yes 或 no",
    WEEKDAYS: "應為 1（星期一）至 7 的數字，例如 12345",
    KIND: f"應為 {'、'.join(AgencyKind.values)} 之一",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """Columns whose values stand in another table's columns; empty ones and those of `or_else` name nothing there."""

    columns: tuple[str, ...]
    table: str
    there: tuple[str, ...]
    or_else: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One table: its columns; those that tell rows apart, are never empty, name rows elsewhere, have a form, or are filled together."""

    name: str
    columns: str
    key: tuple[str, ...]
    needed: tuple[str, ...] = ()
    references: tuple[Reference, ...] = ()
    written: Mapping[str, str] = field(default_factory=dict)
    together: tuple[str, ...] = ()


def _agency(*columns: str, or_else: tuple[str, ...] = ()) -> tuple[Reference, ...]:
    return tuple(Reference(columns=(column,), table="agencies", there=("slug",), or_else=or_else) for column in columns)


TABLES = (
    Table(
        name="agencies",
        columns="slug parent name short_name english_name kind division aliases duty_phone valid_from valid_to",
        key=("slug",),
        needed=("slug", "name", "short_name"),
        references=_agency("parent"),
        written={"kind": KIND, "valid_from": DAY, "valid_to": DAY},
    ),
    Table(
        name="districts",
        columns="code name english_name zip_code order office line electoral_district",
        key=("code",),
        needed=("code", "name"),
        references=_agency("office"),
        written={"order": NUMBER, "electoral_district": NUMBER_OR_NONE},
    ),
    Table(
        name="villages",
        columns="code name english_name district",
        key=("code",),
        needed=("code", "name", "district"),
        references=(Reference(columns=("district",), table="districts", there=("code",)),),
    ),
    Table(
        name="duty_rosters",
        columns="agency category weekdays starts_at ends_at order phone contact_title",
        key=("agency", "category", "weekdays", "starts_at", "order"),
        needed=("agency", "phone"),
        references=_agency("agency"),
        written={"weekdays": WEEKDAYS, "starts_at": TIME, "ends_at": TIME, "order": NUMBER},
        together=("starts_at", "ends_at"),
    ),
    Table(
        name="categories",
        columns="procedure code name english group agency agency_county rule survey_rule public weight basis",
        key=("procedure", "code"),
        needed=("procedure", "code", "name"),
        references=_agency("agency", "agency_county", or_else=(DISTRICT_OFFICE,)),
        written={"public": YES_OR_NO, "weight": NUMBER},
    ),
    Table(
        name="owner_rules",
        columns="procedure code owner area agency tier basis",
        key=("procedure", "code", "owner", "area"),
        needed=("procedure", "code", "owner"),
        references=(
            *_agency("agency"),
            Reference(columns=("procedure", "code"), table="categories", there=("procedure", "code")),
            Reference(columns=("area",), table="districts", there=("code",)),
        ),
    ),
)
"""The tables that are loaded, each after those it names."""


def refuse_wrong(city: City) -> None:
    """Refuse a city whose tables do not hold together, before any of them is loaded.

    Raises:
        CityFileError: the first thing that is wrong, and how many more there are.

    """
    wrong = list(problems(city))
    if wrong:
        more = f"（另有 {len(wrong) - 1} 項，全部見 yankao check）" if len(wrong) > 1 else ""
        raise CityFileError(f"{wrong[0]}{more}")


def problems(city: City) -> Iterator[str]:
    """Yield one sentence for everything that is wrong with the city's tables: the file, the row, what to do."""
    rows: dict[str, Sequence[Row]] = {}
    for table in TABLES:
        file = f"{city.key}/{table.name}.csv"
        try:
            rows[table.name] = city.rows(table.name)
        except (OSError, UnicodeDecodeError) as error:
            yield f"{file} 無法讀取：{'應為 UTF-8' if isinstance(error, UnicodeDecodeError) else '沒有這個檔案；沒有資料也要有首列'}"
            return
        if sentences := tuple(_of_form(table, rows[table.name])) or tuple(_of_rows(table, rows)):
            yield from (f"{file} {sentence}" for sentence in sentences)
            return
    yield from (f"{city.key}/agencies.csv {sentence}" for sentence in _of_tree(city, rows["agencies"]))
    slugs = {row["slug"] for row in rows["agencies"]}
    for name in (name for name in ("commission_agency", "mayor_agency") if getattr(city, name) not in slugs):
        yield f"{city.key}/city.toml 的 {name}「{getattr(city, name)}」不在 agencies.csv 的 slug 欄；請更正"


def _of_form(table: Table, rows: Sequence[Row]) -> Iterator[str]:
    """Look at the columns: those that are missing, and rows with more or fewer fields than the first line has."""
    if rows and (missing := [name for name in table.columns.split() if name not in rows[0]]):
        yield f"首列缺少欄位 {'、'.join(missing)}；請補上"
        return
    for number, row in enumerate(rows, start=FIRST_ROW):
        # A row that is too long is kept by csv under None; one too short has None for values.
        if None in {*row.keys(), *row.values()}:
            yield f"第{number}列的欄數與首列不同；請檢查逗號與引號"


def _of_rows(table: Table, rows: Mapping[str, Sequence[Row]]) -> Iterator[str]:
    known = [(each, {tuple(row[name] for name in each.there) for row in rows[each.table]}) for each in table.references]
    seen: dict[tuple[str, ...], int] = {}
    for number, row in enumerate(rows[table.name], start=FIRST_ROW):
        yield from (f"第{number}列：{sentence}" for sentence in (*_of_values(table, row), *_of_references(row, known)))
        first = seen.setdefault(tuple(row[name] for name in table.key), number)
        if first != number:
            yield f"第{number}列與第{first}列的 {'、'.join(table.key)} 相同；請刪去或更正一列"


def _of_values(table: Table, row: Row) -> Iterator[str]:
    yield from (f"{name} 不可空白；請填寫" for name in table.needed if not row[name].strip())
    yield from (f"{name}「{row[name]}」{SAYS[pattern]}" for name, pattern in table.written.items() if not re.fullmatch(pattern, row[name]))
    if len({bool(row[name]) for name in table.together}) > 1:
        yield f"{'、'.join(table.together)} 應都填寫或都留空"


def _of_references(row: Row, known: Iterable[tuple[Reference, set[tuple[str, ...]]]]) -> Iterator[str]:
    for each, there in known:
        told = tuple(row[name] for name in each.columns)
        if any(told) and told not in there and told[-1] not in each.or_else:
            yield f"{each.columns[-1]}「{told[-1]}」不在 {each.table}.csv 的 {each.there[-1]} 欄；請更正，或在該表加上"


def _of_tree(city: City, rows: Sequence[Row]) -> Iterator[str]:
    """Look at the agencies as a whole: none above itself, no name for two."""
    parents = {row["slug"]: row["parent"] for row in rows}
    for number, row in enumerate(rows, start=FIRST_ROW):
        above, seen = row["parent"], {row["slug"]}
        while above and above not in seen:
            seen.add(above)
            above = parents[above]
        if above == row["slug"]:
            yield f"第{number}列：{row['slug']} 的上級機關又隸屬於它；請更正 parent"
            return
    try:
        city.aliases()
    except ValueError as error:
        yield f"{error}；請更正 name、short_name 或 aliases"
