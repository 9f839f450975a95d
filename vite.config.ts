// Builds the client into dist/client: the page of the city, its workers as modules of the same origin, no inline script; the page
// on which officers of a board sign who comes after them; the page of a consultation; and the page that verifies decision records: one file with all that it
// needs inside, so that it works saved to a disk.
import { createHash } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { build, defineConfig, type Plugin } from 'vite'

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

/** Preact's own JSX. */
const oxc = { jsx: { runtime: 'automatic', importSource: 'preact' } } as const

export default defineConfig({
  root: here('./client'),
  base: '/',
  publicDir: false,
  oxc,
  plugins: [verifierPage()],
  worker: { format: 'es' },
  build: {
    outDir: here('./dist/client'),
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 2000,
    rolldownOptions: {
      input: [here('./client/index.html'), here('./client/board.html'), here('./client/consultation.html')],
    },
  },
})

function verifierPage(): Plugin {
  return {
    name: 'verifier-page',
    apply: 'build',
    async generateBundle() {
      this.emitFile({ type: 'asset', fileName: 'verifier.html', source: await verifierHtml() })
    },
  }
}

/** Its policy stands in the page: nothing but its own script and style, and no connection but to a chain it is told of. */
async function verifierHtml(): Promise<string> {
  const built = await build({
    configFile: false,
    root: here('./client/verifier'),
    logLevel: 'warn',
    publicDir: false,
    oxc,
    define: { 'process.env.NODE_ENV': '"production"' },
    build: {
      write: false,
      target: 'es2022',
      lib: { entry: here('./client/verifier/main.tsx'), formats: ['iife'], name: 'verifier' },
    },
  })
  const files = [built].flat().flatMap((one) => ('output' in one ? one.output : []))
  const script = files.flatMap((file) => (file.type === 'chunk' ? file.code : [])).join('')
  const style = files.flatMap((file) => (file.type === 'asset' ? String(file.source) : [])).join('')
  // Inside of strings: what would end the element, and what a page would read otherwise than it is written.
  const safe = script.replaceAll('</script', '<\\/script').replaceAll('\0', '\\x00').replaceAll('\r', '\\r')
  const hash = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`
  const policy = [
    "default-src 'none'",
    `script-src ${hash(safe)}`,
    `style-src ${hash(style)}`,
    'img-src data:',
    'connect-src http: https:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ')
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Townhall: verifier of decision records</title>
<link rel="icon" href="data:,">
<style>${style}</style>
</head>
<body>
<div id="page"></div>
<noscript>The verifier needs JavaScript. Without it use a program of your own: the format is open.</noscript>
<script>${safe}</script>
</body>
</html>
`
}
