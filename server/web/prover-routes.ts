// The prover of secret votes by proof, where the operator has installed it: files of npm packages served as they are, and a
// worker of a few lines that runs them in the voter's browser. snarkjs is GPL-3.0, no part of this program and in none of its
// bundles; without it nobody can vote by proof here, and pages say so.
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { Router } from 'express'

/** What an operator runs, in the folder of the program. */
export const INSTALL = 'npm i --no-save snarkjs@0.7.5 @zk-kit/semaphore-artifacts@4.13.0'

const ARTIFACTS = [10, 16].flatMap((depth) => [`semaphore-${depth}.wasm`, `semaphore-${depth}.zkey`])
const FILES: Readonly<Record<string, string>> = {
  'snarkjs.min.js': 'snarkjs/build/snarkjs.min.js',
  ...Object.fromEntries(ARTIFACTS.map((name) => [name, `@zk-kit/semaphore-artifacts/${name}`])),
}

/** A classic worker: snarkjs for browsers is one script. */
const WORKER = `importScripts('/prover/snarkjs.min.js')
onmessage = async ({ data: { inputs, depth } }) => {
  const file = (ending) => new URL('/prover/semaphore-' + depth + '.' + ending, location.href).href
  try {
    const one = { singleThread: true }
    const { proof } = await snarkjs.groth16.fullProve(inputs, file('wasm'), file('zkey'), undefined, one, one)
    postMessage({ proof })
  } catch (error) {
    postMessage({ error: String(error) })
  }
}
`

/** `folder`: whose node_modules has the packages; empty for that of the program. */
export function proverRoutes(folder: string): Router {
  const packages = resolve(folder === '' ? join(import.meta.dirname, '../..') : folder, 'node_modules')
  const isInstalled = (): boolean => Object.values(FILES).every((path) => existsSync(join(packages, path)))
  const routes = Router()
  routes.get('/prover', (_request, response) => {
    response.setHeader('cache-control', 'no-store')
    response.json({ isInstalled: isInstalled(), install: INSTALL })
  })
  routes.get('/prover/worker.js', (_request, response, next) => {
    if (!isInstalled()) return next()
    response.type('text/javascript').setHeader('cache-control', 'no-cache')
    response.send(WORKER)
  })
  for (const [name, path] of Object.entries(FILES))
    routes.get(`/prover/${name}`, (_request, response, next) => {
      if (!isInstalled()) return next()
      response.sendFile(join(packages, path), { maxAge: '1d', dotfiles: 'allow' }, (error) => {
        if (error) next(error)
      })
    })
  return routes
}
