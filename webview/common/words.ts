/** A page's texts in the person's language. */
export interface Words<Text extends string> {
  /** BCP 47 language of numbers and times. */
  readonly language: string;
  /** A text in that language, with values in the places of `{0}`, `{1}` … */
  readonly t: (text: Text, ...values: readonly (string | number)[]) => string;
}

/**
 * @param texts translations by the English text; what is missing stays English
 * @param language BCP 47; one that the browser does not know counts as English
 */
export function wordsOf<Text extends string>(texts: Readonly<Record<string, string>>, language: string): Words<Text> {
  return {
    language: isKnownLanguage(language) ? language : 'en',
    t: (text, ...values) =>
      (Object.hasOwn(texts, text) ? (texts[text] ?? text) : text).replace(/\{(\d+)\}/g, (placeholder, index: string) =>
        String(values[Number(index)] ?? placeholder),
      ),
  };
}

function isKnownLanguage(language: string): boolean {
  try {
    return Intl.NumberFormat.supportedLocalesOf(language).length > 0;
  } catch {
    // Not a language tag at all.
    return false;
  }
}
