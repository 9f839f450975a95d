// What consultations keep of somebody, for their export, and what goes when they have their account erased.
import type { Keeper } from '../identity/own-data-routes.ts'
import type { Consultations } from './house.ts'

export const keeperOf = (house: Pick<Consultations, 'states' | 'forget'>): Keeper => ({
  name: 'consultations',
  kept: KEPT,
  exported: (ids) =>
    house.states().flatMap(({ about, statements }) => {
      const said = statements
        .filter(({ by }) => ids.includes(by))
        .map(({ id, text, state, because, appeal, submittedMs }) => ({
          statement: id,
          text,
          state,
          because,
          appeal,
          at: new Date(submittedMs).toISOString(),
        }))
      const opinions = statements.flatMap(({ id, text, votes }) =>
        votes.filter(({ person }) => ids.includes(person)).map(({ choice }) => ({ statement: id, text, choice })),
      )
      return said.length + opinions.length === 0
        ? []
        : [{ consultation: about.consultation, title: about.title, statements: said, opinions }]
    }),
  erased: (ids) => house.forget(ids),
})

const KEPT =
  'Of consultations: statements of yours that nobody had read are gone, and so is the text of those that were rejected. Those that were approved stay without your name, since others have answered them; your opinions stay counted. The journal of a consultation keeps what was said under the number of your account, never with your name.'
