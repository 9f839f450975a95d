// `townhall city export DIR --3dtiles --out OUT [--json]`: a city package as a format others read.
import { parseArgs } from 'node:util'
import { openPackage } from '../city/package.ts'
import { UsageError } from './usage.ts'

export async function cityExport(args: string[]): Promise<number> {
  const { values, positionals } = read(args)
  const [dir, ...more] = positionals
  if (dir === undefined || more.length > 0) {
    throw new UsageError('city export needs one folder: townhall city export DIR --3dtiles --out OUT')
  }
  if (!values['3dtiles']) throw new UsageError('city export needs a format; there is one: --3dtiles')
  if (!values.out) throw new UsageError('city export needs --out OUT, the folder to write the tileset to')
  const { checkTilesetTarget, writeTileset } = await import('../city/tiles3d-write.ts')
  checkTilesetTarget(values.out)
  const started = performance.now()
  const report = await writeTileset(values.out, await openPackage(dir))
  const seconds = Math.round((performance.now() - started) / 100) / 10
  if (values.json) console.log(JSON.stringify({ out: values.out, ...report, seconds }, null, 2))
  else {
    const megabytes = (report.bytes / 1e6).toFixed(1)
    console.log(
      `${values.out}: 3D Tiles 1.1, ${report.buildings} buildings in ${report.tiles} tiles, ${megabytes} MB, ${seconds} s`,
    )
  }
  return 0
}

function read(args: string[]) {
  try {
    return parseArgs({
      args,
      options: { '3dtiles': { type: 'boolean' }, out: { type: 'string' }, json: { type: 'boolean' } },
      allowPositionals: true,
    })
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    throw new UsageError((message.split(/\. |\n/)[0] as string).replace(/\.$/, ''))
  }
}
