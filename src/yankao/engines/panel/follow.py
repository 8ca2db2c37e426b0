"""考評建議與獎懲建議: what a review asks of agencies, put under control as cases until it is carried out."""

from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import ValidationError

from yankao.engines.cases import registry
from yankao.engines.cases.open import Origin, open_case
from yankao.engines.panel.declare import Scheme
from yankao.engines.panel.deed import doing, record
from yankao.engines.panel.models import FollowUp, Result, Standing
from yankao.kernel.actors import Actor
from yankao.kernel.days import day_of

SOURCE = "review"
ASKING = (Standing.SCORING, Standing.DECIDED, Standing.PUBLISHED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """One recommendation: to whom, what, and by when an answer is due."""

    kind: str
    text: str
    agency_id: int | None
    due_on: date | None
    entry_id: int | None = None


def recommend(it: Scheme, review_id: int, *, actor: Actor, now: datetime, facts: Facts) -> FollowUp:
    """Write a recommendation of the panel down."""
    with doing(it, review_id, actor=actor, deed="登錄考評建議", at=ASKING) as review:
        checks = (
            ("kind", facts.kind not in FollowUp.Kind.values, "請選擇性質"),
            ("text", not facts.text.strip(), "請填寫建議內容"),
            ("agency", facts.agency_id is None, "請選擇辦理機關"),
            ("due_on", facts.due_on is None or facts.due_on < day_of(now), "回復期限不得早於今日"),
        )
        if errors := {name: sentence for name, is_wrong, sentence in checks if is_wrong}:
            raise ValidationError(errors)
        assert facts.agency_id is not None
        assert facts.due_on is not None
        found = FollowUp.objects.create(
            review=review, entry_id=facts.entry_id, kind=facts.kind, text=facts.text.strip(), agency_id=facts.agency_id, due_on=facts.due_on
        )
        record(review, "recommend", actor=actor, now=now, values={"kind": facts.kind, "text": facts.text})
    return found


def adopt(it: Scheme, review_id: int, *, actor: Actor, now: datetime, due_on: date) -> int:
    """Ask the agencies of all entries whose grade is to be adopted to take them up (函請參採); return how many are new."""
    with doing(it, review_id, actor=actor, deed="函請參採", at=(Standing.DECIDED, Standing.PUBLISHED)) as review:
        grades = [each.key for each in it.grading.at(review.rules_on).value.grades if each.is_adopted]
        wanted = Result.objects.filter(entry__review=review, is_current=True, grade__in=grades, entry__agency__isnull=False)
        wanted = wanted.exclude(entry__follow_ups__kind=FollowUp.Kind.ADOPT).select_related("entry__agency")
        made = FollowUp.objects.bulk_create(
            FollowUp(
                review=review, entry=row.entry, kind=FollowUp.Kind.ADOPT, agency=row.entry.agency, due_on=due_on,
                text=f"請研議參採「{row.entry.title}」並回復參採情形",
            )
            for row in wanted
            if row.entry.agency is not None
        )  # fmt: skip
        record(review, "adopt", actor=actor, now=now, values={"entries": len(made)})
    return len(made)


def track(it: Scheme, review_id: int, *, actor: Actor, now: datetime) -> int:
    """Put all recommendations under control; a second click opens nothing. Return how many cases are new."""
    if it.tracked is None:
        raise ValidationError(f"「{it.name}」的建議不列管。")
    procedure = registry.get(it.tracked.procedure)
    with doing(it, review_id, actor=actor, deed="建議列管", at=(Standing.DECIDED, Standing.PUBLISHED)) as review:
        rows = list(review.follow_ups.filter(case__isnull=True).select_related("agency", "entry", "review"))
        for row in rows:
            # One case by the engine's own way in, so that its clocks, notices and audit are those of any other.
            origin = Origin(source=SOURCE, external_id=str(row.pk), is_simulated=review.is_simulated)
            row.case = open_case(procedure, actor=actor, now=now, facts=it.tracked.facts(row), origin=origin)
            row.save(update_fields=["case"])
        record(review, "track", actor=actor, now=now, values={"follow_ups": [row.pk for row in rows]})
    return len(rows)
