#!/usr/bin/env node
// What forge takes for a native solc: npm's compiler, which answers `--version` and compiles standard JSON from stdin.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)
if (process.argv.includes('--version')) {
  // As its package says; loading the compiler for this takes seconds.
  const { version } = JSON.parse(readFileSync(require.resolve('solc/package.json'), 'utf8'))
  process.stdout.write(
    `solc, the solidity compiler commandline interface\nVersion: ${version}+commit.00000000.Emscripten.clang\n`,
  )
} else {
  const answer = require('solc').compile(readFileSync(0, 'utf8'))
  // The compiler hears of no end by itself.
  process.stdout.write(answer, () => process.exit(0))
}
