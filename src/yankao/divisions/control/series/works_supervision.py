"""公共工程督導會報: chaired by a deputy mayor, it serves many sets of works under control at once and takes up those that are behind."""

from yankao.divisions.control.logic.meetings import series
from yankao.kernel.law import Practice

CHAIRED = Practice("由副市長主持，定期召開公共工程督導會報，協助機關解決困難，督促工進", seen="業務報告 109-11 第61行")
EVERY_QUARTER = Practice("每季召開公督會報檢討列管案件遭遇問題並研議解決對策", seen="業務報告 109-11 第69行")

WORKS_SUPERVISION = series(
    key="control.works_supervision",
    name="公共工程督導會報",
    systems=("works-supervision",),
    basis=(CHAIRED, EVERY_QUARTER),
    chaired_by="副市長",
    tracked="control.taskforce_item",
    programmes=(
        ("control.project_tracking", "市府列管計畫"),
        ("control.infra_subsidy", "中央補助公共建設"),
        ("control.morakot", "莫拉克災後復建"),
        ("control.district_works", "區公所重要工程"),
        ("control.forward_looking", "前瞻基礎建設"),
        ("engineering.inspection", "工程施工查核"),
    ),
)
