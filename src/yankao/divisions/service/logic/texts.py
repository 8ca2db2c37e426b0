"""A small grammar that writes simulated reports, petitions and answers; a text is never given twice within a few hundred."""

from collections import deque
from collections.abc import Callable
from random import Random

from yankao.divisions.service.logic.texts_dispatch import DONE, DONE_ELSE, GENERAL, WORDS

MEMORY = 400
_WHO = (
    "民眾來電表示", "住戶反映", "路過民眾通報", "附近店家表示", "用路人反映", "里民來電通報", "社區管理員表示", "學生家長反映", "外送員通報",
    "晨運民眾表示", "公車司機反映", "承租戶表示", "值班保全通報", "返家途中發現",
)  # fmt: skip
_WHERE = (
    "門口", "前方", "對面", "轉角", "巷口", "斜對面", "騎樓外", "公車站牌旁", "校園側門邊", "市場入口", "往車站方向", "停車場出口", "橋邊",
    "里活動中心旁", "社區後門", "路口東側", "路口西側", "河堤邊", "涼亭旁", "便利商店外",
)  # fmt: skip
_SINCE = (
    "昨晚起", "今天清晨發現", "剛才經過時看到", "雨後才發生", "從上週開始", "已經{n}天了", "大約{n}小時前", "連續{n}個晚上", "今年第{n}次",
    "前幾天修過又這樣", "午後雷雨之後", "一早出門就看到", "沒有人處理已{n}天", "施工車離開之後",
)  # fmt: skip
_WORRY = (
    "擔心機車滑倒", "夜間看不清楚", "行人得走到車道上", "長輩差點跌倒", "小朋友上學會經過", "車流大容易追撞", "附近有學校", "救護車進不來",
    "已有車輛受損", "推嬰兒車過不去", "視線被擋住", "輪椅無法通行", "下坡路段煞車不及", "店家生意受影響", "住戶無法休息", "上下班時間很危險",
)  # fmt: skip
_WORRY_AT_HOME = (
    "住戶無法休息", "小孩嚇醒好幾次", "老人家血壓升高", "只能整天關窗", "考生無法專心", "已經影響睡眠", "衣服晾在外面都有味道", "在家工作受干擾",
    "值夜班的人白天睡不著", "寵物一直吠叫", "開窗就頭痛", "店家客人都走了",
)  # fmt: skip
_WORRY_WITHOUT = (
    "家中有人使用醫療設備", "冰箱食物快壞了", "電梯停在半路", "無法煮飯洗澡", "擔心觸電", "店家無法營業", "抽水馬達停了", "夜間一片漆黑",
    "小孩怕黑不敢睡", "監視器也停了",
)  # fmt: skip
_WORRIES = {
    "noise": _WORRY_AT_HOME, "air-pollution": _WORRY_AT_HOME, "idling": _WORRY_AT_HOME, "disturbance": _WORRY_AT_HOME,
    "transformer-noise": _WORRY_AT_HOME, "power-cut": _WORRY_WITHOUT, "water-cut": _WORRY_WITHOUT, "electric-leak": _WORRY_WITHOUT,
}  # fmt: skip
_ASK = (
    "請儘快到場查看", "希望今天能處理", "請務必來一趟", "請派員確認", "拜託協助改善", "請通知權責單位", "盼能早日修好", "請安排人員處理",
    "希望一併檢查附近", "請回電告知結果", "處理前請注意安全", "請查明原因",
)  # fmt: skip
_STREETS = (
    "中正路", "中山路", "民生街", "民族路", "民權路", "和平路", "自由路", "建國路", "復興街", "光華路", "博愛路", "大同路", "成功路", "文化路",
    "忠孝路", "仁愛街", "信義路", "自強路", "新生路", "青年路", "三多街", "五福街", "七賢街", "永福街", "安和街", "學府路", "公園路", "車站前街",
    "河濱街", "廟口街", "市場巷", "水源路", "農場路", "工業路", "明德街", "勝利路", "延平街", "育英路", "長春街", "豐年路",
)  # fmt: skip
_PRIVATE = ("經查該處屬私人土地，已請所有權人自行處理", "非本機關管理範圍，已轉知管理單位")
_NOT_FOUND = ("人員到場巡視，未發現所述情形", "周邊查看約二十分鐘，目前狀況正常", "依地點查找並無異狀，將再加強巡查")
_SECURED = ("現場先以交通錐與警示帶圍設，擇日修復", "已設置夜間警示燈，排入施工")
_LATER = (
    "零件缺貨，待料到後施工", "需另行發包，已報修廠商", "尚在保固期，已通知原施工廠商", "涉及其他機關權責，另案協調", "須整段改善，納入年度計畫",
)  # fmt: skip
_OUTCOMES = {"private": _PRIVATE, "not_found": _NOT_FOUND, "secured": _SECURED, "not_at_once": _LATER}
LATER_CODES = ("materials", "contractor", "warranty", "competence", "long_term")


class Writer:
    """Writes texts from one source of chance, so that the same seed writes the same texts."""

    def __init__(self, chance: Random) -> None:
        """Draw every word from `chance`."""
        self._chance = chance
        self._last: deque[str] = deque(maxlen=MEMORY)
        self._known: set[str] = set()

    def pick(self, words: tuple[str, ...]) -> str:
        """Return one of the words."""
        return words[int(self._chance.random() * len(words))]

    def number(self, most: int) -> int:
        """Return a number from 2 to `most`."""
        return 2 + int(self._chance.random() * (most - 1))

    def fresh(self, make: Callable[[], str]) -> str:
        """Return a text that was not among the last few hundred."""
        text = make()
        while text in self._known:
            text = make()
        if len(self._last) == MEMORY:
            self._known.discard(self._last[0])
        self._last.append(text)
        self._known.add(text)
        return text

    def street(self) -> str:
        """Return a street with a house number."""
        chance = self._chance.random()
        number = 1 + int(self._chance.random() * 480)
        if chance < 0.25:  # noqa: PLR2004  one in four lies in a lane
            return f"{self.pick(_STREETS)}{1 + int(self._chance.random() * 300)}巷{number}號"
        if chance < 0.4:  # noqa: PLR2004  some are told as a crossing
            return f"{self.pick(_STREETS)}與{self.pick(_STREETS)}口"
        return f"{self.pick(_STREETS)}{number}號"

    def report(self, code: str) -> str:
        """Return what a caller says of an item."""
        code = code.removesuffix("-1").removesuffix("-2").removeprefix("office-")
        things, faults = WORDS.get(code, GENERAL)
        return self.fresh(lambda: self._report(things, faults, _WORRIES.get(code, _WORRY)))

    def _report(self, things: tuple[str, ...], faults: tuple[str, ...], worries: tuple[str, ...]) -> str:
        pick = self.pick
        since = pick(_SINCE).replace("{n}", str(self.number(9)))
        told = f"{pick(_WHO)}{pick(_WHERE)}{pick(things)}{pick(faults)}"
        chance = self._chance.random()
        if chance < 0.3:  # noqa: PLR2004  some callers are brief
            return f"{told}，{since}，{pick(_ASK)}。"
        if chance < 0.5:  # noqa: PLR2004
            return f"{since}，{told}，{pick(worries)}。"
        return f"{told}，{since}，{pick(worries)}，{pick(_ASK)}。"

    def done(self, group: str, result: str) -> str:
        """Return what an agency reports back."""
        return self.pick(_OUTCOMES.get(result) or DONE.get(group, DONE_ELSE))
