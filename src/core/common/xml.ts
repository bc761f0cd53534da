/** A text as the value of an attribute, quotes included. */
export function xmlAttribute(text: string): string {
  return `"${xmlText(text).replace(/"/g, '&quot;').replace(/\n/g, '&#10;')}"`;
}

/** A text as content of an element. What XML 1.0 does not allow at all is left out. */
export function xmlText(text: string): string {
  return (
    text
      // eslint-disable-next-line no-control-regex -- these are what is meant
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')
      .replace(/&/g, '&amp;')
      .replace(/</g, '&lt;')
      .replace(/>/g, '&gt;')
  );
}
