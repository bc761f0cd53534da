import { failure, presentProblem, success, type Problem, type Result } from '../common/problem.js';
import type { Translate } from '../common/translate.js';
import { shortEntityRef } from './entityRef.js';
import { readDocsSite, type DocsPlace, type DocsSite, type TechDocs } from './techDocs.js';
import { imageAddress } from './techDocsImage.js';
import { docsPage, type DocsImage, type DocsPageContext } from './techDocsPage.js';

// In bytes. What people write stays far below; a page with more would make the preview slow.
const LARGEST_PAGE = 4 * 1024 * 1024;
const LARGEST_INDEX = 8 * 1024 * 1024;
const LARGEST_IMAGE = 2 * 1024 * 1024;
const LARGEST_IMAGES = 12 * 1024 * 1024;
const AT_ONCE = 4;

export { missingDocsPage } from './techDocsPage.js';

/** Reads pages of documentation as Markdown. Keeps what it knows of a site until it is told to forget it. */
export class TechDocsReader {
  private readonly sites = new Map<string, DocsSite>();

  constructor(
    private readonly docs: TechDocs,
    private readonly translate: Translate,
  ) {}

  /** What is known of a site. @returns `notFound` where it was not built yet */
  async site(ref: string, signal: AbortSignal): Promise<Result<DocsSite>> {
    const known = this.sites.get(ref);
    if (known) return success(known);
    const metadata = await this.docs.metadata(ref, signal);
    if (!metadata.ok) return metadata;
    // Without the index, links to headings of other pages may end at the top of the page.
    const index = await this.docs.file(ref, 'search/search_index.json', LARGEST_INDEX, signal);
    const site = readDocsSite(ref, metadata.value, index.ok ? parseJson(index.value) : undefined);
    this.sites.set(ref, site);
    return success(site);
  }

  /** Reads the site again when it is next asked for. */
  forget(ref: string): void {
    this.sites.delete(ref);
  }

  /**
   * A page as Markdown, with its pictures in it.
   * @param context what the page says besides its own text
   */
  async page(
    place: DocsPlace,
    context: Omit<DocsPageContext, 'site' | 'place' | 'translate'>,
    signal: AbortSignal,
  ): Promise<Result<string>> {
    const { translate } = this;
    const site = await this.site(place.ref, signal);
    if (!site.ok) return site;
    const html = await this.docs.file(place.ref, place.file, LARGEST_PAGE, signal);
    if (!html.ok) return html.problem.kind === 'notFound' ? failure(this.noSuchPage(place, html.problem)) : html;
    const page = docsPage(new TextDecoder().decode(html.value), { ...context, place, translate, site: site.value });
    if (!page.ok) return page;
    const images = await this.images(place.ref, page.value.images, signal);
    return success(page.value.render(images));
  }

  private async images(
    ref: string,
    files: readonly string[],
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, DocsImage>> {
    const { translate } = this;
    const images = new Map<string, DocsImage>();
    const waiting = [...files];
    let left = LARGEST_IMAGES;
    const work = async (): Promise<void> => {
      for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) {
        const read = await this.docs.file(ref, file, LARGEST_IMAGE, signal);
        const bytes = read.ok ? read.value : undefined;
        const fits = bytes !== undefined && bytes.length <= left;
        if (fits) left -= bytes.length;
        const address = fits ? imageAddress(bytes) : undefined;
        if (address !== undefined) images.set(file, { address });
        else if (!read.ok) images.set(file, { note: presentProblem(read.problem, translate).text ?? '' });
        else if (!fits)
          images.set(file, { note: translate('The pictures of this page are too large to be shown here.') });
        else images.set(file, { note: translate('It has a format that is not shown here.') });
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    return images;
  }

  private noSuchPage({ ref, file }: DocsPlace, problem: Problem): Problem {
    const message = this.translate('The documentation of {0} has no page {1}.', shortEntityRef(ref), file);
    return { ...problem, kind: 'notFound', message };
  }
}

/** JSON of a server; undefined where it is none. */
function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes)) as unknown;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
