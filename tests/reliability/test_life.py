"""Whatever order the deeds of a case come in, over the lunar New Year too: one clock, one number, an unbroken audit, no promise shortened."""

import itertools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Count, F
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from tests.cases.people import at, staff
from yankao.engines.cases import change, registry, reply
from yankao.engines.cases.advance import advance
from yankao.engines.cases.chase import chase, recompute_workdays
from yankao.engines.cases.clock import earliest_open
from yankao.engines.cases.errors import Conflict, WrongStep
from yankao.engines.cases.join import merge, unmerge
from yankao.engines.cases.life import extend, reopen, withdraw
from yankao.engines.cases.models import Case, Category, DueDate, ExtensionGrant, Party, PartyKind, Passage
from yankao.engines.cases.open import open_case
from yankao.engines.cases.read import visible_cases
from yankao.engines.cases.route import answer_as_party, hand_back, involve, rule_on, transfer
from yankao.kernel import audit
from yankao.kernel.actors import Actor
from yankao.kernel.agencies.models import Agency
from yankao.kernel.audit.models import Entry
from yankao.kernel.days import Days
from yankao.kernel.persons.vault import PersonData

BEFORE_NEW_YEAR = at("2026-02-10 09:00")  # the offices close from 2/14 to 2/22
REFUSALS = (PermissionDenied, ValidationError, WrongStep, Conflict)
PROCEDURES = ("service.petition", "service.dispatch")
PEOPLE = (
    ("agent", "rdec-service-callcentre"), ("desk_lead", "rdec-service"), ("clerk", "public-works-maintenance"),
    ("agency_lead", "public-works-maintenance"), ("controller", "public-works-maintenance"),
)  # fmt: skip


class Life(RuleBasedStateMachine):
    """Clerks who do anything at any time, mostly at the wrong one."""

    cases: Bundle[Case] = Bundle("cases")

    def __init__(self) -> None:
        super().__init__()
        self._transaction = transaction.atomic()
        self._transaction.__enter__()
        self.now = BEFORE_NEW_YEAR
        self.people = [staff(*each) for each in PEOPLE]
        self.told: dict[int, datetime] = {}
        self.agencies = list(Agency.objects.order_by("pk")[:3])
        self.agencies.append(Agency.objects.get(slug="public-works-maintenance"))

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self._transaction.__exit__(None, None, None)

    @contextmanager
    def tried(self) -> Iterator[None]:
        """Let a deed be done or refused; one refused leaves nothing behind."""
        before = self._everything()
        try:
            with transaction.atomic():
                yield
        except REFUSALS:
            assert self._everything() == before

    def _everything(self) -> tuple[int, int, list[tuple[int, int, str]]]:
        return Entry.objects.count(), Passage.objects.count(), list(Case.objects.order_by("pk").values_list("pk", "version", "step"))

    def act(self, case: Case, who: int, deed: Callable[..., object], **values: object) -> None:
        with self.tried():
            deed(case, actor=self.people[who % len(self.people)], now=self.now, **values)

    @rule(hours=st.sampled_from([1, 8, 24, 72, 240]))
    def time_passes(self, hours: int) -> None:
        self.now += timedelta(hours=hours)
        chase(now=self.now)

    @rule(target=cases, procedure=st.sampled_from(PROCEDURES))
    def open(self, procedure: str) -> Case:
        declared = registry.get(procedure)
        agent: Actor = self.people[0]
        facts = {
            "category": Category.objects.filter(procedure=procedure).order_by("pk").first(),
            "title": "路燈不亮",
            "description": "夜間很暗",
            "address": "中山路1號",
            "channel": "phone",
            "agency": self.agencies[-1],
            "reporter": PersonData(name="王小明", phone="0912345678"),
        }
        return open_case(declared, actor=agent, now=self.now, facts=facts)

    @rule(case=cases, who=st.integers(0, 4), pick=st.integers(0, 30))
    def do(self, case: Case, who: int, pick: int) -> None:
        case.refresh_from_db()
        actions = [each for each in registry.get(case.procedure).actions if case.step in ({each.at} if isinstance(each.at, str) else set(each.at))]
        if not actions:
            return
        action = actions[pick % len(actions)]
        known = {"answer": "已派員修復", "letter_number": "研聯字第1號", "missing": "請補地址", "ground": "no_content", "satisfaction": 4}
        facts = {name: known[name] for name in action.asks if name in known}
        self.act(case, who, lambda it, **by: advance(it, action.key, facts=facts, reason="依規定辦理", **by))

    @rule(case=cases, who=st.integers(0, 4), agency=st.integers(0, 3))
    def transfer(self, case: Case, who: int, agency: int) -> None:
        self.act(case, who, transfer, agency=self.agencies[agency])

    @rule(case=cases, who=st.integers(0, 4))
    def hand_back(self, case: Case, who: int) -> None:
        self.act(case, who, hand_back, reason="非本機關權責")

    @rule(case=cases, agency=st.integers(0, 3))
    def rule_on(self, case: Case, agency: int) -> None:
        self.act(case, 1, rule_on, agency=self.agencies[agency], reason="由主管機關承辦")

    @rule(case=cases, who=st.integers(0, 4), agency=st.integers(0, 3), kind=st.sampled_from(PartyKind))
    def involve(self, case: Case, who: int, agency: int, kind: PartyKind) -> None:
        self.act(case, who, involve, agency=self.agencies[agency], kind=kind, asked="請協助會勘")

    @rule(case=cases, who=st.integers(0, 4))
    def answer_as_party(self, case: Case, who: int) -> None:
        for party in Party.objects.filter(case=case):
            with self.tried():
                answer_as_party(party, actor=self.people[who], now=self.now, answer="已派員會勘")

    @rule(case=cases, who=st.integers(0, 4), days=st.integers(1, 20), key=st.sampled_from(["answer", "report_back"]))
    def extend(self, case: Case, who: int, days: int, key: str) -> None:
        if key in {each.key for each in registry.get(case.procedure).deadlines}:
            self.act(case, who, lambda it, **by: extend(it, key, by=Days(days), reason="須會勘", **by))

    @rule(case=cases, into=cases, who=st.integers(0, 4))
    def merge(self, case: Case, into: Case, who: int) -> None:
        case.refresh_from_db()
        into.refresh_from_db()
        self.act(case, who, merge, into=into)

    @rule(case=cases, who=st.integers(0, 4))
    def unmerge(self, case: Case, who: int) -> None:
        case.refresh_from_db()
        self.act(case, who, unmerge, reason="非同一案")

    @rule(case=cases)
    def withdraw(self, case: Case) -> None:
        self.act(case, 0, withdraw, reason="民眾撤回")

    @rule(case=cases, who=st.integers(0, 4))
    def reopen(self, case: Case, who: int) -> None:
        case.refresh_from_db()
        self.act(case, who, reopen, reason="尚未修復")

    @rule(case=cases, who=st.integers(0, 4), step=st.sampled_from([reply.submit, reply.check, reply.decide]))
    def reply(self, case: Case, who: int, step: Callable[..., object]) -> None:
        self.act(case, who, reply.draft, text="已派員修復，謝謝您的來信。")
        self.act(case, who, step)

    @rule(case=cases, who=st.integers(0, 4), text=st.sampled_from(["已聯繫廠商", " ", "x" * 500]))
    def write(self, case: Case, who: int, text: str) -> None:
        self.act(case, who, change.note, text=text)
        self.act(case, who, change.supplement, text=text)

    @rule(case=cases, title=st.sampled_from(["路燈不亮", "整排路燈不亮"]))
    def edit(self, case: Case, title: str) -> None:
        self.act(case, 0, change.edit, facts={"title": title})

    @rule()
    def calendar_changes(self) -> None:
        recompute_workdays(now=self.now)

    @invariant()
    def numbers_are_unique(self) -> None:
        numbers = list(Case.objects.values_list("number", flat=True))
        assert len(numbers) == len(set(numbers))

    @invariant()
    def one_clock_runs_and_is_the_one_shown(self) -> None:
        for case in Case.objects.prefetch_related("due_dates"):
            rows = list(case.due_dates.all())
            last = {row.key: row for row in sorted(rows, key=lambda row: row.period)}
            assert [row for row in rows if row.met_at is None and row is not last[row.key]] == []
            shown = earliest_open(last.values()) if case.closed_at is None else None
            assert case.due_at == shown, (case.number, case.step)

    @invariant()
    def no_due_date_moves_earlier_than_told(self) -> None:
        for pk, due in DueDate.objects.values_list("pk", "due_at"):
            assert due >= self.told.get(pk, due)
            self.told[pk] = due

    @invariant()
    def no_due_date_lies_before_its_start(self) -> None:
        assert not DueDate.objects.filter(due_at__lte=F("starts_at")).exists()

    @invariant()
    def closed_is_what_has_an_end_and_stands_at_an_end(self) -> None:
        for case in Case.objects.all():
            is_ended = case.step in registry.get(case.procedure).closed_steps or case.merged_into_id is not None
            assert (case.closed_at is not None) == is_ended, (case.number, case.step)
            assert case.closed_at is None or case.closed_at >= case.received_at

    @invariant()
    def the_list_counts_what_its_steps_count(self) -> None:
        seen = visible_cases(self.people[1])
        by_step = seen.order_by().values("step").annotate(count=Count("pk"))
        assert sum(each["count"] for each in by_step) == seen.count() == seen.values("pk").distinct().count()

    @invariant()
    def the_passages_join_end_to_end(self) -> None:
        for case in Case.objects.prefetch_related("passages"):
            passages = list(case.passages.all())
            assert all(after.from_step == before.to_step for before, after in itertools.pairwise(passages))
            assert passages[-1].to_step == case.step

    @invariant()
    def merged_cases_end_in_an_open_one_and_extensions_only_lengthen(self) -> None:
        assert not Case.objects.filter(merged_into__merged_into__isnull=False).exists()
        assert not Case.objects.filter(merged_into__isnull=False, closed_at__isnull=True).exists()
        assert all(grant.to_at > grant.from_at for grant in ExtensionGrant.objects.all())

    @invariant()
    def the_audit_is_whole(self) -> None:
        audit.seal(now=self.now)
        assert list(audit.verify()) == []
        assert Entry.objects.filter(subject_kind="case").count() >= Passage.objects.count()


@pytest.mark.django_db
@pytest.mark.usefixtures("city")
def test_no_order_of_deeds_breaks_a_case() -> None:
    chosen = settings(max_examples=6, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck))
    run_state_machine_as_test(Life, settings=chosen)
