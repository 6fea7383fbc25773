import { beforeEach, describe, expect, test, vi } from "vitest";
import type { Push, Welcome } from "../../src/live/frames";
import { Line, type Listener, Refused, type Status } from "../../src/live/line";
import { FakeWorld } from "../fakes";

const NOON = "2026-11-21T02:00:03Z";

class Notebook implements Listener<string> {
  readonly heard: unknown[] = [];
  status: Status = { phase: "connecting" };
  clock = 0;
  failOn: string | null = null;
  onWelcome(frame: Welcome<string>) {
    this.heard.push(frame.snapshot);
  }
  onPush(push: Push) {
    if (push.type === this.failOn) throw new Error("does not fit");
    this.heard.push(push.seq);
  }
  onStatus(status: Status) {
    this.status = status;
  }
  onClock(offset: number) {
    this.clock = offset;
  }
}

let world: FakeWorld;
let book: Notebook;
let line: Line<string>;
const welcome = (seq: number, snapshot = "all") => ({ type: "welcome", seq, snapshot, server_time: NOON });

beforeEach(() => {
  world = new FakeWorld();
  book = new Notebook();
  line = new Line("/socket", world, book);
  line.start();
});

describe("numbering", () => {
  test("a welcome makes the line live and tells the server's clock", () => {
    expect(book.status.phase).toBe("connecting");
    world.socket.says(welcome(17));
    expect(book.status.phase).toBe("live");
    expect(book.clock).toBe(3000);
    expect(book.heard).toEqual(["all"]);
  });

  test("pushes are taken in their order, and one that comes twice is taken once", () => {
    world.socket.says(welcome(17));
    for (const seq of [18, 19, 18, 19, 20]) world.socket.says({ seq, type: "notice" });
    expect(book.heard).toEqual(["all", 18, 19, 20]);
  });

  test("given a missing number then nothing after it is shown and a whole snapshot is fetched", () => {
    world.socket.says(welcome(17));
    world.socket.says({ seq: 19, type: "notice" });
    expect(book.heard).toEqual(["all"]);
    expect(book.status.phase).toBe("stale");
    expect(world.sockets[0]?.closed).toBe(true);
    world.pass(500);
    expect(world.socket.url).toBe("/socket");
    world.socket.says(welcome(19, "all again"));
    expect(book.heard).toEqual(["all", "all again"]);
    expect(book.status.phase).toBe("live");
  });

  test("a push before the first frame is not trusted", () => {
    world.socket.says({ seq: 1, type: "notice" });
    expect(book.heard).toEqual([]);
    expect(world.sockets[0]?.closed).toBe(true);
  });

  test("given a push that cannot be applied then a whole snapshot is fetched", () => {
    const logged = vi.spyOn(console, "error").mockImplementation(() => {});
    world.socket.says(welcome(17));
    book.failOn = "panel.patch";
    world.socket.says({ seq: 18, type: "panel.patch" });
    expect(logged).toHaveBeenCalledOnce();
    world.pass(500);
    expect(world.socket.url).toBe("/socket");
  });

  test("bytes that are no JSON lead to a whole snapshot", () => {
    world.socket.says(welcome(17));
    world.socket.says("{");
    world.pass(500);
    expect(world.socket.url).toBe("/socket");
  });
});

describe("coming back", () => {
  test("given a break then it asks for what was missed and goes on from there", () => {
    world.socket.says(welcome(17));
    world.socket.says({ seq: 18, type: "notice" });
    world.socket.breaks(1012);
    expect(book.status).toMatchObject({ phase: "stale", attempt: 1 });
    world.pass(500);
    expect(world.socket.url).toBe("/socket?after=18");
    world.socket.says({ type: "resumed", seq: 18, server_time: NOON });
    world.socket.says({ seq: 19, type: "notice" });
    expect(book.heard).toEqual(["all", 18, 19]);
    expect(book.status.phase).toBe("live");
  });

  test("given the missed part is too old then the new welcome replaces everything", () => {
    world.socket.says(welcome(17));
    world.socket.breaks();
    world.pass(500);
    world.socket.says(welcome(3, "another life"));
    world.socket.says({ seq: 4, type: "notice" });
    expect(book.heard).toEqual(["all", "another life", 4]);
  });

  test("a resume from another place is not believed", () => {
    world.socket.says(welcome(17));
    world.socket.breaks();
    world.pass(500);
    world.socket.says({ type: "resumed", seq: 16, server_time: NOON });
    world.pass(1000);
    expect(world.socket.url).toBe("/socket");
  });

  test("the tries come further and further apart, and stale means since the server was last heard", () => {
    world.socket.says(welcome(17));
    const heard = world.time;
    world.pass(2000);
    const waits: number[] = [];
    for (let i = 0; i < 7; i++) {
      world.socket.breaks();
      if (book.status.phase !== "stale") throw new Error("not stale");
      expect(book.status.since).toBe(heard);
      const wait = (book.status.retryAt ?? 0) - world.time;
      waits.push(wait);
      world.pass(wait);
    }
    expect(waits).toEqual([500, 1000, 2000, 4000, 8000, 15000, 15000]);
  });

  test("given a line that breaks as soon as it is up then the tries still come further apart", () => {
    const logged = vi.spyOn(console, "error").mockImplementation(() => {});
    book.failOn = "bad";
    for (const wait of [500, 1000, 2000]) {
      world.socket.says(welcome(1));
      world.socket.says({ seq: 2, type: "bad" });
      expect(world.sockets.at(-1)?.closed).toBe(true);
      const before = world.sockets.length;
      world.pass(wait - 1);
      expect(world.sockets.length).toBe(before);
      world.pass(1);
      expect(world.sockets.length).toBe(before + 1);
    }
    expect(logged).toHaveBeenCalledTimes(3);
  });

  test("a line that held for a while starts counting anew", () => {
    world.socket.breaks();
    world.pass(500);
    world.socket.says(welcome(1));
    world.pass(5000);
    world.socket.breaks();
    expect(book.status).toMatchObject({ phase: "stale", attempt: 1 });
  });

  test("retryNow does not wait, and opens only one socket", () => {
    world.socket.says(welcome(17));
    world.socket.breaks();
    line.retryNow();
    line.retryNow();
    expect(world.sockets.length).toBe(2);
    world.pass(1000);
    expect(world.sockets.length).toBe(2);
  });
});

describe("silence", () => {
  test("given a silent server then it is asked, and without an answer the line counts as broken", () => {
    world.socket.says(welcome(17));
    world.pass(10_000);
    expect(world.socket.sent.at(-1)).toMatchObject({ type: "ping" });
    expect(book.status.phase).toBe("live");
    world.pass(5_000);
    expect(book.status.phase).toBe("stale");
  });

  test("any answer to the ping, even a refusal, is a sign of life", () => {
    world.socket.says(welcome(17));
    world.pass(10_000);
    world.socket.says({
      id: world.socket.sent.at(-1)?.id,
      ok: false,
      error: { code: "unknown", detail: "" },
    });
    world.pass(9_000);
    expect(book.status.phase).toBe("live");
  });

  test("the answer to a ping sets the clock anew, by then the machine's own may have been moved", () => {
    world.socket.says(welcome(17));
    world.pass(10_000);
    const id = world.socket.sent.at(-1)?.id;
    world.socket.says({ id, ok: true, result: { server_time: "2026-11-21T02:00:14Z" } });
    expect(book.clock).toBe(4000);
  });

  test("a handshake that hangs is given up", () => {
    world.pass(15_000);
    expect(world.sockets[0]?.closed).toBe(true);
    expect(book.status.phase).toBe("stale");
  });
});

describe("the end of the log-in", () => {
  test("close code 4001 ends the line for good", () => {
    world.socket.says(welcome(17));
    world.socket.breaks(4001);
    world.pass(60_000);
    expect(book.status.phase).toBe("ended");
    expect(world.sockets.length).toBe(1);
  });

  test("given a refused handshake and no log-in any more then it ends", async () => {
    world.login = "no";
    world.socket.breaks(1006);
    await Promise.resolve();
    await Promise.resolve();
    world.pass(60_000);
    expect(book.status.phase).toBe("ended");
    expect(world.sockets.length).toBe(1);
  });

  test("given a refused handshake while logged in then it tries again", async () => {
    world.socket.breaks(1006);
    await Promise.resolve();
    world.pass(500);
    expect(world.sockets.length).toBe(2);
  });
});

describe("asking", () => {
  test("an answer finds its question", async () => {
    world.socket.says(welcome(17));
    const asked = line.ask("offer.accept", { offer: "o1" });
    const { id } = world.socket.sent[0] ?? {};
    expect(world.socket.sent[0]).toEqual({ id, type: "offer.accept", offer: "o1" });
    world.socket.says({ id, ok: true, result: { contact: "c1" } });
    await expect(asked).resolves.toEqual({ contact: "c1" });
  });

  test("a refusal carries the server's code and detail", async () => {
    world.socket.says(welcome(17));
    const asked = line.ask("offer.accept", { offer: "o1" });
    world.socket.says({ id: 1, ok: false, error: { code: "offer_gone", detail: "taken by agent2" } });
    await expect(asked).rejects.toEqual(new Refused("offer_gone", "taken by agent2"));
  });

  test("every fault that a refusal names is told", async () => {
    world.socket.says(welcome(17));
    const asked = line.ask("contact.wrap_up", {});
    const errors = [{ pointer: "/callback/to", detail: "is before its beginning" }];
    world.socket.says({ id: 1, ok: false, error: { code: "malformed", detail: "wrong shape", errors } });
    await expect(asked).rejects.toMatchObject({
      detail: "wrong shape\n/callback/to: is before its beginning",
    });
  });

  test("given no connection then nothing is sent and that is said", async () => {
    await expect(line.ask("contact.end", { contact: "c1" })).rejects.toMatchObject({ code: "disconnected" });
    expect(world.socket.sent).toEqual([]);
  });

  test("given a break before the answer then the asker hears of it and nothing is sent again", async () => {
    world.socket.says(welcome(17));
    const asked = line.ask("contact.end", { contact: "c1" });
    world.socket.breaks();
    await expect(asked).rejects.toMatchObject({ code: "disconnected" });
    world.pass(500);
    world.socket.says({ type: "resumed", seq: 17, server_time: NOON });
    expect(world.socket.sent).toEqual([]);
  });

  test("an answer that never comes is given up", async () => {
    world.socket.says(welcome(17));
    const asked = line.ask("contact.end", { contact: "c1" });
    world.pass(9_000);
    world.socket.says({ seq: 18, type: "notice" });
    world.pass(1_000);
    await expect(asked).rejects.toMatchObject({ code: "no_answer" });
  });
});
