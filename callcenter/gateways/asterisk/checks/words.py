"""Findings in Chinese and English. Each says what was found; one that is not as it should be says what to do."""

from collections.abc import Mapping

WORDS: Mapping[str, Mapping[str, str]] = {
    "secret.ok": {"en": "{variable} is set", "zh": "{variable} 已设置"},
    "secret.missing": {
        "en": "{variable} is not set: set it to the password of ARI user {user}, here and for the server",
        "zh": "{variable} 未设置：请在此处和服务器上将其设为 ARI 用户 {user} 的密码",
    },
    "reach.ok": {"en": "Asterisk {version} answers at {address}", "zh": "Asterisk {version} 在 {address} 应答"},
    "reach.unreachable": {
        "en": "{address} does not answer ({why}): is Asterisk running, http.conf enabled=yes, bindaddr and port right, "
        "no firewall in between?",
        "zh": "{address} 无应答（{why}）：请检查 Asterisk 是否运行、http.conf 中 enabled=yes、bindaddr 和端口、防火墙",
    },
    "reach.no_ari": {
        "en": "{address} answers {status} and has no ARI: set enabled=yes in ari.conf; the address usually ends in /ari",
        "zh": "{address} 返回 {status}，未启用 ARI：请在 ari.conf 中设置 enabled=yes；地址通常以 /ari 结尾",
    },
    "login.ok": {"en": "user {user} may log in", "zh": "用户 {user} 登录成功"},
    "login.refused": {
        "en": "user {user} or the password is not accepted ({status}): ari.conf needs [{user}] type=user with the password "
        "that {variable} has; then `module reload res_ari.so`",
        "zh": "用户 {user} 或密码不被接受（{status}）：ari.conf 需有 [{user}] type=user，密码与 {variable} 一致，"
        "然后执行 `module reload res_ari.so`",
    },
    "login.read_only": {
        "en": "user {user} may only look: set read_only=no for it in ari.conf",
        "zh": "用户 {user} 只读：请在 ari.conf 中为其设置 read_only=no",
    },
    "version.old": {
        "en": "version {version} was never tried with this server; 22 was",
        "zh": "版本 {version} 未经本系统测试；已测试的版本为 22",
    },
    "app.ok": {
        "en": "the server is connected: Asterisk knows the application {app}",
        "zh": "服务器已连接：Asterisk 已登记应用 {app}",
    },
    "app.unknown": {
        "en": "nobody is connected for the application {app}: start the server with this site (`callcenter serve`)",
        "zh": "应用 {app} 无连接：请用该站点启动服务器（`callcenter serve`）",
    },
    "modules.ok": {"en": "all {count} modules needed are running", "zh": "所需的 {count} 个模块均已运行"},
    "module.missing": {
        "en": "{module} is not running, which is needed for {why_en}: `module load {module}`, and see modules.conf",
        "zh": "{module} 未运行，{why_zh}需要它：请执行 `module load {module}` 并检查 modules.conf",
    },
    "endpoint.ok": {"en": "{endpoint} ({who}) is {state}", "zh": "{endpoint}（{who}）：{state}"},
    "endpoint.offline": {
        "en": "{endpoint} ({who}) is known and {state}: is the telephone switched on and registered?",
        "zh": "{endpoint}（{who}）已配置，状态为 {state}：请检查话机是否开机并已注册",
    },
    "endpoint.unknown": {
        "en": "{endpoint} ({who}) is not known to Asterisk: correct pjsip.conf, or the endpoint (`callcenter user`, site)",
        "zh": "Asterisk 中没有 {endpoint}（{who}）：请更正 pjsip.conf 或此处的分机设置",
    },
    "endpoint.unasked": {
        "en": "{endpoint} ({who}) cannot be looked up; call it once to be sure",
        "zh": "{endpoint}（{who}）无法查询，请试拨一次确认",
    },
    "agents.none": {
        "en": "no agent has a telephone yet: give each an endpoint (`callcenter user add NAME --role agent --endpoint "
        "PJSIP/2001`), or name the database with --database",
        "zh": "尚无坐席设置话机：请为坐席指定分机（`callcenter user add NAME --role agent --endpoint PJSIP/2001`），"
        "或用 --database 指定数据库",
    },
    "voice.ok": {
        "en": "{language}: a prompt is spoken in {seconds} s, or recorded",
        "zh": "{language}：提示音生成正常（{seconds} 秒）或已录制",
    },
    "voice.failed": {"en": "{language}: no prompt can be spoken: {why}", "zh": "{language}：无法生成提示音：{why}"},
    "play.ok": {"en": "Asterisk plays {media}", "zh": "Asterisk 可播放 {media}"},
    "play.failed": {
        "en": "Asterisk cannot play {media}: may its user read that path, is it the same on its machine (voice.seen_as), "
        "is format_wav.so running?",
        "zh": "Asterisk 无法播放 {media}：请检查其运行用户的读取权限、该路径在其主机上是否一致（voice.seen_as）、"
        "format_wav.so 是否运行",
    },
    "play.untried": {
        "en": "whether Asterisk may read {directory} was not tried: no connection to its ARI from here",
        "zh": "未验证 Asterisk 能否读取 {directory}：此处无法连接其 ARI",
    },
    "music.note": {
        "en": "music on hold is of class {music}: `moh show classes` must list it",
        "zh": "等待音乐类别为 {music}：`moh show classes` 应列出该类别",
    },
    "entry.note": {
        "en": "numbers the site answers: {numbers}; the dial plan must bring them to Stasis({app},inbound,NUMBER)",
        "zh": "站点受理的号码：{numbers}；拨号方案须将其送入 Stasis({app},inbound,号码)",
    },
    "server.ok": {
        "en": "the server at {server} holds {count} socket(s) of Asterisk",
        "zh": "服务器 {server} 上有 {count} 条 Asterisk 连接",
    },
    "server.alone": {
        "en": "no Asterisk is connected to the server at {server}: `callcenter gateway conf {name}` prints the lines to add "
        "there; then `module reload res_websocket_client.so` and `module reload res_ari.so`",
        "zh": "服务器 {server} 上没有 Asterisk 连接：请用 `callcenter gateway conf {name}` 查看需添加的配置，"
        "然后执行 `module reload res_websocket_client.so` 和 `module reload res_ari.so`",
    },
    "server.unreachable": {
        "en": "Asterisk is to connect to us, and no server answers at {server} ({why}): start it, or name it with --server",
        "zh": "应由 Asterisk 连接本系统，但服务器 {server} 无应答（{why}）：请启动服务器或用 --server 指定地址",
    },
    "server.look": {
        "en": "Asterisk connects to us: to have modules, telephones and sounds looked at, name its ARI with "
        "--address ws://HOST:8088/ari",
        "zh": "由 Asterisk 连接本系统：如需检查模块、话机和提示音，请用 --address ws://HOST:8088/ari 指定其 ARI",
    },
}
