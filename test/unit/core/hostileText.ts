import fc from 'fast-check';

const MARKUP = '[]()<>!*_`#&;$\\|~:@/-+.{}"\'\n\r\t a1é';

/** Text made of little else than what Markdown, HTML and the editor read as markup. */
export function hostileText(maxLength: number): fc.Arbitrary<string> {
  return fc.string({ unit: fc.constantFrom(...Array.from(MARKUP)), maxLength });
}
