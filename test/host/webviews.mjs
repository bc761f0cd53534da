// Finds the document inside a webview. Each webview is a frame in a frame, and floats above the parts of the window.
import { quoted } from './matching.mjs';

/**
 * @typedef {object} WebviewQuery
 * @property {string} [extensionId] `publisher.name`
 * @property {string | RegExp} [hasText] part of what the webview shows
 * @property {'editor' | 'sidebar' | 'panel' | 'auxiliarybar'} [part] where it is on the screen
 * @property {number} [timeoutMs] 15 000 unless given
 */

/**
 * The innermost document of the first visible webview that the query fits.
 * @param {import('playwright-core').Page} page
 * @param {WebviewQuery} query
 * @returns {Promise<import('playwright-core').FrameLocator>}
 * @throws when there is none in time
 */
export async function findWebview(page, query) {
  const ofExtension = query.extensionId ? `[src*=${quoted(`extensionId=${query.extensionId}`)}]` : '';
  const frames = page.locator(`iframe.webview.ready${ofExtension}`);
  const deadline = Date.now() + (query.timeoutMs ?? 15_000);
  do {
    for (const frame of await frames.all()) {
      if (!(await isInPart(page, frame, query.part)) || !(await showsText(frame, query.hasText))) continue;
      // Found again by its name, so that it stays the same one when others open.
      const name = (await frame.getAttribute('name')) ?? '';
      return innerDocument(page.locator(`iframe.webview[name=${quoted(name)}]`));
    }
    await page.waitForTimeout(50);
  } while (Date.now() < deadline);
  throw new Error(
    `No visible webview fits ${JSON.stringify(query, (_, value) => (value instanceof RegExp ? String(value) : value))}.`,
  );
}

/** @param {import('playwright-core').Locator} frame */
function innerDocument(frame) {
  return frame.contentFrame().locator('iframe#active-frame').contentFrame();
}

/**
 * Whether a webview is visible and lies over a part of the window; the page's structure does not tell.
 * @param {import('playwright-core').Page} page
 * @param {import('playwright-core').Locator} frame
 * @param {WebviewQuery['part']} part
 */
async function isInPart(page, frame, part) {
  const box = (await frame.isVisible()) ? await frame.boundingBox() : null;
  if (!box || !part) return box !== null;
  const place = await page.locator(`.part.${part}`).boundingBox();
  if (!place) return false;
  const middle = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  const insideX = middle.x > place.x && middle.x < place.x + place.width;
  return insideX && middle.y > place.y && middle.y < place.y + place.height;
}

/**
 * @param {import('playwright-core').Locator} frame
 * @param {WebviewQuery['hasText']} wanted
 */
async function showsText(frame, wanted) {
  try {
    const text = await innerDocument(frame).locator('body').innerText({ timeout: 1000 });
    return wanted === undefined || (wanted instanceof RegExp ? wanted.test(text) : text.includes(wanted));
  } catch {
    // The frame is being loaded or has just gone.
    return false;
  }
}
