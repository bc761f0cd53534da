import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { EMPTY_REASONS } from '../../src/core/catalogue/emptyReason.js';
import { TEMPLATES_EMPTY_REASONS } from '../../src/core/templates/templatesEmptyReason.js';
import { COMMANDS } from '../../src/editor/common/commands.js';

interface MenuItem {
  readonly command?: string;
  readonly submenu?: string;
  readonly when?: string;
}

interface Setting {
  readonly default?: unknown;
  readonly description?: string;
  readonly markdownDescription?: string;
  readonly enum?: readonly string[];
  readonly enumDescriptions?: readonly string[];
}

interface Manifest {
  readonly icon: string;
  readonly main: string;
  readonly engines: { readonly vscode: string };
  readonly activationEvents: readonly string[];
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly capabilities: {
    readonly untrustedWorkspaces: { readonly supported: unknown; readonly restrictedConfigurations: readonly string[] };
  };
  readonly contributes: {
    readonly commands: readonly {
      readonly command: string;
      readonly title: string;
      readonly category?: string;
      readonly icon?: string;
    }[];
    readonly submenus: readonly { readonly id: string; readonly label: string }[];
    readonly menus: Readonly<Record<string, readonly MenuItem[]>>;
    readonly keybindings: readonly { readonly command: string; readonly when?: string }[];
    readonly views: Readonly<Record<string, readonly { readonly id: string; readonly icon: string }[]>>;
    readonly viewsContainers: Readonly<Record<string, readonly { readonly id: string; readonly icon: string }[]>>;
    readonly viewsWelcome: readonly { readonly view: string; readonly contents: string; readonly when: string }[];
    readonly configuration: { readonly properties: Readonly<Record<string, Setting>> };
  };
}

const manifestText = readFileSync('package.json', 'utf8');
const manifest = JSON.parse(manifestText) as Manifest;
const texts = JSON.parse(readFileSync('package.nls.json', 'utf8')) as Readonly<Record<string, string>>;
const { commands, submenus, menus, keybindings, views, viewsContainers, viewsWelcome, configuration } =
  manifest.contributes;
const commandIds = new Set<string>(Object.keys(COMMANDS));
const viewIds = new Set(
  Object.values(views)
    .flat()
    .map(({ id }) => id),
);

/** A text of the manifest as the editor would show it. */
const shown = (text: string | undefined): string =>
  text?.replace(/^%(.*)%$/, (_, key: string) => texts[key] ?? '') ?? '';

describe('the manifest and the table of commands', () => {
  it('have the same commands, each once', () => {
    assert.deepEqual(commands.map(({ command }) => command).sort(), [...commandIds].sort());
  });

  it('agree on when the command palette offers them', () => {
    const expected = Object.entries(COMMANDS).flatMap(([command, { palette }]) =>
      palette === 'always' ? [] : [{ command, when: palette === 'never' ? 'false' : palette }],
    );
    assert.deepEqual([...(menus['commandPalette'] ?? [])].sort(byCommand), expected.sort(byCommand));
  });

  for (const { command, title, category, icon } of commands)
    it(`${command} has a title, a category and an icon of the editor`, () => {
      assert.equal(title, `%command.${command.replace(/^goldenPath\./, '')}%`);
      assert.ok(shown(title));
      assert.equal(shown(category), 'Golden Path');
      if (icon !== undefined) assert.match(icon, /^\$\([a-z-]+\)$/);
    });
});

describe('the manifest and its texts', () => {
  it('have the same keys', () => {
    const used = [...manifestText.matchAll(/"%([^%"]+)%"/g)].map(([, key]) => key);
    assert.deepEqual([...new Set(used)].sort(), Object.keys(texts).sort());
  });

  it('have no empty text', () => {
    for (const [key, text] of Object.entries(texts)) assert.ok(text.trim(), key);
  });
});

describe('the menus', () => {
  const submenuIds = new Set(submenus.map(({ id }) => id));

  for (const [menu, items] of Object.entries(menus))
    it(`${menu} names what exists`, () => {
      if (menu.startsWith('goldenPath.')) assert.ok(submenuIds.has(menu));
      for (const { command, submenu, when } of items) {
        assert.ok(command === undefined || commandIds.has(command), command);
        assert.ok(submenu === undefined || submenuIds.has(submenu), submenu);
        assert.ok((command === undefined) !== (submenu === undefined));
        for (const [, view] of when?.matchAll(/view == ([\w.]+)/g) ?? []) assert.ok(viewIds.has(view!), view);
      }
    });

  it('use every submenu, and each has entries', () => {
    const used = Object.values(menus)
      .flat()
      .flatMap(({ submenu }) => submenu ?? []);
    assert.deepEqual([...new Set(used)].sort(), [...submenuIds].sort());
    for (const { id, label } of submenus) {
      assert.ok(menus[id]?.length, id);
      assert.ok(shown(label), id);
    }
  });

  it('have keys only for what exists, and but for the way in only where the person is in a view', () => {
    for (const { command, when } of keybindings) {
      assert.ok(commandIds.has(command), command);
      if (command !== 'goldenPath.entity.find') assert.match(when ?? '', /focusedView == goldenPath\.|editor/);
    }
  });
});

describe('the texts of an empty view', () => {
  it('are there for every reason, once, and for nothing else', () => {
    const of = (name: string): readonly string[] =>
      viewsWelcome.filter(({ view }) => view === name).map(({ when }) => when);
    assert.deepEqual(
      of('goldenPath.catalogue'),
      EMPTY_REASONS.map(reason => `goldenPath.catalogue.empty == '${reason}'`),
    );
    assert.deepEqual(
      of('goldenPath.templates'),
      TEMPLATES_EMPTY_REASONS.map(reason => `goldenPath.templates.empty == '${reason}'`),
    );
  });

  for (const { view, contents, when } of viewsWelcome)
    it(`lead to commands that exist: ${when}`, () => {
      assert.ok(viewIds.has(view) || view === 'explorer');
      for (const [, target] of shown(contents).matchAll(/\]\(([^)]*)\)/g)) {
        const command = /^command:([\w.]+)$/.exec(target!)?.[1];
        assert.ok(command, `${target} is no command`);
        assert.ok(commandIds.has(command) || command === 'vscode.openFolder', command);
      }
    });
});

describe('the settings', () => {
  const { properties } = configuration;

  for (const [name, setting] of Object.entries(properties))
    it(`${name} has a description and a default`, () => {
      assert.match(name, /^goldenPath\.\w+\.\w+$/);
      assert.ok(shown(setting.description ?? setting.markdownDescription));
      assert.notEqual(setting.default, undefined);
      if (!setting.enum) return;
      assert.ok(setting.enum.includes(String(setting.default)));
      assert.equal(setting.enumDescriptions?.length, setting.enum.length);
      for (const description of setting.enumDescriptions ?? []) assert.ok(shown(description));
    });

  it('refer to settings that exist', () => {
    for (const text of Object.values(texts))
      for (const [, name] of text.matchAll(/`#([\w.]+)#`/g)) assert.ok(properties[name!], name);
  });

  it('that a repository must not decide are restricted', () => {
    const { supported, restrictedConfigurations } = manifest.capabilities.untrustedWorkspaces;
    assert.equal(supported, 'limited');
    for (const name of restrictedConfigurations) assert.ok(properties[name], name);
    for (const name of Object.keys(properties))
      if (name.startsWith('goldenPath.backstage.')) assert.ok(restrictedConfigurations.includes(name), name);
  });
});

describe('the extension', () => {
  it('wakes only when it is wanted', () => {
    for (const event of manifest.activationEvents) {
      assert.notEqual(event, '*');
      assert.notEqual(event, 'onStartupFinished');
    }
  });

  it('has an icon of 256 by 256', () => {
    const png = readFileSync(manifest.icon);
    assert.equal(png.toString('latin1', 1, 4), 'PNG');
    assert.deepEqual([png.readUInt32BE(16), png.readUInt32BE(20)], [256, 256]);
  });

  it('has the pictures that it names', () => {
    for (const { icon } of [...Object.values(views), ...Object.values(viewsContainers)].flat())
      // Or an icon that the editor brings.
      assert.ok(/^\$\([a-z-]+\)$/.test(icon) || existsSync(icon), icon);
  });

  it('uses the interface of the oldest editor that it runs in', () => {
    const minor = (range: string | undefined): string | undefined => /^[~^](\d+\.\d+)\.\d+$/.exec(range ?? '')?.[1];
    assert.ok(minor(manifest.engines.vscode));
    assert.equal(minor(manifest.engines.vscode), minor(manifest.devDependencies['@types/vscode']));
  });
});

function byCommand(a: MenuItem, b: MenuItem): number {
  return (a.command ?? '').localeCompare(b.command ?? '');
}
