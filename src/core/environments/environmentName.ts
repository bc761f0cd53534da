/** What a name of an entity looks like, in the letters that are safe in every place: lower case, digits, single hyphens. */
const NAME = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;
const LONGEST_NAME = 63;
const LONGEST_FOLDER = 40;

/** Whether something can be the name of an environment: at most 63 lower-case letters, digits and single hyphens between them. */
export function isEnvironmentName(name: string): boolean {
  return name.length <= LONGEST_NAME && NAME.test(name);
}

/**
 * Makes a name of anything, such as a component and a branch.
 * @returns at most `longest` characters; `environment` where nothing is left
 */
export function environmentName(text: string, longest = LONGEST_NAME): string {
  const plain = text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+/, '')
    .slice(0, longest)
    .replace(/-+$/, '');
  return plain || 'environment';
}

/**
 * The folder of the environment of a component's branch: what a person recognises, and a hash by which no two are the same.
 * @param entityRef full reference of the component
 * @returns lower-case letters, digits and hyphens
 */
export function environmentFolderName(entityRef: string, branch: string): string {
  const component = entityRef.slice(entityRef.lastIndexOf('/') + 1);
  return `${environmentName(`${component}-${branch}`, LONGEST_FOLDER)}-${hash(`${entityRef}\n${branch}`)}`;
}

/** Whether something is a folder name of the form that `environmentFolderName` makes. */
export function isEnvironmentFolderName(name: string): boolean {
  return name.length <= LONGEST_FOLDER + 17 && /^[a-z0-9-]*[a-z0-9]-[0-9a-f]{16}$/.test(name) && NAME.test(name);
}

/** 64-bit FNV-1a of the UTF-16 units: names that people choose, not secrets, are kept apart by it. */
function hash(text: string): string {
  let value = 0xcbf29ce484222325n;
  for (let at = 0; at < text.length; at++)
    value = BigInt.asUintN(64, (value ^ BigInt(text.charCodeAt(at))) * 0x100000001b3n);
  return value.toString(16).padStart(16, '0');
}
