import { expect, it } from 'vitest'
import { layOut } from '../../meeting/place.ts'
import { BOARD, meetBoard, placeMesh } from './meeting.ts'

const OPEN = { floorAt: () => 10, isBuilt: () => false }
const place = { eastM: 100, northM: -50, upM: 10, headingRad: 0 }

it('keeps to fifteen thousand triangles with three hundred seats', () => {
  const { indices, positions, normals, colours } = placeMesh(layOut(place, 300, OPEN))
  expect(indices.length / 3).toBeLessThanOrEqual(15_000)
  expect(indices.every((i) => i < positions.length / 3)).toBe(true)
  expect(normals).toHaveLength(positions.length)
  expect(colours).toHaveLength((positions.length / 3) * 4)
  const isOne = (i: number): boolean =>
    Math.abs(Math.hypot(normals[i] ?? 0, normals[i + 1] ?? 0, normals[i + 2] ?? 0) - 1) < 1e-6
  expect(normals.every((_, i) => i % 3 !== 0 || isOne(i))).toBe(true)
})

it('turns faces outwards: the floor looks up', () => {
  const { normals } = placeMesh(layOut(place, 7, OPEN))
  expect(normals[1]).toBeCloseTo(1)
})

it('knows which side of a board one points at, and that nobody points at it from behind', () => {
  // It looks north; its reader stands north of it and looks south: the reader's left is east.
  const at = { eastM: 0, northM: 0, headingRad: 0, floorM: 0 }
  const ray = (eastM: number, upM = 3, dirN = -1) => ({ eastM, northM: 8, upM, dirE: 0, dirN, dirU: 0 })
  expect(meetBoard(at, BOARD, ray(2.4), 20)).toBeCloseTo(-0.4)
  expect(meetBoard(at, BOARD, ray(-2.4), 20)).toBeCloseTo(0.4)
  expect(meetBoard(at, BOARD, ray(3.2), 20)).toBeNull()
  expect(meetBoard(at, BOARD, ray(0, 1.5), 20)).toBeNull()
  expect(meetBoard(at, BOARD, ray(0), 7)).toBeNull()
  expect(meetBoard(at, BOARD, { ...ray(0, 3, 1), northM: -8 }, 20)).toBeNull()
})
