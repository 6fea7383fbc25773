"""Which modules of Asterisk are needed, and for what."""

from collections.abc import Collection, Iterator, Mapping

from callcenter.gateways.asterisk.checks.finding import Finding, missing, ok
from callcenter.model.gateways import AsteriskPolicy

Why = tuple[str, str]
ARI: Why = ("ARI", "ARI ")
NEEDED: Mapping[Why, tuple[str, ...]] = {
    ARI: (
        "res_http_websocket.so", "res_ari.so", "res_ari_model.so", "res_ari_applications.so", "res_ari_asterisk.so",
        "res_ari_bridges.so", "res_ari_channels.so", "res_ari_events.so", "res_ari_playbacks.so", "res_ari_recordings.so",
        "res_stasis.so", "res_stasis_answer.so", "app_stasis.so",
    ),
    ("prompts", "播放提示音"): ("res_stasis_playback.so", "format_wav.so"),
    ("recordings", "录音"): ("res_stasis_recording.so", "chan_bridge_media.so"),
    ("listening in", "监听"): ("res_stasis_snoop.so",),
    ("conversations", "通话"): ("bridge_simple.so", "bridge_softmix.so"),
    ("music on hold", "等待音乐"): ("res_musiconhold.so",),
}  # fmt: skip
ANY_OF: Mapping[Why, tuple[str, ...]] = {
    ("the clock of prompts and music", "提示音和音乐的时钟"): (
        "res_timing_timerfd.so", "res_timing_pthread.so", "res_timing_dahdi.so", "res_timing_kqueue.so",
    ),
    ("telephones' sound", "话机音频"): ("codec_ulaw.so", "codec_alaw.so"),
}  # fmt: skip
SIP: Why = ("SIP telephones and carriers", "SIP 话机和中继")
OUTWARD: Why = ("connecting to us", "连接本系统")
BY_ADDRESS: Why = ("sounds that are fetched by address", "按地址获取提示音")


def judged(running: Collection[str], policy: AsteriskPolicy, endpoints: Collection[str]) -> Iterator[Finding]:
    """`running`: names as `module show` has them; `endpoints`: of agents, as they are dialled."""
    needed = [(module, why) for why, modules in NEEDED.items() for module in modules]
    if any(each.startswith("PJSIP/") for each in (*endpoints, policy.dial)):
        needed += [(module, SIP) for module in ("res_pjsip.so", "chan_pjsip.so", "res_rtp_asterisk.so")]
    if not policy.address:
        needed.append(("res_websocket_client.so", OUTWARD))
    if policy.voice.seen_as.startswith("http"):
        needed.append(("res_http_media_cache.so", BY_ADDRESS))
    needed += [(modules[0], why) for why, modules in ANY_OF.items() if not set(modules) & set(running)]
    wanting = [(module, why) for module, why in needed if module not in running]
    for module, (english, chinese) in wanting:
        yield missing("module.missing", module=module, why_en=english, why_zh=chinese)
    if not wanting:
        yield ok("modules.ok", count=len(needed))
