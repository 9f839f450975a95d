import { expect, it } from 'vitest'
import { waterOf, withCompanions } from './in-city-water.ts'

it('asks for what a level is drawn with, where the city has it', () => {
  expect(waterOf('flood.level')?.depth).toBe('flood.depth')
  expect(waterOf('flood.depth')).toBeUndefined()
  const known = ['weather.rain', 'flood.level', 'flood.depth', 'flood.east', 'flood.north']
  expect(withCompanions(['weather.rain', 'flood.level'], known)).toEqual([
    'weather.rain',
    'flood.level',
    'flood.depth',
    'flood.east',
    'flood.north',
  ])
  expect(withCompanions(['flood.level'], ['flood.level', 'flood.depth'])).toEqual(['flood.level', 'flood.depth'])
  expect(withCompanions(['weather.rain'], known)).toEqual(['weather.rain'])
})
