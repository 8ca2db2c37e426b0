"""工程施工查核: a site is visited unannounced, its defects go to the agency within seven working days, and the score is the members' mean."""

from yankao.divisions.engineering.logic.scoring_facts import InspectionFacts
from yankao.divisions.engineering.logic.scoring_life import inspection


class Inspection(InspectionFacts):
    """Facts of one inspection."""


def is_first_of_its_year(it: Inspection) -> str | None:
    """The second visit to a tender in one year is a 複查 and is counted apart."""
    if it.planned_on is None:
        return "請填寫預定查核日期"
    year = it.planned_on.year
    earlier = Inspection.objects.filter(tender=it.tender, inspected_on__year=year).exclude(pk=it.pk).exists()
    return f"此標案{year - 1911}年度已查核，同年度再次查核請以「複查」立案" if earlier else None


INSPECTION = inspection(
    key="engineering.inspection", name="工程施工查核", letter="I", detail=Inspection, systems=("inspection",), opening_guard=is_first_of_its_year
)
