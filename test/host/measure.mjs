// Measures in an open window. All times are in milliseconds and are taken by the page's own clock.

/**
 * @typedef {import('./workbench.mjs').Workbench} Workbench
 * @typedef {import('./pageScope.js').PageScope} PageScope
 */

/** The longest that any change is waited for. */
const LIMIT_MS = 15_000;

/**
 * The marks that VS Code sets as it starts, since navigation: `code/didStartWorkbench`, `code/didLoadExtensions` …
 * @param {Workbench} workbench
 * @returns {Promise<Record<string, number>>}
 */
export function startupMarks(workbench) {
  return workbench.page.evaluate(() =>
    Object.fromEntries(performance.getEntriesByType('mark').map(mark => [mark.name, Math.round(mark.startTime)])),
  );
}

/**
 * How an extension was activated.
 * @typedef {object} Activation
 * @property {number} loadCode time to load the main file
 * @property {number} callActivate time inside `activate` until it returned
 * @property {number} finishActivate time until its promise was settled
 * @property {string} event what caused it
 */

/**
 * The activation of each extension by its id, read from VS Code's own startup report.
 * @param {Workbench} workbench
 * @returns {Promise<Record<string, Activation>>}
 */
export async function activationTimes(workbench) {
  const report = await startupReport(workbench);
  const table = report.slice(report.indexOf('## Extension Activation Stats')).split('\n').slice(1);
  const first = table.findIndex(line => line.startsWith('|'));
  const rows = table.slice(first);
  const end = rows.findIndex(line => !line.startsWith('|'));
  const [columns = [], , ...cells] = rows.slice(0, end < 0 ? undefined : end).map(cellsOf);
  return Object.fromEntries(
    cells.map(row => {
      /** @param {string} column */
      const cell = column => row[columns.indexOf(column)] ?? '';
      const activation = {
        loadCode: Number(cell('Load Code')),
        callActivate: Number(cell('Call Activate')),
        finishActivate: Number(cell('Finish Activate')),
        event: cell('Event'),
      };
      return [cell('Extension'), activation];
    }),
  );
}

/** @param {string} line of a table in Markdown */
function cellsOf(line) {
  return line
    .split('|')
    .slice(1, -1)
    .map(cell => cell.trim());
}

/**
 * The whole text of "Developer: Startup Performance", by the clipboard, as editors show only a part.
 * @param {Workbench} workbench
 */
async function startupReport(workbench) {
  const { page, editor } = workbench;
  await workbench.runCommand('Developer: Startup Performance');
  await page.locator('.editor-instance .view-line', { hasText: 'System Info' }).first().waitFor();
  // The report is filled in two goes, and nothing tells of the second.
  await page.waitForTimeout(1500);
  await editor.focus();
  await page.keyboard.press('Control+a');
  await page.keyboard.press('Control+c');
  const text = await page.evaluate(() =>
    /** @type {PageScope} */ (/** @type {unknown} */ (globalThis)).navigator.clipboard.readText(),
  );
  await page.keyboard.press('Control+F4');
  return text;
}

/**
 * Marks the frame in which something is first painted after a navigation. Call it before `Workbench.open` (by its
 * `prepare`) or before `reload`, and read the mark with `startupMarks`.
 * @param {import('playwright-core').BrowserContext} context
 * @param {string} selector
 * @param {string} mark a name of your own
 */
export async function markFirstPaint(context, selector, mark) {
  await context.addInitScript(
    ({ selector, mark }) => {
      const scope = /** @type {PageScope} */ (/** @type {unknown} */ (globalThis));
      const observer = new scope.MutationObserver(() => {
        if (!scope.document.querySelector(selector)) return;
        observer.disconnect();
        scope.requestAnimationFrame(() => setTimeout(() => performance.mark(mark)));
      });
      observer.observe(scope.document, { childList: true, subtree: true });
    },
    { selector, mark },
  );
}

/**
 * From a click to the frame that shows its effect.
 * @param {Workbench} workbench
 * @param {import('playwright-core').Locator} target
 * @param {string} selector whose number of matches the click changes
 */
export async function clickToPaint(workbench, target, selector) {
  return (await inputToChange(workbench, 'pointerdown', selector, () => target.click())).painted;
}

/**
 * @typedef {object} Change
 * @property {number} changed until the document of the page had changed: what draws in a frame shows it in the same one
 * @property {number} painted until the next frame was painted
 */

/**
 * From a key press until the number of underlined places of the active editor has changed.
 * @param {Workbench} workbench
 * @param {string} key as Playwright names it
 * @param {import('./editor.mjs').Severity} [severity]
 */
export function keystrokeToDiagnostic(workbench, key, severity = 'error') {
  const selector = `.editor-group-container.active .monaco-editor .squiggly-${severity}`;
  return inputToChange(workbench, 'keydown', selector, () => workbench.page.keyboard.press(key));
}

/**
 * @param {Workbench} workbench
 * @param {'keydown' | 'pointerdown'} event
 * @param {string} selector
 * @param {() => Promise<void>} input
 * @returns {Promise<Change>}
 */
async function inputToChange({ page }, event, selector, input) {
  const measuring = page.evaluateHandle(
    ({ event, selector, limit }) => {
      const scope = /** @type {PageScope} */ (/** @type {unknown} */ (globalThis));
      const count = () => scope.document.querySelectorAll(selector).length;
      const before = count();
      /** @type {Promise<Change>} */
      const result = new Promise((resolve, reject) => {
        /** @type {number | undefined} */
        let start;
        scope.addEventListener(event, ({ timeStamp }) => (start = timeStamp), { capture: true, once: true });
        const observer = new scope.MutationObserver(() => {
          const begun = start;
          if (begun === undefined || count() === before) return;
          observer.disconnect();
          const changed = performance.now() - begun;
          scope.requestAnimationFrame(() => setTimeout(() => resolve({ changed, painted: performance.now() - begun })));
        });
        observer.observe(scope.document, { childList: true, subtree: true, attributes: true });
        setTimeout(() => {
          observer.disconnect();
          reject(new Error(`${event}: no change of ${selector}`));
        }, limit);
      });
      // In an object: a bare promise would be waited for here, before the input.
      return { result };
    },
    { event, selector, limit: LIMIT_MS },
  );
  const handle = await measuring;
  await input();
  const change = await handle.evaluate(({ result }) => result);
  await handle.dispose();
  return change;
}

/**
 * @typedef {object} Summary
 * @property {number} n
 * @property {number} min
 * @property {number} median
 * @property {number} p95
 * @property {number} max
 */

/**
 * Sums up samples, rounded to whole numbers.
 * @param {readonly number[]} samples at least one
 * @returns {Summary}
 */
export function summarise(samples) {
  const sorted = [...samples].sort((a, b) => a - b);
  /** @param {number} share */
  const quantile = share => Math.round(sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? NaN);
  return { n: sorted.length, min: quantile(0), median: quantile(0.5), p95: quantile(0.95), max: quantile(1) };
}

/**
 * Memory of the extension host in MiB. Single values are uncertain by about 20: compare medians of several runs.
 * @param {import('./server.mjs').VsCodeHost} host
 * @returns {{ resident: number, peak: number, proportional: number } | undefined} undefined without /proc, or before it runs
 */
export function extensionHostMemory(host) {
  const found = host.processes().find(process => process.kind === 'extensionHost');
  if (!found) return undefined;
  const [resident = 0, peak = 0, proportional = 0] = [found.residentKiB, found.peakKiB, found.proportionalKiB].map(
    kibibytes => Math.round(kibibytes / 1024),
  );
  return { resident, peak, proportional };
}
