"""工程施工查核小組: who belongs to the team, as what, since when, and on what ground somebody outside the central list was chosen."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from yankao.divisions.engineering.roles import is_engineer, reads_engineering
from yankao.engines.connectors import registry as connectors
from yankao.engines.indicators.declare import Indicator
from yankao.engines.registers.declare import Register
from yankao.engines.registers.importing import csv_importer
from yankao.engines.registers.measures import count_standing, share_standing
from yankao.engines.registers.models import RegisterRow
from yankao.engines.registers.registry import register
from yankao.kernel.law import Law
from yankao.kernel.roc import roc_date

ORGANISED = (Law("政府採購法", "第70條"), Law("工程施工查核小組組織準則", "第5條至第7條"))


class TeamRole(models.TextChoices):
    """What somebody is on the team (職務)."""

    CONVENOR = "convenor", "召集人"
    SECRETARY = "secretary", "執行秘書"
    STAFF = "staff", "工作人員"
    INTERNAL = "internal", "內聘查核委員"
    EXTERNAL = "external", "外聘查核委員"


ONLY_ONE = (TeamRole.CONVENOR, TeamRole.SECRETARY)


class TeamMember(RegisterRow):
    """One person's time on the team."""

    name = models.CharField("姓名", max_length=60)
    role = models.CharField("職務", max_length=12, choices=TeamRole.choices)
    speciality = models.CharField("專長", max_length=100, blank=True)
    is_listed = models.BooleanField("在主管機關專家名單", default=False)
    chosen_because = models.CharField("名單外遴聘理由及核准文號", max_length=200, blank=True)
    declared_on = models.DateField("聲明無消極資格日期", null=True, blank=True)
    starts_on = models.DateField("聘任起日")
    ends_on = models.DateField("解任日期", null=True, blank=True)
    ended_because = models.CharField("解任理由", max_length=200, blank=True)

    class Meta(RegisterRow.Meta):
        verbose_name = "工程施工查核小組"
        ordering: ClassVar[list[str]] = ["role", "starts_on"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["name", "role", "starts_on"], condition=Q(is_struck=False), name="team_member_once",
                                    violation_error_message="此人該職務自該日起的聘任已登錄"),
            models.CheckConstraint(condition=Q(ends_on__isnull=True) | Q(ends_on__gte=models.F("starts_on")), name="team_member_days",
                                   violation_error_message="解任日期不得早於聘任起日"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name


def outside_the_list_has_a_reason(it: TeamMember) -> str | None:
    """An external member is chosen from the central list; another choice needs its reason and the head's approval (準則第6條)."""
    if it.role == TeamRole.EXTERNAL and not it.is_listed and not it.chosen_because.strip():
        return "外聘委員不在主管機關專家名單者，請敘明理由及首長核准文號"
    return None


def declares_no_hindrance(it: TeamMember) -> str | None:
    """A member states that nothing of article 7 stands against the appointment."""
    if it.role in (TeamRole.EXTERNAL, TeamRole.INTERNAL) and it.declared_on is None:
        return "查核委員請填寫聲明無消極資格（準則第7條）之日期"
    return "請敘明解任理由" if it.ends_on is not None and not it.ended_because.strip() else None


def one_at_a_time(it: TeamMember) -> str | None:
    """The team has one convenor and one executive secretary at a time."""
    if it.role not in ONLY_ONE:
        return None
    others = TeamMember.objects.filter(role=it.role).exclude(pk=it.pk).filter(Q(ends_on__isnull=True) | Q(ends_on__gte=it.starts_on))
    others = others.filter(starts_on__lte=it.ends_on) if it.ends_on else others
    found = others.first()
    return None if found is None else f"{TeamRole(it.role).label}現為{found.name}（{roc_date(found.starts_on)}起），請先填其解任日期"


INSPECTION_TEAM = register(
    Register(
        key="engineering.team_member",
        name="工程施工查核小組",
        model=TeamMember,
        systems=("inspection-team",),
        seen_by=reads_engineering,
        written_by=is_engineer,
        lists=("name", "role", "speciality", "is_listed", "starts_on", "ends_on"),
        filters=("role", "is_listed"),
        searches=("name", "speciality"),
        dated_by="starts_on",
        asks=("name", "role", "starts_on"),
        may_ask=("speciality", "is_listed", "chosen_because", "declared_on", "ends_on", "ended_because"),
        checks=(outside_the_list_has_a_reason, declares_no_hindrance, one_at_a_time),
        indicators=(
            Indicator(key="engineering.team_member.external", name="外聘查核委員人數", unit="人", basis=ORGANISED,
                      measure=count_standing(starts="starts_on", ends="ends_on", where=Q(role=TeamRole.EXTERNAL)), counting="期末日在任之外聘查核委員"),
            Indicator(key="engineering.team_member.external_share", name="外聘委員占小組成員比率", unit="%", basis=ORGANISED,
                      measure=share_standing(Q(role=TeamRole.EXTERNAL), starts="starts_on", ends="ends_on"),
                      counting="期末日在任小組成員（含召集人、執行秘書及工作人員）中外聘委員之比率"),
        ),
    )
)  # fmt: skip
connectors.register(csv_importer(INSPECTION_TEAM))
