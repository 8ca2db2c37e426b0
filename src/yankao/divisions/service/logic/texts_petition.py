"""Words for simulated petitions and their answers, by item. Written for this program; nothing is copied."""

from collections.abc import Mapping

from yankao.divisions.service.logic.texts import Writer

Topic = tuple[tuple[str, ...], tuple[str, ...]]
"""What the petition is about, and what the petitioner would like."""

TOPICS: Mapping[str, Topic] = {
    "road": (("人行道鋪面不平", "巷道柏油老舊", "路口轉彎半徑不足", "斜坡道過陡"), ("重新鋪設", "全線檢測", "設置無障礙坡道")),
    "street-light": (("夜間照明不足", "燈桿間距過大", "路燈亮度不均"), ("增設路燈", "更換節能燈具", "調整照明角度")),
    "park-tree": (("行道樹遮住招牌", "公園遊具老舊", "草皮缺乏維護", "樹根破壞圍牆"), ("修剪樹枝", "更新遊具", "定期澆灌維護")),
    "building": (("鄰居頂樓加蓋", "防火巷被占用", "露臺違建", "工地圍籬占用道路"), ("派員勘查", "說明查處進度", "依法拆除")),
    "drainage": (("大雨後巷道積水", "排水溝淤積", "溝渠有異味"), ("清淤", "檢討排水容量", "加設閘門")),
    "sewer": (("用戶接管工程延宕", "後巷施工未復原", "污水孔冒水"), ("說明工期", "完成復原", "安排檢修")),
    "noise-air": (("工廠夜間排放異味", "餐廳油煙", "施工噪音擾人", "露天燃燒"), ("加強稽查", "要求改善設備", "公布稽查結果")),
    "cleanliness": (("垃圾車停留時間太短", "資源回收點髒亂", "空地雜草叢生"), ("調整路線", "增加清運班次", "通知地主清理")),
    "parking": (("停車格不足", "路邊停車收費疑義", "機車占用人行道", "拖吊標準不明"), ("增設格位", "更正帳單", "加強取締")),
    "signal": (("路口號誌秒數過短", "標線模糊", "反射鏡毀損", "左轉車道動線不清"), ("調整時制", "重繪標線", "會勘改善")),
    "public-transport": (("公車班次間隔過長", "候車亭漏雨", "公車過站不停", "轉乘資訊不明"), ("增加班次", "修繕候車亭", "查明並改善")),
    "traffic-enforcement": (("舉發照片看不清車牌", "測速桿設置位置", "檢舉達人重複舉發"), ("覆查罰單", "說明設置依據", "調閱影像")),
    "public-order": (("深夜聚眾喧嘩", "巡邏次數不足", "報案後未獲回應"), ("增加巡邏", "說明處理經過", "設置巡邏箱")),
    "fire-safety": (("樓梯間堆放雜物", "消防栓前停車", "安檢結果查詢"), ("派員安檢", "加強取締", "提供結果")),
    "education": (("學區劃分疑問", "午餐品質", "校園開放時間", "課後照顧名額"), ("說明規定", "檢討改進", "放寬時段")),
    "social-welfare": (("補助資格認定", "身障證明換發", "托育補助入帳時間", "長照服務等候過久"), ("重新審核", "縮短時程", "提供諮詢")),
    "labor": (("加班費未給付", "資遣通知疑義", "職訓課程報名"), ("派員檢查", "協助調解", "增開班次")),
    "health-food": (("食品標示不清", "診所候診時間", "病媒蚊孳生"), ("派員稽查", "加強宣導", "安排消毒")),
    "animal": (("流浪犬聚集", "寵物登記問題", "疑似虐待動物"), ("派員處理", "協助登記", "進行調查")),
    "market-business": (("攤販占用騎樓", "市場環境衛生", "商業登記進度"), ("加強管理", "改善排水", "說明進度")),
    "land-planning": (("土地分區查詢", "重劃進度", "地籍圖更正"), ("書面說明", "提供時程", "協助更正")),
    "tourism-culture": (("圖書館座位不足", "運動中心收費", "藝文活動報名"), ("延長開放", "檢討收費", "增加名額")),
    "tax-finance": (("房屋稅計算", "使用牌照稅退款", "市有地承租"), ("說明計算方式", "辦理退稅", "提供申請方式")),
    "civil-household": (("戶籍遷移手續", "里活動中心借用", "兵役體檢時間"), ("簡化流程", "開放借用", "提供時段")),
}
GENERAL: Topic = (("市政服務流程", "申請案件進度", "承辦窗口聯繫"), ("說明辦理情形", "提供協助", "改善流程"))
_OPENING = (
    "您好，",
    "想請問，",
    "關於",
    "我是附近居民，",
    "多次反映，",
    "代表社區住戶，",
    "身為通勤族，",
    "年邁父母表示，",
    "第一次寫信，",
    "日前經過時發現",
)
_SPAN = (
    "已經持續{n}個月",
    "近{n}週越來越嚴重",
    "從今年初到現在",
    "每逢假日更明顯",
    "每天上下班都遇到",
    "{n}年來都沒有改善",
    "先前反映過{n}次",
    "雨季時尤其如此",
)
_EFFECT = (
    "影響居民生活",
    "長輩進出不便",
    "孩子上學不安全",
    "店家也很困擾",
    "實在無法理解",
    "造成許多不便",
    "希望能有明確答案",
    "鄰里都很關心",
    "已影響睡眠",
    "外地訪客觀感不佳",
)
_CLOSING = ("謝謝。", "感謝承辦人員的辛勞。", "敬請回覆。", "期待早日改善。", "麻煩了。", "請以書面告知結果。", "如需會勘請聯絡。")
_STEPS = ("已派員現場勘查", "已邀集相關單位會勘", "已調閱紀錄查核", "已請承商檢視", "已列入定期巡查")
_OUTCOME = ("後續將依程序辦理", "預定於下月底前完成", "已完成改善", "將納入年度預算檢討", "經查符合現行規定，仍將持續留意", "已函請權責單位配合")


class Petitioner:
    """Writes petitions and answers with the words of one writer."""

    def __init__(self, writer: Writer) -> None:
        """Use the writer's chance for words and numbers."""
        self._writer = writer

    def petition(self, code: str, place: str) -> tuple[str, str, str]:
        """Return title, content and topic of a petition."""
        pick = self._writer.pick
        topics, wishes = TOPICS.get(code, GENERAL)
        topic, wish = pick(topics), pick(wishes)
        content = self._writer.fresh(lambda: self._content(place, topic, wish))
        return f"{place}{topic}，建議{wish}"[:60], content, topic

    def _content(self, place: str, topic: str, wish: str) -> str:
        pick = self._writer.pick
        span = pick(_SPAN).replace("{n}", str(self._writer.number(9)))
        return f"{pick(_OPENING)}{place}{topic}，{span}，{pick(_EFFECT)}，建議{wish}。{pick(_CLOSING)}"

    def answer(self, topic: str) -> str:
        """Return an answer to a petition about a topic."""
        pick = self._writer.pick
        return f"您所反映「{topic}」一事，{pick(_STEPS)}，{pick(_OUTCOME)}。感謝您的意見，如有疑問請與承辦單位聯繫。"
