// Whose poses bring a viewer its frame. In a company everybody near; in a crowd one of them, the last before the longest
// silence: all send at the same rate, so the others have just spoken then. A frame a period makes a near pose wait for a
// third of it; a tick of the same rate, for half.

/** Who was silent for so many periods is no clock. */
const SILENT_PERIODS = 2

export type Cued = { cuedBy: readonly number[] }

/** The viewers whom each slot's poses cue. */
export class Cues<Viewer extends Cued> {
  private readonly bySlot: Viewer[][] = []

  of(slot: number): readonly Viewer[] {
    return this.bySlot[slot] ?? NOBODY
  }

  set(viewer: Viewer, slots: readonly number[]): void {
    for (const slot of viewer.cuedBy) {
      const cued = this.bySlot[slot] as Viewer[]
      const last = cued.pop() as Viewer
      if (last !== viewer) cued[cued.indexOf(viewer)] = last
    }
    for (const slot of slots) (this.bySlot[slot] ??= []).push(viewer)
    viewer.cuedBy = slots
  }
}

const NOBODY: readonly never[] = []

/** Those who speak now, and when in the period. */
const speakers = new Int32Array(64)
const phasesMs = new Float64Array(64)

/** Of the slots (64 at most), the last one before the longest silence, by when each was heard; -1 when all are silent. */
export function leaderOf(slots: Int32Array, heardAtMs: Float64Array, nowMs: number, periodMs: number): number {
  let count = 0
  for (const slot of slots) {
    const atMs = heardAtMs[slot] as number
    if (nowMs - atMs > SILENT_PERIODS * periodMs) continue
    speakers[count] = slot
    phasesMs[count++] = atMs % periodMs
  }
  let leader = -1
  let longestMs = 0
  for (let i = 0; i < count; i++) {
    let silenceMs = periodMs
    for (let k = 0; k < count; k++) {
      const laterMs = (phasesMs[k] as number) - (phasesMs[i] as number)
      if (k !== i) silenceMs = Math.min(silenceMs, laterMs > 0 ? laterMs : laterMs + periodMs)
    }
    if (silenceMs <= longestMs) continue
    leader = speakers[i] as number
    longestMs = silenceMs
  }
  return leader
}
