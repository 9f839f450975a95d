// The course of a meeting, from which the minutes are drafted: each entry is a key and its values, so that a page can say it
// in any language; `inWords` says it in English. Entries are added by what happens and are never changed.
export type CourseKey = keyof typeof WORDS
export type Entry = {
  readonly atMs: number
  /** The item of the agenda it belongs to; null outside of any. */
  readonly item: string | null
  readonly key: CourseKey
  readonly values: Readonly<Record<string, string | number>>
}

const WORDS = {
  convened: 'Notice was given by {name}.',
  opened: '{name} opened the meeting; {quorum}.',
  inquorate: 'The quorum was lost; {quorum}. No votes are taken.',
  quorate: 'There is a quorum again; {quorum}.',
  recess: 'The meeting went into recess ({name}).',
  recessChairless: 'The meeting went into recess: nobody who may chair it was present.',
  resumed: '{name} resumed the meeting; {quorum}.',
  closed: '{name} closed the meeting.',
  arrived: '{name} arrived.',
  left: '{name} left.',
  chairPassed: '{name} took the chair.',
  recused: '{name} (seat {seat}) takes no part in the matter: {reason}.',
  proxyGiven: 'Seat {from} is voted for by seat {to}.',
  proxyWithdrawn: 'The proxy of seat {from} was withdrawn.',
  agendaReopened: '{name} opened the agenda for changes.',
  itemWithdrawn: 'Item "{title}" was withdrawn: {reason}.',
  itemDeferred: 'Item "{title}" was deferred: {reason}.',
  itemTaken: 'Item "{title}" was taken.',
  itemDone: 'Item "{title}" was finished.',
  documentShown: '{name} showed "{title}".',
  motionAdmitted: 'Motion {motion} "{title}" by {by} was admitted.',
  motionRuledOut: 'Motion {motion} "{title}" was ruled out: {reason}.',
  motionMoved: '{name} moved motion {motion} "{title}".',
  motionSeconded: '{name} seconded motion {motion}.',
  motionDebated: 'Debate on motion {motion} was opened.',
  motionTabled: 'Motion {motion} was laid on the table: {reason}.',
  motionPostponed: 'Motion {motion} was postponed: {reason}.',
  motionReferred: 'Motion {motion} was referred: {reason}.',
  motionWithdrawn: '{name} withdrew motion {motion}.',
  motionRecorded: 'Motion {motion} ({outcome}) is recorded as {record}.',
  motionSuperseded: 'Motion {motion} is superseded by {record}.',
  amendmentAdmitted: 'Amendment {amendment} to motion {motion} by {by} was admitted.',
  amendmentDropped: 'Amendment {amendment} is moot: {reason}.',
  amendmentWithdrawn: '{name} withdrew amendment {amendment}.',
  spoke: '{name} spoke ({kind}).',
  listClosed: 'The list of speakers was closed.',
  listReopened: 'The list of speakers was opened again.',
  pointOfOrder: '{name} raised a point of order; it was {ruling}: {reason}.',
  pollOpened: 'Vote {poll} was opened ({method}): {question}; {quorum}.',
  pollPaused: 'Vote {poll} was paused: the quorum was lost.',
  pollContinued: 'Vote {poll} went on.',
  pollClosed: 'Vote {poll} was closed ({why}).',
  pollCounted: 'Vote {poll}: {result}.',
  pollVoid: 'Vote {poll} is void: {reason}.',
  castingVote: '{name} cast the deciding vote in {poll}: {choice}; {outcome}.',
  lot: 'A lot decided vote {poll} ({how}): {outcome}.',
  pollCertified: '{name} certified vote {poll}.',
  remark: '{text}',
} as const

/** In English, values filled in. */
export const inWords = ({ key, values }: Entry): string =>
  WORDS[key].replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''))

/** Adds to the course, under the item that is being dealt with. */
export function note(
  state: { readonly nowMs: number; readonly items: readonly { id: string; state: string }[]; course: Entry[] },
  key: CourseKey,
  values: Entry['values'],
): void {
  const item = state.items.find((one) => one.state === 'current')?.id ?? null
  state.course.push({ atMs: state.nowMs, item, key, values })
}
