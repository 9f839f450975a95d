// `townhall simulate MODEL CASE.json [--out RESULT.json] [--scheme NAME] [--cores N]`: runs a model on a case and writes one JSON
// object, so that an engineer, or a stranger who doubts a decision's evidence, can do it without a server. Some play in a city:
// that of TOWNHALL_CITY. Cores change how long it takes and nothing of what comes of it.
import { writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { MODELS } from '../../shared/systems/models.ts'
import { readSettings } from '../settings.ts'
import { allCores, lendCores } from '../systems/cores.ts'
import { CITY_MODELS } from '../systems/outside.ts'
import { jsonIn } from './json-file.ts'
import { UsageError } from './usage.ts'

const MOST_CORES = 64

type Result = object | { readonly reason: string }

const ALL: readonly { readonly name: string; run(raw: unknown): Promise<Result> }[] = [
  ...MODELS.map((model) => ({ name: model.name, run: (raw: unknown) => Promise.resolve(model.run(raw)) })),
  ...CITY_MODELS.map((model) => ({
    name: model.name,
    run: (raw: unknown) => model.run(raw, readSettings(process.env).TOWNHALL_CITY),
  })),
]

export async function simulate(args: string[]): Promise<number> {
  const { values, positionals } = parsed(args)
  const [model = '', file, ...rest] = positionals
  const found = ALL.find(({ name }) => name === model)
  if (!found) throw new UsageError(`there is no model "${model}"; there are ${ALL.map(({ name }) => name).join(', ')}`)
  if (file === undefined || rest.length > 0)
    throw new UsageError(`give one case file: townhall simulate ${model} CASE.json`)
  const cores = coresIn(values.cores)
  const read = await jsonIn(file)
  // The scheme of the command goes before that of the case.
  const raw = values.scheme === undefined || !isObject(read) ? read : { ...read, scheme: values.scheme }
  lendCores(cores)
  const before = process.cpuUsage()
  const result = await found.run(raw)
  if ('reason' in result) throw new UsageError(`${file}: ${result.reason}`)
  const { user, system } = process.cpuUsage(before)
  const text = JSON.stringify({ ...result, cpuS: (user + system) / 1e6 }, (_, value: unknown) =>
    ArrayBuffer.isView(value) ? [...(value as Float64Array)] : value,
  )
  if (values.out === undefined) process.stdout.write(`${text}\n`)
  else await writeFile(values.out, `${text}\n`)
  // What was to come out the same and did not.
  return 'isSame' in result && result.isSame === false ? 1 : 0
}

function parsed(args: string[]) {
  try {
    const text = { type: 'string' } as const
    return parseArgs({ args, allowPositionals: true, options: { out: text, scheme: text, cores: text } })
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}

function coresIn(given: string | undefined): number {
  if (given === undefined) return allCores()
  const cores = Number(given)
  if (!Number.isInteger(cores) || cores < 1 || cores > MOST_CORES)
    throw new UsageError(`--cores is a whole number from 1 to ${MOST_CORES}, not "${given}"`)
  return cores
}

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
