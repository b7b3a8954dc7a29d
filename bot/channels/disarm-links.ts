/** Disarms `<a>` in a text for platforms that make a link of it: what people wrote is never markup. */

/** The same text with the bracket of every `<a …>` and `</a>` widened, so that it is read as it was written. */
export const withoutAnchors = (text: string): string => text.replace(/<(?=\s*\/?\s*a[\s>/])/giu, '＜')
