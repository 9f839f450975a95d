// Which errors of a file mean "not now": the disk takes no more, or fails. They are said in a sentence and tried again; every
// other error is a fault of ours.

const CODES: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'what this user may keep on the disk is used up',
  EFBIG: 'a file may not grow any more',
  EROFS: 'the disk is read-only at the moment',
  EIO: 'the disk fails (I/O error)',
}

/** The sentence; null of any other error. */
export function whyNoRoom(error: unknown): string | null {
  const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined
  return code === undefined ? null : (CODES[code] ?? null)
}
