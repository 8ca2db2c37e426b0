"""Every score out and in as a table: one row for each sheet, columns by criterion; taken in whole or not at all."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal, InvalidOperation

from django.core.exceptions import ValidationError
from django.db import transaction

from yankao.engines.panel.declare import Scheme
from yankao.engines.panel.deed import require
from yankao.engines.panel.models import Review, Sheet
from yankao.engines.panel.sheets import Given, enter_paper
from yankao.kernel.actors import Actor

FIRST = ("entry", "title", "group", "phase", "attempt", "judge", "serial")
LAST = ("total", "remark", "signed_at", "proof", "digest")
Row = Sequence[object]


def columns(it: Scheme, review: Review) -> tuple[str, ...]:
    """Return the columns of the table of sheets."""
    return (*FIRST, *(each.key for each in it.criteria.at(review.rules_on).value), *LAST)


def rows(it: Scheme, review: Review) -> Iterator[Row]:
    """Go through the signed sheets; judges stand under their codes, as in the summary."""
    criteria = it.criteria.at(review.rules_on).value
    sheets = Sheet.objects.filter(review=review, signed_at__isnull=False).select_related("entry", "member").prefetch_related("lines")
    for sheet in sheets.order_by("entry__order", "phase", "attempt", "member__code", "serial"):
        points = {line.criterion: line.points for line in sheet.lines.all()}
        yield (
            sheet.entry.code, sheet.entry.title, sheet.entry.group, sheet.phase, sheet.attempt,
            sheet.member.code if sheet.member else "", sheet.serial,
            *(points.get(each.key, "") for each in criteria), sheet.total, sheet.remark, sheet.signed_at, sheet.proof, sheet.digest,
        )  # fmt: skip


def take_in(it: Scheme, review_id: int, given: Iterable[Mapping[str, str]], *, actor: Actor, now: datetime) -> int:
    """Take signed paper sheets in from a table with the columns entry, judge, serial (if several), one for each criterion, and remark.

    Every row that cannot be taken is named with its reason, and then none is taken.
    """
    require(it.run_by, actor, deed="匯入評分")
    review = Review.objects.get(pk=review_id, scheme=it.key)
    criteria = it.criteria.at(review.rules_on).value
    entries = dict(review.entries.values_list("code", "pk"))
    seats = dict(review.members.filter(left_at__isnull=True).values_list("code", "pk"))
    wrong: list[str] = []
    taken = 0
    with transaction.atomic():
        for line, row in enumerate(given, start=2):
            try:
                with transaction.atomic():
                    points = {each.key: _number(row.get(each.key, ""), each.name) for each in criteria}
                    entry, seat = _known(entries, row.get("entry", ""), "案件代號"), _known(seats, row.get("judge", ""), "委員代號")
                    sheet = Given(points=points, remark=row.get("remark", ""), serial=int(row.get("serial") or 1))
                    enter_paper(it, review_id, entry, seat, actor=actor, now=now, given=sheet)
                taken += 1
            except (ValidationError, ValueError) as error:
                wrong.append(f"第 {line} 列：{'；'.join(error.messages) if isinstance(error, ValidationError) else '份次應為整數'}")
        if wrong:
            raise ValidationError(wrong[:50])
        if not taken:
            raise ValidationError("檔案沒有資料列。")
    return taken


def _number(text: str, name: str) -> Decimal:
    try:
        return Decimal(str(text).strip())
    except InvalidOperation:
        raise ValidationError(f"「{name}」應為數字") from None


def _known(known: Mapping[str, int], code: str, name: str) -> int:
    if str(code).strip() not in known:
        raise ValidationError(f"沒有這個{name}：{code}")
    return known[str(code).strip()]
