const FIRST_MS = 500;
const LONGEST_MS = 15_000;

/**
 * Milliseconds to wait before try number `attempt` (from 0): doubling, capped, and somewhere in its upper half, so that
 * a hundred desks do not come back in the same instant. `chance` is from 0 to 1.
 */
export function backoff(attempt: number, chance: number): number {
  const ceiling = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(attempt, 10));
  return ceiling / 2 + (ceiling / 2) * chance;
}
