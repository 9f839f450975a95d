// Setting a meeting up, as the server is asked for it: from the fields of the form, or from a file that has it all.
import { PRESETS } from '../../shared/civic/presets.ts'
import type { Given } from '../../shared/civic/commands.ts'
import type { MeetingPlace } from '../../shared/civic/told-meeting.ts'
import { say } from '../panels/strings.ts'
import { personOf, seatLines } from './edits.ts'
import { momentOf } from './moment-field.ts'
import { tooSoonText } from './when-words.ts'

export type SetUpGiven = Omit<Given<'meeting.setUp'>, 'type'>

export type SetUpFields = {
  readonly title: string
  readonly body: string
  readonly room: string
  /** Id of a preset. */
  readonly rules: string
  /** `address or id; name`, one a line. */
  readonly chairs: string
  readonly secretaries: string
  /** `address or id; name; weight; group; deputy's address or id; deputy's name`, one a line. */
  readonly seats: string
  /** Seconds between notice and beginning, instead of the preset's; null for the preset's. */
  readonly noticeS: number | null
  /** Whether secret ballots are proofs; what the rules say where it is not given. */
  readonly isByProof?: boolean
  /** As the field has it, on the city's clock; empty where the notice will say. */
  readonly startsAt: string
  readonly place: MeetingPlace | null
}

/** By what a moment is read and judged. */
export type Now = { readonly nowMs: number; readonly timeZone: string }

/** What is sent, or the sentence that says which field is wrong. */
export function setUpOf(fields: SetUpFields, meeting: string, { nowMs, timeZone }: Now): SetUpGiven | string {
  const preset = PRESETS.find(({ id }) => id === fields.rules) ?? PRESETS[0]
  if (!preset) return say('meetNoRules')
  const title = fields.title.trim()
  if (title === '') return say('meetEmpty', { field: say('meetTitle') })
  const lists = { meetChairs: fields.chairs, meetSecretaries: fields.secretaries, meetSeats: fields.seats } as const
  const read = {} as Record<keyof typeof lists, Exclude<ReturnType<typeof seatLines>, { wrong: string }>>
  for (const key of Object.keys(lists) as (keyof typeof lists)[]) {
    const found = seatLines(lists[key])
    if ('wrong' in found) return say('meetWrongLine', { field: say(key), line: found.wrong })
    if (found.length === 0) return say('meetEmpty', { field: say(key) })
    read[key] = found
  }
  const rules = {
    ...preset,
    ...(fields.noticeS === null ? {} : { noticeS: fields.noticeS }),
    ...(fields.isByProof === true ? { secretBy: 'proof' as const } : {}),
  }
  const startsAtMs = momentOf(fields.startsAt, timeZone)
  if (startsAtMs === null && fields.startsAt !== '') return say('meetEmpty', { field: say('meetWhen') })
  if (startsAtMs !== null && startsAtMs < nowMs + rules.noticeS * 1000)
    return tooSoonText(rules.noticeS, nowMs, timeZone)
  return {
    meeting,
    title,
    body: fields.body.trim() || preset.name.en,
    ...(fields.room.trim() === '' ? {} : { room: fields.room.trim() }),
    rules,
    chairs: read.meetChairs.map(personOf),
    secretaries: read.meetSecretaries.map(personOf),
    seats: read.meetSeats.map((line, i) => ({
      id: `${i + 1}`,
      holder: personOf(line),
      deputy: line.deputy ? personOf(line.deputy) : null,
      weight: line.weight,
      group: line.group,
    })),
    people: [],
    ...(startsAtMs === null ? {} : { startsAtMs }),
    ...placed(fields.place),
  }
}

/** A file's text as it would be sent, at a place where it names none; the server judges what is in it. */
export function setUpFrom(text: string, place: MeetingPlace | null): SetUpGiven | string {
  try {
    const read: unknown = JSON.parse(text)
    if (typeof read !== 'object' || read === null || Array.isArray(read)) return say('meetNoFile')
    return { ...placed(place), ...(read as SetUpGiven) }
  } catch {
    return say('meetNoFile')
  }
}

const placed = (place: MeetingPlace | null): Pick<SetUpGiven, 'place'> => (place ? { place } : {})
