// Calls over a MessagePort: one side answers a table of functions, the other has the same table as promises. Also
// carries news from the answering side. Errors come back as errors with their message.
import type { TransferListItem } from 'node:worker_threads'

/** The functions one side answers. */
export type Table = { readonly [name: string]: (given: never) => unknown }

type Message =
  | { readonly call: number; readonly name: string; readonly given: unknown }
  | { readonly answer: number; readonly value: unknown }
  | { readonly answer: number; readonly error: string }
  | { readonly news: unknown }

/** A MessagePort or a Worker. */
export type Port = {
  postMessage(message: unknown, transfer: TransferListItem[]): void
  on(event: 'message', hear: (message: Message) => void): unknown
}

/** Answers calls on `port`; returns how to send news to the other side. */
export function answerCalls(port: Port, table: Table): (news: unknown) => void {
  port.on('message', (message: Message) => {
    if (!('call' in message)) return
    const { call, name, given } = message
    void (async () => {
      try {
        if (!Object.hasOwn(table, name)) throw new Error(`port: nobody answers ${name}`)
        // The caller's side is typed by the same table.
        const value: unknown = await table[name]?.(given as never)
        port.postMessage({ answer: call, value } satisfies Message, [])
      } catch (error) {
        port.postMessage({ answer: call, error: error instanceof Error ? error.message : String(error) }, [])
      }
    })()
  })
  return (news) => port.postMessage({ news } satisfies Message, [])
}

export type Caller<T extends Table> = {
  call<K extends keyof T & string>(
    name: K,
    given: Parameters<T[K]>[0],
    transfer?: TransferListItem[],
  ): Promise<Awaited<ReturnType<T[K]>>>
  /** Refuses what is open and all that comes. */
  end(reason: string): void
}

/** Calls what the other side of `port` answers. */
export function callsTo<T extends Table>(port: Port, onNews: (news: unknown) => void = () => {}): Caller<T> {
  const open = new Map<number, { done(value: unknown): void; fail(error: Error): void }>()
  let last = 0
  let ended: string | null = null
  port.on('message', (message: Message) => {
    if ('news' in message) return onNews(message.news)
    if (!('answer' in message)) return
    const asked = open.get(message.answer)
    open.delete(message.answer)
    if ('error' in message) asked?.fail(new Error(message.error))
    else asked?.done(message.value)
  })
  return {
    call(name, given, transfer = []) {
      return new Promise((done, fail) => {
        if (ended !== null) return fail(new Error(ended))
        const call = ++last
        // What comes back is what the table says; both sides are built from it.
        open.set(call, { done: done as (value: unknown) => void, fail })
        port.postMessage({ call, name, given } satisfies Message, transfer)
      })
    },
    end(reason) {
      ended = reason
      for (const asked of open.values()) asked.fail(new Error(reason))
      open.clear()
    },
  }
}
