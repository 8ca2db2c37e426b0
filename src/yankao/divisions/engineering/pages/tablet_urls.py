"""The addresses of the tablet, its papers and the board of defects."""

from django.urls import path

from yankao.divisions.engineering.pages import quarter_papers, score_sheets, tablet, tablet_board, tablet_papers

urlpatterns = [
    path("site/", tablet.site_list, name="site_list"),
    path("site/worker.js", tablet.site_worker, name="site_worker"),
    path("site/<str:number>/", tablet.site, name="site"),
    path("site/<str:number>/state", tablet.site_state, name="site_state"),
    path("site/<str:number>/sync", tablet.site_sync, name="site_sync"),
    path("site/<str:number>/photo", tablet.site_photo, name="site_photo"),
    path("site/<str:number>/photo/<uuid:pk>", tablet.site_picture, name="site_picture"),
    path("site/<str:number>/decide/<uuid:change>", tablet.site_decide, name="site_decide"),
    path("site/<str:number>/paper/<str:kind>", tablet_papers.site_paper, name="site_paper"),
    path("quarterly-returns/<str:number>/paper/<str:kind>", quarter_papers.quarter_paper, name="quarter_paper"),
    path("inspection-scores/<str:number>/", score_sheets.scores, name="inspection_scores"),
    path("inspection-scores/<str:number>/scores.xlsx", score_sheets.scores_file, name="inspection_scores_file"),
    path("defects/", tablet_board.defect_board, name="defect_board"),
    path("defects/<str:number>/", tablet_board.defects, name="defects"),
    path("defects/<str:number>/photo/<uuid:pk>", tablet_board.defect_picture, name="defect_picture"),
]
