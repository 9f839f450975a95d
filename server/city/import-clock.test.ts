import { expect, it } from 'vitest'
import { isNominal, timeZoneOf } from './import-clock.ts'
import type { Reading } from './survey.ts'

const timetable = (timeZone: string): Reading[] => [{ timeZone } as Reading]

it('the zone of a timetable counts, where it is one', () => {
  expect(timeZoneOf(24.9, timetable('Europe/Helsinki'))).toBe('Europe/Helsinki')
  expect(timeZoneOf(24.9, timetable('Mars/Olympus'))).toBe('Etc/GMT-2')
})

it.each([
  [24.9, 2],
  [-122.7, -8],
  [4.4, 0],
  [179.9, 12],
  [-179.9, -12],
])('at %d degrees east noon is nominally %d hours from UTC', (lon, hours) => {
  const timeZone = timeZoneOf(lon, [])
  expect(isNominal(timeZone)).toBe(true)
  const noon = new Date(Date.UTC(2026, 5, 1, 12 - hours))
  const hour = new Intl.DateTimeFormat('en', { timeZone, hour: 'numeric', hourCycle: 'h23' }).format(noon)
  expect(hour).toBe('12')
})
