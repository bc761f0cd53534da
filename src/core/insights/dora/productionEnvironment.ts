const PRODUCTION = /(?:^|[^a-z])(?:production|prod|live)(?:[^a-z]|$)/i;

/** Whether a name says that it is where customers are. */
export function isProductionName(name: string): boolean {
  return PRODUCTION.test(name);
}

/**
 * The environment whose deployments count where nobody names one: `production` by name, else the one most deployed to of those whose name
 * says so (as GitLab guesses tiers), else the only one there is, else the one most deployed to.
 * @param counts how many deployments each environment has
 */
export function productionAmong(counts: ReadonlyMap<string, number>): string {
  const names = [...counts.keys()].sort();
  const exact = names.find(name => name === 'production') ?? names.find(name => name.toLowerCase() === 'production');
  if (exact !== undefined) return exact;
  const named = names.filter(isProductionName);
  const candidates = named.length > 0 ? named : names;
  let best = candidates[0];
  for (const name of candidates) if ((counts.get(name) ?? 0) > (counts.get(best ?? '') ?? 0)) best = name;
  return best ?? 'production';
}

/** Whether the name of an environment says that it is production. */
export function isProduction(name: string): boolean {
  return PRODUCTION.test(name);
}
