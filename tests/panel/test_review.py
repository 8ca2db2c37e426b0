"""A review from its call to its close: what is refused on the way, what nobody may see too early, and what stays on file."""

from decimal import Decimal
from io import BytesIO

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from tests.cases.people import at, citizen, staff
from tests.panel.stories import (
    LATER,
    MEETING,
    NOW,
    actor_of,
    agency,
    clerk,
    desk,
    expert,
    hand_in,
    meeting,
    panel,
    points,
    prepared,
    ready,
    scheme,
    score_all,
)
from yankao.engines.notices.models import Notice
from yankao.engines.panel import appeals, assign, decide, entries, exchange, experts, follow, members, read, rounds, sheets
from yankao.engines.panel.conflicts import TieKind
from yankao.engines.panel.errors import WrongStanding
from yankao.engines.panel.models import Appeal, Assignment, Decision, Entry, Proof, Recusal, Result, Review, Sheet, SheetLine
from yankao.engines.panel.outcome import outcome_of
from yankao.engines.panel.tasks import chase
from yankao.kernel.actors import Actor
from yankao.kernel.audit.models import Entry as AuditEntry
from yankao.kernel.files.store import store

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
KEY = "research.self_research"


def it():
    return scheme(KEY)


def stored(name):
    return store(BytesIO(name.encode()), name=name, actor=desk(it()), now=NOW)


def test_a_call_takes_entries_from_the_invited_until_it_ends_and_no_longer():
    review = prepared(it())
    facts = entries.Facts(title="市政研究", agency_id=agency().pk)
    with pytest.raises(WrongStanding, match="徵件中"):
        entries.hand_in(it(), review.pk, actor=clerk(), now=NOW, facts=facts)
    rounds.call(it(), review.pk, actor=desk(it()), now=NOW, entries_due_at=at("2023-03-31 17:00"))
    with pytest.raises(PermissionDenied):
        entries.hand_in(it(), review.pk, actor=citizen(), now=NOW, facts=facts)
    entry = entries.hand_in(it(), review.pk, actor=clerk(), now=NOW, facts=facts)
    assert entry.code == "A001"
    with pytest.raises(ValidationError, match="截止"):
        entries.hand_in(it(), review.pk, actor=clerk(), now=at("2023-03-31 17:00"), facts=facts)
    with pytest.raises(PermissionDenied):
        entries.withdraw(it(), entry.pk, actor=clerk("fire"), now=NOW, reason="不參加")
    assert entries.withdraw(it(), entry.pk, actor=clerk(), now=NOW, reason="不參加").state == "withdrawn"


def test_a_second_round_of_the_same_number_is_refused():
    prepared(it())
    with pytest.raises(ValidationError, match="下一梯次"):
        prepared(it())
    assert prepared(it(), number=2).title.endswith("第2梯次")


def test_scoring_does_not_begin_before_the_panel_is_made_by_the_rule():
    review = prepared(it())
    hand_in(it(), review, ["甲案"])
    rounds.end_call(it(), review.pk, actor=desk(it()), now=NOW)
    with pytest.raises(ValidationError, match="未決定是否受理"):
        rounds.begin(it(), review.pk, actor=desk(it()), now=NOW)
    entries.accept_all(it(), review.pk, actor=desk(it()), now=NOW)
    for n in range(5):
        members.appoint(it(), review.pk, expert(n, kind="official").pk, actor=desk(it()), now=NOW)
    with pytest.raises(ValidationError) as refused:
        rounds.begin(it(), review.pk, actor=desk(it()), now=NOW)
    told = "".join(refused.value.messages)
    assert "外聘委員應占三分之一以上" in told
    assert "請指定召集人" in told
    assert "尚未同意擔任" in told
    assert "沒有評審委員" in told


def test_a_judge_scores_own_entries_only_signs_once_and_sees_others_after():
    review, seats = ready(it(), ["甲案", "乙案"])
    entry = review.entries.get(title="甲案")
    mine, other = actor_of(seats[2].expert), actor_of(seats[3].expert)
    given = sheets.Given(points=points(it(), review, "82"), remark="論證清楚")
    with pytest.raises(PermissionDenied, match="不得代理"):
        sheets.sign(it(), review.pk, entry.pk, actor=desk(it()), now=LATER, given=given, proof=Proof.PASSWORD)
    with pytest.raises(ValidationError, match="0 至"):
        sheets.sign(it(), review.pk, entry.pk, actor=mine, now=LATER, given=sheets.Given(points=points(it(), review, "120")), proof=Proof.TOTP)
    sheets.save(it(), review.pk, entry.pk, actor=mine, now=LATER, given=given)
    sheet = sheets.sign(it(), review.pk, entry.pk, actor=other, now=LATER, given=given, proof=Proof.TOTP)
    assert list(sheets.seen_by_judge(it(), review, entry, seats[2])) == []
    sheets.sign(it(), review.pk, entry.pk, actor=mine, now=LATER, given=given, proof=Proof.PASSWORD)
    assert sheets.seen_by_judge(it(), review, entry, seats[2]).count() == 2
    with pytest.raises(ValidationError, match="已簽署並鎖定"):
        sheets.save(it(), review.pk, entry.pk, actor=mine, now=LATER, given=given)
    sheet = Sheet.objects.get(pk=sheet.pk)
    assert sheets.is_intact(sheet)
    assert AuditEntry.objects.filter(subject_kind="review", subject_id=str(review.pk), verb=f"{KEY}:sign_sheet").count() == 2
    SheetLine.objects.filter(sheet=sheet, criterion="use").update(points=Decimal("1.00"))
    assert not sheets.is_intact(Sheet.objects.get(pk=sheet.pk))


def test_a_recusal_takes_the_entry_away_and_one_put_aside_keeps_its_reason():
    review, seats = ready(it(), ["甲案", "乙案"])
    entry = review.entries.get(title="甲案")
    judge = actor_of(seats[2].expert)
    members.recuse(it(), review.pk, seats[2].pk, entry.pk, actor=judge, now=NOW, kind=TieKind.RELATIVE)
    assert not Assignment.objects.filter(member=seats[2], entry=entry).exists()
    with pytest.raises(PermissionDenied, match="迴避"):
        given = sheets.Given(points=points(it(), review, "82"))
        sheets.sign(it(), review.pk, entry.pk, actor=judge, now=LATER, given=given, proof=Proof.TOTP)
    with pytest.raises(PermissionDenied):
        members.recuse(it(), review.pk, seats[3].pk, entry.pk, actor=judge, now=NOW, kind=TieKind.DOUBT)
    with pytest.raises(ValidationError, match="敘明理由"):
        members.recuse(it(), review.pk, seats[3].pk, entry.pk, actor=desk(it()), now=NOW, kind=TieKind.DOUBT, is_upheld=False)
    members.recuse(it(), review.pk, seats[3].pk, entry.pk, actor=desk(it()), now=NOW, kind=TieKind.DOUBT, is_upheld=False, reason="僅同校不同系")
    assert Recusal.objects.filter(is_upheld=False).get().reason == "僅同校不同系"
    with pytest.raises(ValidationError, match="應迴避"):
        assign.set_sheets(it(), review.pk, {(seats[2].pk, entry.pk): 1}, actor=desk(it()), now=NOW)


def test_what_the_data_suggest_is_shown_until_it_is_decided():
    review = prepared(it())
    hand_in(it(), review, ["甲案"], parties=(("作者", "第3位委員"),))
    seats = panel(it(), review)
    found = members.open_suspicions(review, on=NOW)
    assert [(member.pk, suspicion.kind) for member, _entry, suspicion in found] == [(seats[3].pk, TieKind.SELF)]
    entry = review.entries.get()
    members.recuse(it(), review.pk, seats[3].pk, entry.pk, actor=desk(it()), now=NOW, kind=TieKind.SELF, source="suggested")
    assert members.open_suspicions(review, on=NOW) == ()


def test_a_meeting_without_quorum_majority_or_signed_sheets_decides_nothing():
    review, seats = ready(it(), ["甲案", "乙案"])
    with pytest.raises(ValidationError, match="份評分表未簽署"):
        decide.decide(it(), review.pk, actor=desk(it()), now=MEETING, facts=meeting(seats))
    score_all(it(), review, {"甲案": "91", "乙案": "78"})
    for facts, told in (
        (meeting(seats[:2]), "未達委員總額"),
        (meeting(seats[:2] + seats[2:3]), "專家學者 1 人"),
        (meeting(seats, votes_for=2), "過半數"),
        (meeting(seats[1:]), "召集人及副召集人均未出席"),
        (meeting(seats, outcome="drop", reason="差異過大"), "除去評分的委員"),
        (meeting(seats, outcome="none"), "敘明理由"),
        (meeting(seats, dissents=((seats[2].pk, " "),)), "不同意見"),
    ):
        with pytest.raises(ValidationError, match=told):
            decide.decide(it(), review.pk, actor=desk(it()), now=MEETING, facts=facts)
    assert not Decision.objects.exists()
    with pytest.raises(PermissionDenied):
        decide.decide(it(), review.pk, actor=clerk(), now=MEETING, facts=meeting(seats))


def test_dropping_a_member_recomputes_and_a_dissent_stays_in_the_minutes():
    review, seats = ready(it(), ["甲案", "乙案"])
    score_all(it(), review, {"甲案": "91", "乙案": "89"}, skip=seats[4:])
    for title, share in (("甲案", "10"), ("乙案", "100")):
        given = sheets.Given(points=points(it(), review, share))
        entry = review.entries.get(title=title)
        sheets.sign(it(), review.pk, entry.pk, actor=actor_of(seats[4].expert), now=LATER, given=given, proof=Proof.TOTP)
    before = outcome_of(it(), review)
    assert before.rows[0].spread.outliers or before.rows[1].spread.outliers == (str(seats[4].pk),)
    facts = meeting(seats, outcome="drop", dropped_id=seats[4].pk, reason="明顯差異", votes_for=4, dissents=((seats[4].pk, "應予維持"),))
    decision = decide.decide(it(), review.pk, actor=desk(it()), now=MEETING, facts=facts)
    ranked = list(read.results(review).values_list("entry__title", "rank", "score", "sheets", "grade_name"))
    assert ranked == [("甲案", 1, Decimal("91.0000"), 4, "特優"), ("乙案", 2, Decimal("89.0000"), 4, "優等")]
    assert [row.text for row in decision.dissents.all()] == ["應予維持"]
    assert Sheet.objects.filter(member=seats[4], signed_at__isnull=False).count() == 2


def test_the_sheets_of_a_member_dismissed_after_signing_count_until_the_meeting_leaves_them_out():
    review, seats = ready(it(), ["甲案"], size=6)
    score_all(it(), review, {"甲案": "80"}, skip=seats[5:])
    given = sheets.Given(points=points(it(), review, "20"))
    sheets.sign(it(), review.pk, review.entries.get().pk, actor=actor_of(seats[5].expert), now=LATER, given=given, proof=Proof.TOTP)
    members.dismiss(it(), review.pk, seats[5].pk, actor=desk(it()), now=LATER, reason="洩漏評分")
    assert outcome_of(it(), review).rows[0].placed.sheets == 6
    facts = meeting(seats[:5], outcome="drop", dropped_id=seats[5].pk, reason="委員已解任")
    decide.decide(it(), review.pk, actor=desk(it()), now=MEETING, facts=facts)
    assert (Result.objects.get().score, Result.objects.get().sheets) == (Decimal("80.0000"), 5)


def test_voided_sheets_are_given_anew_and_the_old_ones_stay():
    review, seats = ready(it(), ["甲案"])
    score_all(it(), review, {"甲案": "70"})
    decide.decide(it(), review.pk, actor=desk(it()), now=MEETING, facts=meeting(seats, outcome="void", reason="評分標準誤解"))
    review.refresh_from_db()
    assert (review.attempt, review.standing) == (2, "scoring")
    score_all(it(), review, {"甲案": "92"}, now=MEETING)
    decide.decide(it(), review.pk, actor=desk(it()), now=MEETING, facts=meeting(seats))
    assert Result.objects.get().score == 92
    assert Sheet.objects.filter(attempt=1).count() == Sheet.objects.filter(attempt=2).count() == 5


def test_no_result_leaves_every_prize_vacant():
    review, seats = ready(it(), ["甲案"])
    decide.decide(it(), review.pk, actor=desk(it()), now=MEETING, facts=meeting(seats, outcome="none", reason="水準均未達標"))
    found = Result.objects.get()
    assert (found.grade, found.rank, found.reason) == ("", None, "水準均未達標")


def test_a_tie_over_a_quota_waits_for_the_meeting_to_part_it():
    award = scheme("research.service_award")
    review, seats = ready(award, ["甲", "乙", "丙"])
    score_all(award, review, {"甲": "90", "乙": "80", "丙": "80"})
    with pytest.raises(ValidationError, match="同名次"):
        decide.decide(award, review.pk, actor=desk(award), now=MEETING, facts=meeting(seats))
    tied = {entry.title: entry.pk for entry in outcome_of(award, review).contested[0]}
    with pytest.raises(ValidationError, match="只能決定"):
        decide.part(award, review.pk, [review.entries.get(title="甲").pk], actor=desk(award), now=MEETING)
    decide.part(award, review.pk, [tied["丙"], tied["乙"]], actor=desk(award), now=MEETING)
    decide.decide(award, review.pk, actor=desk(award), now=MEETING, facts=meeting(seats))
    assert list(read.results(review).values_list("entry__title", "grade")) == [("甲", "nominated"), ("丙", "nominated"), ("乙", "reserve")]


def published():
    review, seats = ready(it(), ["甲案", "乙案"])
    score_all(it(), review, {"甲案": "91", "乙案": "78"})
    decide.decide(it(), review.pk, actor=desk(it()), now=MEETING, facts=meeting(seats))
    rounds.publish(it(), review.pk, actor=desk(it()), now=MEETING, number="高市研發字第1號")
    review.refresh_from_db()
    return review


def test_an_objection_in_time_changes_the_grade_and_keeps_the_old_result():
    review = published()
    old = Result.objects.get(entry__title="乙案")
    with pytest.raises(PermissionDenied):
        appeals.file_appeal(it(), old.pk, actor=clerk("fire"), now=MEETING, reason="計算有誤")
    appeal = appeals.file_appeal(it(), old.pk, actor=clerk(), now=MEETING, reason="計算有誤")
    with pytest.raises(ValidationError, match="以一次為限"):
        appeals.file_appeal(it(), old.pk, actor=clerk(), now=MEETING, reason="再申復")
    with pytest.raises(ValidationError, match="尚有申復未決定"):
        rounds.close(it(), review.pk, actor=desk(it()), now=at("2023-04-30 09:00"))
    with pytest.raises(ValidationError, match="等第沒有變更"):
        same = appeals.Answer(outcome=Appeal.Outcome.CHANGED, answer="更正", grade=old.grade)
        appeals.decide_appeal(it(), appeal.pk, actor=desk(it()), now=MEETING, facts=same)
    change = appeals.Answer(outcome=Appeal.Outcome.CHANGED, answer="漏計附件", grade="second")
    appeals.decide_appeal(it(), appeal.pk, actor=desk(it()), now=MEETING, facts=change)
    old.refresh_from_db()
    now = Result.objects.get(entry__title="乙案", is_current=True)
    assert (old.is_current, old.grade_name, now.grade_name, now.reason) == (False, "佳作", "甲等", "漏計附件")
    assert rounds.close(it(), review.pk, actor=desk(it()), now=at("2023-04-30 09:00")).standing == "closed"


def test_an_objection_after_the_window_is_not_taken():
    review = published()
    assert review.appeal_until == at("2023-03-26 00:00")  # the fifteenth day is a Saturday on which the offices work
    result = Result.objects.get(entry__title="乙案")
    with pytest.raises(ValidationError, match="期限已過"):
        appeals.file_appeal(it(), result.pk, actor=clerk(), now=review.appeal_until, reason="計算有誤")


def test_the_division_is_told_once_of_an_objection_left_undecided():
    review = published()
    appeals.file_appeal(it(), Result.objects.get(entry__title="乙案").pk, actor=clerk(), now=MEETING, reason="計算有誤")
    for now in (at("2023-04-09 00:10"), at("2023-04-11 00:10"), at("2023-04-12 00:10")):
        chase.function(now=now)
    told = Notice.objects.filter(subject_kind="review", subject_id=str(review.pk), title__startswith="申復逾期")
    assert [(row.recipient_kind, row.recipient_id) for row in told] == [("division", "research")]


def test_winners_to_be_adopted_become_cases_once():
    review = published()
    assert follow.adopt(it(), review.pk, actor=desk(it()), now=MEETING, due_on=at("2023-04-30 00:00").date()) == 1
    assert follow.adopt(it(), review.pk, actor=desk(it()), now=MEETING, due_on=at("2023-04-30 00:00").date()) == 0
    assert follow.track(it(), review.pk, actor=desk(it()), now=MEETING) == 1
    assert follow.track(it(), review.pk, actor=desk(it()), now=MEETING) == 0
    case = review.follow_ups.get().case
    assert (case.procedure, case.agency.slug) == ("control.review_follow_up", "water-resources")


def test_sheets_go_out_and_come_in_as_a_table_whole_or_not_at_all():
    review, seats = ready(it(), ["甲案", "乙案"])
    good = {"entry": "A001", "judge": seats[2].code, "structure": "12", "method": "20", "content": "25", "use": "25", "remark": "佳"}
    with pytest.raises(ValidationError) as refused:
        exchange.take_in(
            it(), review.pk, [good, good | {"entry": "A009"}, good | {"judge": seats[3].code, "use": "很好"}], actor=desk(it()), now=LATER
        )
    assert [message[:4] for message in refused.value.messages] == ["第 3 ", "第 4 "]
    assert not Sheet.objects.filter(signed_at__isnull=False).exists()
    assert exchange.take_in(it(), review.pk, [good], actor=desk(it()), now=LATER) == 1
    row = dict(zip(exchange.columns(it(), review), next(iter(exchange.rows(it(), review))), strict=True))
    assert (row["entry"], row["judge"], row["use"], row["total"], row["proof"]) == (
        "A001",
        seats[2].code,
        Decimal("25.00"),
        Decimal("82.0000"),
        "paper",
    )
    with pytest.raises(PermissionDenied):
        exchange.take_in(it(), review.pk, [good], actor=clerk(), now=LATER)


def test_a_blind_phase_asks_for_a_redacted_copy():
    review = prepared(it())
    entry = hand_in(it(), review, ["甲案"], files=(("full", stored("論文.txt")),))[0]
    with pytest.raises(ValidationError, match="匿名本"):
        entries.check(it(), entry.pk, actor=desk(it()), now=NOW, is_accepted=True)
    entries.add_files(it(), entry.pk, actor=desk(it()), now=NOW, files=[("redacted", stored("匿名.txt"))])
    assert entries.check(it(), entry.pk, actor=desk(it()), now=NOW, is_accepted=True).state == "accepted"


def test_each_sees_what_is_theirs():
    review, seats = ready(it(), ["甲案"])
    assert list(read.visible(desk(it()))) == [review]
    assert list(read.visible(staff("auditor", "rdec"))) == [review]
    assert list(read.visible(clerk())) == [review]
    assert list(read.visible(clerk("fire"))) == []
    assert list(read.visible(actor_of(seats[2].expert))) == [review]
    assert list(read.visible(citizen())) == []
    assert not read.published(it()).exists()


def test_an_officer_who_sits_on_the_panel_sees_no_totals_before_the_own_sheets_are_signed():
    review, seats = ready(it(), ["甲案"])
    chair = actor_of(seats[0].expert)
    officer = Actor(kind=chair.kind, id=chair.id, name=chair.name, memberships=desk(it()).memberships)
    assert read.may_see_sheets(it(), review, desk(it()))
    assert not read.may_see_sheets(it(), review, officer)
    score_all(it(), review, {"甲案": "80"}, skip=seats[1:])
    assert read.may_see_sheets(it(), review, officer)
    assert not read.may_see_sheets(it(), review, clerk())


def test_a_stopped_review_says_why_and_goes_no_further():
    review = prepared(it())
    with pytest.raises(ValidationError, match="理由"):
        rounds.cancel(it(), review.pk, actor=desk(it()), now=NOW, reason=" ")
    rounds.cancel(it(), review.pk, actor=desk(it()), now=NOW, reason="無人參加")
    with pytest.raises(WrongStanding):
        rounds.call(it(), review.pk, actor=desk(it()), now=NOW, entries_due_at=LATER)
    assert Review.objects.get().reason == "無人參加"
    assert not Entry.objects.exists()


def told_to(seat, *, since: str = "") -> list[str]:
    found = Notice.objects.filter(recipient_kind="account", recipient_id=str(seat.expert.account_id)).order_by("created_at", "id")
    return [title for title in found.values_list("title", flat=True) if title.startswith(since)]


def test_a_judge_is_told_of_the_invitation_the_sheets_the_coming_day_and_the_delay():
    review, seats = ready(it(), ["甲案", "乙案"])
    assert told_to(seats[2]) == [f"敬邀擔任評審委員：{review.title}", f"請評分：{review.title}"]
    score_all(it(), review, {"甲案": "90", "乙案": "80"}, skip=[seats[2]])
    for now in (at("2023-03-10 00:10"), at("2023-03-13 00:10"), at("2023-03-14 00:10"), at("2023-03-16 00:10"), at("2023-03-17 00:10")):
        chase.function(now=now)
    assert told_to(seats[2])[2:] == [f"評分將到期：{review.title}", f"評分表逾期未簽署：{review.title}"]
    assert told_to(seats[3])[2:] == []
    texts = Notice.objects.filter(title__startswith="評分將到期").values_list("text", "created_at")
    assert list(texts) == [("請於112年3月15日前簽署完成，尚有 2 份。", at("2023-03-13 00:10"))]


def test_a_judge_without_an_account_is_told_by_nobody_here():
    review = prepared(it())
    person = experts.enter(experts.Facts(name="紙本委員", kind="scholar"), actor=desk(it()), now=NOW)
    members.appoint(it(), review.pk, person.pk, actor=desk(it()), now=NOW)
    assert not Notice.objects.filter(recipient_kind="account").exists()
