// Builds the product, and with --tests the tests: node esbuild.mjs [--production] [--tests] [--watch]
import { build } from 'esbuild';
import { readdirSync, readFileSync, rmSync, watch, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = dirname(fileURLToPath(import.meta.url));
const flags = new Set(process.argv.slice(2));
const production = flags.has('--production');
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** @type {import('esbuild').BuildOptions} */
const common = {
  absWorkingDir: root,
  bundle: true,
  minify: production,
  // The test host maps coverage and stacks back to the sources; what is shipped needs no maps.
  sourcemap: !production,
  legalComments: 'none',
  logLevel: 'warning',
  define: { 'process.env.GOLDEN_PATH_VERSION': JSON.stringify(version) },
};

/** @type {import('esbuild').BuildOptions} */
const forNode = { ...common, platform: 'node', target: 'node20', format: 'cjs', external: ['vscode'] };

/**
 * Makes a file of its own of everything that is imported dynamically, to be loaded on first use: esbuild splits code only for
 * ES modules, and an extension's entry is CommonJS.
 * @param {Set<string>} chunks takes the absolute paths of what is to be built as well
 * @returns {import('esbuild').Plugin}
 */
function lazyChunks(chunks) {
  return {
    name: 'lazy-chunks',
    setup(setup) {
      setup.onResolve({ filter: /^\./ }, args => {
        if (args.kind !== 'dynamic-import') return undefined;
        const path = resolve(args.resolveDir, args.path).replace(/\.js$/, '.ts');
        chunks.add(path);
        return { path: `./${basename(path, '.ts')}.js`, external: true };
      });
    },
  };
}

/** Libraries that several chunks use: each becomes one file of its own, which the chunks load. */
const SHARED_LIBRARIES = [
  'yaml',
  'js-yaml',
  'axios',
  'dockerfile-ast',
  '@bufbuild/re2',
  '@marcbachmann/cel-js',
  'protobufjs',
  'ignore',
];

/** The name of a shared library's file in `dist`, without the ending. @param {string} library */
const libraryFile = library => library.replace(/^.*\//, '');

/** Those of them that many chunks need seldom: they are loaded when something of them is first used, not with the chunk. */
const LATE_LIBRARIES = ['yaml'];

/**
 * A module with the names of another one, which it loads when one of them is first asked for.
 * @param {string} file in `dist`
 */
function loaderOf(file) {
  const names = Object.keys(createRequire(join(root, 'dist', 'loader.js'))(file));
  return `"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
for (const name of ${JSON.stringify(names)})
  Object.defineProperty(exports, name, { enumerable: true, get: () => require("${file}")[name] });
`;
}

/**
 * Modules of ours that become one file each, of which there is one: the first keeps something which all chunks must see, the others
 * are large tables that many chunks have, and what the program and the editor load alike.
 */
const SHARED_MODULES = [
  'src/core/compliance/yaml/unknowns.ts',
  'src/core/compliance/yaml/documents.ts',
  'src/core/compliance/yaml/mistakes.ts',
  'src/core/compliance/fixes/edits.ts',
  'src/core/compliance/waivers/waiverRules.ts',
  'src/core/compliance/packs/packRules.ts',
  'src/core/catalogue/language/entityModel.ts',
  'src/core/catalogue/language/annotations.ts',
  'src/adapters/insights/adoptionSources.ts',
  'src/adapters/insights/gitHistory.ts',
  'src/core/insights/git/commitTable.ts',
  'src/core/insights/git/deriveDeployments.ts',
  'src/core/insights/insightsConfig.ts',
  'src/adapters/workspace/workspaceCatalogue.ts',
  'src/cli/serverScaffolder.ts',
  'src/adapters/insights/doraSources.ts',
  'src/adapters/insights/surveyFiles.ts',
  'src/core/insights/adoption/adoptionFormats.ts',
  'src/core/insights/dora/doraFormats.ts',
];

/**
 * Leaves what is shared out of a chunk and has it load the files of it.
 * @param {Set<string>} libraries takes the names of the libraries that are used
 * @param {Set<string>} chunks takes the absolute paths of the modules that are used
 * @returns {import('esbuild').Plugin}
 */
function sharedFiles(libraries, chunks) {
  const modules = new Set(SHARED_MODULES.map(path => join(root, path)));
  return {
    name: 'shared-files',
    setup(setup) {
      const names = SHARED_MODULES.map(path => basename(path, '.ts')).join('|');
      setup.onResolve({ filter: new RegExp(`/(?:${names})\\.js$`) }, args => {
        const path = resolve(args.resolveDir, args.path).replace(/\.js$/, '.ts');
        if (!modules.has(path)) return undefined;
        chunks.add(path);
        return { path: `./${basename(args.path)}`, external: true };
      });
      setup.onResolve({ filter: new RegExp(`^(?:${SHARED_LIBRARIES.join('|')})$`) }, args => {
        if (args.kind === 'entry-point') return undefined;
        libraries.add(args.path);
        return { path: `./${libraryFile(args.path)}.js`, external: true };
      });
    },
  };
}

/**
 * All files below a folder whose path matches.
 * @param {string} folder
 * @param {RegExp} pattern
 */
function files(folder, pattern) {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter(path => pattern.test(path) && !path.includes('node_modules'))
    .map(path => join(root, folder, path))
    .sort();
}

/** What is started by itself: the extension, the program, and the threads in which they check. */
const ENTRIES = {
  extension: 'src/editor/extension.ts',
  cli: 'src/cli/program.ts',
  scanWorker: 'src/adapters/compliance/scanWorker.ts',
  sessionWorker: 'src/adapters/compliance/sessionWorker.ts',
};

async function buildProduct() {
  rmSync(join(root, 'dist'), { recursive: true, force: true });
  /** By the name of the file in `dist`, which says nothing of the folder. @type {Map<string, string>} */
  const done = new Map();
  /** @type {Set<string>} */
  const libraries = new Set();
  const entries = new Map(Object.entries(ENTRIES).map(([name, path]) => [join(root, path), name]));
  const wanted = new Set(entries.keys());
  for (const entry of wanted) {
    const name = entries.get(entry) ?? basename(entry, '.ts');
    const other = done.get(name);
    if (other !== undefined) throw new Error(`${entry} and ${other} would both become dist/${name}.js: rename one.`);
    done.set(name, entry);
    await build({
      ...forNode,
      entryPoints: { [name]: entry },
      outdir: 'dist',
      plugins: [lazyChunks(wanted), sharedFiles(libraries, wanted)],
      ...(name === 'cli' ? { banner: { js: '#!/usr/bin/env node' } } : {}),
      // `import()` of a chunk becomes a `require` in a promise.
      supported: { 'dynamic-import': false },
    });
  }
  for (const library of libraries) {
    const name = libraryFile(library);
    const isLate = LATE_LIBRARIES.includes(library);
    await build({ ...forNode, entryPoints: { [isLate ? `${name}Late` : name]: library }, outdir: 'dist' });
    if (isLate) writeFileSync(join(root, 'dist', `${name}.js`), loaderOf(`./${name}Late.js`));
  }
  await buildPages('webview', 'dist/webview');
}

/**
 * Builds every page (`<folder>/<page>/main.ts`) as one script and one style sheet, and what several pages use as scripts of its own,
 * which the pages import: the policy of a page lets its script hand its nonce on. The folder's `package.json` says that its
 * files are ES modules: in a package of CommonJS esbuild keeps all components of the library, used or not, which are 200 kB.
 * @param {string} folder
 * @param {string} outdir
 */
async function buildPages(folder, outdir) {
  const pages = files(folder, /^[^/\\]+[/\\]main\.ts$/);
  await build({
    ...common,
    entryPoints: Object.fromEntries(pages.map(page => [basename(dirname(page)), page])),
    outdir,
    platform: 'browser',
    target: 'chrome128',
    format: 'esm',
    splitting: true,
  });
}

/** Imports of the `.mjs` tooling stay imports of those very files. @type {import('esbuild').Plugin} */
const toolingInPlace = {
  name: 'tooling-in-place',
  setup(setup) {
    setup.onResolve({ filter: /^\..*\.mjs$/ }, args => ({
      path: pathToFileURL(resolve(args.resolveDir, args.path)).href,
      external: true,
    }));
  },
};

async function buildTests() {
  rmSync(join(root, 'out'), { recursive: true, force: true });
  const shared = {
    ...forNode,
    sourcemap: true,
    minify: false,
    packages: /** @type {const} */ ('external'),
    outbase: root,
  };
  const nodeSuites = ['test/unit', 'test/ui', 'test/platform/suite', 'test/host/suite', 'test/run/suite'].flatMap(
    folder => files(folder, /\.test\.ts$/),
  );
  await build({
    ...shared,
    entryPoints: nodeSuites,
    outdir: 'out',
    format: 'esm',
    outExtension: { '.js': '.mjs' },
    plugins: [toolingInPlace],
  });
  // Inside the extension host `vscode` is only there for CommonJS.
  await build({ ...shared, entryPoints: files('test/editor', /\.test\.ts$/), outdir: 'out', packages: 'bundle' });
  await buildPages('test/fixtures/webview', 'out/test/fixtures/webview');
}

await buildProduct();
if (flags.has('--tests')) await buildTests();
if (flags.has('--watch')) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const again = () => {
    clearTimeout(timer);
    timer = setTimeout(
      () =>
        buildProduct().then(
          () => console.log(`built at ${new Date().toLocaleTimeString()}`),
          () => undefined, // esbuild has said what is wrong
        ),
      100,
    );
  };
  for (const folder of ['src', 'webview']) watch(join(root, folder), { recursive: true }, again);
  console.log('built; watching');
}
