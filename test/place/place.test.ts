import { expect, test } from 'vitest'
import { metresBetween, readPlace, sayDistance, toGcj02, toWgs84 } from '../../core/place/place.ts'

// the vectors every library of this conversion is tested with (eviltransform)
test.each([
  [31.1774276, 121.5272106, 31.17530398364597, 121.531541859215],
  [22.543847, 113.912316, 22.540796131694766, 113.9171764808363],
  [39.911954, 116.377817, 39.91334545536069, 116.38404722455657],
])('%f, %f is where Chinese maps show it, and back', (lat, lon, gcjLat, gcjLon) => {
  const there = toGcj02({ lat, lon })
  expect(there.lat).toBeCloseTo(gcjLat, 9)
  expect(there.lon).toBeCloseTo(gcjLon, 9)
  const back = toWgs84({ lat: gcjLat, lon: gcjLon })
  expect(metresBetween(back, { lat, lon })).toBeLessThan(0.01)
})

test('abroad nothing is shifted', () => {
  expect(toGcj02({ lat: 51.5, lon: -0.12 })).toEqual({ lat: 51.5, lon: -0.12 })
})

test('a WeChat pin and a satellite fix of one spot are one place; what is no place is none', () => {
  const gps = readPlace({ lat: 39.911954, lon: 116.377817, system: 'wgs84' })!
  const pin = readPlace({ lat: 39.91334545536069, lon: 116.38404722455657, system: 'gcj02', label: '西单' })!
  expect(metresBetween(gps, pin)).toBeLessThan(2)
  expect(pin).toEqual({ lat: gps.lat, lon: gps.lon, sent: 'gcj02', label: '西单' })
  for (const [lat, lon] of [[91, 0], [10, 181], [NaN, 1], [0, 0]] as const) expect(readPlace({ lat, lon, system: 'wgs84' })).toBeNull() // prettier-ignore
})

test('distances: a degree of latitude is some 111 kilometres', () => {
  expect(metresBetween({ lat: 39, lon: 117 }, { lat: 40, lon: 117 })).toBeCloseTo(111_195, -2)
  expect([4, 84, 949, 1234, 23_456].map(sayDistance)).toEqual(['约10米', '约80米', '约950米', '约1.2公里', '约23公里'])
})
