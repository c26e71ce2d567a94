const FIRST_MS = 500;
const MOST_MS = 15_000;

/**
 * How long to wait before attempt number `attempt` (0 is the first one after a loss): doubling,
 * with half of it random, so that after a restart of the server not everybody comes at once.
 */
export function backoffMs(attempt: number, random: number): number {
    const whole = Math.min(MOST_MS, FIRST_MS * 2 ** attempt);
    return whole / 2 + (whole / 2) * random;
}
