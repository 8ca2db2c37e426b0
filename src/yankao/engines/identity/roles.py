"""The roles a procedure may name (角色); who holds one, in which agency and for how long is data."""

from django.db import models


class Role(models.TextChoices):
    """One role held in one agency. An agency has three levels: 管考窗口, 主管, 承辦人."""

    CITIZEN = "citizen", "市民"
    AGENT = "agent", "話務人員"
    DESK_LEAD = "desk_lead", "服務中心督導"
    OFFICER = "officer", "研考會業務承辦"
    CLERK = "clerk", "機關承辦人"
    AGENCY_LEAD = "agency_lead", "機關主管"
    CONTROLLER = "controller", "機關管考窗口"
    MAYOR_OFFICE = "mayor_office", "市長室"
    CHIEF_SECRETARY = "chief_secretary", "主任秘書"
    DEPUTY_CHAIR = "deputy_chair", "副主任委員"
    CHAIR = "chair", "主任委員"
    AUDITOR = "auditor", "稽核人員"
    ADMIN = "admin", "系統管理者"
