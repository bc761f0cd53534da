const MASK = '‹redacted›';

// Shorter secrets than this would mask ordinary words.
const SHORTEST_SECRET = 6;

const PATTERNS: readonly (readonly [RegExp, string])[] = [
  // JSON Web Tokens, RFC 7519: three base64url parts, the first of which starts with {"
  [/\beyJ[\w-]{5,}\.[\w-]{5,}\.[\w-]*/g, MASK],
  // Authorization headers, RFC 9110 section 11.6.2
  [/\b(bearer|basic|negotiate)\s+[\w.~+/=-]{6,}/gi, `$1 ${MASK}`],
  // User information in an address, RFC 3986 section 3.2.1
  [/\b([a-z][a-z0-9+.-]*:\/\/)[^/\s:@]+:[^/\s@]+@/gi, `$1${MASK}@`],
  // Parameters and properties that are named like a secret
  [
    /(["']?\b(?:[\w-]*token|[\w-]*secret|password|passwd|api[-_]?key|code_verifier|client_secret|authorization|cookie)\b["']?\s*[=:]\s*)(["']?)(?!‹)[^\s"'&,;}]{3,}\2/gi,
    `$1$2${MASK}$2`,
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
