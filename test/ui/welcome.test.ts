import * as assert from 'node:assert/strict';
import { THEMES } from '../host/themes.mjs';
import { openStage, picture, pictureFailures, type Stage } from './stage.js';
import { TroubledServer, type Trouble } from './troubledServer.js';

describe('the catalogue view when there is nothing to show', () => {
  describe('with a server in trouble', () => {
    let server: TroubledServer;
    let stage: Stage;

    before(async () => {
      server = await TroubledServer.start();
      server.trouble = 'unauthorised';
      stage = await openStage({ settings: { 'goldenPath.backstage.url': server.url } });
      await stage.workbench.openActivity('Golden Path');
      await stage.workbench.tree('Catalogue').welcome.waitFor();
    });

    after(async () => {
      await stage?.close();
      await server?.stop();
    });

    pictureFailures(() => stage);

    const CASES: readonly [Trouble, string, RegExp, string][] = [
      ['unauthorised', 'signedOut', /Sign in to see the catalogue/, 'Sign In'],
      ['forbidden', 'forbidden', /does not let you see its catalogue/, 'Try Again'],
      ['webPage', 'notBackstage', /does not look like a Backstage/, 'Change the Address'],
      ['notFound', 'notBackstage', /does not look like a Backstage/, 'Change the Address'],
      ['failed', 'serverFailed', /has failed to answer/, 'Try Again'],
      ['tooManyRequests', 'busy', /too many requests/, 'Try Again'],
      ['cutBody', 'unreachable', /cannot be reached/, 'Try Again'],
      ['silent', 'unreachable', /cannot be reached/, 'Try Again'],
      ['empty', 'emptyCatalogue', /catalogue of this Backstage is empty/, 'Refresh'],
    ];

    for (const [trouble, , text, button] of CASES)
      it(`says so in one place: ${trouble}`, async () => {
        const tree = stage.workbench.tree('Catalogue');
        server.trouble = trouble;
        await tree.titleAction('Refresh Catalogue');
        await tree.welcome.filter({ hasText: text }).waitFor();
        await tree.welcomeButton(button).waitFor();
        assert.equal(await stage.workbench.notifications.toasts.count(), 0);
      });

    for (const [name, theme] of Object.entries(THEMES))
      it(`looks right in each state: ${name}`, async () => {
        const { workbench } = stage;
        const tree = workbench.tree('Catalogue');
        await workbench.setTheme(theme);
        const seen = new Set<string>();
        for (const [trouble, state, text] of CASES) {
          if (seen.has(state)) continue;
          seen.add(state);
          server.trouble = trouble;
          await tree.titleAction('Refresh Catalogue');
          await tree.welcome.filter({ hasText: text }).waitFor();
          await picture(workbench, `welcome-${state}-${name}`);
        }
      });

    it('recovers as soon as the server does', async () => {
      const tree = stage.workbench.tree('Catalogue');
      server.trouble = 'none';
      await tree.titleAction('Refresh Catalogue');
      assert.deepEqual(await tree.labels(), ['Components']);
    });

    for (const [name, theme] of Object.entries(THEMES))
      it(`tells what a filter hides from an empty catalogue: ${name}`, async () => {
        const { workbench } = stage;
        const tree = workbench.tree('Catalogue');
        await workbench.setTheme(theme);
        await (await tree.titleMenu('Filter')).choose('Show Starred Entities');
        await tree.welcome.filter({ hasText: 'not starred anything yet' }).waitFor();
        await picture(workbench, `welcome-nothingStarred-${name}`);
        await (await tree.titleMenu('Filter')).choose('Show My Entities');
        await tree.welcome.filter({ hasText: 'needs to know who you are' }).waitFor();
        await picture(workbench, `welcome-nobodySignedIn-${name}`);
        server.trouble = 'stranger';
        await tree.titleAction('Refresh Catalogue');
        await tree.welcome.filter({ hasText: 'Neither you nor your groups own anything' }).waitFor();
        await picture(workbench, `welcome-nothingMine-${name}`);
        server.trouble = 'none';
        await tree.titleAction('Refresh Catalogue');
        await tree.welcomeLink('show all entities').click();
        assert.deepEqual(await tree.labels(), ['Components']);
      });
  });

  it('offers a server or a folder where there is neither', async () => {
    const stage = await openStage({ withoutFolder: true });
    try {
      await stage.workbench.openActivity('Golden Path');
      const { welcome } = stage.workbench.tree('Catalogue');
      await welcome.filter({ hasText: 'See what your organisation runs' }).waitFor();
      for (const [name, theme] of Object.entries(THEMES)) {
        await stage.workbench.setTheme(theme);
        await picture(stage.workbench, `welcome-noSource-${name}`);
      }
      const { workbench } = stage;
      await workbench.setTheme(THEMES.dark);
      await workbench.openActivity('Explorer');
      await workbench.page.getByText('You can also create a service from a golden path.').waitFor();
      await picture(workbench, 'welcome-explorer-dark');
      await workbench.page.getByRole('button', { name: 'Create from Template' }).click();
      await workbench.quickInput.row('Connect to a Backstage to see its templates').waitFor();
      await workbench.quickInput.cancel();
    } finally {
      await stage.close();
    }
  });

  it('says what the folder lacks, and shows a descriptor as soon as it is there', async () => {
    const stage = await openStage({ files: { 'README.md': '# Parcels\n' } });
    try {
      const { workbench } = stage;
      await workbench.openActivity('Golden Path');
      const tree = workbench.tree('Catalogue');
      await tree.welcome.filter({ hasText: 'has no catalog-info.yaml' }).waitFor();
      for (const [name, theme] of Object.entries(THEMES)) {
        await workbench.setTheme(theme);
        await picture(workbench, `welcome-noDescriptor-${name}`);
      }
      const { writeFileSync } = await import('node:fs');
      writeFileSync(
        `${stage.folder}/catalog-info.yaml`,
        'apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n  name: fresh\nspec:\n  type: service\n',
      );
      assert.deepEqual(await tree.labels(), ['Components']);
    } finally {
      await stage.close();
    }
  });
});
