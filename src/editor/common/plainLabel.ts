/** Text of a catalogue where the editor would read `$(name)` as an icon: on one line, and only text. */
export function plainLabel(text: string): string {
  return text.replace(/\s+/g, ' ').replaceAll('$(', '$\u200b(');
}
