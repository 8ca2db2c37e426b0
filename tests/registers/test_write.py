"""Living in a register: who writes, what is kept of what stood before, and that nobody overwrites anybody."""

from dataclasses import replace

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from tests.cases.people import at, citizen, staff

from yankao.divisions.service.registers.calls import CALLS
from yankao.divisions.service.registers.health_visits import HEALTH_VISITS, HealthVisit
from yankao.engines.registers import registry
from yankao.engines.registers.declare import Register
from yankao.engines.registers.errors import RowConflict, RowStruck
from yankao.engines.registers.models import RegisterCount, RegisterEdit, RegisterRow
from yankao.engines.registers.read import history, version_of, visible_rows
from yankao.engines.registers.write import correct, count, enter, restore, strike
from yankao.kernel.audit import verify
from yankao.kernel.audit.models import Entry

MORNING = at("2023-03-01 12:00")


@pytest.fixture
def agent(city):
    return staff("agent", "rdec-service-callcentre", name="陳話務")


@pytest.fixture
def lead(city):
    return staff("desk_lead", "rdec-service", name="林督導")


def morning(agent, **facts):
    given = {"served_on": "2023-03-01", "session": "morning", "person_times": 12, "nurse_hours": "4", **facts}
    row = enter(HEALTH_VISITS, actor=agent, now=MORNING, facts=given)
    assert isinstance(row, HealthVisit)
    return row


def test_a_row_is_entered_with_who_and_when_and_an_audit_entry_of_names_only(agent):
    row = morning(agent)
    assert (row.person_times, row.version, row.entered_by, row.entered_at) == (12, 1, "陳話務", MORNING)
    entry = Entry.objects.get(subject_kind="register", subject_id=f"service.health_visit/{row.pk}")
    assert entry.verb == "service.health_visit:enter"
    assert "person_times" in entry.fields
    assert list(verify()) == []


def test_what_is_missing_wrong_or_not_asked_is_named_field_by_field_and_nothing_is_kept(agent):
    with pytest.raises(ValidationError) as refusal:
        enter(HEALTH_VISITS, actor=agent, now=MORNING, facts={"served_on": "昨天", "session": "noon", "salary": 1})
    assert set(refusal.value.message_dict) == {"served_on", "session", "person_times", "salary"}
    assert HealthVisit.kept.count() == 0


def test_only_those_named_write_and_a_register_filled_by_import_takes_no_row_from_anybody(agent):
    for stranger in (citizen(), staff("auditor", "rdec"), staff("clerk", "public-works-maintenance")):
        with pytest.raises(PermissionDenied):
            morning(stranger)
    with pytest.raises(PermissionDenied, match="話務紀錄"):
        enter(CALLS, actor=agent, now=MORNING, facts={})


def test_a_correction_keeps_the_old_value_its_reason_and_the_version_it_made(agent, lead):
    row = morning(agent)
    correct(HEALTH_VISITS, row.pk, actor=lead, now=at("2023-03-02 09:00"), facts={"person_times": 21}, version=1, reason="數字誤植")

    edit = RegisterEdit.objects.get()
    assert (edit.field, edit.old, edit.new, edit.reason, edit.actor_name, edit.version) == ("person_times", "12", "21", "數字誤植", "林督導", 2)
    row.refresh_from_db()
    assert (row.person_times, row.version) == (21, 2)
    assert version_of(HEALTH_VISITS, row, 1) == {"person_times": "12"}
    assert [change.label for change in history(HEALTH_VISITS, row, actor=agent)] == ["人次"]
    with pytest.raises(ValidationError, match="沒有任何更正"):
        correct(HEALTH_VISITS, row.pk, actor=lead, now=MORNING, facts={"person_times": 21})


def test_two_clerks_never_overwrite_each_other(agent, lead):
    row = morning(agent)
    correct(HEALTH_VISITS, row.pk, actor=agent, now=MORNING, facts={"person_times": 13}, version=row.version)
    with pytest.raises(RowConflict, match="重新開啟"):
        correct(HEALTH_VISITS, row.pk, actor=lead, now=MORNING, facts={"person_times": 14}, version=row.version)
    assert HealthVisit.objects.get().person_times == 13


def test_the_same_session_is_not_entered_twice_until_the_first_is_struck_off(agent, lead):
    row = morning(agent)
    with pytest.raises(ValidationError, match="已登錄"):
        morning(agent)
    strike(HEALTH_VISITS, row.pk, actor=lead, now=MORNING, reason="重複登錄")
    morning(agent, person_times=15)
    with pytest.raises(ValidationError, match="已登錄"):
        restore(HEALTH_VISITS, row.pk, actor=lead, now=MORNING, reason="誤作廢")


def test_a_struck_row_stays_readable_leaves_every_list_and_can_be_restored_with_a_reason(agent, lead):
    row = morning(agent)
    with pytest.raises(PermissionDenied):
        strike(HEALTH_VISITS, row.pk, actor=agent, now=MORNING, reason="誤登")
    with pytest.raises(ValidationError, match="理由"):
        strike(HEALTH_VISITS, row.pk, actor=lead, now=MORNING, reason=" ")
    strike(HEALTH_VISITS, row.pk, actor=lead, now=MORNING, reason="誤登")

    assert not visible_rows(HEALTH_VISITS, agent).exists()
    assert visible_rows(HEALTH_VISITS, agent, with_struck=True).count() == 1
    with pytest.raises(RowStruck):
        correct(HEALTH_VISITS, row.pk, actor=agent, now=MORNING, facts={"person_times": 1})
    with pytest.raises(RowStruck):
        strike(HEALTH_VISITS, row.pk, actor=lead, now=MORNING, reason="再作廢")

    restore(HEALTH_VISITS, row.pk, actor=lead, now=MORNING, reason="查明無誤")
    assert visible_rows(HEALTH_VISITS, agent).count() == 1
    assert [each.verb for each in history(HEALTH_VISITS, row, actor=agent)] == ["作廢", "恢復"]
    with pytest.raises(RowStruck, match="並未作廢"):
        restore(HEALTH_VISITS, row.pk, actor=lead, now=MORNING, reason="再恢復")


def test_an_unknown_count_is_refused_in_words(agent):
    with pytest.raises(LookupError, match="沒有計次"):
        count(HEALTH_VISITS, 1, "taken", actor=agent, now=MORNING)
    assert not RegisterCount.objects.exists()


def test_a_wrong_declaration_is_refused_with_what_is_wrong():
    wrong = replace(HEALTH_VISITS, key="service.wrong", asks=("salary",), sensitive=("remark",), sensitive_to=None, indicators=())
    problems = "；".join(registry.problems_of(wrong))
    for sentence in ("salary 不是 HealthVisit 的欄位", "remark 為機敏欄位，不得列表", "remark 為機敏欄位，應為 editable=False", "誰可檢視"):
        assert sentence in problems
    assert "RegisterRow" in "；".join(registry.problems_of(replace(CALLS, written_by=CALLS.seen_by)))
    with pytest.raises(ValueError, match="重複宣告"):
        registry.register(HEALTH_VISITS)
    with pytest.raises(ValueError, match=r"service\.wrong"):
        registry.register(wrong)
    with pytest.raises(LookupError, match="沒有登錄簿"):
        registry.get("service.nothing")


@pytest.mark.parametrize("it", registry.every(), ids=lambda it: it.key)
def test_every_register_names_its_system_says_how_it_counts_and_speaks_chinese(it: Register):
    assert it.systems

    assert all(indicator.counting for indicator in it.indicators)
    assert it.key.startswith(f"{it.model._meta.app_label}.")
    for name in (*it.lists, *it.fields, *it.sensitive):
        field = it.model._meta.get_field(name)
        assert isinstance(field, models.Field)
        assert not str(field.verbose_name).isascii(), name
    if it.written_by is not None:
        assert issubclass(it.model, RegisterRow)
        assert it.asks
