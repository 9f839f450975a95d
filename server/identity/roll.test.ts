import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { openRoll, roleBy } from './roll.ts'

const dir = mkdtempSync(join(tmpdir(), 'townhall-roll-'))
const path = join(dir, 'roll.json')
afterAll(() => rmSync(dir, { recursive: true, force: true }))

const ADDRESS = '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed'
let written = 0
function write(roll: unknown): void {
  writeFileSync(path, typeof roll === 'string' ? roll : JSON.stringify(roll))
  utimesSync(path, ++written, written)
}

it('knows wallets and people by any of their accounts', async () => {
  const person = `person-${'a'.repeat(24)}`
  write({ [ADDRESS]: ['planner'], [person]: { roles: ['chair'], name: ' Aisha\u202E ' } })
  const roll = await openRoll(path)
  expect(roll.entryOf([ADDRESS.toLowerCase(), person])).toEqual({ roles: ['planner', 'chair'], name: 'Aisha' })
  expect(roll.entryOf(['0x', 'constructor'])).toEqual({ roles: [], name: '' })
  expect([roleBy(['chair']), roleBy(['planner', 'operator']), roleBy([])]).toEqual([
    'participant',
    'operator',
    'participant',
  ])
})

it('names every line that is wrong, and keeps the last good roll', async () => {
  write({ [ADDRESS]: ['planner'] })
  const roll = await openRoll(path)
  write({
    '0x12': ['planner'],
    [ADDRESS.replace('5aA', '5AA')]: ['planner'],
    [`0x${'b'.repeat(40)}`]: ['king'],
    [`0x${'B'.repeat(40)}`]: [],
    [`0x${'c'.repeat(40)}`]: 'planner',
    [`0x${'d'.repeat(40)}`]: { roles: ['member'], rank: 1 },
  })
  const told = await roll.refresh().then(String, (error: Error) => error.message)
  expect(told.split('\n').slice(1)).toEqual([
    '  "0x12" is neither an address like 0x… of 40 digits nor a person-…',
    expect.stringContaining('is mistyped: its capital letters are a checksum'),
    expect.stringContaining('"king" is none of resident, member'),
    expect.stringContaining('is neither a list of roles nor'),
    expect.stringContaining('"rank"'),
  ])
  expect(roll.entryOf([ADDRESS]).roles).toEqual(['planner'])
  expect(await roll.refresh()).toBe(false)
  write('{')
  await expect(roll.refresh()).rejects.toThrow(`the roll ${path} cannot be read`)
  write([])
  await expect(roll.refresh()).rejects.toThrow('is not an object')
  await expect(openRoll(join(dir, 'nowhere.json'))).rejects.toThrow('cannot be read')
})
