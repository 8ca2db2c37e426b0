"""Who works on 綜合計畫 and who beside it: the rules its programmes share."""

from yankao.engines.cases.who import application, case_agency, case_agency_role, division, role

PLANNING = division("planning", name="綜合計畫組")
HANDLER = case_agency_role("clerk", "agency_lead", "controller", name="主辦機關")
WINDOW = case_agency_role("controller", name="機關管考窗口")
HEAD = case_agency_role("agency_lead", name="機關主管")
OVERSIGHT = role("mayor_office", "auditor", name="市長室、稽核人員")
READERS = PLANNING | case_agency | OVERSIGHT | application("cases:read")
