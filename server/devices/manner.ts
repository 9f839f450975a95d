// How simulated devices that move behave: how often one stops on its way, and how fast they are. Left to themselves some
// tasks fail, so that the city meets failures; a demonstration or a test says which device fails, and need not wait.
import { z } from 'zod'

/** Some: one task in fifty, by its id; a scenario may make it more. */
export const FAILING = ['some', 'none', 'always'] as const
export type Failing = (typeof FAILING)[number]

export type Manner = {
  readonly failing: Failing
  /** By device id, where one differs. */
  readonly failingOf: Readonly<Record<string, Failing>>
  /** So many times as fast as such a device is. */
  readonly haste: number
}

export const USUAL: Manner = { failing: 'some', failingOf: {}, haste: 1 }

const WORD = new RegExp(`^(?:([A-Za-z0-9][\\w.-]{0,39})=)?(${FAILING.join('|')})$`)
const RULE = `is not ${FAILING.join(', ')}, with exceptions like none,barrier-2=always`

/** `none`, or with exceptions: `none,barrier-2=always`. */
export const Faults = z.string().transform((text, context): Pick<Manner, 'failing' | 'failingOf'> => {
  let failing: Failing = USUAL.failing
  const failingOf: Record<string, Failing> = {}
  for (const part of text.split(',').filter((one) => one.trim() !== '')) {
    const [whole, device, word] = WORD.exec(part.trim()) ?? []
    if (whole === undefined) {
      context.addIssue({ code: 'custom', message: `${part.trim()} ${RULE}` })
      return z.NEVER
    }
    // The expression takes no other word.
    if (device === undefined) failing = word as Failing
    else failingOf[device] = word as Failing
  }
  return { failing, failingOf }
})

const PACE = 'is not a number from 1 to 100'
export const Haste = z.coerce.number({ error: PACE }).min(1, PACE).max(100, PACE)
