import type { TextRule } from './specReader.js';

// What names and texts of a Score file have to look like: the published schema of `score.dev/v1b1`, in our own words.
const LABEL = /^[a-z0-9][a-z0-9-]*[a-z0-9]$/;
const TYPE = /^[A-Za-z0-9][A-Za-z0-9-]*[A-Za-z0-9]$/;
const DOTTED = /^[a-z0-9]+(?:-+[a-z0-9]+)*(?:\.[a-z0-9]+(?:-+[a-z0-9]+)*)*$/;
const lengths = { shortest: 2, longest: 63 };

export const LABEL_RULE: TextRule = {
  ...lengths,
  pattern: LABEL,
  is: 'name: 2 to 63 lower-case letters, digits and hyphens, a letter or digit at both ends',
};
/** Samples of the specification have dots in names of resources, which its schema once knew as well. */
export const RESOURCE_RULE: TextRule = {
  ...lengths,
  pattern: /^[a-z0-9][a-z0-9.-]*[a-z0-9]$/,
  is: 'name of a resource: 2 to 63 lower-case letters, digits, hyphens and dots',
};
export const TYPE_RULE: TextRule = { ...lengths, pattern: TYPE, is: 'type: 2 to 63 letters, digits and hyphens' };
export const ID_RULE: TextRule = {
  ...lengths,
  pattern: DOTTED,
  is: 'id: 2 to 63 lower-case letters, digits and hyphens, in parts with dots between them',
};
export const ANNOTATION_RULE: TextRule = {
  shortest: 2,
  longest: 316,
  pattern: /^(?:[a-z0-9][a-z0-9.-]*[a-z0-9]\/)?[A-Za-z0-9][A-Za-z0-9._-]{0,61}[A-Za-z0-9]$/,
  is: 'name of an annotation',
};
export const VERSION_RULE: TextRule = {
  pattern: /^score\.dev\/v1b1$/,
  is: 'version that is known: it is score.dev/v1b1',
};
export const VARIABLE_RULE: TextRule = { shortest: 1, pattern: /^[^=\0]+$/, is: 'name of a variable' };
export const MODE_RULE: TextRule = { pattern: /^0?[0-7]{3}$/, is: 'file mode in octal digits, such as 0600' };
export const MEMORY_RULE: TextRule = { pattern: /^[1-9]\d*(?:[KMGT]i?)?$/, is: 'amount of memory, such as 128Mi' };
export const CPU_RULE: TextRule = {
  shortest: 1,
  pattern: /^\d*(?:m|\.\d+)?$/,
  is: 'share of a processor, such as 250m',
};
export const HEADER_RULE: TextRule = { pattern: /^[A-Za-z0-9_-]+$/, is: 'name of a header' };
export const FILLED_RULE: TextRule = { shortest: 1, is: 'text with something in it' };
