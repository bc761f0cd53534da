import assert from 'node:assert/strict';
import { EntityIndex } from '../../../../src/core/catalogue/entityIndex.js';
import { runWizard } from '../../../../src/core/common/wizard.js';
import type { FormDraft } from '../../../../src/core/templates/formSteps.js';
import { scriptedPerson } from '../common/wizardScript.js';
import { entity } from '../catalogue/entities.js';
import { fillForm, page, wizardOf } from './forms.js';

const text = { type: 'string' };

describe('the wizard of a form', () => {
  it('asks for texts, and says in words what is wrong', async () => {
    const name = {
      type: 'string',
      title: 'Name',
      minLength: 3,
      maxLength: 40,
      pattern: '^[a-z-]+$',
      'ui:help': 'small letters',
    };
    const { values, asked } = await fillForm(
      [page({ name, mail: { type: 'string', format: 'email' } }, { required: ['name'] })],
      [
        { at: 'Name', refused: '', because: /^Name is needed$/ },
        { at: 'Name', refused: 'ab', because: /^3 to 40 characters$/ },
        { at: 'Name', refused: 'Parcels', because: /small letters/ },
        { at: 'Name', say: 'parcels' },
        { at: 'mail', refused: 'nobody', because: /e-mail/ },
        { at: 'mail', say: '' },
      ],
    );
    assert.deepEqual(values, { name: 'parcels' });
    assert.equal(asked[0]?.question.prompt, 'small letters. 3 to 40 characters');
    assert.deepEqual(
      asked.map(({ position }) => `${position.step}/${position.total}`),
      ['1/3', '2/3', '3/3'],
    );
  });

  it('asks for numbers', async () => {
    const port = { type: 'integer', minimum: 1024, maximum: 65535, default: 8080 };
    const { values, asked } = await fillForm(
      [page({ port, share: { type: 'number', multipleOf: 0.1 } })],
      [
        { at: 'port', refused: '80', because: /^From 1024 to 65535$/ },
        { at: 'port', refused: '1e3.5', because: /^A whole number$/ },
        { at: 'port', refused: '2000.5', because: /^A whole number$/ },
        { at: 'port', say: '9090' },
        { at: 'share', refused: '0.25', because: /multiple of 0.1/ },
        { at: 'share', say: '0.3' },
      ],
    );
    assert.deepEqual(values, { port: 9090, share: 0.3 });
    assert.equal(asked[0]?.question.kind === 'text' && asked[0].question.value, '8080');
  });

  it('asks for yes and no, and for one of some', async () => {
    const { values, asked } = await fillForm(
      [
        page({
          public: { type: 'boolean', 'ui:enumNames': ['Everyone', 'Nobody'] },
          stage: {
            type: 'string',
            enum: ['dev', 'prod', 'old'],
            enumNames: ['Trying', 'Real', 'Old'],
            'ui:enumDisabled': ['old'],
          },
          size: {
            oneOf: [
              { const: 1, title: 'Small' },
              { const: 9, title: 'Large' },
            ],
          },
          colour: {
            anyOf: [
              { enum: ['red'], title: 'Red' },
              { enum: ['blue'], title: 'Blue' },
            ],
          },
          maybe: { type: 'string', enum: ['x'] },
        }),
      ],
      [
        { at: 'public', pick: 'Nobody' },
        { at: 'stage', pick: 'Real' },
        { at: 'size', pick: 'Large' },
        { at: 'colour', pick: 'Blue' },
        { at: 'maybe', pick: 'No answer' },
      ],
    );
    assert.deepEqual(values, { public: false, stage: 'prod', size: 9, colour: 'blue' });
    const question = asked[1]?.question;
    assert.ok(question?.kind === 'pick');
    assert.deepEqual(
      question.rows('').map(({ label }) => label),
      ['Trying', 'Real', 'No answer'],
    );
  });

  it('lets several be ticked', async () => {
    const { values } = await fillForm(
      [
        page(
          {
            days: {
              type: 'array',
              minItems: 1,
              uniqueItems: true,
              items: { type: 'string', enum: ['mon', 'tue', 'wed'] },
            },
          },
          { required: ['days'] },
        ),
      ],
      [
        { at: 'days', refused: [], because: /At least one entry/ },
        { at: 'days', tick: ['mon', 'wed'] },
      ],
    );
    assert.deepEqual(values, { days: ['mon', 'wed'] });
  });

  it('adds, changes, moves and removes the entries of a list', async () => {
    const { values } = await fillForm(
      [page({ hosts: { type: 'array', items: { type: 'string', minLength: 2 }, maxItems: 3 } })],
      [
        { at: 'hosts', pick: 'Add…' },
        { at: 'hosts 1', refused: 'a', because: /At least 2/ },
        { at: 'hosts 1', say: 'aa' },
        { at: 'hosts', pick: 'Add…' },
        { at: 'hosts 2', say: 'bb' },
        { at: 'hosts', pick: 'Add…' },
        { at: 'hosts 3', back: true },
        { at: 'hosts', pick: 'Add…' },
        { at: 'hosts 3', say: 'cc' },
        { at: 'hosts', button: 'Move Up', on: 'cc' },
        { at: 'hosts', pick: 'aa' },
        { at: 'hosts', pick: 'Move Down' },
        { at: 'hosts', pick: 'bb' },
        { at: 'hosts', pick: 'Remove' },
        { at: 'hosts', pick: 'aa' },
        { at: 'hosts', pick: 'Edit' },
        { at: 'hosts 2', say: 'aaa' },
        { at: 'hosts', pick: 'Done' },
      ],
    );
    assert.deepEqual(values, { hosts: ['cc', 'aaa'] });
  });

  it('asks for the entries of a list of objects, with conditions inside each and lists inside lists', async () => {
    const items = {
      type: 'object',
      title: 'Port',
      required: ['name'],
      properties: {
        name: text,
        kind: { type: 'string', enum: ['tcp', 'http'], default: 'tcp' },
        paths: { type: 'array', items: text },
      },
      if: { properties: { kind: { const: 'http' } } },
      then: { properties: { route: text } },
    };
    const { values } = await fillForm(
      [page({ ports: { type: 'array', items } })],
      [
        { at: 'ports', pick: 'Add…' },
        { at: 'Port 1 › name', say: 'web' },
        { at: 'Port 1 › kind', pick: 'http' },
        { at: 'Port 1 › paths', pick: 'Add…' },
        { at: 'paths 1', say: '/a' },
        { at: 'Port 1 › paths', pick: 'Done' },
        { at: 'Port 1 › route', say: '/' },
        { at: 'ports', pick: 'Add…' },
        { at: 'Port 2 › name', back: true },
        { at: 'ports', pick: 'Done' },
      ],
    );
    assert.deepEqual(values, { ports: [{ name: 'web', kind: 'http', paths: ['/a'], route: '/' }] });
  });

  it('asks for objects in objects, in the order wanted', async () => {
    const address = {
      type: 'object',
      title: 'Address',
      properties: { zip: text, city: { ...text, default: 'Ulm' } },
      required: ['zip'],
    };
    const { values, asked } = await fillForm(
      [page({ name: text, address, last: text }, { 'ui:order': ['last', 'address', '*'] })],
      [
        { at: 'last', say: 'x' },
        { at: 'P1 › Address › zip', say: '89073' },
        { at: 'city', say: 'Ulm' },
        { at: 'name', say: '' },
      ],
    );
    assert.deepEqual(values, { last: 'x', address: { zip: '89073', city: 'Ulm' } });
    assert.equal(asked.length, 5);
  });

  it('follows if, then and else; answers that are no longer asked for are kept aside, and not sent', async () => {
    const schema = page(
      { db: { type: 'boolean' } },
      {
        required: ['db'],
        if: { properties: { db: { const: true } }, required: ['db'] },
        then: { properties: { engine: text }, required: ['engine'] },
        else: { properties: { why: text } },
      },
    );
    const { values } = await fillForm(
      [schema],
      [
        { at: 'db', pick: 'Yes' },
        { at: 'engine', say: 'postgres' },
        { at: 'Review', pick: 'db' },
        { at: 'db', pick: 'No' },
        { at: 'why', say: 'none needed' },
      ],
    );
    assert.deepEqual(values, { db: false, why: 'none needed' });
  });

  it('follows dependencies: of properties, of schemas, and of the alternatives of one', async () => {
    const schema = page(
      { card: text, tier: { type: 'string', enum: ['free', 'paid'], default: 'free' } },
      {
        dependencies: {
          card: ['zip'],
          tier: {
            oneOf: [
              { properties: { tier: { enum: ['free'] } } },
              {
                properties: { tier: { enum: ['paid'] }, months: { type: 'integer', default: 12 } },
                required: ['months'],
              },
            ],
          },
          zip: { properties: { country: text } },
        },
      },
    );
    const withZip = { ...schema, properties: { ...schema.properties, zip: text } };
    const { values } = await fillForm(
      [withZip],
      [
        { at: 'card', say: '4711' },
        { at: 'tier', pick: 'paid' },
        { at: 'zip', refused: '', because: /zip is needed/ },
        { at: 'zip', say: '1' },
        { at: 'months', say: '6' },
        { at: 'country', say: 'NZ' },
      ],
    );
    assert.deepEqual(values, { card: '4711', tier: 'paid', zip: '1', months: 6, country: 'NZ' });
  });

  it('asks which form an object has, where nothing else tells', async () => {
    const target = {
      type: 'object',
      title: 'Target',
      oneOf: [
        { title: 'Cluster', properties: { cluster: text }, required: ['cluster'] },
        { title: 'Machine', properties: { address: text }, required: ['address'] },
      ],
    };
    const { values } = await fillForm(
      [page({ target })],
      [
        { at: 'Target', pick: 'Machine' },
        { at: 'address', say: '192.0.2.1' },
      ],
    );
    assert.deepEqual(values, { target: { address: '192.0.2.1' } });
  });

  it('takes allOf together and follows references, also those that go round', async () => {
    const schema = {
      definitions: {
        name: { ...text, title: 'Called', minLength: 2 },
        tree: { type: 'object', properties: { name: text, sub: { $ref: '#/definitions/tree' } } },
      },
      allOf: [
        { properties: { name: { $ref: '#/definitions/name', description: 'Of it' } }, required: ['name'] },
        { properties: { tree: { $ref: '#/definitions/tree' } } },
      ],
    };
    const { values, asked } = await fillForm(
      [schema],
      [
        { at: 'Called', refused: 'x', because: /At least 2/ },
        { at: 'Called', say: 'xy' },
        { at: 'tree › name', say: 'root' },
        { at: 'sub › name', say: 'leaf' },
      ],
    );
    assert.deepEqual(values, { name: 'xy', tree: { name: 'root', sub: { name: 'leaf' } } });
    assert.match(asked[0]?.question.prompt ?? '', /^Of it/);
  });

  it('sends what is hidden, fixed or only to be read, without asking for it', async () => {
    const { values } = await fillForm(
      [
        page({
          hidden: { ...text, default: 'h', 'ui:widget': 'hidden' },
          read: { ...text, default: 'r', 'ui:readonly': true },
          off: { ...text, default: 'd', 'ui:options': { disabled: true } },
          fixed: { const: 42 },
          flagged: { ...text, default: 'f', 'ui:backstage': { featureFlag: 'new' } },
          asked: text,
        }),
      ],
      [{ at: 'asked', say: 'a' }],
    );
    assert.deepEqual(values, { hidden: 'h', read: 'r', off: 'd', fixed: 42, asked: 'a' });
  });

  it('asks what a feature flag brings, where it is on', async () => {
    const flagged = { ...text, 'backstage:featureFlag': 'new' };
    const { values } = await fillForm([page({ flagged })], [{ at: 'flagged', say: 'f' }], {
      featureFlags: new Set(['new']),
    });
    assert.deepEqual(values, { flagged: 'f' });
  });

  it('does not bring a default back where the person wants nothing', async () => {
    const { values } = await fillForm([page({ a: { ...text, default: 'x' } })], [{ at: 'a', say: '' }]);
    assert.deepEqual(values, {});
  });

  it('sends the secrets of nested objects and of entries of lists, too', async () => {
    const token = { type: 'string', title: 'Token', 'ui:field': 'Secret' };
    const hook = { ...page({ url: text, token }), title: 'Hook' };
    const key = { type: 'string', title: 'Key', 'ui:field': 'Secret' };
    const registry = page({ login: { ...page({ password: { ...token, title: 'Password' } }), title: 'Login' } });
    const { values, secrets } = await fillForm(
      [page({ registry, hooks: { type: 'array', items: hook }, keys: { type: 'array', items: key } })],
      [
        { at: 'Password', say: 'open' },
        { at: 'hooks', pick: 'Add…' },
        { at: 'url', say: 'a' },
        { at: 'Token', say: 'hunter22' },
        { at: 'hooks', pick: 'Add…' },
        { at: 'url', say: 'b' },
        { at: 'Token', refused: 'other', because: /Only one secret of the name “token”/ },
        { at: 'Token', say: 'hunter22' },
        { at: 'hooks', button: 'Remove', on: 'a' },
        { at: 'hooks', pick: 'Done' },
        { at: 'keys', pick: 'Add…' },
        { at: 'Key 1', say: 'one' },
        { at: 'keys', pick: 'Add…' },
        { at: 'Key 2', say: 'three' },
        { at: 'keys', pick: 'Done' },
      ],
    );
    assert.deepEqual(secrets, { password: 'open', token: 'hunter22', 'keys-0': 'one', 'keys-1': 'three' });
    assert.deepEqual(values, {
      registry: { login: { password: '****' } },
      hooks: [{ url: 'b', token: '********' }],
      keys: ['***', '*****'],
    });
  });

  it('goes on where a person left off, and asks again for the secrets alone', async () => {
    const token = { type: 'string', title: 'Token', 'ui:field': 'Secret' };
    const pages = [page({ a: text, token, b: text, c: text })];
    let draft: FormDraft | undefined;
    const first = wizardOf(pages, { left: left => (draft = left) });
    const person = scriptedPerson([
      { at: 'a', say: 'one' },
      { at: 'Token', say: 'hunter22' },
      { at: 'b', say: 'two' },
      { at: 'c', leave: true },
    ]);
    const gone = await runWizard(first, person.asker, new AbortController().signal);
    assert.ok(!gone.ok && draft);
    assert.doesNotMatch(JSON.stringify([draft.state.values, [...draft.state.secrets]]), /hunter22|\*/);
    const { values, secrets, asked } = await fillForm(
      pages,
      [
        { at: 'Token', back: true },
        { at: 'a', say: 'uno' },
        { at: 'Token', say: 'again' },
        { at: 'b', say: 'two' },
        { at: 'c', say: 'three' },
      ],
      { draft },
    );
    assert.deepEqual(values, { a: 'uno', token: '*****', b: 'two', c: 'three' });
    assert.deepEqual(secrets, { token: 'again' });
    const b = asked.find(({ position }) => position.title.endsWith('b'))?.question;
    assert.equal(b?.kind === 'text' && b.value, 'two');
  });

  it('puts a secret among the secrets, stars among the values, and neither in the review nor in a file', async () => {
    const token = { type: 'string', title: 'Token', 'ui:field': 'Secret', minLength: 4 };
    const pages = [page({ token, pass: { ...text, 'ui:widget': 'password' } }, { required: ['token'] })];
    const { values, secrets, asked } = await fillForm(pages, [
      { at: 'Token', refused: 'abc', because: /At least 4/ },
      { at: 'Token', say: 'hunter22' },
      { at: 'pass', say: 'word' },
    ]);
    assert.deepEqual(values, { token: '********', pass: 'word' });
    assert.deepEqual(secrets, { token: 'hunter22' });
    const review = asked.at(-1)?.question;
    assert.ok(review?.kind === 'pick');
    assert.doesNotMatch(JSON.stringify(review.rows('')), /hunter22|"word"/);
    let kept: unknown;
    const wizard = wizardOf(pages, {
      save: keep => ((kept = keep), { icon: 'save', title: 'Save', run: async () => undefined }),
    });
    wizard.steps(wizard.start).at(-1)?.ask(wizard.start);
    assert.deepEqual(kept, {});
  });

  it('begins with the review where the answers are there, and with the first step where one is wrong', () => {
    const pages = [page({ a: { ...text, maxLength: 3 } }, { required: ['a'] })];
    assert.equal(wizardOf(pages, { initial: { a: 'abc' } }).startAt, 'review');
    assert.equal(wizardOf(pages, { initial: { a: 'abcd' } }).startAt, undefined);
    assert.equal(wizardOf(pages, { initial: {} }).startAt, undefined);
  });

  it('does not finish while an answer is open, and leads there', async () => {
    const schema = page(
      { a: text, b: text },
      {
        required: ['a'],
        if: { properties: { b: { const: 'x' } }, required: ['b'] },
        then: { properties: { a: { minLength: 5 } } },
      },
    );
    const { values } = await fillForm(
      [schema],
      [
        { at: 'a', say: 'abc' },
        { at: 'b', say: 'x' },
        { at: 'Review', pick: 'Answer what is still open' },
        { at: 'a', say: 'abcde' },
      ],
    );
    assert.deepEqual(values, { a: 'abcde', b: 'x' });
  });

  it('asks for a repository part by part, for what the template leaves open', async () => {
    const repoUrl = {
      type: 'string',
      title: 'Repository',
      'ui:field': 'RepoUrlPicker',
      'ui:options': { allowedHosts: ['github.com', 'dev.azure.com'], allowedOwners: ['parcels'] },
    };
    const { values } = await fillForm(
      [page({ repoUrl }, { required: ['repoUrl'] })],
      [
        { at: 'Repository › Host', pick: 'github.com' },
        { at: 'Repository', refused: 'my repo', because: /blanks/ },
        { at: 'Repository', say: 'quotes' },
        { at: 'Review', pick: 'Repository' },
        { at: 'Repository › Host', pick: 'dev.azure.com' },
        { at: 'Organization', say: 'org' },
        { at: 'Project', say: 'proj' },
        { at: 'Repository', say: 'quotes' },
      ],
    );
    assert.deepEqual(values, { repoUrl: 'dev.azure.com?repo=quotes&organization=org&project=proj' });
  });

  it('asks for the credentials that a picker of repositories wants, and sends them as a secret', async () => {
    const repoUrl = {
      type: 'string',
      title: 'R',
      'ui:field': 'RepoUrlPicker',
      'ui:options': { allowedHosts: ['github.com'], requestUserCredentials: { secretsKey: 'TOKEN' } },
    };
    const { values, secrets } = await fillForm(
      [page({ repoUrl })],
      [
        { at: 'Owner', say: 'me' },
        { at: 'Repository', say: 'thing' },
        { at: 'Access token', say: 's3cret' },
      ],
    );
    assert.deepEqual(values, { repoUrl: 'github.com?owner=me&repo=thing' });
    assert.deepEqual(secrets, { TOKEN: 's3cret' });
  });

  it('says of a custom field that it does not know how it is asked for, and offers Backstage', async () => {
    const openInBackstage = { icon: 'link-external', title: 'Open in Backstage', run: async () => undefined };
    const { asked } = await fillForm([page({ a: { ...text, 'ui:field': 'GalaxyPicker' } })], [{ at: 'a', say: 'x' }], {
      openInBackstage,
    });
    assert.match(asked[0]?.question.prompt ?? '', /GalaxyPicker/);
    assert.deepEqual(asked[0]?.question.actions, [openInBackstage]);
  });

  it('takes YAML for what has no form', async () => {
    const { values } = await fillForm(
      [page({ labels: { type: 'object', additionalProperties: text } })],
      [
        { at: 'labels', refused: '{ a: ', because: /no YAML/ },
        { at: 'labels', refused: '{ a: 1 }', because: /A text/ },
        { at: 'labels', say: 'a: x' },
      ],
    );
    assert.deepEqual(values, { labels: { a: 'x' } });
  });
});

describe('the fields of Backstage that choose entities', () => {
  const index = EntityIndex.of(
    [
      entity('Group:web', { title: 'Webshop', spec: { type: 'team' } }),
      entity('Group:staff', { spec: { type: 'department' } }),
      entity('User:ada', { relations: ['memberOf group:default/web'] }),
      entity('Component:shop', {
        tags: ['java', 'web'],
        spec: { type: 'website', owner: 'web' },
        relations: ['ownedBy group:default/web'],
      }),
      entity('Component:till', {
        tags: ['java'],
        spec: { type: 'service', owner: 'staff' },
        relations: ['ownedBy group:default/staff'],
      }),
    ],
    [],
  );
  const mine = new Set(['user:default/ada', 'group:default/web']);
  const overrides = { catalogue: () => ({ index, mine, isReading: false }) };
  const rowsOf = (schema: unknown, typed = ''): string[] => {
    const wizard = wizardOf([page({ x: schema }, { required: ['x'] })], overrides);
    const question = wizard.steps(wizard.start)[0]?.ask(wizard.start);
    if (question?.kind === 'gather') return question.rows(typed, []).map(({ label }) => label);
    assert.ok(question?.kind === 'pick');
    return question.rows(typed).map(({ label }) => label);
  };
  const picker = (field: string, options: unknown = {}) => ({
    type: 'string',
    'ui:field': field,
    'ui:options': options,
  });

  it('gives the whole reference', async () => {
    const { values } = await fillForm(
      [page({ owner: picker('OwnerPicker', { catalogFilter: { kind: 'Group', 'spec.type': 'team' } }) })],
      [{ at: 'owner', pick: 'Webshop' }],
      overrides,
    );
    assert.deepEqual(values, { owner: 'group:default/web' });
  });

  it('offers what the filter says: all of one object, any of several, lists and “exists”', () => {
    assert.deepEqual(rowsOf(picker('OwnerPicker')), ['ada', 'staff', 'Webshop']);
    assert.deepEqual(rowsOf(picker('OwnerPicker', { allowedKinds: ['Group'] })), ['staff', 'Webshop']);
    assert.deepEqual(
      rowsOf(picker('EntityPicker', { catalogFilter: { kind: ['component'], 'spec.type': ['service', 'x'] } })),
      ['till'],
    );
    assert.deepEqual(
      rowsOf(picker('EntityPicker', { catalogFilter: [{ kind: 'User' }, { 'spec.type': 'website' }] })),
      ['ada', 'shop'],
    );
    assert.deepEqual(rowsOf(picker('EntityPicker', { catalogFilter: { 'metadata.title': { exists: true } } })), [
      'Webshop',
    ]);
    assert.deepEqual(rowsOf(picker('EntityPicker', { catalogFilter: { 'relations.ownedBy': 'group:default/web' } })), [
      'shop',
    ]);
    assert.deepEqual(rowsOf(picker('OwnedEntityPicker')), ['shop']);
    assert.deepEqual(rowsOf(picker('MyGroupsPicker')), ['Webshop']);
  });

  it('takes a typed reference where the template lets anything in, and only there', () => {
    assert.deepEqual(rowsOf(picker('OwnerPicker', { defaultNamespace: 'eu' }), 'new-team'), [
      'Use “group:eu/new-team”',
    ]);
    assert.deepEqual(rowsOf(picker('EntityPicker', { allowArbitraryValues: false }), 'new'), [
      'The catalogue has none that fits',
    ]);
  });

  it('gathers several entities, and tags that are known or new', async () => {
    const several = { type: 'array', maxItems: 1, 'ui:field': 'MultiEntityPicker', items: { type: 'string' } };
    const tags = { type: 'array', 'ui:field': 'EntityTagsPicker', items: { type: 'string' } };
    assert.deepEqual(rowsOf(tags), ['java', 'web']);
    assert.deepEqual(rowsOf(tags, 'Go'), ['Add “go”']);
    const { values } = await fillForm(
      [page({ several, tags })],
      [
        { at: 'several', refused: ['a', 'b'], because: /At most 1/ },
        { at: 'several', say: ['component:default/shop'] },
        { at: 'tags', say: ['java', 'go'] },
      ],
      overrides,
    );
    assert.deepEqual(values, { several: ['component:default/shop'], tags: ['java', 'go'] });
  });

  it('warns of a name that is taken, and refuses one that is none', async () => {
    const wizard = wizardOf([page({ name: picker('EntityNamePicker') })], overrides);
    const step = wizard.steps(wizard.start)[0];
    const remark = (name: string) => step?.validate?.(name, wizard.start, new AbortController().signal);
    assert.deepEqual(await remark('shop'), {
      text: 'The catalogue has this name already: component:default/shop',
      blocks: false,
    });
    assert.equal((await remark('a b'))?.blocks, true);
    assert.equal(await remark('a-b'), undefined);
  });
});
