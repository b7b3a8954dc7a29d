/** Places on the earth: kept in WGS-84, told apart from GCJ-02 (the shifted coordinates of Chinese maps) and converted. */

/** `wgs84`: what satellites give. `gcj02`: what maps in mainland China show, WeChat's among them (GB 20263: 加偏移). */
export type CoordinateSystem = 'wgs84' | 'gcj02'

/** Degrees, north and east positive. */
export interface Point {
  readonly lat: number
  readonly lon: number
}

/** Where something is, in WGS-84, to about a metre. */
export interface Place extends Point {
  /** What it was sent as. */
  readonly sent: CoordinateSystem
  /** What the sender's map calls it, personal data masked. */
  readonly label?: string
}

const A = 6_378_245
const EE = 0.00669342162296594323
const rad = (degrees: number): number => (degrees * Math.PI) / 180

/** Outside this box the maps do not shift: a rectangle around the mainland, as every map library draws it. */
const shifted = ({ lat, lon }: Point): boolean => lat >= 0.8293 && lat <= 55.8271 && lon >= 72.004 && lon <= 137.8347

function shift({ lat, lon }: Point): Point {
  const x = lon - 105
  const y = lat - 35
  const waves = 20 * Math.sin(6 * x * Math.PI) + 20 * Math.sin(2 * x * Math.PI)
  const dLat =
    -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * Math.sqrt(Math.abs(x)) +
    ((waves + 20 * Math.sin(y * Math.PI) + 40 * Math.sin((y / 3) * Math.PI) +
      160 * Math.sin((y / 12) * Math.PI) + 320 * Math.sin((y / 30) * Math.PI)) * 2) / 3 // prettier-ignore
  const dLon =
    300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * Math.sqrt(Math.abs(x)) +
    ((waves + 20 * Math.sin(x * Math.PI) + 40 * Math.sin((x / 3) * Math.PI) +
      150 * Math.sin((x / 12) * Math.PI) + 300 * Math.sin((x / 30) * Math.PI)) * 2) / 3 // prettier-ignore
  const root = 1 - EE * Math.sin(rad(lat)) ** 2
  return {
    lat: (dLat * 180) / (((A * (1 - EE)) / (root * Math.sqrt(root))) * Math.PI),
    lon: (dLon * 180) / ((A / Math.sqrt(root)) * Math.cos(rad(lat)) * Math.PI),
  }
}

/** As Chinese maps show it. */
export function toGcj02(p: Point): Point {
  if (!shifted(p)) return { lat: p.lat, lon: p.lon }
  const by = shift(p)
  return { lat: p.lat + by.lat, lon: p.lon + by.lon }
}

/** Back from a Chinese map, to within a centimetre: the shift has no inverse in closed form, so it is closed in on. */
export function toWgs84(p: Point): Point {
  let guess: Point = { lat: p.lat, lon: p.lon }
  for (let i = 0; i < 5; i++) {
    const there = toGcj02(guess)
    guess = { lat: guess.lat + p.lat - there.lat, lon: guess.lon + p.lon - there.lon }
  }
  return guess
}

const toMetre = (degrees: number): number => Math.round(degrees * 1e5) / 1e5

/** A place as it was sent, kept in WGS-84; null for what is no place on earth (and for 0, 0, which broken phones send). */
export function readPlace(sent: Point & { readonly system: CoordinateSystem; readonly label?: string }): Place | null {
  const { lat, lon, system, label } = sent
  if (!(Math.abs(lat) <= 90 && Math.abs(lon) <= 180) || (lat === 0 && lon === 0)) return null
  const point = system === 'gcj02' ? toWgs84({ lat, lon }) : { lat, lon }
  return { lat: toMetre(point.lat), lon: toMetre(point.lon), sent: system, ...(label ? { label } : {}) }
}

/** Metres between two places, along the earth. */
export function metresBetween(a: Point, b: Point): number {
  const half =
    Math.sin(rad(b.lat - a.lat) / 2) ** 2 +
    Math.cos(rad(a.lat)) * Math.cos(rad(b.lat)) * Math.sin(rad(b.lon - a.lon) / 2) ** 2
  return 2 * 6_371_008.8 * Math.asin(Math.min(1, Math.sqrt(half)))
}

/** '约80米', '约1.2公里'. */
export const sayDistance = (metres: number): string =>
  metres < 950 ? `约${Math.max(10, Math.round(metres / 10) * 10)}米` : `约${Number((metres / 1000).toFixed(metres < 9950 ? 1 : 0))}公里` // prettier-ignore
