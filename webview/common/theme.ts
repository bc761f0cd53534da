/** Colours of the editor's theme for what is painted on a canvas, where style sheets do not reach. */
export class Theme {
  private readonly colours = new Map<string, string>();
  private readonly listeners = new Set<() => void>();
  private readonly pen = document.createElement('canvas').getContext('2d', { willReadFrequently: true });

  constructor() {
    const observer = new MutationObserver(() => {
      this.colours.clear();
      for (const listener of this.listeners) listener();
    });
    // The editor sets the colours on the root element, and the kind of theme on the body.
    observer.observe(document.documentElement, { attributeFilter: ['style', 'class'] });
    observer.observe(document.body, { attributeFilter: ['class', 'data-vscode-theme-id'] });
  }

  /** Calls back when another theme is set. @returns what ends that */
  onChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  /**
   * A colour of the theme or of the page's style sheet.
   * @param name of the custom property without the hyphens before it: `vscode-charts-blue`
   * @param opacity from 0 to 1, multiplies the colour's own
   * @returns a colour that a canvas takes; that of the text where the theme does not have it
   */
  colour(name: string, opacity = 1): string {
    const key = `${name}/${opacity}`;
    let colour = this.colours.get(key);
    if (colour === undefined) this.colours.set(key, (colour = this.read(name, opacity)));
    return colour;
  }

  /** The editor's font at a size in pixels, as a canvas takes it. */
  font(size: number): string {
    return `${size}px ${getComputedStyle(document.body).fontFamily || 'sans-serif'}`;
  }

  get isHighContrast(): boolean {
    const { classList } = document.body;
    return classList.contains('vscode-high-contrast') || classList.contains('vscode-high-contrast-light');
  }

  private read(name: string, opacity: number): string {
    const style = getComputedStyle(document.documentElement);
    const written = style.getPropertyValue(`--${name}`).trim() || style.getPropertyValue('--vscode-foreground');
    if (!this.pen) return written;
    this.pen.clearRect(0, 0, 1, 1);
    this.pen.fillStyle = '#888888';
    this.pen.fillStyle = written;
    this.pen.fillRect(0, 0, 1, 1);
    const [red = 0, green = 0, blue = 0, alpha = 255] = this.pen.getImageData(0, 0, 1, 1).data;
    return `rgba(${red}, ${green}, ${blue}, ${((alpha / 255) * opacity).toFixed(3)})`;
  }
}
