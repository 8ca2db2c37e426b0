"""The registers of the service desk: leaflets, the blood-pressure desk, the hotline that closed, and the people at the seats."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from tests.cases.people import at, staff

from yankao.divisions.service.logic.seed_registers import seed_registers
from yankao.divisions.service.registers.care_calls import CARE_CALLS, CareCall
from yankao.divisions.service.registers.health_visits import HEALTH_VISITS, HealthVisit
from yankao.divisions.service.registers.knowledge import KnowledgeArticle
from yankao.divisions.service.registers.leaflets import LEAFLETS, Leaflet
from yankao.divisions.service.registers.reply_templates import ReplyTemplate
from yankao.divisions.service.registers.staff_members import STAFF_MEMBERS, StaffMember
from yankao.engines.connectors import registry as connectors
from yankao.engines.connectors.declare import ImportTask
from yankao.engines.connectors.reading import BadFileError
from yankao.engines.identity.models import ApplicationToken
from yankao.engines.identity.read import hash_of
from yankao.engines.indicators.compute import figures
from yankao.engines.notices.models import Notice
from yankao.engines.registers.chase import chase_reviews
from yankao.engines.registers.models import RegisterCount
from yankao.engines.registers.read import MASK, columns_for, fields_for, filtered, history, page, searched, told, visible_rows
from yankao.engines.registers.write import correct, count, enter, strike
from yankao.kernel.actors import job
from yankao.kernel.agencies.models import Agency
from yankao.kernel.roc import Window, parse_date
from yankao.shell.export import table_columns

MORNING = at("2023-03-01 09:00")
MARCH = Window.of_months("112-03", "112-03")


@pytest.fixture
def agent(city):
    return staff("agent", "rdec-service-callcentre", name="陳話務")


@pytest.fixture
def lead(city):
    return staff("desk_lead", "rdec-service", name="林督導")


def value(key: str, window: Window = MARCH):
    (found,) = figures(window, keys=[key])
    return found.value


def leaflet(agent, **facts):
    given = {"title": "燈會交通手冊", "agency": "public-works-maintenance", "received_on": "2023-03-01", "received": 100, **facts}
    return enter(LEAFLETS, actor=agent, now=MORNING, facts=given)


@pytest.mark.system("leaflets")
def test_leaflets_are_taken_given_back_and_counted_and_never_more_than_came(agent, lead):
    row = leaflet(agent)
    count(LEAFLETS, row.pk, "take", actor=agent, now=MORNING, amount=30)
    count(LEAFLETS, row.pk, "take", actor=agent, now=at("2023-03-02 10:00"), amount=20)
    count(LEAFLETS, row.pk, "take", actor=agent, now=at("2023-04-01 00:00"), amount=5)
    with pytest.raises(ValidationError, match="尚缺 5 份"):
        count(LEAFLETS, row.pk, "give_back", actor=agent, now=MORNING, amount=50)
    with pytest.raises(ValidationError, match="1至500"):
        count(LEAFLETS, row.pk, "take", actor=agent, now=MORNING, amount=0)
    with pytest.raises(PermissionDenied):
        count(LEAFLETS, row.pk, "take", actor=staff("auditor", "rdec"), now=MORNING)
    count(LEAFLETS, row.pk, "replenish", actor=agent, now=MORNING, amount=10)

    assert Leaflet.objects.values_list("received", "taken", "returned").get() == (110, 55, 0)
    assert (value("service.leaflet.taken"), value("service.leaflet.requests")) == (50, 2)
    assert (value("service.leaflet.received"), value("service.leaflet.kinds")) == (110, 1)
    strike(LEAFLETS, row.pk, actor=lead, now=MORNING, reason="誤登")
    assert value("service.leaflet.taken") == 0
    assert RegisterCount.objects.count() == 4


@pytest.mark.system("leaflets")
def test_an_expired_leaflet_is_not_displayed_and_its_agency_is_told_when_the_day_comes(agent):
    with pytest.raises(ValidationError, match="不予陳列"):
        leaflet(agent, valid_until="2023-02-28")
    leaflet(agent, valid_until="2023-03-20")
    leaflet(agent, title="公園地圖")

    assert chase_reviews(now=MORNING) == 0
    assert chase_reviews(now=at("2023-03-06 07:30")) == 1
    notice = Notice.objects.get()
    assert (notice.recipient_kind, notice.recipient_id) == ("agency", str(Agency.objects.get(slug="public-works-maintenance").pk))
    assert "燈會交通手冊" in notice.title
    assert chase_reviews(now=at("2023-03-07 07:30")) == 0
    assert chase_reviews(now=at("2023-03-21 07:30")) == 2
    assert Notice.objects.filter(recipient_kind="division", recipient_id="service", title__contains="已逾").count() == 1
    assert chase_reviews(now=at("2023-03-22 07:30")) == 0


def visit(agent, day: str, session: str, **facts):
    return enter(HEALTH_VISITS, actor=agent, now=MORNING, facts={"served_on": day, "session": session, "person_times": 10, **facts})


@pytest.mark.system("health-service")
def test_the_health_desk_keeps_the_hours_of_its_year(agent):
    visit(agent, "2019-06-03", "whole_day", nurse_hours="9.5")
    visit(agent, "2023-03-01", "morning", nurse_hours="4")
    visit(agent, "2023-03-01", "afternoon")
    with pytest.raises(ValidationError, match="下午1:30至5:30"):
        visit(agent, "2023-03-02", "whole_day")
    with pytest.raises(ValidationError, match="沒有「上午」時段"):
        visit(agent, "2019-06-04", "morning")
    with pytest.raises(ValidationError, match="不是上班日"):
        visit(agent, "2023-03-04", "morning")
    with pytest.raises(ValidationError, match="4 小時"):
        visit(agent, "2023-03-02", "morning", nurse_hours="4.5")
    with pytest.raises(ValidationError, match="尚無規定可適用"):
        visit(agent, "2018-06-04", "morning")
    with pytest.raises(ValidationError, match="建議就醫"):
        visit(agent, "2023-03-02", "morning", referred=11)

    assert value("service.health_visit.person_times") == 20
    assert value("service.health_visit.person_times", Window.of_year(108)) == 10
    assert value("service.health_visit.nurse_hours") == Decimal(4)
    assert value("service.health_visit.monthly_average", Window.of_months("112-03", "112-04")) == 10


@pytest.mark.system("care-hotline")
def test_the_hotline_that_closed_takes_daily_totals_of_its_own_days_only(agent, lead, tmp_path):
    with pytest.raises(PermissionDenied):
        enter(CARE_CALLS, actor=agent, now=MORNING, facts={"called_on": "2023-03-01", "calls": 20})
    for day in ("2022-01-31", "2023-04-01"):
        with pytest.raises(ValidationError, match="營運期間為 111年2月1日 至 112年3月31日"):
            enter(CARE_CALLS, actor=lead, now=at("2023-04-02 09:00"), facts={"called_on": day, "calls": 1})

    file = tmp_path / "calls.csv"
    rows = [f"112/3/{day},{18 if day < 31 else 36},委外派員" for day in range(1, 32)]
    file.write_text("\n".join(["日期,來電通數,備註", *rows, "112/4/1,5,", "112/3/1,9,"]), encoding="utf-8")
    summary = brought_in(file, tmp_path)
    assert (summary.read, summary.imported, summary.unchanged, summary.rejected) == (33, 31, 0, 2)
    assert value("service.care_call.count") == 576
    assert value("service.care_call.count", Window.of_months("112-04", "112-05")) == 0
    rejected = (tmp_path / "rejects.csv").read_text(encoding="utf-8-sig")
    assert "不得登錄" in rejected
    assert "已登錄" in rejected

    again = brought_in(file, tmp_path)
    assert (again.imported, again.unchanged, again.rejected) == (0, 31, 2)
    assert page(visible_rows(CARE_CALLS, agent), CARE_CALLS, size=2).rows[0].called_on == parse_date("112/3/31")


def brought_in(file, tmp_path):
    task = ImportTask(file=file, rejects_file=tmp_path / "rejects.csv", actor=job("import"), now=MORNING, progress=lambda _line: None)
    return connectors.importer("service.care_call").run(task)


def test_a_file_with_other_columns_is_refused_as_a_whole(city, tmp_path):
    file = tmp_path / "calls.csv"
    file.write_text("日期,薪資\n112/3/1,1\n", encoding="utf-8")
    with pytest.raises(BadFileError, match="日期、來電通數"):
        brought_in(file, tmp_path)
    assert CareCall.kept.count() == 0


def test_pages_are_read_by_key_newest_first_and_filtered_by_day(lead):
    for day in range(1, 6):
        enter(CARE_CALLS, actor=lead, now=MORNING, facts={"called_on": f"2023-03-0{day}", "calls": day, "remark": f"第{day}天"})
    rows = visible_rows(CARE_CALLS, lead)
    first = page(rows, CARE_CALLS, size=2)
    assert [row.calls for row in first.rows] == [5, 4]
    second = page(rows, CARE_CALLS, after=first.after, size=2)
    third = page(rows, CARE_CALLS, after=second.after, size=2)
    assert ([row.calls for row in second.rows], [row.calls for row in third.rows], third.after) == ([3, 2], [1], None)
    narrowed = filtered(rows, CARE_CALLS, {}, first=parse_date("112/3/2"), last=parse_date("112/3/3"))
    assert sorted(row.calls for row in narrowed) == [2, 3]
    assert [row.calls for row in searched(rows, CARE_CALLS, "第４天")] == [4]


def employ(lead, code: str, *, disability: str = "none", starts_on: str = "2022-01-03", **facts):
    given = {"employee_code": code, "team": "day", "starts_on": starts_on, "disability": disability, "seat": f"S{code[-2:]}", **facts}
    return enter(STAFF_MEMBERS, actor=lead, now=MORNING, facts=given)


@pytest.mark.system("inclusive-hiring")
def test_the_share_of_disabled_staff_is_that_of_the_last_day(lead):
    for n in range(6):
        employ(lead, f"A{n:02d}")
    employ(lead, "A06", disability="mild")
    employ(lead, "A07", disability="visual", seat="S00")
    assert (value("service.staff_member.staff"), value("service.staff_member.seats")) == (8, 7)
    assert str(value("service.staff_member.disabled_share")) == "25.00"
    assert str(value("service.staff_member.pledged_share")) == "12.50"
    assert value("service.staff_member.missing_to_target") == 1

    employ(lead, "A08", disability="severe", starts_on="2023-04-03")
    leaver = StaffMember.objects.get(employee_code="A00")
    correct(STAFF_MEMBERS, leaver.pk, actor=lead, now=MORNING, facts={"ends_on": "2023-03-31"}, version=1)
    assert value("service.staff_member.staff") == 8
    april = Window.of_months("112-04", "112-04")
    assert str(value("service.staff_member.pledged_share", april)) == "25.00"
    assert value("service.staff_member.missing_to_target", april) == 0


def test_nobody_is_employed_twice_at_once_or_leaves_before_coming(lead):
    employ(lead, "A01", ends_on="2022-12-31")
    employ(lead, "A01", starts_on="2023-01-01")
    with pytest.raises(ValidationError, match="仍在職"):
        employ(lead, "A01", starts_on="2023-02-01")
    with pytest.raises(ValidationError, match="期間重疊"):
        employ(lead, "A01", starts_on="2022-06-01", ends_on="2022-07-01")
    with pytest.raises(ValidationError, match="不得早於到職日"):
        employ(lead, "A02", ends_on="2021-12-31")


@pytest.mark.system("inclusive-hiring")
def test_the_category_of_disability_is_covered_for_all_but_those_who_keep_it(lead, agent):
    row = employ(lead, "A01", disability="visual")
    correct(STAFF_MEMBERS, row.pk, actor=lead, now=MORNING, facts={"disability": "severe"}, reason="重新鑑定")
    auditor = staff("auditor", "rdec")

    assert told(STAFF_MEMBERS, row, "disability", actor=lead) == "視覺障礙"
    assert told(STAFF_MEMBERS, row, "disability", actor=auditor) == MASK
    assert [(each.old, each.new) for each in history(STAFF_MEMBERS, row, actor=auditor)] == [(MASK, MASK)]
    assert [(each.old, each.new) for each in history(STAFF_MEMBERS, row, actor=lead)] == [("visual", "severe")]
    assert "disability" in columns_for(STAFF_MEMBERS, lead)
    assert "disability" not in {*columns_for(STAFF_MEMBERS, auditor), *fields_for(STAFF_MEMBERS, auditor), *table_columns(StaffMember)}
    with pytest.raises(PermissionDenied):
        visible_rows(STAFF_MEMBERS, agent)
    with pytest.raises(PermissionDenied):
        employ(auditor, "A02")


def test_a_demonstration_city_is_seeded_once_topped_up_and_says_so(city):
    now = at("2026-03-02 10:00")
    lines: list[str] = []
    seed_registers(now, lines.append)
    models = (KnowledgeArticle, Leaflet, CareCall, StaffMember, ReplyTemplate)
    assert [model.objects.filter(is_simulated=True).count() for model in models] == [10, 6, 31, 48, 4]
    assert not HealthVisit.objects.filter(is_simulated=False).exists()
    assert value("service.care_call.count") == 576
    assert value("service.staff_member.seats", Window.of_months("115-03", "115-03")) == 33
    assert str(value("service.staff_member.pledged_share", Window.of_months("115-03", "115-03"))) == "25.00"
    visits = HealthVisit.objects.count()
    assert visits > 100

    seed_registers(now, lines.append)
    assert HealthVisit.objects.count() == visits
    seed_registers(at("2026-03-04 10:00"), lines.append)
    assert HealthVisit.objects.count() == visits + 4
    assert lines[1] == "服務中心登錄簿：新增模擬資料 0 筆"


def test_programs_read_a_register_with_agencies_by_name_and_nothing_sensitive(agent, lead):
    leaflet(agent)
    employ(lead, "A01", disability="visual")
    ApplicationToken.objects.create(name="測試介接", key_hash=hash_of("key"), scopes=["registers:read"], created_at=MORNING)
    client = Client(headers={"Authorization": "Bearer key"})
    (told_leaflet,) = client.get("/api/v1/registers/service.leaflet").json()["items"]
    assert told_leaflet["agency"] == "高雄市政府工務局養護工程處"
    (told_person,) = client.get("/api/v1/registers/service.staff_member").json()["items"]
    assert set(told_person) == {"employee_code", "seat", "team", "starts_on", "ends_on"}
