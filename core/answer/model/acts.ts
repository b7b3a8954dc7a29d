/** Lists what a message may do in a conversation, whatever the matter. The encoder names the act; each door decides what follows. */

/** `ask`: a question to the catalogue; `person`: for a person; `talk`: nothing asked; `follow`: only beside what went before. */
export type ActGroup = 'ask' | 'person' | 'talk' | 'follow'

export const ACTS = {
  ask: { group: 'ask' },
  own: { group: 'person' },
  report: { group: 'person' },
  conduct: { group: 'person' },
  person: { group: 'person' },
  progress: { group: 'person' },
  urge: { group: 'person' },
  whom: { group: 'person' },
  unsolved: { group: 'person' },
  withdraw: { group: 'follow' },
  solved: { group: 'follow' },
  supplied: { group: 'follow' },
  correct: { group: 'follow' },
  none: { group: 'follow' },
  refer: { group: 'follow' },
  have: { group: 'follow' },
  lack: { group: 'follow' },
  forwhom: { group: 'follow' },
  contact: { group: 'follow' },
  confused: { group: 'follow' },
  yes: { group: 'follow' },
  no: { group: 'follow' },
  rate: { group: 'follow' },
  privacy: { group: 'follow' },
  safe: { group: 'follow' },
  still: { group: 'follow' },
  more: { group: 'talk' },
  greet: { group: 'talk' },
  thanks: { group: 'talk' },
  bye: { group: 'talk' },
  who: { group: 'talk' },
  abuse: { group: 'talk' },
  joke: { group: 'talk' },
  chat: { group: 'talk' },
} as const satisfies Readonly<Record<string, { group: ActGroup }>>
export type Act = keyof typeof ACTS

/** An act is taken at its word from here on. */
export const SURE = 0.5
