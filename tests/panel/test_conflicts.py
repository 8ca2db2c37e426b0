"""利益迴避: what the data suggest, exactly by the rule; and who may be asked at all."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from hypothesis import given
from hypothesis import strategies as st

from tests.cases.people import at, staff
from yankao.engines.panel import experts
from yankao.engines.panel.conflicts import Connection, Involved, TieKind, suspicions
from yankao.engines.panel.models import Bar, Expert
from yankao.kernel.agencies.models import Agency

NOW = at("2023-03-01 09:00")
DAY = date(2023, 3, 1)


def kinds(connections, involved, on=DAY):
    return [each.kind for each in suspicions(connections, involved, on=on)]


def test_an_author_does_not_judge_the_own_paper_however_the_name_is_written():
    assert kinds([Connection(kind=TieKind.SELF, name="王 小明")], [Involved(name="王小明")]) == [TieKind.SELF]
    assert kinds([Connection(kind=TieKind.SELF, name="王小明")], [Involved(name="王大明")]) == []


@pytest.mark.parametrize("kind", [TieKind.EMPLOYED, TieKind.MANDATE])
def test_a_relation_of_work_is_remembered_for_three_years_to_the_day(kind):
    company = [Involved(name="南方工程股份有限公司")]
    tie = Connection(kind=kind, name="南方工程股份有限公司", until=date(2020, 3, 1))
    assert kinds([tie], company, on=date(2023, 3, 1)) == [kind]
    assert kinds([tie], company, on=date(2023, 3, 2)) == []


def test_a_marriage_needs_no_end_and_is_never_forgotten():
    tie = Connection(kind=TieKind.SPOUSE, name="林美玲", until=date(1990, 1, 1))
    assert kinds([tie], [Involved(name="林美玲")]) == [TieKind.SPOUSE]


def test_an_agency_is_known_by_itself_and_not_by_an_empty_name():
    assert kinds([Connection(kind=TieKind.EMPLOYED, agency_id=7)], [Involved(name="工務局", agency_id=7)]) == [TieKind.EMPLOYED]
    assert kinds([Connection(kind=TieKind.EMPLOYED, agency_id=7)], [Involved(name=""), Involved(agency_id=8)]) == []


@given(st.permutations([TieKind.SELF, TieKind.RELATIVE, TieKind.HOUSEHOLD, TieKind.MANDATE]), st.permutations(["甲", "乙", "丙", "丁"]))
def test_the_order_in_which_ties_and_people_are_written_down_does_not_matter(ties, names):
    connections = [Connection(kind=kind, name=name) for kind, name in zip(ties, "甲乙丙丁", strict=True)]
    expected = {(kind, name) for kind, name in zip(ties, "甲乙丙丁", strict=True)}
    found = suspicions(connections, [Involved(name=name) for name in names], on=DAY)
    assert {(each.kind, each.name) for each in found} == expected


@pytest.mark.django_db
@pytest.mark.usefixtures("city")
def test_the_pool_takes_reasons_for_an_own_choice_and_offers_nobody_who_is_barred():
    desk = staff("officer", "rdec-engineering")
    with pytest.raises(PermissionDenied):
        experts.enter(experts.Facts(name="陳教授", kind="scholar"), actor=staff("clerk", "water-resources"), now=NOW)
    with pytest.raises(ValidationError, match="核定文號"):
        experts.enter(experts.Facts(name="陳教授", kind="scholar", source="own"), actor=desk, now=NOW)
    found = experts.enter(experts.Facts(name="陳教授", kind="scholar", organisation="南方大學", pools=("engineering.x",)), actor=desk, now=NOW)
    assert list(experts.eligible("engineering.x", on=DAY)) == [found]
    assert list(experts.eligible("research.y", on=DAY)) == []
    barred = experts.Facts(name="陳教授", kind="scholar", pools=("engineering.x",), bar=Bar.BANKRUPT)
    experts.correct(found.pk, barred, actor=desk, now=NOW, version=1)
    assert list(experts.eligible("engineering.x", on=DAY)) == []
    with pytest.raises(ValidationError, match="他人更新"):
        experts.correct(found.pk, barred, actor=desk, now=NOW, version=1)


@pytest.mark.django_db
@pytest.mark.usefixtures("city")
def test_an_official_is_tied_to_the_own_agency_and_an_expert_to_what_was_declared():
    desk = staff("officer", "rdec-engineering")
    agency = Agency.objects.get(slug="water-resources")
    official = experts.enter(experts.Facts(name="李技正", kind="official", agency_id=agency.pk), actor=desk, now=NOW)
    assert [each.kind for each in experts.suggested(official, [Involved(name=agency.name, agency_id=agency.pk)], on=DAY)] == [TieKind.EMPLOYED]
    scholar = experts.enter(experts.Facts(name="陳教授", kind="scholar"), actor=desk, now=NOW)
    with pytest.raises(PermissionDenied):
        experts.add_tie(scholar.pk, actor=staff("clerk", "water-resources"), now=NOW, kind=TieKind.RELATIVE, name="陳小華")
    experts.add_tie(scholar.pk, actor=desk, now=NOW, kind=TieKind.RELATIVE, name="陳小華")
    assert [each.describe() for each in experts.suggested(scholar, [Involved(name="陳小華")], on=DAY)] == [
        "二親等以內親屬：陳小華（政府採購法第15條第2項）"
    ]
    assert experts.share_external([official, scholar]) == (1, 2)
    assert Expert.objects.get(pk=official.pk).is_scholar_or_expert is False
