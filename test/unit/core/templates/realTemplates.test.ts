import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formOfTemplateFile } from '../../../../src/core/templates/formFile.js';
import { readForm } from '../../../../src/core/templates/formSchema.js';
import { wizardOf } from './forms.js';

const CORPORA = join('..', 'shared', 'corpora');

for (const corpus of ['backstage-software-templates', 'rhdh-software-templates'])
  describe(`the templates of ${corpus}`, () => {
    const archive = join(CORPORA, `${corpus}.tar.gz`);
    if (!existsSync(archive)) {
      it(`are not here: ${archive} is missing`);
      return;
    }

    it('can all be asked for, field by field', () => {
      const folder = mkdtempSync(join(tmpdir(), 'golden-path-corpus-'));
      try {
        execFileSync('tar', ['xzf', archive, '-C', folder]);
        const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
          .filter(name => /(?:^|[/\\])template\.ya?ml$/.test(name))
          .map(name => ({ name, text: readFileSync(join(folder, name), 'utf8') }));
        assert.ok(files.length > 5);
        for (const { name, text } of files) {
          const form = formOfTemplateFile(text);
          assert.ok(form.ok, `${name}: ${form.ok ? '' : form.problem.message}`);
          const read = readForm(form.value);
          assert.ok(read.ok, `${name}: ${read.ok ? '' : read.problem.message}`);
          const wizard = wizardOf(form.value.pages.map(({ schema }) => schema));
          const steps = wizard.steps(wizard.start);
          assert.ok(steps.length > 3, name);
          for (const step of steps) assert.ok(step.ask(wizard.start).prompt !== undefined, `${name}: ${step.id}`);
        }
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    });
  });
