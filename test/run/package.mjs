// npm run package: builds the .vsix, looks inside, and prints its size.
import { mkdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureRoot, root, runScript } from './root.mjs';

const LARGEST_PACKAGE = 1.5 * 1024 * 1024;
const LARGEST_ENTRY = 150 * 1024;

// Everything that may be inside; the allow-list of .vscodeignore could be wrong.
const ALLOWED =
  /^(\[Content_Types\]\.xml|extension\.vsixmanifest|extension\/(package\.json|package\.nls\.json|readme\.md|changelog\.md|LICENSE\.txt|dist\/[\w.-]+\.js|dist\/webview\/[\w.-]+\.(js|css|ttf)|media\/(icon\.png|activity\.svg)))$/;
const REQUIRED = [
  'extension/package.json',
  'extension/dist/extension.js',
  'extension/dist/cli.js',
  'extension/media/icon.png',
];

/**
 * Builds `artifacts/golden-path.vsix` for release.
 * @returns {boolean} whether it holds what it must, nothing else, and keeps to its size; else the terminal says what is wrong
 */
export function packageExtension() {
  const file = join(root, 'artifacts', 'golden-path.vsix');
  mkdirSync(join(root, 'artifacts'), { recursive: true });
  rmSync(file, { force: true });
  if (!runScript('esbuild.mjs', ['--production'])) return false;
  const entry = statSync(join(root, 'dist', 'extension.js')).size;
  const packed = runScript('node_modules/@vscode/vsce/vsce', [
    ...['package', '--no-dependencies', '--allow-missing-repository', '--no-rewrite-relative-links'],
    ...['--skip-license', '--out', file],
  ]);
  // What follows uses the build with source maps again.
  runScript('esbuild.mjs');
  if (!packed) return false;
  const names = namesInZip(readFileSync(file));
  const size = statSync(file).size;
  const complaints = [
    ...names.filter(name => !ALLOWED.test(name)).map(name => `${name} must not be inside`),
    ...REQUIRED.filter(name => !names.includes(name)).map(name => `${name} is missing`),
    ...(size > LARGEST_PACKAGE ? [`the package has ${size} bytes, more than ${LARGEST_PACKAGE}`] : []),
    ...(entry > LARGEST_ENTRY ? [`dist/extension.js has ${entry} bytes, more than ${LARGEST_ENTRY}`] : []),
  ];
  for (const complaint of complaints) process.stderr.write(`golden-path.vsix: ${complaint}\n`);
  const kilobytes = (/** @type {number} */ bytes) => `${(bytes / 1024).toFixed(0)} kB`;
  process.stdout.write(
    `golden-path.vsix: ${kilobytes(size)}, ${names.length} files; dist/extension.js ${kilobytes(entry)} minified\n`,
  );
  return complaints.length === 0;
}

/**
 * The names of all files in a zip archive, out of its central directory (PKWARE APPNOTE 4.3.12).
 * @param {Buffer} zip
 * @returns {string[]}
 */
function namesInZip(zip) {
  const end = zip.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  const count = zip.readUInt16LE(end + 10);
  let at = zip.readUInt32LE(end + 16);
  return Array.from({ length: count }, () => {
    const nameLength = zip.readUInt16LE(at + 28);
    const name = zip.toString('utf8', at + 46, at + 46 + nameLength);
    at += 46 + nameLength + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
    return name;
  });
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  ensureRoot();
  process.exitCode = packageExtension() ? 0 : 1;
}
