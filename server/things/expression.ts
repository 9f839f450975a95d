// Reads the expressions of $filter and $orderby (OData as SensorThings takes it, 18-088 clause 9.3.3.5) into a tree. Own
// recursive descent: the parsers there are know neither intervals nor durations nor geography. `not` binds looser than
// comparisons, as every SensorThings service has it. Length, count and depth are bounded.
import { bad, quoted } from './refusal.ts'
import { INSTANT_PATTERN, INTERVAL_PATTERN, parseDuration, parseInstant, parseInterval, type Span } from './times.ts'

export type Step = { readonly name: string; readonly at: readonly number[] }
export type Comparison = 'eq' | 'ne' | 'gt' | 'ge' | 'lt' | 'le'
export type Arithmetic = 'add' | 'sub' | 'mul' | 'div' | 'mod'

export type Expression =
  | { readonly kind: 'null' }
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'bool'; readonly value: boolean }
  | { readonly kind: 'instant'; readonly ms: number }
  | { readonly kind: 'interval'; readonly span: Span }
  | { readonly kind: 'duration'; readonly ms: number }
  | { readonly kind: 'geo'; readonly wkt: string }
  | { readonly kind: 'path'; readonly steps: readonly Step[] }
  | { readonly kind: 'call'; readonly name: string; readonly given: readonly Expression[]; readonly n: number }
  | { readonly kind: 'compare'; readonly op: Comparison; readonly a: Expression; readonly b: Expression }
  | { readonly kind: 'reckon'; readonly op: Arithmetic; readonly a: Expression; readonly b: Expression }
  | { readonly kind: 'and' | 'or'; readonly a: Expression; readonly b: Expression }
  | { readonly kind: 'not'; readonly a: Expression }

export const MAX_EXPRESSION = 4000
const MAX_NODES = 300
const MAX_DEPTH = 40

const NUMBER = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.])/y
const DATE = /\d{4}-\d\d-\d\d(?![\w:])/y
const TIME_OF_DAY = /\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?(?![\w:])/y
const WORD = /@?[\p{L}_][\p{L}\p{N}_.:@-]*/uy
const STRING = /'((?:[^']|'')*)'/y
const INDEX = /\[(\d{1,6})\]/y
const COMPARISONS = new Set(['eq', 'ne', 'gt', 'ge', 'lt', 'le'])

export type Order = { readonly of: Expression; readonly isDescending: boolean }

export function parseFilter(text: string): Expression {
  const reader = new Reader(text, '$filter')
  const expression = reader.or()
  reader.end()
  return expression
}

export function parseOrders(text: string): Order[] {
  const reader = new Reader(text, '$orderby')
  const orders: Order[] = []
  do {
    const of = reader.sum()
    const isDescending = reader.word('desc')
    if (!isDescending) reader.word('asc')
    orders.push({ of, isDescending })
    if (orders.length > 16) throw bad('$orderby takes at most 16 parts')
  } while (reader.sign(','))
  reader.end()
  return orders
}

class Reader {
  private readonly text: string
  private readonly option: string
  private at = 0
  private nodes = 0
  private depth = 0

  constructor(text: string, option: string) {
    if (text.length > MAX_EXPRESSION) throw bad(`${option} may have ${MAX_EXPRESSION} characters`)
    this.text = text
    this.option = option
  }

  or(): Expression {
    return this.deeper(() => {
      let a = this.and()
      while (this.word('or')) a = this.node({ kind: 'or', a, b: this.and() })
      return a
    })
  }

  sum(): Expression {
    let a = this.product()
    for (;;) {
      const op = this.oneOf(['add', 'sub'])
      if (op === null) return a
      a = this.node({ kind: 'reckon', op, a, b: this.product() })
    }
  }

  /** Takes a word that stands alone. */
  word(word: string): boolean {
    this.blank()
    const found = this.peek(WORD)
    if (found !== word) return false
    this.at += word.length
    return true
  }

  sign(sign: string): boolean {
    this.blank()
    if (!this.text.startsWith(sign, this.at)) return false
    this.at += sign.length
    return true
  }

  end(): void {
    this.blank()
    if (this.at < this.text.length) throw this.lost()
  }

  private and(): Expression {
    let a = this.negation()
    while (this.word('and')) a = this.node({ kind: 'and', a, b: this.negation() })
    return a
  }

  private negation(): Expression {
    return this.deeper(() => (this.word('not') ? this.node({ kind: 'not', a: this.negation() }) : this.comparison()))
  }

  private comparison(): Expression {
    const a = this.sum()
    this.blank()
    const word = this.peek(WORD)
    if (word === null || !COMPARISONS.has(word)) return a
    this.at += word.length
    return this.node({ kind: 'compare', op: word as Comparison, a, b: this.sum() })
  }

  private product(): Expression {
    let a = this.single()
    for (;;) {
      const op = this.oneOf(['mul', 'div', 'mod'])
      if (op === null) return a
      a = this.node({ kind: 'reckon', op, a, b: this.single() })
    }
  }

  private single(): Expression {
    this.blank()
    if (this.sign('(')) {
      const inner = this.or()
      if (!this.sign(')')) throw bad(`${this.option}: a bracket is not closed`)
      return inner
    }
    const literal = this.literal()
    if (literal) return this.node(literal)
    const word = this.take(WORD)
    if (word === null) throw this.lost()
    if (word === 'true' || word === 'false') return this.node({ kind: 'bool', value: word === 'true' })
    if (word === 'null') return this.node({ kind: 'null' })
    if (this.text[this.at] === "'") return this.node(this.prefixed(word))
    if (this.text[this.at] === '(') return this.call(word)
    return this.path(word)
  }

  private literal(): Expression | null {
    if (this.text[this.at] === "'") return { kind: 'text', value: this.string() }
    const interval = this.take(INTERVAL_PATTERN)
    if (interval !== null) {
      const span = parseInterval(interval)
      if (!span) throw bad(`${this.option}: ${quoted(interval)} is no interval`)
      return { kind: 'interval', span }
    }
    const instant = this.take(INSTANT_PATTERN)
    if (instant !== null) {
      const ms = parseInstant(instant)
      if (ms === null) throw bad(`${this.option}: ${quoted(instant)} is no time`)
      return { kind: 'instant', ms }
    }
    const date = this.take(DATE)
    if (date !== null) return { kind: 'text', value: date }
    const time = this.take(TIME_OF_DAY)
    if (time !== null) {
      const [clock = '', fraction = ''] = time.split('.')
      return { kind: 'text', value: `${clock.length === 5 ? `${clock}:00` : clock}.${fraction.padEnd(3, '0')}` }
    }
    const number = this.take(NUMBER)
    if (number === null) return null
    const value = Number(number)
    if (!Number.isFinite(value)) throw bad(`${this.option}: ${quoted(number)} is too large a number`)
    return { kind: 'number', value }
  }

  private prefixed(word: string): Expression {
    const text = this.string()
    if (word === 'duration') {
      const ms = parseDuration(text)
      if (ms === null) throw bad(`${this.option}: ${quoted(text)} is no duration`)
      return { kind: 'duration', ms }
    }
    if (word === 'geography' || word === 'geometry') return { kind: 'geo', wkt: text }
    throw bad(`${this.option}: ${quoted(word)} is no kind of literal`)
  }

  private call(name: string): Expression {
    return this.deeper(() => {
      this.at++
      const given: Expression[] = []
      if (!this.sign(')')) {
        do given.push(this.or())
        while (this.sign(','))
        if (!this.sign(')')) throw bad(`${this.option}: the bracket of ${quoted(name)} is not closed`)
      }
      return this.node({ kind: 'call', name, given, n: this.nodes })
    })
  }

  private path(first: string): Expression {
    const steps: Step[] = [{ name: first, at: this.indexes() }]
    while (this.text[this.at] === '/') {
      this.at++
      const name = this.take(WORD) ?? this.take(/\d+/y)
      if (name === null) throw this.lost()
      steps.push({ name, at: this.indexes() })
      if (steps.length > 12) throw bad(`${this.option}: a path may have 12 steps`)
    }
    return this.node({ kind: 'path', steps })
  }

  private indexes(): number[] {
    const at: number[] = []
    for (let found = this.take(INDEX); found !== null; found = this.take(INDEX)) at.push(Number(found.slice(1, -1)))
    return at
  }

  private string(): string {
    const found = this.take(STRING)
    if (found === null) throw bad(`${this.option}: a text is not closed`)
    return found.slice(1, -1).replaceAll("''", "'")
  }

  private oneOf<T extends string>(words: readonly T[]): T | null {
    return words.find((word) => this.word(word)) ?? null
  }

  private peek(pattern: RegExp): string | null {
    pattern.lastIndex = this.at
    return pattern.exec(this.text)?.[0] ?? null
  }

  private take(pattern: RegExp): string | null {
    const found = this.peek(pattern)
    if (found !== null) this.at += found.length
    return found
  }

  private blank(): void {
    while (this.text[this.at] === ' ' || this.text[this.at] === '\t') this.at++
  }

  private node(expression: Expression): Expression {
    if (++this.nodes > MAX_NODES) throw bad(`${this.option} has more than ${MAX_NODES} parts`)
    return expression
  }

  private deeper(read: () => Expression): Expression {
    if (++this.depth > MAX_DEPTH) throw bad(`${this.option} is nested deeper than ${MAX_DEPTH}`)
    const expression = read()
    this.depth--
    return expression
  }

  private lost(): Error {
    const rest = this.text.slice(this.at)
    return bad(rest === '' ? `${this.option} ends too early` : `${this.option} cannot be read at ${quoted(rest)}`)
  }
}
