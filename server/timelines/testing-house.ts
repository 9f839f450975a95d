// The house of the tests: the toy, and a glutton that eats memory when told to. See HouseAt in messages.ts.
import { z } from 'zod'
import type { CitySystem } from '../../shared/kernel/system.ts'
import { EMPTY_CITY, toy } from '../../shared/kernel/toy.ts'
import type { House } from './replay.ts'

const glutton: CitySystem<{ eats: boolean; meals: Float64Array[] }, { type: 'glutton.eat' }> = {
  id: 'glutton',
  version: 1,
  commands: z.strictObject({ type: z.literal('glutton.eat') }),
  leastRole: { 'glutton.eat': 'visitor' },
  create: () => ({ eats: false, meals: [] }),
  check: () => null,
  apply(state) {
    state.eats = true
  },
  step(state) {
    if (state.eats) state.meals.push(new Float64Array(131_072))
  },
}

export const openHouse = (): Promise<House> => Promise.resolve({ systems: [toy, glutton], city: EMPTY_CITY })
