// A city being played: the states of all systems, the clock, the chance. `judge` says whether an act may be, `apply`
// is the one place where state changes. Pure: the same inputs from the same start give the same bytes.
// Knows no journal; server/timelines/player.ts puts one in front of `apply`.
import type { City } from '../city/city.ts'
import { NO_OUTPUTS } from '../city/outputs.ts'
import { decodeCanonical, encodeCanonical } from './canonical.ts'
import type { Input, SystemVersion } from './input.ts'
import { Random, seedOf } from './random.ts'
import {
  type Actor,
  type Alert,
  type AnySystem,
  type Command,
  type Indicator,
  isAtLeast,
  type Observation,
  type Rejection,
} from './system.ts'

/** A system threw: its state is what it was left at, the others went on. */
export type Fault = { readonly system: string; readonly error: unknown }

type Saved = {
  build: string
  nowMs: number
  random: number
  systems: SystemVersion[]
  states: Record<string, unknown>
}

export class Twin {
  /** By system id; empty until an `opened` input. */
  states: Record<string, unknown> = {}
  /** What the timeline's clock shows, Unix time; 0 before the first input. */
  nowMs = 0
  /** Which code played last, as the last `opened` input says. */
  build = ''
  private random: Random
  private playing: readonly AnySystem[] = []
  private readonly systems: readonly AnySystem[]
  private readonly city: City

  constructor(systems: readonly AnySystem[], city: City, seed: number) {
    this.systems = systems
    this.city = city
    this.random = new Random(seed)
  }

  /** The command as its system reads it, or why it may not be. */
  judge(command: Command, actor: Actor): { readonly command: Command } | Rejection {
    const read = this.read(command, actor)
    if ('reason' in read) return read
    const { system, command: own } = read
    const refusal = system.check(this.states[system.id], own, this.city, actor)
    if (refusal) return refusal
    const carried = system.carried?.(own)
    const of = carried ? this.read(carried, actor) : null
    return of && 'reason' in of ? of : { command: own }
  }

  /** Only with inputs a journal has. Never throws for a system's fault: a replay meets the same one. */
  apply(input: Input): Fault[] {
    const faults: Fault[] = []
    const attempt = (system: AnySystem, act: () => void): void => {
      try {
        act()
      } catch (error) {
        faults.push({ system: system.id, error })
      }
    }
    switch (input.kind) {
      case 'command': {
        const system = this.systemFor(input.command.type)
        if (system) attempt(system, () => system.apply(this.states[system.id], input.command, input.actor))
        break
      }
      case 'observation':
        this.observe(input.observation, attempt)
        break
      case 'observations':
        for (const { thing, atMs, values } of input.all)
          for (const [key, value] of Object.entries(values)) this.observe({ thing, key, value, atMs }, attempt)
        break
      case 'varied':
        this.vary(input.member, attempt)
        break
      case 'step':
        this.nowMs = input.atMs
        this.step(input.stepS, attempt)
        break
      case 'opened':
        this.nowMs = Math.max(this.nowMs, input.atMs)
        this.build = input.build
        this.open(input.systems)
        break
      case 'keyframe':
        break
    }
    return faults
  }

  /** Everything there is of this twin, as canonical bytes. */
  save(): Uint8Array<ArrayBuffer> {
    const { build, nowMs, states, versions: systems } = this
    return encodeCanonical({ build, nowMs, random: this.random.state, systems, states } satisfies Saved)
  }

  /** What was played, whichever code played it: all of `save` but the build. */
  played(): Uint8Array<ArrayBuffer> {
    const { nowMs, states, versions: systems } = this
    return encodeCanonical({ nowMs, random: this.random.state, systems, states })
  }

  /**
   * The twin `save` wrote; absent systems are forgotten. Answers which systems have another version now, as they were
   * saved: their states are what `migrate` made of them, or new ones, and what follows is not what it was then.
   */
  load(bytes: Uint8Array): SystemVersion[] {
    const saved = decodeCanonical(bytes) as Saved
    this.build = saved.build
    this.nowMs = saved.nowMs
    this.random = new Random(saved.random)
    this.states = saved.states
    this.playing = this.systems.filter((s) => saved.systems.some(({ id }) => id === s.id))
    const others = this.others(saved.systems)
    for (const { id, version } of others) {
      const system = this.playing.find((s) => s.id === id)
      if (!system) continue
      const isOlder = version < system.version
      const migrated = isOlder ? system.migrate?.(saved.states[id], version, this.city) : undefined
      this.states[id] = migrated ?? system.create(this.city)
    }
    return others
  }

  /** Of these, the systems that this build plays at another version. */
  others(versions: readonly SystemVersion[]): SystemVersion[] {
    return versions.filter(({ id, version }) => this.systems.some((s) => s.id === id && s.version !== version))
  }

  /** The systems that play, in their order. */
  get versions(): SystemVersion[] {
    return this.playing.map(({ id, version }) => ({ id, version }))
  }

  alerts(): Alert[] {
    return this.playing.flatMap((s) => s.alerts?.(this.states[s.id], this.city) ?? [])
  }

  indicators(): Indicator[] {
    return this.playing.flatMap((s) => s.indicators?.(this.states[s.id]) ?? [])
  }

  /** Whose it is, and as its system reads it; or why not. Looks at no state. */
  private read(command: Command, actor: Actor): { readonly system: AnySystem; readonly command: Command } | Rejection {
    const system = this.systemFor(command.type)
    if (!system) return { reason: `no system of this city takes ${command.type}` }
    const least = Object.hasOwn(system.leastRole, command.type) ? system.leastRole[command.type] : undefined
    if (!least) return { reason: `${system.id} has no command ${command.type}` }
    if (!isAtLeast(actor.role, least)) return { reason: `${command.type} needs the role ${least}` }
    const parsed = system.commands.safeParse(command)
    if (parsed.success) return { system, command: parsed.data }
    const [issue] = parsed.error.issues
    return { reason: `${command.type}: ${issue?.path.map(String).join('.') ?? ''} ${issue?.message ?? 'is unclear'}` }
  }

  /** Each system draws its own numbers, whichever others play. */
  private vary(member: number, attempt: (system: AnySystem, act: () => void) => void): void {
    const { state } = this.random
    this.random = new Random(seedOf(`${state} member ${member}`))
    for (const s of this.playing) {
      const own = new Random(seedOf(`${state} member ${member} ${s.id}`))
      attempt(s, () => s.vary?.(this.states[s.id], own, this.city))
    }
  }

  private observe(observation: Observation, attempt: (system: AnySystem, act: () => void) => void): void {
    for (const s of this.playing) attempt(s, () => s.observe?.(this.states[s.id], observation))
  }

  private step(stepS: number, attempt: (system: AnySystem, act: () => void) => void): void {
    const felt = { ...NO_OUTPUTS, nowMs: this.nowMs }
    for (const s of this.playing) {
      const state = this.states[s.id]
      attempt(s, () => {
        s.step?.(state, stepS, this.random, this.city, felt)
        Object.assign(felt, s.outputs?.(state, this.city))
      })
    }
  }

  private open(versions: readonly SystemVersion[]): void {
    const names = new Set(versions.map(({ id }) => id))
    this.playing = this.systems.filter((s) => names.has(s.id))
    const kept = this.playing.map((s): [string, unknown] => [s.id, this.states[s.id] ?? s.create(this.city)])
    this.states = Object.fromEntries(kept)
  }

  private systemFor(type: string): AnySystem | undefined {
    const name = type.slice(0, type.indexOf('.'))
    return this.playing.find(({ id }) => id === name)
  }
}
