/** One person's messages wait for each other, where a platform pushes the next before it has an answer to the last. */

export type InOrder = (who: string, work: () => Promise<void>) => Promise<void>

/** Begins each piece of work when the last one of the same person has ended, however that ended. */
export function makeInOrder(): InOrder {
  const tails = new Map<string, Promise<void>>()
  return (who, work) => {
    const tail = (tails.get(who) ?? Promise.resolve()).then(work, work)
    tails.set(who, tail)
    return tail.finally(() => {
      if (tails.get(who) === tail) tails.delete(who)
    })
  }
}
