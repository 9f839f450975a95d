// What the API says no to: a status and one sentence that names the thing.

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
