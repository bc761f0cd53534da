// Lengths of time, as answers of a form hold them.

/** @type {Record<string, number>} */
const unit = { D: 86_400_000, H: 3_600_000, M: 60_000, S: 1000 };

/**
 * The length of an ISO 8601 duration of days, hours, minutes and seconds.
 * @param {string} duration such as `P3D` or `PT4H`
 * @returns {number} milliseconds
 * @throws {RangeError} when it is none, or nothing
 */
export function durationMilliseconds(duration) {
  const match = /^P(?:(\d{1,4})D)?(?:T(?:(\d{1,4})H)?(?:(\d{1,4})M)?(?:(\d{1,4})S)?)?$/.exec(duration);
  const length = ['D', 'H', 'M', 'S'].reduce(
    (sum, name, at) => sum + Number(match?.[at + 1] ?? 0) * (unit[name] ?? 0),
    0,
  );
  if (length === 0)
    throw new RangeError(`“${duration}” is no duration of days, hours, minutes and seconds, such as P3D or PT4H.`);
  return length;
}
