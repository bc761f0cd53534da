// Content with a template that says much, waits and fails as its form asks; no repository is needed for it.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { smallContent } from './smallContent';

const TEMPLATE = `
apiVersion: scaffolder.backstage.io/v1beta3
kind: Template
metadata:
  name: lamp
  title: Lamp
spec:
  owner: lamplighters
  type: service
  parameters:
    - title: The lamp
      required: [name]
      properties:
        name: { title: Name, type: string, pattern: '^[a-z-]+$' }
        seconds: { title: Seconds, type: number, default: 0 }
        lines: { title: Lines, type: number, default: 0 }
        fail: { title: Fail, type: boolean, default: false }
  steps:
    - id: say
      name: Say much
      each: '\${{ range(0, parameters.lines or 1) }}'
      action: debug:log
      input: { message: 'line \${{ each.value }} of \${{ parameters.name }}: äöü 🚚' }
    - id: wait
      name: Wait
      if: '\${{ parameters.seconds }}'
      action: debug:wait
      input: { seconds: '\${{ parameters.seconds }}' }
    - id: break
      name: Break
      if: '\${{ parameters.fail }}'
      action: fs:rename
      input: { files: [{ from: nothing, to: other }] }
    - id: done
      name: Done
      action: debug:log
      input: { message: lit }
  output:
    links: [{ title: Lamp, url: 'http://lamps.example/\${{ parameters.name }}' }]
    text: [{ title: Next, content: 'Light **\${{ parameters.name }}**.' }]
`;

/** As `smallContent`, with the template `template:default/lamp`. */
export function scaffolderContent(): string {
  const folder = smallContent();
  mkdirSync(join(folder, 'templates', 'lamp'), { recursive: true });
  writeFileSync(join(folder, 'templates', 'lamp', 'template.yaml'), TEMPLATE);
  return folder;
}
