// For processes made to be killed: the journal of a folder with nothing between, checked as at a start.
import { GroupCommit } from './group-commit.ts'
import type { Journal } from './journal.ts'
import { tableOf } from './storage-table.ts'
import { Store } from './store.ts'
import { checkStart } from './verify.ts'

export async function journalIn(dir: string): Promise<Journal> {
  const store = await Store.open({ dir })
  const broken = await checkStart(store.database, { dir })
  if (broken) throw new Error(broken)
  const table = tableOf(store, new GroupCommit(store, { now: () => Date.now() }))
  return {
    call: async (name: keyof typeof table, given: never) => (table[name] as (given: never) => unknown)(given),
    end: () => {},
    // The same table as behind a port.
  } as Journal
}
