import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import express from 'express'
import { expect, it } from 'vitest'
import { staticFiles } from './static-files.ts'

it('leaves the page of the verifier its own policy, and no other page', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'static-'))
  for (const name of ['verifier.html', 'index.html']) writeFileSync(join(dir, name), '<p>page</p>')
  const app = express()
  app.use((_request, response, next) => {
    response.setHeader('content-security-policy', "default-src 'self'")
    next()
  })
  app.use(staticFiles(dir))
  const server = app.listen(0, '127.0.0.1')
  await new Promise((done) => server.once('listening', done))
  const policyOf = async (path: string): Promise<string | null> =>
    (await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`)).headers.get(
      'content-security-policy',
    )
  expect(await policyOf('/verifier.html')).toBe("frame-ancestors 'none'")
  expect(await policyOf('/')).toBe("default-src 'self'")
  await new Promise((done) => server.close(done))
  rmSync(dir, { recursive: true, force: true })
})
