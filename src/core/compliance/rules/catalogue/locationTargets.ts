import { isTemplated } from '../../../catalogue/language/descriptorFile.js';
import { isAddress } from '../../../catalogue/targetPattern.js';
import { defineRule } from '../../rule.js';
import { besideOf, filesAt } from '../../surroundings/paths.js';
import { isNull, itemsOf, scalarOf, valueAt } from '../../yaml/navigate.js';
import { isKind, textAt } from './entityText.js';

export const locationTargets = defineRule({
  id: 'cat/location-targets',
  title: 'Locations point to files that exist',
  severity: 'warning',
  profile: 'base',
  confidence: 'high',
  frameworks: [],
  explanation: `A Location with a target that is not there makes the catalogue report an error each time it reads it, and what was
described there is gone.

Correct the path: it starts at the folder of the descriptor. Addresses, and targets that lead out of the folder, are not looked at.`,
  bad: `apiVersion: backstage.io/v1alpha1
kind: Location
metadata:
  name: teams
spec:
  targets:
    - ./teams/checkout.yaml
    - ./teams/nobody.yaml
`,
  good: `apiVersion: backstage.io/v1alpha1
kind: Location
metadata:
  name: teams
spec:
  targets:
    - ./teams/checkout.yaml
`,
  subject: 'entity',
  check: (entity, report, { path, surroundings }) => {
    if (!isKind(entity, 'Location') || !surroundings) return;
    const type = textAt(entity, 'spec', 'type')?.text ?? 'file';
    if (type !== 'file' || textAt(entity, 'spec', 'presence')?.text === 'optional') return;
    for (const node of [valueAt(entity.root, 'spec', 'target'), ...itemsOf(valueAt(entity.root, 'spec', 'targets'))]) {
      const target = scalarOf(node);
      if (!target || target.masked || isNull(target) || isAddress(target.text) || isTemplated(target.text)) continue;
      const at = besideOf(path, target.text);
      if (at === undefined || filesAt(at, surroundings)?.length !== 0) continue;
      report({ at: target, message: 'There is no file “{0}”.', values: [target.text] });
    }
  },
});
