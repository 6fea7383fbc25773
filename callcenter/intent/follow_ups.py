"""Words that say nothing by themselves: "and now?", "any news?", 还没到, 怎么样了. They go on with a matter known already."""

import re

from callcenter.intent.text import words

MOST_WORDS = 8
_LEAD = r"(?:(?:hi|hello|hey|so|ok|okay|well|and|but|please|sorry|excuse me|its me again|me again|again|then) )*"
_TAIL = r"(?: (?:then|now|yet|please|today|already|thanks|thank you|again))*"
_THING = r"(?:it|that|this|one|mine|my one|the thing|the matter|my matter|my case|my request)"
_MATTER = r"(?:thing|matter|question|problem)"
_DONE = r"(?:arrive|arrived|come|here|there|work|done|happen|happened|changed|ready)"
_ENGLISH = re.compile(
    _LEAD
    + r"(?:(?:and )?(?:now|then)|(?:and )?(?:what|how) about "
    + _THING
    + r"|any (?:news|update|updates|progress)(?: on "
    + _THING
    + r")?|(?:still )?(?:nothing|no news|no answer|no reply)(?: (?:has|have) (?:come|happened|changed))?"
    + r"|(?:still|yet) waiting(?: for "
    + _THING
    + r")?|(?:im|i am) (?:still )?waiting(?: for "
    + _THING
    + r")?|(?:is|has) "
    + _THING
    + r" (?:done|here|there|ready|finished|arrived|come|changed)|"
    + _THING
    + rf" (?:is|has|did|does)(?:nt| not)(?: still)?(?: yet)? {_DONE}"
    + r"|"
    + _THING
    + rf" still (?:is|has|did|does)(?:nt| not) {_DONE}"
    + r"|(?:whats|what is|how is) (?:happening|going on|the status|the news|new|"
    + _THING
    + r" going)(?: with "
    + _THING
    + r")?|same (?:thing|matter|question|problem|as before|as last time)(?: as (?:before|last time))?"
    + rf"|(?:its|it is|im calling|i am calling|calling)?(?: (?:about|on))?(?: the)? same {_MATTER}(?: again)?"
    + r"|still (?:not|no|the same)(?: (?:here|there|done|ready|arrived|come|working|fixed))?"
    + r"|not (?:yet|here|there|arrived|done)|as before)"
    + _TAIL
)
_CHINESE = re.compile(
    r"(?:(?:你好|您好|喂|那|那么|所以|请问|我|就是|然后|可是|但是|麻烦|帮我|又是我|还是我|嗯|额|呃|哎)[,，、 ]*)*"
    r"(?:(?:那|那么)?(?:现在|这次|今天|然后|后来|接下来)(?:呢|咋样|怎么样|怎样|如何|什么情况|怎么办)(?:了|呢)?"
    r"|(?:到底|现在|到现在|怎么|都|这么久|这么久了|一直|还|是)*(?:还没|还没有|还是没|还是没有|仍然没|没|没有)(?:到|收到|好|来|动静|消息|结果|反应|下文|弄好|办好|处理|处理好|解决)(?:吗|呢|啊|呀|吧|了|么|嘛)*"
    r"|(?:到|好|来|办好|弄好|处理好|解决|搞定)了(?:吗|没|没有|么|嘛)"
    r"|(?:现在|后来|到底|那个|这个|那件事|这件事|上次的事|刚才的事|之前的事)*(?:怎么样|咋样|怎样|如何|什么情况|啥情况|到哪一步|什么进展|啥进展|有进展|有消息|有结果|有回复|有下文)(?:了|呢|吗|没|没有|么|嘛)*"
    r"|(?:还是|就是|关于|问)?(?:上次|刚才|之前|昨天|早上|上回|刚刚|那个|同一件|同一个|一样的|这)(?:那个|那件|的)?(?:事|事情|问题|情况)(?:呢|啊|吗|还没|怎么样了)?"
    r"|(?:还要|还得)?(?:等|要)?(?:多久|多长时间|到什么时候|什么时候)(?:呢|啊|呀)?|我?(?:还|一直)在等(?:呢|啊|着)?)"
)
_MARKS = re.compile(r"[\s?？!！。.,，、~…]+")


def follows_up(normal: str) -> bool:
    """Whether a normalised text goes on with a matter and names none."""
    said = words(normal)
    bare = _MARKS.sub("", normal)
    if not bare or len(said) > MOST_WORDS:
        return False
    if said and bare.isascii():
        return _ENGLISH.fullmatch(" ".join(said)) is not None
    return _CHINESE.fullmatch(bare) is not None
