// A server that plays a scripted day, to look at the console without the real one: node dev/fake-server.mjs [port]
// It serves the built console under the real Content-Security-Policy and answers by docs/wire.md. Nothing is kept.
// Names: any agent* is an agent, any supervisor* or admin* the other role; the password is "demo".
// POST /fake/SCENE moves the day on: quiet, offer, emergency, unknown, ambiguous, chats, wrap, missed, drop, expire.

import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { dirname, extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { WebSocketServer } from "ws";
import { callbacks, complaints, contact, floor, messages, panel, site } from "./scenes.mjs";

const DIST = join(dirname(fileURLToPath(import.meta.url)), "../../callcenter/console/dist");
const PORT = Number(process.argv[2] ?? 8090);
const NONCE = "bm9uY2U";
const TYPES = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml" };
const CSP = [
  "default-src 'self'",
  "script-src 'self'",
  `style-src 'self' 'nonce-${NONCE}'`,
  "style-src-attr 'unsafe-inline'",
  "connect-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join("; ");

const now = (seconds = 0) => new Date(Date.now() + seconds * 1000).toISOString();

// --- the agent's desk ------------------------------------------------------------------------------------------------

const desk = {
  seq: 100,
  log: [],
  sockets: new Set(),
  agent: {
    id: "agent1",
    name: "李娜",
    presence: "available",
    reason: "",
    next_presence: null,
    reachability: "connected",
    state: "idle",
    since: now(-74),
    skills: { card: 8, accounts: 5 },
    languages: ["zh-CN", "en"],
    endpoint: "PJSIP/2001",
    contacts: [],
    used: 0,
    capacity: 100,
    handled: 12,
  },
  offers: [],
  contacts: [],
  panels: {},
};
let counter = 40;

function push(type, fields) {
  desk.seq += 1;
  const frame = { seq: desk.seq, type, ...fields };
  desk.log.push(frame);
  for (const socket of desk.sockets) socket.send(JSON.stringify(frame));
}

function agentIs(change) {
  Object.assign(desk.agent, change, { contacts: desk.contacts.map((one) => one.id) });
  push("agent.changed", { agent: desk.agent });
}

function settle() {
  const { presence } = desk.agent;
  const busy = desk.contacts.some((one) => one.state !== "wrap_up");
  const state = busy
    ? "busy"
    : desk.contacts.length > 0
      ? "wrap_up"
      : desk.offers.length > 0
        ? "offered"
        : { available: "idle", away: "away", offline: "offline" }[presence];
  if (state !== desk.agent.state) agentIs({ state, since: now() });
}

function keyOf(one) {
  return one.customer ?? `contact:${one.id}`;
}

function offer(kind, seconds = 20) {
  counter += 1;
  const one = contact(kind, `c${counter}`, now);
  const made = {
    offer: `o${counter}-1`,
    expires_at: now(seconds),
    contact: one,
    panel: panel(kind, one, now),
    panel_key: keyOf(one),
  };
  desk.offers.push(made);
  desk.panels[made.panel_key] = made.panel;
  push("offer.made", made);
  settle();
  return made;
}

function withdraw(made, reason, detail = "") {
  desk.offers = desk.offers.filter((one) => one !== made);
  push("offer.withdrawn", { offer: made.offer, reason, detail });
}

function changed(one, change) {
  Object.assign(one, change, { since: now() });
  push("contact.changed", { contact: one });
}

function connect(made, messagesOf = []) {
  desk.offers = desk.offers.filter((one) => one !== made);
  const one = made.contact;
  Object.assign(one, { agent: "agent1", offer: null, messages: messagesOf });
  desk.contacts.push(one);
  changed(one, { state: "connected", connected_at: now() });
  settle();
  return one;
}

const refuse = (code, detail) => ({ ok: false, error: { code, detail } });
const done = (result = {}) => ({ ok: true, result });

const verbs = {
  ping: () => done({ server_time: now() }),
  "presence.set": ({ presence, reason = "" }) => {
    if (desk.contacts.length > 0) agentIs({ next_presence: [presence, reason] });
    else
      agentIs({
        presence,
        reason,
        next_presence: null,
        state: { available: "idle", away: "away", offline: "offline" }[presence],
        since: now(),
      });
    return done();
  },
  "offer.accept": ({ offer: id }) => {
    const made = desk.offers.find((one) => one.offer === id);
    if (!made) return refuse("offer_gone", "The offer went to Wang Wei (agent2) four seconds ago.");
    connect(made);
    return done({ contact: made.contact.id });
  },
  "offer.decline": ({ offer: id }) => {
    const made = desk.offers.find((one) => one.offer === id);
    if (!made) return refuse("offer_gone", "The customer hung up.");
    desk.offers = desk.offers.filter((one) => one !== made);
    changed(made.contact, { state: "queued" });
    settle();
    return done();
  },
  "contact.hold": ({ contact: id }) => onContact(id, (one) => changed(one, { state: "held" })),
  "contact.resume": ({ contact: id }) => onContact(id, (one) => changed(one, { state: "connected" })),
  "contact.end": ({ contact: id }) =>
    onContact(id, (one) => {
      changed(one, { state: "wrap_up", wrap_up_until: now(60), ended_at: now() });
      settle();
    }),
  "contact.take_note": ({ contact: id, text }) =>
    onContact(id, (one) =>
      push("panel.patch", {
        customer: keyOf(one),
        patch: [
          {
            op: "add",
            path: "/notes/rows/0",
            value: { id: `n${Date.now()}`, text, by: "agent1", at: now() },
          },
          { op: "replace", path: "/notes/as_of", value: now() },
        ],
      }),
    ),
  "contact.transfer": ({ contact: id, to }) =>
    to.agent === "agent9"
      ? refuse("unknown", "There is no agent agent9.")
      : onContact(id, (one) => leave(one, "transferred")),
  "contact.consult": ({ contact: id }) => onContact(id, () => {}),
  "contact.conference": ({ contact: id }) => onContact(id, () => {}),
  "contact.wrap_up": ({ contact: id }) => onContact(id, (one) => leave(one, "completed")),
  "message.send": ({ contact: id, text }) =>
    onContact(id, (one) => {
      const message = { id: `m${Date.now()}`, from: "agent", text, at: now() };
      one.messages.push(message);
      push("message.received", { contact: id, message });
    }),
  "panel.watch": ({ customer }) => {
    const shown = panel("known", { ...contact("known", "c0", now), customer }, now);
    desk.panels[customer] = shown;
    push("panel.snapshot", { customer, panel: shown });
    return done();
  },
  "panel.unwatch": () => done(),
  "help.ask": () => done(),
};

function onContact(id, act) {
  const one = desk.contacts.find((other) => other.id === id);
  if (!one) return refuse("unknown", `There is no contact ${id} on this desk.`);
  act(one);
  return done();
}

function leave(one, state) {
  desk.contacts = desk.contacts.filter((other) => other !== one);
  changed(one, { state, agent: null });
  desk.agent.handled += 1;
  const next = desk.agent.next_presence;
  if (next && desk.contacts.length === 0)
    agentIs({ presence: next[0], reason: next[1], next_presence: null });
  settle();
}

const scenes = {
  quiet: () => {
    for (const made of [...desk.offers]) withdraw(made, "customer_gone");
    for (const one of [...desk.contacts]) leave(one, "completed");
    agentIs({ presence: "available", next_presence: null, state: "idle", since: now() });
  },
  offer: () => offer("known"),
  emergency: () => offer("emergency"),
  unknown: () => offer("unknown"),
  ambiguous: () => offer("ambiguous"),
  talk: () => connect(offer("known")),
  chats: () => {
    connect(offer("known"));
    connect(offer("chat"), messages("chat", now));
    connect(offer("sms"), messages("sms", now));
    push("callback.due", { callback: "cb7", number: "+8613800000077", reason: "信用额度", contact: null });
    push("clock.warning", { complaint: "p12", level: 0.9, due_at: now(8600) });
  },
  wrap: () => {
    const one = desk.contacts[0] ?? connect(offer("known"));
    verbs["contact.end"]({ contact: one.id });
  },
  missed: () => {
    const made = offer("known");
    withdraw(made, "expired", "The offer rang for 20 s.");
    agentIs({ state: "not_responding", since: now() });
  },
  gap: () => {
    desk.seq += 3;
    push("notice", { kind: "notice", text: "after the gap" });
  },
  drop: () => {
    for (const socket of desk.sockets) socket.close(1012);
    refusing = Date.now() + 8000;
  },
  expire: () => {
    for (const socket of desk.sockets) socket.close(4001);
  },
};
let refusing = 0;

function greetAgent(socket, after) {
  const missed = desk.log.filter((frame) => frame.seq > after);
  const complete = after === desk.seq || missed[0]?.seq === after + 1;
  if (after >= 0 && complete) {
    socket.send(JSON.stringify({ type: "resumed", seq: after, server_time: now() }));
    for (const frame of missed) socket.send(JSON.stringify(frame));
  } else {
    const { seq, agent, offers, contacts, panels } = desk;
    const snapshot = { agent, offers, contacts, panels, site };
    socket.send(JSON.stringify({ type: "welcome", seq, snapshot, server_time: now() }));
  }
  desk.sockets.add(socket);
  socket.on("close", () => desk.sockets.delete(socket));
  socket.on("message", (data) => answer(socket, JSON.parse(data), verbs));
}

function answer(socket, { id, type, ...fields }, known) {
  const act = known[type];
  socket.send(
    JSON.stringify({ id, ...(act ? act(fields) : refuse("unknown", `There is no verb ${type}.`)) }),
  );
}

// --- the floor -------------------------------------------------------------------------------------------------------

const live = floor(now);
const floorSockets = new Set();
let floorSeq = 7;

function toFloor(type, fields) {
  floorSeq += 1;
  for (const socket of floorSockets) socket.send(JSON.stringify({ seq: floorSeq, type, ...fields }));
}

const floorVerbs = {
  ping: () => done({ server_time: now() }),
  "contact.monitor": () => done(),
  "contact.assign": ({ agent }) => refuse("conflict", `${agent} has no capacity free for a call.`),
  "contact.requeue": ({ contact: id, queue }) => {
    live.contacts[id].queue = queue;
    toFloor("floor.patch", { patch: [{ op: "replace", path: `/contacts/${id}/queue`, value: queue }] });
    return done();
  },
  "agent.force_presence": ({ agent, presence }) => {
    const state = { available: "idle", away: "away", offline: "offline" }[presence];
    Object.assign(live.agents[agent], { presence, state, since: now() });
    toFloor("floor.patch", {
      patch: [{ op: "replace", path: `/agents/${agent}`, value: live.agents[agent] }],
    });
    return done();
  },
  "alarm.acknowledge": ({ alarm }) => {
    live.alarms[alarm].acknowledged_by = "supervisor1";
    toFloor("alarm", { alarm: live.alarms[alarm] });
    return done();
  },
};

function greetSupervisor(socket) {
  socket.send(JSON.stringify({ type: "welcome", seq: floorSeq, snapshot: live, site, server_time: now() }));
  floorSockets.add(socket);
  socket.on("close", () => floorSockets.delete(socket));
  socket.on("message", (data) => answer(socket, JSON.parse(data), floorVerbs));
}

let beat = 0;
setInterval(() => {
  beat += 1;
  const waiting = 3 + (beat % 3);
  live.queues.cards.waiting = waiting;
  live.gateways.pbx.last_event = now();
  toFloor("floor.patch", {
    patch: [
      { op: "replace", path: "/queues/cards/waiting", value: waiting },
      { op: "replace", path: "/gateways/pbx/last_event", value: now() },
    ],
  });
}, 1000).unref();

// --- HTTP ------------------------------------------------------------------------------------------------------------

let who = null;

function json(response, status, body, headers = {}) {
  const type = status >= 400 ? "application/problem+json" : "application/json";
  response.writeHead(status, { "Content-Type": type, ...headers });
  response.end(JSON.stringify(body));
}

const ledger = { complaints: complaints(now), callbacks: callbacks(now) };

async function api(request, response, url) {
  const path = url.pathname.slice("/api/v1".length);
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const body = chunks.length > 0 ? JSON.parse(Buffer.concat(chunks).toString() || "{}") : {};
  if (path === "/login") {
    if (body.password !== "demo") {
      return json(response, 401, { code: "unauthorized", detail: "Name or password is wrong." });
    }
    const role = /^(supervisor|admin)/.exec(body.name)?.[0] ?? "agent";
    who = { user: body.name, role, csrf: "csrf", display_name: role === "agent" ? "李娜" : "张敏" };
    return json(response, 200, who);
  }
  if (!who) return json(response, 401, { code: "unauthorized", detail: "Nobody is logged in." });
  if (path === "/me") return json(response, 200, who);
  if (path === "/logout") {
    who = null;
    return json(response, 200, {});
  }
  if (path === "/agents") return json(response, 200, { rows: [{ id: "agent2", name: "王伟" }], after: null });
  const [, name, id, verb] = path.split("/");
  const rows = ledger[name];
  if (!rows) return json(response, 404, { code: "unknown", detail: `There is no ${path}.` });
  if (!id) {
    const state = url.searchParams.get("state");
    const start = Number(url.searchParams.get("after") || 0);
    const all = rows.filter((row) => !state || row.state === state);
    const end = start + 12;
    return json(response, 200, { rows: all.slice(start, end), after: end < all.length ? String(end) : null });
  }
  const row = rows.find((one) => one.id === id);
  if (!row) return json(response, 404, { code: "unknown", detail: `There is no ${name} ${id}.` });
  if (!verb) return json(response, 200, row, { ETag: `"${row.version}"` });
  if (request.headers["if-match"] !== `"${row.version}"`) {
    return json(response, 412, { code: "stale", detail: "Somebody changed it since you opened it." });
  }
  row.version += 1;
  row.state =
    { resolve: "resolved", assign: "assigned", cancel: "cancelled", close: "closed" }[verb] ?? row.state;
  return json(response, 200, row);
}

async function file(response, url) {
  const wanted = normalize(url.pathname).replace(/^(\.\.[/\\])+/, "");
  const path = extname(wanted) ? wanted : "/index.html";
  try {
    let body = await readFile(join(DIST, path));
    if (path === "/index.html") body = body.toString().replaceAll("__CSP_NONCE__", NONCE);
    response.writeHead(200, { "Content-Type": TYPES[extname(path)], "Content-Security-Policy": CSP });
    response.end(body);
  } catch {
    response.writeHead(404);
    response.end();
  }
}

const server = createServer((request, response) => {
  const url = new URL(request.url, `http://${request.headers.host}`);
  const scene = /^\/fake\/(\w+)$/.exec(url.pathname)?.[1];
  if (scene && scenes[scene]) {
    scenes[scene]();
    return json(response, 200, {});
  }
  return url.pathname.startsWith("/api/v1") ? api(request, response, url) : file(response, url);
});
const sockets = new WebSocketServer({ noServer: true });
server.on("upgrade", (request, socket, head) => {
  const url = new URL(request.url, `http://${request.headers.host}`);
  if (!who || Date.now() < refusing) {
    socket.end("HTTP/1.1 401 Unauthorized\r\n\r\n");
    return;
  }
  sockets.handleUpgrade(request, socket, head, (ws) =>
    url.pathname.includes("/agent/")
      ? greetAgent(ws, Number(url.searchParams.get("after") ?? -1))
      : greetSupervisor(ws),
  );
});
server.listen(PORT, "127.0.0.1", () =>
  console.log(`http://127.0.0.1:${PORT} (agent1, supervisor1; password demo)`),
);
