// What can be reckoned only in a city: a case in, a result out, as `townhall simulate` runs it without a server.

/** So many of its runs are done. */
type OnRun = (done: number, of: number) => void

export type CityModel = {
  /** As in `townhall simulate NAME CASE.json`. */
  readonly name: string
  /** With the city package of that folder. One object, or the sentence why the case cannot be used. */
  run(caseFile: unknown, cityDir: string, onRun?: OnRun): Promise<object | { readonly reason: string }>
}
