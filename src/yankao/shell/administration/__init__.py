"""系統管理: the pages on which a city keeps its items, agencies, calendar, people and keys."""
