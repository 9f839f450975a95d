// `townhall city …`: import files into a package, tell what a package holds, derive the default city again.
import { parseArgs } from 'node:util'
import type { BoxDeg } from '../city/finish-clip.ts'
import { infoOf, infoText } from '../city/info.ts'
import { openManifest } from '../city/package.ts'
import type { Manifest } from '../../shared/city/manifest.ts'
import { UsageError } from './usage.ts'

export async function cityImport(args: string[]): Promise<number> {
  const { values } = parse(() =>
    parseArgs({
      args,
      options: {
        out: { type: 'string' },
        osm: { type: 'string' },
        buildings: { type: 'string' },
        terrain: { type: 'string', multiple: true },
        gtfs: { type: 'string' },
        bbox: { type: 'string' },
        name: { type: 'string' },
        crs: { type: 'string' },
        synthesize: { type: 'boolean' },
        json: { type: 'boolean' },
      },
    }),
  )
  if (!values.out) throw new UsageError('city import needs --out DIR, the folder to write the package to')
  const { importCity } = await import('../city/import.ts')
  const manifest = await importCity({
    out: values.out,
    ...(values.osm === undefined ? {} : { osm: values.osm }),
    ...(values.buildings === undefined ? {} : { buildings: values.buildings }),
    ...(values.terrain === undefined ? {} : { terrain: values.terrain }),
    ...(values.gtfs === undefined ? {} : { gtfs: values.gtfs }),
    ...(values.bbox === undefined ? {} : { bbox: boxFrom(values.bbox) }),
    ...(values.name === undefined ? {} : { name: values.name }),
    ...(values.crs === undefined ? {} : { crs: crsFrom(values.crs) }),
    ...(values.synthesize === undefined ? {} : { synthesize: values.synthesize }),
  })
  print(manifest, values.json)
  return 0
}

export async function cityInfo(args: string[]): Promise<number> {
  const { values, positionals } = parse(() =>
    parseArgs({ args, options: { json: { type: 'boolean' } }, allowPositionals: true }),
  )
  const [dir, ...more] = positionals
  if (dir === undefined || more.length > 0) throw new UsageError('city info needs one folder: townhall city info DIR')
  print(openManifest(dir), values.json)
  return 0
}

export async function cityDeriveAstana(args: string[]): Promise<number> {
  const { values } = parse(() => parseArgs({ args, options: { out: { type: 'string' }, json: { type: 'boolean' } } }))
  const { deriveAstana } = await import('../city/derive-astana.ts')
  print(await deriveAstana(values.out), values.json)
  return 0
}

function print(manifest: Manifest, isJson: boolean | undefined): void {
  const info = infoOf(manifest)
  console.log(isJson ? JSON.stringify(info, null, 2) : infoText(info))
}

/** parseArgs' refusals as ours: its first sentence, without the advice on `--`. */
function parse<T>(run: () => T): T {
  try {
    return run()
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    throw new UsageError((message.split(/\. |\n/)[0] as string).replace(/\.$/, ''))
  }
}

function boxFrom(text: string): BoxDeg {
  const numbers = text.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)))
  const [w, s, e, n] = numbers as [number, number, number, number]
  if (numbers.length !== 4 || !numbers.every(Number.isFinite)) {
    throw new UsageError(`--bbox ${text} is not four numbers W,S,E,N in degrees`)
  }
  if (w < -180 || e > 180 || s < -90 || n > 90)
    throw new UsageError(`--bbox ${text} reaches beyond the earth: W,S,E,N are degrees`)
  if (w >= e || s >= n)
    throw new UsageError(`--bbox ${text} is not W,S,E,N: west must be less than east, south less than north`)
  return [w, s, e, n]
}

function crsFrom(text: string): string {
  const code = /^(?:epsg:)?(\d{4,6})$/i.exec(text.trim())?.[1]
  if (!code) throw new UsageError(`--crs ${text} is not a code like EPSG:28992`)
  return `EPSG:${code}`
}
