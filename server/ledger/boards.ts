// Boards of the city's bodies: one contract each, put on the chain when a body's first decision is drawn up. Later the one is
// taken on which all who preside and keep the record are seated, as the chain has it: it follows what officers change by their
// own signatures. Where none is, because officers changed without that, another is made, and whoever looks sees both.
import type { Artifacts } from './artifacts.ts'
import { seatsAll } from './calls.ts'
import type { Officer, Place } from './contract.ts'
import type { Entry, OutboxFile, Task } from './outbox-file.ts'
import type { Base } from './reach.ts'
import type { Eyes } from './seen.ts'

export type BoardOnChain = {
  readonly body: string
  readonly address: string
  /** As it began. */
  readonly officers: readonly Officer[]
  readonly quorum: number
  /** UTC, of its block. */
  readonly since: string
}

export type Boards = {
  of(body: string, officers: readonly Officer[]): Promise<Place>
  list(): BoardOnChain[]
}

type BoardsGiven = {
  readonly file: OutboxFile
  readonly eyes: Eyes
  readonly artifacts: Artifacts
  readonly made: (key: string, task: Task, withinMs?: number) => Promise<Entry>
  readonly waitMs: number
  readonly base: () => Base | null
  readonly why: () => string
}

/** A chair's and a secretary's. */
const QUORUM = 2
const LOOK_EVERY_MS = 50

export function openBoards({ file, eyes, artifacts, made, waitMs, base, why }: BoardsGiven): Boards {
  let queue: Promise<unknown> = Promise.resolve()
  const entriesOf = (body: string): Entry[] =>
    [...file.entries.values()].filter(({ task }) => task.kind === 'board' && task.body === body)
  const list = (): BoardOnChain[] =>
    [...file.entries.values()].flatMap(({ task, done }) => {
      if (task.kind !== 'board' || !done?.made) return []
      const { body, officers, quorum } = task
      return [{ body, address: done.made, officers, quorum, since: new Date(done.timeS * 1000).toISOString() }]
    })

  async function of(body: string, asked: readonly Officer[]): Promise<Place> {
    const officers = eachOnce(asked)
    for (const role of ['chair', 'secretary'] as const)
      if (!officers.some((one) => one.role === role))
        throw new Error(`the board of ${body} needs a ${role} with a key of their own, and there is none`)
    const on = await baseSoon()
    const deciding = officers.filter(({ role }) => role !== 'member')
    for (const { address } of list()
      .filter((one) => one.body === body)
      .reverse())
      if (await seatsAll(eyes, artifacts, { at: address, officers: deciding })) {
        // What is signed until then names officers who will not be those of the board.
        if (isChanging(address))
          throw new Error(`the officers of the board of ${body} are being changed; ask again when that is final`)
        return placeAt(on, address)
      }
    const all = entriesOf(body)
    const task: Task = { kind: 'board', eas: on.eas, body, officers, quorum: QUORUM }
    const pending = all.find((one) => !one.done && JSON.stringify(one.task) === JSON.stringify(task))
    const { done } = await made(pending?.key ?? `board:${all.length + 1}:${body}`, task, waitMs)
    return placeAt(on, done?.made as string)
  }

  const isChanging = (board: string): boolean =>
    [...file.entries.values()].some(
      ({ task, done, failed }) => task.kind === 'rotation' && task.board === board && !done && failed === null,
    )

  async function placeAt(on: Base, board: string): Promise<Place> {
    const answer = await eyes.call(board, artifacts.board.abi.encodeFunctionData('epoch'))
    return { ...on, board, epoch: Number(answer) }
  }

  async function baseSoon(): Promise<Base> {
    for (let waited = 0; waited < waitMs; waited += LOOK_EVERY_MS) {
      const on = base()
      if (on) return on
      await new Promise((later) => setTimeout(later, LOOK_EVERY_MS))
    }
    throw new Error(why())
  }

  return {
    list,
    /** One after another, so that two askers do not make two. */
    of(body, officers) {
      const turn = queue.then(() => of(body, officers))
      queue = turn.catch(() => undefined)
      return turn
    },
  }
}

/** By address; who has two roles has the first of chair, secretary and member. */
function eachOnce(officers: readonly Officer[]): Officer[] {
  const byAddress = new Map<string, Officer>()
  for (const wanted of ['chair', 'secretary', 'member'] as const)
    for (const { role, address } of officers)
      if (role === wanted && !byAddress.has(address.toLowerCase()))
        byAddress.set(address.toLowerCase(), { role, address: address.toLowerCase() })
  return [...byAddress.values()]
}
