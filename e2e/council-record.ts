// What a sitting rests on and what it leaves: a branch in which the sluice of the river was opened, as the evidence of a motion;
// the record of the decision, checked by both verifiers in processes of their own, and the same record changed in ten ways.
import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Browser } from 'playwright-core'
import { expect } from 'vitest'
import type { Session } from '../client/session/session.ts'
import { ROOT } from './town.ts'

type Command = { readonly type: string } & Readonly<Record<string, unknown>>

const PATIENCE = { timeout: 120_000, interval: 200 } as const
const BRANCH = 'sluice'
export const BRANCH_TITLE = 'Sluice open'
/** Three minutes: what is tried is a device, no river. */
const HOURS = 0.05

/** Run with and without, to the end. */
export async function trySluice(planner: Session): Promise<void> {
  const command = async (given: Command): Promise<void> => {
    expect(await planner.command(given)).toMatchObject({ ok: true })
  }
  const opened = { type: 'tasks.simulate', device: 'sluice-1', parameters: { positionShare: 1 } }
  await expect.poll(() => rowOf(planner, 'tasks.device/sluice-1')?.['position'] ?? null, PATIENCE).not.toBeNull()
  await command({ type: 'whatif.begin', branch: BRANCH, title: BRANCH_TITLE, hours: HOURS })
  await command({ type: 'whatif.add', branch: BRANCH, atS: 0, command: opened })
  await command({ type: 'whatif.run', branch: BRANCH })
}

export async function branchIsRun(planner: Session): Promise<void> {
  for (const kind of ['baseline', 'branch'])
    await expect.poll(() => rowOf(planner, `whatif.run/${BRANCH}.${kind}.0`)?.['state'], PATIENCE).toBe('done')
}

export function rowOf(session: Session, id: string): Readonly<Record<string, unknown>> | null {
  const row = session.facts().rows?.find((one) => one.id === id)
  return row ? (JSON.parse(row.json) as Readonly<Record<string, unknown>>) : null
}

export const rows = (session: Session, prefix: string): Readonly<Record<string, unknown>>[] =>
  (session.facts().rows ?? [])
    .filter(({ id }) => id.startsWith(prefix))
    .map(({ json }) => JSON.parse(json) as Readonly<Record<string, unknown>>)

/** What is wrong with each file, by `townhall verify` and by the other verifier, each a process of its own. */
export async function faultsIn(
  files: readonly string[],
  rpc?: string,
): Promise<{ readonly ours: readonly string[][]; readonly other: readonly string[][] }> {
  const cli = join(ROOT, 'server', 'cli', 'townhall.ts')
  const [ours, other] = await Promise.all([
    run([cli, 'verify', ...files, '--json', ...(rpc === undefined ? [] : ['--rpc', rpc])]),
    run([join(ROOT, 'e2e', 'verifier-own.ts'), ...files]),
  ])
  const told = JSON.parse(ours) as { readonly records: readonly { readonly failed: string[] }[] }
  const own = other.trim().split('\n')
  return {
    ours: told.records.map(({ failed }) => failed),
    other: own.map((line) => (JSON.parse(line) as { readonly failed: string[] }).failed),
  }
}

/** What it prints; that it finds faults is no error. */
const run = (args: readonly string[]): Promise<string> =>
  new Promise((resolve, reject) => {
    execFile(process.execPath, args, { cwd: ROOT }, (error, out) => {
      if (error && out === '') reject(error)
      else resolve(out)
    })
  })

/** As the file has it, whatever stands in it. */
// oxlint-disable-next-line typescript/no-explicit-any
type Loose = any

/** Each with the check that names it; the other hashes in it are as they were. */
const TAMPERED: readonly (readonly [how: string, check: string, change: (record: Loose) => void])[] = [
  ['a choice turned', 'ballot.signature', ({ body }) => void (body.vote.ballots.list[0].choice = 'no')],
  ['a ballot dropped', 'tally', ({ body }) => void body.vote.ballots.list.pop()],
  ['a ballot twice', 'ballot.roll', ({ body }) => void body.vote.ballots.list.push(body.vote.ballots.list[0])],
  ['a weight raised', 'ballot.weight', ({ body }) => void (body.vote.ballots.list[1].weight = 5)],
  ['a voter added', 'roll', ({ body }) => void body.electorate.roll.push(body.electorate.roll[0])],
  ['another threshold', 'questionHash', ({ body }) => void (body.vote.question.rule.base = 'members')],
  ['the outcome turned', 'outcome', ({ body }) => void (body.decision.outcome = 'lost')],
  ['another seed', 'evidence', ({ body }) => void (body.evidence.runs[0].seed = 7)],
  ['another text', 'finalText', ({ body }) => void (body.vote.question.lines[0] = 'Raise it by 700 cm.')],
  ['another chair', 'attestation.chair', ({ attestations }) => void (attestations[0].signer = attestations[1].signer)],
]

export type Tampered = { readonly file: string; readonly how: string; readonly check: string }

/** Files of the record changed in ten ways. */
export function tamperedFiles(dir: string, text: string): readonly Tampered[] {
  return TAMPERED.map(([how, check, change], i) => {
    const record = JSON.parse(text) as Loose
    change(record)
    const file = join(dir, `tampered-${i}.json`)
    writeFileSync(file, JSON.stringify(record))
    return { file, how, check }
  })
}

/** What the verifier's page says of a file; opened from a disk, with no network. */
export async function pageSays(browser: Browser, file: string): Promise<string> {
  const page = await browser.newPage()
  await page.goto(`${pathToFileURL(join(ROOT, 'dist/client/verifier.html')).href}?lang=en`)
  await page.locator('input[type=file]').first().setInputFiles(file)
  const verdict = page.getByRole('status')
  await expect.poll(() => verdict.innerText()).toContain('alid')
  const said = await verdict.innerText()
  await page.close()
  return said
}
