"""The pages of the reference for what is no case and no register: sets of plans, reviews, meetings, activities, reports."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from yankao.engines.activities import course_registry
from yankao.engines.activities import registry as meetings
from yankao.engines.activities.course import EventSeries
from yankao.engines.activities.declare import Series
from yankao.engines.cases.declare import Procedure
from yankao.engines.panel import registry as reviews
from yankao.engines.panel.declare import Scheme
from yankao.engines.progress import registry as programmes
from yankao.engines.progress.declare import Bulletin, Programme, Stage
from yankao.engines.reports import publications
from yankao.engines.reports.publications import Publication
from yankao.kernel.law import Dated, Ground
from yankao.shell.reference_tables import GENERATED, choices, indicators, own, points, table, type_of

Page = Callable[[Any], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """One sort of declaration with the pages of its members."""

    name: str
    every: Callable[[], Iterable[Any]]
    page: Page

    def pages(self) -> Iterator[tuple[Any, Page]]:
        """Yield each declaration with what writes its page."""
        yield from ((it, self.page) for it in self.every())


def programme_page(it: Programme) -> str:
    """Return the page of a set of plans under control: facts, rhythm, alarms, way and exits."""
    lines = [*_head(it.name, it.key, it.basis, it.systems)]
    lines += points((("檢視", it.seen_by.describe()), ("列管", it.listed_by.describe()), ("填報", it.filled_by.describe())))
    rules = (("填報頻率", it.frequency), ("填報期限", it.filling), ("警示", it.alarms), ("燈號", it.lamps))
    lines += ["", "## 規則", "", *_rules(rules)]
    if isinstance(it.obliges, Procedure):
        lines += points((("逾期未說明", f"另立 [{it.obliges.name}]({it.obliges.key}.md)"),))
    if it.detail is not None:
        lines += [
            "",
            "## 欄位",
            "",
            *table(("欄位", "名稱", "型別", "說明"), ((f.name, str(f.verbose_name), type_of(f), choices(f)) for f in own(it.detail))),
        ]
    lines += ["", "## 審核流程", "", *table(("動作", "名稱", "於", "至", "由"), map(_stage, it.way))]
    lines += ["", "## 常用查核點", "", "、".join(name for _, name in it.milestones) or "（無）"]
    lines += ["", "## 退場", "", "、".join(str(each.label) for each in it.exits)]
    return _end(lines, it.indicators)


def bulletin_page(it: Bulletin) -> str:
    """Return the page of a paper on plans: which sets it tells of, how often, by when."""
    lines = [*_head(it.name, it.key, it.basis, it.systems)]
    lines += points((("彙整", "、".join(each.name for each in it.programmes)), ("每期月數", str(it.every)), ("公布", it.issued_by.describe())))
    lines += _rules((("公布期限", it.within),))
    return _end(lines, it.indicators)


def scheme_page(it: Scheme) -> str:
    """Return the page of a scheme of reviews: criteria, panel, phases, official rule, grades, time to object."""
    lines = [*_head(it.name, it.key, it.basis, it.systems)]
    lines += points((("辦理", it.run_by.describe()), ("參選", it.entered_by.describe()), ("檢視", it.seen_by.describe())))
    lines += ["", "## 階段", ""]
    lines += table(("階段", "名稱", "匿名", "評分期限"), ((p.key, p.name, "是" if p.is_blind else "", p.within.describe()) for p in it.phases))
    for version in it.criteria.since:
        rows = ((each.key, each.name, str(each.weight), str(each.scale)) for each in version.value)
        lines += ["", f"## 評分項目（{version.day.isoformat()} 起）", "", *table(("代號", "名稱", "配分", "滿分"), rows)]
    for grading in it.grading.since:
        rows = ((g.key, g.name, str(g.at_least or ""), str(g.quota or "")) for g in grading.value.grades)
        lines += ["", f"## 等第（{grading.day.isoformat()} 起）", "", *table(("代號", "名稱", "分數下限", "名額"), rows)]
    lines += ["", "## 規則", "", *_rules((("名次", it.rule), ("評審小組", it.panel), ("申復", it.appeal), ("申復決定", it.appeal_answer)))]
    return _end(lines, it.indicators)


def series_page(it: Series) -> str:
    """Return the page of a series of meetings: who calls it, notice and minutes, what it reviews."""
    lines = [*_head(it.name, it.key, it.basis, it.systems)]
    lines += points((("召集", it.called_by.describe()), ("主持", it.chaired_by), ("檢視", it.seen_by.describe())))
    lines += points(
        (
            ("檢討", "、".join(name for _, name in it.programmes)),
            ("決議列管", f"[{it.tracked.procedure}]({it.tracked.procedure}.md)" if it.tracked else ""),
        )
    )
    lines += _rules((("開會通知", it.notice), ("會議紀錄", it.minutes)))
    return _end(lines, it.indicators)


def events_page(it: EventSeries) -> str:
    """Return the page of a series of courses, visits or receptions."""
    lines = [*_head(it.name, it.key, it.basis, it.systems)]
    lines += points((("對象", it.people), ("辦理", it.held_by.describe()), ("檢視", it.seen_by.describe())))
    return _end(lines, it.indicators)


def publication_page(it: Publication) -> str:
    """Return the page of a report the commission owes."""
    return _end([*_head(it.name, it.key, it.basis, it.systems), *points((("報告類型", it.type),))], it.indicators)


GROUPS = (
    Group(name="列管計畫", every=programmes.every, page=programme_page),
    Group(name="月報及雙月報", every=programmes.every_bulletin, page=bulletin_page),
    Group(name="評審", every=reviews.every, page=scheme_page),
    Group(name="會議系列", every=meetings.every, page=series_page),
    Group(name="活動", every=course_registry.every, page=events_page),
    Group(name="報告", every=publications.every, page=publication_page),
)


def _head(name: str, key: str, basis: Iterable[Ground], systems: Iterable[str]) -> list[str]:
    told = points((("依據", "；".join(ground.describe() for ground in basis)), ("系統", "、".join(systems))))
    return [f"# {name}（{key}）", "", GENERATED, "", *told]


def _rules(rules: Iterable[tuple[str, Dated[Any]]]) -> list[str]:
    return points((label, rule.describe()) for label, rule in rules)


def _stage(it: Stage) -> tuple[str, ...]:
    return it.key, it.name, "、".join(str(state.label) for state in it.at), str(it.to.label), it.by.describe()


def _end(lines: list[str], found: Iterable[Any]) -> str:
    return "\n".join([*lines, "", "## 指標", "", *indicators(tuple(found))]).rstrip() + "\n"
