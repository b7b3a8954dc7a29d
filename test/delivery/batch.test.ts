/** What is written together, and what hears of whose fault. */
import { expect, test } from 'vitest'
import { groupCommit } from '../../bot/group-commit.ts'

test('what the process has not listened to yet is in the batch, though the writer never waits for anything', async () => {
  const written: (readonly number[])[] = []
  const put = groupCommit(async (items: readonly number[]) => (written.push(items), items))
  const heard = new Promise<number>((done) => setImmediate(() => void put(2).then(done)))
  expect(await Promise.all([put(1), heard])).toEqual([1, 2])
  expect(written).toEqual([[1, 2]])
})

test('so many batches at a time, each of so many at most; everybody gets their own', async () => {
  let [under, most] = [0, 0]
  const put = groupCommit(
    async (items: readonly number[]) => {
      most = Math.max(most, ++under)
      expect(items.length).toBeLessThanOrEqual(3)
      await new Promise((done) => setImmediate(done))
      under--
      return items.map((n) => n * 10)
    },
    { max: 3, atOnce: 2 },
  )
  const asked = Array.from({ length: 20 }, (_, n) => n)
  expect(await Promise.all(asked.map(put))).toEqual(asked.map((n) => n * 10))
  expect(most).toBe(2)
})
