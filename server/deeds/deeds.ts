// From decision to deed: once a carried decision is published, each of its effects is asked for as a task in live, once; what
// becomes of it is noted in the meeting's journal, and when all are done the decision is executed, not before the day it takes
// effect; one that asks for none is executed that day. Nothing is done by the decision itself: a person who does not stand behind
// it approves, a department says what it did. When it is executed, the works of the branch that was voted on are placed in live,
// each once, and stay. What live will not take now is tried again; what failed is asked for again when an operator says so.
import type { MeetingCommand } from '../../shared/civic/commands.ts'
import { motionOf } from '../../shared/civic/state.ts'
import type { Effect } from '../../shared/records/effect.ts'
import { SERVER_ACTOR } from '../meetings/desk.ts'
import type { House } from '../meetings/house.ts'
import type { RecordDesk } from '../records/record-desk.ts'
import type { AdoptingDesk, Tried, Work } from '../systems/adopting.ts'
import type { DecidedDesk, DeedSeen } from '../systems/decided.ts'
import { type Readings, sampleInto } from './readings.ts'

type Found = ReturnType<RecordDesk['list']>[number]
type RecordHeld = Found['held']
type Deed = RecordHeld['deeds'][number]
/** Of a record's body, which is large: what deeds need of it. */
type Asked = {
  readonly effects: readonly Effect[]
  /** It is executed no sooner; null where it takes effect when it is published. */
  readonly effectiveAtMs: number | null
  /** What was done in the branch that was the evidence. */
  readonly tried: readonly Tried[]
  /** Indicators that were forecast. */
  readonly forecast: ReadonlySet<string>
}

export type DeedsOptions = {
  readonly house: Pick<House, 'deskOf' | 'onChange'>
  readonly records: Pick<RecordDesk, 'list' | 'find' | 'file'>
  readonly decided: DecidedDesk
  readonly adopting: readonly AdoptingDesk[]
  /** What live reads now; null while nothing is told. */
  readonly live: () => {
    readonly nowMs: number
    readonly indicators: readonly { readonly id: string; readonly value: number }[]
  } | null
  readonly readings: Readings
  /** Whom live knows by that account of a meeting; null for nobody. */
  readonly personOf: (account: string) => Promise<string | null>
  readonly onFault: (where: string, error: unknown) => void
  readonly everyMs?: number
}

export type Deeds = {
  /** Why an effect of that record is not asked for yet; empty where it is. */
  whyWaiting(record: string, effect: number): string
  seen(task: string): DeedSeen | null
  /** Of a record's branch, in order, with how far each is. */
  works(record: string, tried: readonly Tried[]): readonly WorkTold[]
  /** Asks again for what failed or was declined: null, or why not. */
  again(record: string, effect: number): Promise<string | null>
  close(): Promise<void>
}

export type WorkTold = Pick<Work, 'n' | 'what' | 'name'> & {
  readonly isPlaced: boolean
  /** Why live would not have it; empty while it is not asked. */
  readonly why: string
}

const EVERY_MS = 500
const FOLLOWED: readonly RecordHeld['life']['is'][] = ['inForce', 'executed', 'superseded']
/** What was refused is tried again after so many looks. */
const AGAIN_LOOKS = 6
/** What live will not have placed now. */
const PLACE_AGAIN_LOOKS = 60

export const taskIdOf = (record: string, effect: number, attempt: number): string =>
  attempt === 1 ? `decision-${record}-${effect}` : `decision-${record}-${effect}-${attempt}`
const attemptOf = ({ task, effect }: Deed, record: string): number =>
  Number(task.slice(`decision-${record}-${effect}-`.length)) || 1

export function openDeeds(options: DeedsOptions): Deeds {
  const { house, records, decided, adopting, live, readings, personOf, onFault, everyMs = EVERY_MS } = options
  const why = new Map<string, string>()
  const waits = new Map<string, number>()
  /** By record and work: empty once it is placed, else why not. Live's own journal has each of them once. */
  const placed = new Map<string, string>()
  /** Records whose works are all placed, or will not be any more: nothing of them is looked at again. */
  const built = new Set<string>()
  let isClosed = false

  const note = async ({ state }: Found, command: MeetingCommand): Promise<void> => {
    const intent = `${command.type} ${JSON.stringify(command)}`.slice(0, 200)
    const verdict = await house.deskOf(state.about.meeting)?.act(SERVER_ACTOR, command, intent)
    // What is noted already was noted before a restart.
    if (verdict && !verdict.ok && !/ is (executed|superseded)$/.test(verdict.reason)) throw new Error(verdict.reason)
  }

  /** Who moved it and who signed for it, as live knows them. */
  async function behind({ state, held }: Found): Promise<string[]> {
    const mover = motionOf(state, held.motion)?.by.id
    const signed = held.signatures.filter(({ role }) => role !== 'member').map(({ person }) => person)
    const all = [...new Set([...(mover === undefined ? [] : [mover]), ...signed])]
    const known = await Promise.all(all.map(async (one) => (await personOf(one)) ?? one))
    return [...new Set(known)]
  }

  const read = new Map<string, Asked>()
  /** Null where its file cannot be given now. */
  async function askedOf({ id, recordHash }: RecordHeld): Promise<Asked | null> {
    const before = read.get(recordHash)
    if (before) return before
    const file = await records.file(id)
    if (!file?.ok) return null
    const { decision, evidence } = file.file.body
    const asked: Asked = {
      effects: decision.effects,
      effectiveAtMs: decision.effectiveFrom === null ? null : Date.parse(decision.effectiveFrom),
      tried: evidence.scenario?.interventions ?? [],
      forecast: new Set(evidence.runs.flatMap((run) => run.indicators.map((one) => one.id))),
    }
    read.set(recordHash, asked)
    return asked
  }

  async function ask(found: Found, asked: Asked, given: { effect: number; attempt: number }): Promise<string | null> {
    const { held } = found
    const { effect: at, attempt } = given
    const tried = asked.tried.map(({ command }) => command)
    const effect = asked.effects[at] as Effect
    const task = taskIdOf(held.id, at, attempt)
    const refusal = await decided.ask({ record: held.id, task, effect, behind: await behind(found), tried })
    if (refusal === null)
      await note(found, { type: 'meeting.noteDeed', record: held.id, effect: at, task, is: 'requested' })
    return refusal
  }

  async function follow(found: Found): Promise<void> {
    const { held } = found
    const asked = await askedOf(held)
    if (!asked) return
    await sampleInto(readings, { held, forecast: asked.forecast, now: live() })
    if (held.life.is === 'executed') return adopt(held.id, asked.tried)
    if (held.life.is !== 'inForce') return
    for (const at of asked.effects.keys()) {
      const key = keyOf(held.id, at)
      const deed = held.deeds.find(({ effect }) => effect === at)
      if (!deed) {
        if (performance.now() < (waits.get(key) ?? 0)) continue
        const refusal = await ask(found, asked, { effect: at, attempt: 1 })
        why.set(key, refusal ?? '')
        if (refusal !== null) waits.set(key, performance.now() + AGAIN_LOOKS * everyMs)
      } else if (deed.is === 'requested') {
        const state = decided.seen(deed.task)?.state
        if (state === 'done' || state === 'failed' || state === 'declined')
          await note(found, { type: 'meeting.noteDeed', record: held.id, effect: at, task: deed.task, is: state })
      }
    }
    const now = records.find(held.id)
    if (now && isAllDone(now.held, asked.effects.length) && Date.now() >= (asked.effectiveAtMs ?? 0))
      await note(now, { type: 'meeting.noteExecuted', record: held.id })
  }

  /** One after the other: what is done to a work comes after the work. */
  async function adopt(record: string, tried: readonly Tried[]): Promise<void> {
    if (built.has(record)) return
    let isWhole = true
    for (const desk of adopting)
      for (const work of desk.worksOf(record, tried)) {
        const key = keyOf(record, work.n, 'work')
        if (placed.get(key) === '') continue
        isWhole = false
        if (isClosed || performance.now() < (waits.get(key) ?? 0)) break
        const refusal = await desk.place(record, work)
        placed.set(key, refusal ?? '')
        if (refusal === null) continue
        waits.set(key, performance.now() + PLACE_AGAIN_LOOKS * everyMs)
        break
      }
    if (isWhole) built.add(record)
  }

  /** What a decision had placed before another came in its stead; the rest is not placed any more. */
  async function recall(held: RecordHeld): Promise<void> {
    if (built.has(held.id)) return
    const asked = await askedOf(held)
    if (!asked) return
    for (const desk of adopting)
      for (const work of desk.worksOf(held.id, asked.tried)) {
        const key = keyOf(held.id, work.n, 'work')
        if (await desk.wasPlaced(held.id, work)) placed.set(key, '')
        else placed.delete(key)
      }
    built.add(held.id)
  }

  /** What was replaced is not wanted any more. */
  async function withdraw({ held }: Found): Promise<void> {
    if (held.life.is !== 'superseded') return
    for (const { task } of held.deeds.filter(({ is }) => is === 'requested')) {
      if (decided.seen(task)?.state !== 'requested') continue
      await decided.withdraw(held.id, task, `record ${held.id} is superseded by ${held.life.by}`)
    }
    await recall(held)
  }

  let isChanged = true
  let followed: readonly Found[] = []
  async function look(): Promise<void> {
    if (isChanged) {
      isChanged = false
      followed = records.list().filter(({ held }) => FOLLOWED.includes(held.life.is))
    }
    for (const found of followed) {
      if (isClosed) return
      const { is } = found.held.life
      try {
        if (is === 'inForce' || is === 'executed') await follow(found)
        else if (is === 'superseded') await withdraw(found)
      } catch (error) {
        onFault(`deeds of record ${found.held.id}`, error)
      }
    }
  }

  /** One after the other: what is asked for again is not noted as failed in between. */
  let turn: Promise<unknown> = Promise.resolve()
  let isLooking = false
  const go = (): void => {
    if (isLooking) return
    isLooking = true
    turn = turn
      .then(look)
      .catch((error: unknown) => onFault('deeds', error))
      .finally(() => (isLooking = false))
  }

  async function askAgain(record: string, effect: number): Promise<string | null> {
    const found = records.find(record)
    const deed = found?.held.deeds.find((one) => one.effect === effect)
    if (!found || !deed) return `record ${record} has not asked for an effect ${effect} yet`
    // Live may know it before the meeting does.
    const is = deed.is === 'requested' ? decided.seen(deed.task)?.state : deed.is
    if (is !== 'failed' && is !== 'declined') return `task ${deed.task} is ${is ?? deed.is}`
    if (found.held.life.is !== 'inForce') return `record ${record} is ${found.held.life.is}`
    const asked = await askedOf(found.held)
    if (!asked) return `the file of record ${record} is gone from this server`
    return ask(found, asked, { effect, attempt: attemptOf(deed, record) + 1 })
  }
  const timer = setInterval(go, everyMs)
  const unheard = house.onChange(() => {
    isChanged = true
    go()
  })

  return {
    whyWaiting: (record, effect) => why.get(keyOf(record, effect)) ?? '',
    seen: (task) => decided.seen(task),
    works: (record, tried) =>
      adopting
        .flatMap((desk) => desk.worksOf(record, tried).map((work) => ({ work, stands: desk.stands(work) })))
        .toSorted((a, b) => a.work.n - b.work.n)
        .map(({ work: { n, what, name }, stands }) => {
          const said = placed.get(keyOf(record, n, 'work'))
          return { n, what, name, isPlaced: said === '' || (said === undefined && stands), why: said ?? '' }
        }),
    async again(record, effect) {
      const asking = turn.then(() => askAgain(record, effect))
      turn = asking.catch(() => undefined)
      return asking
    },
    async close() {
      isClosed = true
      clearInterval(timer)
      unheard()
      await turn
      await readings.close()
    },
  }
}

const keyOf = (record: string, n: number, of: 'effect' | 'work' = 'effect'): string => `${record} ${of} ${n}`

/** Also where nothing is asked for. */
const isAllDone = ({ deeds, life }: RecordHeld, effects: number): boolean =>
  life.is === 'inForce' && deeds.filter(({ is }) => is === 'done').length === effects
