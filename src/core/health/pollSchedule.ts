/** How long the window may be without focus before nothing is read any more, in milliseconds. */
export const LONGEST_UNFOCUSED_MS = 600_000;
/** The pause between two readings while nothing that shows health is in sight. */
export const HIDDEN_PAUSE_MS = 300_000;

// Who looks at a source that is back wants to see it within this time.
const LONGEST_BACK_OFF_MS = 120_000;

/** What decides when health is read again. Times are in milliseconds since 1970. */
export interface PollSituation {
  readonly now: number;
  /** Whether something that shows health is in sight. */
  readonly isShown: boolean;
  /** Whether somebody wants to know although nothing is in sight: a hidden view, a subscription. */
  readonly isWanted: boolean;
  /** Since when the window has had no focus; undefined while it has it. */
  readonly unfocusedSince?: number;
  /** When the last reading began; undefined where there was none. */
  readonly lastRead?: number;
  /** The pause between two readings of what is in sight, in milliseconds; 0 for none at all. */
  readonly everyMs: number;
  /** How many readings in a row the source has not answered. */
  readonly failures: number;
  /** Before this time the source does not want to be asked. */
  readonly notBefore?: number;
}

/**
 * When health is to be read again.
 * @returns milliseconds from now, 0 for at once; undefined: not before the situation changes
 */
export function nextReading(situation: PollSituation): number | undefined {
  const { now, isShown, isWanted, unfocusedSince, lastRead, everyMs, failures, notBefore } = situation;
  if (!(isShown || isWanted) || !(everyMs > 0)) return undefined;
  if (unfocusedSince !== undefined && now - unfocusedSince > LONGEST_UNFOCUSED_MS) return undefined;
  const pause = isShown ? everyMs : Math.max(everyMs, HIDDEN_PAUSE_MS);
  const backOff = failures > 0 ? Math.min(pause * 2 ** failures, Math.max(pause, LONGEST_BACK_OFF_MS)) : pause;
  const due = lastRead === undefined ? now : lastRead + backOff;
  return Math.max(0, due - now, (notBefore ?? now) - now);
}
