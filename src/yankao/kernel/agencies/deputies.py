"""職務代理人: who acts for whom at a moment."""

from datetime import datetime
from uuid import UUID

from yankao.kernel.agencies.models import Deputy


def deputies_of(principal_id: UUID, *, at: datetime) -> tuple[UUID, ...]:
    """Return those who act for a person at a moment, the earliest named first; the end of a period no longer counts."""
    rows = Deputy.objects.filter(principal_id=principal_id, starts_at__lte=at, ends_at__gt=at)
    return tuple(dict.fromkeys(rows.order_by("starts_at", "id").values_list("deputy_id", flat=True)))


def principals_of(deputy_id: UUID, *, at: datetime) -> tuple[UUID, ...]:
    """Return those for whom a person acts at a moment."""
    rows = Deputy.objects.filter(deputy_id=deputy_id, starts_at__lte=at, ends_at__gt=at)
    return tuple(dict.fromkeys(rows.order_by("starts_at", "id").values_list("principal_id", flat=True)))
