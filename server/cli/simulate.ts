// `townhall simulate MODEL CASE.json [--out RESULT.json]`: runs a model on a case and writes one JSON object, so that an
// engineer, or a stranger who doubts a decision's evidence, can do it without a server. Some play in a city: that of
// TOWNHALL_CITY.
import { readFile, writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { MODELS } from '../../shared/systems/models.ts'
import { readSettings } from '../settings.ts'
import { CITY_MODELS } from '../systems/outside.ts'
import { UsageError } from './usage.ts'

export async function simulate(args: string[]): Promise<number> {
  const { values, positionals } = parsed(args)
  const [model = '', file, ...rest] = positionals
  const found = MODELS.find(({ name }) => name === model)
  const inCity = CITY_MODELS.find(({ name }) => name === model)
  if (!found && !inCity)
    throw new UsageError(
      `there is no model "${model}"; there are ${[...MODELS, ...CITY_MODELS].map(({ name }) => name).join(', ')}`,
    )
  if (file === undefined || rest.length > 0)
    throw new UsageError(`give one case file: townhall simulate ${model} CASE.json`)
  const raw = await readJson(file)
  const before = process.cpuUsage()
  const result = found?.run(raw) ?? (await inCity?.run(raw, readSettings(process.env).TOWNHALL_CITY)) ?? {}
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
    return parseArgs({ args, allowPositionals: true, options: { out: { type: 'string' } } })
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}

async function readJson(file: string): Promise<unknown> {
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (error) {
    throw new UsageError(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`)
  }
  try {
    return JSON.parse(text) as unknown
  } catch (error) {
    throw new UsageError(`${file} is not JSON: ${error instanceof Error ? error.message : String(error)}`)
  }
}
