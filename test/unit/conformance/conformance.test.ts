import assert from 'node:assert/strict';
import { areCorporaThere } from '../../conformance/corpora.js';
import { conformanceText, shortfallsOf } from '../../conformance/report.js';
import { measureConformance } from '../../conformance/run.js';

describe('The rules against labelled data sets', () => {
  it('reach every figure (skipped where the data sets do not lie beside the repository)', async function () {
    if (!areCorporaThere()) this.skip();
    this.timeout(60_000);
    const conformance = await measureConformance();
    assert.deepEqual(shortfallsOf(conformance), [], conformanceText(conformance));
  });
});
