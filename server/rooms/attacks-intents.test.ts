// Rows 4 and 5 of the faults and attacks the suite must try: invalid intents, and handlers that throw.
import { afterEach, describe, expect, test } from 'vitest'
import { Intent, JoinOptions, Verdict } from '../../shared/protocol/intent.ts'
import { POSE } from '../../shared/protocol/presence.ts'
import { CityRoom } from './city-room.ts'
import { enter, testTown, type TestTown, until } from './testing.ts'
import { quickest, sleep, walker } from './testing-sockets.ts'

let town: TestTown
afterEach(() => town?.close())

describe('attacks by intents', () => {
  test('ATTACKS 4: every intent in every invalid shape its schema knows is refused with a reason and never acted upon', async () => {
    let acted = 0
    abstract class CountingRoom extends CityRoom {
      protected override act(...act: Parameters<CityRoom['act']>): string | null {
        acted++
        return super.act(...act)
      }
    }
    town = await testTown({ room: CountingRoom as unknown as typeof CityRoom })
    const shapes = Intent.options.flatMap((option) => invalidShapes(option.shape))
    expect(shapes.length).toBeGreaterThan(100)
    const bystander = await enter(town, 'Bystander')
    const before = JSON.stringify(bystander.state.toJSON())
    for (let at = 0; at < shapes.length; at += 80) {
      const client = await enter(town, 'Shapes')
      for (const shape of shapes.slice(at, at + 80)) {
        const verdict = Verdict.parse(await client.request('intent', shape as never))
        expect(verdict.ok, JSON.stringify(shape)).toBe(false)
        expect(verdict.ok ? '' : verdict.reason).toMatch(/\w+ \w+/)
      }
      await client.leave()
    }
    expect(acted).toBe(0)
    const options = invalidShapes(JoinOptions.shape, {}).filter((shape) => JSON.stringify(shape) !== undefined)
    let refused = 0
    for (const shape of options) {
      // What JSON cannot carry (NaN, undefined) arrives as something else and may be valid.
      const body = JSON.stringify(shape)
      if (JoinOptions.safeParse(JSON.parse(body)).success) continue
      const response = await fetch(`${town.origin}/matchmake/join/city`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin: town.origin },
        body,
      })
      expect(response.status, body).toBe(400)
      refused++
    }
    expect(refused).toBeGreaterThan(20)
    await until(() => bystander.state.people.size === 1)
    expect(JSON.stringify(bystander.state.toJSON())).toBe(before)
  })

  test('ATTACKS 5: a handler, timer, tick or patch callback that throws or rejects fails alone, and is counted', async () => {
    town = await testTown({ room: FaultyRoom as unknown as typeof CityRoom })
    const [victim, other] = [await enter(town, 'Victim'), await enter(town, 'Other')]
    const kinds = [
      'handler sync',
      'handler async',
      'timer sync',
      'timer async',
      'interval sync',
      'patch sync',
      'patch async',
    ]
    for (const kind of kinds) {
      const seen = town.faults.length
      victim.send(kind as never)
      await until(() => town.faults.length > seen)
      expect(town.faults.at(-1)).toContain(kind)
    }
    const failed = Verdict.parse(await victim.request('intent', { id: 'x', type: 'setLook', look: 0xdead } as never))
    expect(failed).toEqual({ ok: false, id: 'x', reason: 'the city could not do that; it has been noted' })
    expect(
      Verdict.parse(await other.request('intent', { id: 'y', type: 'rename', name: 'Still here' } as never)).ok,
    ).toBe(true)
    await until(() => victim.state.people.get(other.sessionId)?.name === 'Still here')
    victim.sendBytes(POSE, walker)
    expect(await quickest(other)).toBeLessThan(500)
    const metrics = await (await fetch(`${town.origin}/metrics`)).text()
    const counted = [...metrics.matchAll(/^townhall_faults_total\{.*\} (\d+)$/gm)].reduce(
      (sum, m) => sum + Number(m[1]),
      0,
    )
    expect(counted).toBe(town.faults.length)
    expect(counted).toBeGreaterThanOrEqual(kinds.length + 1)
    expect(metrics).toMatch(/townhall_verdicts_total\{outcome="failed"\} 1/)
  })
})

abstract class FaultyRoom extends CityRoom {
  private next = ''
  override onCreate(): void {
    this.onBeforePatch = async () => {
      const kind = this.next
      this.next = ''
      if (kind === 'patch sync') throw new Error(kind)
      if (kind === 'patch async') await Promise.reject(new Error(kind))
    }
    super.onCreate()
    const bang = (kind: string): never => {
      throw new Error(kind)
    }
    this.onMessage('handler sync', () => bang('handler sync'))
    const bangLater = (kind: string): Promise<void> => sleep(1).then(() => bang(kind))
    this.onMessage('handler async', (() => bangLater('handler async')) as () => void)
    this.onMessage('timer sync', () => {
      this.clock.setTimeout(() => bang('timer sync'), 1)
    })
    this.onMessage('timer async', () => {
      this.clock.setTimeout((() => bangLater('timer async')) as () => void, 1)
    })
    this.onMessage('interval sync', () => {
      const interval = this.clock.setInterval(() => {
        interval.clear()
        bang('interval sync')
      }, 1)
    })
    for (const kind of ['patch sync', 'patch async']) {
      this.onMessage(kind, () => {
        this.next = kind
      })
    }
  }
  protected override act(...[client, visitor, intent]: Parameters<CityRoom['act']>): string | null {
    if (intent.type === 'setLook' && intent.look === 0xdead) throw new Error('act')
    return super.act(client, visitor, intent)
  }
}

/** Wrong values for every field of a shape, fields left out, fields too many, and things that are no object at all. */
function invalidShapes(
  shape: Readonly<Record<string, { safeParse(value: unknown): { success: boolean } }>>,
  base: Record<string, unknown> = VALID,
): unknown[] {
  const valid = Object.fromEntries(Object.keys(shape).flatMap((key) => (key in base ? [[key, base[key]]] : [])))
  for (const [key, field] of Object.entries(shape))
    if (key in valid && !field.safeParse(valid[key]).success) valid[key] = typeOf(field)
  const shapes: unknown[] = [null, 7, 'text', [], [valid], { ...valid, role: 'chair' }, { ...valid, constructor: 1 }]
  for (const [key, field] of Object.entries(shape)) {
    for (const wrong of WRONG) if (!field.safeParse(wrong).success) shapes.push({ ...valid, [key]: wrong })
    const { [key]: _, ...without } = valid
    if (!field.safeParse(undefined).success) shapes.push(without)
  }
  return shapes
}
/** The literal a discriminator wants. */
const typeOf = (field: unknown): unknown => (field as { value?: unknown }).value
const VALID: Record<string, unknown> = {
  id: 'i1',
  type: '',
  eastM: 1,
  northM: 1,
  upM: 1,
  headingRad: 0,
  name: 'N',
  look: 1,
}
const WRONG: unknown[] = [
  null,
  NaN,
  Infinity,
  -Infinity,
  -1e300,
  1e300,
  -0.5,
  2 ** 53,
  '',
  'x'.repeat(500),
  '__proto__',
  'constructor',
  true,
  [],
  [1],
  {},
  { valueOf: 1 },
  new Uint8Array(3),
]
