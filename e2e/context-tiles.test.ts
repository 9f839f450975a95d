// A tileset we exported, streamed back by 3d-tiles-renderer in a real browser under the real gate's policy: it stands
// where the city says, to centimetres, and what is pointed at has its id.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import express from 'express'
import type { Browser, Page } from 'playwright-core'
import { build } from 'vite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { blocks } from '../server/city/tiles3d-testing.ts'
import { writeTileset } from '../server/city/tiles3d-write.ts'
import { contextRoutes } from '../server/web/context-routes.ts'
import { armGate } from '../server/web/gate.ts'
import { closeTile } from '../client/scene/context-glb.ts'
import { originRule } from '../server/web/origins.ts'
import { staticFiles } from '../server/web/static-files.ts'
import { launchBrowser, watchPage } from './browser.ts'
import type { ContextPage } from './context-page.ts'

declare global {
  interface Window {
    contextPage: ContextPage
  }
}

// The Dutch grid: its north is 0.8 degrees off the true one here.
const town = blocks('EPSG:28992', 4.3658, 52.0122)
let dir = ''
let url = ''
let server: Server
let browser: Browser
let page: Page
let watched: ReturnType<typeof watchPage>

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'context-tiles-'))
  await writeTileset(join(dir, 'tiles'), town)
  writeVariants(join(dir, 'tiles'))
  await buildPage()
  const app = express()
  app.use(contextRoutes(town.manifest, join(dir, 'tiles')))
  app.use(staticFiles(join(dir, 'page')))
  server = createServer(app)
  armGate(server, { allowsOrigin: originRule([]), joinsPerMinute: 100, onRefused: () => {} })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  url = `http://localhost:${(server.address() as AddressInfo).port}`
  browser = await launchBrowser()
  page = await browser.newPage({ viewport: { width: 360, height: 240 } })
  watched = watchPage(page, url)
  await page.goto(`${url}/?context=/context/tileset.json`)
  await page.waitForFunction(() => window.contextPage !== undefined)
})
afterAll(async () => {
  await browser?.close()
  await new Promise((done) => (server ? server.close(done) : done(null)))
  rmSync(dir, { recursive: true, force: true })
})

/** The same content as others write it: within another tileset bounded by a region, and without a place on earth. */
function writeVariants(folder: string): void {
  const [lon, lat] = [4.3658, 52.0122].map((degrees) => (degrees * Math.PI) / 180) as [number, number]
  const region = [lon - 0.002, lat - 0.001, lon + 0.002, lat + 0.001, 300, 500]
  const tile = { boundingVolume: { region }, geometricError: 500, refine: 'ADD' }
  const outer = { ...tile, children: [{ ...tile, geometricError: 400, content: { uri: 'tileset.json' } }] }
  writeFileSync(
    join(folder, 'outer.json'),
    JSON.stringify({ asset: { version: '1.1', copyright: 'Outer' }, geometricError: 1000, root: outer }),
  )
  const bombs = ['huge.glb', 'million.glb', '../secret.glb'].map((uri) => ({
    ...tile,
    geometricError: 0,
    content: { uri },
  }))
  const bombed = { ...outer, children: [...outer.children, ...bombs] }
  writeFileSync(
    join(folder, 'bombs.json'),
    JSON.stringify({ asset: { version: '1.1' }, geometricError: 1000, root: bombed }),
  )
  writeFileSync(join(folder, 'huge.glb'), Buffer.alloc(10e6))
  // A few hundred bytes that ask for twelve gigabytes.
  const million = {
    asset: { version: '2.0' },
    scenes: [{ nodes: [0] }],
    nodes: [{ mesh: 0 }],
    meshes: [{ primitives: [{ attributes: { POSITION: 0 } }] }],
    accessors: [{ componentType: 5126, type: 'VEC3', count: 1e9 }],
  }
  writeFileSync(
    join(folder, 'million.glb'),
    closeTile({ json: million, bin: new Uint8Array(0), head: new Uint8Array(0) }),
  )
  const ours = JSON.parse(readFileSync(join(folder, 'tileset.json'), 'utf8')) as { root: { transform?: number[] } }
  delete ours.root.transform
  writeFileSync(join(folder, 'local.json'), JSON.stringify(ours))
}

async function buildPage(): Promise<void> {
  const root = join(dir, 'source')
  mkdirSync(root)
  const script = join(import.meta.dirname, 'context-page.ts')
  writeFileSync(
    join(root, 'index.html'),
    `<!doctype html><title>tiles</title><script type="module" src="/@fs${script}"></script>`,
  )
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    publicDir: false,
    resolve: { alias: { [`/@fs${script}`]: script } },
    build: { outDir: join(dir, 'page'), emptyOutDir: true, minify: false, chunkSizeWarningLimit: 10_000 },
  })
}

/** The first thing straight below a place of the city, or along a direction. */
const pickDown = (eastM: number, northM: number) =>
  page.evaluate(
    async ([e, n]) => {
      const layer = await window.contextPage.layer
      return layer?.pick({ eastM: e, northM: n, upM: 600, dirE: 0, dirN: 0, dirU: -1 }, 1000) ?? null
    },
    [eastM, northM] as const,
  )

const settled = () => page.evaluate(async () => (await window.contextPage.layer)?.settled())

describe('a context layer', () => {
  it('shows the exported tileset, credits it and loses no tile', async () => {
    await settled()
    const [attribution, stats, drawn] = await page.evaluate(async () => {
      const layer = await window.contextPage.layer
      return [layer?.attribution, layer?.stats(), await window.contextPage.drawn()] as const
    })
    expect(attribution).toBe('Block makers')
    expect(stats?.failed).toBe(0)
    expect(stats?.shown).toBeGreaterThan(3)
    expect(drawn).toBeGreaterThan(1000)
  })

  it('tells the id and what is known of the building pointed at', async () => {
    await page.evaluate(() => window.contextPage.look([110, 700, 60], [110, 340, -110]))
    await settled()
    const tower = await pickDown(103, 103)
    expect(tower?.row).toEqual({
      id: 'relation/1',
      name: 'Бәйтерек',
      use: 'office',
      heightM: 90.25,
      heightSource: 'tagged',
      storeys: 25,
      groundM: 340,
    })
    expect(tower?.atM[2]).toBeCloseTo(430.25, 1)
    expect(await pickDown(110, 110)).toBeNull()
  })

  it('stands to the centimetre where the city says, at the origin and two kilometres away', async () => {
    for (const [i, j] of [
      [0, 0],
      [10, 10],
      [-10, 9],
    ] as const) {
      await page.evaluate(([x, z]) => window.contextPage.look([x, 600, z], [x + 10, 340, z - 10]), [
        i * 200,
        j * -200,
      ] as const)
      await settled()
      const [west, south] = [i * 200 + 5, j * 200 + 5]
      const id = `way/${(i + 10) * 21 + j + 10}`
      for (const [e, n] of [
        [west + 0.06, south + 8],
        [west + 8, south + 0.06],
      ] as const) {
        expect((await pickDown(e, n))?.row?.['id'], `${id} at ${e}, ${n}`).toBe(id)
      }
      expect(await pickDown(west - 0.06, south + 8)).toBeNull()
      expect(await pickDown(west + 8, south - 0.06)).toBeNull()
      expect((await pickDown(west + 8, south + 8))?.atM[2]).toBeCloseTo(340 + 6 + Math.abs(i * j), 1)
    }
  })

  it.each([
    ['within another tileset bounded by a region', 'outer.json', 'Outer'],
    ['of no place on earth', 'local.json', 'Block makers'],
  ])('shows a tileset %s at the same place', async (_what, name, credit) => {
    const other = await browser.newPage({ viewport: { width: 360, height: 240 } })
    await other.goto(`${url}/?context=/context/${name}&contextRaise=7`)
    await other.waitForFunction(() => window.contextPage !== undefined)
    const seen = await other.evaluate(async () => {
      const layer = await window.contextPage.layer
      window.contextPage.look([110, 700, 60], [110, 340, -110])
      await layer?.settled()
      const down = { eastM: 103, northM: 103, upM: 600, dirE: 0, dirN: 0, dirU: -1 }
      return { pick: layer?.pick(down, 1000), failed: layer?.stats().failed, attribution: layer?.attribution }
    })
    expect(seen).toMatchObject({ failed: 0, attribution: credit, pick: { row: { id: 'relation/1' } } })
    expect(seen.pick?.atM[2]).toBeCloseTo(430.25 + 7, 1)
    await other.close()
  })

  it('shows the rest of a tileset whose other tiles ask for too much or for what is not theirs', async () => {
    const other = await browser.newPage({ viewport: { width: 360, height: 240 } })
    const requests: string[] = []
    other.on('request', (request) => void requests.push(request.url()))
    await other.goto(`${url}/?context=/context/bombs.json`)
    await other.waitForFunction(() => window.contextPage !== undefined)
    const seen = await other.evaluate(async () => {
      const layer = await window.contextPage.layer
      window.contextPage.look([110, 700, 60], [110, 340, -110])
      await layer?.settled()
      const down = { eastM: 103, northM: 103, upM: 600, dirE: 0, dirN: 0, dirU: -1 }
      return { pick: layer?.pick(down, 1000), stats: layer?.stats(), refused: window.contextPage.refused() }
    })
    expect(seen).toMatchObject({ stats: { failed: 3 }, pick: { row: { id: 'relation/1' } } })
    expect([...seen.refused].sort()).toEqual(['huge.glb: bytes', 'million.glb: decodedBytes', 'secret.glb: outside'])
    expect(requests.filter((one) => one.includes('secret'))).toEqual([])
    await other.close()
  })

  it('keeps to its own server and throws nothing', async () => {
    expect(watched.outside).toEqual([])
    expect(watched.errors).toEqual([])
  })

  it.each([
    ['of another server', 'https://elsewhere.example/tileset.json', 'lies on another server and is not shown'],
    ['that is not there', '/context/none.json', 'none.json cannot be shown: Error'],
  ])('refuses a tileset %s in one sentence', async (_what, asked, sentence) => {
    const other = await browser.newPage()
    await other.goto(`${url}/?context=${asked}`)
    await other.waitForFunction(() => window.contextPage !== undefined)
    const said = await other.evaluate(() =>
      window.contextPage.layer.then(
        () => '',
        (error: unknown) => String(error),
      ),
    )
    expect(said).toContain(sentence)
    await other.close()
  })
})
