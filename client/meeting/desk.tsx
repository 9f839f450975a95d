// The chair's and the secretary's desk: the next sensible act as a big button, all others in lists by group, and the papers.
import { language, say } from '../panels/strings.ts'
import type { PanelModel } from '../panels/model.ts'
import { Deeds } from './bits.tsx'
import { agendaDeeds, deed, moveDeed, orderDeeds, remarkDeed } from './deeds.ts'
import { pollDeeds } from './deeds-poll.ts'
import { nextDeeds } from './next-deeds.ts'
import { currentItem, isOver, may, type Sight } from './sight.ts'

type Parts = { readonly model: PanelModel; readonly sight: Sight }

/** On top of whatever tab is open, for who runs the meeting. */
export function NextAct({ model, sight }: Parts) {
  const { meeting } = model
  const next = nextDeeds(sight, meeting.serverMs.value, meeting.newId)
  if (!sight.own.roles.includes('chair') && !sight.own.roles.includes('secretary')) return null
  return (
    <section class="next-act" aria-labelledby="next-act-title">
      <h4 id="next-act-title" tabIndex={-1}>
        {say('meetNext')}
      </h4>
      <p>{next?.why ?? say('meetNothingNext')}</p>
      {next && <Deeds meeting={meeting} deeds={next.deeds} isBig most={3} />}
    </section>
  )
}

export function DeskTab({ model, sight }: Parts) {
  const { meeting } = model
  const order = [...orderDeeds(sight, meeting.serverMs.value), ...moveDeed(sight, () => meeting.acts.here())]
  const minutes = remarkDeed(sight)
  const polls = sight.polls.filter((poll) => pollDeeds(sight, poll).length > 0)
  const canAsk = may(sight, 'meeting.preparePoll') && !isOver(sight.life)
  const title = currentItem(sight)?.title ?? ''
  const prepare = deed(
    'meetPrepare',
    { form: { is: 'poll', subject: { kind: 'procedure' }, question: '' } },
    { name: title },
  )
  return (
    <>
      {order.length > 0 && <h4>{say('meetGroup_order')}</h4>}
      <Deeds meeting={meeting} deeds={order} />
      <h4>{say('meetGroup_agenda')}</h4>
      <Deeds meeting={meeting} deeds={agendaDeeds(sight, meeting.newId)} />
      <h4>{say('meetGroup_votes')}</h4>
      <Deeds meeting={meeting} deeds={canAsk ? [prepare] : []} />
      {polls.map((poll) => (
        <div key={poll.id} class="desk-poll" role="group" aria-label={poll.question}>
          <p>{poll.question}</p>
          <Deeds meeting={meeting} deeds={pollDeeds(sight, poll)} />
        </div>
      ))}
      <h4>{say('meetGroup_minutes')}</h4>
      <Deeds meeting={meeting} deeds={minutes} />
      <Papers meeting={sight.meeting} />
    </>
  )
}

const PAPERS = {
  notice: 'meetPaperNotice',
  minutes: 'meetPaperMinutes',
  attendance: 'meetPaperAttendance',
  votes: 'meetPaperVotes',
} as const

/** Pages to be printed, in the reader's language. */
export function Papers({ meeting }: { readonly meeting: string }) {
  return (
    <div class="buttons" role="group" aria-label={say('meetPapers')}>
      {(Object.keys(PAPERS) as (keyof typeof PAPERS)[]).map((paper) => (
        <a
          key={paper}
          class="as-button"
          href={`/meetings/${meeting}/${paper}?lang=${language.value}`}
          target="_blank"
          rel="noreferrer"
        >
          {say(PAPERS[paper])}
        </a>
      ))}
    </div>
  )
}
