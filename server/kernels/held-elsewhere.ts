// What cannot be held here because another server of this city holds it: it is tried again, whatever else went wrong is not.
export class HeldElsewhere extends Error {
  override readonly name = 'HeldElsewhere'

  /** `what`: a meeting or a consultation, by its id. */
  constructor(what: string) {
    super(`${what} is held by another server of this city at the moment`)
  }
}
