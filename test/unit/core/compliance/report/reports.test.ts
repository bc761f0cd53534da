import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { Validator, type Schema } from '@cfworker/json-schema';
import { readBaseline } from '../../../../../src/core/compliance/report/baseline.js';
import { githubReport } from '../../../../../src/core/compliance/report/githubReport.js';
import { jsonReport } from '../../../../../src/core/compliance/report/jsonReport.js';
import { junitReport } from '../../../../../src/core/compliance/report/junitReport.js';
import { hashOf, LineIndex } from '../../../../../src/core/compliance/report/reportedFinding.js';
import { countsOf, type ComplianceReport } from '../../../../../src/core/compliance/report/report.js';
import { ruleMarkdown } from '../../../../../src/core/compliance/report/ruleText.js';
import { sarifReport } from '../../../../../src/core/compliance/report/sarifReport.js';
import { textReport } from '../../../../../src/core/compliance/report/textReport.js';
import { allRules, PRIVILEGED, scanTexts } from '../scanText.js';

const POD = 'deploy/a b,c:ü.yaml';
const WAIVERS = `waivers:
  - rule: k8s/privileged
    match: { kind: Pod, name: agent }
    reason: The agent loads a kernel module until the <new> driver is there.
    owner: group:default/platform
    expires: 2027-01-31
`;

/** As much of SARIF as these tests look at. */
interface Sarif {
  readonly runs: readonly {
    readonly tool: {
      readonly driver: {
        readonly rules: readonly {
          readonly properties: { readonly tags: readonly string[] };
          readonly help: { readonly markdown: string };
        }[];
      };
    };
    readonly results: readonly {
      readonly locations: readonly {
        readonly physicalLocation: { readonly artifactLocation: { readonly uri: string }; readonly region: unknown };
      }[];
      readonly partialFingerprints: Readonly<Record<string, string>>;
      readonly suppressions: readonly {
        readonly kind: string;
        readonly status: string;
        readonly justification: string;
      }[];
    }[];
  }[];
}

async function report(
  texts: Readonly<Record<string, string>>,
  known: ReadonlySet<string> = new Set(),
): Promise<ComplianceReport> {
  const findings = (await scanTexts(texts)).filter(({ severity }) => severity === 'error');
  return {
    entries: findings.map(finding => ({ finding, known: known.has(finding.fingerprint) })),
    files: Object.keys(texts).sort(),
    services: [],
    rules: await allRules(),
    version: '1.2.3',
  };
}

describe('the reports of a scan', () => {
  it('as text have a line for each finding that counts, and the sum', async () => {
    const text = textReport(await report({ [POD]: PRIVILEGED }));
    assert.equal(
      text,
      `${POD}\n  11:21    error    The container “agent” is privileged: it can do nearly everything that its node can.  k8s/privileged\n\n1 error, 0 warnings in 1 file\n`,
    );
    const waived = textReport(await report({ [POD]: PRIVILEGED, '.golden-path/waivers.yaml': WAIVERS }));
    assert.equal(waived, '0 errors, 0 warnings, 1 waived in 2 files\n');
  });

  it('as JSON have lines and columns from 1, and the sum', async () => {
    const json = JSON.parse(jsonReport(await report({ [POD]: PRIVILEGED }))) as {
      summary: unknown;
      findings: Record<string, unknown>[];
    };
    assert.deepEqual(json.summary, { files: 1, error: 1, warning: 0, info: 0, waived: 0, known: 0 });
    const { file, line, column, endLine, endColumn, rule, check, subject } = json.findings[0] ?? {};
    assert.deepEqual([file, line, column, endLine, endColumn], [POD, 11, 21, 11, 25]);
    assert.deepEqual([rule, check], ['k8s/privileged', 'privileged']);
    assert.deepEqual(subject, { kind: 'Pod', name: 'agent', namespace: 'shop' });
  });

  it('as SARIF keep to the schema of SARIF 2.1.0', async () => {
    const path = createRequire(import.meta.url).resolve('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json');
    const validator = new Validator(JSON.parse(readFileSync(path, 'utf8')) as Schema, '7', false);
    const texts = { [POD]: PRIVILEGED, 'b.yaml': 'kind: [\n', '.golden-path/waivers.yaml': WAIVERS };
    const sarif = JSON.parse(sarifReport(await report(texts))) as unknown;
    assert.deepEqual(validator.validate(sarif).errors, []);
  });

  it('as SARIF have regions, help, tags of frameworks, fingerprints, and waived findings as suppressions', async () => {
    const sarif = JSON.parse(
      sarifReport(await report({ [POD]: PRIVILEGED, '.golden-path/waivers.yaml': WAIVERS })),
    ) as Sarif;
    const run = sarif.runs[0]!;
    const rule = run.tool.driver.rules[0]!;
    assert.ok(rule.properties.tags.includes('PSS-baseline/privileged'));
    assert.ok(rule.properties.tags.includes('CIS/5.2.2'));
    assert.match(rule.help.markdown, /^# Containers are not privileged/);
    const result = run.results[0]!;
    const { artifactLocation, region } = result.locations[0]!.physicalLocation;
    assert.equal(artifactLocation.uri, 'deploy/a%20b%2Cc%3A%C3%BC.yaml');
    assert.deepEqual(region, { startLine: 11, startColumn: 21, endLine: 11, endColumn: 25 });
    assert.match(result.partialFingerprints['goldenPathFinding/v1']!, /^[0-9a-f]{16}$/);
    const { kind, status, justification } = result.suppressions[0]!;
    assert.deepEqual([kind, status], ['external', 'accepted']);
    assert.match(justification, /<new> driver.*group:default\/platform, until 2027-01-31/);
  });

  it('as JUnit have a case for each finding, and text that is XML', async () => {
    const xml = junitReport(await report({ 'a&<b>.yaml': PRIVILEGED, 'clean.yaml': '' }));
    assert.match(xml, /<testsuite name="a&amp;&lt;b&gt;\.yaml" tests="1" failures="1" skipped="0">/);
    assert.match(xml, /<failure type="error" message="The container “agent” is privileged/);
    assert.match(xml, /<testsuite name="clean\.yaml" tests="1" failures="0" skipped="0">/);
    const waived = junitReport(await report({ [POD]: PRIVILEGED, '.golden-path/waivers.yaml': WAIVERS }));
    assert.match(waived, /<skipped message="waived until 2027-01-31: The agent.*&lt;new&gt;/);
  });

  it('as annotations escape what GitHub would take for a command', async () => {
    const text = githubReport(await report({ [POD]: PRIVILEGED }));
    assert.match(
      text,
      /^::error file=deploy\/a b%2Cc%3Aü\.yaml,line=11,endLine=11,col=21,endColumn=25,title=k8s\/privileged::The container/,
    );
    assert.match(text, /\n1 error, 0 warnings in 1 file\n$/);
  });
});

describe('a baseline', () => {
  it('takes away what was there before, by JSON and by SARIF', async () => {
    const first = await report({ [POD]: PRIVILEGED });
    for (const text of [jsonReport(first), sarifReport(first)]) {
      const read = readBaseline(text);
      assert.ok(read.ok);
      // It has moved down meanwhile.
      const moved = await report({ [POD]: `# a comment\n\n${PRIVILEGED}` }, read.value);
      assert.deepEqual(countsOf(moved.entries), { error: 0, warning: 0, info: 0, waived: 0, known: 1 });
      assert.match(textReport(moved), /^0 errors, 0 warnings, 1 known before in 1 file\n$/);
    }
  });
  for (const text of ['', '{', '[]', '{}', '{"findings": 3}', 'null', '{"runs": [null, {"results": 3}]}'])
    it(`that is none is told of, or holds nothing: ${text}`, () => {
      const read = readBaseline(text);
      assert.ok(!read.ok || read.value.size === 0);
    });
});

describe('fingerprints', () => {
  it('tell apart what is alike in one file', async () => {
    const container = PRIVILEGED.slice(PRIVILEGED.indexOf('    - name'));
    const { entries } = await report({ [POD]: PRIVILEGED + container });
    assert.equal(new Set(entries.map(({ finding }) => finding.fingerprint)).size, entries.length);
  });

  it('are spread evenly', () => {
    const all = new Set(Array.from({ length: 20_000 }, (_, index) => hashOf(`deploy/${index}.yaml`)));
    assert.equal(all.size, 20_000);
  });
});

describe('places in a text', () => {
  it('are lines and UTF-16 columns', () => {
    const lines = new LineIndex('a\r\n😀b\n\nc');
    assert.deepEqual(lines.range(5, 6), { startLine: 1, startColumn: 2, endLine: 1, endColumn: 3 });
    assert.deepEqual(lines.range(0, 8), { startLine: 0, startColumn: 0, endLine: 3, endColumn: 0 });
    assert.deepEqual(lines.range(9, 9), { startLine: 3, startColumn: 1, endLine: 3, endColumn: 1 });
  });
});

describe('the pages of rules', () => {
  it('say what, why, how and how to leave it, for every rule', async () => {
    for (const rule of (await allRules()).values()) {
      const page = ruleMarkdown(rule);
      assert.ok(page.startsWith(`# ${rule.title}\n\n\`${rule.id}\``), rule.id);
      assert.match(page, /## Not like this\n\n```/, rule.id);
      assert.match(page, /## But like this\n\n```/, rule.id);
      assert.ok(rule.explanation.length > 60, rule.id);
    }
  });
});
