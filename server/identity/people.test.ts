// People and sessions in both databases, with a clock of their own.
import { afterEach, describe, expect, it } from 'vitest'
import { KINDS, type Place } from '../journal/testing.ts'
import { openPeople, type PeopleDatabase } from './database.ts'
import { People } from './people.ts'
import { Sessions } from './sessions.ts'

const HOUR_MS = 3_600_000

describe.each(KINDS)('people in $name', ({ isHere, make }) => {
  let place: Place | null = null
  let database: PeopleDatabase | null = null
  afterEach(async () => {
    await database?.close()
    await place?.remove()
  })

  const opened = async () => {
    place = await make()
    database = await openPeople(place.where)
    const clock = { nowMs: 1_900_000_000_000 }
    const people = new People(database.db, () => clock.nowMs)
    const sessions = new Sessions(database.db, () => clock.nowMs)
    const ended: string[] = []
    sessions.onEnded((ids) => ended.push(...ids))
    return { clock, people, sessions, ended }
  }

  it.runIf(isHere)('knows a wallet again, at once from many windows as well', async () => {
    const { people } = await opened()
    const all = await Promise.all(Array.from({ length: 20 }, () => people.ofWallet('0xa')))
    expect(new Set(all).size).toBe(1)
    expect(await people.ofWallet('0xb')).not.toBe(all[0])
    expect(await people.person(all[0] ?? '')).toMatchObject({ name: '', madeMs: 1_900_000_000_000 })
    const key = await people.addPasskey('k', '{}', all[0] ?? '')
    expect([key, await people.addPasskey('k', '{}', null)]).toEqual([all[0], null])
    expect((await people.accounts(all[0] ?? '')).map(({ kind }) => kind).sort()).toEqual(['passkey', 'wallet'])
  })

  it.runIf(isHere)('links a wallet to one person alone, and takes any way in but the last', async () => {
    const { people } = await opened()
    const [ann, bo] = [await people.ofWallet('0xa'), await people.ofWallet('0xb')]
    expect([await people.link(ann, '0xc', '{"made":{"by":"device"}}'), await people.link(ann, '0xb', '{}')]).toEqual([
      ann,
      bo,
    ])
    expect(await people.ofWallet('0xc')).toBe(ann)
    // What a key was made of is learned once, and by its own person alone.
    for (const [who, key] of [[ann, '0xa'], [ann, '0xc'], [ann, '0xb']] as const) await people.link(who, key, '{"n":1}') // prettier-ignore
    const datas = await Promise.all(
      ['0xa', '0xb', '0xc'].map(async (key) => (await people.account('wallet', key))?.data),
    )
    expect(datas).toEqual(['{"n":1}', '{}', '{"made":{"by":"device"}}'])
    expect(await people.unlink(bo, 'wallet', '0xc')).toBe('unknown')
    expect([await people.unlink(ann, 'wallet', '0xa'), await people.unlink(ann, 'wallet', '0xc')]).toEqual([
      'done',
      'last',
    ])
  })

  it.runIf(isHere)('ends sessions by their time, and the oldest of too many', async () => {
    const { clock, people, sessions, ended } = await opened()
    const person = await people.ofWallet('0xa')
    const open = (way: 'wallet' | 'contract' | 'paired', untilMs = Infinity) =>
      sessions.open({ person, way, account: '0xA', device: 'Firefox', untilMs })
    const [long, short, lent] = [await open('wallet'), await open('contract'), await open('paired', clock.nowMs + 1)]
    expect(lent.endsMs).toBe(clock.nowMs + 1)
    clock.nowMs += HOUR_MS
    expect([await sessions.find(short.token), await sessions.find(lent.token)]).toEqual([null, null])
    expect(await sessions.find(long.token)).toMatchObject({ person, way: 'wallet', seenMs: clock.nowMs - HOUR_MS })
    expect(await sessions.find(long.token)).toMatchObject({ seenMs: clock.nowMs })
    await sessions.sweep()
    expect(ended).toHaveLength(2)
    for (let n = 0; n < 20; n++) {
      clock.nowMs++
      await open('wallet')
    }
    expect(await sessions.of(person)).toHaveLength(20)
    expect(await sessions.find(long.token)).toBeNull()
    expect(ended).toHaveLength(3)
    expect(await sessions.end('person-other', [(await sessions.of(person))[0]?.id ?? ''])).toBe(0)
  })

  it.runIf(isHere)('keeps one resident to one person, until that one is erased', async () => {
    const { clock, people } = await opened()
    const [ann, bo] = [await people.ofWallet('0xa'), await people.ofWallet('0xb')]
    const lives = { issuer: 'clerk', subject: 's', area: 'Esil', untilMs: clock.nowMs + HOUR_MS, number: null }
    expect([await people.lives(ann, lives), await people.lives(ann, lives), await people.lives(bo, lives)]).toEqual([
      true,
      true,
      false,
    ])
    expect(await people.residency(ann)).toMatchObject({ area: 'Esil' })
    expect(await people.erase(ann)).toEqual({ accounts: 1, residency: 1 })
    expect([await people.person(ann), await people.residency(ann)]).toEqual([null, null])
    expect(await people.lives(bo, { ...lives, number: 7 })).toBe(true)
    expect(await people.residency(bo)).toMatchObject({ number: 7 })
    expect([await people.leaves(bo), await people.leaves(bo), await people.lives(bo, lives)]).toEqual([
      true,
      false,
      true,
    ])
    clock.nowMs += HOUR_MS
    expect(await people.residency(bo)).toBeNull()
  })
})
