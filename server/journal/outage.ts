// Which database errors mean "not now": the disk is full or fails, the server is away. Those are said in a sentence and
// tried again; every other error is a fault of ours or of the caller's and is not.

/** SQLite's primary result codes. */
const SQLITE: Readonly<Record<number, string>> = {
  5: 'another program holds the journal',
  6: 'another program holds the journal',
  8: 'the journal cannot be written to',
  10: 'the disk does not take the journal (I/O error)',
  13: 'the disk is full',
  14: 'the journal file cannot be opened',
}
/** Classes of SQLSTATE, and what the network says. */
const POSTGRES: readonly [RegExp, string][] = [
  [/^53[12]00$/, 'the database has no room left'],
  [/^(08|53|57)/, 'the database does not answer'],
  [/^25006$/, 'the database is read-only at the moment'],
  [/^(58|XX)/, 'the disk does not take the journal (I/O error)'],
  [/^(ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOST|ENETUNREACH|ENOENT)/, 'the database does not answer'],
]
const LOST = /connection terminated|timeout exceeded when trying to connect|client has encountered a connection error/i

/** The sentence, or null when it is no outage. */
export function outageOf(error: unknown): string | null {
  if (!(error instanceof Error)) return null
  const { errcode, code } = error as { errcode?: unknown; code?: unknown }
  if (typeof errcode === 'number') return SQLITE[errcode & 0xff] ?? null
  if (typeof code === 'string') {
    const known = POSTGRES.find(([pattern]) => pattern.test(code))
    if (known) return known[1]
  }
  // Node tells of several addresses tried at once; pg of a connection that went.
  if (error instanceof AggregateError) return error.errors.map(outageOf).find((said) => said !== null) ?? null
  return LOST.test(error.message) ? 'the database does not answer' : null
}
