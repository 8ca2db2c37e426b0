"""What every declared procedure promises, whatever it is about."""

import pytest
from django.db import models

from tests.cases.people import at
from yankao.engines.cases import registry
from yankao.engines.cases.clock import chase_plan
from yankao.engines.cases.declare import COMMON_FACTS, Procedure, Steps, steps_of
from yankao.engines.cases.models import CaseDetail
from yankao.engines.indicators import registry as indicators
from yankao.kernel.law import Law, Ours, Practice
from yankao.kernel.workdays.national import NATIONAL

PROCEDURES = registry.every()
each = pytest.mark.parametrize("procedure", PROCEDURES, ids=lambda it: it.key)


@each
def test_its_key_begins_with_its_division(procedure: Procedure):
    assert procedure.detail._meta.app_label == procedure.owner


@each
def test_every_step_can_be_reached_and_every_open_step_left(procedure: Procedure):
    reached = {procedure.first, *(() if procedure.unrouted is None else (procedure.unrouted,))}
    left: set[Steps] = set()
    for action in procedure.actions:
        if action.to is not None:
            reached.add(action.to)
            left |= {step for step in steps_of(action.at) if step != action.to}
    for name in procedure.verbs.__dataclass_fields__:
        verb = getattr(procedure.verbs, name)
        if verb is not None and verb.to is not None:
            reached.add(verb.to)
    assert reached == set(procedure.steps)
    assert left | set(procedure.closed_steps) >= set(procedure.steps)


@each
def test_every_deadline_says_by_when_on_what_ground_and_what_if_not(procedure: Procedure):
    assert procedure.deadlines
    for deadline in procedure.deadlines:
        assert deadline.escalate, deadline.key
        assert chase_plan(deadline, at("2023-01-18 00:00"), NATIONAL)
        detail = procedure.detail()
        since = deadline.span_on(at("2023-01-18 00:00").date(), detail=detail)
        assert isinstance(since.ground, Law | Practice | Ours)
        assert since.ground.describe()


@each
def test_every_field_a_clerk_sees_has_a_chinese_name(procedure: Procedure):
    assert issubclass(procedure.detail, CaseDetail)
    for field in procedure.detail._meta.fields:
        assert not str(field.verbose_name).isascii(), field.name
    for action in procedure.actions:
        assert not action.name.isascii()


@each
def test_no_fact_of_its_own_hides_a_shared_one(procedure: Procedure):
    own = {field.name for field in procedure.detail._meta.fields}
    assert not own & set(COMMON_FACTS)


@each
def test_it_is_counted(procedure: Procedure):
    assert procedure.indicators
    for indicator in procedure.indicators:
        assert indicators.get(indicator.key)[1] == procedure.key
        assert indicator.counting


def test_a_wrong_declaration_is_refused_with_what_is_wrong():
    good = registry.get("service.dispatch")
    wrong = Procedure(
        key="service.wrong", name="錯誤", detail=good.detail, first=good.first, opened_by=good.opened_by, seen_by=good.seen_by,
        actions=(*good.actions, good.actions[0]), asks=("salary",),
    )  # fmt: skip
    problems = "；".join(registry.problems_of(wrong))
    assert "salary 不是 Dispatch 的欄位" in problems
    assert "重複" in problems


def test_a_key_is_entered_once_and_an_unknown_one_named():
    with pytest.raises(LookupError, match="沒有程序 service\\.nothing"):
        registry.get("service.nothing")


def test_details_hang_on_their_case_alone():
    for procedure in PROCEDURES:
        assert isinstance(procedure.detail._meta.pk, models.OneToOneField)
