"""Whatever order the deeds of a register come in: no row vanishes, no value is lost, versions count deeds, and the audit is whole."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from tests.cases.people import at, citizen, staff
from yankao.divisions.service.registers.health_visits import HEALTH_VISITS, HealthVisit
from yankao.engines.registers.models import RegisterEdit
from yankao.engines.registers.read import visible_rows
from yankao.engines.registers.write import correct, enter, restore, strike
from yankao.kernel import audit
from yankao.kernel.audit.models import Entry

BEFORE_NEW_YEAR = at("2026-02-10 09:00")
DAYS = [date(2026, 2, 9), date(2026, 2, 10)]


class Rows(RuleBasedStateMachine):
    """People who enter, correct, strike off and restore in any order, with any version they happened to see."""

    rows: Bundle[int] = Bundle("rows")

    def __init__(self) -> None:
        super().__init__()
        self._transaction = transaction.atomic()
        self._transaction.__enter__()
        self.now = BEFORE_NEW_YEAR
        self.people = [staff("agent", "rdec-service-callcentre"), staff("desk_lead", "rdec-service"), citizen()]
        self.values: dict[int, int] = {}
        self.deeds: dict[int, int] = {}

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
        except (PermissionDenied, ValidationError):
            assert self._everything() == before

    def _everything(self) -> tuple[int, int, list[tuple[object, ...]]]:
        rows = list(HealthVisit.kept.order_by("pk").values_list("pk", "version", "person_times"))
        return Entry.objects.count(), RegisterEdit.objects.count(), rows

    @initialize(target=rows)
    def begin(self) -> int:
        return self._entered(DAYS[0], "morning", 10)

    def _entered(self, day: date, session: str, times: int) -> int:
        facts = {"served_on": str(day), "session": session, "person_times": times, "nurse_hours": "4"}
        row = enter(HEALTH_VISITS, actor=self.people[0], now=self.now, facts=facts)
        self.values[row.pk], self.deeds[row.pk] = times, 1
        return int(row.pk)

    @rule(target=rows, day=st.sampled_from(DAYS), session=st.sampled_from(["morning", "afternoon"]), times=st.integers(-2, 60))
    def enter(self, day: date, session: str, times: int) -> int:
        made: list[int] = []
        with self.tried():
            made.append(self._entered(day, session, times))
        return made[0] if made else min(self.values)

    @rule(hours=st.sampled_from([1, 24, 240]))
    def time_passes(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    @rule(row=rows, who=st.integers(0, 2), times=st.integers(-2, 60), behind=st.integers(0, 1))
    def correct(self, row: int, who: int, times: int, behind: int) -> None:
        version = self.deeds[row] - behind
        with self.tried():
            facts = {"person_times": times}
            correct(HEALTH_VISITS, row, actor=self.people[who], now=self.now, facts=facts, version=version, reason="誤植")
            assert behind == 0
            assert times != self.values[row]
            self.values[row] = times
            self.deeds[row] += 1

    @rule(row=rows, who=st.integers(0, 2), deed=st.sampled_from([strike, restore]), reason=st.sampled_from(["查明", " "]))
    def strike_or_restore(self, row: int, who: int, deed: Callable[..., object], reason: str) -> None:
        with self.tried():
            deed(HEALTH_VISITS, row, actor=self.people[who], now=self.now, reason=reason)
            assert reason.strip()
            self.deeds[row] += 1

    @invariant()
    def every_row_stays_with_the_value_last_written(self) -> None:
        assert dict(HealthVisit.kept.values_list("pk", "person_times")) == self.values
        assert all(times >= 0 for times in self.values.values())

    @invariant()
    def versions_count_the_deeds(self) -> None:
        assert dict(HealthVisit.kept.values_list("pk", "version")) == self.deeds

    @invariant()
    def one_row_a_session_counts(self) -> None:
        counted = list(HealthVisit.objects.values_list("served_on", "session"))
        assert len(counted) == len(set(counted)) == visible_rows(HEALTH_VISITS, self.people[0]).count()

    @invariant()
    def every_deed_has_its_entry_and_the_chain_is_whole(self) -> None:
        assert Entry.objects.filter(subject_kind="register").count() == sum(self.deeds.values())
        audit.seal(now=self.now)
        assert list(audit.verify()) == []


@pytest.mark.django_db
@pytest.mark.usefixtures("city")
def test_no_order_of_deeds_loses_a_row_of_a_register() -> None:
    chosen = settings(max_examples=10, stateful_step_count=15, deadline=None, suppress_health_check=list(HealthCheck))
    run_state_machine_as_test(Rows, settings=chosen)
