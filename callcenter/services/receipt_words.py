"""A receipt as a person reads it, in Chinese and English. The words are signed together with the facts they say."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from callcenter.clock import from_rfc3339
from callcenter.model.agent import OUTSIDE

Words = Mapping[str, str]

EN: Words = {
    "title": "Receipt {receipt}: an emergency was reported",
    "issuer": "Issued by: {issuer}, {issued_at}",
    "reported": "Reported: {reported_at} (journal number {journal_seq})",
    "intent": "What: {intent}",
    "channel": "By: {channel}, contact {contact}, which began {arrived_at}",
    "called": "Called: {called}",
    "caller": "From: {caller}",
    "withheld": "a withheld number",
    "customer": "Customer: {customer}",
    "nobody": "not identified",
    "done": "What was done:",
    "outside": "It was put through to a number outside the house {seconds} s after the report.",
    "human": "A person was reached {seconds} s after the report.",
    "at_once": "It was said to a person: {agent} was already speaking with the customer.",
    "no_human": "No person was reached before the contact ended. The report stands all the same.",
    "waiting": "No person has been reached yet; the contact is still going on.",
    "kept": "What this receipt is made from is kept until {keep_until} at least. Rules in force: site version {site}.",
    "voice": "telephone", "chat": "chat", "sms": "text message", "email": "e-mail",
    "emergency_reported": "the emergency was recognised",
    "queued": "in line: {queue}",
    "widened": "more people were asked (step {step})",
    "rung_opened": "nobody was free: the emergency ladder went on to {asks} (rung {rung})",
    "outsider": "a number outside the house, {number}",
    "put_through": "put through to the number {number} outside the house",
    "writing": "who is writing", "wrap_up": "who is in wrap-up", "away": "who is away", "supervisors": "supervisors",
    "offered": "offered to {agent}",
    "not_answered": "{agent} did not take it",
    "picked_up_too_late": "{agent} picked up too late",
    "assigned": "{by} gave it to {to}",
    "accepted": "taken by {agent}",
    "connected": "speaking with {agent}",
    "connect_unconfirmed": "the telephone system did not confirm the connection",
    "back_in_line": "back at its old place in line ({why})",
    "transferred": "{by} passed it on to {to}",
    "consult": "{by} asked {to}",
    "conference": "{by} had {to} join",
    "consultation_connected": "{agent} was asked in",
    "complaint_opened": "complaint {complaint} was opened",
    "callback_promised": "a call back was promised for {due_at}",
    "ended": "the conversation ended ({reason})",
    "wrapped_up": "written down by {by}: {disposition}",
    "completed": "closed ({reason})",
    "abandoned": "the customer was gone ({reason})",
    "failed": "broke off ({reason})",
    "nothing": "no result was chosen",
    "customer_hangup": "the customer hung up", "agent_hangup": "the agent hung up", "self_service": "self-service",
    "lease_expired": "nothing was heard for too long", "no_answer": "nobody answered",
    "busy": "busy", "rejected": "rejected", "unreachable": "not reachable",
    "agent's phone: no_answer": "the agent's phone: nobody answered", "agent's phone: busy": "the agent's phone: busy",
    "agent's phone: rejected": "the agent's phone: rejected", "agent's phone: unreachable": "the agent's phone: not reachable",
    "agent's phone: failed": "the agent's phone dropped out",
}  # fmt: skip
ZH: Words = {
    "title": "回执 {receipt}：已报告紧急情况",
    "issuer": "出具方：{issuer}，{issued_at}",
    "reported": "报告时间：{reported_at}（日志序号 {journal_seq}）",
    "intent": "事项：{intent}",
    "channel": "渠道：{channel}，联络 {contact}，开始于 {arrived_at}",
    "called": "被叫号码：{called}",
    "caller": "来自：{caller}",
    "withheld": "未显示的号码",
    "customer": "客户：{customer}",
    "nobody": "未识别",
    "done": "处理经过：",
    "outside": "报告后 {seconds} 秒转接至外部号码。",
    "human": "报告后 {seconds} 秒接通人工。",
    "at_once": "报告时 {agent} 已在与客户通话，直接由人工听到。",
    "no_human": "联络结束前未能接通人工；报告依然有效。",
    "waiting": "尚未接通人工；联络仍在进行。",
    "kept": "本回执所依据的记录至少保存至 {keep_until}。适用规则：站点版本 {site}。",
    "voice": "电话", "chat": "在线聊天", "sms": "短信", "email": "电子邮件",
    "emergency_reported": "识别为紧急情况",
    "queued": "进入队列：{queue}",
    "widened": "扩大了可接待的范围（第 {step} 步）",
    "rung_opened": "无人空闲：按紧急阶梯改问{asks}（第 {rung} 级）",
    "outsider": "外部号码 {number}",
    "put_through": "转接至外部号码 {number}",
    "writing": "正在文字接待的坐席", "wrap_up": "正在整理的坐席", "away": "离开的坐席", "supervisors": "主管",
    "offered": "推送给 {agent}",
    "not_answered": "{agent} 未接",
    "picked_up_too_late": "{agent} 摘机过迟",
    "assigned": "{by} 指派给 {to}",
    "accepted": "{agent} 接受",
    "connected": "与 {agent} 通话",
    "connect_unconfirmed": "电话系统未确认接通",
    "back_in_line": "回到原来的排队位置（{why}）",
    "transferred": "{by} 转给 {to}",
    "consult": "{by} 咨询 {to}",
    "conference": "{by} 邀请 {to} 加入",
    "consultation_connected": "{agent} 加入协商",
    "complaint_opened": "已立投诉 {complaint}",
    "callback_promised": "承诺于 {due_at} 回电",
    "ended": "通话结束（{reason}）",
    "wrapped_up": "{by} 记录结果：{disposition}",
    "completed": "已完结（{reason}）",
    "abandoned": "客户已离开（{reason}）",
    "failed": "中断（{reason}）",
    "nothing": "未选择结果",
    "customer_hangup": "客户挂断", "agent_hangup": "坐席挂断", "self_service": "自助",
    "lease_expired": "过久没有消息", "no_answer": "无人接听",
    "busy": "占线", "rejected": "拒接", "unreachable": "无法接通",
    "agent's phone: no_answer": "坐席话机无人接听", "agent's phone: busy": "坐席话机占线",
    "agent's phone: rejected": "坐席话机拒接", "agent's phone: unreachable": "坐席话机无法接通",
    "agent's phone: failed": "坐席话机断开",
    "agent lost": "坐席掉线", "declined": "坐席拒接", "offer expired": "振铃超时",
}  # fmt: skip
LANGUAGES: Mapping[str, Words] = {"en": EN, "zh-CN": ZH}


def in_words(body: Mapping[str, Any], language: str) -> list[str]:
    """Lines of text. `body` is a receipt as `receipts.compose` makes it; `language` one of LANGUAGES."""
    words, zone = LANGUAGES[language], ZoneInfo(body["zone"])
    told = {
        **body,
        "issuer": _title(body["issuer"], language) or "-",
        "intent": _named(body["intent"], body["intent_title"], language),
        "channel": words[body["channel"]],
        "caller": body["caller"] or words["withheld"],
        "customer": body["customer"] or words["nobody"],
        "seconds": body["seconds_until_human"],
        "agent": body["heard_by"],
        **{name: _when(body[name], zone) for name in ("issued_at", "reported_at", "arrived_at", "keep_until")},
    }
    heading = ["title", "issuer", "reported", "intent", "channel", *(["called"] if body["called"] else [])]
    lines = [words[name].format(**told) for name in [*heading, "caller", "customer", "done"]]
    lines += [f"  {_when(one['at'], zone)}  {_step(one, words, language)}" for one in body["done"]]
    ending = "at_once" if body["heard_by"] else body["outcome"]
    return [*lines, words[ending].format(**told), words["kept"].format(**told)]


def _step(one: Mapping[str, Any], words: Words, language: str) -> str:
    told = {
        "by": "-",
        "to": "-",
        "agent": "-",
        "disposition": words["nothing"],
        "reason": "-",
        "why": "-",
        "asks": "-",
        **one,
    }
    for name in ("reason", "why", "asks"):
        told[name] = words.get(told[name], told[name])
    if told["agent"].startswith(OUTSIDE):
        told["agent"] = words["outsider"].format(number=told["agent"].removeprefix(OUTSIDE))
    for name in ("queue", "disposition"):
        if f"{name}_title" in one:
            told[name] = _named(one[name], one[f"{name}_title"], language)
    return words[one["what"]].format(**told)


def _named(code: str, title: Words, language: str) -> str:
    text = _title(title, language)
    return f"{text} ({code})" if text and text != code else code


def _title(title: Words, language: str) -> str:
    return title.get(language) or next(iter(title.values()), "")


def _when(at: str, zone: ZoneInfo) -> str:
    """Local time to the second with its distance from UTC."""
    moment = datetime.fromtimestamp(from_rfc3339(at), zone)
    return moment.isoformat(sep=" ", timespec="seconds")
