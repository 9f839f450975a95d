// What a printed attendance report says: when the meeting sat, who came and went when, and how much of the sitting each seat
// was taken by its holder or deputy. Recesses are no part of the sitting.
import type { MeetingState, Stay } from './state.ts'

type Span = { readonly inMs: number; readonly outMs: number }
type StayReported = { readonly by: string; readonly inMs: number; readonly outMs: number | null }

export type AttendanceReport = {
  readonly openedMs: number | null
  readonly closedMs: number | null
  /** Without recesses, until now where it goes on. */
  readonly sittingMs: number
  readonly seats: readonly {
    readonly seat: string
    readonly name: string
    readonly group: string
    readonly stays: readonly StayReported[]
    readonly presentMs: number
  }[]
  /** Who was there without a seat: officers first, by when they came. */
  readonly others: readonly {
    readonly name: string
    readonly office: 'chair' | 'secretary' | null
    readonly stays: readonly StayReported[]
    readonly presentMs: number
  }[]
}

export function attendanceReport(state: MeetingState): AttendanceReport {
  const { about, course, nowMs } = state
  const of = staysByPerson(state)
  const sitting = sittingOf(state)
  const told = (stays: readonly Stay[]) => ({
    stays: stays.toSorted((a, b) => a.inMs - b.inMs).map(({ name: by, inMs, outMs }) => ({ by, inMs, outMs })),
    presentMs: sharedMs(sitting, merged(stays.map(({ inMs, outMs }) => ({ inMs, outMs: outMs ?? nowMs })))),
  })
  const seated = new Set(about?.seats.flatMap(({ holder, deputy }) => [holder.id, ...(deputy ? [deputy.id] : [])]))
  const isIn = (list: readonly { readonly id: string }[] = [], id: string): boolean => list.some((one) => one.id === id)
  const officeOf = (id: string): 'chair' | 'secretary' | null =>
    isIn(about?.chairs, id) ? 'chair' : isIn(about?.secretaries, id) ? 'secretary' : null
  const rank = { chair: 0, secretary: 1 }
  return {
    openedMs: course.find(({ key }) => key === 'opened')?.atMs ?? null,
    closedMs: course.find(({ key }) => key === 'closed')?.atMs ?? null,
    sittingMs: sitting.reduce((sum, { inMs, outMs }) => sum + outMs - inMs, 0),
    seats: (about?.seats ?? []).map(({ id: seat, holder, deputy, group }) => ({
      seat,
      name: holder.name,
      group,
      // By the names of the roll, whatever they call themselves in the city.
      ...told(
        [holder, ...(deputy ? [deputy] : [])].flatMap(({ id, name }) =>
          (of.get(id) ?? []).map((stay) => ({ ...stay, name })),
        ),
      ),
    })),
    others: [...of.keys()]
      .filter((person) => !seated.has(person))
      .map((person) => {
        const own = of.get(person) ?? []
        return { name: own[0]?.name ?? person, office: officeOf(person), ...told(own) }
      })
      .toSorted((a, b) => (a.office ? rank[a.office] : 2) - (b.office ? rank[b.office] : 2)),
  }
}

/** In the order in which they first came, each with all their stays. */
export function staysByPerson({ stays }: Pick<MeetingState, 'stays'>): ReadonlyMap<string, readonly Stay[]> {
  const of = new Map<string, Stay[]>()
  for (const stay of stays) {
    const own = of.get(stay.person)
    if (own) own.push(stay)
    else of.set(stay.person, [stay])
  }
  return of
}

/** From opening or resuming until a recess or the end. */
function sittingOf({ course, nowMs }: MeetingState): Span[] {
  const spans: Span[] = []
  let sinceMs: number | null = null
  for (const { key, atMs } of course)
    if (key === 'opened' || key === 'resumed') sinceMs ??= atMs
    else if (sinceMs !== null && (key === 'recess' || key === 'recessChairless' || key === 'closed')) {
      spans.push({ inMs: sinceMs, outMs: atMs })
      sinceMs = null
    }
  return sinceMs === null ? spans : [...spans, { inMs: sinceMs, outMs: nowMs }]
}

/** In order, those that touch as one: who is there twice is there once. */
function merged(spans: readonly Span[]): Span[] {
  const out: Span[] = []
  for (const span of spans.toSorted((a, b) => a.inMs - b.inMs)) {
    const last = out.at(-1)
    if (last && span.inMs <= last.outMs) out[out.length - 1] = { ...last, outMs: Math.max(last.outMs, span.outMs) }
    else out.push(span)
  }
  return out
}

const sharedMs = (a: readonly Span[], b: readonly Span[]): number =>
  a.reduce(
    (sum, one) =>
      b.reduce((s, two) => s + Math.max(0, Math.min(one.outMs, two.outMs) - Math.max(one.inMs, two.inMs)), sum),
    0,
  )
