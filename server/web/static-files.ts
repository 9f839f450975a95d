// The built client from dist/client: read once, compressed once, kept in memory (a few megabytes), never listed.
// Vite names assets by their content, so they never change; the page itself is always asked for again.
import { createHash } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { extname, join, normalize, resolve, sep } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import type { Request, RequestHandler, Response } from 'express'

type Kept = { readonly mtimeMs: number; readonly etag: string; readonly bodies: Map<string, Promise<Buffer>> }

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.webp': 'image/webp',
  '.ico': 'image/x-icon',
  '.wasm': 'application/wasm',
  '.woff2': 'font/woff2',
  '.glb': 'model/gltf-binary',
  '.hdr': 'application/octet-stream',
  '.txt': 'text/plain; charset=utf-8',
}
const COMPRESSIBLE = new Set(['.html', '.js', '.mjs', '.css', '.json', '.webmanifest', '.svg', '.wasm', '.glb', '.txt'])

/** Serves files below `folder`; what is not there is left to the next handler. */
export function staticFiles(folder: string): RequestHandler {
  const root = resolve(folder)
  const kept = new Map<string, Kept>()
  return (request, response, next) => {
    serve(root, kept, request, response).then(
      (isServed) => {
        if (!isServed) next()
      },
      (error: unknown) => next(error),
    )
  }
}

async function serve(root: string, kept: Map<string, Kept>, request: Request, response: Response): Promise<boolean> {
  if (request.method !== 'GET' && request.method !== 'HEAD') return false
  const name = request.path === '/' ? '/index.html' : decodeURIComponent(request.path)
  const path = normalize(join(root, name))
  const extension = extname(path)
  const type = TYPES[extension]
  if (!path.startsWith(root + sep) || type === undefined) return false
  const found = await stat(path).catch(() => null)
  if (!found?.isFile()) return false
  let file = kept.get(path)
  if (file?.mtimeMs !== found.mtimeMs) {
    const plain = readFile(path)
    const etag = `"${createHash('sha256')
      .update(await plain)
      .digest('base64url')
      .slice(0, 22)}"`
    file = { mtimeMs: found.mtimeMs, etag, bodies: new Map([['identity', plain]]) }
    kept.set(path, file)
  }
  const isHashed = /^\/assets\/.+-[A-Za-z0-9_-]{8}\.\w+$/.test(name)
  response.setHeader('content-type', type)
  response.setHeader('etag', file.etag)
  response.setHeader('cache-control', isHashed ? 'public, max-age=31536000, immutable' : 'no-cache')
  // Its script is inside of it, and its own policy with it.
  if (name === '/verifier.html') response.setHeader('content-security-policy', "frame-ancestors 'none'")
  response.vary('Accept-Encoding')
  if (request.headers['if-none-match'] === file.etag) {
    response.status(304).end()
    return true
  }
  const encoding = COMPRESSIBLE.has(extension) ? request.acceptsEncodings('br', 'gzip', 'identity') : 'identity'
  const body = await compressed(file, encoding === false ? 'identity' : encoding)
  if (encoding === 'br' || encoding === 'gzip') response.setHeader('content-encoding', encoding)
  response.setHeader('content-length', body.length)
  response.end(request.method === 'HEAD' ? undefined : body)
  return true
}

function compressed(file: Kept, encoding: string): Promise<Buffer> {
  const known = file.bodies.get(encoding)
  if (known) return known
  const made = (file.bodies.get('identity') as Promise<Buffer>).then((plain) =>
    encoding === 'br'
      ? promisify(brotliCompress)(plain, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } })
      : promisify(gzip)(plain),
  )
  file.bodies.set(encoding, made)
  return made
}
