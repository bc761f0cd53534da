/** A text of somebody else's on one line of a terminal: control characters could move its cursor, and marks of direction could turn words around. */
export function plainLine(text: string): string {
  // eslint-disable-next-line no-control-regex -- these are what is to go
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]+/g, ' ');
}
