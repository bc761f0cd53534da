import type { FrameworkControl } from '../rule.js';

/**
 * A check of the Pod Security Standards, by its id in Pod Security admission.
 * @param level the level that has it first
 */
export function pss(level: 'baseline' | 'restricted', check: string): FrameworkControl {
  return { framework: `PSS-${level}`, version: 'latest', control: check };
}

/** A control of the CIS Kubernetes Benchmark, by the numbering of version 1.23. */
export function CIS(control: string): FrameworkControl {
  return { framework: 'CIS', version: 'kubernetes-1.23', control };
}

/** A control of the CIS Docker Benchmark, by the numbering of version 1.2.0: chapter 5 counts otherwise from 1.4 on. */
export function CIS_DOCKER(control: string): FrameworkControl {
  return { framework: 'CIS', version: 'docker-1.2.0', control };
}

/**
 * A recommendation of the Kubernetes Hardening Guide of NSA and CISA, 1.2 (August 2022). Only what the lists of controls that
 * others have made of the guide (Trivy's `k8s-nsa`, Kubescape's `NSA`) have as well is given.
 * @param chapter of the guide, which numbers nothing
 * @param topic what is asked for there
 */
export function NSA(chapter: string, topic: string): FrameworkControl {
  return { framework: 'NSA', version: '1.2', control: `${chapter}/${topic}` };
}

/** A technique of the MITRE ATT&CK matrix for containers, such as `T1611`. */
export function MITRE(technique: string): FrameworkControl {
  return { framework: 'MITRE', version: 'ATT&CK', control: technique };
}

/** A risk of the OWASP Kubernetes Top Ten of 2022, such as `K01`. */
export function OWASP_K8S(risk: string): FrameworkControl {
  return { framework: 'OWASP-K8S', version: '2022', control: risk };
}

/** A risk of the OWASP Top 10 CI/CD Security Risks, such as `CICD-SEC-4`. */
export function OWASP_CICD(risk: string): FrameworkControl {
  return { framework: 'OWASP-CICD', version: '2022', control: risk };
}

/** A risk of the OWASP API Security Top 10 of 2023, such as `API2`. */
export function OWASP_API(risk: string): FrameworkControl {
  return { framework: 'OWASP-API', version: '2023', control: risk };
}
