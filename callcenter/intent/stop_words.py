"""Words that every customer uses, whatever the matter."""

_ENGLISH = """
a about able after again all also already am an and any anyone anything are as ask asked at back be because been
before being but by call called calling can cannot cant come could couldnt day days did didnt do does doesnt doing
done dont each either else ever every everything explain few find first for from get gets getting give given go going
gonna good got had happen happened has have havent having he hello help her here hey hi him his hold how however i id
if ill im in info information into is isnt it its ive just keep kind know last let like little long look looking lot
made make many may maybe me mean might mine more most much must my need needed never new next no none nor not nothing
now of off ok okay old on one only or other our out over own people please possible put question quite rather really
right said same say see seem shall she should since so some somebody someone something sorry still such sure take talk
tell than thank thanks that thats the their them then there these they thing things think this those thought through
time to today tomorrow too told tried try trying u under until up upon us use used using very via wanna want wanted
wants was wasnt way we well went were what whats when where which while who why will wish with within without wont
wonder wondering word work would wouldnt yes yesterday yet you your yours bank customer account accounts
"""
_CHINESE = """
的 了 吗 呢 吧 啊 呀 哦 嗯 哎 喂 么 我 你 您 他 她 它 们 咱 是 在 有 没有 和 跟 与 也 都
就 还 又 很 太 要 想 能 可以 会 把 被 给 让 请 问 请问 麻烦 帮 一下 怎么 什么 怎样 如何
为什么 为啥 多少 几 哪 哪里 哪个 这 那 这个 那个 这样 那样 不 没 好 说 对 从 到 去 来 上 下
里 吗 知道 现在 今天 昨天 明天 刚才 刚刚 已经 一直 时候 办 办理 需要 应该 得 地 着 过 再 才 只
因为 所以 但是 如果 然后 或者 谢谢 你好 您好 你们 我们 银行 贵行 咨询 了解 关于 事情 问题 情况
告诉 看看 查 查询 点 些 个 一 呵 哈 嘛 唉 啦 哪些 是否 能否 能不能 可不可以 行不行 是不是 有没有
"""
STOP_WORDS = frozenset(_ENGLISH.split())
STOP_CHARACTERS = frozenset(_CHINESE.split())
