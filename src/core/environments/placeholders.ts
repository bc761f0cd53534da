/** What stands for a placeholder, or why nothing does: a sentence with its values. */
export type Resolved =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly message: string; readonly values: readonly string[] };

const PLACEHOLDER = /\$(?:\$|\{([^}]*)\})/g;

/**
 * Fills in the placeholders of Score: `${metadata.name}`, `${resources.db.host}`; `$$` stands for a dollar sign, and a dot that
 * belongs to a name has a backslash before it (Score specification, “Referencing”).
 * @param resolve gives what a path stands for
 * @returns the first that nothing is known of, where there is one
 */
export function fillPlaceholders(text: string, resolve: (path: readonly string[]) => Resolved): Resolved {
  let problem: Resolved | undefined;
  const filled = text.replace(PLACEHOLDER, (written: string, path: string | undefined) => {
    if (path === undefined) return '$';
    const found = resolve(path.split(/(?<!\\)\./).map(part => part.replaceAll('\\.', '.')));
    if (found.ok) return found.text;
    problem ??= found;
    return written;
  });
  return problem ?? { ok: true, text: filled };
}
