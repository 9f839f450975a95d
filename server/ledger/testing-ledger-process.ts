// A process with a ledger in the folder it is told, which its parent asks to stamp and how it stands: for tests that take its
// disk away and kill it.
import { anvilProgram } from './anvil.ts'
import { openLedger } from './ledger.ts'

export type Asked = { readonly no: number; readonly stamp?: string; readonly look?: readonly string[] }

const [, , dir = ''] = process.argv
const notes: string[] = []
const ledger = openLedger({
  dir,
  chainId: 31_337,
  by: { program: anvilProgram() ?? '' },
  key: '',
  pace: { pollMs: 50, gatherMs: 10 },
  note: (text) => void notes.push(text),
  onFault: (error) => void notes.push(`FAULT ${String(error)}`),
})

const kept = (hash: string): Promise<string> =>
  ledger.timestamp({ kind: 'document', id: hash, hash }).then(
    () => 'kept',
    (error: unknown) => String(error),
  )

process.on('message', ({ no, stamp, look = [] }: Asked) => {
  void (async () => {
    const said = stamp === undefined ? '' : await kept(stamp)
    const stamped = look.filter((hash) => ledger.stampOf(hash) !== null)
    process.send?.({ no, said, stamped, status: ledger.status(), pid: ledger.programPid(), notes })
  })()
})
