import type { RuleInfo } from '../rule.js';

const FIXES = {
  safe: 'There is a fix that is safe to take everywhere.',
  review: 'There is a fix; look at it before you take it, since it changes how something runs.',
  placeholder: 'There is a beginning of a fix that you fill in.',
} as const;

/** The page of a rule, in Markdown: what it is, why it matters, a bad and a good example, frameworks, how to leave it. */
export function ruleMarkdown(rule: RuleInfo): string {
  const language = rule.language ?? 'yaml';
  const example = (text: string): string => `${fence(text)}${language}\n${text.trimEnd()}\n${fence(text)}`;
  const frameworks = rule.frameworks.map(
    ({ framework, version, control }) => `- ${framework}/${control} (${framework} ${version})`,
  );
  const options = Object.entries(rule.options ?? {}).map(([name, value]) => `- \`${name}\`: ${JSON.stringify(value)}`);
  return [
    `# ${rule.title}`,
    `\`${rule.id}\` · ${rule.severity} · profile ${rule.profile} · confidence ${rule.confidence}`,
    rule.explanation,
    ...(rule.fix ? [FIXES[rule.fix]] : []),
    '## Not like this',
    example(rule.bad),
    '## But like this',
    example(rule.good),
    ...(options.length > 0 ? ['## Parameters', options.join('\n')] : []),
    ...(frameworks.length > 0 ? ['## Frameworks', frameworks.join('\n')] : []),
    '## Leaving it',
    leaving(rule),
    '',
  ].join('\n\n');
}

/** The same for those who show no Markdown. */
export function ruleText(rule: RuleInfo): string {
  return `${rule.title}\n\n${rule.explanation}\n\nNot like this:\n\n${rule.bad}\nBut like this:\n\n${rule.good}`;
}

function leaving({ id, waivable }: RuleInfo): string {
  if (waivable === false) return 'Nothing excuses from this rule.';
  return `A golden path is no mandate. Where there is a reason, leave it by a waiver in \`.golden-path/waivers.yaml\`:

\`\`\`yaml
waivers:
  - rule: ${id}
    match: { path: … }
    reason: …
    owner: group:default/…
    expires: YYYY-MM-DD
\`\`\``;
}

function fence(text: string): string {
  return text.includes('```') ? '````' : '```';
}
