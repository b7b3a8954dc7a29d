/** Declares how a text is cut into words, in order. Injected everywhere, so that the engine stays free of files and tests share one cutter. */
export type Cut = (text: string) => string[]
