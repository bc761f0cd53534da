import type { FrameworkControl } from '../../rule.js';

/** A risk of the OWASP Top 10 CI/CD Security Risks, edition of 2022. */
export function cicd(number: number): FrameworkControl {
  return { framework: 'OWASP-CICD', version: '2022', control: `CICD-SEC-${String(number)}` };
}

/** A check of the OpenSSF Scorecard. */
export function scorecard(check: string): FrameworkControl {
  return { framework: 'Scorecard', version: '5', control: check };
}
