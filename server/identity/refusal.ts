// What the identity room says no to: an HTTP status and one sentence for the person who asked.

export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly status: number

  constructor(status: number, sentence: string) {
    super(sentence)
    this.status = status
  }
}
