import { expect, it } from 'vitest'
import { heightAt, lowestAlong, terrainRange } from './terrain.ts'

const slope = { cols: 3, rows: 2, cellM: 10, westM: -10, southM: 0, heightsM: Float32Array.from([0, 1, 2, 10, 11, 12]) }

it('is bilinear between samples', () => {
  expect(heightAt(slope, -10, 0)).toBe(0)
  expect(heightAt(slope, -5, 0)).toBeCloseTo(0.5)
  expect(heightAt(slope, 5, 5)).toBeCloseTo(6.5)
  expect(heightAt(slope, 10, 10)).toBe(12)
})

it('holds its edge beyond the grid', () => {
  expect(heightAt(slope, -100, -100)).toBe(0)
  expect(heightAt(slope, 100, 100)).toBe(12)
})

it('finds the lowest ground along a ring and its range', () => {
  expect(lowestAlong(slope, [10, 10, 0, 5, 10, 5])).toBeCloseTo(6)
  expect(terrainRange(slope)).toEqual({ minM: 0, maxM: 12 })
})
