// Works of the flood that a decision adopted, as commands of live: barriers, embankments, gates, pumps and breaches under a name
// of the decision's own, and what is done to them. Storms and flows of the river are circumstances and stay in the branch.
import { decisionActor, decisionAs } from '../../../shared/kernel/decision.ts'
import { FloodCommand } from '../../../shared/systems/flood/commands.ts'
import type { AdoptingDesk, OpenAdopting, Tried, Work } from '../adopting.ts'

const LIVE = 'live'
type Built = Extract<FloodCommand, { id: string }>

export const openAdopted: OpenAdopting = ({ twin }) =>
  ({
    worksOf,
    async place(record, { n, command }) {
      // The journal takes an intent of the same actor once, also after a restart.
      const verdict = await twin.act(LIVE, { command, actor: decisionAs(record), intent: intentOf(n) })
      return verdict.ok ? null : verdict.reason
    },
    wasPlaced: async (record, { n }) =>
      (await twin.recorded({ actor: decisionActor(record), intent: intentOf(n) })) !== null,
    // What is done to a work cannot be seen by its being there.
    stands: ({ what, command }) =>
      isPlacing(what) &&
      twin.live().facts?.rows?.some(({ id }) => id === `flood.work/${String(command['id'])}`) === true,
  }) satisfies AdoptingDesk

const intentOf = (n: number): string => `adopt ${n}`

function worksOf(record: string, tried: readonly Tried[]): Work[] {
  const commands = tried.map(({ command, inBaseline }, i) => ({
    n: i + 1,
    given: FloodCommand.safeParse(command).data ?? null,
    inBaseline,
  }))
  /** Names in the branch, and what they are called in live; null where nobody decided on it. */
  const names = new Map<string, string | null>()
  return commands.flatMap(({ n, given, inBaseline }) => {
    if (!given || !isBuilt(given)) return []
    const isNew = isPlacing(given.type)
    if (isNew) names.set(given.id, inBaseline ? null : `${record}-${n}`)
    // What was there before the branch keeps its name.
    const id = names.has(given.id) ? names.get(given.id) : given.id
    if (inBaseline || id === undefined || id === null) return []
    const name = 'name' in given && given.name !== undefined ? given.name : given.id
    return [{ n, what: given.type, name, command: { ...given, id, ...(isNew ? { name } : {}) } }]
  })
}

const isPlacing = (type: string): boolean => type !== 'flood.setGate' && type !== 'flood.removeWork'
const isBuilt = (command: FloodCommand): command is Built => 'id' in command
