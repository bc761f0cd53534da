/**
 * The ids that the editor's Markdown preview gives to headings, which is what a link to one must name.
 * Source: Visual Studio Code, Markdown Language Features: GitHub's rules, a repeated one with `-1`, `-2` … behind it.
 * @param headings texts of all headings of a page, in its order
 */
export function previewSlugs(headings: readonly string[]): readonly string[] {
  const seen = new Map<string, number>();
  return headings.map(heading => {
    const slug = previewSlug(heading);
    const times = seen.get(slug);
    seen.set(slug, (times ?? -1) + 1);
    return times === undefined ? slug : `${slug}-${times + 1}`;
  });
}

function previewSlug(heading: string): string {
  return heading
    .trim()
    .toLowerCase()
    .replace(/\s+/g, '-')
    .replace(/[\][!"#$%&'()*+,./:;<=>?@\\^{|}~`]/g, '')
    .replace(/[。，、；：？！…—·ˉ¨‘’“”々～‖∶＂＇｀｜〃〔〕〈〉《》「」『』．〖〗【】（）［］｛｝]/g, '')
    .replace(/^-+|-+$/g, '');
}
