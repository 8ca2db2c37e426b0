"""複查: the second visit to a tender in the same year, counted apart from the inspections and together with them."""

from yankao.divisions.engineering.logic.scoring_facts import InspectionFacts
from yankao.divisions.engineering.logic.scoring_life import inspection
from yankao.divisions.engineering.logic.scoring_measures import inspected_together
from yankao.divisions.engineering.procedures.inspection import Inspection
from yankao.engines.indicators.declare import Indicator


class Reinspection(InspectionFacts):
    """Facts of one second visit."""


def was_inspected_this_year(it: Reinspection) -> str | None:
    """A new year starts again: without an inspection of the same year there is nothing to look at a second time."""
    if it.planned_on is None:
        return "請填寫預定查核日期"
    year = it.planned_on.year
    found = Inspection.objects.filter(tender=it.tender, inspected_on__year=year, inspected_on__lte=it.planned_on).exists()
    return None if found else f"此標案{year - 1911}年度尚未查核，請以「工程施工查核」立案；新年度重新起算"


REINSPECTION = inspection(
    key="engineering.reinspection", name="複查", letter="J", detail=Reinspection, systems=("reinspection",), opening_guard=was_inspected_this_year,
    indicators=(
        Indicator(key="engineering.reinspection.with_inspections", name="查核及複查件數", unit="件", measure=inspected_together(Inspection, Reinspection),
                  counting="期間內查核件數加複查件數，以查核日期計"),
    ),
)  # fmt: skip
