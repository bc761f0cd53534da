/** A form by which a secret is known for what it is, wherever it stands. */
export interface SecretShape {
  readonly id: string;
  /** What it is, in proper nouns. */
  readonly label: string;
  readonly pattern: RegExp;
}

// Forms as their makers publish them. Each is bounded and has no repetition within a repetition, so that it takes linear time.
const SHAPES: readonly SecretShape[] = [
  {
    id: 'private-key',
    label: 'PEM private key',
    pattern: /-{3,5}BEGIN (?:[A-Z0-9]{1,12} ){0,3}PRIVATE KEY(?: BLOCK)?-{3,5}(?!\s{0,8}(?:\.\.\.|[<{$]))/,
  },
  { id: 'aws-access-key', label: 'AWS access key', pattern: /\b(?:AKIA|ASIA)[A-Z2-7]{16}\b/ },
  {
    id: 'github-token',
    label: 'GitHub token',
    pattern: /\b(?:gh[pousr]_[A-Za-z0-9]{36,255}|github_pat_[A-Za-z0-9_]{40,255})\b/,
  },
  { id: 'gitlab-token', label: 'GitLab token', pattern: /\bgl(?:pat|dt|rt|ptt|cbt|soat|agent)-[A-Za-z0-9_-]{20,64}/ },
  { id: 'slack-token', label: 'Slack token', pattern: /\bxox[abeprs]-[A-Za-z0-9-]{16,255}/ },
  {
    id: 'slack-webhook',
    label: 'Slack webhook',
    pattern: /hooks\.slack\.com\/(?:services|workflows)\/T[A-Z0-9]{6,12}\/[AB][A-Z0-9]{6,12}\/[A-Za-z0-9]{16,32}/,
  },
  { id: 'stripe-key', label: 'Stripe key', pattern: /\b[sr]k_live_[A-Za-z0-9]{16,255}\b/ },
  { id: 'google-api-key', label: 'Google API key', pattern: /\bAIza[0-9A-Za-z_-]{35}(?![0-9A-Za-z_-])/ },
  { id: 'sendgrid-key', label: 'SendGrid key', pattern: /\bSG\.[\w-]{22}\.[\w-]{43}(?![\w-])/ },
  { id: 'npm-token', label: 'npm token', pattern: /\bnpm_[A-Za-z0-9]{36}\b/ },
  { id: 'pypi-token', label: 'PyPI token', pattern: /\bpypi-AgE[A-Za-z0-9_-]{50,255}/ },
  { id: 'docker-token', label: 'Docker Hub token', pattern: /\bdckr_[a-z]{3,4}_[A-Za-z0-9_-]{20,64}/ },
  { id: 'digitalocean-token', label: 'DigitalOcean token', pattern: /\bdo[opr]_v1_[a-f0-9]{64}\b/ },
  { id: 'vault-token', label: 'Vault token', pattern: /\bhv[sbr]\.[A-Za-z0-9_-]{24,255}/ },
  { id: 'openai-key', label: 'OpenAI key', pattern: /\bsk-(?:proj-|svcacct-)?[A-Za-z0-9_-]{40,255}/ },
  { id: 'anthropic-key', label: 'Anthropic key', pattern: /\bsk-ant-[A-Za-z0-9_-]{32,255}/ },
  { id: 'age-key', label: 'age secret key', pattern: /\bAGE-SECRET-KEY-1[A-Z0-9]{58}\b/ },
  { id: 'azure-key', label: 'Azure storage key', pattern: /\bAccountKey=[A-Za-z0-9+/]{80,90}={0,2}/ },
  { id: 'jwt', label: 'JSON Web Token', pattern: /\beyJ[\w-]{10,2000}\.eyJ[\w-]{10,4000}\.[\w-]{20,1000}/ },
];

/** Words by which the examples of the makers' own manuals can be told. */
const EXAMPLE = /EXAMPLE|example|XXXXXX|xxxxxx|0{12}|123456789012/;

/** The first known form in a text, and where it is. Texts longer than this are not looked through to their end. */
export const LONGEST_TEXT = 200_000;

/** A known form that stands in a text. */
export interface ShapeInText {
  readonly shape: SecretShape;
  readonly start: number;
  readonly end: number;
}

/** @returns undefined where no form is in the text, or only an example from a manual */
export function shapeIn(text: string): ShapeInText | undefined {
  if (text.length < 16) return undefined;
  const part = text.length > LONGEST_TEXT ? text.slice(0, LONGEST_TEXT) : text;
  for (const shape of SHAPES) {
    const match = shape.pattern.exec(part);
    if (match && !EXAMPLE.test(match[0])) return { shape, start: match.index, end: match.index + match[0].length };
  }
  return undefined;
}

/**
 * How much is unknown of each letter of a text, in bits: Shannon's entropy of the frequencies of its letters. Words have about 3,
 * hexadecimal randomness up to 4, base64 up to 6.
 */
export function entropyOf(text: string): number {
  const counts = new Map<string, number>();
  for (const letter of text) counts.set(letter, (counts.get(letter) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) {
    const share = count / text.length;
    bits -= share * Math.log2(share);
  }
  return bits;
}

/** Whether a text looks made by a generator: long enough, letters and digits mixed, and more to each letter than a word has. */
export function looksRandom(text: string, leastEntropy: number): boolean {
  if (text.length < 16 || text.length > 4096 || !/^[A-Za-z0-9+/=_.~!@#%^&*-]+$/.test(text)) return false;
  if (!/[0-9]/.test(text) || !/[A-Za-z]/.test(text)) return false;
  // Words with hyphens, host names, paths and versions are put together of pieces that a person can read.
  if (text.split(/[-_./]/).filter(piece => /^(?:[a-z]+|[A-Z]+|[A-Z]?[a-z]+|[0-9]{1,4})$/.test(piece)).length >= 2)
    return false;
  const isHex = /^[0-9a-f]+$|^[0-9A-F]+$/.test(text);
  return entropyOf(text) >= (isHex ? Math.min(leastEntropy, 3) : leastEntropy);
}
