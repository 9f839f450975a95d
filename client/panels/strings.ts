// Every sentence a person reads, in English, Russian and Kazakh; no string lives in the views.
// A new key goes into strings-en.ts, -ru.ts and -kk.ts; one missing in a catalogue does not compile.
// The words of things, of time and of the wardrobe have tables of their own.
import { signal } from '@preact/signals'
import type { ConsultationKey } from '../../shared/civic/consultation-words.ts'
import { type AlertKey, alertWords } from './strings-alerts.ts'
import { consultationWords } from './strings-consultation.ts'
import { en, type Key as SentenceKey } from './strings-en.ts'
import { type FloodKey, floodWords } from './strings-flood.ts'
import { type HeadsetKey, headsetWords } from './strings-headset.ts'
import { type IdentityKey, identityWords } from './strings-identity.ts'
import { kk } from './strings-kk.ts'
import { ru } from './strings-ru.ts'
import { type MeetingKey, meetingWords } from './strings-meeting.ts'
import { type MeetingPlaceKey, meetingPlaceWords } from './strings-meeting-place.ts'
import { type PastKey, pastWords } from './strings-past.ts'
import { type ProofKey, proofWords } from './strings-proof.ts'
import { type RecordKey, recordWords } from './strings-records.ts'
import { type TaskKey, taskWords } from './strings-tasks.ts'
import { type SensorKey, sensorWords } from './strings-sensors.ts'
import { type ThingKey, thingWords } from './strings-things.ts'
import { type TimeKey, timeWords } from './strings-time.ts'
import { type VoteKey, voteWords } from './strings-votes.ts'
import { type WhatifKey, whatifWords } from './strings-whatif.ts'
import { type WardrobeKey, wardrobeWords } from './strings-wardrobe.ts'

export type Key =
  | SentenceKey
  | ConsultationKey
  | HeadsetKey
  | IdentityKey
  | MeetingKey
  | MeetingPlaceKey
  | VoteKey
  | SensorKey
  | ThingKey
  | TimeKey
  | WardrobeKey
  | AlertKey
  | FloodKey
  | TaskKey
  | PastKey
  | ProofKey
  | RecordKey
  | WhatifKey

export const CATALOGUES = {
  en: {
    ...en,
    ...consultationWords.en,
    ...headsetWords.en,
    ...identityWords.en,
    ...meetingWords.en,
    ...meetingPlaceWords.en,
    ...voteWords.en,
    ...sensorWords.en,
    ...thingWords.en,
    ...timeWords.en,
    ...wardrobeWords.en,
    ...alertWords.en,
    ...floodWords.en,
    ...taskWords.en,
    ...pastWords.en,
    ...proofWords.en,
    ...recordWords.en,
    ...whatifWords.en,
  },
  ru: {
    ...ru,
    ...consultationWords.ru,
    ...headsetWords.ru,
    ...identityWords.ru,
    ...meetingWords.ru,
    ...meetingPlaceWords.ru,
    ...voteWords.ru,
    ...sensorWords.ru,
    ...thingWords.ru,
    ...timeWords.ru,
    ...wardrobeWords.ru,
    ...alertWords.ru,
    ...floodWords.ru,
    ...taskWords.ru,
    ...pastWords.ru,
    ...proofWords.ru,
    ...recordWords.ru,
    ...whatifWords.ru,
  },
  kk: {
    ...kk,
    ...consultationWords.kk,
    ...headsetWords.kk,
    ...identityWords.kk,
    ...meetingWords.kk,
    ...meetingPlaceWords.kk,
    ...voteWords.kk,
    ...sensorWords.kk,
    ...thingWords.kk,
    ...timeWords.kk,
    ...wardrobeWords.kk,
    ...alertWords.kk,
    ...floodWords.kk,
    ...taskWords.kk,
    ...pastWords.kk,
    ...proofWords.kk,
    ...recordWords.kk,
    ...whatifWords.kk,
  },
}
export type Language = keyof typeof CATALOGUES
export const LANGUAGES: readonly { readonly id: Language; readonly name: string }[] = [
  { id: 'en', name: 'English' },
  { id: 'ru', name: 'Русский' },
  { id: 'kk', name: 'Қазақша' },
]

export const language = signal<Language>('en')

/** Whether the catalogues have a sentence of that name. */
export const isKey = (text: string): text is Key => Object.hasOwn(CATALOGUES.en, text)

/** The sentence of a key in the chosen language, with `{values}` filled in. */
export function say(key: Key, values: Readonly<Record<string, string | number>> = {}): string {
  return CATALOGUES[language.value][key].replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole))
}

/** The catalogue nearest to what the browser asks for. */
export function preferredLanguage(asked: readonly string[]): Language {
  for (const tag of asked) {
    const id = tag.slice(0, 2).toLowerCase()
    if (id === 'en' || id === 'ru' || id === 'kk') return id
  }
  return 'en'
}
