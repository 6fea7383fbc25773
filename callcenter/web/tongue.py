"""In which language an answer is wished for."""

from callcenter.web.op import Ask


def language_of(ask: Ask) -> str:
    """The first of the asker's languages that is Chinese or English (RFC 9110; they stand in order of preference)."""
    for wished in ask.request.headers.get("Accept-Language", "").split(","):
        tag = wished.split(";")[0].strip().lower()
        if tag.split("-")[0] in ("zh", "en"):
            return "zh-CN" if tag.startswith("zh") else "en"
    return "en"
