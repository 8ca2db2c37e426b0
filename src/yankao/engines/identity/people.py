"""人員帳號: who may make, disable and enable accounts and give roles; an agency's lead does so for her own agency's people."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Q, QuerySet

from yankao.engines.identity.models import Membership, User
from yankao.engines.identity.roles import Role
from yankao.kernel.actors import Actor
from yankao.kernel.agencies.models import Agency
from yankao.kernel.agencies.read import agencies_valid_on
from yankao.kernel.changes import Subject
from yankao.kernel.changes.record import record_change, require_unchanged
from yankao.kernel.days import ONE_DAY, day_of

LEAD = str(Role.AGENCY_LEAD)
LEAD_GIVES = (Role.CLERK, Role.CONTROLLER, Role.AGENCY_LEAD)
"""The roles an agency's lead may give; those of the desk, the commission and the administration are given by the administrator."""
PERSONAL = ("name", "email")


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """One role to be given: where, as what, and for how long."""

    agency: Agency | None
    role: str
    starts_on: date | None = None
    ends_on: date | None = None


def person_subject(user: User) -> Subject:
    """Return the name under which changes of an account are written down."""
    return Subject(kind="person", id=str(user.pk))


def is_admin(actor: Actor) -> bool:
    """Whether the actor administers the city."""
    return actor.has_role(Role.ADMIN)


def people_of(actor: Actor) -> QuerySet[User]:
    """Return the accounts the actor administers: all for the administrator, for a lead those who hold roles in her agency only."""
    if is_admin(actor):
        return User.objects.all()
    mine = sorted(actor.agency_ids(LEAD))
    ours = Membership.objects.filter(agency_id__in=mine, role__in=LEAD_GIVES).values("user_id")
    others = Membership.objects.exclude(agency_id__in=mine, role__in=LEAD_GIVES).values("user_id")
    return User.objects.filter(pk__in=ours, is_citizen=False).exclude(pk__in=others) if mine else User.objects.none()


def create_person(facts: Mapping[str, str], held: Held, *, actor: Actor, now: datetime) -> User:
    """Make an account with its first role; it has no password until its owner sets one by the link handed over."""
    _require_giver(actor, held)
    return _made(facts, held, actor=actor, now=now)


def create_first_admin(facts: Mapping[str, str], agency: Agency, *, actor: Actor, now: datetime) -> User:
    """Make the account of the first administrator of a city; where one is in office already, the page of accounts is used."""
    if _admins(day_of(now)).exists():
        raise PermissionDenied("已有系統管理者；請其登入後於「人員帳號」開立帳號")
    return _made(facts, Held(agency=agency, role=Role.ADMIN), actor=actor, now=now)


def _made(facts: Mapping[str, str], held: Held, *, actor: Actor, now: datetime) -> User:
    cleaned = _cleaned(facts, other_than=None)
    username = facts.get("username", "").strip()
    if not username or not all(sign.isalnum() or sign in "._-@" for sign in username):
        raise ValidationError({"username": "帳號請用英文字母、數字及 . _ - @"})
    if User.objects.filter(username__iexact=username).exists():
        raise ValidationError({"username": f"帳號「{username}」已使用"})
    with transaction.atomic():
        user = User(username=username, **cleaned)
        user.set_unusable_password()
        user.save()
        changed = {"username": ("", username), "name": ("", cleaned["name"])}
        record_change(person_subject(user), "create", actor=actor, now=now, changed=changed, hidden=("username", *PERSONAL))
        _give(user, held, actor=actor, now=now)
    return user


def change_person(user: User, facts: Mapping[str, str], *, actor: Actor, now: datetime, seen: int | None = None) -> User:
    """Correct the name or the e-mail address of an account."""
    with transaction.atomic():
        user = _locked(user, actor=actor, seen=seen)
        cleaned = _cleaned(facts, other_than=user)
        changed = {name: (getattr(user, name), value) for name, value in cleaned.items() if getattr(user, name) != value}
        if not changed:
            raise ValidationError("沒有任何更正")
        for name, (_, value) in changed.items():
            setattr(user, name, value)
        user.save(update_fields=list(changed))
        record_change(person_subject(user), "correct", actor=actor, now=now, changed=changed, hidden=PERSONAL)
    return user


def set_active(user: User, *, is_active: bool, actor: Actor, now: datetime, reason: str, seen: int | None = None) -> User:
    """Disable (停用) an account, which ends its sessions at once, or enable it again."""
    if str(user.pk) == actor.id and not is_active:
        raise ValidationError("不能停用自己的帳號，請由其他管理者辦理")
    if not reason.strip():
        raise ValidationError({"reason": "請填寫理由，例如離職、調任或帳號遭冒用"})
    with transaction.atomic():
        user = _locked(user, actor=actor, seen=seen)
        if user.is_active == is_active:
            raise ValidationError("帳號已啟用" if is_active else "帳號已停用")
        if not is_active:
            _require_another_admin(user, day=day_of(now))
        user.is_active, user.sessions_ended_at = is_active, now
        user.save(update_fields=["is_active", "sessions_ended_at"])
        changed = {"is_active": (not is_active, is_active)}
        record_change(person_subject(user), "enable" if is_active else "disable", actor=actor, now=now, changed=changed, reason=reason)
    return user


def end_sessions(user: User, *, actor: Actor, now: datetime) -> User:
    """Log an account out everywhere."""
    with transaction.atomic():
        user = _locked(user, actor=actor, seen=None)
        user.sessions_ended_at = now
        user.save(update_fields=["sessions_ended_at"])
        record_change(person_subject(user), "end_sessions", actor=actor, now=now, changed={})
    return user


def forget_password(user: User, *, actor: Actor, now: datetime) -> User:
    """Make the old password worthless and log the account out; its owner sets a new one by the link handed over."""
    with transaction.atomic():
        user = _locked(user, actor=actor, seen=None)
        user.set_unusable_password()
        user.sessions_ended_at = now
        user.save(update_fields=["password", "sessions_ended_at"])
        record_change(person_subject(user), "forget_password", actor=actor, now=now, changed={})
    return user


def note_help(user: User, verb: str, *, actor: Actor, now: datetime) -> None:
    """Write down help with the login given outside these tables: a lock taken off (unlock), a lost second factor (forget_factor)."""
    with transaction.atomic():
        user = _locked(user, actor=actor, seen=None)
        record_change(person_subject(user), verb, actor=actor, now=now, changed={})


def add_membership(user: User, held: Held, *, actor: Actor, now: datetime, seen: int | None = None) -> Membership:
    """Give an account one more role."""
    _require_giver(actor, held)
    with transaction.atomic():
        user = _locked(user, actor=actor, seen=seen)
        return _give(user, held, actor=actor, now=now)


def end_membership(membership: Membership, *, last_day: date, actor: Actor, now: datetime, seen: int | None = None) -> Membership:
    """End a role with its last day; it stays readable."""
    with transaction.atomic():
        user = _locked(membership.user, actor=actor, seen=seen)
        membership = Membership.objects.select_related("agency", "user").get(pk=membership.pk)
        _require_giver(actor, Held(agency=membership.agency, role=membership.role))
        if membership.starts_on is not None and last_day < membership.starts_on:
            raise ValidationError({"last_day": "最後一日不得早於開始日"})
        if membership.role == Role.ADMIN:
            _require_another_admin(user, day=last_day + ONE_DAY)
        old, membership.ends_on = _describe(membership), last_day
        membership.save(update_fields=["ends_on"])
        record_change(person_subject(user), "end_role", actor=actor, now=now, changed={"role": (old, _describe(membership))})
    return membership


def roles_given_by(actor: Actor) -> tuple[Role, ...]:
    """Return the roles the actor may give."""
    if is_admin(actor):
        return tuple(each for each in Role if each is not Role.CITIZEN)
    return LEAD_GIVES if actor.agency_ids(LEAD) else ()


def _give(user: User, held: Held, *, actor: Actor, now: datetime) -> Membership:
    if user.is_citizen:
        raise ValidationError("市民帳號不得兼任職務，請另開立人員帳號")
    agency = held.agency
    assert agency is not None
    if held.ends_on is not None and held.ends_on < (held.starts_on or day_of(now)):
        raise ValidationError({"ends_on": "迄日不得早於起日及今日"})
    if not agencies_valid_on(held.starts_on or day_of(now)).filter(pk=agency.pk).exists():
        raise ValidationError({"agency": f"{agency.name}於起日已裁撤或尚未設立"})
    starts, ends = held.starts_on or day_of(now), held.ends_on
    same = Membership.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=starts), user=user, agency=agency, role=held.role)
    if ends is not None:
        same = same.filter(Q(starts_on__isnull=True) | Q(starts_on__lte=ends))
    if same.exists():
        raise ValidationError({"role": "此期間已有相同機關之相同角色"})
    membership = Membership.objects.create(user=user, agency=agency, role=held.role, starts_on=starts, ends_on=ends)
    record_change(person_subject(user), "give_role", actor=actor, now=now, changed={"role": ("", _describe(membership))})
    return membership


def _describe(membership: Membership) -> str:
    return f"{membership.agency.name}・{membership.get_role_display()}（{membership.starts_on or ''}~{membership.ends_on or ''}）"


def _locked(user: User, *, actor: Actor, seen: int | None) -> User:
    if not people_of(actor).filter(pk=user.pk).exists():
        raise PermissionDenied("您只能管理所屬機關人員的帳號；跨機關任職者請洽系統管理者")
    require_seen = User.objects.select_for_update().get(pk=user.pk)
    require_unchanged(person_subject(user), seen)
    return require_seen


def _require_giver(actor: Actor, held: Held) -> None:
    problems: dict[str, str] = {}
    if held.agency is None:
        problems["agency"] = "請選擇機關"
    if held.role not in Role.values or held.role == Role.CITIZEN:
        problems["role"] = "請選擇角色"
    if problems:
        raise ValidationError(problems)
    assert held.agency is not None
    if is_admin(actor):
        return
    if held.agency.pk not in actor.agency_ids(LEAD) or held.role not in LEAD_GIVES:
        raise PermissionDenied("機關主管只能授予所屬機關的承辦人、管考窗口及主管角色")


def _require_another_admin(user: User, *, day: date) -> None:
    admins = _admins(day)
    if admins.filter(user=user).exists() and not admins.exclude(user=user).exists():
        raise ValidationError("這是最後一位系統管理者，請先指派另一位")


def _admins(day: date) -> QuerySet[Membership]:
    valid = Q(starts_on__isnull=True) | Q(starts_on__lte=day)
    valid &= Q(ends_on__isnull=True) | Q(ends_on__gte=day)
    return Membership.objects.filter(valid, role=Role.ADMIN, user__is_active=True)


def _cleaned(facts: Mapping[str, str], *, other_than: User | None) -> dict[str, str]:
    name, email = facts.get("name", "").strip(), facts.get("email", "").strip()
    if not name:
        raise ValidationError({"name": "請填寫姓名"})
    if email:
        try:
            validate_email(email)
        except ValidationError:
            raise ValidationError({"email": "電子郵件格式不正確"}) from None
        taken = User.objects.filter(email__iexact=email)
        if (taken.exclude(pk=other_than.pk) if other_than else taken).exists():
            raise ValidationError({"email": "此電子郵件已由其他帳號使用"})
    return {"name": name, "email": email}
