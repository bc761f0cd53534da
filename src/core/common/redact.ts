const MASK = '‹redacted›';

// Shorter secrets than this would mask ordinary words.
const SHORTEST_SECRET = 6;

const PATTERNS: readonly (readonly [RegExp, string])[] = [
  // Headers whose whole value is secret: RFC 9110 section 11.6.2, RFC 6265 section 4
  [/(\b(?:authorization|cookie)\\*["']?\s*[=:]\s*\\*["']?)[^"'\\\r\n]+/gi, `$1${MASK}`],
  // JSON Web Tokens, RFC 7519: three base64url parts, the first of which starts with {"
  [/eyJ[\w-]{5,}\.[\w-]{5,}\.[\w-]*/g, MASK],
  [/\b(bearer|basic|negotiate)\s+[\w.~+/=-]{6,}/gi, `$1 ${MASK}`],
  // User information in an address, RFC 3986 section 3.2.1
  [/\b([a-z][a-z0-9+.-]{1,20}:\/\/)[^/\s"']+@/gi, `$1${MASK}@`],
  // Parameters and properties that are named like a secret; a value may be quoted, within quotes too, and cut off
  [
    /(\b[\w-]{0,40}(?:token|secret[\w-]{0,40}|password|passwd|passphrase|api[-_]?key|private[-_]?key|code_verifier)\b\\*["']?\s*[=:]\s*)(?!‹)(?:"(?:\\.|[^"\\\r\n])*"?|'(?:\\.|[^'\\\r\n])*'?|\\+["'][^"'\\\r\n]*\\*["']?|[^\s"'&,;}]{3,})/gi,
    `$1${MASK}`,
  ],
];

/** Masks secrets in text on its way to a log or a message. */
export interface Redactor {
  /** Masks a known secret from now on, wherever it turns up. Very short ones are not taken, they would mask words. */
  learn(secret: string): void;
  redact(text: string): string;
}

/**
 * A redactor that masks what looks like a secret, and every secret it was told of.
 */
export function createRedactor(): Redactor {
  const known = new Set<string>();
  return {
    learn(secret) {
      if (secret.length < SHORTEST_SECRET) return;
      known.add(secret);
      known.add(encodeURIComponent(secret));
    },
    redact(text) {
      let result = text;
      // Longest first: a secret may hold another one.
      for (const secret of [...known].sort((a, b) => b.length - a.length)) result = result.replaceAll(secret, MASK);
      for (const [pattern, replacement] of PATTERNS) result = result.replace(pattern, replacement);
      return result;
    },
  };
}
