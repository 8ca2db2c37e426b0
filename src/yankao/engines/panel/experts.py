"""Keep the pool of experts (專家人才庫): enter, correct, bar, declare ties; and say who may be asked and what asks for recusal."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet

from yankao.engines.cases.who import role
from yankao.engines.identity.models import User
from yankao.engines.panel.conflicts import Connection, Involved, Suspicion, TieKind, suspicions
from yankao.engines.panel.errors import ReviewConflict
from yankao.engines.panel.models import Bar, Expert, ExpertTie
from yankao.kernel import audit
from yankao.kernel.actors import Actor

SUBJECT = "expert"
KEEPERS = role("officer", name="研考會業務承辦")


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is written down of an expert; `username` is the account with which the person logs in."""

    name: str
    kind: str
    organisation: str = ""
    title: str = ""
    agency_id: int | None = None
    username: str = ""
    fields: tuple[str, ...] = ()
    pools: tuple[str, ...] = ()
    source: str = Expert.Source.NATIONAL
    source_reason: str = ""
    source_approval: str = ""
    bar: str = Bar.NONE
    bar_reason: str = ""
    valid_from: date | None = None
    valid_to: date | None = None


def enter(facts: Facts, *, actor: Actor, now: datetime, is_simulated: bool = False) -> Expert:
    """Put somebody into the pool.

    Raises:
        PermissionDenied: the actor does not keep the pool.
        ValidationError: a fact is missing or wrong.
    """
    _require_keeper(actor)
    with transaction.atomic():
        expert = Expert(is_simulated=is_simulated)
        _take(expert, facts)
        expert.save(force_insert=True)
        _record(expert, "enter", actor=actor, now=now, facts=facts)
    return expert


def correct(expert_id: int, facts: Facts, *, actor: Actor, now: datetime, version: int | None = None) -> Expert:
    """Correct what is known of an expert, bar the person or strike them from the pool by its last day."""
    _require_keeper(actor)
    with transaction.atomic():
        expert = Expert.objects.select_for_update().get(pk=expert_id)
        if version is not None and version != expert.version:
            raise ReviewConflict
        _take(expert, facts)
        expert.version += 1
        expert.save()
        _record(expert, "correct", actor=actor, now=now, facts=facts)
    return expert


def add_tie(
    expert_id: int,
    *,
    actor: Actor,
    now: datetime,
    kind: TieKind,
    name: str = "",
    agency_id: int | None = None,
    until: date | None = None,
    source: str = ExpertTie.Source.DECLARED,
) -> ExpertTie:
    """Write down a tie of an expert; the person may declare their own."""
    with transaction.atomic():
        expert = Expert.objects.select_for_update().get(pk=expert_id)
        if not (KEEPERS.allows(actor) or str(expert.account_id) == actor.id):
            raise PermissionDenied("利害關係由本人聲明，或由研考會業務承辦登錄")
        if not name.strip() and agency_id is None:
            raise ValidationError({"name": "請填寫對象的姓名、單位，或選擇機關"})
        tie = ExpertTie.objects.create(expert=expert, kind=kind, name=name.strip()[:120], agency_id=agency_id, until=until, source=source)
        audit.record(subject_kind=SUBJECT, subject_id=expert.pk, verb="tie", actor=actor, at=now, values={"kind": kind, "name": name, "until": until})
    return tie


def eligible(pool: str, *, on: date) -> QuerySet[Expert]:
    """Return who may be asked for a pool on a day: listed, not barred; one without a pool of their own serves any."""
    in_force = (Q(valid_from__isnull=True) | Q(valid_from__lte=on)) & (Q(valid_to__isnull=True) | Q(valid_to__gte=on))
    return Expert.objects.filter(in_force, Q(pools__contains=[pool]) | Q(pools=[]), bar=Bar.NONE).select_related("agency")


def connections_of(expert: Expert) -> tuple[Connection, ...]:
    """Return what ties an expert: the person, the present employer, and whatever was declared or found."""
    own = [Connection(kind=TieKind.SELF, name=expert.name)]
    if expert.organisation or expert.agency_id is not None:
        own.append(Connection(kind=TieKind.EMPLOYED, name=expert.organisation, agency_id=expert.agency_id))
    ties = expert.ties.all()
    return (*own, *(Connection(kind=TieKind(tie.kind), name=tie.name, agency_id=tie.agency_id, until=tie.until) for tie in ties))


def suggested(expert: Expert, involved: Iterable[Involved], *, on: date) -> tuple[Suspicion, ...]:
    """Return the conflicts that the data suggest between an expert and those involved in a matter."""
    return suspicions(connections_of(expert), involved, on=on)


def share_external(members: Sequence[Expert]) -> tuple[int, int]:
    """Return how many of the members are from outside, and how many they are."""
    return sum(member.is_external for member in members), len(members)


def _require_keeper(actor: Actor) -> None:
    if not KEEPERS.allows(actor):
        raise PermissionDenied(f"您沒有維護專家人才庫的權限（{KEEPERS.describe()}）")


def _take(expert: Expert, facts: Facts) -> None:
    account = User.objects.filter(username=facts.username.strip(), is_active=True).first() if facts.username.strip() else None
    checks = (
        ("name", not facts.name.strip(), "請填寫姓名"),
        ("kind", facts.kind not in Expert.Kind.values, "請選擇身分"),
        ("source", facts.source not in Expert.Source.values, "請選擇名單來源"),
        ("source_reason", _is_unreasoned(facts), "未能自名單覓得適當人選而自行遴選者，請敘明理由並填寫核定文號"),
        ("bar", facts.bar not in Bar.values, "請選擇不得擔任的事由"),
        ("valid_to", bool(facts.valid_from and facts.valid_to and facts.valid_to < facts.valid_from), "除名日不得早於列入日"),
        ("username", bool(facts.username.strip()) and account is None, "沒有這個帳號，請洽系統管理者開立"),
        ("username", _is_taken(account, expert), "此帳號已由其他專家使用"),
    )
    if errors := {name: sentence for name, is_wrong, sentence in checks if is_wrong}:
        raise ValidationError(errors)
    expert.account = account
    for name in ("kind", "agency_id", "source", "bar", "valid_from", "valid_to"):
        setattr(expert, name, getattr(facts, name))
    for name in ("name", "organisation", "title", "source_reason", "source_approval", "bar_reason"):
        setattr(expert, name, str(getattr(facts, name)).strip())
    expert.fields = sorted({each.strip() for each in facts.fields if each.strip()})
    expert.pools = sorted({each.strip() for each in facts.pools if each.strip()})


def _is_unreasoned(facts: Facts) -> bool:
    return facts.source == Expert.Source.OWN and not (facts.source_reason.strip() and facts.source_approval.strip())


def _is_taken(account: User | None, expert: Expert) -> bool:
    return account is not None and Expert.objects.filter(account=account).exclude(pk=expert.pk).exists()


def _record(expert: Expert, verb: str, *, actor: Actor, now: datetime, facts: Facts) -> None:
    values = {"name": facts.name, "kind": facts.kind, "organisation": facts.organisation, "bar": facts.bar, "source": facts.source}
    audit.record(subject_kind=SUBJECT, subject_id=expert.pk, verb=verb, actor=actor, at=now, values=values)
