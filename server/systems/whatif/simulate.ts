// `townhall simulate whatif CASE.json`: runs a branch's case again, without a server and without a journal, and compares the
// hashes of what went in and what came out with those the case names.
import { playAlone, type TimedAct } from '../../../shared/kernel/course.ts'
import { Twin } from '../../../shared/kernel/twin.ts'
import { SYSTEMS } from '../../../shared/systems/index.ts'
import { cityHash } from '../../city/city-hash.ts'
import { openCity } from '../../city/package.ts'
import { buildId } from '../../journal/build.ts'
import { sha256 } from '../../journal/chain.ts'
import type { CityModel } from '../city-model.ts'
import { type Case, openCase, otherHouse } from './case-file.ts'
import { evidenceOf, stepsOf } from './evidence.ts'

type Played = {
  readonly kind: Case['runs'][number]['kind']
  readonly member: number
  readonly inputsHash: string
  readonly outputsHash: string
  readonly isSame: boolean
  readonly indicators: readonly { readonly id: string; readonly end: number; readonly peak: number }[]
}

export const whatifModel: CityModel = {
  name: 'whatif',
  async run(caseFile, cityDir, onRun = () => undefined) {
    const opened = await openCase(caseFile)
    if ('reason' in opened) return opened
    const { of, evidence, state } = opened
    const { manifest, city } = openCity(cityDir)
    const hash = await cityHash(cityDir)
    const other = otherHouse(evidence, { id: manifest.id, hash })
    if (other !== null) return { reason: other }
    const build = buildId()
    const systems = SYSTEMS.filter(({ id }) => evidence.systems.some((one) => one.id === id))
    const versions = systems.map(({ id, version }) => ({ id, version }))
    const forS = of.hours * 3600
    const clock = { forS, stepS: of.stepS, everyS: of.everyS }
    const faults: string[] = []
    const runs: Played[] = []
    for (const [done, run] of of.runs.entries()) {
      onRun(done, of.runs.length)
      const { member } = run.evidence
      const steps = stepsOf(of.interventions, run.kind)
      const acts: TimedAct[] = steps.map(({ atS, command, by }) => ({ atS, command, actor: by }))
      const twin = new Twin(systems, city, 0)
      twin.load(state)
      const course = { ...clock, fromMs: twin.nowMs, acts }
      let played: ReturnType<typeof playAlone>
      try {
        played = playAlone(twin, course, { build, systems: versions, member })
      } catch (error) {
        return { reason: `the ${run.kind} run ${member}: ${error instanceof Error ? error.message : String(error)}` }
      }
      faults.push(...played.faults.map(({ system, error }) => `${system}: ${String(error)}`))
      const came = { stateHash: sha256(twin.played()), samples: played.samples }
      const about = { city: manifest.id, cityHash: hash, build, systems: versions, fork: evidence.fork, steps, member }
      const { inputsHash, outputsHash } = evidenceOf({ ...about, ...clock }, came)
      const isSame = inputsHash === run.evidence.inputsHash && outputsHash === run.evidence.outputsHash
      const indicators = played.indicators.map(({ id, end, peak }) => ({ id, end, peak }))
      runs.push({ kind: run.kind, member, inputsHash, outputsHash, isSame, indicators })
    }
    const first = runs.find(({ kind }) => kind === 'branch') ?? runs[0]
    return {
      branch: of.branch,
      title: of.title,
      inputsHash: first?.inputsHash ?? '',
      outputsHash: first?.outputsHash ?? '',
      isSame: runs.every(({ isSame }) => isSame),
      differs: differencesOf(of, runs, build),
      faults: [...new Set(faults)],
      runs,
    }
  },
}

/** A sentence for each part that is another one. */
function differencesOf(of: Case, runs: readonly Played[], build: string): readonly string[] {
  const differences: string[] = []
  const theirs = of.runs[0]?.evidence.build ?? ''
  if (theirs !== build) differences.push(`build: the case was played by ${theirs}, this is ${build}`)
  for (const [n, { kind, member, inputsHash, outputsHash }] of runs.entries()) {
    const told = of.runs[n]?.evidence
    if (told?.inputsHash !== inputsHash) differences.push(`inputs: the ${kind} run ${member} went in otherwise`)
    else if (told.outputsHash !== outputsHash) differences.push(`outputs: the ${kind} run ${member} came out otherwise`)
  }
  return differences
}
