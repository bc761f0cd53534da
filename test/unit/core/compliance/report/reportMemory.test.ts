import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ReportMemory } from '../../../../../src/core/compliance/report/reportMemory.js';
import { FileScanner, reportFile, type FileScan } from '../../../../../src/core/compliance/scan/fileScanner.js';
import { DEFAULT_SCAN_SETTINGS } from '../../../../../src/core/compliance/scan/scanSettings.js';
import { PRIVILEGED } from '../scanText.js';

const PATH = 'deploy/pods.yaml';
/** Some are alike, some say more in more lines, one cannot be read. */
const DOCUMENTS = [
  PRIVILEGED,
  PRIVILEGED,
  `# a comment\n${PRIVILEGED}`,
  PRIVILEGED.replace(/name: \S+/, 'name: another'),
  'kind: [Service\n',
  '',
];

describe('What was reported before', () => {
  it('is reported again as if it were looked at anew', async () => {
    const texts = fc.array(fc.array(fc.constantFrom(...DOCUMENTS), { maxLength: 5 }), { minLength: 2, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(texts, async list => {
        const scanner = new FileScanner({ ...DEFAULT_SCAN_SETTINGS, profile: 'all' });
        const memory = new ReportMemory();
        let before: FileScan | undefined;
        for (const text of list.map(documents => documents.join('---\n'))) {
          const scan = await scanner.scan(PATH, text, before);
          assert.deepEqual(
            reportFile(scan, scan.findings, scanner.rules, memory),
            reportFile(scan, scan.findings, scanner.rules),
          );
          before = scan;
        }
      }),
      { numRuns: 40 },
    );
  });

  it('is the same object as long as its document stays', async () => {
    const scanner = new FileScanner({ ...DEFAULT_SCAN_SETTINGS, profile: 'all' });
    const memory = new ReportMemory();
    const text = [PRIVILEGED, PRIVILEGED.replace(/name: \S+/, 'name: another')].join('---\n');
    const scan = await scanner.scan(PATH, text);
    const before = reportFile(scan, scan.findings, scanner.rules, memory);
    const edited = await scanner.scan(PATH, text.replace('another', 'a-third'), scan);
    const now = reportFile(edited, edited.findings, scanner.rules, memory);
    const line = PRIVILEGED.split('\n').length - 1;
    assert.ok(before.length > 10);
    for (const [at, finding] of now.entries()) assert.equal(finding === before[at], finding.range.startLine < line);
  });
});
