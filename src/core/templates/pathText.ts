import { displayNameOf } from '../catalogue/card.js';
import type { EntityIndex } from '../catalogue/entityIndex.js';
import type { Translate } from '../common/translate.js';
import type { RankedTemplate, TemplatePath } from './templateRank.js';

/** The name of a path, as a heading. */
export function pathLabel(path: TemplatePath, translate: Translate): string {
  switch (path) {
    case 'golden':
      return translate('Golden paths');
    case 'paved':
      return translate('Paved roads');
    case 'other':
      return translate('Other templates');
    case 'deprecated':
      return translate('Deprecated');
  }
}

/**
 * What a path means for someone who chooses: why the template is where it is.
 * @returns undefined for a template that nobody ranked
 */
export function pathSentence(template: RankedTemplate, index: EntityIndex, translate: Translate): string | undefined {
  switch (template.path) {
    case 'golden':
      return translate('A golden path: what the platform team recommends and looks after.');
    case 'paved': {
      const from = template.deviatesFrom && displayNameOf(template.deviatesFrom, index);
      const what = from
        ? translate('A paved road that deviates from “{0}” for a reason.', from)
        : translate('A paved road: it deviates from the golden path for a reason.');
      return [what, template.deviation].filter(part => part).join(' ');
    }
    case 'deprecated':
      return template.replacedBy
        ? translate('Deprecated: use “{0}” instead.', displayNameOf(template.replacedBy, index))
        : translate('Deprecated: make nothing new from it.');
    case 'other':
      return undefined;
  }
}
