// `townhall simulate flood`: a result with its account of water, the scheme of the command before that of the case, and one
// sentence that names the field of what cannot be run.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { simulate } from './simulate.ts'

const folder = mkdtempSync(join(tmpdir(), 'townhall-simulate-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const small =
  '"nx":3,"ny":1,"dxM":1,"manning":0,"depthM":1,"endS":1,"edges":{"W":"wall","E":"wall","S":"wall","N":"wall"}'
const file = (text: string): string => {
  const path = join(folder, 'case.json')
  writeFileSync(path, text)
  return path
}

describe('simulate flood', () => {
  test('writes the result, by the scheme that is asked for', async () => {
    const out = join(folder, 'result.json')
    const path = file(`{${small},"bedM":0,"rain":[[0,36]]}`)
    for (const [scheme, args] of [
      ['inertial', []],
      ['full', ['--scheme', 'full']],
    ] as const) {
      expect(await simulate(['flood', path, '--out', out, ...args])).toBe(0)
      const result = JSON.parse(readFileSync(out, 'utf8')) as { volume: { errorShare: number } }
      expect(result).toMatchObject({ scheme, depthM: expect.any(Array) })
      expect(result.volume.errorShare).toBeLessThan(1e-6)
    }
  })

  test('gives the same on one core and on two, and says which numbers of cores there are', async () => {
    const out = join(folder, 'result.json')
    const path = file(`{${small.replace('"nx":3,"ny":1', '"nx":250,"ny":250')},"bedM":0,"rain":[[0,36]]}`)
    const results = []
    for (const cores of ['1', '2']) {
      expect(await simulate(['flood', path, '--out', out, '--cores', cores])).toBe(0)
      results.push(readFileSync(out, 'utf8').replace(/"cpuS":.*/, ''))
    }
    expect(results[1]).toBe(results[0])
    await expect(simulate(['flood', path, '--cores', '0'])).rejects.toThrow('--cores is a whole number from 1 to 64')
  })

  test.each([
    ['"bedM":[0,NaN,1]', 'bedM: NaN is not a number'],
    ['"note":"NaN: none","bedM":[0, -Infinity ,1]', 'bedM: -Infinity is not a number'],
    ['"bedM":[0', 'is not JSON'],
    ['"bedM":0,"members":2', 'seed: is missing'],
  ])('names the field of %s', async (text, sentence) => {
    await expect(simulate(['flood', file(`{${small},${text}}`)])).rejects.toThrow(sentence)
  })
})
