// Whether version and change log fit together. `node scripts/checkVersion.js v1.2.3` also compares them with a tag.
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

/**
 * @param {{ version: string }} manifest
 * @param {string} changeLog in the form of Keep a Changelog
 * @param {string} [tag] such as v1.2.3
 * @returns {string[]} what is wrong, nothing when all is well
 */
export function problemsOf({ version }, changeLog, tag) {
  if (!/^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$/.test(version)) return [`${version} is no version of the form 1.2.3.`];
  const released = [...changeLog.matchAll(/^## \[(\d[^\]]*)\]/gm)].map(([, name]) => name);
  const problems = [];
  if (!released.includes(version)) problems.push(`CHANGELOG.md has no section [${version}].`);
  else if (released[0] !== version) problems.push(`In CHANGELOG.md, ${released[0]} stands above ${version}.`);
  if (tag !== undefined && tag !== `v${version}`) problems.push(`The tag is ${tag}, the version ${version}.`);
  return problems;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const read = (/** @type {string} */ name) => readFileSync(new URL(`../${name}`, import.meta.url), 'utf8');
  const problems = problemsOf(JSON.parse(read('package.json')), read('CHANGELOG.md'), process.argv[2]);
  for (const problem of problems) console.error(problem);
  process.exitCode = problems.length > 0 ? 1 : 0;
}
