import { expect, it } from 'vitest'
import { standingPose } from '../../shared/protocol/presence.ts'
import { Crowd } from './crowd.ts'

const pose = (eastM: number) => ({ ...standingPose(), eastM })
const anna = { avatarId: 1, name: 'Anna', look: 0 }
const berik = { avatarId: 2, name: 'Berik', look: 0 }
const eye = { eastM: 0, northM: 0, upM: 1.65 }

it('shows nobody whose place is not known yet', () => {
  const crowd = new Crowd()
  crowd.know([anna])
  expect(crowd.frame(1000, eye)).toEqual([])
})

it('puts the nearest first, and again after they overtake', () => {
  const crowd = new Crowd()
  crowd.know([anna, berik])
  crowd.hear(1, 900, pose(50))
  crowd.hear(2, 900, pose(5))
  expect(crowd.frame(1000, eye).map((body) => body.name)).toEqual(['Berik', 'Anna'])
  crowd.hear(1, 1000, pose(1))
  expect(crowd.frame(1300, eye).map((body) => body.name)).toEqual(['Anna', 'Berik'])
})

it('lets go of one who left, and ignores poses of strangers', () => {
  const crowd = new Crowd()
  crowd.know([anna, berik])
  crowd.hear(1, 900, pose(1))
  crowd.hear(7, 900, pose(1))
  crowd.know([berik])
  expect(crowd.frame(1000, eye)).toEqual([])
})

it('forgets a body that was not heard of for five seconds, but keeps one whose line is lost', () => {
  const crowd = new Crowd()
  crowd.know([anna])
  crowd.hear(1, 1000, pose(1))
  expect(crowd.frame(5900, eye)).toHaveLength(1)
  expect(crowd.frame(6100, eye)).toHaveLength(0)
  crowd.know([{ ...anna, isAway: true }])
  expect(crowd.frame(6200, eye)[0]?.isAway).toBe(true)
})

it('renames a body in place', () => {
  const crowd = new Crowd()
  crowd.know([anna])
  crowd.hear(1, 1000, pose(1))
  crowd.know([{ ...anna, name: 'Anna K.', isHandUp: true }])
  expect(crowd.frame(1100, eye)[0]).toMatchObject({ name: 'Anna K.', isHandUp: true })
})

it('fades who stands in one’s personal space', () => {
  const crowd = new Crowd()
  crowd.know([anna])
  const fadeAt = (eastM: number): number => {
    crowd.clear()
    crowd.know([anna])
    crowd.hear(1, 1000, pose(eastM))
    return crowd.frame(1100, eye)[0]?.fade ?? -1
  }
  expect(fadeAt(1)).toBe(1)
  expect(fadeAt(0.6)).toBeGreaterThan(0.3)
  expect(fadeAt(0.6)).toBeLessThan(0.8)
  expect(fadeAt(0.1)).toBeLessThan(0.2)
})

it('hangs a line over its speaker for eight seconds and plays a gesture for three', () => {
  const crowd = new Crowd()
  crowd.know([{ ...anna, isAway: true }])
  crowd.hear(1, 1000, pose(3))
  crowd.said(1, 'Hello', 1000)
  crowd.emoted(1, 'wave', 1000)
  expect(crowd.frame(2000, eye)[0]).toMatchObject({ said: 'Hello', emote: 'wave', emoteS: 1 })
  expect(crowd.frame(4100, eye)[0]).toMatchObject({ said: 'Hello', emote: null })
  expect(crowd.frame(9100, eye)[0]?.said).toBeNull()
})
