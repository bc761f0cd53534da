const BITS = 16;
const PAGE = 1 << BITS;

/** A growing list of whole numbers from 0 to 2³²−1. It grows by pages, so that no room stays empty and nothing is copied. */
export class NumberPages {
  private readonly pages: Uint32Array[] = [];
  private used = 0;

  /** A list of these numbers, which are not copied. */
  static of(numbers: Uint32Array): NumberPages {
    const made = new NumberPages();
    for (let start = 0; start < numbers.length; start += PAGE) made.pages.push(numbers.subarray(start, start + PAGE));
    made.used = numbers.length;
    return made;
  }

  get length(): number {
    return this.used;
  }

  /** The number at a place; 0 outside. */
  at(place: number): number {
    return this.pages[place >>> BITS]?.[place & (PAGE - 1)] ?? 0;
  }

  push(number: number): void {
    const place = this.used & (PAGE - 1);
    let page = this.pages[this.used >>> BITS];
    if (!page) this.pages.push((page = new Uint32Array(PAGE)));
    page[place] = number;
    this.used += 1;
  }

  /** The pages, in order, as far as they are filled. */
  filled(): readonly Uint32Array[] {
    return this.pages.map((page, place) => page.subarray(0, this.used - place * PAGE));
  }
}
