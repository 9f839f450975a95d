import { describe, expect, it } from 'vitest'
import { AgentCells, type AgentNow } from '../../shared/protocol/fields-agents.ts'
import { AGENTS } from '../../shared/protocol/fields-testing.ts'
import { Field } from '../../shared/protocol/fields.ts'
import { AgentTracks, headingAt, placeAt } from './agent-tracks.ts'

const field = new Field(0, new AgentCells(AGENTS))
const bus = (eastM: number, headingRad = 0, id = 1): AgentNow => ({
  id,
  kind: 1,
  eastM,
  northM: 0,
  headingRad,
  speed: 30,
})
const tell = (tracks: AgentTracks, nowS: number, ...all: AgentNow[]): void => {
  field.update(all, nowS * 1000)
  tracks.hear(field.cells, nowS)
}
const east = (tracks: AgentTracks, nowS: number): number =>
  placeAt(tracks.all.get(1)?.values as Float64Array, nowS).eastM

describe('the way of what moves', () => {
  it('goes on evenly between words that come every second', () => {
    const tracks = new AgentTracks(() => 340)
    for (let s = 0; s <= 10; s++) tell(tracks, s, bus(10 * s))
    const steps = [10, 10.25, 10.5, 10.75, 11].map((s) => east(tracks, s))
    for (let i = 1; i < steps.length; i++) {
      const step = (steps[i] as number) - (steps[i - 1] as number)
      expect(step).toBeGreaterThan(1.8)
      expect(step).toBeLessThan(3)
    }
    expect(placeAt(tracks.all.get(1)?.values as Float64Array, 10).upM).toBe(340)
  })

  it('takes five seconds for what was said five seconds later, though frames come every second', () => {
    const tracks = new AgentTracks(() => 0)
    for (let s = 0; s <= 60; s++) tell(tracks, s, bus(50 * Math.floor(s / 5)))
    const [a, b] = [east(tracks, 61), east(tracks, 63)]
    expect(b - a).toBeGreaterThan(14)
    expect(b - a).toBeLessThan(26)
  })

  it('turns the short way round', () => {
    const tracks = new AgentTracks(() => 0)
    tell(tracks, 0, bus(0, 0.2))
    tell(tracks, 1, bus(5, 2 * Math.PI - 0.2))
    const values = tracks.all.get(1)?.values as Float64Array
    for (let s = 1; s <= 2.2; s += 0.1) expect(Math.abs(headingAt(values, s))).toBeLessThan(0.25)
    expect(headingAt(values, 3)).toBeCloseTo(-0.2, 1)
  })

  it('does not drive through a jump, and forgets who is gone', () => {
    const tracks = new AgentTracks(() => 0)
    tell(tracks, 0, bus(0), bus(0, 0, 2))
    tell(tracks, 1, bus(900))
    expect(east(tracks, 1)).toBe(900)
    expect(tracks.all.size).toBe(1)
  })
})
