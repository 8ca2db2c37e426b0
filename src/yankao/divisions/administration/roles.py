"""Who prepares the session of the council (議會定期大會) and who beside: the rules its papers share."""

from yankao.engines.cases.who import application, assisting, case_agency, case_agency_role, role, system

EDITORS = role("officer", name="研考會業務承辦")
HANDLER = case_agency_role("clerk", "agency_lead", "controller", "officer", name="主辦機關")
OVERSIGHT = role("chief_secretary", "deputy_chair", "chair", "mayor_office", "auditor", name="首長、主任秘書及稽核人員")
READERS = EDITORS | case_agency | assisting | OVERSIGHT | application("cases:read")
OPENERS = EDITORS | system | application("cases:write")
