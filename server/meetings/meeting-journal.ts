// The journal of one meeting: that of its kernel, as server/kernels keeps and plays it.
import type { Given } from '../../shared/civic/commands.ts'
import type { Input } from '../../shared/kernel/input.ts'
import type { Twin } from '../../shared/kernel/twin.ts'
import { meeting as kernel } from '../../shared/civic/meeting.ts'
import type { MeetingState } from '../../shared/civic/state.ts'
import type { Journal } from '../journal/journal.ts'
import {
  beginKernel,
  idsIn,
  type KernelBeginning,
  newTwinOf,
  openedAs,
  stateIn,
  timelineIn,
} from '../kernels/kernel-journal.ts'
import type { MeetingVerdict } from './contract.ts'

export const timelineOf = (meeting: string): string => timelineIn(kernel, meeting)
export const meetingsIn = (journal: Journal): Promise<string[]> => idsIn(kernel, journal)
export const newTwin = (meeting: string): Twin => newTwinOf(kernel, meeting)
export const stateOf = (twin: Twin): MeetingState => stateIn(kernel, twin)
export const openedBy = (build: string, atMs: number): Input => openedAs(kernel, build, atMs)

type Beginning = Omit<KernelBeginning, 'id' | 'command'> & {
  readonly meeting: string
  readonly command: Given<'meeting.setUp'>
}

export const beginMeeting = (
  journal: Journal,
  own: () => Promise<number | null>,
  { meeting, ...beginning }: Beginning,
): Promise<MeetingVerdict> => beginKernel(kernel, { journal, own }, { id: meeting, ...beginning })
