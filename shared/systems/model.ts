// What a city system reckons, as a command for engineers: a case in, a result out, without a city.
export type Model = {
  /** As in `townhall simulate NAME CASE.json`. */
  readonly name: string
  /** One object, or the sentence why the case cannot be used. */
  run(caseFile: unknown): object | { readonly reason: string }
}
