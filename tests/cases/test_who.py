"""Rules on who may, as conditions: joined in the fewest words, and still the same cases."""

from django.db.models import Q

from yankao.engines.cases.models import Case
from yankao.engines.cases.read import Standing
from yankao.engines.cases.who import NOTHING, assisting, both, case_agency, case_agency_role, opener, role
from yankao.kernel.actors import Actor, ActorKind, Membership

OWN, STEP = Q(agency_id__in=[5]), Q(step="created")
CLERK = Actor(kind=ActorKind.USER, id="u", name="王", memberships=(Membership(role="agency_clerk", agency_id=5, agency_ids=frozenset({5})),))


def test_of_a_wide_and_a_narrow_condition_the_narrow_one_alone_is_asked() -> None:
    assert both(OWN | STEP, OWN) == OWN
    assert both(OWN, OWN | STEP) == OWN
    assert both(OWN | STEP | Q(pk=1), OWN | Q(pk=1)) == OWN | Q(pk=1)


def test_conditions_that_do_not_follow_from_each_other_are_both_asked() -> None:
    assert both(OWN, STEP) == OWN & STEP
    assert both(OWN | STEP, Q(agency_id__in=[6])) == (OWN | STEP) & Q(agency_id__in=[6])
    assert both(~(OWN | STEP), OWN) == ~(OWN | STEP) & OWN


def test_everything_narrows_nothing_and_nothing_leaves_nothing() -> None:
    assert both(~NOTHING, OWN) == OWN
    assert both(OWN, NOTHING) == NOTHING
    assert both(~NOTHING, NOTHING) == NOTHING


def test_whoever_sees_more_than_it_may_do_is_asked_only_what_it_may_do() -> None:
    rule = (case_agency | assisting | opener) & case_agency_role("agency_clerk", name="承辦人")
    assert rule.filter(CLERK) == OWN
    assert (role("agency_clerk", name="承辦人") & case_agency).filter(CLERK) == OWN
    assert (role("desk_lead", name="組長") & case_agency).filter(CLERK) == NOTHING


def test_steps_of_procedures_are_one_condition_and_follow_the_case_into_an_inner_query() -> None:
    at = Standing.at({"service.petition": ["b", "a"], "service.dispatch": ["c"]})
    sql, values = Case.objects.filter(at).values("pk").query.sql_with_params()
    assert (
        sql.partition(" WHERE ")[2].replace('"cases_case".', "") == '("procedure" = %s AND "step" IN (%s) OR "procedure" = %s AND "step" IN (%s, %s))'
    )
    assert values == ("service.dispatch", "c", "service.petition", "a", "b")
    inner = str(Case.objects.filter(parent__in=Case.objects.filter(at)).query)
    assert inner.count('U0."procedure"') == 2
    assert '"cases_case"."procedure" =' not in inner
