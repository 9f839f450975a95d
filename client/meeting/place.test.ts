import { expect, it } from 'vitest'
import { DeckIndex } from '../../shared/city/decks.ts'
import type { MeetingPlace } from '../../shared/civic/told-meeting.ts'
import { type Ground, layOut, type Layout, MOST_SEATS, slabStrips, type Spot } from './place.ts'

const OPEN: Ground = { floorAt: () => 10, isBuilt: () => false }
const place = (more: Partial<MeetingPlace> = {}): MeetingPlace => ({
  eastM: 100,
  northM: -50,
  upM: 10,
  headingRad: 0,
  ...more,
})
const away = (a: Spot, b: Spot): number => Math.hypot(a.eastM - b.eastM, a.northM - b.northM)
const nearest = ({ seats }: Layout): number =>
  Math.min(...seats.flatMap((a, i) => seats.slice(i + 1).map((b) => away(a, b))))

it('seats any council in the open, apart from each other, facing the chair, the board within sight', () => {
  for (const count of [1, 2, 5, 7, 11, 24, 60, 101, 300])
    for (const headingRad of [0, 1, Math.PI, 5]) {
      const all = layOut(place({ headingRad }), count, OPEN)
      expect(all.seats).toHaveLength(count)
      if (count > 1) expect(nearest(all)).toBeGreaterThan(1.1)
      for (const seat of all.seats) {
        expect(away(seat, all.chair)).toBeGreaterThan(4)
        expect(away(seat, all.wall)).toBeLessThan(30)
        const toChair = Math.atan2(all.chair.eastM - seat.eastM, all.chair.northM - seat.northM)
        expect(Math.cos(toChair - seat.headingRad)).toBeCloseTo(1)
        // Before the chair, not beside or behind it.
        const ahead = Math.cos(Math.atan2(seat.eastM - all.chair.eastM, seat.northM - all.chair.northM) - headingRad)
        expect(ahead).toBeGreaterThan(0.2)
      }
      expect(all.gallery.length).toBeGreaterThan(3)
      for (const guest of all.gallery)
        expect(Math.min(...all.seats.map((seat) => away(seat, guest)))).toBeGreaterThan(1)
    }
})

it('gives the first hundreds a seat and says how many stand', () => {
  expect(layOut(place(), MOST_SEATS + 50, OPEN)).toMatchObject({ standing: 50 })
})

it('puts no seat into walls: rows get narrower, or it says that there is no room', () => {
  // A lane of 9 m between two houses, along the way the chair looks.
  const lane: Ground = { floorAt: () => 10, isBuilt: (eastM) => Math.abs(eastM - 100) > 4.5 }
  const all = layOut(place(), 20, lane)
  expect(all).toMatchObject({ standing: 0 })
  for (const { eastM, northM } of [...all.seats, ...all.gallery]) expect(lane.isBuilt(eastM, northM)).toBe(false)
  const court: Ground = { floorAt: () => 10, isBuilt: (e, n) => Math.hypot(e - 100, n + 50) > 8 }
  const few = layOut(place(), 60, court)
  expect(few.standing).toBeGreaterThan(20)
  for (const { eastM, northM } of [...few.seats, ...few.gallery]) expect(court.isBuilt(eastM, northM)).toBe(false)
  expect(layOut(place(), 60, { ...OPEN, isBuilt: () => true })).toMatchObject({ standing: 60, seats: [] })
})

it('stays on the deck of a bridge, at its height, and off the bank', () => {
  // 18 m wide and gently rising; the river is 9 m below.
  const bridge: Ground = {
    isBuilt: () => false,
    floorAt: (eastM, northM) => (Math.abs(eastM - 100) < 9 ? 20 + (northM + 50) * 0.01 : 11),
  }
  const all = layOut(place({ upM: 20 }), 40, bridge)
  expect(all.standing).toBe(0)
  expect(all.floorM).toBeGreaterThan(20)
  expect(all.floorM).toBeLessThan(21)
  for (const { eastM, northM } of [...all.seats, ...all.gallery])
    expect(bridge.floorAt(eastM, northM)).toBeGreaterThan(19)
})

it('is a floor one can stand on wherever a seat is', () => {
  const all = layOut(place({ headingRad: 2 }), 40, OPEN)
  const decks = new DeckIndex()
  decks.add('meeting', slabStrips(all))
  for (const { eastM, northM } of [...all.seats, ...all.gallery, all.chair, all.lectern])
    expect(decks.heightAt(eastM, northM, 10)).toBeCloseTo(all.floorM)
  expect(decks.heightAt(400, 400, 10)).toBeNull()
})
