/**
 * How long one search for personal data takes in texts made to take long: ten thousand characters each, the median and
 * the slowest of twenty. `npx tsx bench/privacy/mask.ts`
 */
import { maskPersonal } from '../../core/privacy/mask.ts'

const LENGTH = 10_000
const PIECES = ['\n9', '1 ', '9-', '2x', '6', '138 0013 ', '120225198001015678 ', '一街', '一街1街', '村村1区', '李庄村三排5号，', '住址是', '癌我叫', '癌的张三得了', '我想问办低保要什么材料'] // prettier-ignore

for (const piece of PIECES) {
  const text = piece.repeat(Math.ceil(LENGTH / piece.length)).slice(0, LENGTH)
  for (let warm = 0; warm < 20; warm++) maskPersonal(text)
  const took = Array.from({ length: 20 }, () => {
    const from = performance.now()
    maskPersonal(text)
    return performance.now() - from
  }).sort((a, b) => a - b)
  console.log(JSON.stringify(piece).padEnd(26), `${took[10]!.toFixed(2)} ms, at most ${took[19]!.toFixed(2)} ms`)
}
