"""Tests of an edition: written by agencies, reviewed, frozen, signed stage by stage with tracked changes, sent, corrected and verified."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from tests.shell.conftest import NOW, a_petition, actor, people

from yankao.engines.notices.models import Notice
from yankao.engines.reports import edition_read as read
from yankao.engines.reports import edition_sign as signing
from yankao.engines.reports import editions, markdown
from yankao.engines.reports.document_json import from_json, to_json
from yankao.engines.reports.editions import EditionConflict, Facts, WrongStanding
from yankao.engines.reports.models import ChapterStanding, Edition, FrozenFigure, Stage, Standing
from yankao.engines.reports.tasks import chase_chapters
from yankao.kernel.agencies.models import Agency

__all__ = ["people"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("people")]
FACTS = Facts(
    first=date(2026, 1, 1),
    last=date(2026, 6, 30),
    session_term=4,
    session_meeting=2,
    reporter_title="主任委員",
    reporter_name="石主委",
    is_acting=True,
)
CHAIN = ("section_lead", "chief_secretary", "deputy_chair", "chair")


def opened() -> Edition:
    return editions.create("council", actor=actor("editor"), now=NOW, facts=FACTS)


def chapter_of(edition: Edition):
    return edition.chapters.get(section="service")


def accepted(edition: Edition, *, text: str = "# 聯合服務\n\n{period}共{service.petition.received}件。\n") -> None:
    for chapter in edition.chapters.all():
        body = text if chapter.section == "service" else f"# {chapter.title}\n\n無數字。\n"
        editions.write(chapter.pk, actor=actor("editor"), now=NOW, text=body)
        editions.hand_in(chapter.pk, actor=actor("editor"), now=NOW)
        editions.review(chapter.pk, actor=actor("editor"), now=NOW, is_accepted=True)


def signed(edition: Edition, upto: tuple[str, ...] = CHAIN) -> Edition:
    editor = actor("editor")
    signing.freeze(edition.pk, actor=editor, now=NOW)
    signing.submit(edition.pk, actor=editor, now=NOW)
    for username in upto:
        signing.sign(edition.pk, actor=actor(username), now=NOW, is_approval=True)
    edition.refresh_from_db()
    return edition


@pytest.mark.system("council-report")
def test_a_report_is_drafted_chased_returned_frozen_signed_sent_and_corrected() -> None:
    edition = opened()
    chapter = chapter_of(edition)
    agency = Agency.objects.get(slug="public-works-maintenance")
    editor, clerk = actor("editor"), actor("clerk")
    with pytest.raises(PermissionDenied):
        editions.write(chapter.pk, actor=clerk, now=NOW, text="# 聯合服務\n\n試寫。")
    editions.assign(chapter.pk, actor=editor, now=NOW, agency_id=agency.pk, due_at=NOW + timedelta(days=7))
    editions.write(chapter.pk, actor=clerk, now=NOW, text="# 聯合服務\n\n{period}共{service.petition.received}件。\n")
    editions.hand_in(chapter.pk, actor=clerk, now=NOW)
    with pytest.raises(ValidationError, match="補正"):
        editions.review(chapter.pk, actor=editor, now=NOW, is_accepted=False)
    editions.review(chapter.pk, actor=editor, now=NOW, is_accepted=False, note="請補充派工")
    assert Notice.objects.filter(subject_kind="edition", title__startswith="退回補正").exists()
    with pytest.raises(ValidationError, match="尚有章節未審定"):
        signing.freeze(edition.pk, actor=editor, now=NOW)
    a_petition()
    editions.hand_in(chapter.pk, actor=clerk, now=NOW)
    editions.review(chapter.pk, actor=editor, now=NOW, is_accepted=True)
    for other in edition.chapters.exclude(pk=chapter.pk):
        editions.hand_in(other.pk, actor=editor, now=NOW)
        editions.review(other.pk, actor=editor, now=NOW, is_accepted=True)
    edition = signed(edition)
    assert edition.standing == Standing.APPROVED
    assert "本期共1件" in markdown.write(read.report_of(edition))
    a_petition()
    assert "本期共1件" in markdown.write(read.report_of(edition))
    signing.send(edition.pk, actor=editor, now=NOW, number="高市研管字第1號", copies=120, delivered_on=date(2026, 7, 1))
    signing.publish(edition.pk, actor=editor, now=NOW)
    new = signing.correct(edition.pk, actor=editor, now=NOW, reason="件數誤植")
    edition.refresh_from_db()
    assert (edition.standing, edition.copies) == (Standing.PUBLISHED, 120)
    assert "本期共2件" in markdown.write(read.report_of(new))
    pairs = [pair for pair in read.side_by_side(read.report_of(edition), read.report_of(new)) if not pair.is_same]
    assert [(pair.before.strip(), pair.after.strip()) for pair in pairs] == [("本期共1件。", "本期共2件。")]


def test_frozen_figures_keep_value_definition_time_and_hash_whatever_happens_to_the_records() -> None:
    edition = opened()
    accepted(edition)
    a_petition()
    signing.freeze(edition.pk, actor=actor("editor"), now=NOW)
    edition.refresh_from_db()
    row = edition.figures.get(key="service.petition.received")
    assert (row.value, row.definition_version, row.queried_at) == ("1", 1, NOW)
    assert len(row.hash) == len(edition.digest) == 64
    a_petition()
    assert "本期共1件" in markdown.write(read.report_of(edition))
    (checked,) = (each for each in signing.verify(edition) if each.figure.key == row.key)
    assert (checked.is_intact, checked.today, checked.is_same) == (True, 2, False)
    FrozenFigure.objects.filter(pk=row.pk).update(value="9")
    (checked,) = (each for each in signing.verify(edition) if each.figure.key == row.key)
    assert not checked.is_intact


def test_each_stage_signs_in_turn_and_may_send_back() -> None:
    edition = opened()
    accepted(edition)
    signed(edition, upto=("section_lead",))
    with pytest.raises(PermissionDenied, match="主任秘書"):
        signing.sign(edition.pk, actor=actor("chair"), now=NOW, is_approval=True)
    with pytest.raises(ValidationError, match="理由"):
        signing.sign(edition.pk, actor=actor("chief_secretary"), now=NOW, is_approval=False)
    signing.sign(edition.pk, actor=actor("chief_secretary"), now=NOW, is_approval=False, note="請補上月平均")
    edition.refresh_from_db()
    assert (edition.standing, edition.stage, edition.frozen_at, edition.figures.count()) == (Standing.DRAFTING, Stage.OFFICER, None, 0)
    assert [each.is_approval for each in edition.signatures.all()] == [True, True, False]


def test_a_change_during_the_sign_off_is_tracked_and_only_the_new_figure_is_frozen_later() -> None:
    edition = opened()
    accepted(edition)
    a_petition()
    signed(edition, upto=("section_lead",))
    a_petition()
    chapter = chapter_of(edition)
    later = NOW + timedelta(hours=1)
    text = "# 聯合服務\n\n{period}受理{service.petition.received}件，派工{service.dispatch.received}件。\n"
    with pytest.raises(PermissionDenied):
        signing.amend(chapter.pk, actor=actor("deputy_chair"), now=later, text=text)
    signing.amend(chapter.pk, actor=actor("chief_secretary"), now=later, text=text)
    edition.refresh_from_db()
    times = dict(edition.figures.values_list("key", "queried_at"))
    assert times == {"service.petition.received": NOW, "service.dispatch.received": later}
    assert "本期受理1件，派工0件" in markdown.write(read.report_of(edition))
    *_, before, after = chapter.revisions.all()
    assert (after.by_name, after.stage) == ("蕭主秘", "secretary")
    told = read.changes(before.text, after.text)
    assert "".join(each.text for each in told if each.kind != "del") == after.text
    assert "".join(each.text for each in told if each.kind != "ins") == before.text
    assert {"ins", "del"} <= {each.kind for each in told}


def test_a_decided_figure_needs_document_and_approver_and_never_counts_as_computed() -> None:
    edition = opened()
    accepted(edition)
    decided = {"key": "service.petition.received", "text": "5,000", "document": "簽第9號", "approver": "主任委員", "reason": "與主計口徑一致"}
    with pytest.raises(ValidationError, match="裁示文號"):
        editions.overrule(edition.pk, actor=actor("editor"), now=NOW, decided={**decided, "document": ""})
    with pytest.raises(ValidationError, match="沒有用到"):
        editions.overrule(edition.pk, actor=actor("editor"), now=NOW, decided={**decided, "key": "service.call.count"})
    made = editions.overrule(edition.pk, actor=actor("editor"), now=NOW, decided=decided)
    edition.refresh_from_db()
    assert "共5,000〔裁示口徑〕件" in markdown.write(read.report_of(edition))
    signing.freeze(edition.pk, actor=actor("editor"), now=NOW)
    assert not edition.figures.filter(key="service.petition.received").exists()
    editions.end_overruling(edition.pk, made.pk, actor=actor("editor"), now=NOW)
    edition.refresh_from_db()
    assert edition.frozen_at is None
    assert "〔裁示口徑〕" not in markdown.write(read.report_of(edition))


def test_a_change_of_a_draft_lifts_the_freeze_and_asks_for_review_again() -> None:
    edition = opened()
    accepted(edition)
    signing.freeze(edition.pk, actor=actor("editor"), now=NOW)
    chapter = chapter_of(edition)
    editions.write(chapter.pk, actor=actor("editor"), now=NOW, text=chapter.text + "\n新增一段。")
    edition.refresh_from_db()
    chapter.refresh_from_db()
    assert (edition.frozen_at, chapter.standing) == (None, ChapterStanding.HANDED_IN)


def test_what_is_wrong_is_refused_with_what_to_do() -> None:
    edition = opened()
    chapter = chapter_of(edition)
    with pytest.raises(PermissionDenied):
        editions.create("council", actor=actor("clerk"), now=NOW, facts=FACTS)
    with pytest.raises(LookupError, match="council"):
        editions.create("nothing", actor=actor("editor"), now=NOW, facts=FACTS)
    with pytest.raises(ValidationError, match="沒有改變"):
        editions.write(chapter.pk, actor=actor("editor"), now=NOW, text=chapter.text)
    with pytest.raises(ValueError, match="大括號"):
        editions.write(chapter.pk, actor=actor("editor"), now=NOW, text="# 一\n\n{a")
    with pytest.raises(EditionConflict):
        editions.write(chapter.pk, actor=actor("editor"), now=NOW, text="# 一\n", version=99)
    with pytest.raises(WrongStanding):
        signing.publish(edition.pk, actor=actor("editor"), now=NOW)


def test_an_unknown_key_keeps_the_figures_from_being_frozen_and_names_the_chapter_and_line() -> None:
    edition = opened()
    accepted(edition, text="# 聯合服務\n\n共{service.petition.nothing}件。\n")
    with pytest.raises(ValidationError, match=r"service\.md:3"):
        signing.freeze(edition.pk, actor=actor("editor"), now=NOW)


def test_a_late_chapter_is_chased_once() -> None:
    edition = opened()
    agency = Agency.objects.get(slug="public-works-maintenance")
    editions.assign(chapter_of(edition).pk, actor=actor("editor"), now=NOW, agency_id=agency.pk, due_at=NOW + timedelta(days=1))
    chase_chapters.function(now=NOW + timedelta(days=2))
    chase_chapters.function(now=NOW + timedelta(days=3))
    assert Notice.objects.filter(title__startswith="章節逾期未提送").count() == 2  # the agency and the editors, once


def test_an_approved_document_comes_back_from_json_as_it_was() -> None:
    edition = opened()
    table = "| 甲 | 乙 |\n|---|---:|\n| 一 | {service.dispatch.received} |\n"
    accepted(edition, text="# 聯合服務\n\n共{service.petition.received}件。\n\n" + table + "\n:::chart service.petition.received by=month\n")
    report = read.report_of(edition)
    assert markdown.write(from_json(to_json(report))) == markdown.write(report)
    assert from_json(to_json(report)).figures == report.figures


def test_agencies_see_only_editions_with_a_chapter_of_theirs_until_they_are_published() -> None:
    edition = opened()
    assert not read.visible(actor("clerk")).exists()
    agency = Agency.objects.get(slug="public-works-maintenance")
    editions.assign(chapter_of(edition).pk, actor=actor("editor"), now=NOW, agency_id=agency.pk, due_at=None)
    assert read.visible(actor("clerk")).get() == edition
    assert read.visible(actor("chair")).get() == edition
    assert not read.published().exists()
