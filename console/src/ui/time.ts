// Times and numbers as people read them. Everything here is pure: zones and languages are handed in.

/** Seconds as 0:07, 12:34 or 1:02:03. */
export function clock(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const two = (n: number) => String(n).padStart(2, "0");
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

/** Seconds between a time of the server's and now (ms since the epoch); 0 when not known. */
export function secondsSince(at: string | null | undefined, nowMs: number): number {
  const then = at ? Date.parse(at) : Number.NaN;
  return Number.isNaN(then) ? 0 : Math.max(0, (nowMs - then) / 1000);
}

/** A span in its two largest units: "3 d 4 h", "4 h 12 min", "12 min", "40 s". `language` is a BCP 47 tag. */
export function span(seconds: number, language: string): string {
  const whole = Math.max(0, Math.round(seconds));
  const units: [Intl.NumberFormatOptions["unit"], number][] = [
    ["day", Math.floor(whole / 86400)],
    ["hour", Math.floor(whole / 3600) % 24],
    ["minute", Math.floor(whole / 60) % 60],
    ["second", whole % 60],
  ];
  const first = units.findIndex(([, n]) => n > 0);
  if (first < 0) return unit(0, "second", language);
  const shown = units
    .slice(first, first === 2 || first === 3 ? first + 1 : first + 2)
    .filter(([, n]) => n > 0);
  return shown.map(([name, n]) => unit(n, name, language)).join(" ");
}

function unit(n: number, name: Intl.NumberFormatOptions["unit"], language: string): string {
  return new Intl.NumberFormat(language, { style: "unit", unit: name, unitDisplay: "short" }).format(n);
}

/** Today's times as 10:42, others with their day. */
export function when(at: string | null | undefined, language: string, nowMs: number, zone?: string): string {
  const then = at ? new Date(at) : null;
  if (!then || Number.isNaN(then.getTime())) return "–";
  const day = new Intl.DateTimeFormat("en-CA", { timeZone: zone, dateStyle: "short" });
  const sameDay = day.format(then) === day.format(nowMs);
  const parts: Intl.DateTimeFormatOptions = sameDay
    ? { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: zone }
    : {
        year: new Date(nowMs).getFullYear() === then.getFullYear() ? undefined : "numeric",
        month: "short",
        day: "numeric",
        hour: "2-digit",
        minute: "2-digit",
        hourCycle: "h23",
        timeZone: zone,
      };
  return new Intl.DateTimeFormat(language, parts).format(then);
}

/** A window of time in its zone, each part said once: "Nov 23, 07:15 – 09:15". */
export function windowOf(from: string, to: string, language: string, zone: string): string {
  const [begin, end] = [new Date(from), new Date(to)];
  if (Number.isNaN(begin.getTime()) || Number.isNaN(end.getTime())) return "–";
  const parts: Intl.DateTimeFormatOptions = {
    month: "short",
    day: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
    timeZone: zone || undefined,
  };
  return new Intl.DateTimeFormat(language, parts).formatRange(begin, end);
}

/** 10:42:07 */
export function timeOfDay(ms: number, language: string): string {
  return new Intl.DateTimeFormat(language, { timeStyle: "medium", hourCycle: "h23" }).format(ms);
}

export function percent(share: number | null | undefined, language: string): string {
  if (share === null || share === undefined) return "–";
  return new Intl.NumberFormat(language, { style: "percent", maximumFractionDigits: 0 }).format(share);
}

/** How sure we are of a guess: never a hundred per cent short of certainty. */
export function sureness(confidence: number, language: string): string {
  return percent(confidence < 1 ? Math.min(confidence, 0.99) : 1, language);
}

function offsetAt(utcMs: number, zone: string): number {
  const parts = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  }).formatToParts(utcMs);
  const of = (type: string) => Number(parts.find((part) => part.type === type)?.value);
  const wall = Date.UTC(of("year"), of("month") - 1, of("day"), of("hour"), of("minute"), of("second"));
  return wall - Math.floor(utcMs / 1000) * 1000;
}

/**
 * The instant at which clocks in `zone` show `wall` ("2026-11-21T14:30", as an input gives it), RFC 3339 UTC; null when
 * it is no time. An hour that the clocks skip is read with the offset from before the change, as java.time does.
 */
export function zonedToUtc(wall: string, zone: string): string | null {
  const asUtc = /^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(wall) ? Date.parse(`${wall}:00Z`) : Number.NaN;
  if (Number.isNaN(asUtc)) return null;
  const before = offsetAt(asUtc - 86_400_000, zone);
  const guess = asUtc - offsetAt(asUtc - before, zone);
  const fits = offsetAt(guess, zone) === asUtc - guess;
  return new Date(fits ? guess : asUtc - before).toISOString().replace(".000Z", "Z");
}

/** What clocks in `zone` show at an instant, as an input wants it: "2026-11-21T14:30". */
export function utcToZoned(ms: number, zone: string): string {
  return new Date(ms + offsetAt(ms, zone)).toISOString().slice(0, 16);
}

export const HERE = Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";

export function timeZones(): string[] {
  const known = Intl.supportedValuesOf("timeZone");
  return known.includes("UTC") ? known : [...known, "UTC"];
}
