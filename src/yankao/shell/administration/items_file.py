"""項目表的下載與匯入."""

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from yankao.engines.cases.category_file import COLUMNS, Outcome, category_lines, import_categories
from yankao.kernel import audit
from yankao.shell.administration.asking import REFUSED
from yankao.shell.administration.audiences import ITEMS
from yankao.shell.export import attachment, csv_lines
from yankao.shell.gate import READ_WRITE, actor_of_request, page
from yankao.shell.words import now as clock

MOST_BYTES = 5_000_000


@page(who=ITEMS)
def export(request: HttpRequest) -> HttpResponseBase:
    """Give the items the reader keeps as CSV, one line for each rule."""
    actor = actor_of_request(request)
    audit.record(subject_kind="categories", subject_id="all", verb="exported", actor=actor, at=clock(), values={"format": "csv"})
    return attachment("categories.csv", csv_lines(COLUMNS, category_lines(actor)))


@page(who=ITEMS, methods=READ_WRITE)
def import_file(request: HttpRequest) -> HttpResponse:
    """Ask for a file, look through it, and take it over when nothing is wrong with it."""
    outcome, problem = None, ""
    is_trial = request.POST.get("do") != "import"
    if request.method == "POST":
        try:
            outcome = _take(request, is_trial=is_trial)
        except ValidationError as error:
            problem = " ".join(error.messages)
    is_refused = bool(problem) or (outcome is not None and bool(outcome.problems))
    context = {
        "outcome": outcome,
        "problem": problem,
        "is_trial": is_trial,
        "crumbs": ((_("項目與時限"), reverse("administration_items")),),
        "columns": COLUMNS,
    }
    return render(request, "shell/administration/items_import.html", context, status=REFUSED if is_refused else 200)


def _take(request: HttpRequest, *, is_trial: bool) -> Outcome:
    file = request.FILES.get("file")
    if file is None:
        raise ValidationError(_("請選擇 CSV 檔案"))
    if (file.size or 0) > MOST_BYTES:
        raise ValidationError(_("檔案超過 5 MB"))
    try:
        text = file.read().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ValidationError(_("檔案不是 UTF-8 編碼，請另存為「CSV UTF-8」後再上傳")) from None
    return import_categories(text.splitlines(), actor=actor_of_request(request), now=clock(), is_trial=is_trial)
