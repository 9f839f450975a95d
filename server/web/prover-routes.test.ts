import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import express from 'express'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { INSTALL, proverRoutes } from './prover-routes.ts'

let dir: string
const ends: (() => void)[] = []

async function served(folder: string): Promise<string> {
  const server = createServer(express().use(proverRoutes(folder)))
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  ends.push(() => server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'prover-'))
  const names = [10, 16].flatMap((depth) => [`semaphore-${depth}.wasm`, `semaphore-${depth}.zkey`])
  for (const path of ['snarkjs/build/snarkjs.min.js', ...names.map((name) => `@zk-kit/semaphore-artifacts/${name}`)]) {
    const file = join(dir, 'with/node_modules', path)
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, path)
  }
})
afterAll(async () => {
  for (const end of ends) end()
  await rm(dir, { recursive: true })
})

it('says how the prover is installed, and gives nothing of it before', async () => {
  const url = await served(join(dir, 'without'))
  expect(await (await fetch(`${url}/prover`)).json()).toEqual({ isInstalled: false, install: INSTALL })
  for (const name of ['worker.js', 'snarkjs.min.js', 'semaphore-10.zkey'])
    expect((await fetch(`${url}/prover/${name}`)).status).toBe(404)
})

it('gives the files of the packages as they are, a worker that runs them, and nothing else', async () => {
  const url = await served(join(dir, 'with'))
  expect(await (await fetch(`${url}/prover`)).json()).toMatchObject({ isInstalled: true })
  expect(await (await fetch(`${url}/prover/semaphore-16.wasm`)).text()).toBe(
    '@zk-kit/semaphore-artifacts/semaphore-16.wasm',
  )
  const script = await fetch(`${url}/prover/snarkjs.min.js`)
  expect(script.headers.get('content-type')).toContain('javascript')
  // What is fetched ahead of a vote is not fetched with it.
  for (const name of ['snarkjs.min.js', 'semaphore-10.wasm', 'semaphore-10.zkey'])
    expect((await fetch(`${url}/prover/${name}`)).headers.get('cache-control')).toBe('public, max-age=86400')
  const worker = await (await fetch(`${url}/prover/worker.js`)).text()
  expect(worker).toContain("importScripts('/prover/snarkjs.min.js')")
  for (const name of ['semaphore-1.wasm', '..%2f..%2fwithout', 'snarkjs', 'package.json'])
    expect((await fetch(`${url}/prover/${name}`)).status).toBe(404)
})
