"""The tables of 聯合服務: those of its procedures, each in its own file."""

from yankao.engines.cases import registry

registry.load("yankao.divisions.service.procedures")
