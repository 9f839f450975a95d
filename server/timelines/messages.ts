// What the main thread and a timeline's worker say to each other: calls (through journal/port-calls.ts) and news.
// States never cross whole unless asked for; what clients see of them is published by the worker's systems.
import type { MessagePort } from 'node:worker_threads'
import type { Measured, Sample, TimedAct } from '../../shared/kernel/course.ts'
import type { Actor, Alert, Command, Indicator, Observation } from '../../shared/kernel/system.ts'
import type { AnyPublisher, Ground } from '../systems/publisher.ts'
import type { Verdict } from './player.ts'
import type { Published } from './publication.ts'
import type { House, Place } from './replay.ts'

/** What a timeline is played with, and what of it is shown; without publishers only what `look` tells. */
export type ShownHouse = House & {
  readonly shows?: { readonly publishers: readonly AnyPublisher[]; readonly ground: Ground }
}

/** Where the module lies that exports `openHouse(given): Promise<ShownHouse>`, and what to give it. */
export type HouseAt = { readonly url: string; readonly given: string }

/** How a timeline's clock goes. */
export type Mode =
  /** By the wall clock, a step every `periodS`; begun with `seed` where there is no such timeline yet. */
  | { readonly kind: 'live'; readonly periodS: number; readonly city: string; readonly seed: number }
  /** From `parent` on as fast as it can, `stepS` at a time, until its clock shows `untilMs`; takes commands. */
  | {
      readonly kind: 'fork'
      readonly parent: { readonly timeline: string; readonly seq: number }
      readonly stepS: number
      readonly untilMs: number
      readonly maxMemoryMb: number
      /** Done before its clock goes; a fork of which one is refused fails. */
      readonly acts?: readonly Act[]
      readonly run?: RunPlan
      /** Of the machine, that it may reckon with; one unless told. */
      readonly cores?: number
    }
  /** Stands still at a place; changes nothing. */
  | { readonly kind: 'past'; readonly at: Place }

export type WorkerGiven = {
  readonly timeline: string
  readonly mode: Mode
  readonly house: HouseAt
  readonly build: string
  readonly journal: MessagePort
}

/** What a timeline shows of itself; `states` are those asked for, by system id. */
export type Look = {
  readonly seq: number
  readonly nowMs: number
  readonly alerts: readonly Alert[]
  readonly indicators: readonly Indicator[]
  readonly states: Readonly<Record<string, unknown>>
}

export type Act = { readonly command: Command; readonly actor: Actor; readonly intent: string }

/** A fork that does things at their moments and is measured on the way. One that was cut cannot go on. */
export type RunPlan = {
  readonly acts: readonly TimedAct[]
  /** Each gets its number behind it. */
  readonly intent: string
  /** 0 is the city as it is known. */
  readonly member: number
  /** How far apart it is looked at. */
  readonly everyS: number
  /** It stops there with what it has. */
  readonly maxSeconds: number
}

/** What came of a run, as far as it came. */
export type Outcome = {
  readonly reachedS: number
  readonly indicators: readonly Measured[]
  readonly samples: readonly Sample[]
  /** Of what was played, at its end; empty where it was stopped. */
  readonly stateHash: string
}

/** What a worker answers. */
export type TimelineTable = {
  act(act: Act): Promise<Verdict>
  observe(observation: Observation): Promise<Verdict>
  look(wanted: { readonly systems: readonly string[] }): Look
  stateHash(given: null): string
  /** Past only: to another moment. */
  goTo(place: { readonly seq: number } | { readonly atMs: number }): Promise<Look>
  close(given: null): Promise<void>
}

/** `catchingUp` until the journal is played; `done` when a fork has come to its end. */
export type Status =
  | { readonly is: 'catchingUp' }
  | { readonly is: 'playing'; readonly seq: number; readonly nowMs: number; readonly fraction: number }
  | { readonly is: 'done'; readonly seq: number; readonly nowMs: number; readonly outcome?: Outcome }
  | { readonly is: 'failed'; readonly reason: string; readonly outcome?: Outcome }
  | { readonly is: 'closed' }

export type News =
  | { readonly status: Status }
  | { readonly fault: { readonly system: string; readonly message: string } }
  /** What an operator should know. */
  | { readonly note: string }
  | { readonly published: Published }
