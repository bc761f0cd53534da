import assert from 'node:assert/strict';
import type { Platform } from '../platform.mjs';
import { entityByName, eventually, getJson, guestToken, postJson } from './requests';
import type { Entity } from './requests';
import { sharedPlatform } from './sharedPlatform';

interface TaskEvent {
  readonly type: string;
  readonly body: { readonly message: string; readonly status?: string };
}

describe('the templates of the demo organisation', function () {
  this.timeout(90_000);
  let platform: Platform;
  before(async () => ({ platform } = await sharedPlatform()));

  it('all show their form', async () => {
    const templates = await getJson<Entity[]>(platform, '/catalog/entities?filter=kind=template');
    assert.ok(templates.length > 0);
    for (const { metadata } of templates) {
      const path = `/scaffolder/v2/templates/default/template/${metadata.name}/parameter-schema`;
      const form = await getJson<{ title: string; steps: unknown[] }>(platform, path);
      assert.ok(form.title && form.steps.length > 0, metadata.name);
    }
  });

  it('make a web service with a repository and a place in the catalogue', async () => {
    const token = await guestToken(platform);
    const name = 'suite-parcel-quotes';
    const created = await postJson(
      platform,
      '/scaffolder/v2/tasks',
      {
        templateRef: 'template:default/web-service',
        values: {
          name,
          description: 'Says what a parcel will cost.',
          owner: 'group:default/parcel-tracking',
          lifecycle: 'experimental',
          repoUrl: `${platform.gitHost}?owner=${platform.gitOrganisation}&repo=${name}`,
        },
      },
      token,
    );
    assert.equal(created.status, 201, await created.clone().text());
    const { id } = (await created.json()) as { id: string };
    const status = await eventually('the end of the task', async () => {
      const task = await getJson<{ status: string }>(platform, `/scaffolder/v2/tasks/${id}`, token);
      return ['open', 'processing'].includes(task.status) ? undefined : task.status;
    });
    const events = await getJson<TaskEvent[]>(platform, `/scaffolder/v2/tasks/${id}/events`, token);
    assert.equal(status, 'completed', events.map(({ body }) => body.message).join('\n'));

    const entity = await eventually('the new service in the catalogue', () =>
      entityByName(platform, 'component', name),
    );
    const sourceLocation = entity.metadata.annotations?.['backstage.io/source-location'] ?? '';
    assert.ok(sourceLocation.startsWith(`url:${platform.gitUrl}/${platform.gitOrganisation}/${name}/`), sourceLocation);
    const descriptor = `${platform.gitUrl}/${platform.gitOrganisation}/${name}/src/branch/main/catalog-info.yaml`;
    assert.match(await (await fetch(descriptor)).text(), new RegExp(name));
    const { errors } = await platform.catalogueSettled();
    assert.deepEqual(errors, []);
  });
});
