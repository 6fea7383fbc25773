// The people and figures of the scripted day.

const title = (zh, en) => ({ "zh-CN": zh, en });

export const site = {
  version: "9f3c1d",
  name: title("示范银行", "Demo Bank"),
  languages: ["zh-CN", "en"],
  queues: {
    "card-loss": { title: title("挂失专线", "Card loss"), emergency: true },
    cards: { title: title("银行卡", "Cards"), emergency: false },
    accounts: { title: title("账户", "Accounts"), emergency: false },
    complaints: { title: title("投诉", "Complaints"), emergency: false },
    general: { title: title("综合", "General"), emergency: false },
  },
  dispositions: [
    { code: "resolved", title: title("已解决", "Resolved"), resolved: true },
    { code: "informed", title: title("已告知", "Information given"), resolved: true },
    { code: "to_follow", title: title("需跟进", "To be followed up"), resolved: false },
    { code: "wrong_number", title: title("打错电话", "Wrong number"), resolved: true },
  ],
  causes: [
    { code: "attitude", title: title("服务态度", "Attitude of staff") },
    { code: "waiting", title: title("等待过久", "Waited too long") },
    { code: "fee", title: title("收费争议", "Disputed fee") },
  ],
  away_reasons: [
    { code: "lunch", title: title("午餐", "Lunch") },
    { code: "short_break", title: title("小休", "Short break") },
    { code: "training", title: title("培训", "Training") },
    { code: "coaching", title: title("辅导", "Coaching") },
  ],
  intents: {
    card_loss: { title: title("银行卡挂失", "Lost card"), emergency: true },
    card_stolen: { title: title("银行卡被盗", "Stolen card"), emergency: true },
    card_arrival: { title: title("新卡何时寄到", "Card arrival"), emergency: false },
    balance_enquiry: { title: title("余额查询", "Balance"), emergency: false },
    limit_raise: { title: title("提升额度", "Raise of limit"), emergency: false },
    complaint: { title: title("投诉", "Complaint"), emergency: false },
  },
};

const kinds = {
  known: {
    channel: "voice",
    intent: "limit_raise",
    confidence: 0.91,
    queue: "cards",
    customer: "cus_wangfang",
    caller: "+8613800000001",
    words: ["你好，我想把信用卡额度提高一点，下个月要出国。"],
    reasons: ["phrase: 额度", "phrase: 提高"],
    alternatives: [["balance_enquiry", 0.05]],
    waited: 23,
  },
  emergency: {
    channel: "voice",
    intent: "card_loss",
    confidence: 0.98,
    queue: "card-loss",
    customer: "cus_wangfang",
    caller: "+8613800000001",
    words: ["我的卡丢了！刚才在地铁上还在的。"],
    reasons: ["rule: 卡丢了", "phrase: 我的卡"],
    alternatives: [["card_stolen", 0.02]],
    waited: 3,
  },
  unknown: {
    channel: "voice",
    intent: "card_arrival",
    confidence: 0.54,
    unsure: true,
    queue: "general",
    customer: null,
    caller: "+8613911112222",
    words: ["Hi, where is my new card?"],
    reasons: ["phrase: new card"],
    alternatives: [
      ["limit_raise", 0.21],
      ["complaint", 0.1],
    ],
    waited: 41,
  },
  ambiguous: {
    channel: "voice",
    intent: "balance_enquiry",
    confidence: 0.88,
    queue: "accounts",
    customer: null,
    candidates: ["cus_liwei", "cus_liming"],
    caller: "+861065550123",
    words: ["查一下公司账户余额"],
    reasons: ["phrase: 余额"],
    alternatives: [],
    waited: 12,
  },
  chat: {
    channel: "chat",
    intent: "card_arrival",
    confidence: 0.83,
    queue: "cards",
    customer: "cus_schmidt",
    caller: "web-7f31",
    words: [],
    reasons: ["phrase: card arrive"],
    alternatives: [],
    waited: 35,
    name: "Anna Schmidt",
  },
  sms: {
    channel: "sms",
    intent: "complaint",
    confidence: 0.79,
    queue: "complaints",
    customer: "cus_zhao",
    caller: "+8613700000009",
    words: [],
    reasons: ["phrase: 态度"],
    alternatives: [],
    waited: 64,
    name: "赵磊",
  },
};
const names = {
  cus_wangfang: "王芳",
  cus_schmidt: "Anna Schmidt",
  cus_zhao: "赵磊",
  cus_liwei: "李伟",
  cus_liming: "李明",
};

export function contact(kind, id, now) {
  const k = kinds[kind];
  const emergency = site.intents[k.intent].emergency;
  return {
    id,
    channel: k.channel,
    gateway: "pbx",
    leg: `call-${id}`,
    state: "offered",
    since: now(),
    arrived_at: now(-k.waited - 14),
    caller: k.caller,
    dialled: "+861069950000",
    name: k.name ?? "",
    language: "zh-CN",
    customer: k.customer,
    candidates: k.candidates ?? [],
    intent: {
      name: k.intent,
      title: site.intents[k.intent].title,
      confidence: k.confidence,
      emergency,
      reasons: k.reasons,
      alternatives: k.alternatives,
      unsure: k.unsure ?? false,
    },
    emergency,
    queue: k.queue,
    queued_at: now(-k.waited),
    waited: k.waited,
    agent: null,
    offer: null,
    connected_at: null,
    ended_at: null,
    end_reason: "",
    words: k.words,
    messages: [],
    head_starts: kind === "known" ? [{ reason: "customer class vip", seconds: 120 }] : [],
    wrap_up_until: null,
    disposition: null,
    callback: null,
    complaint: null,
  };
}

export function messages(kind, now) {
  const line = (id, from, text, ago) => ({ id, from, text, at: now(-ago) });
  if (kind === "sms")
    return [
      line("s1", "customer", "你们柜台的人态度太差了，我要投诉！", 190),
      line("s2", "machine", "我们已收到您的短信，客服马上与您联系。", 188),
    ];
  return [
    line("m1", "machine", "Welcome to Demo Bank. A colleague will be with you shortly.", 120),
    line(
      "m2",
      "customer",
      "Hello! I ordered a new card two weeks ago and it has still not arrived. I moved house in between, to Hangzhou.",
      96,
    ),
    line(
      "m3",
      "agent",
      "Good morning Ms Schmidt, I see the order. May I check which address it went to?",
      61,
    ),
    line(
      "m4",
      "customer",
      "Of course. It should be the new one, but I am not sure the branch changed it 🙂",
      32,
    ),
  ];
}

export function panel(kind, one, now) {
  const from = (source, ago = 0) => ({ source, as_of: now(-ago) });
  const guidance = {
    ...from("site", 3600),
    intent: one.intent.name,
    text: one.emergency
      ? title(
          "## 先挂失，后询问\n1. 核对姓名与证件**后四位**\n2. 立即冻结卡片，告知挂失编号\n3. 再问最后一次使用的时间地点\n\n> 不要让客户等待或再次选择菜单。",
          "## Block first, ask later\n1. Check the name and the **last four digits** of the id\n2. Block the card at once, tell the number of the report\n3. Then ask where and when it was last used\n\n> Never send this customer back to a menu.",
        )
      : title(
          "## 提升额度\n- 核对收入证明是否在一年之内\n- 临时额度**最长 60 天**，到期自动恢复\n- 告知[费率表](https://bank.example/fees)",
          "## Raising a limit\n- Check that the proof of income is less than a year old\n- A temporary limit lasts **60 days at most**, then falls back\n- Tell the [fees](https://bank.example/fees)",
        ),
  };
  if (kind === "unknown") {
    return {
      customer: null,
      who: { ...from("store"), id: null, name: "", match: "unknown", matched_by: one.caller },
      guidance,
      timeline: { ...from("store"), rows: [] },
      warnings: {
        ...from("store"),
        rows: [{ kind: "unknown", text: title("未知来电者", "Unknown caller") }],
      },
    };
  }
  if (kind === "ambiguous") {
    return {
      customer: null,
      who: {
        ...from("store"),
        id: null,
        name: "",
        match: "ambiguous",
        matched_by: one.caller,
        candidates: [
          { id: "cus_liwei", name: "李伟" },
          { id: "cus_liming", name: "李明" },
        ],
      },
      guidance,
      warnings: {
        ...from("store"),
        rows: [{ kind: "ambiguous", text: title("两位客户使用此号码", "Two customers share this number") }],
      },
    };
  }
  return {
    customer: one.customer,
    who: {
      ...from("store", 4),
      id: one.customer,
      name: names[one.customer] ?? one.customer,
      organisation: false,
      language: "zh-CN",
      since: "2019-04-02T00:00:00Z",
      match: "identified",
      matched_by: one.caller,
      candidates: [],
      identities: [
        { kind: "phone", value: one.caller },
        { kind: "email", value: "w.fang@mail.example" },
      ],
      owner: "agent3",
      consent: { marketing: false, recording: true },
      facts: { card_status: "active", card_ending: "4417" },
      profile: { city: "杭州" },
    },
    value: { ...from("store", 4), class: "vip", contacts_30d: 3, orders_total: 4 },
    live: {
      ...from("journal"),
      rows: [
        {
          contact: one.id,
          channel: one.channel,
          intent: one.intent.name,
          queue: one.queue,
          state: one.state,
          words: one.words,
        },
      ],
    },
    timeline: {
      ...from("journal", 9),
      rows: [
        {
          id: "c31",
          channel: "voice",
          intent: "balance_enquiry",
          arrived_at: now(-7200),
          state: "completed",
          agent: null,
          disposition: null,
        },
        {
          id: "c22",
          channel: "chat",
          intent: "card_arrival",
          arrived_at: now(-3 * 86400),
          state: "completed",
          agent: "agent4",
          disposition: "informed",
        },
        {
          id: "c18",
          channel: "voice",
          intent: "complaint",
          arrived_at: now(-5 * 86400),
          state: "completed",
          agent: "agent2",
          disposition: "to_follow",
        },
        {
          id: "c09",
          channel: "email",
          intent: "limit_raise",
          arrived_at: now(-40 * 86400),
          state: "completed",
          agent: "agent3",
          disposition: "resolved",
        },
        {
          id: "c05",
          channel: "sms",
          intent: "balance_enquiry",
          arrived_at: now(-66 * 86400),
          state: "completed",
          agent: null,
          disposition: null,
        },
        {
          id: "c02",
          channel: "voice",
          intent: "card_arrival",
          arrived_at: now(-300 * 86400),
          state: "abandoned",
          agent: null,
          disposition: null,
        },
      ],
    },
    orders: {
      ...from("store", 4),
      rows: [
        {
          id: "or1",
          product: "Platinum card",
          status: "shipped",
          amount: 300,
          currency: "CNY",
          at: now(-14 * 86400),
        },
        {
          id: "or2",
          product: "Travel insurance",
          status: "active",
          amount: "128.50",
          currency: "CNY",
          at: now(-90 * 86400),
        },
      ],
    },
    service_requests: {
      ...from("store", 4),
      rows: [
        {
          id: "sr1",
          kind: "address_change",
          status: "done",
          at: now(-9 * 86400),
          text: "新地址：杭州市西湖区",
        },
      ],
    },
    complaints: {
      ...from("store", 4),
      rows: [
        {
          id: "p12",
          cause: "attitude",
          state: "assigned",
          text: "柜台人员态度不好，问题没有解决就让客户离开。",
          due_at: now(2 * 3600 + 1500),
          clock: "running",
          remaining_seconds: 8700,
        },
      ],
    },
    callbacks: {
      ...from("store", 4),
      rows: [
        {
          id: "cb4",
          number: one.caller,
          from: now(86400),
          to: now(86400 + 7200),
          timezone: "Asia/Shanghai",
          state: "scheduled",
          reason: "投诉回访",
        },
      ],
    },
    notes: {
      ...from("store", 4),
      rows: [{ id: "n1", text: "喜欢用短信联系，上午不方便接电话。", by: "agent3", at: now(-5 * 86400) }],
    },
    satisfaction: { ...from("store", 4), rows: [] },
    suggestions: {
      ...from("store", 4),
      rows: [
        {
          id: "s1",
          text: title("介绍境外消费免手续费活动", "Mention the fee-free spending abroad"),
          why: "travel insurance, limit raise",
        },
      ],
    },
    guidance,
    warnings: {
      ...from("store", 4),
      rows: [
        { kind: "open_complaint", text: title("有未结投诉", "Open complaint") },
        { kind: "repeat_caller", text: title("24 小时内第二次来电", "Second call within 24 hours") },
        { kind: "vip", text: title("贵宾客户", "VIP customer") },
      ],
    },
  };
}

const people = ["李娜", "王伟", "Chen Jing", "刘洋", "Zhao Lei", "孙悦", "Maria Lopez", "周杰"];

export function floor(now) {
  const queue = (name, waiting, oldest, ewt, offered, answered, abandoned, level, asa, agents) => ({
    title: site.queues[name].title,
    emergency: site.queues[name].emergency,
    waiting,
    oldest_wait: oldest,
    ewt,
    offered,
    answered,
    abandoned,
    service_level: level,
    asa,
    agents,
  });
  const states = ["idle", "busy", "busy", "wrap_up", "not_responding", "away", "busy", "offline"];
  const agents = Object.fromEntries(
    people.map((name, i) => [
      `agent${i + 1}`,
      {
        name,
        presence: states[i] === "away" ? "away" : states[i] === "offline" ? "offline" : "available",
        reachability: "connected",
        state: states[i],
        since: now(-35 - i * 71),
        contacts: { 1: ["c51"], 2: ["c52", "c53"], 3: ["c54"], 6: ["c55"] }[i] ?? [],
        skills: { card: 8 - (i % 4), accounts: 3 + (i % 5) },
        handled: 9 + ((i * 7) % 13),
      },
    ]),
  );
  const row = (channel, customer, intent, state, queueName, agent, ago) => ({
    channel,
    gateway: "pbx",
    call: "x",
    customer,
    intent,
    emergency: site.intents[intent]?.emergency ?? false,
    state,
    queue: queueName,
    agent,
    since: now(-ago),
    language: "zh-CN",
    arrived_at: now(-ago - 20),
    words: [],
  });
  const contacts = {
    c50: row("voice", "cus_wangfang", "card_loss", "queued", "card-loss", null, 12),
    c51: row("voice", "cus_zhao", "limit_raise", "connected", "cards", "agent2", 214),
    c52: row("chat", "cus_schmidt", "card_arrival", "connected", "cards", "agent3", 96),
    c53: row("chat", null, "balance_enquiry", "connected", "accounts", "agent3", 61),
    c54: row("voice", "cus_liwei", "complaint", "wrap_up", "complaints", "agent4", 22),
    c55: row("voice", null, "card_stolen", "held", "card-loss", "agent7", 340),
    c60: row("voice", null, null, "self_service", null, null, 18),
  };
  for (let i = 0; i < 34; i++)
    contacts[`c${70 + i}`] = row(
      i % 5 === 0 ? "sms" : "voice",
      i % 3 ? `cus_${i}` : null,
      ["balance_enquiry", "card_arrival", "limit_raise"][i % 3],
      "queued",
      ["cards", "accounts", "general"][i % 3],
      null,
      15 + i * 9,
    );
  const alarm = (id, kind, detail, ago, by = null) => ({
    id,
    kind,
    detail,
    since: now(-ago),
    contact: null,
    agent: null,
    queue: null,
    acknowledged_by: by,
  });
  return {
    queues: {
      "card-loss": queue("card-loss", 1, 12, 8, 31, 30, 0, 0.97, 3.4, {
        available: 0,
        busy: 5,
        wrap_up: 1,
        away: 1,
      }),
      cards: queue("cards", 4, 96, 120, 214, 188, 11, 0.71, 24.8, {
        available: 1,
        busy: 3,
        wrap_up: 1,
        away: 1,
      }),
      accounts: queue("accounts", 2, 44, 60, 167, 158, 4, 0.86, 14.1, {
        available: 1,
        busy: 2,
        wrap_up: 0,
        away: 1,
      }),
      complaints: queue("complaints", 0, null, 15, 22, 21, 1, 0.55, 41, {
        available: 1,
        busy: 1,
        wrap_up: 1,
        away: 0,
      }),
      general: queue("general", 1, 30, null, 80, 76, 3, null, null, {
        available: 1,
        busy: 3,
        wrap_up: 1,
        away: 1,
      }),
    },
    agents,
    contacts,
    complaints: { open: 14, due_soon: 3, breached: 1 },
    gateways: { pbx: { last_event: now(-1), unacked: 0 }, "sms-hub": { last_event: now(-190), unacked: 4 } },
    alarms: {
      a1: alarm("a1", "emergency_waiting", "c50 (Lost card) has waited 12 s and no agent is free.", 2),
      a2: alarm("a2", "help_asked", "周杰 (agent8): the customer is very upset.", 40),
      a3: alarm("a3", "service_level", "Cards: 71 % within 20 s, promised 80 %.", 600, "supervisor1"),
    },
  };
}

export function complaints(now) {
  const states = ["received", "assigned", "valid", "assigned", "resolved", "visited", "closed", "invalid"];
  return Array.from({ length: 27 }, (_, i) => ({
    id: `p${i + 1}`,
    cause: ["attitude", "waiting", "fee"][i % 3],
    text: [
      "柜台人员态度不好，问题没有解决就让客户离开。",
      "Waited 25 minutes on the line and then was cut off.",
      "年费重复扣款，要求退还。",
    ][i % 3],
    channel: "voice",
    customer: `cus_${i}`,
    contact: `c${i + 10}`,
    severity: (i % 3) + 1,
    state: states[i % 8],
    owner: i % 2 ? `agent${(i % 8) + 1}` : null,
    outcome: "",
    created_at: now(-i * 7200),
    due_at: now(86400 - i * 7200),
    clock: i % 8 > 3 ? "met" : i * 7200 > 86400 ? "breached" : "running",
    remaining_seconds: 86400 - i * 7200,
    version: 1,
    trail: [{ at: now(-i * 7200), by: "agent2", what: "received", detail: "" }],
  }));
}

export function callbacks(now) {
  const states = ["scheduled", "due", "retry", "kept", "declined", "unreachable", "cancelled"];
  return Array.from({ length: 15 }, (_, i) => ({
    id: `cb${i + 1}`,
    number: `+861380000${String(1000 + i)}`,
    from: now(3600 * (i + 1)),
    to: now(3600 * (i + 3)),
    timezone: i % 3 ? "Asia/Shanghai" : "Europe/Berlin",
    reason: ["信用额度", "Card has not arrived", "投诉回访"][i % 3],
    kind: "follow_up",
    customer: i % 2 ? `cus_${i}` : null,
    agent: i % 2 ? "agent1" : null,
    queue: i % 2 ? null : "cards",
    contact: null,
    state: states[i % 7],
    tries: i % 3,
    outcome: "",
    version: 1,
  }));
}
