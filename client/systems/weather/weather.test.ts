import { expect, it } from 'vitest'
import { WeatherCommand } from '../../../shared/systems/weather/weather.ts'
import { announcing, KINDS, readEntry, standing } from './announcements.ts'

const NOW_MS = 1_800_000_000_000

it('announces every weather as a command the system takes, named after what it is and until when', () => {
  for (const kind of KINDS) {
    const command = announcing(kind, 3, NOW_MS)
    expect(WeatherCommand.parse(command)).toEqual(command)
    expect(readEntry(command.entry)).toEqual({ entry: command.entry, kind, untilMs: NOW_MS + 3 * 3_600_000 })
  }
  expect(readEntry('by-hand')).toBeNull()
})

it('knows what still stands from the marks', () => {
  const [storm, fog] = [announcing('storm', 1, NOW_MS).entry, announcing('fog', 2, NOW_MS).entry]
  const mark = (text: string, kind = 'weather.announce', atMs = NOW_MS) => ({ atMs, kind, text })
  const marks = [mark(storm), mark(fog), mark('by-hand')]
  const kinds = (own: typeof marks, nowMs = NOW_MS) => standing(marks, own, nowMs).map(({ kind }) => kind)
  expect(kinds([])).toEqual(['storm', 'fog'])
  expect(kinds([mark(storm, 'weather.withdraw', NOW_MS + 1)])).toEqual(['fog'])
  expect(kinds([], NOW_MS + 3_700_000)).toEqual(['fog'])
})
