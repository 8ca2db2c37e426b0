"""Writes an answer of the open interface as XML or JSON, errors too, and reads the little XML that a client may send."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus
from typing import Any

from django.http import HttpResponse
from lxml import etree

from yankao.kernel.days import TAIPEI

Row = Mapping[str, Any]
MEDIA_TYPES = {"xml": "text/xml; charset=utf-8", "json": "application/json; charset=utf-8"}
SINGULAR = {
    "services": "service",
    "service_requests": "request",
    "service_request_updates": "request_update",
    "errors": "error",
    "attributes": "attribute",
    "values": "value",
    "endpoints": "endpoint",
    "formats": "format",
    "notes": "note",
    "photos": "photo",
    "records": "record",
    "requests": "request",
}
"""A pure container holds elements of this name; in JSON it is an array even of one."""
_UNPRINTABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LARGEST_QUERY = 16_384


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a question is answered with: a list of rows, or one object, under the name that XML gives it."""

    root: str
    content: Sequence[Row] | Row
    status: int = HTTPStatus.OK
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing that was wrong, in a sentence for the person who asked."""

    description: str
    code: int = HTTPStatus.BAD_REQUEST


class Refused(Exception):
    """The question cannot be answered; every problem found is told at once."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__("；".join(problem.description for problem in problems))
        self.problems = problems

    @property
    def status(self) -> int:
        """403 for a key, 404 where nothing else is wrong but a name, 400 for everything else."""
        codes = {problem.code for problem in self.problems}
        if HTTPStatus.FORBIDDEN in codes:
            return HTTPStatus.FORBIDDEN
        return HTTPStatus.NOT_FOUND if codes == {HTTPStatus.NOT_FOUND} else HTTPStatus.BAD_REQUEST


def not_found(description: str) -> Refused:
    """Return the refusal of something that does not exist, or not for the public."""
    return Refused(Problem(code=HTTPStatus.NOT_FOUND, description=description))


def render(answer: Answer, fmt: str) -> HttpResponse:
    """Write an answer in the format that the address ended with; any page in any browser may read it."""
    body = to_json(answer.content) if fmt == "json" else to_xml(answer.root, answer.content)
    response = HttpResponse(body, status=answer.status, content_type=MEDIA_TYPES[fmt])
    for name, value in {"Access-Control-Allow-Origin": "*", **answer.headers}.items():
        response.headers[name] = value
    return response


def render_refusal(refused: Refused, fmt: str) -> HttpResponse:
    """Write what was wrong as the list of errors that the standard asks for."""
    rows = [{"code": int(problem.code), "description": problem.description} for problem in refused.problems]
    return render(Answer(root="errors", content=rows, status=refused.status), fmt)


def to_json(content: object) -> bytes:
    """Write JSON: what is empty is null."""
    return json.dumps(_plain(content), ensure_ascii=False, separators=(",", ":")).encode()


def to_xml(root: str, content: object) -> bytes:
    """Write XML with its declaration, without namespace."""
    written: bytes = etree.tostring(_element(root, content), xml_declaration=True, encoding="UTF-8")
    return written


def moment_text(moment: datetime | None) -> str:
    """Write a moment with its zone, to the second."""
    return moment.astimezone(TAIPEI).isoformat(timespec="seconds") if moment else ""


def read_query(body: bytes) -> dict[str, str]:
    """Read a flat XML question (<root><name>value</name></root>); no entities, no outside documents, nothing large."""
    if len(body) > _LARGEST_QUERY:
        raise Refused(Problem(description="查詢內容過長"))
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(body, parser)
    except etree.XMLSyntaxError as error:
        raise Refused(Problem(description="查詢內容不是正確的 XML")) from error
    return {str(child.tag): (child.text or "").strip() for child in root if isinstance(child.tag, str)}


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return {name: _plain(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return None if value == "" else value


def _element(name: str, value: object) -> Any:  # noqa: ANN401  lxml ships no types
    element = etree.Element(name)
    if isinstance(value, Mapping):
        element.extend(_element(key, each) for key, each in value.items())
    elif isinstance(value, list | tuple):
        element.extend(_element(SINGULAR[name], each) for each in value)
    elif isinstance(value, bool):
        element.text = "true" if value else "false"
    elif value not in (None, ""):
        element.text = _UNPRINTABLE.sub("", str(value))
    return element
