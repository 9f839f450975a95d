// The course of a meeting, from which the minutes are drafted: each entry is a key and its values, so that a page can say it
// in any language. Values are names, ids, numbers and words of the program, and never a sentence in one language, unless a
// person wrote it. Entries are added by what happens and are never changed.
import { COURSE_WORDS } from './course-words.ts'
import { resultInWords } from './majority.ts'
import { becauseOf, fill, type Language, say, type Values, wordOf } from './value-words.ts'

export type CourseKey = keyof typeof COURSE_WORDS
export type Entry = {
  readonly atMs: number
  /** The item of the agenda it belongs to; null outside of any. */
  readonly item: string | null
  readonly key: CourseKey
  readonly values: Values
}

/** One sentence, values filled in. */
export function inWords({ key, values }: Entry, language: Language = 'en'): string {
  const value = (name: string): string => {
    switch (name) {
      case 'quorum':
        return say('quorum', values, language)
      case 'result':
        return resultInWords(values, language)
      case 'reason':
        return String(values['reason'] ?? becauseOf(values, language))
      case 'method':
      case 'kind':
      case 'ruling':
      case 'why':
      case 'choice':
      case 'outcome':
      case 'office':
        return wordOf(name, values[name] ?? '', language)
      default:
        return String(values[name] ?? '')
    }
  }
  return fill(COURSE_WORDS[key], language, value)
}

/** Adds to the course, under the item that is being dealt with. */
export function note(
  state: { readonly nowMs: number; readonly items: readonly { id: string; state: string }[]; course: Entry[] },
  key: CourseKey,
  values: Values,
): void {
  const item = state.items.find((one) => one.state === 'current')?.id ?? null
  state.course.push({ atMs: state.nowMs, item, key, values })
}
