import assert from 'node:assert/strict';
import { EntityIndex } from '../../../../src/core/catalogue/entityIndex.js';
import { plainTranslate } from '../../../../src/core/common/translate.js';
import { provenanceOf, provenanceSentence } from '../../../../src/core/templates/provenance.js';
import { entity } from '../catalogue/entities.js';

const today = entity('Template:web-service', {
  annotations: { 'goldenpath.dev/version': '1.4.0', 'goldenpath.dev/path': 'golden' },
});
const index = EntityIndex.of([today], []);
const made = (annotations: Record<string, string>) => provenanceOf(entity('Component:api', { annotations }), index);

describe('provenanceOf', () => {
  it('tells the template, its path and both versions', () => {
    const found = made({
      'backstage.io/source-template': 'template:default/web-service',
      'goldenpath.dev/template-version': '1.2.0',
    });
    assert.equal(found?.templateRef, 'template:default/web-service');
    assert.equal(found.template?.path, 'golden');
    assert.deepEqual([found.version, found.template.version, found.isOutdated], ['1.2.0', '1.4.0', true]);
  });

  it('is up to date with the same version, and does not know without one', () => {
    const same = made({ 'backstage.io/source-template': 'Web-Service', 'backstage.io/template-version': '1.4.0' });
    assert.equal(same?.isOutdated, false);
    assert.equal(made({ 'backstage.io/source-template': 'web-service' })?.isOutdated, undefined);
  });

  it('knows a template that is gone by its name alone', () => {
    const gone = made({ 'backstage.io/source-template': 'template:default/gone' });
    assert.deepEqual(gone, { templateRef: 'template:default/gone' });
  });

  it('reads the relation of the annotator module', () => {
    const related = entity('Component:api', { relations: ['scaffoldedFrom template:default/web-service'] });
    assert.equal(provenanceOf(related, index)?.templateRef, 'template:default/web-service');
  });

  it('reads the field of the descriptor, once where the catalogue has the relation of it too', () => {
    const spec = { scaffoldedFrom: 'web-service' };
    assert.equal(provenanceOf(entity('Component:api', { spec }), index)?.templateRef, 'template:default/web-service');
    const both = entity('Component:api', { spec, relations: ['scaffoldedFrom template:other/one'] });
    assert.equal(both.relations.length, 1);
    assert.equal(provenanceOf(both, index)?.templateRef, 'template:other/one');
  });

  it('says nothing where nothing is recorded, or no reference', () => {
    assert.equal(made({}), undefined);
    assert.equal(made({ 'backstage.io/source-template': 'a b' }), undefined);
  });
});

describe('provenanceSentence', () => {
  const sentence = (annotations: Record<string, string>): string => {
    const found = made(annotations);
    assert.ok(found);
    return provenanceSentence(found, plainTranslate);
  };

  it('names path, template and both versions', () => {
    const text = sentence({
      'backstage.io/source-template': 'web-service',
      'goldenpath.dev/template-version': '1.2.0',
    });
    assert.equal(text, 'On the golden path web-service 1.2.0 (today 1.4.0)');
  });

  it('does not speak of today where nothing has changed, or no version is known', () => {
    assert.equal(
      sentence({ 'backstage.io/source-template': 'web-service', 'goldenpath.dev/template-version': '1.4.0' }),
      'On the golden path web-service 1.4.0',
    );
    assert.equal(sentence({ 'backstage.io/source-template': 'web-service' }), 'On the golden path web-service');
  });

  it('says so where the template is gone', () => {
    assert.match(sentence({ 'backstage.io/source-template': 'gone' }), /^Made from template:gone, which the catalogue/);
  });
});
