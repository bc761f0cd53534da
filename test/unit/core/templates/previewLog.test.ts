import assert from 'node:assert/strict';
import { previewLog } from '../../../../src/core/templates/previewLog.js';

describe('the log of a dry run', () => {
  it('is a plain text with the steps, the output and what was left out', () => {
    const text = previewLog(
      'Web service',
      {
        files: [],
        steps: [{ id: 'fetch', name: 'Write the files', action: 'fetch:template', isConditional: false }],
        log: [
          { type: 'log', message: 'Starting up' },
          { type: 'log', message: '\u001b[32minfo\u001b[39m: Fetching \r\nTwo files  ', stepId: 'fetch' },
          { type: 'log', message: 'Done', stepId: 'fetch' },
          { type: 'log', message: 'Oh', stepId: 'unknown', error: 'No' },
        ],
        output: {
          links: [{ title: 'Repository', url: 'https://git.example/r' }, { entityRef: 'component:default/x' }],
          text: [{ title: 'Next', content: 'Clone it.\nRun it.' }],
          values: {},
        },
      },
      [{ path: '../x\n', reason: 'it leads out' }],
    );
    assert.equal(
      text,
      [
        ...['Dry run of Web service', '', 'Starting up', '', '── Write the files (fetch:template)', 'info: Fetching '],
        ...['Two files', 'Done', '', '── unknown', 'Oh', 'No', '', '── Left out', '"../x\\n": it leads out', ''],
        ...[
          '── Output',
          'Repository: https://git.example/r',
          ': component:default/x',
          '',
          'Next',
          'Clone it.',
          'Run it.',
          '',
        ],
      ].join('\n'),
    );
  });
});
