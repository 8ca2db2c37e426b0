"""稽催單、簽、函的文字: the lines of each paper of a case with its figures filled, as the editable file carries them."""

from collections.abc import Mapping
from typing import Any

from yankao.shell.sheet import Sheet
from yankao.shell.words import due_text, long_day_text, moment_text

BLANK = "　" * 6


def sheet_of(kind: str, it: Mapping[str, Any]) -> Sheet:
    """Return the paper of that kind from the facts of the page."""
    return {"chase": _chase, "memo": _memo, "letter": _letter}[kind](it)


def _chase(it: Mapping[str, Any]) -> Sheet:
    case, limits = it["case"], it["limits"]
    facts = [
        ("案號", case.number),
        ("程序", it["procedure"]),
        ("主旨", case.title),
        ("受理時間", moment_text(case.received_at)),
        ("目前步驟", it["step"]),
        ("地點", case.address or "—"),
        *((f"{each.name}期限", f"{due_text(each.due_at)}；{each.lamp.says}{_chased(each.chased)}") for each in limits),
        ("依據", "；".join(dict.fromkeys(each.rule for each in limits))),
    ]
    return Sheet(
        title=f"{it['city'].government}　案件稽催單",
        lines=(f"受文者：{case.agency.name}　　稽催日期：中華民國{long_day_text(it['today'])}",),
        table=facts,
        below=(
            "請貴機關儘速辦理並於系統回報；如有不能如期辦理之事由，請敘明原因及預定完成日期。",
            "逾期原因：",
            f"預定完成日期：{BLANK}年{BLANK}月{BLANK}日",
        ),
        signs=("承辦人", "主管"),
    )


def _chased(times: int) -> str:
    return f"（已提醒{times}次）" if times else ""


def _memo(it: Mapping[str, Any]) -> Sheet:
    case = it["case"]
    holder = f"由{case.agency.name}承辦" if case.agency else "尚未分派承辦機關"
    points = [
        f"本案於{long_day_text(it['received_on'])}受理，{holder}，目前為「{it['step']}」。",
        *(f"{each.name}期限為{due_text(each.due_at)}，{each.lamp.says}。" for each in it["limits"]),
        f"辦理經過：{'；'.join(_deed(each) for each in it['deeds'])}。",
        *([f"本案已退回改分{case.returns}次。"] if case.returns else []),
    ]
    numbered = (f"{'一二三四五六七八九十'[n] if n < 10 else n + 1}、{text}" for n, text in enumerate(points))  # noqa: PLR2004 ten numerals
    return Sheet(
        title=f"簽　於{it['unit'] or it['city'].commission}",
        lines=(
            f"中華民國{long_day_text(it['today'])}",
            f"主旨：{it['procedure']}案件（案號{case.number}）「{case.title}」辦理情形，簽請核示。",
            "說明：",
            *numbered,
            "擬辦：",
        ),
        signs=("承辦單位", "會辦單位", "決行"),
    )


def _deed(each: Any) -> str:  # noqa: ANN401 -- a line of the page
    return f"{moment_text(each.at)}{each.name}{f'（{each.agency}）' if each.agency else ''}"


def _letter(it: Mapping[str, Any]) -> Sheet:
    case = it["case"]
    receiver = "陳情人" if case.procedure == "service.petition" else case.agency.name if case.agency else BLANK
    return Sheet(
        title=f"{it['city'].government}　函（稿）",
        lines=(
            f"受文者：{receiver}",
            f"發文日期：中華民國{BLANK}年{BLANK}月{BLANK}日",
            f"發文字號：{BLANK}字第{BLANK}號",
            f"速別：{'速件' if case.priority else '普通件'}",
            f"密等及解密條件或保密期限：{'密' if case.is_confidential else ''}",
            "附件：",
            f"主旨：有關「{case.title}」一案（案號{case.number}），復如說明，請查照。",
            "說明：",
            f"一、依據本府{long_day_text(it['received_on'])}受理之{it['procedure']}案件辦理。",
            "二、",
            f"三、承辦單位：{case.agency.name if case.agency else ''}。",
            "正本：",
            "副本：",
        ),
    )
