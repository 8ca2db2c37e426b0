"""研考會的各項報告: to the council, to the Control Yuan, to the mayor, with the budget and for the public; who they are owed to and on what ground."""

from yankao.engines.reports.publications import Publication, usual
from yankao.kernel.law import Law, Practice

COUNCIL = Publication(
    key="administration.council_report",
    name="業務報告",
    type="council",
    systems=("council-report",),
    basis=(
        Law("地方制度法", "第48條"),
        Practice("配合定期大會彙編，一年二次", seen="112年度施政計畫"),
    ),
    indicators=usual("administration.council_report", "業務報告"),
)
PERFORMANCE = Publication(
    key="administration.performance_report",
    name="施政績效成果報告",
    type="performance",
    systems=("performance-report",),
    basis=(Practice("彙編全年度施政績效成果報告，陳報監察院並送相關機關參考", seen="112年度施政計畫"),),
    indicators=usual("administration.performance_report", "施政績效成果報告"),
)
OWN_PLAN = Publication(
    key="administration.own_plan",
    name="研考會年度施政計畫",
    type="own_plan",
    systems=("own-plan", "plan-budget"),
    basis=(Practice("依市府年度施政綱要並配合核定預算額度編訂", seen="112年度施政計畫"),),
    indicators=usual("administration.own_plan", "研考會年度施政計畫"),
)
OVERVIEW = Publication(
    key="administration.overview",
    name="行政概況",
    type="overview",
    systems=("admin-overview",),
    basis=(Practice("以總述、政治、經濟、文教、社會建設五大項彙整各機關行政成果", seen="施政績效成果報告108"),),
    indicators=usual("administration.overview", "行政概況"),
)
MAYOR_MEMO = Publication(
    key="administration.mayor_memo",
    name="陳情案件處理績效簽報",
    type="mayor_memo",
    systems=("petition-report",),
    basis=(Practice("每月彙整各機關處理績效，簽報市長", seen="業務報告112-11"),),
    indicators=usual("administration.mayor_memo", "陳情案件處理績效簽報"),
)
RESOLUTIONS = Publication(
    key="administration.resolutions_book",
    name="市議會議決案辦理情形彙編",
    type="resolutions",
    systems=("council-resolutions",),
    basis=(Practice("彙整各機關辦理情形，送市議會", seen="施政績效成果報告108"),),
    indicators=usual("administration.resolutions_book", "市議會議決案辦理情形彙編"),
)
ANNUAL_PLAN = Publication(
    key="administration.annual_plan",
    name="市府年度施政計畫",
    type="annual_plan",
    systems=("annual-plan", "plan-outline"),
    basis=(
        Law("預算法", "第32條"),
        Practice("草案配合預算書送市議會，審定後修正為核定本，函送市議會、審計處及各機關", seen="施政績效成果報告108"),
    ),
    indicators=usual("administration.annual_plan", "市府年度施政計畫"),
)
