import type { Severity } from '../../finding.js';
import type { RuleContext } from '../../rule.js';
import type { SaidByTheLanguage } from './languageFindings.js';

/**
 * How grave it is that something is named which nobody describes. A repository names groups, systems and APIs that are described
 * elsewhere: with nothing but its own files at hand only what looks like a slip of one of them is worth a word.
 * @param whereAllIsKnown what it is where the whole catalogue is known
 */
export function judgeUnresolved(whereAllIsKnown: Severity) {
  return ({ fixes }: SaidByTheLanguage, { surroundings, options }: RuleContext): Severity | 'silent' => {
    switch (surroundings?.entities.extent) {
      case 'catalogue':
        return whereAllIsKnown;
      case 'folder':
        return fixes.length > 0 || options['folderIsWhole'] === true ? 'warning' : 'silent';
      default:
        return 'silent';
    }
  };
}
