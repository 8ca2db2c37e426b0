"""異動項目 (項目管理): add and change items, and their agency and declared tier from a day on; what held before stays readable."""

import re
from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from yankao.engines.cases import registry
from yankao.engines.cases.category_models import Category, CategoryRule
from yankao.engines.cases.declare import Deadline, Procedure, Tiers
from yankao.kernel.actors import Actor
from yankao.kernel.agencies.models import Agency, District
from yankao.kernel.agencies.read import agencies_valid_on
from yankao.kernel.changes import Subject
from yankao.kernel.changes.record import record_change, require_unchanged
from yankao.kernel.days import day_of
from yankao.kernel.roc import roc_date

CODE = re.compile(r"[a-z0-9]+([_-][a-z0-9]+)*")


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemFacts:
    """What is written about an item; its period is open at an end left empty."""

    name: str
    group: str = ""
    description: str = ""
    is_public: bool = True
    order: int = 0
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleFacts:
    """From a day on: who takes the item in an area (empty: the whole city), with which declared tier, and on what ground.

    `owner` keeps it to the assets of one owner (設施權屬); empty: whoever owns them.
    """

    starts_on: date
    area: str = ""
    owner: str = ""
    agency: Agency | None = None
    tier: str = ""
    reason: str = ""


def category_subject(category_id: int) -> Subject:
    """Return the name under which changes of an item are written down."""
    return Subject(kind="category", id=str(category_id))


def may_keep(actor: Actor, procedure: Procedure) -> bool:
    """Whether the actor keeps the items of a procedure: the administrator, and the desk's lead of the division that runs it."""
    return actor.has_role("admin") or any(held.role == "desk_lead" and held.division == procedure.owner for held in actor.memberships)


def tiered(procedure: Procedure) -> tuple[tuple[Deadline, Tiers], ...]:
    """Return the time limits of a procedure whose length an item chooses, each with its declared tiers."""
    return tuple((deadline, deadline.within) for deadline in procedure.deadlines if isinstance(deadline.within, Tiers))


def tier_names(procedure: Procedure, keys: str) -> tuple[str, ...]:
    """Say the tiers an item has, one for each limit that has tiers; an item that names none has the default."""
    return tuple(f"{deadline.name} {tiers.get(keys).name}" for deadline, tiers in tiered(procedure))


def add_category(procedure: Procedure, code: str, facts: ItemFacts, *, actor: Actor, now: datetime) -> Category:
    """Add an item to a procedure.

    Raises:
        PermissionDenied: the actor does not keep the items of this procedure.
        ValidationError: the code is malformed or taken, or a fact is wrong.
    """
    _require_keeper(actor, procedure)
    if not CODE.fullmatch(code):
        raise ValidationError({"code": "代碼請用小寫英文、數字及連字號，例如 street-light"})
    _check_facts(facts)
    with transaction.atomic():
        category, is_new = Category.objects.get_or_create(procedure=procedure.key, code=code, defaults=asdict(facts))
        if not is_new:
            raise ValidationError({"code": f"代碼「{code}」已使用"})
        changed = {"code": ("", code), **{name: ("", value) for name, value in asdict(facts).items() if value not in {"", None}}}
        record_change(category_subject(category.pk), "add", actor=actor, now=now, changed=changed)
    return category


def change_category(category_id: int, facts: ItemFacts, *, actor: Actor, now: datetime, seen: int | None = None, reason: str = "") -> Category:
    """Change what is written about an item: its name, group, order, whether it is public, its period."""
    _check_facts(facts)
    with transaction.atomic():
        category = _locked(category_id, actor=actor, seen=seen)
        changed = {name: (getattr(category, name), value) for name, value in asdict(facts).items() if getattr(category, name) != value}
        if not changed:
            raise ValidationError("沒有任何更正")
        for name, (_, value) in changed.items():
            setattr(category, name, value)
        category.save(update_fields=list(changed))
        record_change(category_subject(category_id), "correct", actor=actor, now=now, changed=changed, reason=reason)
    return category


def set_rule(category_id: int, facts: RuleFacts, *, actor: Actor, now: datetime, seen: int | None = None) -> CategoryRule:
    """Let another agency or tier hold from a day on; a rule not yet in force is replaced, one in force stays as it was.

    Raises:
        PermissionDenied: the actor does not keep the items of this procedure.
        ValidationError: no ground, a day already past, an unknown tier or a closed agency.
    """
    with transaction.atomic():
        category = _locked(category_id, actor=actor, seen=seen)
        tier = _check_rule(registry.get(category.procedure), facts, now=now)
        rule = CategoryRule.objects.filter(category=category, area=facts.area, owner=facts.owner, starts_on=facts.starts_on).first()
        if rule is not None and rule.starts_on <= day_of(now):
            raise ValidationError({"starts_on": "今日已有一次異動，請自明日起生效"})
        old = describe(rule) if rule else ""
        rule = rule or CategoryRule(category=category, area=facts.area, owner=facts.owner, starts_on=facts.starts_on)
        rule.agency, rule.tier, rule.reason = facts.agency, tier, facts.reason.strip()
        rule.save()
        record_change(category_subject(category_id), "rule", actor=actor, now=now, changed={"rule": (old, describe(rule))}, reason=facts.reason)
    return rule


def withdraw_rule(rule_id: int, *, actor: Actor, now: datetime, seen: int | None = None) -> None:
    """Take back a rule that is not yet in force; one in force is ended by a new one."""
    with transaction.atomic():
        rule = CategoryRule.objects.select_related("agency", "category").get(pk=rule_id)
        _locked(rule.category_id, actor=actor, seen=seen)
        if rule.starts_on <= day_of(now):
            raise ValidationError("已生效的規則不得撤回，請另訂新的生效日")
        record_change(category_subject(rule.category_id), "withdraw_rule", actor=actor, now=now, changed={"rule": (describe(rule), "")})
        rule.delete()


def describe(rule: CategoryRule) -> str:
    """Say a rule in one line: day, area, owner of the asset where it names one, agency, tier."""
    owner = dict(registry.get(rule.category.procedure).asset_owners).get(rule.owner, rule.owner)
    told = (f"{rule.starts_on}起", rule.area or "全市", owner, str(rule.taken_by), rule.tier or "預設時限")
    return "・".join(filter(None, told))


def _locked(category_id: int, *, actor: Actor, seen: int | None) -> Category:
    category = Category.objects.select_for_update().get(pk=category_id)
    _require_keeper(actor, registry.get(category.procedure))
    require_unchanged(category_subject(category_id), seen)
    return category


def _require_keeper(actor: Actor, procedure: Procedure) -> None:
    if not may_keep(actor, procedure):
        raise PermissionDenied(f"「{procedure.name}」的項目限系統管理者及主管業務之督導異動")


def _check_facts(facts: ItemFacts) -> None:
    if not facts.name.strip():
        raise ValidationError({"name": "請填寫名稱"})
    if facts.valid_from and facts.valid_to and facts.valid_to < facts.valid_from:
        raise ValidationError({"valid_to": "停用日不得早於啟用日"})


def _check_rule(procedure: Procedure, facts: RuleFacts, *, now: datetime) -> str:
    """Return the tier in the order of the declaration, or say what is wrong."""
    problems: dict[str, str] = {}
    if facts.starts_on < day_of(now):
        problems["starts_on"] = f"生效日不得早於今日（{roc_date(day_of(now))}）：規則不溯及既往"
    if not facts.reason.strip():
        problems["reason"] = "請填寫依據，例如公文日期與文號"
    if facts.agency and not agencies_valid_on(facts.starts_on).filter(pk=facts.agency.pk).exists():
        problems["agency"] = f"{facts.agency.name}於生效日已裁撤或尚未設立"
    problems |= _wrong_place(procedure, facts)
    keys, known = facts.tier.split(), {tier.key: place for place, (_, tiers) in enumerate(tiered(procedure)) for tier in tiers.tiers}
    if any(key not in known for key in keys):
        problems["tier"] = "時限級別應為此程序宣告的級別"
    elif len({known[key] for key in keys}) != len(keys):
        problems["tier"] = "每一種期限只能選一個級別"
    if problems:
        raise ValidationError(problems)
    return " ".join(sorted(keys, key=lambda key: known[key]))


def _wrong_place(procedure: Procedure, facts: RuleFacts) -> dict[str, str]:
    """Say what is wrong with where a rule holds and whose assets it is for."""
    problems = {}
    if facts.area and not District.objects.filter(code=facts.area).exists():
        problems["area"] = "查無此行政區"
    if facts.owner and facts.owner not in dict(procedure.asset_owners):
        problems["owner"] = "設施權屬應從清單選取" if procedure.asset_owners else f"「{procedure.name}」不依設施權屬分派"
    return problems
