"""The addresses of the plan of inspections, the sealed draws and the visits."""

from django.urls import path

from yankao.divisions.engineering.draws import pages, visit_pages

urlpatterns = [
    path("inspection-plan/", pages.inspection_board, name="inspection_board"),
    path("inspection-plan/draw", pages.publish_draw, name="publish_draw"),
    path("draws/<uuid:public_id>/", pages.draw, name="draw"),
    path("open/draws/", pages.open_draws, name="open_draws"),
    path("open/draws/<uuid:public_id>/", pages.open_draw, name="open_draw"),
    path("open/draws/<uuid:public_id>/draw.json", pages.open_draw_file, name="open_draw_file"),
    path("visits/", visit_pages.visits, name="visits"),
    path("visits/plan", visit_pages.plan_visit, name="visit_plan"),
    path("visits/<uuid:public_id>/", visit_pages.visit, name="visit"),
    path("visits/<uuid:public_id>/paper/<str:kind>.odt", visit_pages.visit_paper, name="visit_paper"),
]
