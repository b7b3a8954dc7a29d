/** Writes and reads the encoder's weights as one block of bytes: a header in JSON, the features as lines, then the numbers. */
import type { EncoderWeights, Head, Space } from './encoder.ts'
import { SPACES } from './encoder.ts'

const MAGIC = 0x53574532

interface Header {
  readonly dims: Record<Space, number>
  readonly features: number
  readonly bytesOfFeatures: number
  readonly heads: readonly { name: string; space: Space; labels: readonly string[] }[]
}

/** Bytes of the file; the same weights give the same bytes. */
export function packWeights(weights: EncoderWeights): Uint8Array {
  const names = new TextEncoder().encode(weights.features.join('\n'))
  const header: Header = {
    dims: { ...weights.dims },
    features: weights.features.length,
    bytesOfFeatures: names.length,
    heads: Object.entries(weights.heads).map(([name, { space, labels }]) => ({ name, space, labels })),
  }
  const head = new TextEncoder().encode(JSON.stringify(header))
  const first = new Uint8Array(8)
  new DataView(first.buffer).setUint32(0, MAGIC, true)
  new DataView(first.buffer).setUint32(4, head.length, true)
  const bytesOf = (numbers: Float32Array | Int8Array) =>
    new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength)
  const parts = [first, head, names, bytesOf(weights.rarity)]
  for (const space of SPACES) parts.push(bytesOf(weights.scales[space]), bytesOf(weights.steps[space]))
  for (const { weights: w, bias } of Object.values(weights.heads)) parts.push(bytesOf(w), bytesOf(bias))
  parts.push(bytesOf(weights.danger.weights), bytesOf(Float32Array.of(weights.danger.bias)))
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

/** The weights in a file's bytes; throws Error where they are not such a file or are cut short. */
export function unpackWeights(bytes: Uint8Array): EncoderWeights {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (bytes.length < 8 || view.getUint32(0, true) !== MAGIC) throw new Error('not a file of encoder weights')
  let at = 8 + view.getUint32(4, true)
  // The magic number above says that this program wrote the header.
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, at))) as Header
  const take = (length: number): ArrayBuffer => {
    if (at + length > bytes.length) throw new Error('the file of encoder weights is cut short')
    // a copy of its own: numbers of four bytes must begin where four divides, and Buffer.slice copies nothing
    const part = new Uint8Array(length)
    part.set(bytes.subarray(at, at + length))
    at += length
    return part.buffer
  }
  const floats = (count: number) => new Float32Array(take(count * 4))
  const names = new TextDecoder().decode(take(header.bytesOfFeatures))
  const rarity = floats(header.features)
  const scales = {} as Record<Space, Float32Array>
  const steps = {} as Record<Space, Int8Array>
  for (const space of SPACES) {
    scales[space] = floats(header.features)
    steps[space] = new Int8Array(take(header.features * header.dims[space]))
  }
  const heads: Record<string, Head> = {}
  for (const { name, space, labels } of header.heads) {
    heads[name] = { space, labels, weights: floats(labels.length * header.dims[space]), bias: floats(labels.length) }
  }
  const danger = { weights: floats(header.features), bias: floats(1)[0]! }
  return { danger, features: names === '' ? [] : names.split('\n'), rarity, dims: header.dims, steps, scales, heads }
}
