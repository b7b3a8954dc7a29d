/** The strangers' day of files: what is counted of a small file, and what many networks leave to one more. */
import { expect, test } from 'vitest'
import { FILE_QUOTAS, type FileQuotaName, kilobytesOf, quotaPassed, type Used } from '../../core/file-quota.ts'

/** Networks of strangers, each sending files of `bytes` until it is refused; what is left of the day, and of one more's tries. */
function day(networks: number, bytes: number, around: 'address' | 'wide') {
  const all = { strangers: { files: 0, kilobytes: 0 }, desk: { files: 0, kilobytes: 0 } }
  const send = (own: { files: number; kilobytes: number }, size = bytes): FileQuotaName | null => {
    // new conversations cost nothing; within a wide network, new addresses neither
    const refusal = quotaPassed({ [around]: own, ...all }, size)
    if (refusal === null)
      for (const used of [own, all.strangers, all.desk]) {
        used.files++
        used.kilobytes += kilobytesOf(size)
      }
    return refusal
  }
  for (let n = 0; n < networks; n++) for (const own = { files: 0, kilobytes: 0 }; send(own) === null;);
  const one = { files: 0, kilobytes: 0 }
  let photos = 0
  let refused: FileQuotaName | null
  while ((refused = send(one, 2 * 1024 * 1024)) === null) photos++
  return { left: 1 - all.strangers.kilobytes / (FILE_QUOTAS.strangers.megabytes * 1024), photos, refused }
}

test('files of thirty bytes do not use up the day of the others', () => {
  const { left, photos } = day(100, 30, 'wide')
  expect(left).toBeGreaterThan(0.75)
  expect(photos).toBeGreaterThan(100)
})

test.each([
  ['address', 20, 12],
  ['address', 40, 4],
  ['wide', 20, 4],
] as const)(
  'networks that send all they may, by %s, %i of them, leave photos to one more',
  (around, networks, most) => {
    expect(day(networks, 2 * 1024 * 1024, around).photos).toBeGreaterThanOrEqual(most)
  },
)

test('beyond its share a network is told that the day is nearly full, not that it sent too much', () => {
  expect(day(30, 2 * 1024 * 1024, 'wide').refused).toBe('strangers')
})

test('who is known is counted by their own network alone, whatever strangers sent', () => {
  const { address, desk } = FILE_QUOTAS
  const before: Used = { files: 1, kilobytes: (address.megabytes - 1) * 1024 }
  expect(quotaPassed({ address: before, desk: { files: 0, kilobytes: desk.megabytes * 512 } }, 1024)).toBeNull()
})
