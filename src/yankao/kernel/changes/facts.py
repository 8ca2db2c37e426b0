"""What an administrative change is about, and the refusal of whoever comes second."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """The thing that is changed: its kind (agency, category, person ...) and its id. What hangs on it is changed under its name."""

    kind: str
    id: str


class Stale(ValidationError):
    """Somebody else changed the thing after the form was opened (資料已被他人更新)."""

    def __init__(self) -> None:
        super().__init__("這筆資料剛才已由他人異動，您填寫的內容仍在下方；請確認異動後再送出。", code="stale")
