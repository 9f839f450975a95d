// A past meeting that one has entered: its course step by step, who was there at each, and whether its decisions hold, checked
// on this page. Nothing is heard and nobody moves: no motion of anybody is kept.
import { computed, signal } from '@preact/signals'
import { type MeetingPast, presentAt, type StayTold } from '../../shared/civic/past.ts'
import { inWords } from '../../shared/civic/course.ts'
import type { Verified } from '../verifier/verify-here.ts'
import { language, say } from '../panels/strings.ts'

export type RecordChecked = {
  readonly found: Verified
  /** Of what was run for it: its branch and the hash of what came of member 0; null where it rests on none. */
  readonly scenario: { readonly branch: string; readonly title: string; readonly outputsHash: string } | null
}

export class PastModel {
  readonly shown = signal<MeetingPast | null>(null)
  /** Which step one reads. */
  readonly at = signal(0)
  readonly why = signal('')
  /** By record. */
  readonly checked = signal<Readonly<Record<string, RecordChecked | 'checking' | { readonly why: string }>>>({})
  readonly step = computed(() => this.shown.value?.steps[this.at.value] ?? null)
  readonly present = computed<readonly StayTold[]>(() => {
    const [past, step] = [this.shown.value, this.step.value]
    return past && step ? presentAt(past, step.atMs) : []
  })
  /** Says it to who does not see it. */
  private readonly tell: (text: string) => void

  constructor(tell: (text: string) => void) {
    this.tell = tell
  }

  async enter(meeting: string): Promise<void> {
    this.leave()
    try {
      const past = (await asked(`/meetings/${meeting}/course`, 'json')) as MeetingPast
      this.shown.value = past
      const opened = past.steps.findIndex(({ key }) => key === 'opened')
      this.to(Math.max(0, opened))
    } catch (error) {
      this.why.value = error instanceof Error ? error.message : String(error)
    }
  }

  leave(): void {
    this.shown.value = null
    this.why.value = ''
    this.at.value = 0
    this.checked.value = {}
  }

  to(step: number): void {
    const last = (this.shown.value?.steps.length ?? 1) - 1
    this.at.value = Math.min(last, Math.max(0, step))
    this.tell(this.sentence())
  }

  /** Where an item of the agenda begins; -1 where it never did. */
  firstOf(item: string): number {
    return this.shown.value?.steps.findIndex((one) => one.item === item) ?? -1
  }

  /** What happened in the step. */
  sentence(): string {
    const { value } = this.step
    return value ? inWords(value, language.value) : ''
  }

  /** The record's file by the verifier's own code, on this page. */
  async verify(record: string): Promise<void> {
    const put = (one: RecordChecked | 'checking' | { readonly why: string }): void => {
      this.checked.value = { ...this.checked.value, [record]: one }
    }
    put('checking')
    try {
      const text = (await asked(`/records/${record}.json`, 'text')) as string
      const { verifyHere } = await import('../verifier/verify-here.ts')
      const found = await verifyHere(text)
      const evidence = found.is === 'read' ? found.record?.body.evidence : undefined
      const run = evidence?.runs.find(({ kind, seed }) => kind === 'branch' && seed === 0)
      const scenario = evidence?.scenario
      put({
        found,
        scenario: scenario && run ? { branch: scenario.id, title: scenario.title, outputsHash: run.outputsHash } : null,
      })
      this.tell(say(found.is === 'read' && found.isValid ? 'pastValid' : 'pastNotValid'))
    } catch (error) {
      put({ why: error instanceof Error ? error.message : String(error) })
    }
  }
}

async function asked(path: string, as: 'json' | 'text'): Promise<unknown> {
  const response = await fetch(path)
  if (response.ok) return as === 'json' ? response.json() : response.text()
  const told = (await response.json().catch(() => null)) as { readonly error?: unknown } | null
  throw new Error(typeof told?.error === 'string' ? told.error : `${path} ${response.status}`)
}
