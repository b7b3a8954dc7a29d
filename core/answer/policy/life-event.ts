/** Finds which life event a message asks all of: "生孩子都要办啥" is no question of one matter. */
import type { Catalog } from '../../catalog/item.ts'
import type { LifeEvent } from '../../catalog/life-event.ts'
import { shortName } from '../reply/catalog-wording.ts'
import type { Understanding } from '../understand.ts'

/** Asks for all there is to do, or to be had, beyond doubt. */
const PLAINLY_ALL =
  /(?:都|一共|总共|全).{0,4}(?:办|跑|弄|领|准备|干)|(?:啥|什么|嘛|哪些|几样|几个)(?:事(?!故)|补贴|补助|政策|待遇|好处|福利|帮扶)|(?:先|头一步|第一步).{0,3}(?:办|干|弄|跑|去)(?:啥|什么|嘛|哪)/u
/** Asks for all of an event, or for how one matter is done. */
const ASKS_ALL =
  /(?:啥|什么|嘛|哪些)(?:手续|证(?!明))|(?:要|得|该|能|用)(?:办|跑|弄|干|领|享受)(?:些|点)?(?:啥|什么|嘛|哪)|(?:手续|流程|事儿?)(?:咋|怎么)(?:办|弄|走|跑)|从哪(?:儿|里)?(?:办|弄|跑)?起|有(?:啥|什么|嘛|哪些)(?:能)?(?:办|领|管|帮)/u

/**
 * The understanding with the matters of the life event as what is offered, first things first; as it was where a
 * matter of it is called by its name, danger is told, or nothing of the kind is asked.
 */
export function ofLifeEvent(
  u: Understanding,
  text: string,
  events: readonly LifeEvent[],
  catalog: Catalog,
): Understanding {
  if (u.decision === 'urgent' || u.perhapsDanger || u.also !== null) return u
  if (!PLAINLY_ALL.test(text) && (u.decision === 'answer' || !ASKS_ALL.test(text))) return u
  const event = events.find(({ words }) => words.some((word) => new RegExp(word, 'u').test(text)))
  if (!event) return u
  const items = event.items.flatMap(({ item }) => catalog.items.find((i) => i.id === item) ?? [])
  const named = items.some(
    (i) => i.name !== event.name && !event.words.includes(shortName(i)) && text.includes(shortName(i)),
  )
  if (named || items.length < 2) return u
  return {
    ...u,
    decision: 'choose',
    item: null,
    point: null,
    event: event.id,
    candidates: items.map(({ id }) => ({ id, score: u.candidates.find((c) => c.id === id)?.score ?? 0 })),
    offer: items.length,
    offerPoints: [],
    elsewhere: null,
    smalltalk: null,
    why: [...u.why, 'event'],
  }
}
