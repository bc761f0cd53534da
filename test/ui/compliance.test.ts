import * as assert from 'node:assert/strict';
import { screenshotThemes } from '../host/themes.mjs';
import { openStage, picture, pictureFailures, pictures, type Stage } from './stage.js';

const DEPLOYMENT = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: parcels
  namespace: shop
spec:
  replicas: 2
  selector:
    matchLabels:
      app: parcels
  template:
    metadata:
      labels:
        app: parcels
    spec:
      hostNetwork: true
      containers:
        - name: parcels
          image: registry.example.com/parcels:latest
          securityContext:
            runAsNonRoot: true
            privileged: true
`;
const DESCRIPTOR = `apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: parcels
  title: Parcels
  description: Takes parcels in.
spec:
  type: service
  lifecycle: production
  owner: group:default/parcels-team
  system: shop
`;
const DOCKERFILE = `FROM node:latest
WORKDIR app
ADD . .
CMD npm start
`;

describe('compliance in the real editor', () => {
  let stage: Stage;
  pictureFailures(() => stage);

  before(async function () {
    this.timeout(120_000);
    stage = await openStage({
      files: {
        'catalog-info.yaml': DESCRIPTOR,
        'deploy/deployment.yaml': DEPLOYMENT,
        Dockerfile: DOCKERFILE,
      },
    });
  });
  after(() => stage?.close());

  it('marks what is wrong with a manifest while it is open', async () => {
    const { workbench } = stage;
    await workbench.editor.openFile('deploy/deployment.yaml');
    await workbench.page.locator('.squiggly-error').first().waitFor();
    await picture(workbench, 'compliance-diagnostics');
  });

  it('shows how the services stand when the workspace has been scanned', async () => {
    const { workbench } = stage;
    await workbench.runCommand('Golden Path: Scan the Workspace for Compliance');
    await workbench.runCommand('Golden Path: Show Compliance');
    await workbench.page.getByRole('treeitem', { name: /^Parcels, \d+ points/ }).waitFor();
    assert.ok(await workbench.page.getByRole('treeitem', { name: /k8s\/privileged/ }).isVisible());
    await screenshotThemes(workbench, 'compliance-view', pictures);
  });
});
