"""Who works on 研究發展 and who beside it: the rules its reviews share."""

from yankao.engines.cases.who import division, role

RESEARCH = division("research", name="研究發展組")
AGENCIES = role("clerk", "agency_lead", "controller", name="各機關人員")
OVERSIGHT = role("mayor_office", "auditor", name="市長室、稽核人員")
