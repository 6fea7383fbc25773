"""Words that ask after a complaint: "what about my complaint?", 我的投诉怎么样了.

Who has a complaint open asks after that one. A bare "I want to complain" asks after nothing, and a single word that is not
known here ("charged", 态度) may be a new cause: then it is a complaint of its own. Rather a case too many than one that is
forgotten.
"""

from callcenter.intent.text import has_chinese, words

LONGEST = 60
"""Characters; who says more has something to say."""

_ABOUT = "complaint complaints complain complained complaining case"
_NEWS = (
    "news update updates updated progress status answer answered reply replied response result results outcome happened "
    "happening happen heard hear back anything nothing something yet still waiting wait resolved settled solved decided "
    "handled handle dealt deal looked looking look into done finished closed follow following up chase chasing going getting"
)
_WHO_AND_WHEN = (
    "i im ive id my me mine we our you your u it its that this there the a an one nobody no noone anybody anyone somebody "
    "someone not never yesterday today last week weeks month months day days ago monday tuesday wednesday thursday friday "
    "saturday sunday morning earlier before previous old open existing same already now long since time while so far"
)
_SMALL = (
    "any some what whats how hows when where who why which of on about with for to at by from in is are was were am be been "
    "being has have had havent hasnt isnt do does did dont doesnt didnt can could will would like want wanted wanna need "
    "ask asking check checking know tell see find out call called calling make made making file filed lodge lodged raise "
    "raised submit submitted send sent put gave give take takes taken get got and or but also please hello hi hey good "
    "thanks thank sorry ok okay well just again once more regarding concerning"
)
_ENGLISH = frozenset(f"{_ABOUT} {_NEWS} {_WHO_AND_WHEN} {_SMALL}".split())
_ENGLISH_ABOUT = frozenset(_ABOUT.split())
_ENGLISH_NEWS = frozenset(_NEWS.split())
_ENGLISH_WISH = frozenset(("want", "wanna", "like", "need", "make", "file", "lodge", "raise"))

_CHINESE_ABOUT = ("投诉", "申诉", "工单")
_CHINESE_NEWS = (
    "进展 进度 结果 消息 回复 答复 回音 下文 动静 状态 情况 处理 解决 办 跟进 受理 反馈 催 催一下 催催 回电 联系 怎么样 怎样 "
    "咋样 怎么 如何 什么 什么时候 多久 多长时间 几天 到 到哪 哪 哪里 哪一步 哪步 步 为什么 为啥"
)
_CHINESE_WHO_AND_WHEN = (
    "我 我的 我们 的 你 你们 您 那 那个 那件 这 这个 这件 件 个 一个 事 事情 单子 单号 人 没人 人理 理 昨天 前天 今天 "
    "上周 上个星期 上星期 上个月 上次 上回 之前 以前 刚才 刚刚 早上 前几天 前两天 天 天前 周 星期 月 号 一 两 二 三 几 半"
)
_CHINESE_SMALL = (
    "了 吗 呢 啊 呀 吧 么 嘛 没 没有 有 有没有 还 还没 还是 不 得 过 完 好 出来 出 下来 都 就 也 才 再 又 已经 一直 到底 "
    "现在 是 在 想 要 需要 问 问一下 问问 查 查一下 查询 看 看看 看一下 了解 知道 说 说一下 提 提交 提过 打 打电话 "
    "来电 等 给 给我 帮 帮我 麻烦 请 请问 你好 您好 喂 谢谢 另外 还有 顺便 一下 再次 关于 对于 进行 做"
)
_CHINESE = frozenset((*_CHINESE_ABOUT, *f"{_CHINESE_NEWS} {_CHINESE_WHO_AND_WHEN} {_CHINESE_SMALL}".split()))
_CHINESE_ASKS = tuple(one for one in _CHINESE_NEWS.split() if len(one) > 1)
_CHINESE_WISH = ("要投诉", "想投诉", "要申诉", "想申诉", "提投诉")
_LONGEST_CHINESE = max(map(len, _CHINESE))


def names_no_cause(normal: str) -> bool:
    """Whether a normalised text asks after a complaint and speaks of nothing else."""
    if len(normal) > LONGEST:
        return False
    if has_chinese(normal):
        bare = "".join(one for one in normal if one.isalpha())
        wish = any(one in bare for one in _CHINESE_WISH) and not any(one in bare for one in _CHINESE_ASKS)
        return any(about in bare for about in _CHINESE_ABOUT) and not wish and _made_of(bare)
    said = [one for one in words(normal) if not one.isdecimal()]
    if _ENGLISH_WISH.intersection(said) and not _ENGLISH_NEWS.intersection(said):
        return False
    return any(one in _ENGLISH_ABOUT for one in said) and all(one in _ENGLISH for one in said)


def _made_of(bare: str) -> bool:
    """Whether known words, one after the other, are the whole text."""
    reached = {0}
    for start in range(len(bare)):
        if start in reached:
            longest = min(_LONGEST_CHINESE, len(bare) - start)
            reached |= {start + size for size in range(1, longest + 1) if bare[start : start + size] in _CHINESE}
    return len(bare) in reached
