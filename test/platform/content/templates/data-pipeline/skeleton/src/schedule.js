// When the next run is due. All times are UTC: a day has 24 hours there, and none of them twice.

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/**
 * @param {import('./settings.js').Schedule} schedule
 * @param {number} now in ms since the epoch
 * @returns {number} in ms since the epoch, always later than now
 */
export function nextRun(schedule, now) {
  if (schedule.mode === 'interval') return now + schedule.everyMinutes * MINUTE_MS;
  const [hours = 0, minutes = 0] = schedule.timeOfDay.split(':').map(Number);
  const today = Math.floor(now / DAY_MS) * DAY_MS + (hours * 60 + minutes) * MINUTE_MS;
  return today > now ? today : today + DAY_MS;
}
