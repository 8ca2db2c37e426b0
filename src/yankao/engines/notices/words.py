"""What a notice says outside the program: the owner of a subject may word it for its reader; otherwise its title and text stand."""

from collections.abc import Callable
from dataclasses import dataclass, field

from yankao.engines.notices.models import Delivery, Notice


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Subject and text of a mail, and the one line of a text message."""

    subject: str = field(repr=False)
    text: str = field(repr=False)
    short: str = field(repr=False)


Wording = Callable[[Notice, Delivery], Words | None]
_wordings: dict[str, Wording] = {}


def use_wording(subject_kind: str, wording: Wording) -> None:
    """Let somebody word the notices about a kind of subject; a second one for the same kind is a mistake."""
    if subject_kind in _wordings and _wordings[subject_kind] is not wording:
        message = f"「{subject_kind}」的通知文字已有人負責"
        raise ValueError(message)
    _wordings[subject_kind] = wording


def words_of(notice: Notice, delivery: Delivery) -> Words:
    """Return the words of a notice for one delivery."""
    wording = _wordings.get(notice.subject_kind)
    found = wording(notice, delivery) if wording else None
    if found is not None:
        return found
    return Words(subject=notice.title, text=f"{notice.title}\n\n{notice.text}".strip() + "\n", short=notice.text or notice.title)
