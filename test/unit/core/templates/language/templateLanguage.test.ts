import assert from 'node:assert/strict';
import { parseDescriptorFile } from '../../../../../src/core/catalogue/language/descriptorFile.js';
import { TemplateLanguageService } from '../../../../../src/core/templates/language/templateLanguageService.js';
import { atCursor } from '../../catalogue/language/markers.js';
import { ACTIONS, KNOWN, NOTHING_KNOWN, template, USES_ALL } from './offers.js';

const service = new TemplateLanguageService();

describe('what could be written in a template', () => {
  const suggest = (marked: string, knowledge = KNOWN) => {
    const { text, offset } = atCursor(marked);
    const found = service.suggestions(parseDescriptorFile(text), offset, knowledge);
    return { text, found, labels: (found?.items ?? []).map(({ label }) => label) };
  };
  const accepted = (marked: string, label: string): string => {
    const { text, found } = suggest(marked);
    const item = found?.items.find(candidate => candidate.label === label);
    assert.ok(found && item, `“${label}” is not suggested`);
    return text.slice(0, found.span.start) + item.insert.replace(/\\(.)/g, '$1') + text.slice(found.span.end);
  };
  const log = (message: string, before = '') =>
    template(`${USES_ALL}\n${before}- id: last\n  action: debug:log\n  input:\n    message: ${message}`);

  it('are actions of the server, and without one those that every Backstage has', () => {
    assert.deepEqual(suggest(template('- id: a\n  action: |')).labels.sort(), ACTIONS.map(({ id }) => id).sort());
    const { labels } = suggest(template('- id: a\n  action: |'), NOTHING_KNOWN);
    assert.ok(labels.includes('fetch:template') && !labels.includes('publish:gitea'), labels.join());
    const inputs = suggest(template('- action: fetch:plain:file\n  input:\n    |'), NOTHING_KNOWN);
    assert.deepEqual(inputs.labels, ['url', 'targetPath', 'token']);
    assert.match(accepted(template('- id: a\n  action: debug:l|'), 'debug:log'), /action: debug:log\n/);
  });
  it('are keys of a step, in any line of it', () => {
    assert.deepEqual(suggest(template('- |')).labels.slice(0, 3), ['id', 'name', 'action']);
    assert.ok(suggest(template('- |')).labels.includes('New step'));
    assert.deepEqual(suggest(template('- id: a\n  |')).labels, ['name', 'action', 'input', 'if', 'each']);
    assert.deepEqual(suggest(template('- id: a\n  action: debug:log\n  i|')).labels, ['name', 'input', 'if', 'each']);
  });
  it('are inputs of the action, those first that must be there', () => {
    const { labels, found } = suggest(template('- id: a\n  action: publish:gitea\n  input:\n    |'));
    assert.deepEqual(labels.slice(0, 2).sort(), ['description', 'repoUrl']);
    assert.equal(found?.items[0]?.detail, 'required');
    assert.ok(
      !suggest(template('- action: publish:gitea\n  input:\n    repoUrl: a\n    |')).labels.includes('repoUrl'),
    );
  });
  it('are nested inputs and listed values', () => {
    assert.deepEqual(
      suggest(template('- action: fs:rename\n  input:\n    files:\n      - from: a\n        |')).labels,
      ['to', 'overwrite'],
    );
    assert.deepEqual(suggest(template('- action: debug:log\n  input:\n    listWorkspace: |')).labels.sort(), [
      'false',
      'true',
      'with-contents',
      'with-filenames',
    ]);
  });
  it('are names in expressions', () => {
    assert.deepEqual(suggest(log('${{ | }}')).labels.slice(0, 3), ['parameters', 'steps', 'user']);
    assert.deepEqual(suggest(log('${{ parameters.| }}')).labels, ['name', 'repoUrl']);
    assert.deepEqual(suggest(log("'${{ parameters.na|")).labels, ['name', 'repoUrl']);
    assert.deepEqual(suggest(log('${{ steps.| }}')).labels, ['used']);
    assert.deepEqual(suggest(log('${{ steps.used.| }}')).labels, ['output']);
    assert.deepEqual(suggest(log('${{ user.entity.spec.profile.| }}')).labels, ['displayName', 'email', 'picture']);
    assert.ok(suggest(log('|\n        text ${{ parameters.| }}'.replace('|', '>'))).labels.includes('name'));
    assert.equal(accepted(log('${{ parameters.na| }}'), 'name'), log('${{ parameters.name }}'));
  });
  it('are outputs as the action says', () => {
    const before = '- id: my-publish\n  action: publish:gitea\n  input: {repoUrl: a, description: b}\n';
    assert.deepEqual(suggest(log("${{ steps['my-publish'].output.| }}", before)).labels, [
      'remoteUrl',
      'repoContentsUrl',
      'commitHash',
    ]);
    assert.deepEqual(suggest(log("${{ steps['| }}", before)).labels, ['used', 'my-publish']);
    // Behind a dot a dash would be a minus.
    assert.equal(accepted(log('${{ steps.| }}', before), 'my-publish'), log("${{ steps['my-publish'] }}", before));
    assert.equal(accepted(log('${{ steps.| }}', before), 'used'), log('${{ steps.used }}', before));
  });
  it('are filters and functions', () => {
    const text = log('${{ parameters.name @ }}');
    const offset = text.indexOf('@') + 2;
    const found = service.suggestions(parseDescriptorFile(text.replace('@', '|')), offset, KNOWN);
    assert.equal(found?.items[0]?.label, 'parseRepoUrl');
    assert.ok(found.items.some(({ label }) => label === 'upper'));
    assert.ok(suggest(log('${{ | }}')).labels.includes('now'));
  });
  it('are nothing in a text in quotes, and nothing of an expression behind its end', () => {
    assert.deepEqual(suggest(log("${{ 'parameters.|' }}")).labels, []);
    assert.deepEqual(suggest(log('${{ a }} parameters.|')).labels, []);
  });
  it('are fields of the form', () => {
    const form = (text: string) =>
      template(USES_ALL, { parameters: `- title: A\n  properties:\n    name:\n      title: N\n${text}` });
    assert.ok(suggest(form('      ui:field: |')).labels.includes('OwnerPicker'));
    assert.ok(suggest(form('      |')).labels.includes('ui:field'));
    assert.deepEqual(suggest(form('      ui:field: MyGroupsPicker\n      ui:options:\n        |')).labels, [
      'catalogFilter',
    ]);
    assert.ok(suggest(form('      type: |')).labels.includes('integer'));
    assert.ok(suggest(form('    |')).labels.includes('New field: owner'));
    assert.deepEqual(
      suggest(template(USES_ALL, { parameters: '- title: A\n  required:\n    - |\n  properties:\n    name: {}' }))
        .labels,
      ['name'],
    );
  });
  it('are each and secrets only where they can be read', () => {
    assert.ok(
      suggest(template('- each: [1]\n  action: debug:log\n  input:\n    message: ${{ | }}')).labels.includes('each'),
    );
    assert.ok(!suggest(log('${{ | }}')).labels.includes('each'));
    assert.ok(!suggest(template(USES_ALL, { output: 'a: ${{ | }}' })).labels.includes('secrets'));
  });
});

describe('what is said of a place in a template', () => {
  const help = (marked: string, knowledge = KNOWN) => {
    const { text, offset } = atCursor(marked);
    return service.help(parseDescriptorFile(text), offset, knowledge)?.markdown;
  };
  it('is the action with its inputs, and a server’s words are no Markdown', () => {
    const text = help(template('- action: fetch:temp|late\n  input: {url: a}')) ?? '';
    assert.match(text, /^`fetch:template`/);
    assert.match(text, /`url` `string`/);
    assert.match(text, /```yaml/);
  });
  it('is the input', () => {
    assert.match(help(template('- action: fetch:template\n  input:\n    targ|etPath: a')) ?? '', /Target path/);
  });
  it('is the parameter, where it is declared and where it is used', () => {
    assert.match(
      help(template(USES_ALL).replace('repoUrl:', 'repo|Url:')) ?? '',
      /\*\*Repository\*\* `string` `RepoUrlPicker`/,
    );
    assert.match(help(template(USES_ALL).replace('parameters.repoUrl', 'parameters.repo|Url')) ?? '', /Repository/);
  });
  it('is a filter, with the words of the server escaped', () => {
    const text = template(USES_ALL).replace('parameters.name }}', 'parameters.name | parseRepoUrl }}');
    const offset = text.indexOf('parseRepoUrl') + 2;
    const found = service.help(parseDescriptorFile(text), offset, KNOWN);
    assert.match(found?.markdown ?? '', /parseRepoUrl/);
    assert.ok(!found?.markdown.includes('<b>'));
  });
});

describe('names in a template', () => {
  const renamed = (marked: string, name: string) => {
    const { text, offset } = atCursor(marked);
    const file = parseDescriptorFile(text);
    const named = service.name(file, offset);
    assert.ok(named);
    const edits = service.rename(file, named, name);
    if (!edits.ok) return edits.problem.message;
    let result = text;
    for (const { range, text: put } of edits.value.toReversed())
      result =
        result.slice(0, file.offsetAt(range.startLine, range.startColumn)) +
        put +
        result.slice(file.offsetAt(range.endLine, range.endColumn));
    return result;
  };
  const form = '- required:\n    - name\n  properties:\n    name:\n      title: N\n      type: string';
  const step = (name: string) =>
    `- id: a\n  action: debug:log\n  input:\n    message: "\${{ parameters.${name} }} \${{ parameters['${name}'] }}"`;

  it('are renamed everywhere: declared, required and used', () => {
    assert.equal(
      renamed(template(step('name'), { parameters: form }).replace('parameters.name', 'parameters.na|me'), 'title'),
      template(step('title'), { parameters: form.replaceAll('name', 'title') }),
    );
  });
  it('get brackets with a dash in them', () => {
    const text = template(`${USES_ALL}\n- action: debug:log\n  input:\n    message: \${{ steps.used.output.a }}`);
    assert.equal(
      renamed(text.replace('steps.used', 'steps.us|ed'), 'my-step'),
      text.replace('id: used', 'id: my-step').replace('steps.used', "steps['my-step']"),
    );
  });
  it('are not given twice, and are names', () => {
    assert.match(renamed(template(USES_ALL).replace('parameters.name', 'parameters.na|me'), 'repoUrl'), /already/);
    assert.match(renamed(template(USES_ALL).replace('parameters.name', 'parameters.na|me'), 'a b'), /no name/);
  });
  it('have places, counted over the parameter', () => {
    const text = template(USES_ALL);
    const file = parseDescriptorFile(text);
    const named = service.name(file, text.indexOf('parameters.name') + 12);
    assert.ok(named);
    assert.deepEqual(
      service.places(file, named).map(({ declaration }) => declaration),
      [true, false],
    );
    const [lenses] = service.lenses(file);
    assert.deepEqual(
      lenses?.lenses.map(lens => (lens.kind === 'uses' ? [lens.name, lens.count] : lens.kind)),
      ['template', ['name', 1], ['repoUrl', 1]],
    );
  });
  it('make an outline', () => {
    const [outline] = service.outline(parseDescriptorFile(template(USES_ALL, { output: 'text: []' })));
    assert.deepEqual(
      outline?.symbols.map(({ kind, name, children }) => [kind, name, children.length]),
      [
        ['page', 'The service', 2],
        ['step', 'Used', 0],
        ['output', 'output', 0],
      ],
    );
  });
});
