"""All commands: what each is called, what it does in one line, and which module does it; loaded only when typed."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """One command. `attribute` names a plain function or a Typer app in `module`.

    `opens`: the command works on the database, which is started (or joined) once its words are understood.
    `fault_code`: the exit code for every fault before the command begins, where its caller reads more out of it than people do.
    `checks_first`: it opens the database itself after checking what the words name (`yankao.shell.cli.opening`).
    """

    name: str
    help: str
    module: str
    attribute: str = "command"
    subject: str = "其他"
    opens: bool = True
    checks_first: bool = False
    fault_code: int = 0
    is_hidden: bool = False


COMMANDS = (
    Command(
        name="init", help="建立資料夾、金鑰、資料庫與資料表", subject="安裝與執行", module="yankao.site.cli.start", attribute="init", opens=False
    ),
    Command(
        name="demo", help="啟動展示城市（前景執行，Ctrl-C 結束）", subject="安裝與執行", module="yankao.site.cli.start", attribute="demo", opens=False
    ),
    Command(name="first-admin", help="開立第一位系統管理者的帳號", subject="安裝與執行", module="yankao.shell.cli.first_admin"),
    Command(name="serve", help="啟動網頁伺服器", subject="安裝與執行", module="yankao.site.cli.start", attribute="serve", opens=False),
    Command(name="worker", help="執行背景工作", subject="安裝與執行", module="yankao.site.cli.work"),
    Command(name="import", help="匯入外部紀錄（import FORMAT FILE）", subject="資料進出", module="yankao.shell.cli.imports", checks_first=True),
    Command(name="export", help="匯出案件（export KEY --format csv|json）", subject="資料進出", module="yankao.shell.cli.exports", checks_first=True),
    Command(name="simulate", help="依月總數產生模擬案件", subject="資料進出", module="yankao.shell.cli.simulate", checks_first=True),
    Command(name="indicators", help="計算或說明指標", subject="統計與報告", module="yankao.shell.cli.indicators", checks_first=True),
    Command(name="report", help="產生報告", subject="統計與報告", module="yankao.shell.cli.reports", checks_first=True),
    Command(name="statements", help="匯入或列出依來源登錄的數字", subject="統計與報告", module="yankao.shell.cli.statements"),
    Command(name="systems", help="列出系統目錄與狀態", subject="統計與報告", module="yankao.shell.cli.systems"),
    Command(name="procedures", help="列出已宣告的程序", subject="統計與報告", module="yankao.shell.cli.procedures"),
    Command(name="train-routing", help="由歷史案件學習分派建議", subject="分派與重複的建議", module="yankao.divisions.service.cli.train"),
    Command(name="suggest-routing", help="建議承辦機關與項目", subject="分派與重複的建議", module="yankao.divisions.service.cli.routes", opens=False),
    Command(
        name="suggest-duplicates",
        help="建議可能重複的先前案件",
        subject="分派與重複的建議",
        module="yankao.divisions.service.cli.duplicates",
        opens=False,
    ),
    Command(
        name="draw",
        help="驗證已揭示的查核抽籤（draw verify FILE）",
        subject="統計與報告",
        module="yankao.divisions.engineering.cli.draw",
        attribute="app",
        opens=False,
    ),
    Command(name="reference", help="由宣告產生參考文件（reference DIR）", subject="統計與報告", module="yankao.shell.cli.reference"),
    Command(name="backup", help="備份資料庫與檔案；金鑰另存", subject="維護", module="yankao.site.cli.keep", attribute="backup"),
    Command(
        name="restore", help="還原備份（僅限空的目標），隨後檢查", subject="維護", module="yankao.site.cli.keep", attribute="restore", opens=False
    ),
    Command(name="check", help="檢查城市資料、資料表與稽核鏈", subject="維護", module="yankao.site.cli.keep", attribute="check"),
    Command(
        name="mail",
        help="收取市民來信（mail pipe、mail poll）",
        subject="維護",
        module="yankao.site.cli.mail",
        attribute="app",
        opens=False,
        fault_code=75,
    ),
    Command(name="rotate-keys", help="個人資料改以最新的金鑰加密", subject="維護", module="yankao.shell.cli.keys"),
    Command(name="manage", help="執行 Django 管理命令（開發用）", module="yankao.site.cli.manage", is_hidden=True),
)
