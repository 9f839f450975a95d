// What the API says no to: a status and one sentence that names the thing.
import type { Answer } from './contract.ts'

export class Refusal extends Error {
  readonly status: number

  constructor(status: number, sentence: string) {
    super(sentence)
    this.status = status
  }
}

export const bad = (sentence: string): Refusal => new Refusal(400, sentence)
export const missing = (sentence: string): Refusal => new Refusal(404, sentence)

/** A word of a request as it may stand in a sentence. */
export const quoted = (word: string): string => `"${word.length > 60 ? `${word.slice(0, 60)}…` : word}"`

/** The answer of a thread that is asked too much. */
export const BUSY: Answer = {
  status: 503,
  body: JSON.stringify({ code: 503, error: 'more is asked than can be answered; try again in a moment' }),
  contentType: 'application/json',
}
