// Source of the rules: catalog-model 1.10, `KubernetesValidatorFunctions` and `CommonValidatorFunctions`.
const LONGEST_NAME = 63;
const LONGEST_DOMAIN = 253;

/** Whether an entity may be called so: letters, digits, and `-`, `_`, `.` between them; 63 at most. */
export function isValidEntityName(name: string): boolean {
  return name.length <= LONGEST_NAME && /^(?:[A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/.test(name);
}

/** Whether a namespace may be called so: lower case letters and digits with `-` between them; 63 at most. */
export function isValidNamespace(name: string): boolean {
  return name.length <= LONGEST_NAME && /^[a-z0-9]+(?:-+[a-z0-9]+)*$/.test(name);
}

/** Whether a tag may be written so. */
export function isValidTag(tag: string): boolean {
  return tag.length <= LONGEST_NAME && /^[a-z0-9:+#]+(?:-[a-z0-9:+#]+)*$/.test(tag);
}

/** Whether a key of an annotation or a label may be written so: a name, or a domain, a slash and a name. */
export function isValidAnnotationKey(key: string): boolean {
  const parts = key.split('/');
  const [first = '', second] = parts;
  if (parts.length > 2) return false;
  if (second === undefined) return isValidEntityName(first);
  return first.length <= LONGEST_DOMAIN && first.split('.').every(isValidNamespace) && isValidEntityName(second);
}

/** Whether a label may have this value. */
export function isValidLabelValue(value: string): boolean {
  return value === '' || isValidEntityName(value);
}

/** The valid name that is nearest to what somebody wrote; undefined where nothing is left of it. */
export function validNameFor(text: string): string | undefined {
  const name = text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^A-Za-z0-9_.-]+/g, '-')
    .replace(/^[^A-Za-z0-9]+/, '')
    .slice(0, LONGEST_NAME)
    .replace(/[^A-Za-z0-9]+$/, '');
  return isValidEntityName(name) ? name : undefined;
}

/** The valid tag, namespace or the like that is nearest to what somebody wrote. */
export function validTagFor(text: string): string | undefined {
  const tag = text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9:+#]+/g, '-')
    .replace(/^-+/, '')
    .slice(0, LONGEST_NAME)
    .replace(/-+$/, '');
  return isValidTag(tag) ? tag : undefined;
}

/** How many letters must be put in, taken out, changed or swapped to make one text of the other; `most` + 1 where more. */
export function editDistance(from: string, to: string, most: number): number {
  if (Math.abs(from.length - to.length) > most) return most + 1;
  let before: number[] = [];
  let row = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let i = 1; i <= from.length; i++) {
    const next = [i];
    let best = i;
    for (let j = 1; j <= to.length; j++) {
      const same = from[i - 1] === to[j - 1];
      let cost = Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + (same ? 0 : 1));
      if (i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1])
        cost = Math.min(cost, (before[j - 2] ?? 0) + 1);
      next.push(cost);
      best = Math.min(best, cost);
    }
    if (best > most) return most + 1;
    before = row;
    row = next;
  }
  return row[to.length] ?? most + 1;
}

/** How far a name may be from another one to be taken for a slip of the finger. */
export function mostSlips(text: string): number {
  return text.length <= 4 ? 1 : text.length <= 8 ? 2 : 3;
}

/** The name among those given that somebody probably meant; undefined where none is near. */
export function nearestName(text: string, names: Iterable<string>): string | undefined {
  const wanted = text.toLowerCase();
  const most = mostSlips(wanted);
  let best: string | undefined;
  let least = most + 1;
  for (const name of names) {
    const distance = editDistance(wanted, name.toLowerCase(), Math.min(most, least));
    if (distance < least) [best, least] = [name, distance];
  }
  return best;
}
