import { afterEach, expect, test, vi } from "vitest";
import { get, logIn, post, whenLoggedOut, whoAmI } from "../../src/api/http";

const answers = (status: number, body: unknown, headers: Record<string, string> = {}) =>
  vi.fn(async () => new Response(JSON.stringify(body), { status, headers }));

afterEach(() => vi.unstubAllGlobals());

test("a problem comes with its code, its detail and every fault", async () => {
  const errors = [{ pointer: "/to", detail: "is missing" }];
  vi.stubGlobal("fetch", answers(400, { code: "malformed", detail: "the window has no end", errors }));
  await expect(get("/callbacks")).rejects.toMatchObject({
    status: 400,
    code: "malformed",
    detail: "the window has no end",
    errors,
  });
});

test("a server that is not there is a problem too", async () => {
  vi.stubGlobal("fetch", vi.fn().mockRejectedValue(new TypeError("Failed to fetch")));
  await expect(get("/me")).rejects.toMatchObject({ status: 0, code: "unreachable" });
});

test("an error page that is no JSON keeps its status", async () => {
  vi.stubGlobal(
    "fetch",
    vi.fn(async () => new Response("<h1>Bad gateway</h1>", { status: 502 })),
  );
  await expect(get("/me")).rejects.toMatchObject({ status: 502, code: "http_502" });
});

test("writes carry the log-in's token, the key and the version that was read", async () => {
  vi.stubGlobal("fetch", answers(200, { user: "agent1", role: "agent", csrf: "t0ken" }));
  await logIn("agent1", "demo");
  const fetched = answers(200, {}, { ETag: '"3"' });
  vi.stubGlobal("fetch", fetched);
  const reply = await post("/complaints/p1/resolve", { outcome: "refunded" }, { key: "k1", etag: '"2"' });
  const [, init] = fetched.mock.calls[0] as unknown as [string, RequestInit];
  const headers = new Headers(init.headers);
  expect(headers.get("X-CSRF-Token")).toBe("t0ken");
  expect(headers.get("Idempotency-Key")).toBe("k1");
  expect(headers.get("If-Match")).toBe('"2"');
  expect(reply.etag).toBe('"3"');
});

test("a log-in that ended is told to the app, but not while somebody is logging in", async () => {
  const ended = vi.fn();
  whenLoggedOut(ended);
  vi.stubGlobal("fetch", answers(401, { code: "unauthorized", detail: "" }));
  await expect(logIn("agent1", "wrong")).rejects.toMatchObject({ status: 401 });
  expect(await whoAmI()).toBeNull();
  expect(ended).not.toHaveBeenCalled();
  await expect(get("/complaints")).rejects.toMatchObject({ status: 401 });
  expect(ended).toHaveBeenCalledOnce();
});
