// The verifier's page as a stranger has it: saved to a disk, opened from there, with no network.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { buildClient, isBuildStale } from '../server/cli/client-build.ts'
import { recordByHand, rehashed } from '../server/cli/testing-record.ts'
import { launchBrowser } from './browser.ts'
import { ROOT } from './town.ts'

const dir = mkdtempSync(join(tmpdir(), 'verifier-'))
let browser: Browser | undefined
beforeAll(async () => {
  if (isBuildStale(ROOT)) await buildClient(ROOT)
  browser = await launchBrowser({ isInWords: true })
})
afterAll(async () => {
  await browser?.close()
  rmSync(dir, { recursive: true, force: true })
})

it('says of a good record that it is valid and of a tampered one what does not agree, in three languages, asking nobody', async () => {
  const { record } = await recordByHand()
  const tampered = JSON.parse(JSON.stringify(record)) as typeof record
  tampered.body.decision.outcome = 'lost'
  const file = (name: string, json: unknown): string => {
    writeFileSync(join(dir, name), JSON.stringify(json))
    return join(dir, name)
  }
  const page = await (browser as Browser).newPage()
  const asked: string[] = []
  const wrong: string[] = []
  page.on('request', (request) => asked.push(request.url()))
  page.on('pageerror', (error) => wrong.push(error.message))
  await page.goto(`${pathToFileURL(join(ROOT, 'dist/client/verifier.html')).href}?lang=en`)
  const verdict = page.getByRole('status')
  const choose = page.locator('input[type=file]').first()

  await choose.setInputFiles(file('good.json', record))
  await expect.poll(() => verdict.innerText()).toContain('Valid')
  expect(await page.getByText('5 ballots are signed by the voter’s own key').count()).toBe(1)
  expect(await page.getByRole('heading', { name: 'What this does not show' }).count()).toBe(1)

  await choose.setInputFiles(file('tampered.json', rehashed(tampered)))
  await expect.poll(() => verdict.innerText()).toContain('Not valid')
  expect(await page.locator('.checks.bad code').allInnerTexts()).toEqual(
    expect.arrayContaining(['outcome', 'attestation.chair', 'attestation.secretary']),
  )
  await page.getByRole('button', { name: 'Қазақша' }).click()
  await expect.poll(() => verdict.innerText()).toContain('Сәйкес емес')
  await page.getByRole('button', { name: 'Русский' }).click()

  await choose.setInputFiles(file('none.json', [1, 2]))
  await expect.poll(() => verdict.innerText()).toContain('Это не запись о решении')
  expect(wrong).toEqual([])
  expect(asked.filter((url) => !/^(file|data):/.test(url))).toEqual([])
})
