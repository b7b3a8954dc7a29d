/** Reads a list as people type it: papers one after the other. */

/** '材料一；材料二' or lines, numbers in front cut off. */
export const readList = (text: string): string[] =>
  text
    .split(/[;；\n]+/)
    .map((part) => part.replace(/^\s*\d+[.、)）]\s*/, '').trim())
    .filter(Boolean)
