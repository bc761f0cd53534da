import { entityName } from '../catalogue/entityName.js';

/** The longest name that is proposed: of a label of DNS (RFC 1035, section 2.3.4), with room for what stands around it. */
const LONGEST = 40;
const LONGEST_OF_BRANCH = 20;

/**
 * The part of an environment's name that stands for a branch: `feature/SHOP-42 Faster search` → `shop-42-faster`. The folder of the
 * branch is left out where more follows, and the end is cut at a whole word where that leaves something.
 * @param most how many characters
 */
export function branchSlug(branch: string, most: number = LONGEST_OF_BRANCH): string {
  const last = branch.slice(branch.lastIndexOf('/') + 1);
  return cut(entityName(last) ?? entityName(branch) ?? 'branch', most);
}

/**
 * A name for an environment of a component and a branch that is not taken.
 * @param taken names that there are already
 */
export function proposeName(component: string, branch: string, taken: ReadonlySet<string>): string {
  const slug = branchSlug(branch);
  const start = cut(entityName(component) ?? 'component', LONGEST - slug.length - 1);
  return untaken(`${start}-${slug}`, taken);
}

function untaken(name: string, taken: ReadonlySet<string>): string {
  for (let count = 1; ; count++) {
    const each = count === 1 ? name : `${cut(name, LONGEST - String(count).length - 1)}-${count}`;
    if (!taken.has(each)) return each;
  }
}

function cut(name: string, most: number): string {
  if (name.length <= most) return name;
  const whole = name.slice(0, most + 1);
  const word = whole.slice(0, Math.max(whole.lastIndexOf('-'), 0));
  return (word.length >= most / 2 ? word : name.slice(0, most)).replace(/-+$/, '');
}
