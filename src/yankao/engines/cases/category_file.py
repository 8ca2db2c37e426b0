"""項目表的匯出與匯入: one line for each rule of each item; a file is taken over as a whole or not at all."""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from yankao.engines.cases import registry
from yankao.engines.cases.category_models import Category, CategoryRule
from yankao.engines.cases.category_write import ItemFacts, RuleFacts, add_category, change_category, may_keep, set_rule
from yankao.kernel.actors import Actor
from yankao.kernel.agencies.models import Agency
from yankao.kernel.roc import parse_date

COLUMNS = (
    "procedure", "code", "name", "group", "description", "public", "order", "valid_from", "valid_to",
    "area", "owner", "starts_on", "agency", "tier", "reason",
)  # fmt: skip
MOST_LINES = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a file did, or would do: items added and changed, rules added, lines already so, and what is wrong."""

    added: int
    changed: int
    rules: int
    same: int
    problems: tuple[tuple[int, str], ...]


def category_lines(actor: Actor) -> Iterator[tuple[object, ...]]:
    """Go through the items the actor keeps, one line for each of their rules."""
    keys = [each.key for each in registry.every() if may_keep(actor, each)]
    rules: dict[int, list[CategoryRule]] = {}
    for rule in CategoryRule.objects.filter(category__procedure__in=keys).select_related("agency").order_by("area", "owner", "starts_on"):
        rules.setdefault(rule.category_id, []).append(rule)
    for it in Category.objects.filter(procedure__in=keys):
        head = (it.procedure, it.code, it.name, it.group, it.description, "yes" if it.is_public else "no", it.order, it.valid_from, it.valid_to)
        for rule in rules.get(it.pk, []):
            yield (*head, rule.area, rule.owner, rule.starts_on, rule.agency.slug if rule.agency else "", rule.tier, rule.reason)
        if it.pk not in rules:
            yield (*head, "", "", None, "", "", "")


def import_categories(lines: Iterable[str], *, actor: Actor, now: datetime, is_trial: bool) -> Outcome:
    """Take a file over; with anything wrong in it, or as a trial, nothing is written."""
    reader = csv.DictReader(line.removeprefix("\ufeff") for line in lines)
    missing = [name for name in COLUMNS[:3] if name not in (reader.fieldnames or ())]
    if missing:
        raise ValidationError(f"第一列缺少欄位：{'、'.join(missing)}。請先下載現有項目表，修改後再匯入。")
    taking = _Taking(actor=actor, now=now)
    with transaction.atomic():
        for number, row in enumerate(reader, start=2):
            taking.line(number, {name: (row.get(name) or "").strip() for name in COLUMNS})
        transaction.set_rollback(is_trial or bool(taking.problems))
    return Outcome(added=taking.added, changed=taking.changed, rules=taking.rules, same=taking.same, problems=tuple(taking.problems))


class _Taking:
    """One file being taken over, line by line."""

    def __init__(self, *, actor: Actor, now: datetime) -> None:
        self.actor, self.now = actor, now
        self.added = self.changed = self.rules = self.same = 0
        self.problems: list[tuple[int, str]] = []
        self._agencies = {agency.slug: agency for agency in Agency.objects.all()}
        self._categories = {(it.procedure, it.code): it for it in Category.objects.all()}
        self._rules = {(rule.category_id, rule.area, rule.owner, rule.starts_on): rule for rule in CategoryRule.objects.all()}

    def line(self, number: int, row: dict[str, str]) -> None:
        """Take one line over, or note what is wrong with it."""
        if number > MOST_LINES:
            raise ValidationError(f"檔案超過{MOST_LINES:,}列")
        try:
            with transaction.atomic():
                done = self._item(row) | self._rule(row)
        except (ValidationError, ValueError, LookupError) as error:
            self.problems.append((number, "；".join(error.messages) if isinstance(error, ValidationError) else str(error.args[0])))
        else:
            self.same += not done

    def _item(self, row: dict[str, str]) -> bool:
        procedure = registry.get(row["procedure"])
        facts = ItemFacts(
            name=row["name"], group=row["group"], description=row["description"], is_public=row["public"] != "no",
            order=int(row["order"] or 0), valid_from=_day(row["valid_from"]), valid_to=_day(row["valid_to"]),
        )  # fmt: skip
        known = self._categories.get((procedure.key, row["code"]))
        if known is None:
            self._categories[procedure.key, row["code"]] = add_category(procedure, row["code"], facts, actor=self.actor, now=self.now)
            self.added += 1
            return True
        if all(getattr(known, name) == getattr(facts, name) for name in ItemFacts.__slots__):
            return False
        self._categories[procedure.key, row["code"]] = change_category(known.pk, facts, actor=self.actor, now=self.now, reason=row["reason"])
        self.changed += 1
        return True

    def _rule(self, row: dict[str, str]) -> bool:
        starts_on = _day(row["starts_on"])
        if starts_on is None:
            return False
        if row["agency"] and row["agency"] not in self._agencies:
            raise ValidationError(f"查無機關代稱「{row['agency']}」")
        agency = self._agencies.get(row["agency"])
        category = self._categories[row["procedure"], row["code"]]
        known = self._rules.get((category.pk, row["area"], row["owner"], starts_on))
        if known is not None and (known.agency_id, known.tier) == (agency.pk if agency else None, " ".join(row["tier"].split())):
            return False
        facts = RuleFacts(starts_on=starts_on, area=row["area"], owner=row["owner"], agency=agency, tier=row["tier"], reason=row["reason"])
        set_rule(category.pk, facts, actor=self.actor, now=self.now)
        self.rules += 1
        return True


def _day(text: str) -> date | None:
    return parse_date(text) if text else None
