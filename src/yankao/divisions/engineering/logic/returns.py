"""查核季報的數字: what the records of one quarter say, first and second inspections apart, each tender once a quarter."""

from calendar import monthrange
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from yankao.divisions.engineering.logic.scoring import Grade
from yankao.divisions.engineering.procedures.inspection import Inspection
from yankao.divisions.engineering.procedures.reinspection import Reinspection
from yankao.kernel.roc import Window

FIGURES = ("inspected", "again", "grade_a", "grade_b", "grade_c", "grade_d", "pending", "average")
MONTHS = 3
HUNDREDTH = Decimal("0.01")


def quarter_end(year: int, quarter: int) -> date:
    """Return the last day of a quarter of a Gregorian year."""
    month = quarter * MONTHS
    return date(year, month, monthrange(year, month)[1])


def last_quarter(day: date) -> tuple[int, int]:
    """Return the quarter that ended last before a day, as Gregorian year and number."""
    before = date(day.year, (day.month - 1) // MONTHS * MONTHS + 1, 1) - timedelta(days=1)
    return before.year, before.month // MONTHS


def window_of(year: int, quarter: int) -> Window:
    """Return the days of a quarter."""
    return Window(date(year, quarter * MONTHS - MONTHS + 1, 1), quarter_end(year, quarter))


def figures_of(year: int, quarter: int) -> dict[str, int | Decimal | None]:
    """Return every figure of the return from the records as they stand."""
    window = window_of(year, quarter)
    rows = Inspection.objects.filter(case__is_test=False, inspected_on__gte=window.first, inspected_on__lte=window.last)
    scores = [score for score in rows.values_list("score", flat=True) if score is not None]
    grades = list(rows.exclude(grade="").values_list("grade", flat=True))
    names = {"grade_a": Grade.EXCELLENT, "grade_b": Grade.FIRST, "grade_c": Grade.SECOND, "grade_d": Grade.THIRD}
    again = Reinspection.objects.filter(case__is_test=False, inspected_on__gte=window.first, inspected_on__lte=window.last).count()
    average = (Decimal(sum(scores)) / len(scores)).quantize(HUNDREDTH, ROUND_HALF_UP) if scores else None
    counted = {key: sum(grade == name for grade in grades) for key, name in names.items()}
    return {"inspected": rows.count(), "again": again, **counted, "pending": rows.count() - len(grades), "average": average}
