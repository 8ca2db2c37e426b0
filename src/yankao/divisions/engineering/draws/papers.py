"""查核當日書表: what is printed for one visit, as files the office goes on writing in."""

from collections.abc import Callable

from yankao.divisions.engineering.draws.draw_tables import Visit
from yankao.divisions.engineering.draws.visit_members import names_of
from yankao.kernel.roc import roc_date
from yankao.shell.sheet import Sheet, write

Make = Callable[[Visit], Sheet]


def _facts(it: Visit) -> list[tuple[str, str]]:
    return [
        ("標案編號", it.tender.number), ("標案名稱", it.tender.name), ("主辦機關", str(it.tender.agency)), ("施工廠商", it.tender.contractor),
        ("監造單位", it.tender.supervision_unit), ("查核日期", f"{roc_date(it.visit_on)} {it.meets_at:%H:%M}"), ("集合地點", it.meeting_place),
        ("領隊", it.leader), ("外聘委員", it.members), ("內聘委員及工作人員", it.staff),
    ]  # fmt: skip


def _members(it: Visit) -> list[str]:
    return names_of(it.members)


def _notice(it: Visit) -> Sheet:
    lines = (
        "依工程施工查核小組作業辦法第5條，查核委員赴工地查核時，應主動出示本通知及證明文件。",
        "監造單位之建築師或技師及廠商之專任工程人員應配合到場說明；無故缺席，按契約規定處理。",
    )
    return Sheet(title="工程施工查核通知", lines=lines, table=_facts(it), below=(f"本件採不預先通知方式，於{roc_date(it.visit_on)}查核當日執達。",))


def _secrecy(it: Visit) -> Sheet:
    lines = (
        f"本人參與{roc_date(it.visit_on)}工程施工查核，對於查核之時間、地點及對象，以及因查核所獲應保密之資訊或資料，切結保密，不予洩漏，",
        "並不假藉查核之名妨礙履約、不接受不當饋贈或招待、不自行辦理查核監督（工程施工查核小組作業辦法第13條）。",
        "如有違反，願負法律責任。",
    )
    return Sheet(title="保密切結書", lines=lines, signs=tuple(_members(it)) or ("查核委員",), below=("立切結書人簽名及日期：",))


def _recusal(it: Visit) -> Sheet:
    lines = (
        f"標案：{it.tender.number} {it.tender.name}",
        "本人聲明與受查核之機關、監造單位及廠商，無涉及本人、配偶、二親等以內親屬或共同生活家屬之利益而應行迴避之情事（工程施工查核小組組織準則第8條準用政府採購法第15條第2項、第3項）。",
        "本人無組織準則第7條所定不得擔任查核委員之情形。",
        "□ 無應迴避情事　　□ 應行迴避，事由：＿＿＿＿＿＿＿＿＿＿＿＿",
    )
    return Sheet(title="查核委員迴避聲明書", lines=lines, signs=tuple(_members(it)) or ("查核委員",))


def _attendance(it: Visit) -> Sheet:
    people = [("領隊", it.leader), *(("外聘委員", name) for name in _members(it))]
    people += [
        ("主辦機關", ""), ("監造單位（建築師或技師）", ""), ("施工廠商（負責人）", ""), ("專任工程人員", "□到場　□未到場，事由："), ("工地主任", ""), ("品管人員", ""),
        ("安全衛生人員", ""),
    ]  # fmt: skip
    below = ("專任工程人員或監造建築師、技師未到場者，請於本表註記，並依契約規定處理（作業辦法第5條）。",)
    return Sheet(title="工程施工查核簽到表", lines=(f"{it.tender.number} {it.tender.name}", roc_date(it.visit_on)), table=people, below=below)


def _score(it: Visit) -> Sheet:
    table = [
        *_facts(it)[:5], ("品質管理制度", "分"), ("施工品質", "分"), ("施工進度", "分"), ("安全衛生及環境保護", "分"), ("評定總分（0至100）", "分"),
        ("優點", ""), ("缺失及扣點", ""), ("規劃設計建議", ""),
    ]  # fmt: skip
    below = ("各委員評分之總和平均，小數四捨五入為整數；九十分以上優等、八十分以上甲等、七十分以上乙等、未達七十分丙等（作業辦法第7條）。",)
    return Sheet(title="查核委員評分表", table=table, below=below, signs=("查核委員簽名", "日期"))


def _sample(it: Visit) -> Sheet:
    table = [
        *_facts(it)[:5], ("試驗項目", "□混凝土鑽心　□瀝青混凝土鑽心　□壓實度　□其他："), ("取樣位置", ""), ("取樣數量", ""), ("取樣方法", ""),
        ("封緘編號", ""), ("試驗單位", ""), ("運送方式及運送人", ""), ("判定標準", ""), ("試驗結果", ""),
    ]  # fmt: skip
    lines = ("取樣應會同機關、專案管理廠商、監造單位及廠商，確認取樣方法、位置、數量及運送方式後辦理（作業辦法第6條）。",)
    return Sheet(title="取樣單", lines=lines, table=table, signs=("機關", "監造單位", "施工廠商", "查核小組"))


def _receipts(it: Visit) -> Sheet:
    table = [(name, "出席費新臺幣　　　　元整；交通費　　　　元；領款人簽名：") for name in _members(it)]
    lines = (f"事由：{roc_date(it.visit_on)}工程施工查核（{it.tender.number}）", "茲領到下列款項：")
    return Sheet(title="出席費領據", lines=lines, table=table, signs=("承辦", "會計", "核准"))


PAPERS: dict[str, tuple[str, Make]] = {
    "notice": ("查核通知", _notice),
    "secrecy": ("保密切結", _secrecy),
    "recusal": ("迴避聲明", _recusal),
    "attendance": ("簽到表", _attendance),
    "score": ("評分表", _score),
    "sample": ("取樣單", _sample),
    "receipts": ("出席費領據", _receipts),
}


def paper(kind: str, it: Visit) -> bytes:
    """Return one paper of a visit as an ODT file; KeyError for a kind there is not."""
    return write(PAPERS[kind][1](it))
