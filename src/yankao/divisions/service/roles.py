"""Who works at the joint service desk (聯合服務中心) and who beside it: the rules its procedures share."""

from yankao.engines.cases.who import application, assisting, case_agency, case_agency_role, citizen, informed, opener, reporter, role

AGENT = role("agent", "desk_lead", name="話務及服務人員")
LEAD = role("desk_lead", name="服務中心督導")
RESPONSE_LEAD = role("desk_lead", "officer", name="服務中心督導、研考會業務承辦")
HANDLER = case_agency_role("clerk", "agency_lead", "controller", name="承辦機關")
CONTROLLER = case_agency_role("controller", "agency_lead", name="機關管考窗口")
SUPERIOR = case_agency_role("agency_lead", name="機關主管")
OVERSIGHT = role("mayor_office", "auditor", name="市長室、稽核人員")
READERS = AGENT | case_agency | assisting | informed | opener | OVERSIGHT | application("cases:read")
CITIZEN = citizen
REPORTER = opener | reporter
PROGRAM = application("cases:write") | application("open311:write")

CHANNELS = (
    ("counter", "臨櫃"),
    ("phone", "電話（1999）"),
    ("web", "網路"),
    ("mailbox", "市長信箱"),
    ("letter", "書面"),
    ("fax", "傳真"),
    ("email", "電子郵件"),
    ("app", "行動應用程式"),
    ("chatbot", "智能客服"),
    ("web_phone", "網路電話"),
    ("village", "里長反映"),
    ("councillor", "議員反映"),
    ("open311", "開放介面"),
)
"""受理管道: every way in which a citizen's matter reaches the desk."""
