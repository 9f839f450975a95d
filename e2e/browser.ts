// A headless Chromium for end-to-end tests and screenshots, from the npm package alone where the machine has none.
// CHROME_PATH or an installed Chromium or Chrome is preferred; else @sparticuz/chromium (Linux x64) is unpacked once
// into node_modules/.cache, with its own libraries and fonts. Recipe measured on Debian 12 with no browser installed.
import { execFile } from 'node:child_process'
import {
  createReadStream,
  createWriteStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { promisify } from 'node:util'
import { createBrotliDecompress } from 'node:zlib'
import { type Browser, chromium, type LaunchOptions, type Page } from 'playwright-core'

const INSTALLED = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
]

const ARGS = [
  '--headless=shell',
  '--no-sandbox',
  '--use-gl=angle',
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
  '--disable-quic',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
  '--no-first-run',
]

/**
 * Pages draw two fifths of the time and rest, unless they are to be judged by how fast they draw: where the
 * processor draws, pages that never rest take it from each other and from the server. Where most of them are in words, what a
 * graphics card would put together is put together plainly: measured, two such pages come in by a tenth of the work and idle
 * by a thirtieth, while those that draw become slower.
 */
export async function launchBrowser({ isCalm = true, isInWords = false } = {}): Promise<Browser> {
  const options = await launchOptions()
  const args = [...(options.args ?? []), ...(isInWords ? ['--disable-gpu-compositing'] : [])]
  const browser = await chromium.launch({ ...options, args, timeout: PATIENCE_MS })
  const newContext = browser.newContext.bind(browser)
  browser.newContext = async (options) => {
    const context = await newContext(options)
    context.setDefaultTimeout(PATIENCE_MS)
    if (isCalm) await context.addInitScript(pace, 1.5)
    return context
  }
  return browser
}

/** For whatever a page is waited for: half a minute, the library's own, is little where others have the processor. */
const PATIENCE_MS = 120_000

/**
 * From now on so long between two frames of a page, as on a slow phone: whoever only stands by leaves the processor to those
 * whose turn it is. The first call must come before the page is opened.
 */
export async function rest(page: Page, ms: number): Promise<void> {
  if (page.url() !== 'about:blank') return page.evaluate((between) => void (window.restMs = between), ms)
  await page.addInitScript(pace, 0)
  await page.addInitScript((between) => void (window.restMs = between), ms)
}

declare global {
  interface Window {
    restMs?: number
  }
}

/**
 * In the page, once: after a frame, callbacks rest so many times as long as that frame took, and `restMs` at least. The
 * browser's own frames go on all the while: headless ones have been seen to stop for good when nobody asks for the next.
 */
function pace(share: number): void {
  if (window.restMs !== undefined) return
  window.restMs = 0
  const MOST_MS = 500
  const ask = window.requestAnimationFrame.bind(window)
  let waiting = new Map<number, FrameRequestCallback>()
  let due = new Map<number, FrameRequestCallback>()
  let last = 0
  let restUntilMs = 0
  const frame = (nowMs: number): void => {
    if (window.restMs) setTimeout(() => ask(frame), window.restMs)
    else ask(frame)
    const startMs = performance.now()
    if (startMs < restUntilMs || waiting.size === 0) return
    due = waiting
    waiting = new Map()
    for (const call of due.values())
      try {
        call(nowMs)
      } catch (error) {
        reportError(error)
      }
    const endMs = performance.now()
    restUntilMs = endMs + Math.min(MOST_MS, share * (endMs - startMs))
  }
  ask(frame)
  window.requestAnimationFrame = (call) => {
    waiting.set(++last, call)
    return last
  }
  window.cancelAnimationFrame = (handle) => {
    waiting.delete(handle)
    due.delete(handle)
  }
}

async function launchOptions(): Promise<LaunchOptions> {
  const asked = process.env['CHROME_PATH']
  const found = [asked, ...INSTALLED].find((path) => path !== undefined && path !== '' && existsSync(path))
  if (found) return { executablePath: found, headless: true, args: ARGS.filter((arg) => !arg.startsWith('--headless')) }
  if (process.platform !== 'linux' || process.arch !== 'x64')
    throw new Error('no Chromium found: install Chromium or Chrome, or set CHROME_PATH to it')
  const folder = await (unpacked ??= unpackedChromium())
  const env = {
    ...process.env,
    LD_LIBRARY_PATH: join(folder, 'lib'),
    FONTCONFIG_FILE: join(folder, 'townhall-fonts.conf'),
  }
  return { executablePath: join(folder, 'chromium'), headless: true, args: ARGS, env: env as Record<string, string> }
}

/** Once, however many browsers are asked for at the same time. */
let unpacked: Promise<string> | undefined

/** Unpacks the browser of the npm package beside a marker file, so that a cut unpacking is done again. */
async function unpackedChromium(): Promise<string> {
  const require = createRequire(import.meta.url)
  const bin = join(dirname(require.resolve('@sparticuz/chromium')), '..', 'bin')
  const folder = join(bin, '..', '..', '..', '.cache', 'townhall-chromium')
  if (existsSync(join(folder, 'complete'))) return folder
  mkdirSync(dirname(folder), { recursive: true })
  const fresh = mkdtempSync(`${folder}-`)
  for (const name of readdirSync(bin)) {
    const plain = join(fresh, name.replace(/\.br$/, ''))
    await pipeline(
      createReadStream(join(bin, name)),
      createBrotliDecompress(),
      createWriteStream(plain, { mode: 0o755 }),
    )
    if (plain.endsWith('.tar')) await promisify(execFile)('tar', ['-xf', plain, '-C', fresh])
  }
  // The package's own fonts.conf names folders of another machine.
  const dirs = [join(folder, 'fonts'), '/usr/share/fonts', '/usr/local/share/fonts'].map((dir) => `<dir>${dir}</dir>`)
  const conf = `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>${dirs.join('')}<cachedir>${join(folder, 'fonts-cache')}</cachedir></fontconfig>`
  writeFileSync(join(fresh, 'townhall-fonts.conf'), conf)
  writeFileSync(join(fresh, 'complete'), '')
  try {
    renameSync(fresh, folder)
  } catch (error) {
    // Another process was done first.
    if (!existsSync(join(folder, 'complete'))) throw error
    rmSync(fresh, { recursive: true })
  }
  return folder
}

/** Collects what a page must never do: errors, and requests that leave the origin. */
export function watchPage(page: Page, origin: string): { readonly errors: string[]; readonly outside: string[] } {
  const errors: string[] = []
  const outside: string[] = []
  page.on('pageerror', (error) => errors.push(String(error)))
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text())
  })
  page.on('request', (request) => {
    const url = new URL(request.url())
    const inside =
      url.origin === origin || ['data:', 'blob:'].includes(url.protocol) || url.host === new URL(origin).host
    if (!inside) outside.push(request.url())
  })
  return { errors, outside }
}
