"""Tell all reporters of a matter how it stands (說明辦理情形) with one text: by the rules of a reply, each under the own number."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet

from yankao.engines.cases import registry
from yankao.engines.cases.deed import doing
from yankao.engines.cases.facts import check_text
from yankao.engines.cases.models import Case, CaseNote
from yankao.engines.cases.reply import blockers
from yankao.engines.notices.models import Notice
from yankao.engines.notices.tell import Telling, tell
from yankao.kernel.actors import Actor

NUMBER = "{案號}"
"""Where a text says so, each reporter reads the own case number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What would be sent: to the reporters of how many cases, how many left no way to be reached, how it reads, what still hinders."""

    cases: int
    told: int
    unreachable: int
    sample: str
    problems: tuple[str, ...]


def family(cases: Iterable[Case]) -> QuerySet[Case]:
    """Return the cases with everything merged into them."""
    ids = [case.pk for case in cases]
    return Case.objects.filter(Q(pk__in=ids) | Q(merged_into__in=ids)).order_by("id")


def preview(cases: Iterable[Case], text: str) -> Preview:
    """Tell what informing would do, before anything is sent."""
    rows = list(family(cases).values_list("number", "reporter"))
    told = sum(reporter is not None for _number, reporter in rows)
    sample = filled(text, rows[0][0]) if rows else ""
    return Preview(cases=len(rows), told=told, unreachable=len(rows) - told, sample=sample, problems=tuple(blockers(sample)))


def filled(text: str, number: str) -> str:
    """Return the text as the reporter of one case reads it."""
    return text.strip().replace(NUMBER, number)


def inform(case: Case, *, text: str, actor: Actor, now: datetime) -> int:
    """Write the text on a case and tell its reporter and those of every case merged into it; return how many are told.

    Raises:
        PermissionDenied: the actor does not speak to all reporters in this procedure's response mode.
        ValidationError: the text is empty, has something left to fill, or holds personal data.
    """
    check_text(text)
    if problems := blockers(filled(text, case.number)):
        raise ValidationError(problems)
    response = registry.get(case.procedure).response
    with transaction.atomic():
        with doing(case.pk, "inform", by=response.informed_by if response else None, actor=actor, now=now) as deed:
            if deed.case.merged_into_id is not None:
                raise ValidationError("此案件已併案，請由併入的案件統一說明。")
            # Whoever follows a merged case reads the public texts of the case it was merged into.
            deed.note(CaseNote.Kind.PUBLIC, filled(text, deed.case.number))
        reached = family([deed.case]).filter(reporter__isnull=False).values_list("number", "reporter")
        return tell((_telling(number, str(reporter), text) for number, reporter in reached), now=now)


def _telling(number: str, reporter: str, text: str) -> Telling:
    return Telling(
        recipient_kind=Notice.Recipient.PERSON,
        recipient_id=reporter,
        subject_kind="case",
        subject_id=number,
        title=f"{number} 辦理情形",
        text=filled(text, number),
    )
