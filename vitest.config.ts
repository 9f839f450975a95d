import { defineConfig } from 'vitest/config'
import { LongestFirst } from './.ci/longest-first.ts'
import { SLOW } from './.ci/slow.ts'

const UNIT = [
  'shared/**/*.test.ts',
  'server/**/*.test.ts',
  'client/**/*.test.ts',
  'contracts/**/*.test.ts',
  '.ci/**/*.test.ts',
]

export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        test: {
          name: 'unit',
          include: UNIT,
          // They end a hang and judge nothing: on a busy machine the same takes ten times as long.
          testTimeout: 180_000,
          hookTimeout: 180_000,
          // Many wait for a disk, a kill or another process: three on two cores end sooner than two.
          maxWorkers: 3,
          // A second, the default, is little on a busy machine.
          expect: { poll: { timeout: 60_000 } },
        },
      },
      {
        test: {
          // What is run all the time: the unit tests but for those that take more than a second a file.
          name: 'quick',
          include: UNIT,
          maxWorkers: 2,
          exclude: [...SLOW, '**/node_modules/**'],
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['e2e/**/*.test.ts'],
          testTimeout: 600_000,
          hookTimeout: 600_000,
          expect: { poll: { timeout: 60_000 } },
          // They wait more than they reckon; more than two browsers at once are slower than two.
          maxWorkers: 2,
        },
      },
      {
        test: {
          // Alone on the machine, by `npm run long`: too long beside the others, and not yet shown reliable on a busy one.
          name: 'long',
          include: ['e2e/**/*.long.ts'],
          testTimeout: 600_000,
          hookTimeout: 300_000,
          expect: { poll: { timeout: 30_000 } },
        },
      },
    ],
  },
})
