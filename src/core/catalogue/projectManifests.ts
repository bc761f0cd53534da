import { isRecord, ownProperty } from './entity.js';

/** What the package files in the root of a folder say. */
export interface ManifestFacts {
  readonly name?: string;
  readonly description?: string;
  /** Tags for the languages and run times. */
  readonly languages: readonly string[];
  /** Names of the packages that it uses, where that can be read without running anything. */
  readonly packages: readonly string[];
  /** Whether it says that others build on it. */
  readonly isLibrary: boolean;
}

type Reader = (text: string, files: ReadonlyMap<string, string>) => ManifestFacts;

const READERS: Readonly<Record<string, Reader>> = {
  'package.json': readPackageJson,
  'pom.xml': readPom,
  'settings.gradle': readGradle,
  'settings.gradle.kts': readGradle,
  'build.gradle': readGradle,
  'build.gradle.kts': readGradle,
  'go.mod': readGoModule,
  'pyproject.toml': readPyproject,
  'Cargo.toml': readCargo,
};

/** The package files that are read, all in the root of the folder. */
export const MANIFEST_NAMES: ReadonlySet<string> = new Set(Object.keys(READERS));

/** Reads all package files of a folder; of several, the first that says something wins. */
export function readManifests(files: ReadonlyMap<string, string>): ManifestFacts {
  const all = Object.entries(READERS).flatMap(([path, read]) => {
    const text = files.get(path);
    return text === undefined ? [] : [read(text, files)];
  });
  const name = all.map(facts => facts.name).find(Boolean);
  const description = all.map(facts => facts.description).find(Boolean);
  return {
    ...(name ? { name } : {}),
    ...(description ? { description } : {}),
    languages: [...new Set(all.flatMap(({ languages }) => languages))],
    packages: [...new Set(all.flatMap(({ packages }) => packages))],
    isLibrary: all.length > 0 && all.every(({ isLibrary }) => isLibrary),
  };
}

function facts(
  name: string | undefined,
  description: string | undefined,
  languages: readonly string[],
  rest: Partial<Pick<ManifestFacts, 'packages' | 'isLibrary'>> = {},
): ManifestFacts {
  return {
    ...(name ? { name } : {}),
    ...(description ? { description } : {}),
    languages,
    packages: rest.packages ?? [],
    isLibrary: rest.isLibrary ?? false,
  };
}

function readPackageJson(text: string, files: ReadonlyMap<string, string>): ManifestFacts {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return facts(undefined, undefined, ['nodejs']);
  }
  const packages = ['dependencies', 'devDependencies', 'peerDependencies'].flatMap(field => {
    const found = ownProperty(json, field);
    return isRecord(found) ? Object.keys(found) : [];
  });
  const entry = ['main', 'exports', 'module', 'types'].some(field => ownProperty(json, field) !== undefined);
  const typed = files.has('tsconfig.json') || packages.includes('typescript');
  return facts(
    // The scope names who publishes it.
    string(ownProperty(json, 'name'))?.replace(/^@[^/]*\//, ''),
    string(ownProperty(json, 'description')),
    typed ? ['nodejs', 'typescript'] : ['nodejs'],
    { packages, isLibrary: entry && ownProperty(json, 'private') !== true },
  );
}

function readPom(text: string): ManifestFacts {
  // What stands in the parent, the dependencies and the build is about others.
  let own = withoutComments(text);
  for (const part of ['parent', 'dependencies', 'dependencyManagement', 'build', 'profiles', 'reporting'])
    own = withoutElement(own, part);
  const element = (name: string): string | undefined =>
    new RegExp(`<${name}>([^<]{1,500})</${name}>`).exec(own)?.[1]?.trim();
  const packages = [...text.matchAll(/<artifactId>\s*([\w.-]+)\s*<\/artifactId>/g)].flatMap(([, id]) => id ?? []);
  return facts(element('artifactId'), element('description'), ['java'], { packages: packages.slice(1) });
}

function withoutComments(text: string): string {
  // Not by a pattern: that would look for the end of each comment that has none, over and over.
  let kept = '';
  let at = 0;
  for (let start = text.indexOf('<!--'); start >= 0; start = text.indexOf('<!--', at)) {
    const end = text.indexOf('-->', start);
    kept += text.slice(at, start);
    if (end < 0) return kept;
    at = end + '-->'.length;
  }
  return kept + text.slice(at);
}

function withoutElement(text: string, name: string): string {
  const start = text.indexOf(`<${name}>`);
  const end = text.lastIndexOf(`</${name}>`);
  return start < 0 || end < start ? text : text.slice(0, start) + text.slice(end);
}

function readGradle(text: string): ManifestFacts {
  const name = /^[ \t]*rootProject\.name[ \t]*=[ \t]*["']([^"'\n]+)["']/m.exec(text)?.[1];
  const description = /^[ \t]*description[ \t]*=[ \t]*["']([^"'\n]+)["']/m.exec(text)?.[1];
  return facts(name, description, [/\bkotlin\b/.test(text) ? 'kotlin' : 'java'], {
    isLibrary: /\bjava-library\b/.test(text),
  });
}

function readGoModule(text: string, files: ReadonlyMap<string, string>): ManifestFacts {
  const module = /^module[ \t]+(\S+)/m.exec(text)?.[1]?.replace(/\/v\d+$/, '');
  const runs = files.has('main.go') || [...files.keys()].some(path => path.startsWith('cmd/'));
  return facts(module?.split('/').pop(), undefined, ['go'], { isLibrary: !runs });
}

function readPyproject(text: string): ManifestFacts {
  const value = (key: string): string | undefined =>
    tomlString(text, 'project', key) ?? tomlString(text, 'tool.poetry', key);
  return facts(value('name'), value('description'), ['python']);
}

function readCargo(text: string, files: ReadonlyMap<string, string>): ManifestFacts {
  return facts(tomlString(text, 'package', 'name'), tomlString(text, 'package', 'description'), ['rust'], {
    isLibrary: files.has('src/lib.rs') && !files.has('src/main.rs'),
  });
}

/** A string of a TOML table, as far as people write it in these files: on one line. */
function tomlString(text: string, table: string, key: string): string | undefined {
  let inside = false;
  for (const line of text.split(/\r?\n/)) {
    const heading = /^\s*\[+\s*([\w.-]+)\s*\]+/.exec(line);
    if (heading) inside = heading[1] === table;
    else if (inside) {
      const [, name, value] = /^\s*([\w-]+)\s*=\s*(?:"([^"\\]*)"|'[^']*')/.exec(line) ?? [];
      if (name === key) return value ?? /'([^']*)'/.exec(line)?.[1];
    }
  }
  return undefined;
}

function string(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}
