import type { Me } from "./wire";

/** An answer of the server that was not what we asked for (RFC 9457), or no answer at all (`status` 0). */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly detail: string,
    readonly errors: { pointer: string; detail: string }[] = [],
    readonly retryAfter: number | null = null,
  ) {
    super(detail);
  }
}

export interface Reply<T> {
  body: T;
  /** To be sent back as If-Match; null when the server gave none. */
  etag: string | null;
}

let csrf = "";
let onLoggedOut = () => {};

/** Called once by the app: what to do when any request finds the log-in ended. */
export function whenLoggedOut(run: () => void): void {
  onLoggedOut = run;
}

async function problemOf(response: Response): Promise<Problem> {
  const body = await response.json().catch(() => ({}));
  const after = Number(response.headers.get("Retry-After"));
  return new Problem(
    response.status,
    typeof body.code === "string" ? body.code : `http_${response.status}`,
    body.detail ?? body.title ?? response.statusText,
    Array.isArray(body.errors) ? body.errors : [],
    Number.isFinite(after) && after > 0 ? after : null,
  );
}

async function request<T>(method: string, path: string, init: RequestInit = {}): Promise<Reply<T>> {
  const headers = new Headers(init.headers);
  headers.set("Accept", "application/json");
  if (method !== "GET") headers.set("X-CSRF-Token", csrf);
  let response: Response;
  try {
    response = await fetch(`/api/v1${path}`, { ...init, method, headers, credentials: "same-origin" });
  } catch {
    throw new Problem(0, "unreachable", "");
  }
  if (!response.ok) {
    const problem = await problemOf(response);
    if (problem.status === 401 && path !== "/login" && path !== "/me") onLoggedOut();
    throw problem;
  }
  const text = await response.text();
  return { body: (text ? JSON.parse(text) : null) as T, etag: response.headers.get("ETag") };
}

export function get<T>(path: string): Promise<Reply<T>> {
  return request<T>("GET", path);
}

/** A write that may be sent again with the same `key` without happening twice. */
export function post<T>(
  path: string,
  body: unknown,
  guard: { key?: string; etag?: string | null } = {},
): Promise<Reply<T>> {
  const headers: Record<string, string> = { "Content-Type": "application/json" };
  if (guard.key) headers["Idempotency-Key"] = guard.key;
  if (guard.etag) headers["If-Match"] = guard.etag;
  return request<T>("POST", path, { body: JSON.stringify(body), headers });
}

export async function logIn(name: string, password: string): Promise<Me> {
  const { body } = await post<Me>("/login", { name, password });
  csrf = body.csrf;
  return body;
}

/** Who is logged in here; null: nobody. */
export async function whoAmI(): Promise<Me | null> {
  try {
    const { body } = await get<Me>("/me");
    csrf = body.csrf;
    return body;
  } catch (error) {
    if (error instanceof Problem && (error.status === 401 || error.status === 403)) return null;
    throw error;
  }
}

export async function logOut(): Promise<void> {
  await post("/logout", {});
  csrf = "";
}
