/** Time and memory of the engine as the catalogue grows. Run: npx tsx --expose-gc bench/answer/size.ts [89 2000 20000 50000] */
import { makeUnderstand } from '../../core/answer/engine.ts'
import { NO_UTTERANCES } from '../../core/answer/town-words.ts'
import { readItems, readTown, readWords, townCut } from '../../town-files.ts'

const SIZES = process.argv.slice(2).map(Number).filter((n) => n > 0) // prettier-ignore
const ASKED = 2000
const items = readItems('data/items.yaml')
const words = readWords('data', readTown('data'))
const cut = townCut('data')
cut('暖')

/** Village and trade names set real items apart, as districts' catalogues do. */
const PLACES = [
  '翠屏',
  '官庄',
  '马伸桥',
  '下营',
  '邦均',
  '上仓',
  '尤古庄',
  '桑梓',
  '东施古',
  '下窝头',
  '杨津庄',
  '出头岭',
] as const
const TRADES = ['养老院', '渔场', '加工厂', '果园', '民宿', '合作社', '学校', '卫生室', '超市', '砖厂', '饭店', '仓库', '车队', '工地', '作坊'] as const // prettier-ignore
const DEEDS = ['新办', '变更', '延续', '注销', '补办', '查询', '备案', '年检', '转让', '复核'] as const

function grown(n: number) {
  return Array.from({ length: n }, (_, k) => {
    const item = items[k % items.length]!
    if (k < items.length) return item
    const round = Math.floor(k / items.length)
    const mark = `${PLACES[round % 12]!}${TRADES[Math.floor(round / 12) % 15]!}${DEEDS[Math.floor(round / 180) % 10]!}`
    return {
      ...item,
      id: `x${k}`,
      name: `${mark}${item.name}`,
      aliases: item.aliases.slice(0, 2).map((a) => `${mark}${a}`),
    }
  })
}

const heap = () => {
  globalThis.gc?.()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return (heapUsed + arrayBuffers) / 1e6
}

for (const size of SIZES.length > 0 ? SIZES : [89, 2000, 20_000, 50_000]) {
  const catalog = { version: 'bench', items: grown(size) }
  const before = heap()
  const from = performance.now()
  const cpu = process.cpuUsage()
  const understand = makeUnderstand(catalog, size === 89 ? words : { ...words, utterances: NO_UTTERANCES }, cut)
  const built = performance.now() - from
  const used = process.cpuUsage(cpu)
  const memory = heap() - before
  const said = Object.values(words.utterances.items).flat()
  const texts = Array.from({ length: ASKED }, (_, k) =>
    k % 2 === 0 ? said[(k * 37) % said.length]! : catalog.items[(k * 7919) % size]!.name,
  )
  for (const text of texts.slice(0, 300)) understand(text)
  // the least of three: what else the machine does is not the engine's
  const once = (text: string) => {
    const at = performance.now()
    understand(text)
    return performance.now() - at
  }
  const times = texts.map((text) => Math.min(once(text), once(text), once(text))).sort((a, b) => a - b)
  const named = Array.from({ length: 500 }, (_, k) => catalog.items[(k * 7919) % size]!)
  const found = named.filter(({ id, name }) => understand(name).candidates[0]?.id === id).length / named.length
  const q = (share: number) => times[Math.floor(times.length * share)]!.toFixed(2)
  console.log(
    `${size} items: built in ${(built / 1000).toFixed(2)} s (${((used.user + used.system) / 1e6).toFixed(2)} s of processor), ${memory.toFixed(0)} MB, p50 ${q(0.5)} ms, p99 ${q(0.99)} ms, ${(100 * found).toFixed(1)} % of names find their own item first`,
  )
}
