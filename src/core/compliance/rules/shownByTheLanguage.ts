/**
 * Who says what. The languages of descriptors and templates were there before the compliance rules, know the text while it is
 * typed, and have pages about their rules. So they own their findings: in the editor they alone show them, and the compliance
 * rules of this table say the same, in the same words and with the same fixes, where there is no language service: in the command
 * line program, in reports and for waivers. Each finding of a language belongs to one rule of compliance or to none; what belongs
 * to none (a deprecated dependency, a circle of dependencies) is advice to the author and fails no pipeline.
 *
 * The ids here are wholly covered: the editor leaves them out of what it shows of compliance.
 */
export const SHOWN_BY_THE_LANGUAGE: ReadonlySet<string> = new Set([
  'cat/entity-schema',
  'cat/owner-present',
  'cat/owner-resolvable',
  'cat/owner-is-group',
  'cat/ref-format',
  'cat/ref-resolvable',
  'cat/api-definition',
  'cat/location-targets',
  'cat/duplicate-entity',
  'tpl/schema',
  'tpl/step-refs',
  'tpl/unused-parameter',
  'tpl/secret-parameter',
]);

/** Whether the editor leaves a finding to a language: a wholly covered rule, or the form of PromQL, which its grammar knows better. */
export function isShownByTheLanguage({ rule, check }: { readonly rule: string; readonly check?: string }): boolean {
  const isForm = rule === 'obs/alert-rules' && check?.startsWith('expression-') === true;
  return isForm || SHOWN_BY_THE_LANGUAGE.has(rule);
}
