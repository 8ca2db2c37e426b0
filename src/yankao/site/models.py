"""Loaded last, after every division: names the city, and checks that what the divisions declared fits together."""

from django.conf import settings

from yankao import cities
from yankao.engines.activities import registry as meetings
from yankao.engines.cases import registry
from yankao.engines.cases.simulate import register_rest
from yankao.engines.panel import registry as reviews
from yankao.kernel.agencies.city import use_city
from yankao.site.channels import connect

use_city(cities.load(settings.YANKAO_CITY))
registry.check_references()
meetings.check_references()
reviews.check_references()
register_rest()
connect(settings.YANKAO.outside, is_demonstration=settings.YANKAO.is_demo or settings.YANKAO.home.is_simulated)
