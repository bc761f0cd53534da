// Source: Backstage, "Descriptor Format of Catalog Entities", `metadata.name`.
const LONGEST_NAME = 63;

/**
 * A text as the name of an entity: letters, digits, and single `-`, `_` or `.` between them, 63 characters at most.
 * @returns undefined where nothing of it can stand in a name
 */
export function entityName(text: string): string | undefined {
  const plain = text
    .normalize('NFKD')
    .replace(/[^\w.\s/-]/g, '')
    .toLowerCase();
  const name = plain
    .split(/[^a-z0-9]+/)
    .filter(Boolean)
    .join('-');
  return name.slice(0, LONGEST_NAME).replace(/-+$/, '') || undefined;
}
