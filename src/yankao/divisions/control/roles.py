"""Who works on 管制考核 and who beside it: the rules its procedures share."""

from yankao.engines.cases.who import application, assisting, case_agency, case_agency_role, division, informed, role, system

CONTROL = division("control", name="管制考核組")
HANDLER = case_agency_role("clerk", "agency_lead", "controller", name="主辦機關")
WINDOW = case_agency_role("controller", "agency_lead", name="機關管考窗口或主管")
MAYOR = role("mayor_office", name="市長室")
OVERSIGHT = role("mayor_office", "auditor", name="市長室、稽核人員")
READERS = CONTROL | case_agency | assisting | informed | OVERSIGHT | application("cases:read")
OPENERS = CONTROL | system | application("cases:write")
