"""Fills a demonstration city with two rounds of awards: last year's, closed and published, and this year's, which waits for its judges' sheets."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from io import BytesIO

from django.db import transaction

from yankao.divisions.research.reviews.innovation_proposals import INNOVATION_PROPOSALS
from yankao.divisions.research.reviews.self_research import SELF_RESEARCH
from yankao.engines.connectors import registry as connectors
from yankao.engines.connectors.declare import Progress, Seeder
from yankao.engines.identity.models import User
from yankao.engines.identity.read import actor_of
from yankao.engines.panel import appeals, assign, decide, entries, experts, members, rounds, sheets
from yankao.engines.panel.declare import Scheme
from yankao.engines.panel.models import Appeal, Decision, EntryFile, Expert, Member, Proof, Result, Review
from yankao.kernel.actors import Actor
from yankao.kernel.agencies.models import Agency, AgencyKind
from yankao.kernel.days import day_of, start_of
from yankao.kernel.files.store import store

OFFICE, JUDGE = "researcher", "judge"
FIELDS = ("水利", "交通", "數位治理", "社會福利", "環境", "都市規劃", "公共行政")
POOL: tuple[tuple[str, str], ...] = (
    ("韓", "official"), ("葉", "official"), ("沈", "scholar"), ("彭", "scholar"), ("潘", "scholar"), ("簡", "professional"), ("姚", "professional"),
)  # fmt: skip
"""The invented experts; the third is the account of a judge that the demonstration names."""
RESEARCH: tuple[tuple[str, int], ...] = (
    ("淹水感測資料應用於預警之研究", 92), ("公車動態資訊與轉乘行為之研究", 87), ("路口行人安全改善成效之研究", 84), ("里鄰長照據點可近性之研究", 82),
    ("市民通報文字分類之研究", 79), ("行道樹風險評估之研究", 76), ("檔案應用服務滿意度之研究", 73), ("公有停車場費率之研究", 68),
)  # fmt: skip
PROPOSALS: tuple[tuple[str, int], ...] = (
    ("施工便民看板雲端化", 88), ("聽障市民視訊洽公", 91), ("道路挖掘完工影像辨識", 84), ("一站式新生兒通報", 86), ("市場攤位空缺媒合", 77),
    ("防災避難包到點檢查", 80), ("老屋電線健檢預約", 82), ("校園雨水回收看得見", 74), ("公文附件自動轉檔", 72), ("腳踏車道坑洞拍照即報", 83),
)  # fmt: skip
MANNER = (0, -2, 1, 3, -4, 2, -1)
"""By so many points a judge is milder or stricter than the others."""
BEGUN_DAYS_AGO = 5
SIGNED = {"委員1": 10, "委員2": 10, JUDGE: 4, "委員4": 7, "委員5": 10, "委員7": 2}
"""How many sheets of the running round each judge has given; the others owe all theirs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Who runs the rounds, and who judges: seats in the order of the pool."""

    office: Actor
    pool: tuple[Expert, ...]
    agencies: tuple[int, ...]


def seed_reviews(now: datetime, progress: Progress) -> None:
    """Enter the rounds that are missing; a second run changes nothing. Without the demonstration's accounts nobody could run them."""
    office = User.objects.filter(username=OFFICE, is_demo=True).first()
    if office is None:
        return
    actor = actor_of(office, now=now)
    kinds = Agency.objects.filter(kind=AgencyKind.BUREAU, valid_to__isnull=True).order_by("slug")
    desk = Desk(office=actor, pool=_pool(actor, now=now), agencies=tuple(kinds.values_list("pk", flat=True)))
    made = 0
    if not Review.objects.filter(scheme=SELF_RESEARCH.key, year=now.year - 1).exists():
        with transaction.atomic():
            made += _finished(desk, now.year - 1)
    if not Review.objects.filter(scheme=INNOVATION_PROPOSALS.key, year=now.year).exists():
        with transaction.atomic():
            made += _running(desk, now)
    progress(f"研究發展：模擬評審 {made} 次、專家 {len(desk.pool)} 位")


connectors.register(Seeder(key="research-reviews", run=seed_reviews))


def _pool(actor: Actor, *, now: datetime) -> tuple[Expert, ...]:
    account = User.objects.filter(username=JUDGE, is_demo=True).first()
    known = {each.name: each for each in Expert.objects.filter(is_simulated=True)}
    found = []
    for n, (surname, kind) in enumerate(POOL):
        is_account = account is not None and account.name.startswith(surname)
        name = account.name if account is not None and is_account else f"{surname}委員（模擬）"
        facts = experts.Facts(
            name=name, kind=kind, organisation="本府（模擬）" if kind == "official" else f"模擬大學{n}", fields=(FIELDS[n],),
            username=JUDGE if is_account else "",
        )  # fmt: skip
        found.append(known.get(name) or experts.enter(facts, actor=actor, now=now, is_simulated=True))
    return tuple(found)


def _prepared(it: Scheme, desk: Desk, year: int, titles: tuple[tuple[str, int], ...], *, now: datetime) -> Review:
    """Prepare a round with its entries, its panel, and everybody judging everything."""
    review = rounds.prepare(it, actor=desk.office, now=now, facts=rounds.Facts(year=year, rules_on=day_of(now)), is_simulated=True)
    for n, (title, _share) in enumerate(titles):
        paper = store(BytesIO(f"{title}（模擬）\n本檔為展示用之模擬內容。\n".encode()), name=f"A{n + 1:03d}.txt", actor=desk.office, now=now)
        facts = entries.Facts(
            title=f"{title}（模擬）", summary="展示用之模擬內容，非真實參選案。", field=FIELDS[n % len(FIELDS)],
            agency_id=desk.agencies[n % len(desk.agencies)], files=((EntryFile.Kind.REDACTED, paper),),
        )  # fmt: skip
        entries.hand_in(it, review.pk, actor=desk.office, now=now, facts=facts)
    rounds.end_call(it, review.pk, actor=desk.office, now=now)
    entries.accept_all(it, review.pk, actor=desk.office, now=now)
    for n, expert in enumerate(desk.pool):
        seat = members.appoint(it, review.pk, expert.pk, actor=desk.office, now=now, duty="convenor" if n == 0 else "member")
        members.agree(it, review.pk, seat.pk, actor=desk.office, now=now)
    assign.assign_all(it, review.pk, actor=desk.office, now=now)
    rounds.begin(it, review.pk, actor=desk.office, now=now)
    return review


def _given(it: Scheme, review: Review, share: int) -> sheets.Given:
    """Return points of about `share` of 100 over the criteria."""
    criteria = it.criteria.at(review.rules_on).value
    points = {each.key: (each.scale * Decimal(share) / 100).quantize(Decimal(1)) for each in criteria}
    return sheets.Given(points=points, remark="模擬評語")


def _sheets(it: Scheme, desk: Desk, review: Review, seat: Member, shares: dict[str, int], most: int, *, now: datetime) -> None:
    """Enter the first sheets of a judge as the office does from paper: nobody proves here who they are."""
    manner = MANNER[list(desk.pool).index(seat.expert)]
    for entry in review.entries.order_by("order")[:most]:
        share = shares[entry.title.removesuffix("（模擬）")] + manner - entry.order % 3
        sheets.enter_paper(it, review.pk, entry.pk, seat.pk, actor=desk.office, now=now, given=_given(it, review, share))


def _finished(desk: Desk, year: int) -> int:
    """Play last year's round from its call to the end of the time to object."""
    it, at = SELF_RESEARCH, start_of(date(year, 9, 20)) + timedelta(hours=10)
    review, shares = _prepared(it, desk, year, RESEARCH, now=at), dict(RESEARCH)
    seats = list(members.sitting(review))
    for seat in seats:
        _sheets(it, desk, review, seat, shares, len(RESEARCH), now=at + timedelta(days=9))
    met = at + timedelta(days=14)
    facts = decide.Facts(
        held_at=met, place="第一會議室", present=[seat.pk for seat in seats], outcome=Decision.Outcome.KEEP, votes_for=len(seats),
        recorder="何研究", minutes="逐案確認評分結果（模擬）。", dissents=((seats[3].pk, "A005 之資料期間過短，建議列入下年度追蹤（模擬）。"),),
    )  # fmt: skip
    decide.decide(it, review.pk, actor=desk.office, now=met + timedelta(hours=3), facts=facts)
    rounds.publish(it, review.pk, actor=desk.office, now=met + timedelta(days=3), number=f"模擬研發字第{year - 1911}001號")
    asked = Result.objects.filter(entry__review=review, is_current=True, grade="second").first()
    if asked is not None:
        appeal = appeals.file_appeal(it, asked.pk, actor=desk.office, now=met + timedelta(days=8), reason="請重新檢視研究方法之評分（模擬）")
        answer = appeals.Answer(outcome=Appeal.Outcome.UPHELD, answer="評分表經覆核無計算錯誤，維持原評定（模擬）。")
        appeals.decide_appeal(it, appeal.pk, actor=desk.office, now=met + timedelta(days=15), facts=answer)
    rounds.close(it, review.pk, actor=desk.office, now=met + timedelta(days=30))
    return 1


def _running(desk: Desk, now: datetime) -> int:
    """Play this year's round up to where some judges have given all their sheets, some a few and some none."""
    it, at = INNOVATION_PROPOSALS, now - timedelta(days=BEGUN_DAYS_AGO)
    review, shares = _prepared(it, desk, now.year, PROPOSALS, now=at), dict(PROPOSALS)
    for entry in review.entries.order_by("order"):
        share = shares[entry.title.removesuffix("（模擬）")]
        sheets.sign(it, review.pk, entry.pk, actor=desk.office, now=at, given=_given(it, review, share), proof=Proof.PAPER)
    rounds.next_phase(it, review.pk, actor=desk.office, now=at, out={})
    review.refresh_from_db()
    for seat in members.sitting(review):
        mine = SIGNED.get(JUDGE if seat.expert.account_id else seat.code, 0)
        _sheets(it, desk, review, seat, shares, mine, now=now - timedelta(days=1))
    return 1
