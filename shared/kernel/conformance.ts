// The suite every city system must pass, with a story of its own: what happens to it, and what it must refuse.
import { describe, expect, it } from 'vitest'
import type { City } from '../city/city.ts'
import { NO_OUTPUTS } from '../city/outputs.ts'
import { decodeCanonical, encodeCanonical } from './canonical.ts'
import { Random } from './random.ts'
import { type Actor, type CitySystem, type Command, type Observation, ROLES } from './system.ts'

export type Story<C extends Command> = {
  readonly city: City
  readonly observations: readonly Observation[]
  /** Accepted one after the other, steps in between. */
  readonly legal: readonly C[]
  /** Refused after all that; the reason must hold `names`. */
  readonly illegal: readonly { readonly command: C; readonly names: string; readonly by?: Actor }[]
  /** Who does what is legal; one operator where it is left out. */
  readonly by?: (command: C) => Actor
}

const STEPS = [1, 60, 0.05]
const TESTER: Actor = { id: 'tester', role: 'operator' }
const HOSTILE = [Number.NaN, Infinity, -Infinity, 1e308, -1e308, -0, Number.MIN_VALUE]

export function describeSystem<S, C extends Command>(system: CitySystem<S, C>, story: Story<C>): void {
  const { city } = story
  const by = story.by ?? (() => TESTER)
  const play = (between: (state: S) => S = (state) => state): S => {
    let state = system.create(city)
    const random = new Random(1)
    const step = (): void => {
      for (const stepS of STEPS) system.step?.(state, stepS, random, city, NO_OUTPUTS)
      state = between(state)
    }
    for (const observation of story.observations) {
      system.observe?.(state, observation)
      step()
    }
    for (const command of story.legal) {
      expect(system.check(state, command, city, by(command)), `${command.type} is legal in the story`).toBeNull()
      system.apply(state, command, by(command))
      step()
    }
    step()
    return state
  }

  describe(`the system ${system.id}`, () => {
    it('keeps a state that survives a structured clone and a keyframe, and goes on from either', () => {
      const whole = encodeCanonical(play())
      expect(encodeCanonical(play((state) => structuredClone(state)))).toEqual(whole)
      expect(encodeCanonical(play((state) => decodeCanonical(encodeCanonical(state)) as S))).toEqual(whole)
    })

    it('gives the same state for the same inputs', () => {
      expect(encodeCanonical(play())).toEqual(encodeCanonical(play()))
    })

    it('changes nothing in check, outputs, alerts and indicators', () => {
      const state = play()
      const before = encodeCanonical(state)
      const illegal = story.illegal.map(({ command }) => command)
      for (const command of [...story.legal, ...illegal]) system.check(state, command, city, by(command))
      system.outputs?.(state, city)
      system.alerts?.(state, city)
      system.indicators?.(state)
      expect(encodeCanonical(state)).toEqual(before)
    })

    if (system.vary)
      it('varies every member otherwise, and each alike whenever it is asked', () => {
        const varied = (seed: number): Uint8Array => {
          const state = play()
          system.vary?.(state, new Random(seed), city)
          const random = new Random(3)
          for (const stepS of STEPS) system.step?.(state, stepS, random, city, NO_OUTPUTS)
          expect(badNumbers(state, system.id)).toEqual([])
          return encodeCanonical(state)
        }
        expect(varied(5)).toEqual(varied(5))
        expect(varied(6)).not.toEqual(varied(5))
      })

    it('gives a reason that names the thing for every refusal', () => {
      const state = play()
      expect(story.illegal.length).toBeGreaterThan(0)
      for (const { command, names, by: actor } of story.illegal) {
        const reason = system.check(state, command, city, actor ?? by(command))?.reason
        expect(reason, JSON.stringify(command)).toBeTypeOf('string')
        expect(reason).toContain(names)
        expect(reason).not.toMatch(/undefined|NaN|\[object|null/)
      }
    })

    it('names its commands after itself and gives each a role', () => {
      const types = Object.entries<string>(system.leastRole)
      expect(types.length).toBeGreaterThan(0)
      for (const [type, role] of types) {
        expect(type).toMatch(new RegExp(`^${system.id}\\.[a-z][A-Za-z0-9]*$`))
        expect(ROLES).toContain(role)
      }
      const told = [...story.legal, ...story.illegal.map(({ command }) => command)].map(({ type }) => type)
      for (const type of told) expect(Object.keys(system.leastRole)).toContain(type)
      for (const command of story.legal) expect(system.commands.safeParse(command).success).toBe(true)
      expect(system.commands.safeParse({ type: `${system.id}.nothingOfTheKind` }).success).toBe(false)
    })

    it('holds no NaN and no infinity, whatever numbers come in', () => {
      const state = play()
      const random = new Random(2)
      for (const value of HOSTILE) {
        for (const command of story.legal)
          tryCommand(system, state, { command: withNumbers(command, value), actor: by(command) }, city)
        for (const o of story.observations) if (Number.isFinite(value)) system.observe?.(state, { ...o, value })
        for (const stepS of STEPS) system.step?.(state, stepS, random, city, NO_OUTPUTS)
        expect(badNumbers(state, system.id), `after ${value}`).toEqual([])
      }
      const shown = [...(system.alerts?.(state, city) ?? []), ...(system.indicators?.(state) ?? [])]
      expect(badNumbers(shown, 'shown')).toEqual([])
    })
  })
}

function tryCommand<S, C extends Command>(
  system: CitySystem<S, C>,
  state: S,
  { command, actor }: { readonly command: unknown; readonly actor: Actor },
  city: City,
): void {
  const parsed = system.commands.safeParse(command)
  if (!parsed.success || system.check(state, parsed.data, city, actor)) return
  system.apply(state, parsed.data, actor)
}

/** A copy in which every number is `value`. */
function withNumbers(given: unknown, value: number): unknown {
  if (typeof given === 'number') return value
  if (Array.isArray(given)) return given.map((one: unknown) => withNumbers(one, value))
  if (given === null || typeof given !== 'object') return given
  return Object.fromEntries(Object.entries(given).map(([key, one]) => [key, withNumbers(one, value)]))
}

/** Paths of numbers that are not finite. */
function badNumbers(value: unknown, path: string): string[] {
  if (typeof value === 'number') return Number.isFinite(value) ? [] : [path]
  if (value instanceof Float32Array || value instanceof Float64Array)
    return value.some((v: number) => !Number.isFinite(v)) ? [path] : []
  if (value === null || typeof value !== 'object' || ArrayBuffer.isView(value)) return []
  const pairs = value instanceof Map ? [...value] : Object.entries(value)
  return pairs.flatMap(([key, one]) => badNumbers(one, `${path}.${String(key)}`))
}
