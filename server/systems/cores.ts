// How many of the machine's cores one run takes, and the systems that can use them. It changes how long a run takes and nothing
// of what comes of it.
import { availableParallelism } from 'node:os'
import { lendCrews } from './flood/crew.ts'

/** Each is told how many cores whatever this thread reckons may take. */
const TAKING: readonly ((cores: number) => void)[] = [lendCrews]

export function lendCores(cores: number): void {
  for (const tell of TAKING) tell(cores)
}

/** Of a command that has the machine to itself. */
export const allCores = (): number => availableParallelism()

/** Of each of so many runs at once in a server: one core is live's and the rooms'. */
export const coresOfRun = (atOnce: number): number => Math.max(1, Math.floor((availableParallelism() - 1) / atOnce))
