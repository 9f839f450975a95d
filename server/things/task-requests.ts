// A Task made over the API is a wish, not a command: it is asked of the city like anybody's, to be approved by a person and
// sent once. Its properties may name the fork in which it was tried (`simulatedOn`) or call it a `drill`; there the Task
// says what became of the asking.
import type { Actor } from '../../shared/kernel/system.ts'
import type { Json, NewTask, Things } from './contract.ts'

/** As long as somebody may take to approve it. */
const WAITS_MS = 15 * 60_000

/** What the city is asked: `tasks.request` of shared/systems/tasks. */
export type TaskRequest = {
  readonly type: 'tasks.request'
  readonly idempotencyKey: string
  readonly device: string
  readonly parameters: { readonly [key: string]: Json }
  readonly expiresAtMs: number
  readonly isDrill: boolean
  readonly simulatedOn?: string
}
export type AskedOfCity = { readonly ok: boolean; readonly reason?: string | undefined }

type Given = {
  readonly things: Pick<Things, 'onTasks' | 'answer'>
  /** As whoever made the Task, so that another approves it. Never rejects. */
  readonly ask: (request: TaskRequest, by: Actor) => Promise<AskedOfCity>
  readonly onFault: (error: unknown) => void
}

/** Ends with what it returns. */
export function requestTasks({ things, ask, onFault }: Given): () => void {
  const tell = async (id: number, properties: { [key: string]: Json }): Promise<void> => {
    const body = JSON.stringify({ properties })
    await things.answer({ method: 'PATCH', version: 'v1.1', path: `Tasks(${id})`, query: '', body, root: '' })
  }
  const request = async ({ id, thing, parameters, properties, atMs, by }: NewTask): Promise<void> => {
    const refuse = (reason: string): Promise<void> => tell(id, { ...properties, state: 'refused', reason })
    if (thing === null) return refuse('the thing of this task is no device of the city')
    if (by === null) return refuse('nobody is known to have asked for this task')
    const task = `sta-${id}`
    const { simulatedOn, drill } = properties
    const wish: TaskRequest = {
      type: 'tasks.request',
      idempotencyKey: task,
      device: thing,
      parameters,
      expiresAtMs: atMs + WAITS_MS,
      isDrill: drill === true,
      ...(typeof simulatedOn === 'string' ? { simulatedOn } : {}),
    }
    const { ok, reason } = await ask(wish, by)
    return ok ? tell(id, { ...properties, state: 'requested', task }) : refuse(reason ?? 'the city says no')
  }
  return things.onTasks((tasks) => {
    for (const task of tasks) request(task).catch(onFault)
  })
}
