"""Fills the registers of the service desk in a demonstration city: rows that say they are simulated; a second run adds what is missing."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from yankao.divisions.service.registers.care_calls import CARE_CALLS
from yankao.divisions.service.registers.health_visits import DESK_HOURS, HEALTH_VISITS, HealthVisit
from yankao.divisions.service.registers.knowledge import KNOWLEDGE
from yankao.divisions.service.registers.leaflets import LEAFLETS
from yankao.divisions.service.registers.reply_templates import TEMPLATES
from yankao.divisions.service.registers.staff_members import STAFF_MEMBERS, Disability, Team
from yankao.engines.connectors.declare import Progress, Seeder
from yankao.engines.registers.declare import Register
from yankao.engines.registers.models import RegisterRow
from yankao.engines.registers.write import count, take_over
from yankao.kernel.actors import Actor, ActorKind, Membership
from yankao.kernel.agencies.models import Agency
from yankao.kernel.days import ONE_DAY, day_of
from yankao.kernel.workdays.calendar import load_calendar

NAME = "模擬資料"
LIVE_DAYS = 100
CARE_CALLS_IN_MARCH = 576
"""Published total of 112-03 (業務報告 112-11, line 192)."""
SEATS = 33
STAFF = 48
PLEDGED = (Disability.MODERATE, Disability.SEVERE, Disability.VISUAL)

ARTICLES = (
    ("路燈不亮要向誰反映？", "請告知燈桿編號或最近門牌，由養護工程處派工查修，並以電話回復結果。", "public-works-maintenance", "街燈 電火柱"),
    ("路面坑洞如何通報？", "請告知路名、門牌或明顯地標；有立即危險者將先行圍設警示，再行修補。", "public-works-maintenance", "破洞 凹陷"),
    ("路樹傾倒或斷枝如何處理？", "養護工程處接獲通報後派員移除；壓到車輛或傷及人員請同時撥打119。", "public-works-maintenance", "樹倒 斷枝"),
    ("噪音擾鄰要找哪個機關？", "營業場所及工地噪音由環境保護局稽查，住戶喧嘩由警察局處理。", "environment", "吵 工地"),
    ("垃圾車沒來怎麼辦？", "請告知清運點與時間，由環境保護局轉知清潔隊補收並回復。", "environment", "清運 回收"),
    ("公車候車亭損壞如何通報？", "請告知站名及站牌編號，由交通局通知廠商修復。", "transportation", "站牌 公車亭"),
    ("號誌故障怎麼辦？", "請告知路口名稱，交通局將派員搶修；必要時由員警現場指揮。", "transportation", "紅綠燈"),
    ("淹水了要打給誰？", "請告知地點與水深；水利局派抽水機及人員處理，受困請撥打119。", "water-resources", "積水 水溝"),
    ("側溝堵塞如何申請清疏？", "請告知路段，由水利局或區公所依權責清疏。", "water-resources", "水溝 下水道"),
    ("如何申請戶外電子煙火燃放？", "請於活動前依規定向消防局提出申請，並檢附場地同意文件。", "fire", "鞭炮 煙火"),
)
REPLY_TEXTS = (
    (
        "已派員處理完成",
        "service.petition",
        "rdec-service",
        (
            "{reporter.salutation}您好：\n您於{case.received_on}反映「{case.title}」一案（{case.number}），本府已派員處理完成。"
            "辦理情形：【請填寫處理情形】。\n如有疑問，歡迎來電{agency}。感謝您的來信。"
        ),
    ),
    (
        "列入計畫辦理",
        "service.petition",
        "rdec-service",
        (
            "{reporter.salutation}您好：\n您反映「{case.title}」一案（{case.number}），經{agency}現場勘查，須編列經費辦理，"
            "已列入【請填寫年度】年度計畫評估，辦理進度將另行通知。感謝您關心市政。"
        ),
    ),
    (
        "路面修補完成",
        "service.petition",
        "public-works-maintenance",
        "{reporter.salutation}您好：\n您反映{case.address}路面一案（{case.number}），本處已於【請填寫日期】修補完成並恢復通行。感謝您的通報。",
    ),
    (
        "非本機關權管",
        "service.petition",
        "rdec-service",
        "{reporter.salutation}您好：\n您反映「{case.title}」一案（{case.number}），經查屬【請填寫機關】權管，已移請該機關辦理並逕復。",
    ),
)
LEAFLET_ROWS = (
    ("市民服務手冊", "civil-affairs", None, 800),
    ("公車路線圖", "transportation", None, 1200),
    ("資源回收指南", "environment", None, 600),
    ("防汛自保手冊", "water-resources", 180, 500),
    ("燈會交通疏運手冊", "transportation", 40, 1000),
    ("居家防火檢查表", "fire", None, 400),
)


def seed_registers(now: datetime, progress: Progress) -> None:
    """Enter what is missing, and tell how many rows were entered."""
    made = sum(_fill(it, rows, now) for it, rows in _plan(now))
    made += _health_visits(now)
    progress(f"服務中心登錄簿：新增模擬資料 {made:,} 筆")


def _plan(now: datetime) -> tuple[tuple[Register, Iterator[dict[str, Any]]], ...]:
    today = day_of(now)
    return (
        (KNOWLEDGE, _articles(today)),
        (LEAFLETS, _leaflets(today)),
        (CARE_CALLS, _care_calls()),
        (STAFF_MEMBERS, _staff(today)),
        (TEMPLATES, _reply_texts(today)),
    )


def _fill(it: Register, rows: Iterator[dict[str, Any]], now: datetime) -> int:
    """Fill a register in which no row stands yet, simulated or not."""
    assert issubclass(it.model, RegisterRow)
    if it.model.kept.exists():
        return 0
    agencies = set(Agency.objects.values_list("slug", flat=True))
    entered = [_enter(it, facts, now) for facts in rows if facts.get("agency") is None or facts["agency"] in agencies]
    chance = Random(it.key)  # noqa: S311  chance for simulation
    for row in entered:
        for counter in it.counters[:1]:
            for _ in range(chance.randint(2, 6)):
                amount = chance.randint(1, min(counter.at_most, 20))
                count(it, row.pk, counter.key, actor=_desk(), now=now - timedelta(days=chance.randint(0, LIVE_DAYS)), amount=amount)
    return len(entered)


def _enter(it: Register, facts: dict[str, Any], now: datetime) -> RegisterRow:
    return take_over(it, actor=_desk(), now=now, facts=facts, is_simulated=True)


def _desk() -> Actor:
    held = Membership(role="agent", agency_id=0, agency_ids=frozenset())
    return Actor(kind=ActorKind.JOB, id="simulation", name=NAME, memberships=(held,))


def _articles(today: date) -> Iterator[dict[str, Any]]:
    for number, (question, answer, agency, keywords) in enumerate(ARTICLES):
        # One in five is overdue for review, so that the demonstration has something to chase.
        review_by = today + timedelta(days=(number % 5) * 60 - 20)
        yield {
            "question": question, "answer": answer, "agency": agency, "keywords": keywords,
            "valid_from": today - timedelta(days=300), "review_by": review_by,
        }  # fmt: skip


def _reply_texts(today: date) -> Iterator[dict[str, Any]]:
    for title, procedure, agency, text in REPLY_TEXTS:
        yield {
            "title": title, "procedure": procedure, "agency": agency, "text": text,
            "valid_from": today - timedelta(days=200), "review_by": today + timedelta(days=165),
        }  # fmt: skip


def _leaflets(today: date) -> Iterator[dict[str, Any]]:
    for title, agency, valid_days, copies in LEAFLET_ROWS:
        valid_until = None if valid_days is None else today + timedelta(days=valid_days)
        yield {"title": title, "agency": agency, "received_on": today - timedelta(days=LIVE_DAYS), "received": copies, "valid_until": valid_until}


def _care_calls() -> Iterator[dict[str, Any]]:
    """Spread the published total of March 112 over its days."""
    chance = Random(CARE_CALLS.key)  # noqa: S311  chance for simulation
    days = [date(2023, 3, 1) + timedelta(days=i) for i in range(31)]
    hits = [0] * len(days)
    for day in chance.choices(range(len(days)), weights=[1 if each.weekday() >= 5 else 3 for each in days], k=CARE_CALLS_IN_MARCH):  # noqa: PLR2004  Saturday
        hits[day] += 1
    for each, calls in zip(days, hits, strict=True):
        yield {"called_on": each, "calls": calls, "remark": NAME}


def _staff(today: date) -> Iterator[dict[str, Any]]:
    """Yield 48 people at 33 seats; every fourth belongs to the categories the city has pledged itself to."""
    teams = tuple(Team)
    for number in range(STAFF):
        disability = PLEDGED[number // 4 % len(PLEDGED)] if number % 4 == 0 else Disability.MILD if number == 1 else Disability.NONE
        yield {
            "employee_code": f"T{number + 1:03d}", "seat": f"S{number % SEATS + 1:02d}", "team": teams[number % len(teams)],
            "starts_on": today - timedelta(days=400 + number * 11), "disability": disability, "account": "agent" if number == 0 else "",
        }  # fmt: skip


def _health_visits(now: datetime) -> int:
    """Enter the sessions of the last working days up to yesterday that are not there yet."""
    today, calendar = day_of(now), load_calendar()
    last = HealthVisit.kept.filter(is_simulated=True).order_by("-served_on").values_list("served_on", flat=True).first()
    day, made = max(today - ONE_DAY * LIVE_DAYS, last + ONE_DAY if last else date.min), 0
    while day < today:
        chance = Random(f"{HEALTH_VISITS.key} {day}")  # noqa: S311  chance for simulation
        for opening in DESK_HOURS.at(day).value if calendar.is_workday(day) else ():
            served = HealthVisit.objects.filter(served_on=day, session=opening.session)
            if not served.exists():
                facts = {"served_on": day, "session": str(opening.session), "person_times": chance.randint(0, 6), "nurse_hours": opening.hours}
                _enter(HEALTH_VISITS, facts, now)
                made += 1
        day += ONE_DAY
    return made


REGISTER_SEEDER = Seeder(key="service.registers", run=seed_registers)
