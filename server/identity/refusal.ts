// What the identity room says no to: an HTTP status, one sentence for the person who asked, and where it is known, after how many
// seconds they may ask again.

export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly status: number
  readonly againInS: number | null

  constructor(status: number, sentence: string, againInS: number | null = null) {
    super(sentence)
    this.status = status
    this.againInS = againInS
  }
}
