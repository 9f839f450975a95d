import { expect, it } from 'vitest'
import { Crowd } from './crowd.ts'

const pose = (eastM: number) => ({ eastM, northM: 0, upM: 0, headingRad: 0, headPitchRad: 0, mode: 'walk' as const })
const anna = { avatarId: 1, name: 'Anna', look: 0 }
const berik = { avatarId: 2, name: 'Berik', look: 0 }

it('shows nobody whose place is not known yet', () => {
  const crowd = new Crowd()
  crowd.know([anna])
  expect(crowd.bodies(1000, 0, 0)).toEqual([])
})

it('puts the nearest first', () => {
  const crowd = new Crowd()
  crowd.know([anna, berik])
  crowd.hear(1, 900, pose(50))
  crowd.hear(2, 900, pose(5))
  expect(crowd.bodies(1000, 0, 0).map((body) => body.name)).toEqual(['Berik', 'Anna'])
})

it('lets go of one who left, and ignores poses of strangers', () => {
  const crowd = new Crowd()
  crowd.know([anna, berik])
  crowd.hear(1, 900, pose(1))
  crowd.hear(7, 900, pose(1))
  crowd.know([berik])
  expect(crowd.bodies(1000, 0, 0)).toEqual([])
})

it('forgets a body that was not heard of for five seconds', () => {
  const crowd = new Crowd()
  crowd.know([anna])
  crowd.hear(1, 1000, pose(1))
  expect(crowd.bodies(5900, 0, 0)).toHaveLength(1)
  expect(crowd.bodies(6100, 0, 0)).toHaveLength(0)
})

it('renames a body in place', () => {
  const crowd = new Crowd()
  crowd.know([anna])
  crowd.hear(1, 1000, pose(1))
  crowd.know([{ ...anna, name: 'Anna K.' }])
  expect(crowd.bodies(1100, 0, 0)[0]?.name).toBe('Anna K.')
})
