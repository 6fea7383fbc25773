"""Why an agent was not asked, and why a contact ranks earlier, in Chinese and English.

The pure rooms give reasons as short English words with their numbers in them, the same in journal, API and tests. Here each
gets its Chinese; a reason nobody has put into Chinese yet stays as it is.
"""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

LANGUAGES = ("en", "zh-CN")
PRESENCES = {"available": "就绪", "away": "离开", "offline": "离线"}
REACHABILITIES = {"connected": "已连接", "grace": "连接中断、宽限中", "lost": "已失去连接"}
ASKED = {
    "writing": "正在文字接待的坐席",
    "wrap_up": "正在整理的坐席",
    "away": "离开的坐席",
    "supervisors": "主管",
    "outside number": "外部号码",
}
_ZH: tuple[tuple[str, str], ...] = (
    (r"presence: (?P<presence>\w+)", "在岗状态：{presence}"),
    (r"reachability: (?P<reachability>\w+)", "连接：{reachability}"),
    (r"not responding", "未应答，须重新就绪"),
    (r"has an open offer", "另有联络正在振铃"),
    (r"asked for (?P<presence>\w+) next", "已要求接下来转为{presence}"),
    (r"busy", "正忙"),
    (r"serves an emergency, other contacts are parked", "正在处理紧急情况，其他联络暂停"),
    (r"emergency ladder, rung (?P<rung>\d+): (?P<asks>.+)", "紧急阶梯第 {rung} 级：{asks}"),
    (r"capacity: (?P<used>\d+) of (?P<all>\d+) in use", "容量：{all} 中已用 {used}"),
    (r"skill: (?P<skill>\S+) below (?P<level>\d+)", "技能：{skill} 低于 {level} 级"),
    (r"team: does not serve (?P<queue>\S+)", "班组不接待队列 {queue}"),
    (r"team: not before (?P<seconds>[\d.]+) s", "班组要等满 {seconds} 秒才接待"),
    (r"cool-down after a declined offer", "刚拒接过，冷却中"),
    (r"held for (?P<agent>.+)", "为 {agent} 保留中"),
    (r"intent (?P<intent>\S+)", "意图 {intent}"),
    (r"customer class (?P<class_>\S+)", "客户等级 {class_}"),
    (r"declared priority (?P<priority>.+)", "网关声明的优先级 {priority}"),
    (r"called within the last 24 hours", "24 小时内来过电"),
    (r"rang back: the old place", "挂断后回拨：保留原位"),
    (r"age of the promise", "承诺已过的时间"),
    (r"a supervisor's wish", "主管调整"),
    (r"a step of the queue", "队列规则：等待较久"),
    (r"preferred agent", "指定坐席"),
    (r"somebody's choice", "由人指定"),
    (r"proficiency, then longest idle, then id", "先比熟练度，再比空闲时间，最后比编号"),
)
_PATTERNS = tuple((re.compile(pattern), words) for pattern, words in _ZH)
_NAMES: Mapping[str, Mapping[str, str]] = {"presence": PRESENCES, "reachability": REACHABILITIES, "asks": ASKED}


@lru_cache(maxsize=4096)
def said(reason: str, language: str) -> str:
    """The reason in one of LANGUAGES."""
    if language != "zh-CN":
        return reason
    for pattern, words in _PATTERNS:
        if found := pattern.fullmatch(reason):
            parts = {name: _NAMES.get(name, {}).get(value, value) for name, value in found.groupdict().items()}
            return words.format(**parts)
    return reason


def dictionary(reasons: Iterable[str]) -> dict[str, dict[str, str]]:
    """Each reason to its words by language, for screens."""
    return {reason: {language: said(reason, language) for language in LANGUAGES} for reason in sorted(set(reasons))}
