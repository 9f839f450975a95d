import { describe, expect, it } from 'vitest'
import type { Speaker } from './credentials.ts'
import { mayHear, mayPublish, maySubscribe } from './rights.ts'

const WHO: Readonly<Record<string, Speaker>> = {
  device: { kind: 'device', name: 'gauge-1' },
  gateway: { kind: 'gateway', name: 'simulated' },
  operator: { kind: 'operator' },
  anybody: { kind: 'anonymous', mayCreate: false },
}
/** Speaks for itself. */
const hasOwn = (deviceId: string): boolean => deviceId === 'gauge-1'
const names = Object.keys(WHO)
const allowed = (ask: (speaker: Speaker) => string | null): string[] =>
  names.filter((name) => ask(WHO[name] as Speaker) === null)

describe('topic rights', () => {
  it.each<[string, string[]]>([
    ['devices/gauge-1/observations', ['device']],
    ['devices/gauge-1/about', ['device']],
    ['devices/gauge-1/answers', ['device']],
    ['devices/gauge-2/observations', ['gateway']],
    ['devices/gauge-1/tasks', []],
    ['devices/gauge-2/tasks', []],
    ['devices/gauge-1/observations/more', []],
    ['devices/__proto__/observations', []],
    ['devices//observations', []],
    ['v1.1/Observations', ['operator']],
    ['v1.1/Datastreams(1)/Observations', ['operator']],
    ['v2.0/Observations', []],
    ['$SYS/broker', []],
    ['anything', []],
  ])('to publish to %s: %j', (topic, who) => expect(allowed((one) => mayPublish(one, topic, hasOwn))).toEqual(who))

  it.each<[string, string[]]>([
    ['v1.1/#', names],
    ['v1.1/Datastreams(1)/Observations?$select=result', names],
    ['devices/gauge-1/tasks', ['device', 'operator']],
    ['devices/gauge-2/tasks', ['gateway', 'operator']],
    ['devices/+/tasks', ['gateway', 'operator']],
    ['devices/#', ['operator']],
    ['devices/gauge-1/observations', ['operator']],
    ['#', []],
    ['+/gauge-1/tasks', []],
    ['$SYS/#', []],
  ])('to read %s: %j', (topic, who) => expect(allowed((one) => maySubscribe(one, topic, hasOwn))).toEqual(who))

  it('holds back from a gateway the tasks of a device that speaks for itself', () => {
    expect(mayHear(WHO['gateway'] as Speaker, 'devices/gauge-1/tasks', hasOwn)).toBe(false)
    expect(mayHear(WHO['gateway'] as Speaker, 'devices/gauge-2/tasks', hasOwn)).toBe(true)
    expect(mayHear(WHO['anybody'] as Speaker, 'v1.1/Observations', hasOwn)).toBe(true)
  })

  it('says why not, with the topic in it', () => {
    expect(mayPublish(WHO['device'] as Speaker, 'devices/gauge-2/about', hasOwn)).toBe(
      'gauge-1 may not speak for gauge-2',
    )
    expect(mayPublish(WHO['anybody'] as Speaker, 'v1.1/Things', hasOwn)).toBe(
      'to publish one needs a name and a secret',
    )
  })
})
