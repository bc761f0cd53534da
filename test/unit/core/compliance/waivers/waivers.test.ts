import assert from 'node:assert/strict';
import fc from 'fast-check';
import { daysLeft, readDay } from '../../../../../src/core/compliance/waivers/waiver.js';
import { isTooBroad } from '../../../../../src/core/compliance/waivers/resolveWaivers.js';
import { WAIVER_RULES } from '../../../../../src/core/compliance/waivers/waiverRules.js';
import { DEFAULT_SCAN_SETTINGS } from '../../../../../src/core/compliance/scan/scanSettings.js';
import { lineOf, PRIVILEGED, scanTexts, textOf, TODAY } from '../scanText.js';

const POD = 'deploy/agent.yaml';
const WAIVERS = '.golden-path/waivers.yaml';
const waiver = (changes: Readonly<Record<string, string | undefined>> = {}): string => {
  const fields: Record<string, string | undefined> = {
    rule: 'k8s/privileged',
    match: '{ path: deploy/agent.yaml, kind: Pod, name: agent }',
    reason: 'The agent loads a kernel module until the new driver is there.',
    owner: 'group:default/platform',
    expires: '2027-01-31',
    ...changes,
  };
  const lines = Object.entries(fields).flatMap(([name, value]) => (value === undefined ? [] : [`${name}: ${value}`]));
  return `waivers:\n  - ${lines.join('\n    ')}\n`;
};
/** What is said of the privileged container, and of the waivers. */
const held = async (waivers: string, texts: Readonly<Record<string, string>> = { [POD]: PRIVILEGED }) =>
  (await scanTexts({ ...texts, [WAIVERS]: waivers })).filter(({ rule }) => /^(k8s\/privileged$|waiver\/)/.test(rule));

describe('a waiver', () => {
  it('excuses from what it names, and says who answers for it until when', async () => {
    const [found, ...others] = await held(waiver({ ticket: 'PLAT-1' }));
    assert.deepEqual(others, []);
    assert.deepEqual(found?.waiver, {
      reason: 'The agent loads a kernel module until the new driver is there.',
      owner: 'group:default/platform',
      ticket: 'PLAT-1',
      expires: '2027-01-31',
      source: 'file',
      path: WAIVERS,
      line: 1,
    });
  });

  const OPEN = `${POD}:11:21 error k8s/privileged`;
  const cases: readonly (readonly [string, Readonly<Record<string, string | undefined>>, readonly string[]])[] = [
    ['without a reason', { reason: undefined }, [`${WAIVERS}:2:11 error waiver/reason-missing`, OPEN]],
    ['whose reason says nothing', { reason: 'legacy' }, [`${WAIVERS}:4:13 error waiver/reason-missing`, OPEN]],
    ['without an owner', { owner: undefined }, [`${WAIVERS}:2:11 error waiver/owner-missing`, OPEN]],
    ['without an end', { expires: undefined }, [`${WAIVERS}:2:11 error waiver/invalid-date`, OPEN]],
    ['that ends tomorrow', { expires: 'tomorrow' }, [`${WAIVERS}:6:14 error waiver/invalid-date`, OPEN]],
    ['that ends on a day that is none', { expires: '2027-02-30' }, [`${WAIVERS}:6:14 error waiver/invalid-date`, OPEN]],
    ['that has ended', { expires: '2026-11-26' }, [`${WAIVERS}:6:14 error waiver/expired`, OPEN]],
    ['for everything', { match: '{ path: "**" }' }, [`${WAIVERS}:3:5 error waiver/too-broad`, OPEN]],
    ['for all YAML', { match: '{ path: "**/*.yaml" }' }, [`${WAIVERS}:3:5 error waiver/too-broad`, OPEN]],
    ['for all pods', { match: '{ kind: Pod }' }, [`${WAIVERS}:3:5 error waiver/too-broad`, OPEN]],
    ['without a match', { match: undefined }, [`${WAIVERS}:2:11 error waiver/too-broad`, OPEN]],
    ['of a rule that does not exist', { rule: 'k8s/priviledged' }, [`${WAIVERS}:2:11 error waiver/unknown-rule`, OPEN]],
    ['of a rule for waivers', { rule: 'waiver/expired' }, [`${WAIVERS}:2:11 error waiver/not-waivable`, OPEN]],
    [
      'for another object',
      { match: '{ path: deploy/*, kind: Pod, name: shop }' },
      [`${WAIVERS}:2:11 warning waiver/unused`, OPEN],
    ],
    [
      'for another namespace',
      { match: '{ kind: Pod, name: agent, namespace: other }' },
      [`${WAIVERS}:2:11 warning waiver/unused`, OPEN],
    ],
  ];
  for (const [which, changes, expected] of cases)
    it(`${which} excuses from nothing, and is told of`, async () => {
      assert.deepEqual((await held(waiver(changes))).map(lineOf), expected);
    });

  it('that lasts too long holds, and is told of', async () => {
    assert.deepEqual((await held(waiver({ expires: '9999-12-31' }))).map(lineOf), [
      `${WAIVERS}:6:14 warning waiver/expires-too-far`,
      `${POD}:11:21 error k8s/privileged (waived until 9999-12-31)`,
    ]);
  });

  it('that ends soon is told of in time', async () => {
    const [hint] = await held(waiver({ expires: '2026-12-10' }));
    assert.equal(hint && textOf(hint), 'This waiver ends in 12 days (2026-12-10).');
  });

  it('holds for a folder by its path', async () => {
    assert.match((await held(waiver({ match: '{ path: "deploy/**" }' }))).map(lineOf).join(), /waived until/);
  });

  it('below a folder holds for that folder alone', async () => {
    const texts = { 'shop/deploy/agent.yaml': PRIVILEGED, [POD]: PRIVILEGED };
    const found = await scanTexts({ ...texts, [`shop/${WAIVERS}`]: waiver() });
    assert.deepEqual(found.filter(({ rule }) => rule === 'k8s/privileged').map(lineOf), [
      `${POD}:11:21 error k8s/privileged`,
      'shop/deploy/agent.yaml:11:21 error k8s/privileged (waived until 2027-01-31)',
    ]);
  });

  it('is not called unused where only a part was scanned, or its rule is off', async () => {
    const texts = { [WAIVERS]: waiver() };
    assert.deepEqual((await scanTexts(texts, { complete: false })).map(lineOf), []);
    const rules = new Map([['k8s/privileged', { severity: 'off' }]] as const);
    assert.deepEqual((await scanTexts(texts, { settings: { rules } })).map(lineOf), []);
  });

  it('costs nothing else where it cannot be read', async () => {
    const broken = `${waiver()}  - nothing\n  - { rule: k8s/host-ports, matches: { path: a.yaml } }\n  - { reason: of no rule at all }\n`;
    assert.deepEqual((await held(broken)).map(lineOf), [
      `${WAIVERS}:7:5 error waiver/unparsable`,
      `${WAIVERS}:8:13 error waiver/invalid-date`,
      `${WAIVERS}:8:13 error waiver/owner-missing`,
      `${WAIVERS}:8:13 error waiver/reason-missing`,
      `${WAIVERS}:8:13 error waiver/too-broad`,
      `${WAIVERS}:8:29 error waiver/unparsable`,
      `${WAIVERS}:9:7 error waiver/unparsable`,
      `${POD}:11:21 error k8s/privileged (waived until 2027-01-31)`,
    ]);
  });

  for (const text of ['', 'waivers:\n', '# nothing yet\n', 'waivers: []\n'])
    it(`need not be there: ${JSON.stringify(text)}`, async () => {
      assert.deepEqual((await held(text)).map(lineOf), [OPEN]);
    });
  for (const text of ['- rule: k8s/privileged\n', 'waiver: []\n', 'waivers: yes\n', 'waivers: [\n'])
    it(`in a file that is no list of them excuses from nothing: ${JSON.stringify(text)}`, async () => {
      const rules = (await held(text)).map(({ rule }) => rule);
      assert.deepEqual([...new Set(rules)].sort(), ['k8s/privileged', 'waiver/unparsable']);
    });
});

describe('a waiver in a comment', () => {
  const comment = (words: string): string =>
    PRIVILEGED.replace('privileged: true', `privileged: true # golden-path: waive ${words}`);
  const GOOD = 'owner=group:default/platform until=2027-01-31 reason="loads a \\"kernel\\" module"';

  it('excuses from what its line has', async () => {
    const [found, ...others] = await scanTexts({ [POD]: comment(`k8s/privileged ${GOOD} ticket=PLAT-9`) }).then(all =>
      all.filter(({ rule }) => /privileged|waiver/.test(rule)),
    );
    assert.deepEqual(others, []);
    assert.equal(found?.waiver?.reason, 'loads a "kernel" module');
    assert.equal(found?.waiver?.source, 'comment');
    assert.equal(found?.waiver?.line, 10);
  });

  it('on a line of its own excuses from what is further in below the next line', async () => {
    const above = PRIVILEGED.replace(
      '    - name: agent',
      `    # golden-path: waive k8s/privileged ${GOOD}\n    - name: agent`,
    );
    assert.match((await scanTexts({ [POD]: above })).map(lineOf).join('\n'), /12:21 error k8s\/privileged \(waived/);
    const elsewhere = PRIVILEGED.replace('metadata:', `# golden-path: waive k8s/privileged ${GOOD}\nmetadata:`);
    const found = (await scanTexts({ [POD]: elsewhere })).map(lineOf).filter(line => /privileged|waiver/.test(line));
    assert.deepEqual(found, [`${POD}:3:22 warning waiver/unused`, `${POD}:12:21 error k8s/privileged`]);
  });

  it('is none inside of a text', async () => {
    const text = `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a, namespace: b }\ndata:\n  a: |\n    # golden-path: waive k8s/privileged\n  b: "# golden-path: waive it"\n`;
    assert.deepEqual(
      (await scanTexts({ [POD]: text })).filter(({ rule }) => rule.startsWith('waiver/')),
      [],
    );
  });

  it('stands in Dockerfiles, too', async () => {
    const docker = `FROM registry.example.com/node:22.1.0\n# golden-path: waive df/copy-not-add ${GOOD}\nADD src /app\nUSER node\nCMD ["node", "/app"]\n`;
    const found = (await scanTexts({ Dockerfile: docker })).map(lineOf).filter(line => line.includes('copy-not-add'));
    assert.match(found.join(), /waived until 2027-01-31/);
  });

  it('can be forbidden', async () => {
    const waivers = { ...DEFAULT_SCAN_SETTINGS.waivers, inline: false };
    const found = await scanTexts({ [POD]: comment(`k8s/privileged ${GOOD}`) }, { settings: { waivers } });
    assert.deepEqual(
      found.map(lineOf).filter(line => /privileged|waiver/.test(line)),
      [`${POD}:11:21 error k8s/privileged`, `${POD}:11:47 error waiver/comment-forbidden`],
    );
  });

  for (const words of ['', 'please', 'waive'])
    it(`that says “${words}” is told of`, async () => {
      const text = PRIVILEGED.replace('privileged: true', `privileged: true # golden-path: ${words}`);
      assert.match((await scanTexts({ [POD]: text })).map(lineOf).join('\n'), /waiver\/unparsable/);
    });
});

describe('the end of a waiver', () => {
  it('is a day of the calendar, or a moment on it', () => {
    for (const [text, day] of [
      ['2027-01-31', '2027-01-31'],
      ['2027-01-31T23:00:00Z', '2027-01-31'],
      [' 2028-02-29 ', '2028-02-29'],
      ['2027-02-29', undefined],
      ['2027-13-01', undefined],
      ['31.01.2027', undefined],
      ['2027-1-31', undefined],
      ['99999-01-01', undefined],
      ['', undefined],
    ] as const)
      assert.equal(readDay(text), day, text);
  });

  it('comes when the day has ended everywhere on Earth', () => {
    assert.equal(daysLeft('2026-11-28', TODAY), 0);
    assert.equal(daysLeft('2026-11-29', TODAY), 1);
    assert.equal(daysLeft('2026-11-28', Date.parse('2026-11-29T11:59:59Z')), 0);
    assert.equal(daysLeft('2026-11-28', Date.parse('2026-11-29T12:00:01Z')), -1);
    assert.ok(daysLeft('9999-12-31', TODAY) > 2_000_000);
  });

  it('is the later, the more days are left', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1000, max: 1000 }), days => {
        const day = new Date(TODAY + days * 86_400_000).toISOString().slice(0, 10);
        assert.equal(daysLeft(day, TODAY), days);
      }),
    );
  });
});

describe('a match', () => {
  for (const match of [
    {},
    { path: '**' },
    { path: '*' },
    { path: '**/*' },
    { path: '**/*.yml' },
    { kind: 'Pod' },
    { name: 'a' },
    { kind: 'Pod', name: '*' },
    { path: './' },
  ])
    it(`is too broad: ${JSON.stringify(match)}`, () => assert.equal(isTooBroad(match), true));
  for (const match of [
    { path: 'deploy/**' },
    { path: 'a.yaml' },
    { path: '**/agent/*.yaml' },
    { kind: 'Pod', name: 'a' },
    { path: 'Dockerfile' },
    { path: '.gitlab-ci.yml' },
  ])
    it(`is narrow: ${JSON.stringify(match)}`, () => assert.equal(isTooBroad(match), false));
});

describe('the rules for waivers', () => {
  it('cannot be waived', () => {
    for (const { id, waivable } of Object.values(WAIVER_RULES)) assert.equal(waivable, false, id);
  });
});
