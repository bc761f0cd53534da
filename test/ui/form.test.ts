import * as assert from 'node:assert/strict';
import { join } from 'node:path';
import { platformModules } from '../platform/suite/sharedPlatform.js';
import type { Platform } from '../platform/platform.mjs';
import { setTheme, THEMES } from '../host/themes.mjs';
import { openStage, pictureFailures, pictures, type Stage } from './stage.js';

const TEMPLATE = `apiVersion: scaffolder.backstage.io/v1beta3
kind: Template
metadata:
  name: quotes
  title: Quote service
spec:
  type: service
  parameters:
    - title: The service
      required: [name, owner]
      properties:
        name:
          type: string
          title: Name
          description: What it is called everywhere
          minLength: 3
          maxLength: 40
          pattern: ^[a-z-]+$
          ui:field: EntityNamePicker
          ui:help: Small letters and hyphens
        owner:
          type: string
          title: Owner
          description: The team that is called when it is unwell
          ui:field: OwnerPicker
          ui:options:
            catalogFilter:
              kind: Group
        related:
          type: array
          title: Related
          ui:field: MultiEntityPicker
          ui:options:
            catalogFilter: { kind: API }
        tags:
          type: array
          title: Tags
          ui:field: EntityTagsPicker
        port:
          type: integer
          title: Port
          default: 8080
          minimum: 1024
          maximum: 65535
        public:
          type: boolean
          title: Public
        days:
          type: array
          title: Days
          uniqueItems: true
          items: { type: string, enum: [Monday, Tuesday, Friday] }
        description:
          type: string
          title: Description
          ui:widget: textarea
      dependencies:
        public:
          oneOf:
            - properties:
                public: { const: false }
            - properties:
                public: { const: true }
                address: { type: string, title: Address, format: uri }
    - title: The repository
      required: [repoUrl, token]
      properties:
        repoUrl:
          type: string
          title: Repository
          ui:field: RepoUrlPicker
          ui:options:
            allowedHosts: [github.com, gitlab.com]
            allowedOwners: [parcelwise]
        token:
          type: string
          title: Token
          ui:field: Secret
        hooks:
          type: array
          title: Hooks
          items:
            type: object
            title: Hook
            properties:
              url: { type: string, title: URL }
              event: { type: string, title: Event, enum: [push, release] }
        colour:
          type: string
          title: Colour
          ui:field: GalaxyPicker
  steps: []
`;

const SHORT = `kind: Template
metadata:
  name: brief
spec:
  parameters:
    title: The service
    required: [name, owner]
    properties:
      name:
        type: string
        title: Name
        description: What it is called everywhere
        minLength: 3
        maxLength: 40
        ui:field: EntityNamePicker
      owner:
        type: string
        title: Owner
        description: The team that is called when it is unwell
        ui:field: OwnerPicker
        ui:options:
          catalogFilter: { kind: Group }
      token:
        type: string
        title: Token
        ui:field: Secret
`;

/** Filling in the form of a template, from the palette to the values. Each step goes on from the one before. */
describe('the form of a template', () => {
  let platform: Platform;
  let stage: Stage;

  before(async () => {
    const { startPlatform } = await platformModules();
    platform = await startPlatform();
    await platform.catalogueSettled();
    stage = await openStage({
      files: { 'quotes/template.yaml': TEMPLATE, 'short.yaml': SHORT },
      settings: { 'goldenPath.backstage.url': platform.url, 'goldenPath.backstage.signIn': 'guest' },
    });
  });

  after(async () => {
    await stage?.close();
    await platform?.stop();
  });

  pictureFailures(() => stage);

  /** Waits for the step of a field. */
  const at = (title: string): Promise<void> =>
    stage.workbench.quickInput.title.filter({ hasText: title }).waitFor({ timeout: 20_000 });
  /** Opens a template and starts its form. */
  const start = async (file: string): Promise<void> => {
    const { workbench } = stage;
    const name = file.replace(/^.*[/]/, '');
    const tab = workbench.page.locator('.tab', { hasText: name });
    // The list of files begins with those that were open last: one that is there already is better chosen by its tab.
    if (await tab.isVisible()) await tab.click();
    else await workbench.quickInput.openFile(file);
    await workbench.page.locator('.tab.active', { hasText: name }).waitFor();
    await workbench.runCommand('Golden Path: Try the Form of This Template');
    await at('The service › Name');
  };

  it('begins with the first field, and says what is wrong while it is typed', async () => {
    const { quickInput } = stage.workbench;
    await start('quotes/template.yaml');
    assert.match(await quickInput.title.innerText(), /1\/\d+/);
    await quickInput.message.filter({ hasText: 'What it is called everywhere' }).waitFor();
    await quickInput.fill('no');
    await quickInput.message.filter({ hasText: '3 to 40 characters', hasNotText: 'everywhere' }).waitFor();
    await quickInput.accept();
    await at('Name');
    await quickInput.fill('quotes');
    await quickInput.accept();
  });

  it('searches the catalogue for an owner, and goes back without losing anything', async () => {
    const { quickInput } = stage.workbench;
    await at('Owner');
    await quickInput.fill('tracking');
    await quickInput.row(/^Parcel tracking$/i).waitFor();
    await quickInput.back();
    await at('Name');
    assert.equal(await quickInput.input.inputValue(), 'quotes');
    await quickInput.accept();
    await at('Owner');
    assert.equal(await quickInput.input.inputValue(), 'tracking');
    await quickInput.pick(/^Parcel tracking$/i);
  });

  it('gathers entities and tags', async () => {
    const { quickInput } = stage.workbench;
    await at('Related');
    await quickInput.fill('tracking rest api');
    await quickInput.pick('Tracking REST API');
    await quickInput.row('Done').filter({ hasText: '1 chosen' }).waitFor();
    await quickInput.pick('Done');
    await at('Tags');
    await quickInput.fill('brand-new');
    await quickInput.pick('Add “brand-new”');
    await quickInput.row('Done').filter({ hasText: '1 chosen' }).waitFor();
    await quickInput.pick('Done');
  });

  it('asks for a number, yes or no, and several of a few', async () => {
    const { quickInput } = stage.workbench;
    await at('Port');
    assert.equal(await quickInput.input.inputValue(), '8080');
    await quickInput.accept();
    await at('Public');
    await quickInput.pick('Yes');
    await at('Days');
    await quickInput.pickMany(['Monday', 'Friday']);
  });

  it('lets a text of several lines be written in an editor', async () => {
    const { workbench } = stage;
    const { quickInput, page } = workbench;
    await at('Description');
    await quickInput.root.getByRole('button', { name: 'Write in a Text Editor' }).click();
    await quickInput.closed();
    await page.locator('.tab.active', { hasText: 'Untitled' }).waitFor();
    await page.locator('.part.editor .monaco-editor').first().click();
    await page.keyboard.type('First line\nsecond line');
    await page.keyboard.press('Control+Enter');
    await at('Description');
    assert.equal(await quickInput.input.inputValue(), 'First line↵second line');
    await quickInput.accept();
    await at('Address');
    await quickInput.answer('Address', 'https://quotes.example.com');
  });

  it('asks for repository, secret and a list of objects', async () => {
    const { quickInput } = stage.workbench;
    await at('Repository › Host');
    await quickInput.pick('gitlab.com');
    await quickInput.input.and(stage.workbench.page.locator('[placeholder="Repository"]')).waitFor();
    await quickInput.answer('Repository', 'quotes');
    await at('Token');
    assert.equal(await quickInput.input.getAttribute('type'), 'password');
    await quickInput.answer('Token', 'hunter22');
    await at('Hooks');
    await quickInput.pick('Add…');
    await quickInput.answer('URL', 'https://hooks.example.com');
    await at('Event');
    await quickInput.pick('push');
    await at('Hooks');
    await quickInput.row('https://hooks.example.com · push').waitFor();
    await stage.workbench.screenshot(join(pictures, 'form-list-dark.png'));
    await quickInput.pick('Done');
    await at('Colour');
    await quickInput.message.filter({ hasText: 'GalaxyPicker' }).waitFor();
    await quickInput.answer('Colour', 'red');
  });

  it('shows all answers, lets one be changed, and ends with the values', async () => {
    const { workbench } = stage;
    const { quickInput } = workbench;
    await at('Review');
    await quickInput.row('Show the Values').waitFor();
    assert.ok(!(await quickInput.root.innerText()).includes('hunter22'));
    await quickInput.pick('Port');
    await quickInput.answer('Port', '9090');
    await at('Review');
    await quickInput.row('Port').filter({ hasText: '9090' }).waitFor();
    await quickInput.pick('Show the Values');
    await quickInput.closed();
    const lines = workbench.page.locator('.part.editor .view-lines').last();
    await lines.filter({ hasText: /owner:\s*group:default\/parcel-tracking/ }).waitFor();
    const text = (await lines.innerText()).replaceAll('\u00a0', ' ');
    for (const line of [
      /name: quotes/,
      /port: 9090/,
      /- api:default\/tracking-rest-api/,
      /- brand-new/,
      /token: "\*{8}"/,
    ])
      assert.match(text, line);
    assert.match(text, /repoUrl: gitlab.com\?owner=parcelwise&repo=quotes/);
    await workbench.screenshot(join(pictures, 'form-values-dark.png'));
  });

  it('keeps the answers of who goes away, and goes on with them', async () => {
    const { workbench } = stage;
    const { quickInput, page } = workbench;
    await start('short.yaml');
    await quickInput.answer('Name', 'kept-name');
    await at('Owner');
    await quickInput.cancel();
    await quickInput.closed();
    await page.locator('.notification-toast', { hasText: 'are kept' }).getByRole('button', { name: 'Go On' }).click();
    await at('Owner');
    await quickInput.back();
    await at('Name');
    assert.equal(await quickInput.input.inputValue(), 'kept-name');
    await quickInput.cancel();
    await quickInput.closed();
    await workbench.runCommand('Golden Path: Try the Form of This Template');
    await quickInput.row('Go on where you left off').waitFor();
    await workbench.screenshot(join(pictures, 'form-go-on-dark.png'));
    await quickInput.pick('Start anew');
    await at('Name');
    assert.equal(await quickInput.input.inputValue(), '');
    await quickInput.answer('Name', 'another');
    await at('Owner');
    await quickInput.fill('parcel');
    await quickInput.pick(/^Parcel tracking$/i);
    await at('Token');
    await quickInput.answer('Token', 'hunter22');
    await at('Review');
    await quickInput.pick('Show the Values');
    await quickInput.closed();
  });

  for (const theme of Object.keys(THEMES) as (keyof typeof THEMES)[])
    it(`can be read in the theme ${theme}`, async () => {
      const { workbench } = stage;
      const { quickInput } = workbench;
      const photograph = (name: string): Promise<unknown> =>
        workbench.screenshot(join(pictures, `form-${name}-${theme}.png`));
      await setTheme(workbench, THEMES[theme]);
      await start('short.yaml');
      await photograph('text');
      await quickInput.fill('no');
      await quickInput.message.filter({ hasText: '3 to 40 characters', hasNotText: 'everywhere' }).waitFor();
      await photograph('error');
      await quickInput.answer('Name', 'tracking-api');
      await at('Owner');
      await quickInput.fill('parcel');
      await quickInput.row(/^Parcel tracking$/i).waitFor();
      await photograph('entities');
      await quickInput.pick(/^Parcel tracking$/i);
      await at('Token');
      await quickInput.answer('Token', 'hunter22');
      await at('Review');
      await quickInput.row('Show the Values').waitFor();
      await photograph('review');
      await quickInput.pick('Show the Values');
      await quickInput.closed();
    });
});
